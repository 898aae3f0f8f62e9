// What differs besides tasks and weights: properties of the container with its tensors, and symbols.

#include <algorithm>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/compare_parts.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using diff::Comparison;
using diff::Status;
using ui::Align;
using ui::Rect;
using ui::Style;

struct Line {
  std::string heading;  ///< of what follows; else the rest
  Status status = Status::Changed;
  std::string name, a, b;
  bool quiet = false;
};

enum class Content { Container, Symbols };

constexpr std::array<Column, 4> kLineColumns = {{{"", 14},
                                                 {"Name", 160, Align::Left, true},
                                                 {"A", 120, Align::Left, true},
                                                 {"B", 120, Align::Left, true}}};

Status status_of(bool a, bool b) {
  return !a ? Status::OnlyB : !b ? Status::OnlyA : Status::Changed;
}

void add_properties(const Comparison& comparison, bool semantic, const char* heading,
                    std::vector<Line>& lines) {
  bool first = true;
  for (const diff::PropertyChange& change : comparison.container) {
    if (change.semantic != semantic) continue;
    if (std::exchange(first, false)) lines.push_back({heading, {}, {}, {}, {}, false});
    lines.push_back({"", status_of(change.a.has_value(), change.b.has_value()), change.path,
                     change.a.value_or(""), change.b.value_or(""), !semantic});
  }
}

void add_tensors(const Comparison& comparison, std::vector<Line>& lines) {
  bool first = true;
  for (const diff::TensorPair& pair : comparison.tensors) {
    if (pair.status == Status::Same && pair.changes.empty()) continue;
    if (std::exchange(first, false)) lines.push_back({"Tensors", {}, {}, {}, {}, false});
    const model::Tensor& tensor = pair.b ? comparison.tensors_b[*pair.b] : comparison.tensors_a[*pair.a];
    const std::string name = std::string(model::role_name(tensor.role)) + " " + escaped(tensor.name);
    if (!pair.a || !pair.b) {
      const std::string shape = ui::shape_text(tensor.shape) + " " + escaped(tensor.dtype);
      lines.push_back({"", pair.status, name, pair.a ? shape : "", pair.b ? shape : "", false});
    }
    for (const diff::PropertyChange& change : pair.changes)
      lines.push_back({"", status_of(change.a.has_value(), change.b.has_value()), name + ": " + change.path,
                       change.a.value_or(""), change.b.value_or(""), !change.semantic});
  }
}

std::vector<Line> container_lines(const Comparison& comparison) {
  std::vector<Line> lines;
  add_tensors(comparison, lines);
  add_properties(comparison, true, "Program", lines);
  add_properties(comparison, false, "Where the file comes from and how it is laid out", lines);
  return lines;
}

std::vector<Line> symbol_lines(const Comparison& comparison) {
  std::vector<Line> lines;
  const auto value = [](std::optional<std::uint64_t> number) {
    return number ? ui::grouped_hex(*number, *number > UINT32_MAX ? 16 : 8) : std::string();
  };
  for (const diff::SymbolPair& pair : comparison.symbols)
    lines.push_back({"", pair.status, escaped(pair.name), value(pair.a), value(pair.b), false});
  return lines;
}

class CompareListView final : public ui::View {
 public:
  explicit CompareListView(Content content) : content_(content) {}

  void draw(ui::ViewContext& context) override {
    if (draw_without_comparison(context)) return;
    const ui::Ui& ui = context.ui;
    if (result_ != context.app.comparing.result) {
      result_ = context.app.comparing.result;
      lines_ = content_ == Content::Symbols ? symbol_lines(result_->comparison)
                                            : container_lines(result_->comparison);
      scroll_ = {};
      selected_.reset();
    }
    if (lines_.empty()) {
      return content_ == Content::Symbols
                 ? ui::draw_empty(ui, context.area, "No symbol differs",
                                  "Names of weights that are made of their content are not counted.")
                 : ui::draw_empty(ui, context.area, "No property differs",
                                  "Container, tensors and the compiler's options are the same.");
    }
    Rect area = context.area;
    const Columns columns(ui, kLineColumns, area);
    columns.draw_header(ui, area.cut_top(ui.px(24)), kLineColumns.size(), false);
    if (const auto next = row_by_key(context, selected_, lines_.size(), area.h / ui.row())) {
      selected_ = *next;
      ui::reveal_row(scroll_, *next, ui.row());
    }
    const ui::List list(ui, "lines", area, lines_.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i)
      draw_line(context, columns, list.row(i), i, list.hovered == i);
  }

  std::string badge(const state::App& app) override {
    const Comparison* comparison = app.comparing.comparison();
    if (comparison == nullptr) return "";
    if (content_ == Content::Symbols)
      return comparison->symbols.empty() ? "" : ui::comma_number(comparison->symbols.size());
    const std::uint64_t count = comparison->container.size() + comparison->counts.tensors_changed;
    return count == 0 ? "" : ui::comma_number(count);
  }

 private:
  void draw_line(const ui::ViewContext& context, const Columns& columns, const Rect& row, std::size_t index,
                 bool hovered) {
    const ui::Ui& ui = context.ui;
    const Line& line = lines_[index];
    if (!line.heading.empty()) {
      if (index != 0) ui.hline(row.x, row.right(), row.y, ui.c.line1);
      ui.text(row.inset(ui.px(8), 0), Style::BodyBold, ui.c.tx1, line.heading);
      return;
    }
    if (hovered && ui.clicks(row)) selected_ = index;
    ui::draw_row_ground(ui, row, selected_ == index, context.focused, hovered);
    draw_status(ui, columns.cell(row, 0), look_of(ui, line.status));
    ui.text(columns.cell(row, 1), Style::Data, line.quiet ? ui.c.tx2 : ui.c.tx1, line.name, Align::Left,
            ui::Elide::Middle);
    draw_side(ui, columns.cell(row, 2), line.a, false, line.quiet);
    draw_side(ui, columns.cell(row, 3), line.b, true, line.quiet);
    if (hovered)
      ui.tooltip(row, line.name + "\nA: " + (line.a.empty() ? "—" : line.a) +
                          "\nB: " + (line.b.empty() ? "—" : line.b));
  }

  static void draw_side(const ui::Ui& ui, const Rect& cell, const std::string& text, bool side_b,
                        bool quiet) {
    if (text.empty()) {
      ui.text(cell, Style::Data, ui.c.tx4, "—");
      return;
    }
    const std::string shown = ui.elided(Style::Data, text, cell.w - ui.px(8), ui::Elide::Middle);
    if (quiet) {
      ui.text(cell.inset(ui.px(4), 0), Style::Data, ui.c.tx2, shown, Align::Left, ui::Elide::Never);
    } else {
      draw_value(ui, cell.x, cell, shown, side_b);
    }
  }

  Content content_;
  state::ComparedPtr result_;
  std::vector<Line> lines_;
  std::optional<std::size_t> selected_;
  ui::Scroll scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_compare_container_view() {
  return std::make_unique<CompareListView>(Content::Container);
}
std::unique_ptr<ui::View> make_compare_symbols_view() {
  return std::make_unique<CompareListView>(Content::Symbols);
}

}  // namespace ane::views
