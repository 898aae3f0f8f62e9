#pragma once
// The sheet that exports a file to .anec: where to and how, what will be written, and after that whether it
// is what it should be.

#include <memory>
#include <string>
#include <vector>

#include "app/ui/line_input.hpp"
#include "app/ui/view.hpp"

namespace ane::ui {

class ExportSheet {
 public:
  void open(const state::App& app);
  Rect draw(state::App& app, Ui& ui, const Rect& area);

 private:
  /// A line of the list under the answer.
  struct Row {
    enum Kind { Heading, Problem, Channels, Channel, Change } kind = Heading;
    std::string text;       ///< Heading
    std::size_t index = 0;  ///< in the plan, or of the problem
  };

  void collect(const state::ExportWork& work);
  void draw_path(state::App& app, Ui& ui, Rect bar);
  /// Takes its room off the left of `bar`.
  static void draw_modes(state::App& app, Ui& ui, Rect& bar);
  static void draw_options(state::App& app, Ui& ui, Rect bar);
  void draw_answer(const state::App& app, const Ui& ui, Rect& panel) const;
  void draw_rows(const Ui& ui, const Rect& area, const state::ExportWork& work);
  void draw_row(const Ui& ui, Rect place, const Row& row, const exporter::Plan& plan) const;
  static void draw_foot(state::App& app, Ui& ui, Rect bar);

  LineInput input_;
  Scroll scroll_;
  std::vector<Row> rows_;
  std::vector<Diagnostic> problems_;
  // What rows_ were made of: kept, so that nothing else can have its address.
  std::shared_ptr<const exporter::Plan> plan_;
  std::shared_ptr<const exporter::Outcome> outcome_;
};

}  // namespace ane::ui
