#pragma once
// Which buffer of B is which of A: by the name of the tensor that lies there, else by kind and order. The
// numbers that tasks use for them may differ and mean the same.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/buffers.hpp"

namespace ane::diff {

class BufferMap {
 public:
  BufferMap() = default;
  BufferMap(const std::vector<model::Buffer>& a, const std::vector<model::Buffer>& b);

  /// True where both numbers stand for the same buffer, or for none that either table has and are equal.
  bool same(std::uint32_t a, std::uint32_t b) const;
  /// True where some buffer has another number.
  bool renumbers() const;
  /// "image 5 → 4, probs 4 → 6"
  std::string text() const;

 private:
  struct Entry {
    std::uint32_t b = 0;
    std::string name;
  };
  std::map<std::uint32_t, Entry> by_a_;
  std::map<std::uint32_t, std::uint32_t> by_b_;
};

/// "image @5", "scratch @3", "@7" for a number that the table does not have.
std::string buffer_text(const std::vector<model::Buffer>& buffers, std::uint32_t slot);

}  // namespace ane::diff
