// The bytes of the file under the colours of what they are.

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "app/state/goto.hpp"
#include "app/views/all_views.hpp"
#include "app/views/hex_bars.hpp"
#include "app/views/hex_minimap.hpp"
#include "app/views/hex_paint.hpp"
#include "app/views/hex_search.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

/// Zeros of smaller files are found at once, so that their rows never move.
constexpr std::uint64_t kSmallFile = 1 << 21;

// The bytes of a selection that its bits touch; all of them where it has no bits.
Extent exact_bytes(const state::Selection& selection) {
  if (!selection.bits || selection.bytes.size > 8) return selection.bytes;
  const unsigned first = selection.bits->lsb / 8;
  const unsigned last = (selection.bits->lsb + selection.bits->width + 7u) / 8;
  return {selection.bytes.offset + first, last - first};
}

// What a byte is part of, one level above the field.
state::Selection structure_at(const state::OpenFile& file, std::uint64_t offset) {
  state::Selection selection = file.at_byte(offset);
  if (!selection.field.empty()) {
    selection.field.clear();
    selection.bits.reset();
    return selection;
  }
  const std::vector<state::Crumb> path = file.path_of(selection);
  for (std::size_t i = path.size(); i-- > 0;)
    if (!(path[i].selection == selection)) return path[i].selection;
  return selection;
}

Extent extent_between(std::uint64_t a, std::uint64_t b) {
  return {std::min(a, b), std::max(a, b) - std::min(a, b) + 1};
}

class HexView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override;
  void draw_tools(ui::ViewContext& context, ui::Rect& bar) override;

 private:
  struct ZeroBox {
    std::shared_ptr<const ZeroRuns> runs;
  };
  void follow_document(ui::ViewContext& context);
  void follow_selection(ui::ViewContext& context);
  void lay_out(ui::ViewContext& context, const ui::Rect& area);
  void scroll(ui::ViewContext& context, const ui::Rect& area);
  void point(ui::ViewContext& context, const ui::Rect& area);
  void press(ui::ViewContext& context, std::uint64_t offset);
  void drag(ui::ViewContext& context, const ui::Rect& area);
  void keys(ui::ViewContext& context);
  void move_caret(ui::ViewContext& context, std::int64_t by, bool extend);
  void select(ui::ViewContext& context, state::Selection selection);
  void draw_rows(ui::ViewContext& context, const ui::Rect& area);
  void draw_minimap(ui::ViewContext& context, const ui::Rect& strip);
  const PlacedRow* row_at(float y) const;
  std::optional<std::uint64_t> byte_under(ImVec2 at) const;
  unsigned offset_digits(const state::App& app, const state::OpenFile& file) const;

  int file_ = 0;
  const void* document_ = nullptr;
  ui::SelectionWatch watch_;
  HexRows rows_;
  HexOverlay overlay_;
  HexMinimap minimap_;
  HexSearch search_;
  HexFoot foot_;
  HexLayout layout_;
  TextColumn column_ = TextColumn::Ascii;
  std::shared_ptr<ZeroBox> zeros_;
  std::vector<PlacedRow> placed_;  ///< rows in sight
  float area_y_ = 0, area_h_ = 0;
  double top_ = 0;
  std::optional<Extent> reveal_;
  std::optional<state::Selection> own_;  ///< what this view asked for last
  std::uint64_t caret_ = 0, anchor_ = 0, highest_address_ = 0;
  bool caret_shown_ = false;
  std::optional<std::uint64_t> pressed_;
  bool dragging_ = false;
  std::optional<std::uint64_t> hovered_byte_;
  state::Selection hovered_;
  state::Selection link_of_;  ///< selection that `is_link_` is about
  const void* link_tasks_ = nullptr;
  bool is_link_ = false;
};

void HexView::follow_document(ui::ViewContext& context) {
  const document::DocumentPtr& document = context.file->document();
  if (document.get() != document_ || context.file->id() != file_) {
    document_ = document.get();
    file_ = context.file->id();
    rows_.reset(document->file().size());
    overlay_.reset(*document);
    minimap_.reset();
    placed_.clear();
    own_.reset();
    pressed_.reset();
    hovered_byte_.reset();
    hovered_ = {};
    link_of_ = {};
    link_tasks_ = nullptr;
    top_ = 0;
    reveal_ = context.file->selection().bytes;
    highest_address_ = 0;
    for (const container::Section& section : document->container().sections)
      highest_address_ = std::max(highest_address_, section.addr + section.bytes.size);
    zeros_ = std::make_shared<ZeroBox>();
    if (document->file().size() <= kSmallFile) {
      state::Progress progress;
      zeros_->runs = find_zero_runs(document, progress);
    } else {
      context.app.jobs.start("zeros " + std::to_string(context.file->id()),
                             "Looking for zeros in " + context.file->name(),
                             [document, box = zeros_](state::Progress& progress) -> state::Completion {
                               auto runs = find_zero_runs(document, progress);
                               if (!runs) return {};
                               return [box, runs] { box->runs = runs; };
                             });
    }
  }
  if (zeros_->runs && !rows_.has_runs()) rows_.set_runs(zeros_->runs);
}

