#pragma once
// Commands and go to anything: one list that a text narrows down.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/ui/line_input.hpp"
#include "app/ui/palette_items.hpp"
#include "app/ui/view.hpp"

namespace ane::ui {

class Palette {
 public:
  /// `prefix` is what counts where the text has none: '>' for the commands, 0 for anything.
  void open(state::App& app, char prefix, const std::string& text);
  /// Draws it into the current window and returns its place. Closes the sheet when something was chosen.
  Rect draw(state::App& app, const Ui& ui, const Rect& area);

 private:
  /// What a job gathers from the file.
  struct Gathered {
    bool ready = false;
    std::vector<PaletteItem> items;
  };
  struct Recent {
    int file;
    PaletteItem item;
  };

  void gather(state::App& app);
  void search(state::App& app);
  void collect(const state::App& app, char mode, PaletteMatcher& matcher);
  void collect_anything(const state::App& app, PaletteMatcher& matcher);
  void collect_targets(char mode, PaletteMatcher& matcher) const;
  void collect_places(const state::App& app, PaletteMatcher& matcher);
  void highlight_first();
  void move(state::App& app, const Ui& ui, int step);
  void preview(state::App& app);
  void choose(state::App& app, const PaletteItem& item);
  void finish(state::App& app, const PaletteItem& item);
  void handle_keys(state::App& app, const Ui& ui);

  double top_of(const Ui& ui, std::size_t row) const;
  void draw_input(state::App& app, const Ui& ui, Rect line);
  void draw_rows(state::App& app, const Ui& ui, const Rect& area);
  void draw_item(const Ui& ui, Rect row, const PaletteItem& item) const;
  void draw_foot(state::App& app, const Ui& ui, Rect foot);

  char prefix_ = 0;
  LineInput input_;
  std::shared_ptr<Gathered> gathered_;
  bool was_ready_ = false;
  std::vector<PaletteItem> commands_, files_, recent_items_, extra_;
  std::vector<std::string> recent_lines_;
  std::vector<Recent> recent_;
  std::vector<PaletteRow> rows_;
  std::string query_;    ///< without its prefix
  std::string message_;  ///< in place of rows
  std::size_t matched_ = 0, total_ = 0;
  double milliseconds_ = 0;
  std::size_t highlighted_ = 0;
  bool previewing_ = false;
  std::optional<PaletteItem> chosen_;  ///< waits until the preview has been taken back
  Scroll scroll_;
};

}  // namespace ane::ui
