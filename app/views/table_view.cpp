#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/weights_commands.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/table_plot.hpp"
#include "app/views/weights_detail.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using model::Constant;
using model::LookupTable;
using model::TableSegment;
using ui::Align;
using ui::Rect;
using ui::Style;

enum TableCells {
  kTableNumber,
  kTableFrom,
  kTableTo,
  kTableStart,
  kTableSlope,
  kTableRaw,
  kTableOffset,
  kTableError
};
constexpr std::array<Column, 8> kTableColumns = {{{"#", 26, Align::Right},
                                                  {"From x", 72, Align::Right, true},
                                                  {"To x", 72, Align::Right, true},
                                                  {"y at start", 88, Align::Right, true},
                                                  {"Slope", 82, Align::Right, true},
                                                  {"Raw", 44, Align::Right, true},
                                                  {"File", 68, Align::Right, true},
                                                  {"ULP", 56, Align::Right, true}}};

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return number(value);
  char text[40];
  const bool tiny = value != 0 && std::fabs(value) < std::pow(10, -decimals);
  static_cast<void>(tiny ? std::snprintf(text, sizeof text, "%.3e", value)
                         : std::snprintf(text, sizeof text, "%.*f", decimals, value));
  return text;
}

std::string_view kind_text(TableSegment::Kind kind) {
  switch (kind) {
    case TableSegment::Kind::Below:
      return "<";
    case TableSegment::Kind::LowPiece:
      return "lo";
    case TableSegment::Kind::HighPiece:
      return "hi";
    case TableSegment::Kind::Above:
      return ">";
    default:
      return "";
  }
}