void HexView::follow_selection(ui::ViewContext& context) {
  const state::Selection& selection = context.file->selection();
  const void* tasks = context.file->tasks.get();
  if (!(selection == link_of_) || tasks != link_tasks_) {
    link_of_ = selection;
    link_tasks_ = tasks;
    is_link_ = !selection.bytes.empty() && bool(state::link_of(*context.file, selection));
  }
  if (!watch_.changed(*context.file)) return;
  if (own_ && *own_ == selection) return own_.reset();
  own_.reset();
  if (selection.bytes.empty()) return;
  caret_ = anchor_ = exact_bytes(selection).offset;
  caret_shown_ = false;
  // A match is what the user asked to see, wherever the pointer is.
  const std::shared_ptr<state::Matches>& matches = context.app.matches;
  const std::size_t at = context.app.match_at;
  const bool is_match = matches && at < matches->size() && matches->at(at).selection == selection;
  if (is_match || !context.area.contains(ImGui::GetIO().MousePos)) reveal_ = selection.bytes;
}

unsigned HexView::offset_digits(const state::App& app, const state::OpenFile& file) const {
  const bool address = app.options.offsets == state::OffsetMode::Address;
  const std::uint64_t highest = address ? highest_address_ : file.document()->file().size();
  return static_cast<unsigned>(std::max<std::size_t>(8, hex(highest).size() - 2));
}

void HexView::lay_out(ui::ViewContext& context, const ui::Rect& area) {
  const state::Selection& selection = context.file->selection();
  layout_ = lay_out_hex(context.ui, area, context.app.options.hex_width, column_,
                        offset_digits(context.app, *context.file));
  // Whatever folds or unfolds, the row that the user looks at stays where it is.
  std::optional<PlacedRow> still;
  for (const PlacedRow& placed : placed_) {
    const bool holds = !placed.row.folded && selection.bytes.offset >= placed.row.offset &&
                       selection.bytes.offset < placed.row.offset + placed.row.size;
    if (!still || holds) still = placed;
  }
  if (rows_.update(layout_.width, selection.bytes) && still) {
    top_ = static_cast<double>(rows_.index_of(still->row.offset)) * static_cast<double>(layout_.row) -
           static_cast<double>(still->y - area_y_);
  }
}

void HexView::scroll(ui::ViewContext& context, const ui::Rect& area) {
  const ImGuiIO& io = ImGui::GetIO();
  const auto row = static_cast<double>(layout_.row), room = static_cast<double>(area.h);
  if (ImGui::IsWindowHovered() && context.area.contains(io.MousePos) && io.MouseWheel != 0) {
    if (io.KeyCtrl) {
      const std::uint32_t width = context.app.options.hex_width;
      const std::uint32_t wanted = io.MouseWheel > 0 ? std::min(64u, width * 2) : std::max(8u, width / 2);
      context.app.run_or_tell("hex width " + std::to_string(wanted));
    } else {
      top_ -= static_cast<double>(io.MouseWheel * context.ui.px(60));
    }
  }
  if (reveal_) {
    const double y = static_cast<double>(rows_.index_of(reveal_->offset)) * row;
    const bool large = reveal_->size > 4 * std::uint64_t{layout_.width};
    if (y < top_ || y + row > top_ + room) top_ = y - (large ? 2 * row : std::floor(room / row / 3) * row);
    reveal_.reset();
  }
  top_ = std::clamp(std::round(top_), 0.0, std::max(0.0, static_cast<double>(rows_.count()) * row - room));
  area_y_ = area.y;
  area_h_ = area.h;
  placed_.clear();
  for (auto index = static_cast<std::uint64_t>(top_ / row); index < rows_.count(); ++index) {
    const double y = static_cast<double>(index) * row - top_;
    if (y >= room) break;
    placed_.push_back({rows_.at(index), area.y + static_cast<float>(y)});
  }
}

const PlacedRow* HexView::row_at(float y) const {
  for (const PlacedRow& placed : placed_)
    if (y >= placed.y && y < placed.y + layout_.row) return &placed;
  return nullptr;
}

