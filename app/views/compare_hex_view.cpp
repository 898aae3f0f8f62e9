// The bytes of both files side by side, aligned by structure, with a ruler between them.

#include <algorithm>
#include <array>
#include <cmath>

#include "app/views/all_views.hpp"
#include "app/views/compare_hex_paint.hpp"
#include "app/views/compare_parts.hpp"
#include "app/views/compare_ruler.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kRuler = 30;
constexpr std::uint32_t kWidth = 16;

class CompareHexView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const ui::Ui& ui = context.ui;
    Rect area = context.area;
    const float half = std::floor((area.w - ui.px(kRuler) - 2 * ui.line()) / 2);
    Rect a = area.cut_left(half);
    const Rect ruler{area.x + ui.line(), area.y, ui.px(kRuler), area.h};
    area.cut_left(ui.px(kRuler) + 2 * ui.line());
    Rect b = area;
    ui.fill({a.right(), a.y, b.x - a.right(), a.h}, ui.c.bg0);
    draw_title(context, a.cut_top(ui.px(28)), false);
    draw_title(context, b.cut_top(ui.px(28)), true);
    context.area.cut_top(ui.px(28));
    if (draw_without_comparison(context)) return;
    follow(context);
    const std::array<Rect, 2> feet = {a.cut_bottom(ui.px(28)), b.cut_bottom(ui.px(28))};
    sides_ = {side_of(context, a, false), side_of(context, b, true)};
    scroll(context, a, b);
    draw_side(context, a, sides_[0]);
    draw_side(context, b, sides_[1]);
    const double shown = static_cast<double>(a.h / row_height_);
    const auto wanted = ruler_.draw(ui, ruler, *result_, rows_, top_ / static_cast<double>(row_height_),
                                    shown, context.app.comparing.show_noise);
    if (wanted) top_ = (*wanted - shown / 2) * static_cast<double>(row_height_);
    draw_foot(context, feet[0], sides_[0]);
    draw_foot(context, feet[1], sides_[1]);
  }

 private:
  void draw_title(const ui::ViewContext& context, const Rect& bar, bool side_b) const {
    const ui::Ui& ui = context.ui;
    ui.fill(bar, ui.c.bg2);
    ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
    const float wide = std::round(ui.width(Style::Body, "Hex")) + ui.px(46);
    const Rect tab{bar.x, bar.y, wide, bar.h};
    ui.fill(tab, ui.c.bg1);
    ui.fill({tab.x, tab.y, tab.w, ui.px(2)}, context.focused ? ui.c.accent : ui.c.line2);
    float x = tab.x + ui.px(12);
    ui.badge(x, tab.y, tab.h, side_b ? "B" : "A");
    ui.text({x + ui.px(6), tab.y, tab.w, tab.h}, Style::Body, ui.c.tx1, "Hex", Align::Left, ui::Elide::Never);
    Rect rest = bar;
    rest.cut_left(wide + ui.px(12));
    rest.cut_right(ui.px(12));
    if (side_b && context.app.comparing.result) {
      ui.icon(rest.cut_right(ui.px(14)), ui::Icon::Lock, 12, ui.c.tx3);
      rest.cut_right(ui.px(6));
      const float room = std::ceil(ui.width(Style::Caption, "scroll locked by structure"));
      if (rest.w > room + ui.px(80))
        ui.text(rest.cut_right(room), Style::Caption, ui.c.tx3, "scroll locked by structure");
      rest.cut_right(ui.px(12));
    }
    const auto& work = context.app.comparing;
    const state::OpenFile* file = context.app.file(side_b ? work.file_b : work.file_a);
    if (file != nullptr)
      ui.text(rest, Style::Caption, ui.c.tx3, file->name(), Align::Left, ui::Elide::Middle);
  }

  void follow(ui::ViewContext& context) {
    const state::ComparisonWork& work = context.app.comparing;
    row_height_ = context.ui.field_row();
    if (result_ != work.result) {
      result_ = work.result;
      rows_.reset(result_);
      noise_.reset();
      ruler_.reset();
      overlays_[0].reset(*result_->comparison.a);
      overlays_[1].reset(*result_->comparison.b);
      top_ = 0;
      steps_ = work.steps - 1;
    }
    const bool jump = steps_ != work.steps;
    steps_ = work.steps;
    const double before = top_ / static_cast<double>(row_height_);
    const std::uint64_t kept =
        rows_.count() == 0 ? 0 : rows_.at(static_cast<std::uint64_t>(before)).cells.begin;
    const CellRange wanted = cells_wanted(work);
    // What folds elsewhere must not move what the user looks at.
    if (rows_.update(kWidth, work.only_changes, !work.show_noise, wanted) && !jump)
      top_ = static_cast<double>(rows_.row_of(kept)) * static_cast<double>(row_height_);
    if (jump && wanted.begin < wanted.end) reveal_ = rows_.row_of(wanted.begin);
  }

  // The field that is looked at, else the whole pair.
  CellRange cells_wanted(const state::ComparisonWork& work) const {
    for (const bool side_b : {false, true}) {
      const Extent bytes = side_b ? work.field.b : work.field.a;
      if (!bytes.empty()) return rows_.cells_of(bytes, side_b);
    }
    return work.pair ? rows_.cells_of_pair(*work.pair) : CellRange{};
  }

  CompareHexSide side_of(const ui::ViewContext& context, const Rect& area, bool side_b) {
    const ui::Ui& ui = context.ui;
    const state::ComparisonWork& work = context.app.comparing;
    CompareHexSide side;
    side.side_b = side_b;
    side.file = context.app.file(side_b ? work.file_b : work.file_a);
    side.overlay = &overlays_[side_b ? 1 : 0];
    side.layout = lay_out_hex(ui, area, kWidth, TextColumn::Ascii, 8);
    side.right = area.right();
    const float behind = side.layout.bytes_end() + ui.px(16);
    if (area.right() - behind > ui.px(280)) {
      side.layout.has_text = false;
      side.names_x = behind;
    }
    side.selected = side_b ? work.field.b : work.field.a;
    side.show_noise = work.show_noise;
    return side;
  }

  void scroll(const ui::ViewContext& context, const Rect& a, const Rect& b) {
    const ImGuiIO& io = ImGui::GetIO();
    const auto row = static_cast<double>(row_height_), room = static_cast<double>(a.h);
    if ((context.ui.hovers(a) || context.ui.hovers(b)) && !io.KeyCtrl)
      top_ -= static_cast<double>(io.MouseWheel * context.ui.px(60));
    if (context.focused && !io.WantTextInput && !io.KeyCtrl) {
      const auto press = [&](ImGuiKey key, double by) {
        if (ImGui::IsKeyPressed(key)) top_ += by;
      };
      press(ImGuiKey_DownArrow, row);
      press(ImGuiKey_UpArrow, -row);
      press(ImGuiKey_PageDown, room - row);
      press(ImGuiKey_PageUp, row - room);
      press(ImGuiKey_Home, -1e15);
      press(ImGuiKey_End, 1e15);
    }
    if (reveal_) {
      const double y = static_cast<double>(*reveal_) * row;
      if (y < top_ + row || y + 3 * row > top_ + room) top_ = y - std::floor(room / row / 3) * row;
      reveal_.reset();
    }
    top_ = std::clamp(std::round(top_), 0.0, std::max(0.0, static_cast<double>(rows_.count()) * row - room));
  }

  void draw_side(ui::ViewContext& context, const Rect& area, const CompareHexSide& side) {
    if (side.file == nullptr) return;
    const ui::Ui& ui = context.ui;
    ui.list().PushClipRect({area.x, area.y}, {area.right(), area.bottom()}, true);
    const CompareHexPainter painter(ui, *result_, rows_, noise_, side);
    const auto row = static_cast<double>(row_height_);
    std::optional<CompareHexRows::Row> opened;
    for (auto index = static_cast<std::uint64_t>(top_ / row); index < rows_.count(); ++index) {
      const float y = area.y + static_cast<float>(static_cast<double>(index) * row - top_);
      if (y >= area.bottom()) break;
      const CompareHexRows::Row shown = rows_.at(index);
      painter.row(shown, y);
      const Rect place{area.x, y, area.w, row_height_};
      if (!ui.clicks(place) || !area.contains(ImGui::GetIO().MousePos)) continue;
      if (shown.folded) {
        opened = shown;
      } else {
        press(context, shown, side);
      }
    }
    ui.list().PopClipRect();
    if (opened) rows_.open(*opened);
  }

  // A click on a byte of a task looks at its field.
  void press(ui::ViewContext& context, const CompareHexRows::Row& row, const CompareHexSide& side) const {
    const auto column = side.layout.byte_at(ImGui::GetIO().MousePos.x);
    if (!column || *column >= row.cells.end - row.cells.begin) return;
    const CompareHexRows::Cell cell = rows_.cell(row.cells.begin + *column);
    const auto offset = side.side_b ? cell.b : cell.a;
    if (!offset) return;
    const state::Selection selection = side.file->at_byte(*offset);
    if (!selection.task) return;
    context.app.run_or_tell("compare.select " + std::string(side.side_b ? "b" : "") +
                            std::to_string(*selection.task));
    const auto word = state::word_of(*side.file, selection);
    if (word && word->field != nullptr)
      context.app.run_or_tell("compare.field " + word->path + "." + word->field->name);
  }

  static void draw_foot(const ui::ViewContext& context, const Rect& line, const CompareHexSide& side) {
    const ui::Ui& ui = context.ui;
    ui.fill(line, ui.c.bg1);
    ui.hline(line.x, line.right(), line.y, ui.c.line1);
    if (side.file == nullptr) return;
    const Rect inside = line.inset(ui.px(12), 0);
    const std::string& field = context.app.comparing.field.path;
    if (side.selected.empty()) {
      ui.text(inside, Style::Body, ui.c.tx3, field.empty() ? "" : field + " is not written by this task");
      return;
    }
    state::Selection at = side.file->at_byte(side.selected.offset);
    at.field = field.substr(field.rfind('.') + 1);
    ui.text(inside, Style::Body, ui.c.tx2, side.file->describe(at), Align::Left, ui::Elide::Middle);
  }

  state::ComparedPtr result_;
  CompareHexRows rows_;
  NoiseWords noise_;
  CompareRuler ruler_;
  std::array<HexOverlay, 2> overlays_;
  std::array<CompareHexSide, 2> sides_;
  float row_height_ = 18;
  double top_ = 0;
  std::uint64_t steps_ = 0;
  std::optional<std::uint64_t> reveal_;
};

}  // namespace

std::unique_ptr<ui::View> make_compare_hex_view() {
  return std::make_unique<CompareHexView>();
}

}  // namespace ane::views