class TableView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    state::OpenFile& file = *context.file;
    if (!file.survey) return ui::draw_loading(context.ui, context.area);
    follow(context);
    if (!file.wanted_table)
      return ui::draw_empty(context.ui, context.area, "No lookup table",
                            "No task of this file applies a function by a table.");
    if (!file.table) return ui::draw_loading(context.ui, context.area);
    take(file.table);
    Rect area = context.area;
    draw_title(context, area.cut_top(context.ui.px(36)));
    if (!shown_->table)
      return ui::draw_empty(context.ui, area, "Lookup table, function unknown", shown_->reason);
    draw_foot(context.ui, area.cut_bottom(context.ui.px(24)));
    draw_parts(context, area);
  }

 private:
  /// The table of the selected task, else the one that is shown, else the first.
  void follow(ui::ViewContext& context) {
    state::OpenFile& file = *context.file;
    if (!watch_.changed(file) && file.wanted_table) return;
    const std::vector<Constant>& all = file.survey->constants;
    const auto table = [](const Constant& constant) { return constant.encoding == model::Encoding::Table; };
    auto found = std::find_if(all.begin(), all.end(), [&](const Constant& constant) {
      return table(constant) && file.selection().task && constant.task == file.selection().task;
    });
    if (found == all.end() && file.wanted_table) return;
    if (found == all.end()) found = std::find_if(all.begin(), all.end(), table);
    if (found != all.end()) context.app.show_constant(file, static_cast<std::size_t>(found - all.begin()));
  }

  void take(const state::ShownConstantPtr& shown) {
    if (shown == shown_) return;
    shown_ = shown;
    segments_ = shown->table ? model::segments_of(*shown->table) : std::vector<TableSegment>();
    scroll_ = {};
  }

  /// What the table is compared with: what the user chose, where this table can be that, else the best match.
  std::optional<model::TableFunction> function(const state::App& app) const {
    const std::string& wanted = app.options.table_function;
    for (const model::Function candidate : model::functions_of(shown_->table->mode())) {
      if (!wanted.empty() && model::function_name(candidate) == wanted)
        return model::compare(*shown_->table, candidate);
    }
    return shown_->function;
  }

  void draw_title(ui::ViewContext& context, Rect line) {
    ui::Ui& ui = context.ui;
    line = line.inset(ui.px(12), ui.px(6));
    const std::string title =
        (shown_->constant.task ? "Task " + std::to_string(*shown_->constant.task) + " · " : std::string()) +
        "lookup table";
    const float end = ui.text(line, Style::Title, ui.c.tx1, title);
    if (!shown_->table) return;
    const std::vector<state::Choice> choices = state::compare_table_choices(context.app);
    float width = 0;
    for (const state::Choice& choice : choices)
      width += std::round(ui.width(Style::Caption, label(choice))) + ui.px(22);
    float x = std::max(end + ui.px(12), line.right() - width);
    const std::string& wanted = context.app.options.table_function;
    for (const state::Choice& choice : choices) {
      const bool on = choice.argument == "best" ? wanted.empty() : choice.argument == wanted;
      if (x < line.right() && ui.chip(x, line.y + ui.px(2), label(choice), on))
        context.app.run_or_tell("table function " + choice.argument);
    }
  }

  std::string label(const state::Choice& choice) const {
    if (choice.argument != "best") return choice.title;
    return shown_->function ? "best: " + shown_->function->name() : "no match";
  }

  void draw_foot(const ui::Ui& ui, const Rect& line) const {
    const LookupTable& table = *shown_->table;
    ui.fill(line, ui.c.bg2);
    std::string facts = "mode " + hex(table.mode_word(), 2) + "  s = " + std::to_string(table.shift());
    if (!table.without_samples()) {
      facts += ", step " + number(std::ldexp(1, -static_cast<int>(table.shift()))) + "  domain " +
               number(table.domain_start()) + " … " + number(table.domain_end());
    }
    if (table.basis() == model::TableBasis::Inferred) facts += "  (meaning of the mode inferred)";
    if (table.basis() == model::TableBasis::Unknown) facts += "  (meaning of the mode unknown)";
    const std::string what = model::table_sentence(table);
    const Rect room = line.inset(ui.px(12), 0);
    const float end = ui.text(room, Style::Data, ui.c.tx2, facts);
    ui.text({end + ui.px(16), room.y, room.right() - end - ui.px(16), room.h}, Style::Caption, ui.c.tx3, what,
            Align::Right);
  }

  void draw_parts(ui::ViewContext& context, Rect area) {
    const ui::Ui& ui = context.ui;
    const std::optional<std::size_t> selected = selected_segment(*context.file);
    const TableSubject subject{*shown_->table, function(context.app), segments_, selected};
    const bool beside = area.w > ui.px(860) && area.h < ui.px(560);
    Rect rows = beside ? area.cut_right(ui.px(600)) : area.cut_bottom(std::floor(area.h * 0.42F));
    area.cut_top(ui.px(4));
    const auto input = draw_table_plots(ui, area.inset(ui.px(4), ui.px(4)), subject);
    const auto under = input ? segment_at(*input) : std::nullopt;
    if (under) {
      hover(context, *under);
      tip(ui, *input, *under, subject.function);
      if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) select(context, *under);
    }
    if (beside) ui.vline(rows.x, rows.y, rows.bottom(), ui.c.line1);
    draw_rows(context, rows, subject, under);
  }

  std::optional<std::size_t> segment_at(double x) const {
    const double at = shown_->table->mode() == LookupTable::Mode::Odd ? std::fabs(x) : x;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      if (at >= segments_[i].from && at < segments_[i].to) return i;
    }
    return std::nullopt;
  }

  /// The segment that begins with the selected halfword, else any that it is part of.
  std::optional<std::size_t> selected_segment(const state::OpenFile& file) const {
    const Extent bytes = file.selection().bytes;
    if (bytes.empty() || bytes.size > 8) return std::nullopt;
    std::optional<std::size_t> any;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      if (bytes.offset >= segments_[i].bytes.offset && bytes.offset < segments_[i].bytes.offset + 2) return i;
      if (segments_[i].bytes.contains(bytes.offset)) any = i;
    }
    return any;
  }

  void hover(const ui::ViewContext& context, std::size_t segment) const {
    state::Selection bytes;
    bytes.bytes = segments_[segment].bytes;
    context.file->hover = bytes;
  }

  void select(ui::ViewContext& context, std::size_t segment) const {
    state::Selection bytes;
    bytes.bytes = segments_[segment].bytes;
    context.app.select(bytes);
  }

  void tip(const ui::Ui& ui, double x, std::size_t segment,
           const std::optional<model::TableFunction>& f) const {
    const auto y = shown_->table->evaluate(x);
    std::vector<std::string> lines = {"x  " + fixed(x, 4), y ? "y  " + fixed(*y, 8) : "y  not known"};
    if (f) lines.push_back("exact  " + fixed(model::exact(f->function, f->parameter, x), 8));
    const auto ulp = f ? error_in_ulp(*shown_->table, *f, x) : std::nullopt;
    if (ulp) lines.push_back("error  " + fixed(*ulp, 1) + " ULP");
    lines.push_back("slope  " + fixed(segments_[segment].slope, 6));
    float width = 0;
    for (const std::string& line : lines) width = std::max(width, ui.width(Style::Small, line));
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const Rect box{mouse.x + ui.px(14), mouse.y + ui.px(10), width + ui.px(20),
                   ui.px(16) * static_cast<float>(lines.size()) + ui.px(12)};
    Rect placed = box;
    const ImVec2 from = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    if (placed.right() > from.x + size.x) placed.x = mouse.x - ui.px(14) - placed.w;
    if (placed.bottom() > from.y + size.y) placed.y = mouse.y - ui.px(10) - placed.h;
    ui.fill(placed, ui.c.bg4, ui.px(4));
    ui.frame(placed, ui.c.line2, ui.px(4));
    Rect rest = placed.inset(ui.px(10), ui.px(6));
    for (const std::string& line : lines) ui.text(rest.cut_top(ui.px(16)), Style::Small, ui.c.tx1, line);
  }

  void draw_rows(ui::ViewContext& context, Rect area, const TableSubject& subject,
                 std::optional<std::size_t> pointed) {
    const ui::Ui& ui = context.ui;
    const Columns columns(ui, kTableColumns, area);
    columns.draw_header(ui, area.cut_top(ui.px(24)), kTableColumns.size(), false);
    if (subject.lit && subject.lit != lit_) ui::reveal_row(scroll_, *subject.lit, ui.field_row());
    lit_ = subject.lit;
    ui::List list(ui, "segments", area, segments_.size(), ui.field_row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i)
      draw_row(context, columns, list.row(i), subject, i, list.hovered == i || pointed == i);
    if (!list.hovered) return;
    hover(context, *list.hovered);
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) select(context, *list.hovered);
  }

  void draw_row(const ui::ViewContext& context, const Columns& columns, const Rect& row,
                const TableSubject& subject, std::size_t index, bool hovered) const {
    const ui::Ui& ui = context.ui;
    const TableSegment& segment = segments_[index];
    const bool selected = subject.lit == index;
    ui::draw_row_ground(ui, row, selected, context.focused, hovered);
    const ImU32 quiet = selected ? ui.c.tx2 : ui.c.tx3;
    const auto cell = [&](TableCells column, const std::string& text, ImU32 color) {
      ui.text(columns.cell(row, column), Style::Data, color, text, Align::Right, ui::Elide::Never);
    };
    const bool sampled = segment.kind == TableSegment::Kind::Sampled;
    const std::uint64_t half = (segment.bytes.offset - shown_->table->where().offset) / 2;
    cell(kTableNumber, sampled ? std::to_string(segment.sample) : std::string(kind_text(segment.kind)),
         quiet);
    cell(kTableFrom, fixed(segment.from, 4), ui.c.tx1);
    cell(kTableTo, fixed(segment.to, 4), ui.c.tx1);
    cell(kTableStart, fixed(segment.y, 8), ui.c.tx1);
    cell(kTableSlope, fixed(segment.slope, 6), segment.slope == 0 ? quiet : ui.c.tx1);
    cell(kTableRaw, hex(shown_->table->half(half), 4).substr(2), quiet);
    if (columns.has(kTableOffset)) cell(kTableOffset, hex(segment.bytes.offset, 4), quiet);
    if (!columns.has(kTableError) || !subject.function || std::isinf(segment.from) || std::isinf(segment.to))
      return;
    // In the middle of a straight line, where it is farthest from a bent function.
    const auto ulp = error_in_ulp(*shown_->table, *subject.function, (segment.from + segment.to) / 2);
    if (ulp) cell(kTableError, (*ulp > 0 ? "+" : "") + fixed(*ulp, 1), quiet);
  }

  state::ShownConstantPtr shown_;
  std::vector<TableSegment> segments_;
  ui::SelectionWatch watch_;
  ui::Scroll scroll_;
  std::optional<std::size_t> lit_;
};

}  // namespace

std::unique_ptr<ui::View> make_table_view() {
  return std::make_unique<TableView>();
}

}  // namespace ane::views