std::optional<std::uint64_t> HexView::byte_under(ImVec2 at) const {
  const PlacedRow* placed = row_at(at.y);
  if (placed == nullptr || placed->row.folded) return std::nullopt;
  const auto column = layout_.byte_at(at.x);
  if (!column || *column >= placed->row.size) return std::nullopt;
  return placed->row.offset + *column;
}

void HexView::select(ui::ViewContext& context, state::Selection selection) {
  own_ = selection;
  context.app.select(std::move(selection));
}

void HexView::press(ui::ViewContext& context, std::uint64_t offset) {
  const bool extend = ImGui::GetIO().KeyShift;
  caret_shown_ = false;
  caret_ = offset;
  if (!extend) anchor_ = offset;
  pressed_ = offset;
  dragging_ = false;
  if (ImGui::GetIO().KeyCtrl) return select(context, structure_at(*context.file, offset));
  select(context, extend ? context.file->of_extent(extent_between(anchor_, offset), {})
                         : context.file->at_byte(offset));
}

void HexView::drag(ui::ViewContext& context, const ui::Rect& area) {
  if (!pressed_) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float edge = layout_.row / 2;
  const ImVec2 inside{std::clamp(mouse.x, layout_.bytes_x, layout_.bytes_end() - 1),
                      std::clamp(mouse.y, area.y + edge, area.bottom() - edge)};
  const bool in_text = layout_.has_text && mouse.x >= layout_.text_x;
  const auto at = byte_under(in_text ? ImVec2{std::min(mouse.x, layout_.text_end() - 1), inside.y} : inside);
  const bool down = ImGui::IsMouseDown(ImGuiMouseButton_Left);
  if (at && (*at != *pressed_ || dragging_)) {
    dragging_ = true;
    caret_ = *at;
    state::Selection range = context.file->of_extent(extent_between(*pressed_, *at), {});
    own_ = range;
    if (down) {
      context.app.preview(std::move(range));
    } else {
      select(context, std::move(range));
    }
  }
  if (down && dragging_ && (mouse.y < area.y || mouse.y > area.bottom())) {
    top_ += static_cast<double>(mouse.y < area.y ? -layout_.row : layout_.row);
    context.ui.wake_after = 0.03;
  }
  if (!down) pressed_.reset();
}

void HexView::point(ui::ViewContext& context, const ui::Rect& area) {
  const ui::Ui& ui = context.ui;
  drag(context, area);
  const bool over = ui.hovers(area) && !pressed_;
  const auto byte = over ? byte_under(ImGui::GetIO().MousePos) : std::nullopt;
  // All bytes of a part of the container are the same thing, and finding it anew may take long.
  const bool same = byte == hovered_byte_ || (!hovered_.task && byte && hovered_.bytes.contains(*byte));
  if (byte && !same) hovered_ = context.file->at_byte(*byte);
  hovered_byte_ = byte;
  if (byte) {
    context.file->hover = hovered_;
    if (ui.clicks(area)) press(context, *byte);
    if (ui.right_clicks(area)) {
      if (!context.file->selection().bytes.contains(*byte)) {
        caret_ = anchor_ = *byte;
        select(context, hovered_);
      }
      open_row_menu();
    }
    return;
  }
  const PlacedRow* placed = over ? row_at(ImGui::GetIO().MousePos.y) : nullptr;
  if (placed != nullptr && placed->row.folded && ui.clicks(area)) rows_.open(placed->row.offset);
}

void HexView::move_caret(ui::ViewContext& context, std::int64_t by, bool extend) {
  const auto last = static_cast<std::int64_t>(context.file->document()->file().size()) - 1;
  caret_ =
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(static_cast<std::int64_t>(caret_) + by, 0, last));
  if (!extend) anchor_ = caret_;
  caret_shown_ = true;
  reveal_ = Extent{caret_, 1};
  select(context, extend ? context.file->of_extent(extent_between(anchor_, caret_), {})
                         : context.file->at_byte(caret_));
}

