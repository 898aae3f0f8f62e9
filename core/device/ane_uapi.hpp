#pragma once
// What the Linux driver `ane` and the DRM core take in ioctl calls (docs/formats/device.md, 2 and 3), written
// from that description: the driver's own header is not needed to build, and may be another version's.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ane::device::uapi {

inline constexpr std::string_view kDriverName = "ane";
inline constexpr std::uint32_t kBars = 0x20;          ///< base addresses of a queue
inline constexpr std::uint32_t kBootstrapNid = 0x40;  ///< network number of the bootstrap copy
inline constexpr std::uint64_t kGranularity = 0x10;   ///< BAR 1 is BAR 0 + tsk_size rounded up to this
inline constexpr std::uint64_t kPage = 0x4000;        ///< of the engine's memory management
/// Address space for all buffers of all processes together: from kFirstAddress on.
inline constexpr std::uint64_t kFirstAddress = 0x4000, kAddressSpace = 0xe0000000 - kPage;

/// BO_INIT: allocates `size` bytes, rounded up to the processor's page.
struct BoInit {
  std::uint32_t handle = 0;  ///< out
  std::uint32_t pad = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;  ///< out: the file offset for mmap
};
static_assert(sizeof(BoInit) == 24 && offsetof(BoInit, size) == 8 && offsetof(BoInit, offset) == 16);

struct BoFree {
  std::uint32_t handle = 0;
  std::uint32_t pad = 0;
};
static_assert(sizeof(BoFree) == 8);

/// SUBMIT: runs a task list and returns when the engine is idle or after one second.
struct Submit {
  std::uint64_t tsk_size = 0;  ///< bytes of all tasks
  std::uint32_t td_count = 0;
  std::uint32_t td_size = 0;          ///< bytes of the first task
  std::uint32_t handles[kBars] = {};  ///< by BAR, 0: none; [1] must be 0
  std::uint32_t btsp_handle = 0;      ///< holds the copy of the first task
  std::uint32_t pad = 0;
};
static_assert(sizeof(Submit) == 152 && offsetof(Submit, handles) == 16 &&
              offsetof(Submit, btsp_handle) == 144);

/// drm_version of the DRM core. The strings are not terminated by a NUL.
struct Version {
  std::int32_t major = 0, minor = 0, patch = 0;
  std::uint64_t name_size = 0;
  char* name = nullptr;
  std::uint64_t date_size = 0;
  char* date = nullptr;
  std::uint64_t description_size = 0;
  char* description = nullptr;
};
static_assert(sizeof(void*) != 8 || (sizeof(Version) == 64 && offsetof(Version, name_size) == 16));

/// _IOWR('d', number, struct), as <linux/ioctl.h> puts it together on the architectures that have the engine.
constexpr unsigned long read_write_request(std::size_t size, unsigned number) {
  return 3UL << 30 | size << 16 | 0x64UL << 8 | number;
}
inline constexpr unsigned long kVersion = read_write_request(sizeof(Version), 0);
inline constexpr unsigned long kBoInit = read_write_request(sizeof(BoInit), 0x41);
inline constexpr unsigned long kBoFree = read_write_request(sizeof(BoFree), 0x42);
inline constexpr unsigned long kSubmit = read_write_request(sizeof(Submit), 0x43);
static_assert(kVersion == 0xC0406400 && kBoInit == 0xC0186441 && kBoFree == 0xC0086442 &&
              kSubmit == 0xC0986443);

}  // namespace ane::device::uapi
