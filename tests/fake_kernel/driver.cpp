#include "tests/fake_kernel/driver.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/base/extent.hpp"
#include "tests/fake_kernel/engine.hpp"
#include "tests/fake_kernel/real.hpp"
#include "tests/fake_kernel/settings.hpp"

namespace ane::fake {
namespace {

namespace uapi = device::uapi;

std::uint64_t page() {
  return static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

// As the DRM core does: what fits is copied, without a NUL, and the length is the whole one.
void give(std::string_view text, char* to, std::uint64_t& size) {
  if (to != nullptr) std::memcpy(to, text.data(), std::min<std::uint64_t>(size, text.size()));
  size = text.size();
}

int version(uapi::Version& version) {
  version.major = version.minor = version.patch = 0;
  give(mode_is("other_driver") ? "vc4" : uapi::kDriverName, version.name, version.name_size);
  give("", version.date, version.date_size);
  give("Apple Neural Engine driver", version.description, version.description_size);
  return 0;
}

// A kernel that hangs still lets its process be killed here; without its parent nobody would.
void hang() {
  const pid_t parent = getppid();
  while (getppid() == parent) usleep(20'000);
}

}  // namespace

File::~File() {
  std::uint64_t live = 0;
  for (const auto& [handle, object] : objects_) {
    release(object);
    ++live;
  }
  log_line("close " + node_ + " made=" + std::to_string(made_) + " live=" + std::to_string(live) +
           " mapped=" + std::to_string(mappings_.size()) + " freed_while_mapped=" +
           std::to_string(freed_while_mapped_) + " submits=" + std::to_string(submits_));
}

void File::release(const Object& object) {
  real().munmap(object.bytes, object.size);
  real().close(object.memory);
}

int File::ioctl(unsigned long request, void* data) {
  if (request == uapi::kVersion) return version(*static_cast<uapi::Version*>(data));
  if (mode_is("other_driver")) return -EINVAL;
  if (request == uapi::kBoInit) return init(*static_cast<uapi::BoInit*>(data));
  if (request == uapi::kBoFree) return free(*static_cast<const uapi::BoFree*>(data));
  if (request == uapi::kSubmit) return submit(*static_cast<const uapi::Submit*>(data));
  return -EINVAL;
}

int File::init(uapi::BoInit& init) {
  if (init.size == 0 || init.pad != 0) return -EINVAL;
  Object object;
  object.size = round_up(init.size, page());
  std::uint64_t taken = 0;
  object.address = uapi::kFirstAddress;
  for (const auto& [handle, other] : objects_) {
    const std::uint64_t size = round_up(other.size, uapi::kPage);
    taken += size;
    object.address = std::max(object.address, other.address + size);
  }
  if (mode_is("enospc") && made_ == 1) return -ENOSPC;
  if (object.size > uapi::kAddressSpace || round_up(object.size, uapi::kPage) > uapi::kAddressSpace - taken)
    return -ENOSPC;
  object.memory = memfd_create("fake_ane_object", MFD_CLOEXEC);
  if (object.memory < 0) return -ENOMEM;
  void* bytes = ftruncate(object.memory, static_cast<off_t>(object.size)) == 0
                    ? real().mmap(nullptr, object.size, PROT_READ | PROT_WRITE, MAP_SHARED, object.memory, 0)
                    : MAP_FAILED;
  if (bytes == MAP_FAILED) {
    real().close(object.memory);
    return -ENOMEM;
  }
  object.bytes = static_cast<std::uint8_t*>(bytes);
  object.offset = next_offset_;
  next_offset_ += object.size;
  init.handle = next_handle_++;
  init.offset = object.offset;
  objects_.emplace(init.handle, object);
  ++made_;
  return 0;
}

int File::free(const uapi::BoFree& free) {
  const auto object = objects_.find(free.handle);
  if (free.pad != 0 || object == objects_.end()) return -EINVAL;
  const bool mapped = std::any_of(mappings_.begin(), mappings_.end(),
                                  [&](const auto& mapping) { return mapping.second == free.handle; });
  freed_while_mapped_ += mapped ? 1U : 0U;
  release(object->second);
  objects_.erase(object);
  return 0;
}

const Object* File::find(std::uint32_t handle) const {
  const auto object = objects_.find(handle);
  return object == objects_.end() ? nullptr : &object->second;
}

// The checks of section 5, in its order.
int File::submit(const uapi::Submit& submit) {
  ++submits_;
  if (submit.pad != 0 || submit.tsk_size == 0 || submit.td_count == 0 || submit.td_size == 0 ||
      submit.handles[0] == 0 || submit.handles[1] != 0 || submit.btsp_handle == 0)
    return -EINVAL;
  for (std::uint32_t i = 0; i < uapi::kBars; ++i) {
    if (submit.handles[i] == 0) continue;
    const Object* object = find(submit.handles[i]);
    if (object == nullptr || object->address == 0) return -EINVAL;
    if (i == 0 && submit.tsk_size >= object->size) return -EINVAL;
  }
  if (find(submit.btsp_handle) == nullptr) return -EINVAL;
  return execute(submit);
}

int File::execute(const uapi::Submit& submit) {
  if (mode_is("timeout")) return -ETIMEDOUT;
  if (mode_is("hang")) hang();
  if (mode_is("crash")) raise(SIGSEGV);
  if (mode_is("silent")) return 0;
  EngineJob job;
  for (std::uint32_t i = 0; i < uapi::kBars; ++i)
    if (const Object* object = find(submit.handles[i])) job.bars[i] = {object->bytes, object->size};
  const Object& bootstrap = *find(submit.btsp_handle);
  job.bootstrap = {bootstrap.bytes, bootstrap.size};
  job.first_bytes = submit.td_size;
  job.count = submit.td_count;
  // The weights lie behind the tasks; this is what tsk_size is for.
  const std::uint64_t weights = round_up(submit.tsk_size, uapi::kGranularity);
  if (weights < job.bars[0].size()) job.bars[1] = job.bars[0].subspan(weights);
  job.wrong = mode_is("wrong");
  return run_engine(job) ? 0 : -ETIMEDOUT;
}

void* File::map(void* at, std::size_t size, int protection, int flags, std::int64_t offset, int& error) {
  error = -EINVAL;
  for (const auto& [handle, object] : objects_) {
    if (std::cmp_not_equal(object.offset, offset)) continue;
    if ((flags & MAP_SHARED) == 0 || size > object.size) return nullptr;
    void* mapped = real().mmap(at, size, protection, flags, object.memory, 0);
    if (mapped == MAP_FAILED) {
      error = -errno;
      return nullptr;
    }
    mappings_[mapped] = handle;
    return mapped;
  }
  return nullptr;
}

}  // namespace ane::fake