void HexView::keys(ui::ViewContext& context) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!context.focused || io.WantTextInput || io.KeyAlt) return;
  const auto width = static_cast<std::int64_t>(layout_.width);
  const auto page = std::max<std::int64_t>(1, static_cast<std::int64_t>(area_h_ / layout_.row) - 1) * width;
  const auto column = static_cast<std::int64_t>(caret_ % layout_.width);
  const auto whole = static_cast<std::int64_t>(context.file->document()->file().size());
  struct Step {
    ImGuiKey key;
    std::int64_t by;
    std::int64_t with_control;  ///< 0: the key belongs to others then
  };
  const Step steps[] = {{ImGuiKey_LeftArrow, -1, 0},      {ImGuiKey_RightArrow, 1, 0},
                        {ImGuiKey_UpArrow, -width, 0},    {ImGuiKey_DownArrow, width, 0},
                        {ImGuiKey_PageUp, -page, 0},      {ImGuiKey_PageDown, page, 0},
                        {ImGuiKey_Home, -column, -whole}, {ImGuiKey_End, width - 1 - column, whole}};
  for (const Step& step : steps) {
    const bool own = !io.KeyCtrl || step.with_control != 0;
    if (own && ImGui::IsKeyPressed(step.key))
      move_caret(context, io.KeyCtrl ? step.with_control : step.by, io.KeyShift);
  }
  if (!io.KeyCtrl && ImGui::IsKeyPressed(ImGuiKey_O, false)) {
    const state::OffsetMode mode = context.app.options.offsets;
    context.app.run_or_tell(mode == state::OffsetMode::File      ? "hex offsets address"
                            : mode == state::OffsetMode::Address ? "hex offsets section"
                                                                 : "hex offsets file");
  }
}

void HexView::draw_rows(ui::ViewContext& context, const ui::Rect& area) {
  const state::OpenFile& file = *context.file;
  const state::Selection& selection = file.selection();
  HexMarks marks;
  marks.selected = selection.bytes;
  if (selection.bits) marks.exact = exact_bytes(selection);
  marks.link = is_link_;
  marks.matches = search_.hits();
  if (caret_shown_ && context.focused) marks.caret = caret_;
  if (hovered_byte_) {
    marks.hovered = exact_bytes(hovered_);
    if (marks.outlined() || marks.hovered.size > 256) marks.hovered = {*hovered_byte_, 1};
  } else if (file.hovered) {
    marks.hovered = exact_bytes(*file.hovered);
  }
  if (!placed_.empty()) {
    const std::uint64_t end = placed_.back().row.offset + placed_.back().row.size;
    overlay_.look_at(file, {placed_.front().row.offset, end - placed_.front().row.offset});
  }
  const HexPainter painter(context.ui, layout_, file, overlay_, context.app.options, marks);
  painter.header({area.x, area.y - context.ui.px(18), area.w, context.ui.px(18)});
  context.ui.list().PushClipRect({area.x, area.y}, {area.right(), area.bottom()}, true);
  for (const PlacedRow& placed : placed_) painter.row(placed);
  painter.outlines(placed_);
  context.ui.list().PopClipRect();
}

void HexView::draw_minimap(ui::ViewContext& context, const ui::Rect& strip) {
  if (placed_.empty()) return;
  const ui::Ui& ui = context.ui;
  const std::uint64_t begin = placed_.front().row.offset;
  const std::uint64_t end = placed_.back().row.offset + placed_.back().row.size;
  const ui::Rect map{strip.x + ui.px(6), strip.y + ui.px(4), ui.px(12), strip.h - ui.px(8)};
  const auto wanted =
      minimap_.draw(ui, map, *context.file, overlay_.regions(), {begin, end - begin}, search_.hits());
  if (!wanted) return;
  top_ = static_cast<double>(rows_.index_of(*wanted)) * static_cast<double>(layout_.row) -
         static_cast<double>(area_h_ / 2);
}

void HexView::draw(ui::ViewContext& context) {
  ui::Ui& ui = context.ui;
  follow_document(context);
  search_.update(context);
  ui::Rect area = context.area;
  const ui::Rect toolbar = area.cut_top(ui.px(28));
  if (search_.is_open()) search_.draw(context, area.cut_top(ui.px(28)));
  const ui::Rect foot = area.cut_bottom(ui.px(28));
  const ui::Rect strip = area.cut_right(ui.px(24));
  area.cut_top(ui.px(18));
  follow_selection(context);
  lay_out(context, area);
  scroll(context, area);
  point(context, area);
  keys(context);
  draw_hex_toolbar(context, toolbar, layout_, column_);
  draw_rows(context, area);
  draw_minimap(context, strip);
  foot_.draw(context, foot, hovered_byte_ ? hovered_ : context.file->selection());
  draw_row_menu(context);
}

void HexView::draw_tools(ui::ViewContext& context, ui::Rect& bar) {
  if (context.file == nullptr) return;
  const ui::Ui& ui = context.ui;
  if (context.ui.icon_button("search", bar.cut_right(ui.px(24)).inset(0, ui.px(2)), ui::Icon::Search,
                             "Find in the bytes (Ctrl+F)", search_.is_open()))
    search_.open();
}

}  // namespace

std::unique_ptr<ui::View> make_hex_view() {
  return std::make_unique<HexView>();
}

}  // namespace ane::views
