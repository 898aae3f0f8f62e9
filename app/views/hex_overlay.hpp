#pragma once
// What the bytes in sight belong to: sections, tasks, registers and fields, and how that colours them.

#include <cstdint>
#include <map>
#include <vector>

#include "app/state/app.hpp"
#include "app/ui/ui.hpp"
#include "app/views/hex_regions.hpp"

namespace ane::views {

/// How one byte is drawn.
struct BytePaint {
  ImU32 ground = 0;      ///< 0: none
  ImU32 bar = 0;         ///< at the left edge of its row; 0: none
  std::size_t unit = 0;  ///< neighbours of one unit have no gap between them; 0: none
  bool joint = false;    ///< a record header
  bool unknown = false;
};

class HexOverlay {
 public:
  /// A word of a task.
  struct Word {
    std::uint64_t offset = 0;
    std::string_view block;  ///< "" for the task header and for joints
    std::string_view name;   ///< of the register or header word; "" where it has none
    const std::vector<regdb::Field>* fields = nullptr;
    std::size_t number = 0;  ///< neighbours have other colours
    bool joint = false;
    bool unknown = false;
  };

  /// Forgets everything; for another document.
  void reset(const document::Document& document);
  /// Drops what lies far from the bytes in sight.
  void look_at(const state::OpenFile& file, Extent visible);

  BytePaint paint(const state::OpenFile& file, const ui::Colors& colors, state::Overlay level,
                  std::uint64_t offset);
  /// The word of a task that holds this byte, or null.
  const Word* word_at(const state::OpenFile& file, std::uint64_t offset);
  const HexRegions& regions() const { return regions_; }

 private:
  using Words = std::vector<Word>;
  const Words& words_of(const state::OpenFile& file, std::size_t task);
  bool unexplained(const state::OpenFile& file, std::uint64_t offset) const;

  HexRegions regions_;
  std::map<std::size_t, Words> tasks_;
};

}  // namespace ane::views
