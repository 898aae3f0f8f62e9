#include "core/edit/change.hpp"

#include <algorithm>

namespace ane::edit {
namespace {

Change turned_round(Change change) {
  std::visit(
      [](auto& one) {
        if constexpr (requires { one.elements; }) {
          std::reverse(one.elements.begin(), one.elements.end());
          for (ElementChange& element : one.elements) std::swap(element.before, element.after);
        } else {
          std::swap(one.before, one.after);
        }
      },
      change);
  return change;
}

}  // namespace

std::size_t ChangeList::count() const {
  std::size_t count = 0;
  for (const Change& change : changes) {
    const auto* weights = std::get_if<WeightChange>(&change);
    count += weights == nullptr ? 1 : weights->elements.size();
  }
  return count;
}

std::uint64_t fnv1a64(ByteView bytes) {
  static constexpr std::uint64_t kPiece = 1 << 16;
  std::uint64_t hash = 0xcbf29ce484222325;
  std::vector<std::uint8_t> piece;
  for (std::uint64_t at = 0; at < bytes.size(); at += kPiece) {
    piece.resize(std::min(kPiece, bytes.size() - at));
    bytes.copy(at, piece);
    for (const std::uint8_t byte : piece) hash = (hash ^ byte) * 0x100000001b3;
  }
  return hash;
}

Origin origin_of(const document::Document& document) {
  return {document.file().size(), fnv1a64(document.file())};
}

ChangeList inverse(const ChangeList& list, const document::Document& edited) {
  ChangeList back{origin_of(edited), {}};
  for (auto change = list.changes.rbegin(); change != list.changes.rend(); ++change)
    back.changes.push_back(turned_round(*change));
  return back;
}

}  // namespace ane::edit
