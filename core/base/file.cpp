#include "core/base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace ane {
namespace {
constexpr std::size_t kBufferSize = std::size_t{1} << 16;

// mkstemp makes the file for its owner alone; the result should look as if open() had made it.
mode_t usual_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// The path that leads to an open file, whether or not it has a name.
std::string path_of(int fd) {
  return "/proc/self/fd/" + std::to_string(fd);
}

// -1 where the file system, the kernel or a missing /proc does not let us have one and find it again.
int open_nameless(const std::string& folder) {
  const int fd = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0) return -1;
  struct stat info {};
  if (stat(path_of(fd).c_str(), &info) == 0) return fd;
  close(fd);
  return -1;
}

// Fills in the end of `name`. -1 and errno on failure.
int open_named(std::string& name, mode_t mode) {
  const int fd = mkostemp(name.data(), O_CLOEXEC);
  if (fd >= 0) fchmod(fd, mode);
  return fd;
}

// Short, since the target's name may be as long as names can be.
std::string temporary_template(const std::string& path) {
  return folder_of(path) + ".anescope-XXXXXX";
}

bool name_too_long(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t length = slash == std::string::npos ? path.size() : path.size() - slash - 1;
  const long most = pathconf(folder_of(path).c_str(), _PC_NAME_MAX);
  return most > 0 && length > static_cast<std::size_t>(most);
}

// So that the new name survives a power cut too. The file is whole either way, hence no error.
void sync_folder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}
}  // namespace

Result<std::unique_ptr<AtomicFile>> AtomicFile::create(const std::string& path) {
  struct stat old {};
  const bool replaces = stat(path.c_str(), &old) == 0;
  // A device, a pipe or a folder that is there has a use of its own.
  if (replaces && !S_ISREG(old.st_mode))
    return Error{"cannot write: there is something that is no regular file", {}};
  if (name_too_long(path)) return Error{std::string("cannot write: ") + std::strerror(ENAMETOOLONG), {}};
  std::string temporary;
  int fd = open_nameless(folder_of(path));
  if (fd < 0) {
    temporary = temporary_template(path);
    fd = open_named(temporary, usual_mode());
  }
  if (fd < 0) return Error{std::string("cannot write: ") + std::strerror(errno), {}};
  if (replaces) fchmod(fd, old.st_mode & 07777);
  return std::unique_ptr<AtomicFile>(new AtomicFile(path, std::move(temporary), fd));
}

AtomicFile::AtomicFile(std::string path, std::string temporary, int fd)
    : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  close(fd_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view piece) {
  buffer_.append(piece);
  if (buffer_.size() >= kBufferSize) flush();
}

bool AtomicFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && error_ == 0) {
    const ssize_t put = ::write(fd_, rest.data(), rest.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) error_ = errno;
    if (put > 0) rest.remove_prefix(static_cast<std::size_t>(put));
  }
  buffer_.clear();
  return error_ == 0;
}

Result<SourcePtr> AtomicFile::read_back() {
  if (!flush()) return failure();
  return open_source(temporary_.empty() ? path_of(fd_) : temporary_);
}

// A link cannot replace a file. Where there is none, the name is given in one step; else the file gets a
// temporary one, for rename() to go on from.
void AtomicFile::give_name() {
  constexpr int kAttempts = 1000;
  const std::string from = path_of(fd_);
  std::string name = path_;
  for (int i = 0; i < kAttempts; ++i) {
    if (linkat(AT_FDCWD, from.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      temporary_ = std::move(name);
      return;
    }
    if (errno != EEXIST) break;
    name = folder_of(path_) + ".anescope-" + std::to_string(getpid()) + '-' + std::to_string(i);
  }
  copy_to_named();
}

// For systems that make nameless files but do not let us name them.
void AtomicFile::copy_to_named() {
  struct stat info {};
  std::string temporary = temporary_template(path_);
  const int named = fstat(fd_, &info) == 0 ? open_named(temporary, info.st_mode & 07777) : -1;
  if (named < 0) {
    error_ = errno;
    return;
  }
  const int nameless = std::exchange(fd_, named);
  temporary_ = std::move(temporary);
  off_t done = 0;
  while (error_ == 0) {
    buffer_.resize(kBufferSize);
    const ssize_t got = pread(nameless, buffer_.data(), buffer_.size(), done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error_ = errno;
    if (got <= 0) break;
    buffer_.resize(static_cast<std::size_t>(got));
    flush();
    done += got;
  }
  buffer_.clear();
  if (error_ == 0 && fsync(fd_) != 0) error_ = errno;
  close(nameless);
}

Result<void> AtomicFile::commit() {
  if (flush() && fsync(fd_) != 0) error_ = errno;
  if (error_ == 0 && temporary_.empty()) give_name();
  if (close(std::exchange(fd_, -1)) != 0 && error_ == 0) error_ = errno;
  const std::string name = std::exchange(temporary_, {});
  if (error_ == 0 && name != path_ && std::rename(name.c_str(), path_.c_str()) != 0) error_ = errno;
  if (error_ == 0) {
    sync_folder(folder_of(path_));
    return {};
  }
  if (!name.empty()) unlink(name.c_str());
  return failure();
}

Error AtomicFile::failure() const {
  return {std::string("cannot write: ") + std::strerror(error_), {}};
}

Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  ANE_TRY(const std::unique_ptr<AtomicFile> file, AtomicFile::create(path));
  file->write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return file->commit();
}

}  // namespace ane
