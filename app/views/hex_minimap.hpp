#pragma once
// The whole file as a narrow strip: its parts by colour, what is unexplained, hits, bookmarks and what is in
// sight. It takes the place of a scrollbar.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "app/state/open_file.hpp"
#include "app/ui/ui.hpp"
#include "app/views/hex_regions.hpp"

namespace ane::views {

class HexMinimap {
 public:
  /// Forgets everything; for another document.
  void reset() { *this = HexMinimap(); }
  /// Draws into `area`. While it is dragged, the byte that should come to the middle.
  std::optional<std::uint64_t> draw(const ui::Ui& ui, const ui::Rect& area, const state::OpenFile& file,
                                    const HexRegions& regions, Extent visible, std::span<const Extent> hits);

 private:
  struct Pixel {
    Part part = Part::Padding;
    bool unknown = false;
    friend bool operator==(const Pixel&, const Pixel&) = default;
  };
  void build(const state::OpenFile& file, const HexRegions& regions, std::size_t height);

  std::vector<Pixel> pixels_;
  const state::Survey* survey_ = nullptr;  ///< that the pixels were made of
};

}  // namespace ane::views
