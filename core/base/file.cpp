#include "core/base/file.hpp"

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
}  // namespace

Result<std::unique_ptr<AtomicFile>> AtomicFile::create(const std::string& path) {
  std::string temporary = path + ".XXXXXX";
  const int fd = mkstemp(temporary.data());
  if (fd < 0) return Error{std::string("cannot write: ") + std::strerror(errno), {}};
  fchmod(fd, usual_mode());
  return std::unique_ptr<AtomicFile>(new AtomicFile(path, std::move(temporary), fd));
}

AtomicFile::AtomicFile(std::string path, std::string temporary, int fd)
    : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  close(fd_);
  unlink(temporary_.c_str());
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

Result<void> AtomicFile::commit() {
  const bool stored = flush() && fsync(fd_) == 0;
  if (!stored && error_ == 0) error_ = errno;
  if (close(std::exchange(fd_, -1)) != 0 && error_ == 0) error_ = errno;
  if (error_ == 0 && std::rename(temporary_.c_str(), path_.c_str()) != 0) error_ = errno;
  if (error_ == 0) return {};
  unlink(temporary_.c_str());
  return Error{std::string("cannot write: ") + std::strerror(error_), {}};
}

Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  ANE_TRY(const std::unique_ptr<AtomicFile> file, AtomicFile::create(path));
  file->write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return file->commit();
}

}  // namespace ane
