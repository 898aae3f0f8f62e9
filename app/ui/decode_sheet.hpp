#pragma once
// The sheet that asks as which generation to decode a file: opened by itself where the file's cpusubtype has
// no register database.

#include <string>
#include <vector>

#include "app/ui/view.hpp"

namespace ane::ui {

class DecodeSheet {
 public:
  void open(const state::App& app);
  Rect draw(state::App& app, Ui& ui, const Rect& area);

 private:
  struct Row {
    std::string id, name, note;
  };
  void handle_keys(float row_height);
  void draw_row(const Ui& ui, const Rect& place, const Row& row, bool chosen, bool hovered) const;

  std::string question_;
  std::vector<Row> rows_;
  std::size_t at_ = 0;
  Scroll scroll_;
};

}  // namespace ane::ui
