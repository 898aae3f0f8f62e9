// What the dynamic linker finds before the C library: calls for a fake node go to the fake driver, all others
// on to the real functions.

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "tests/fake_kernel/driver.hpp"
#include "tests/fake_kernel/real.hpp"
#include "tests/fake_kernel/settings.hpp"

#define FAKE_EXPORT extern "C" __attribute__((visibility("default")))

namespace ane::fake {
namespace {

/// All open files of fake nodes. Never destroyed: closing goes on while the program ends.
struct Files {
  std::mutex mutex;
  std::map<int, std::unique_ptr<File>> open;
};

Files& files() {
  static Files* all = [] {
    auto* made = new Files();
    // A child must not inherit the lock from a thread that it does not have.
    pthread_atfork([] { files().mutex.lock(); }, [] { files().mutex.unlock(); },
                   [] { files().mutex.unlock(); });
    return made;
  }();
  return *all;
}

bool is_node(const char* path) {
  const auto all = nodes();
  return std::find(all.begin(), all.end(), path) != all.end();
}

int fail(int error) {
  errno = error;
  return -1;
}

int open_node(const char* path) {
  if (mode_is("eacces")) return fail(EACCES);
  if (mode_is("einval_open")) return fail(EINVAL);
  const int fd = memfd_create("fake_ane_node", MFD_CLOEXEC);
  if (fd < 0) return fd;
  const std::lock_guard lock(files().mutex);
  files().open[fd] = std::make_unique<File>(path);
  return fd;
}

// The file behind a descriptor, or null. The lock must be held.
File* find(int fd) {
  const auto file = files().open.find(fd);
  return file == files().open.end() ? nullptr : file->second.get();
}

template <class Function>
void look_up(Function& function, const char* name) {
  function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int open_path(const char* path, int flags, mode_t mode) {
  return is_node(path) ? open_node(path) : real().open(path, flags, mode);
}

void* map(void* at, std::size_t size, int protection, int flags, int fd, off_t offset) {
  {
    const std::lock_guard lock(files().mutex);
    if (File* file = fd < 0 ? nullptr : find(fd)) {
      int error = 0;
      void* mapped = file->map(at, size, protection, flags, offset, error);
      if (mapped != nullptr) return mapped;
      errno = -error;
      return MAP_FAILED;
    }
  }
  return real().mmap(at, size, protection, flags, fd, offset);
}

// The mode is there only for calls that may make a file.
mode_t mode_of(int flags, va_list arguments) {
  const bool makes = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return makes ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

const Real& real() {
  static const Real found = [] {
    Real functions{};
    look_up(functions.open, "open");
    look_up(functions.openat, "openat");
    look_up(functions.close, "close");
    look_up(functions.ioctl, "ioctl");
    look_up(functions.access, "access");
    look_up(functions.mmap, "mmap");
    look_up(functions.munmap, "munmap");
    return functions;
  }();
  return found;
}

}  // namespace ane::fake

using ane::fake::files;

/// By this tests know that they are run with the fake kernel.
FAKE_EXPORT int fake_ane_kernel_present() {
  return 1;
}

FAKE_EXPORT int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ane::fake::mode_of(flags, arguments);
  va_end(arguments);
  return ane::fake::open_path(path, flags, mode);
}

FAKE_EXPORT int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ane::fake::mode_of(flags, arguments);
  va_end(arguments);
  return ane::fake::open_path(path, flags, mode);
}

FAKE_EXPORT int openat(int folder, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ane::fake::mode_of(flags, arguments);
  va_end(arguments);
  return ane::fake::is_node(path) ? ane::fake::open_node(path)
                                  : ane::fake::real().openat(folder, path, flags, mode);
}

FAKE_EXPORT int close(int fd) {
  std::unique_ptr<ane::fake::File> file;
  {
    const std::lock_guard lock(files().mutex);
    if (const auto found = files().open.find(fd); found != files().open.end()) {
      file = std::move(found->second);
      files().open.erase(found);
    }
  }
  return ane::fake::real().close(fd);
}

FAKE_EXPORT int access(const char* path, int type) noexcept {
  if (!ane::fake::is_node(path)) return ane::fake::real().access(path, type);
  return type != F_OK && ane::fake::mode_is("eacces") ? ane::fake::fail(EACCES) : 0;
}

FAKE_EXPORT int ioctl(int fd, unsigned long request, ...) noexcept {
  va_list arguments;
  va_start(arguments, request);
  void* data = va_arg(arguments, void*);
  va_end(arguments);
  {
    // As the driver does: one submission at a time.
    const std::lock_guard lock(files().mutex);
    if (ane::fake::File* file = ane::fake::find(fd)) {
      const int result = file->ioctl(request, data);
      return result < 0 ? ane::fake::fail(-result) : result;
    }
  }
  return ane::fake::real().ioctl(fd, request, data);
}

FAKE_EXPORT void* mmap(void* at, std::size_t size, int protection, int flags, int fd, off_t offset) noexcept {
  return ane::fake::map(at, size, protection, flags, fd, offset);
}

FAKE_EXPORT void* mmap64(void* at, std::size_t size, int protection, int flags, int fd,
                         off64_t offset) noexcept {
  return ane::fake::map(at, size, protection, flags, fd, offset);
}

FAKE_EXPORT int munmap(void* at, std::size_t size) noexcept {
  {
    const std::lock_guard lock(files().mutex);
    for (auto& [fd, file] : files().open) file->note_unmapped(at);
  }
  return ane::fake::real().munmap(at, size);
}
