#pragma once
// The driver behind the fake node: what docs/formats/device.md, sections 2 to 5, say of the real one. Errors
// are negative error numbers, as in a kernel.

#include <cstdint>
#include <map>
#include <string>

#include "core/device/ane_uapi.hpp"

namespace ane::fake {

/// A buffer object. Its memory is a file without a name, so that it can be mapped more than once.
struct Object {
  std::uint64_t size = 0;     ///< whole pages of the processor
  std::uint64_t offset = 0;   ///< for mmap
  std::uint64_t address = 0;  ///< in the engine
  int memory = -1;
  std::uint8_t* bytes = nullptr;  ///< as the engine sees it
};

/// What one open() of a node has.
class File {
 public:
  explicit File(std::string node) : node_(std::move(node)) {}
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int ioctl(unsigned long request, void* data);
  /// The mapping, or null and a negative error number.
  void* map(void* at, std::size_t size, int protection, int flags, std::int64_t offset, int& error);
  void note_unmapped(void* at) { mappings_.erase(at); }

 private:
  int init(device::uapi::BoInit& init);
  int free(const device::uapi::BoFree& free);
  int submit(const device::uapi::Submit& submit);
  int execute(const device::uapi::Submit& submit);
  const Object* find(std::uint32_t handle) const;
  static void release(const Object& object);

  std::string node_;
  std::map<std::uint32_t, Object> objects_;
  std::map<void*, std::uint32_t> mappings_;  ///< → handle
  std::uint32_t next_handle_ = 1;
  std::uint64_t next_offset_ = std::uint64_t{1} << 32;
  std::uint64_t made_ = 0, submits_ = 0, freed_while_mapped_ = 0;
};

}  // namespace ane::fake
