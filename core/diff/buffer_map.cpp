#include "core/diff/buffer_map.hpp"

#include "core/base/text.hpp"

namespace ane::diff {
namespace {

std::string name_of(const model::Buffer& buffer) {
  if (!buffer.tensor.empty()) return escaped(buffer.tensor);
  return std::string(model::buffer_kind_name(buffer.kind));
}

}  // namespace

BufferMap::BufferMap(const std::vector<model::Buffer>& a, const std::vector<model::Buffer>& b) {
  const auto join = [&](const model::Buffer& x, const model::Buffer& y) {
    by_a_[x.slot] = {y.slot, name_of(x)};
    by_b_[y.slot] = x.slot;
  };
  for (const bool by_name : {true, false}) {
    for (const model::Buffer& x : a) {
      if (by_a_.contains(x.slot)) continue;
      for (const model::Buffer& y : b) {
        const bool free = !by_b_.contains(y.slot) && x.kind == y.kind;
        if (!free || (by_name && (x.tensor.empty() || x.tensor != y.tensor))) continue;
        join(x, y);
        break;
      }
    }
  }
}

bool BufferMap::same(std::uint32_t a, std::uint32_t b) const {
  const auto found = by_a_.find(a);
  if (found != by_a_.end()) return found->second.b == b;
  return a == b && !by_b_.contains(b);
}

bool BufferMap::renumbers() const {
  for (const auto& [a, entry] : by_a_)
    if (a != entry.b) return true;
  return false;
}

std::string BufferMap::text() const {
  std::vector<std::string> parts;
  for (const auto& [a, entry] : by_a_)
    if (a != entry.b) parts.push_back(entry.name + " " + std::to_string(a) + " → " + std::to_string(entry.b));
  return join(parts, ", ");
}

std::string buffer_text(const std::vector<model::Buffer>& buffers, std::uint32_t slot) {
  const model::Buffer* buffer = model::find_buffer(buffers, slot);
  const std::string number = "@" + std::to_string(slot);
  return buffer == nullptr ? number : name_of(*buffer) + " " + number;
}

}  // namespace ane::diff
