#pragma once
// The large parts of a file, from its first byte to its last, as the hex view and its minimap colour them.

#include <cstdint>
#include <vector>

#include "app/ui/ui.hpp"
#include "core/document/document.hpp"

namespace ane::views {

enum class Part { Header, Tasks, Constants, Padding };

struct Region {
  Extent where;
  Part part = Part::Padding;
  std::uint64_t start = 0;                      ///< of the section, which `where` may show only a piece of
  const container::Section* section = nullptr;  ///< where the bytes belong to one; .anec files have none

  /// Offsets may be counted from the start.
  bool is_section() const { return section != nullptr || part == Part::Tasks || part == Part::Constants; }
};

class HexRegions {
 public:
  HexRegions() = default;
  /// The document must outlive this.
  explicit HexRegions(const document::Document& document);

  /// In file order, without gaps or overlaps.
  const std::vector<Region>& list() const { return list_; }
  const Region* at(std::uint64_t offset) const;

 private:
  std::vector<Region> list_;
};

/// The colour of a part in the minimap.
ImU32 part_hue(const ui::Colors& colors, Part part);
/// The ground of its bytes; 0: none.
ImU32 part_tint(const ui::Colors& colors, Part part);

}  // namespace ane::views
