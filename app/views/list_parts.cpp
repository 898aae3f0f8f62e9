#include "app/views/list_parts.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>

#include "app/state/copy.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

constexpr const char* kRowMenu = "row menu";

/// "Hexadecimal" as it stands within a sentence; "JSON" and "C initialiser" stay.
std::string in_sentence(std::string_view title) {
  std::string text(title);
  if (text.size() > 1 && text[1] >= 'a' && text[1] <= 'z')
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

bool menu_item(const ui::ViewContext& context, const char* title, std::string_view key, bool enabled) {
  return ImGui::MenuItem(title, std::string(key).c_str(), false, enabled && context.file != nullptr);
}

}  // namespace

Columns::Columns(const ui::Ui& ui, std::span<const Column> columns, const ui::Rect& area)
    : columns_(columns), gap_(ui.px(8)) {
  const float left = ui.px(8), room = area.w - left - ui.px(12);
  std::size_t count = 0;
  float used = 0, growing = 0;
  for (const Column& column : columns) {
    const float next = used + ui.px(column.width) + (count == 0 ? 0 : gap_);
    if (next > room && count > 0) break;
    used = next;
    growing += column.grows ? 1.0F : 0.0F;
    ++count;
  }
  const float extra = growing > 0 ? std::max(0.0F, std::floor((room - used) / growing)) : 0;
  float x = area.x + left;
  for (std::size_t i = 0; i < count; ++i) {
    starts_.push_back(x);
    widths_.push_back(ui.px(columns[i].width) + (columns[i].grows ? extra : 0));
    x += widths_.back() + gap_;
  }
}

ui::Rect Columns::cell(const ui::Rect& row, std::size_t column) const {
  if (!has(column)) return {row.x, row.y, 0, row.h};
  return {starts_[column], row.y, widths_[column], row.h};
}

std::optional<std::size_t> Columns::draw_header(const ui::Ui& ui, const ui::Rect& line, std::size_t sorted,
                                                bool down) const {
  ui.fill(line, ui.c.bg2);
  ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
  std::optional<std::size_t> clicked;
  for (std::size_t i = 0; i < widths_.size(); ++i) {
    const int arrow = i != sorted ? 0 : down ? -1 : 1;
    ui::Rect place = cell(line, i);
    if (ui.clicks(place)) clicked = i;
    // The arrow stands at the left edge of the cell that is drawn, so the cell is made to fit the title.
    if (columns_[i].align == ui::Align::Right && arrow != 0)
      place.cut_left(place.w - ui.width(ui::Style::Caption, columns_[i].title) - ui.px(8));
    ui::draw_header_cell(ui, place, columns_[i].title, columns_[i].align, arrow);
  }
  return clicked;
}

bool draw_filter_box(ui::ViewContext& context, const ui::Rect& box, const char* id, std::string& filter,
                     const char* hint, std::string_view view) {
  const bool take = context.app.focus_find == view;
  if (take) context.app.focus_find.clear();
  return context.ui.input(id, box, filter, hint, ui::Icon::Filter, take);
}

bool draw_no_match(ui::ViewContext& context, const ui::Rect& area, std::string& filter) {
  ui::Ui& ui = context.ui;
  ui::draw_empty(ui, area, "0 matches for \"" + filter + "\"", "");
  const float width = ui.button_width("Clear the filter");
  const ui::Rect place{std::round(area.x + (area.w - width) / 2),
                       std::round(area.y + area.h * 0.4F + ui.px(12)), width, ui.px(24)};
  if (place.bottom() > area.bottom() || !ui.button("clear filter", place, "Clear the filter")) return false;
  filter.clear();
  return true;
}

std::optional<std::size_t> row_by_key(const ui::ViewContext& context, std::optional<std::size_t> current,
                                      std::size_t count, float page) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!context.focused || io.WantTextInput || io.KeyCtrl || io.KeyAlt || io.KeyShift || count == 0)
    return std::nullopt;
  const std::size_t step = std::max<std::size_t>(2, static_cast<std::size_t>(std::max(0.0F, page))) - 1;
  const std::size_t last = count - 1, at = std::min(current.value_or(0), last);
  if (ImGui::IsKeyPressed(ImGuiKey_Home)) return 0;
  if (ImGui::IsKeyPressed(ImGuiKey_End)) return last;
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) return current ? std::min(last, at + 1) : 0;
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) return at - std::min<std::size_t>(at, 1);
  if (ImGui::IsKeyPressed(ImGuiKey_PageDown)) return std::min(last, at + step);
  if (ImGui::IsKeyPressed(ImGuiKey_PageUp)) return at - std::min(at, step);
  return std::nullopt;
}

void open_row_menu() {
  ImGui::OpenPopup(kRowMenu);
}

void draw_row_menu(ui::ViewContext& context) {
  const ui::Ui& ui = context.ui;
  ImGui::PushFont(ui.font(ui::Style::Body), ui.size(ui::Style::Body));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(8), ui.px(4)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ui.px(8), ui.px(8)});
  if (ImGui::BeginPopup(kRowMenu)) {
    const bool selected = context.file != nullptr && !context.file->selection().empty();
    for (const state::CopyFormat& format : state::kCopyFormats) {
      const bool command = format.as == state::CopyAs::Command;
      const std::string title = command ? std::string(format.title) : "Copy " + in_sentence(format.title);
      const std::string_view key = format.as == state::CopyAs::Value ? "Ctrl+C" : "";
      if (menu_item(context, title.c_str(), key, selected))
        context.app.run_or_tell("copy " + std::string(format.id));
    }
    ImGui::Separator();
    if (menu_item(context, "Bookmark", "Ctrl+B", selected)) context.app.run_or_tell("bookmark");
    if (menu_item(context, "Follow pointer", "F12", selected)) context.app.run_or_tell("follow");
    if (menu_item(context, "Show in hex", "", selected)) context.app.run_or_tell("view hex");
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar(2);
  ImGui::PopFont();
}

void draw_confidence(const ui::Ui& ui, ImVec2 centre, regdb::Confidence confidence) {
  if (confidence == regdb::Confidence::Unstated) return;
  const ImVec2 at{std::round(centre.x), std::round(centre.y)};
  const float radius = ui.px(3);
  ImDrawList& list = ui.list();
  if (confidence == regdb::Confidence::High) return list.AddCircleFilled(at, radius, ui.c.tx2);
  list.AddCircle(at, radius, ui.c.tx2, 0, ui.line());
  if (confidence == regdb::Confidence::Low) return;
  constexpr float kQuarter = std::numbers::pi_v<float> / 2;
  list.PathArcTo(at, radius, kQuarter, 3 * kQuarter);
  list.PathFillConvex(ui.c.tx2);
}

std::string bytes_text(std::uint64_t bytes) {
  return ui::comma_number(bytes) + " B";
}

std::string short_type(std::string_view dtype) {
  if (dtype == "float16") return "f16";
  if (dtype == "float32") return "f32";
  if (dtype == "uint8") return "u8";
  if (dtype == "int8") return "i8";
  return escaped(dtype);
}

}  // namespace ane::views
