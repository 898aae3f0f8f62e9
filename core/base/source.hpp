#pragma once
// Where bytes come from. A source never changes what it answers because of an edit: an edit makes a new
// source that lays patches over the old one. What can change under us is the file itself, and that is
// reported (`file_state`), not suffered: a page that vanished reads as zeros.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/result.hpp"

namespace ane {

/// New bytes for [offset, offset + bytes.size()) of a source.
struct Patch {
  std::uint64_t offset = 0;
  std::vector<std::uint8_t> bytes;
};

/// How the file behind a source stands to what was opened.
enum class FileState { Same, Changed, Shrank, Vanished };

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  std::uint64_t size() const { return size_; }

  /// Copies [offset, offset + out.size()) to `out`. The caller has checked the range against size().
  virtual void copy(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;

  /// Compares the file with the one that was opened. Sources without a file are always Same.
  virtual FileState file_state() const = 0;

  /// The bytes in one piece where the source holds them so (a mapped or in-memory source without patches),
  /// else empty. For fast paths only: everything must work through copy() as well.
  std::span<const std::uint8_t> contiguous() const { return contiguous_; }

 protected:
  explicit ByteSource(std::uint64_t size) : size_(size) {}
  std::span<const std::uint8_t> contiguous_;

 private:
  std::uint64_t size_;
};

using SourcePtr = std::shared_ptr<const ByteSource>;

/// Maps `path` read-only. Regular files only: pipes and the like are read to their end into memory, at most
/// `kMaxStreamBytes`. Fails with the system's reason.
Result<SourcePtr> open_source(const std::string& path);

/// Reads standard input to its end, at most `kMaxStreamBytes`.
Result<SourcePtr> read_standard_input();

/// A stream says nothing of its length, so reading one needs a limit.
inline constexpr std::uint64_t kMaxStreamBytes = std::uint64_t{1} << 30;

/// A source that owns `bytes`.
SourcePtr memory_source(std::vector<std::uint8_t> bytes);

/// `base` with `patches` laid over it; where two overlap, the later wins. The size stays that of `base`.
/// Fails where a patch reaches past it.
Result<SourcePtr> overlay_source(SourcePtr base, std::vector<Patch> patches);

}  // namespace ane
