#include "core/export/anecc_words.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace ane::exporter {
namespace {

constexpr std::uint64_t kPiece = std::uint64_t{1} << 20;

}  // namespace

Result<void> read_pieces(ByteView file, std::uint64_t from, const GoesOn& goes_on,
                         const std::function<bool(std::span<const std::uint8_t>)>& visit) {
  std::vector<std::uint8_t> piece(static_cast<std::size_t>(std::min(kPiece, file.size())));
  for (std::uint64_t at = from; at < file.size(); at += kPiece) {
    if (goes_on && !goes_on()) return Error{"cancelled", {}};
    const auto size = static_cast<std::size_t>(std::min(kPiece, file.size() - at));
    const std::span<std::uint8_t> bytes(piece.data(), size);
    if (!file.copy(at, bytes) || !visit(bytes)) break;
  }
  return {};
}

Result<void> WordSearch::visit(std::uint32_t value, std::uint64_t from,
                               const std::function<bool(std::uint64_t)>& found) const {
  // Searched for as bytes in the file's order, so that no word has to be turned around on the way.
  std::array<std::uint8_t, kWord> raw;
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::uint8_t>(value >> (8 * i));
  std::uint32_t wanted = 0;
  std::memcpy(&wanted, raw.data(), kWord);
  std::uint64_t first = from;
  return read_pieces(file_, from * kWord, goes_on_, [&](std::span<const std::uint8_t> bytes) {
    const std::size_t count = bytes.size() / kWord;
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t word = 0;
      std::memcpy(&word, bytes.data() + i * kWord, kWord);
      if (word == wanted && !found(first + i)) return false;
    }
    first += count;
    return true;
  });
}

Result<std::optional<std::uint64_t>> WordSearch::find(std::uint64_t value, std::uint64_t from) const {
  std::optional<std::uint64_t> index;
  if (value > UINT32_MAX) return index;
  ANE_CHECK(visit(static_cast<std::uint32_t>(value), from, [&](std::uint64_t found) {
    index = found;
    return false;
  }));
  return index;
}

Result<Occurrences> WordSearch::find_all(std::uint32_t value) const {
  Occurrences all;
  ANE_CHECK(visit(value, 0, [&](std::uint64_t found) {
    if (all.count++ == 0) all.first = found;
    all.last = found;
    return true;
  }));
  return all;
}

}  // namespace ane::exporter
