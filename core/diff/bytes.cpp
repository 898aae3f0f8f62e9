#include "core/diff/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace ane::diff {
namespace {

constexpr std::size_t kBufferBytes = 1 << 16;
using Buffer = std::array<std::uint8_t, kBufferBytes>;

/// Reads a list of extents as one run of bytes.
class ExtentReader {
 public:
  ExtentReader(ByteView file, const std::vector<Extent>& extents) : file_(file), extents_(extents) {}

  /// The next bytes, at most `wanted`; fewer only at the end.
  std::size_t read(Buffer& out, std::size_t wanted) {
    std::size_t got = 0;
    while (got < wanted && next_ < extents_.size()) {
      const Extent extent = extents_[next_];
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(wanted - got, extent.size - at_));
      file_.copy(extent.offset + at_, std::span(out).subspan(got, count));
      got += count;
      at_ += count;
      if (at_ < extent.size) break;
      ++next_;
      at_ = 0;
    }
    return got;
  }

 private:
  ByteView file_;
  const std::vector<Extent>& extents_;
  std::size_t next_ = 0;
  std::uint64_t at_ = 0;
};

/// Bytes of a source: in place where it holds them in one piece, else through a buffer.
class Window {
 public:
  explicit Window(const ByteSource& source) : source_(source) {}

  const std::uint8_t* at(std::uint64_t offset, std::size_t count) {
    const std::span<const std::uint8_t> whole = source_.contiguous();
    if (offset + count <= whole.size()) return whole.data() + offset;
    source_.copy(offset, std::span(buffer_).first(count));
    return buffer_.data();
  }

 private:
  const ByteSource& source_;
  Buffer buffer_;
};

/// Calls `differs` with the place of every byte that is not the same in both.
template <class Differs>
void each_difference(const std::uint8_t* a, const std::uint8_t* b, std::size_t count,
                     const Differs& differs) {
  if (std::memcmp(a, b, count) == 0) return;
  for (std::size_t i = 0; i < count; ++i)
    if (a[i] != b[i]) differs(i);
}

void add_range(ByteComparison& out, Extent range) {
  constexpr std::uint64_t kClose = 8;
  if (!out.ranges.empty() && out.range_count == out.ranges.size() &&
      range.offset <= out.ranges.back().end() + kClose) {
    out.ranges.back().size = range.end() - out.ranges.back().offset;
    return;
  }
  ++out.range_count;
  if (out.ranges.size() < ByteComparison::kMaxRanges) out.ranges.push_back(range);
}

}  // namespace

bool equal_bytes(const ByteSource& a, Extent in_a, const ByteSource& b, Extent in_b) {
  if (in_a.size != in_b.size || in_a.end() > a.size() || in_b.end() > b.size()) return false;
  Window window_a(a), window_b(b);
  for (std::uint64_t at = 0; at < in_a.size; at += kBufferBytes) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(kBufferBytes, in_a.size - at));
    if (std::memcmp(window_a.at(in_a.offset + at, count), window_b.at(in_b.offset + at, count), count) != 0)
      return false;
  }
  return true;
}

bool equal_bytes(const ByteSource& a, Extent in_a, const ByteSource& b, Extent in_b,
                 const ByteComparison& files) {
  const bool known = files.range_count == files.ranges.size();
  if (!known || in_a.offset != in_b.offset || in_a.size != in_b.size) return equal_bytes(a, in_a, b, in_b);
  const auto next = std::lower_bound(files.ranges.begin(), files.ranges.end(), in_a.offset,
                                     [](Extent range, std::uint64_t at) { return range.end() <= at; });
  if (next == files.ranges.end() || next->offset >= in_a.end()) return true;
  return equal_bytes(a, in_a, b, in_b);
}

std::uint64_t differing_bytes(ByteView a, const std::vector<Extent>& in_a, ByteView b,
                              const std::vector<Extent>& in_b) {
  ExtentReader run_a(a, in_a), run_b(b, in_b);
  Buffer block_a, block_b;
  std::uint64_t differing = 0;
  while (true) {
    const std::size_t got_a = run_a.read(block_a, kBufferBytes), got_b = run_b.read(block_b, kBufferBytes);
    if (got_a == 0 && got_b == 0) return differing;
    const std::size_t both = std::min(got_a, got_b);
    each_difference(block_a.data(), block_b.data(), both, [&](std::size_t) { ++differing; });
    differing += std::max(got_a, got_b) - both;
  }
}

std::optional<ByteComparison> compare_files(const ByteSource& a, const ByteSource& b,
                                            const std::function<bool()>& goes_on) {
  ByteComparison out;
  out.size_a = a.size();
  out.size_b = b.size();
  const std::uint64_t both = std::min(a.size(), b.size());
  Window window_a(a), window_b(b);
  for (std::uint64_t at = 0; at < both; at += kBufferBytes) {
    if (!goes_on()) return std::nullopt;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(kBufferBytes, both - at));
    each_difference(window_a.at(at, count), window_b.at(at, count), count, [&](std::size_t i) {
      ++out.differing;
      add_range(out, {at + i, 1});
    });
  }
  const std::uint64_t longest = std::max(a.size(), b.size());
  if (longest != both) {
    out.differing += longest - both;
    add_range(out, {both, longest - both});
  }
  out.identical = out.differing == 0;
  if (!out.ranges.empty()) out.first = out.ranges.front().offset;
  return out;
}

}  // namespace ane::diff
