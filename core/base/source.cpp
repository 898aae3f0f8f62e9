#include "core/base/source.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "core/base/mapping_guard.hpp"
#include "core/base/text.hpp"

namespace ane {
namespace {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::vector<std::uint8_t> bytes)
      : ByteSource(bytes.size()), bytes_(std::move(bytes)) {
    contiguous_ = bytes_;
  }
  void copy(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (!out.empty()) std::memcpy(out.data(), bytes_.data() + offset, out.size());
  }
  FileState file_state() const override { return FileState::Same; }

 private:
  std::vector<std::uint8_t> bytes_;
};

struct FileIdentity {
  dev_t device;
  ino_t inode;
  off_t size;
  timespec modified;
};

FileIdentity identity_of(const struct stat& info) {
  return {info.st_dev, info.st_ino, info.st_size, info.st_mtim};
}

class MappedSource final : public ByteSource {
 public:
  MappedSource(std::string path, void* data, const struct stat& info)
      : ByteSource(static_cast<std::uint64_t>(info.st_size)),
        path_(std::move(path)),
        identity_(identity_of(info)),
        guard_(data, static_cast<std::size_t>(info.st_size)) {
    contiguous_ = {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(info.st_size)};
  }
  ~MappedSource() override {
    guard_.release();
    munmap(const_cast<std::uint8_t*>(contiguous_.data()), contiguous_.size());
  }

  void copy(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    if (!out.empty()) std::memcpy(out.data(), contiguous_.data() + offset, out.size());
  }

  FileState file_state() const override {
    struct stat now {};
    if (stat(path_.c_str(), &now) != 0) return guard_.tripped() ? FileState::Shrank : FileState::Vanished;
    const FileIdentity current = identity_of(now);
    const bool same_file = current.device == identity_.device && current.inode == identity_.inode;
    if (guard_.tripped() || (same_file && current.size < identity_.size)) return FileState::Shrank;
    const bool same = same_file && current.size == identity_.size &&
                      current.modified.tv_sec == identity_.modified.tv_sec &&
                      current.modified.tv_nsec == identity_.modified.tv_nsec;
    return same ? FileState::Same : FileState::Changed;
  }

 private:
  std::string path_;
  FileIdentity identity_;
  MappingGuard guard_;
};

/// Patches as pieces that do not overlap; where two did, the later one won.
class Pieces {
 public:
  explicit Pieces(std::vector<Patch> patches) {
    for (Patch& patch : patches) add(std::move(patch));
  }

  void copy(std::uint64_t offset, std::span<std::uint8_t> out) const {
    const std::uint64_t end = offset + out.size();
    for (auto at = first_behind(offset); at != pieces_.end() && at->first < end; ++at) {
      const std::uint64_t from = std::max(offset, at->first);
      const std::uint64_t to = std::min(end, at->first + at->second.size());
      std::memcpy(out.data() + (from - offset), at->second.data() + (from - at->first), to - from);
    }
  }

 private:
  using Map = std::map<std::uint64_t, std::vector<std::uint8_t>>;

  /// The first piece that ends behind `offset`.
  Map::const_iterator first_behind(std::uint64_t offset) const {
    auto at = pieces_.upper_bound(offset);
    if (at != pieces_.begin() && std::prev(at)->first + std::prev(at)->second.size() > offset) --at;
    return at;
  }

  void add(Patch patch) {
    if (patch.bytes.empty()) return;
    const std::uint64_t end = patch.offset + patch.bytes.size();
    auto at = first_behind(patch.offset);
    while (at != pieces_.end() && at->first < end) {
      const std::uint64_t begin = at->first;
      std::vector<std::uint8_t> old = at->second;
      at = pieces_.erase(at);
      if (begin + old.size() > end) {
        const auto kept = static_cast<std::ptrdiff_t>(end - begin);
        at = pieces_.emplace(end, std::vector<std::uint8_t>(old.begin() + kept, old.end())).first;
      }
      if (begin < patch.offset) {
        old.resize(patch.offset - begin);
        pieces_.emplace(begin, std::move(old));
      }
    }
    pieces_.emplace(patch.offset, std::move(patch.bytes));
  }

  Map pieces_;  ///< by offset
};

class OverlaySource final : public ByteSource {
 public:
  OverlaySource(SourcePtr base, std::vector<Patch> patches)
      : ByteSource(base->size()), base_(std::move(base)), pieces_(std::move(patches)) {}

  void copy(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    base_->copy(offset, out);
    pieces_.copy(offset, out);
  }
  FileState file_state() const override { return base_->file_state(); }

 private:
  SourcePtr base_;
  Pieces pieces_;
};

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Error system_error(std::string_view what) {
  return {std::string(what) + ": " + std::strerror(errno), {}};
}

Result<SourcePtr> read_stream(int fd) {
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> chunk(std::size_t{1} << 16);
  for (;;) {
    const ssize_t got = read(fd, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("cannot read");
    if (got == 0) return memory_source(std::move(bytes));
    if (bytes.size() + static_cast<std::size_t>(got) > kMaxStreamBytes) {
      return Error{"the stream is longer than " + byte_size(kMaxStreamBytes) + ", save it to a file first",
                   {}};
    }
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
  }
}

}  // namespace

SourcePtr memory_source(std::vector<std::uint8_t> bytes) {
  return std::make_shared<MemorySource>(std::move(bytes));
}

Result<SourcePtr> open_source(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) return system_error("cannot open");
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return system_error("cannot open");
  if (S_ISDIR(info.st_mode)) return Error{"is a folder, not a file", {}};
  if (!S_ISREG(info.st_mode)) return read_stream(file.get());
  if (info.st_size == 0) return memory_source({});
  void* data = mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) return system_error("cannot map");
  return SourcePtr(std::make_shared<MappedSource>(path, data, info));
}

Result<SourcePtr> read_standard_input() {
  return read_stream(STDIN_FILENO);
}

Result<SourcePtr> overlay_source(SourcePtr base, std::vector<Patch> patches) {
  const Extent whole{0, base->size()};
  for (const Patch& patch : patches) {
    const Extent where{patch.offset, patch.bytes.size()};
    if (!whole.contains(where)) {
      return Error{"patch of " + byte_size(where.size) + " at " + hex(where.offset) +
                       " reaches past the end of the file at " + hex(whole.size),
                   where};
    }
  }
  return SourcePtr(std::make_shared<OverlaySource>(std::move(base), std::move(patches)));
}

}  // namespace ane
