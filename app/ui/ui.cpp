#include "app/ui/ui.hpp"

#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <filesystem>

#include "core/base/text.hpp"

namespace ane::ui {
namespace {

enum Face { UiRegular, UiBold, MonoRegular, MonoBold, MonoItalic };

struct StyleSpec {
  Face face;
  float size;
};
constexpr std::array<StyleSpec, 15> kStyles = {{{UiBold, 20},
                                                {MonoBold, 20},
                                                {UiBold, 13},
                                                {UiRegular, 13},
                                                {UiRegular, 15},
                                                {UiRegular, 12},
                                                {UiBold, 12},
                                                {UiRegular, 11},
                                                {MonoRegular, 12},
                                                {MonoBold, 12},
                                                {MonoItalic, 12},
                                                {MonoRegular, 11},
                                                {MonoBold, 11},
                                                {MonoItalic, 11},
                                                {MonoRegular, 9}}};

constexpr float kReference = 100;  ///< any size does: offsets are given in parts of it

constexpr float kOpticalLift =
    0.05F;  ///< ems: most letters are small, and look low where capitals stand right

struct FaceSpec {
  std::string_view name;
  float overhang;  ///< ascender and descender together, in ems, less one
  std::array<const char*, 3> files;
};
constexpr std::array<FaceSpec, 5> kFaces = {{
    {"Inter",
     0.21F,
     {"/usr/share/fonts/opentype/inter/Inter-Regular.otf",
      "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
      "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"}},
    {"Inter SemiBold",
     0.21F,
     {"/usr/share/fonts/opentype/inter/Inter-SemiBold.otf",
      "/usr/share/fonts/truetype/noto/NotoSans-SemiBold.ttf",
      "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"}},
    {"JetBrains Mono",
     0.32F,
     {"/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf",
      "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", nullptr}},
    {"JetBrains Mono SemiBold",
     0.32F,
     {"/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-SemiBold.ttf",
      "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf", nullptr}},
    {"JetBrains Mono Italic",
     0.32F,
     {"/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Italic.ttf",
      "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Oblique.ttf", nullptr}},
}};

const StyleSpec& spec(Style style) {
  return kStyles[static_cast<std::size_t>(style)];
}

const char* begin_of(std::string_view text) {
  return text.data();
}
const char* end_of(std::string_view text) {
  return text.data() + text.size();
}

// An input that has the keyboard stays active, and must cost neither the next click nor the wheel.
bool pane_hovered() {
  if (ImGui::GetIO().WantTextInput)
    return ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  return ImGui::IsWindowHovered() && !ImGui::IsAnyItemActive();
}

// UTF-8 characters are kept whole.
std::size_t char_start(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
  return at;
}

}  // namespace

Rect Rect::cut_top(float height) {
  const Rect cut{x, y, w, std::min(h, height)};
  y += cut.h;
  h -= cut.h;
  return cut;
}
Rect Rect::cut_bottom(float height) {
  const float taken = std::min(h, height);
  h -= taken;
  return {x, y + h, w, taken};
}
Rect Rect::cut_left(float width) {
  const Rect cut{x, y, std::min(w, width), h};
  x += cut.w;
  w -= cut.w;
  return cut;
}
Rect Rect::cut_right(float width) {
  const float taken = std::min(w, width);
  w -= taken;
  return {x + w, y, taken, h};
}

void Ui::load_fonts() {
  ImGuiIO& io = ImGui::GetIO();
  for (std::size_t i = 0; i < kFaces.size(); ++i) {
    ImFontConfig config;
    // A negative size means that sizes are those of the em, as the type styles count them. ImGui then places
    // the ascender line at the top of the em box; lifting the glyphs by half of what sticks out centres them.
    config.SizePixels = -kReference;
    config.GlyphOffset.y = (kFaces[i].overhang / 2 + kOpticalLift) * kReference;
    config.GlyphMaxAdvanceX = -FLT_MAX;  // limits are multiplied by what a pixel is of the size, too
    config.PixelSnapV = true;
    config.PixelSnapH = i >= MonoRegular;  // columns of digits stand on whole pixels, sentences need not
    faces_[i] = nullptr;
    for (const char* file : kFaces[i].files) {
      std::error_code code;
      if (file == nullptr || !std::filesystem::exists(file, code)) continue;
      if (file != kFaces[i].files[0])
        missing_fonts_ += (missing_fonts_.empty() ? "" : ", ") + std::string(kFaces[i].name);
      faces_[i] = io.Fonts->AddFontFromFileTTF(file, 0, &config);
      break;
    }
    if (faces_[i] == nullptr) {
      missing_fonts_ += (missing_fonts_.empty() ? "" : ", ") + std::string(kFaces[i].name);
      faces_[i] = io.Fonts->AddFontDefault();
      continue;
    }
    // Arrows and signs that Inter lacks.
    const char* fallback = kFaces[2].files[0];
    std::error_code code;
    if (i < 2 && std::filesystem::exists(fallback, code)) {
      config.MergeMode = true;
      io.Fonts->AddFontFromFileTTF(fallback, 0, &config);
    }
  }
  io.FontDefault = faces_[UiRegular];
}

void Ui::begin_frame(bool dark, float scale_factor) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool moved = io.MousePos.x != last_mouse_.x || io.MousePos.y != last_mouse_.y;
  rested_ = moved ? 0 : rested_ + static_cast<double>(io.DeltaTime);
  last_mouse_ = io.MousePos;
  tooltip_was_open_ = tooltip_open_;
  tooltip_open_ = false;
  wake_after = -1;
  scale = scale_factor;
  c = dark ? dark_colors() : light_colors();
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {0, 0};
  style.FramePadding = {px(8), px(4)};
  style.ItemSpacing = {px(6), px(4)};
  style.CellPadding = {px(4), px(2)};
  style.ScrollbarSize = px(8);
  style.FrameRounding = px(4);
  style.PopupRounding = px(6);
  style.WindowRounding = 0;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.FrameBorderSize = 0;
  style.PopupBorderSize = 1;
  style.FontSizeBase = px(12);
  const auto set = [&](ImGuiCol which, ImU32 color) {
    style.Colors[which] = ImGui::ColorConvertU32ToFloat4(color);
  };
  set(ImGuiCol_Text, c.tx1);
  set(ImGuiCol_TextDisabled, c.tx3);
  set(ImGuiCol_WindowBg, c.bg1);
  set(ImGuiCol_ChildBg, 0);
  set(ImGuiCol_PopupBg, c.bg4);
  set(ImGuiCol_Border, c.line2);
  set(ImGuiCol_FrameBg, 0);
  set(ImGuiCol_FrameBgHovered, 0);
  set(ImGuiCol_FrameBgActive, 0);
  set(ImGuiCol_TextSelectedBg, c.selhex);
  set(ImGuiCol_InputTextCursor, c.tx1);
  set(ImGuiCol_Header, c.sel);
  set(ImGuiCol_HeaderHovered, c.sel);
  set(ImGuiCol_HeaderActive, c.sel2);
  set(ImGuiCol_Separator, c.line1);
  set(ImGuiCol_NavCursor, 0);
  set(ImGuiCol_ModalWindowDimBg, 0);
}

float Ui::px(float length) const {
  return std::round(length * scale);
}
float Ui::line() const {
  return scale >= 2.5F ? 3.0F : scale >= 1.5F ? 2.0F : 1.0F;
}

ImFont* Ui::font(Style style) const {
  return faces_[spec(style).face];
}
float Ui::size(Style style) const {
  return px(spec(style).size);
}

float Ui::width(Style style, std::string_view text) const {
  if (text.empty()) return 0;
  return font(style)->CalcTextSizeA(size(style), FLT_MAX, 0, begin_of(text), end_of(text)).x;
}

std::string Ui::elided(Style style, std::string_view text, float room, Elide elide) const {
  if (elide == Elide::Never || width(style, text) <= room) return std::string(text);
  const auto shortened = [&](std::size_t kept) {
    if (elide == Elide::End) return std::string(text.substr(0, char_start(text, kept))) + "…";
    const std::size_t head = char_start(text, (kept + 1) / 2);
    const std::size_t tail = char_start(text, text.size() - kept / 2);
    return std::string(text.substr(0, head)) + "…" + std::string(text.substr(tail));
  };
  std::size_t low = 0, high = text.size();
  while (low < high) {
    const std::size_t middle = (low + high + 1) / 2;
    if (width(style, shortened(middle)) <= room) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low == 0 ? "" : shortened(low);
}

float Ui::text(const Rect& area, Style style, ImU32 color, std::string_view text, Align align,
               Elide elide) const {
  if (text.empty() || area.w <= 0) return area.x;
  const float full = width(style, text);
  std::string shorter;
  float used = full;
  if (full > area.w + 1 && elide != Elide::Never) {
    shorter = elided(style, text, area.w, elide);
    text = shorter;
    used = width(style, text);
  }
  float x = area.x;
  if (align == Align::Right) x = area.right() - used;
  if (align == Align::Centre) x = area.x + (area.w - used) / 2;
  const float y = std::floor(area.y + (area.h - size(style)) / 2);
  if (!text.empty())
    list().AddText(font(style), size(style), {std::round(x), std::round(y)}, color, begin_of(text),
                   end_of(text));
  return x + used;
}

float Ui::paragraph(const Rect& area, Style style, ImU32 color, std::string_view text, bool draw) const {
  const float leading = std::round(size(style) * 4 / 3);
  float y = area.y;
  while (!text.empty()) {
    const std::size_t newline = std::min(text.find('\n'), text.size());
    std::string_view rest = text.substr(0, newline);
    do {
      const char* wrap = font(style)->CalcWordWrapPosition(size(style), begin_of(rest), end_of(rest), area.w);
      std::size_t taken = static_cast<std::size_t>(wrap - rest.data());
      if (taken == 0) taken = std::min<std::size_t>(rest.size(), 1);
      if (draw)
        this->text({area.x, y, area.w + size(style), leading}, style, color, rest.substr(0, taken),
                   Align::Left, Elide::Never);
      y += leading;
      rest.remove_prefix(taken);
      while (rest.starts_with(" ")) rest.remove_prefix(1);
    } while (!rest.empty());
    text.remove_prefix(std::min(newline + 1, text.size()));
  }
  return y - area.y;
}

void Ui::fill(const Rect& r, ImU32 color, float radius) const {
  list().AddRectFilled({r.x, r.y}, {r.right(), r.bottom()}, color, radius);
}
void Ui::frame(const Rect& r, ImU32 color, float radius, float thickness) const {
  list().AddRect({r.x, r.y}, {r.right(), r.bottom()}, color, radius, 0, thickness > 0 ? thickness : line());
}
void Ui::hline(float x0, float x1, float y, ImU32 color) const {
  fill({x0, y, x1 - x0, line()}, color);
}
void Ui::vline(float x, float y0, float y1, ImU32 color) const {
  fill({x, y0, line(), y1 - y0}, color);
}

void Ui::dashed_line(ImVec2 from, ImVec2 to, ImU32 color, float on, float off, float thickness) const {
  const float length = std::hypot(to.x - from.x, to.y - from.y);
  if (length <= 0) return;
  const ImVec2 step{(to.x - from.x) / length, (to.y - from.y) / length};
  for (float at = 0; at < length; at += on + off) {
    const float end = std::min(length, at + on);
    list().AddLine({from.x + step.x * at, from.y + step.y * at},
                   {from.x + step.x * end, from.y + step.y * end}, color, thickness);
  }
}

void Ui::dashed(const Rect& r, ImU32 color, float on, float off) const {
  const float h = 0.5F;
  dashed_line({r.x + h, r.y + h}, {r.right() - h, r.y + h}, color, on, off, line());
  dashed_line({r.x + h, r.bottom() - h}, {r.right() - h, r.bottom() - h}, color, on, off, line());
  dashed_line({r.x + h, r.y + h}, {r.x + h, r.bottom() - h}, color, on, off, line());
  dashed_line({r.right() - h, r.y + h}, {r.right() - h, r.bottom() - h}, color, on, off, line());
}

void Ui::hatch(const Rect& r, ImU32 color, float period) const {
  const float step = px(period) * 1.41421356F;
  for (float d = -r.h; d < r.w; d += step) {
    // The line x - y = d (y from the bottom) clipped to the rectangle.
    const float t0 = std::max(0.0F, -d), t1 = std::min(r.h, r.w - d);
    if (t1 <= t0) continue;
    list().AddLine({r.x + d + t0, r.bottom() - t0}, {r.x + d + t1, r.bottom() - t1}, color, line());
  }
}

void Ui::icon(const Rect& area, Icon which, float icon_size, ImU32 color) const {
  const float side = px(icon_size);
  draw_icon(list(), which,
            {std::round(area.x + (area.w - side) / 2), std::round(area.y + (area.h - side) / 2)}, side,
            color);
}

void Ui::block_bar(float x, float y, float height, std::string_view block) const {
  fill({x, y, px(3), height}, block_color(c, block).hue);
}

bool Ui::hovers(const Rect& r) const {
  return r.contains(ImGui::GetIO().MousePos) && pane_hovered();
}
bool Ui::clicks(const Rect& r) const {
  return hovers(r) && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
}
bool Ui::double_clicks(const Rect& r) const {
  return hovers(r) && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
}
bool Ui::right_clicks(const Rect& r) const {
  return hovers(r) && ImGui::IsMouseClicked(ImGuiMouseButton_Right);
}

void Ui::tooltip(const Rect& over, std::string_view text) const {
  if (text.empty() || !hovers(over)) return;
  constexpr double kRest = 0.3;
  if (!tooltip_was_open_ && rested_ < kRest) {
    wake_after = kRest - rested_;
    return;
  }
  tooltip_open_ = true;
  const float padding = px(8);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {padding, px(6)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, px(4));
  if (ImGui::BeginTooltip()) {
    ImGui::PushFont(font(Style::Body), size(Style::Body));
    ImGui::PushTextWrapPos(px(344));
    ImGui::TextUnformatted(begin_of(text), end_of(text));
    ImGui::PopTextWrapPos();
    ImGui::PopFont();
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar(2);
}

bool Ui::icon_button(const char* id, const Rect& r, Icon which, std::string_view hint, bool on) {
  ImGui::SetCursorScreenPos({r.x, r.y});
  const bool pressed = ImGui::InvisibleButton(id, {r.w, r.h});
  const bool hovered = ImGui::IsItemHovered();
  if (hovered || on) fill(r, c.bg3, px(4));
  icon(r, which, 14, hovered || on ? c.tx1 : c.tx2);
  tooltip(r, hint);
  return pressed;
}

float Ui::button_width(std::string_view label, std::string_view key) const {
  return width(Style::Body, label) + px(20) + (key.empty() ? 0 : width(Style::Small, key) + px(8));
}

bool Ui::button(const char* id, const Rect& r, std::string_view label, std::string_view key, bool primary,
                bool enabled) {
  ImGui::SetCursorScreenPos({r.x, r.y});
  const bool pressed = ImGui::InvisibleButton(id, {r.w, r.h}) && enabled;
  const bool hovered = ImGui::IsItemHovered() && enabled;
  const bool down = ImGui::IsItemActive() && enabled;
  fill(r, primary && enabled ? (hovered ? c.accent : c.accentbg) : (down || hovered ? c.line2 : c.bg3),
       px(4));
  const ImU32 color = !enabled ? c.tx4 : primary ? c.accentfg : c.tx1;
  Rect inside = r.inset(px(10), 0);
  if (!key.empty()) text(inside, Style::Small, faded(color, 0.65F), key, Align::Right, Elide::Never);
  text(inside, primary ? Style::BodyBold : Style::Body, color, label,
       key.empty() ? Align::Centre : Align::Left, Elide::Never);
  return pressed;
}

bool Ui::chip(float& x, float y, std::string_view label, bool on, bool removable) {
  const float cross = removable ? px(14) : 0;
  const Rect r{x, y, std::round(width(Style::Caption, label)) + px(16) + cross, px(20)};
  const bool hovered = hovers(r);
  if (on) {
    fill(r, c.sel, px(10));
  } else {
    if (hovered) fill(r, c.hover, px(10));
    frame(r, c.line2, px(10));
  }
  text(r.inset(px(8), 0), Style::Caption, on ? c.tx1 : c.tx2, label, Align::Left, Elide::Never);
  if (removable) icon({r.right() - px(18), r.y, px(14), r.h}, Icon::Close, 10, c.tx3);
  x = r.right() + px(6);
  return clicks(r);
}

void Ui::badge(float& x, float y, float height, std::string_view label) const {
  const float side = std::max(px(16), std::round(width(Style::Small, label)) + px(10));
  const Rect r{x, y + std::round((height - px(16)) / 2), side, px(16)};
  fill(r, c.bg3, px(3));
  text(r, Style::Small, c.tx2, label, Align::Centre, Elide::Never);
  x = r.right();
}

float Ui::key_cap(float x, float y, float height, std::string_view key) const {
  const Rect r{x, y + std::round((height - px(18)) / 2), std::round(width(Style::Small, key)) + px(10),
               px(18)};
  frame(r, c.line2, px(3));
  text(r, Style::Small, c.tx2, key, Align::Centre, Elide::Never);
  return r.right();
}

bool Ui::input(const char* id, const Rect& r, std::string& value, const char* hint,
               std::optional<Icon> leading, bool take_focus, bool* submit, bool bad) {
  fill(r, c.dark ? c.bg0 : c.bg4, px(4));
  const float inner = leading ? px(26) : px(8);
  if (leading) icon({r.x + px(6), r.y, px(16), r.h}, *leading, 12, c.tx3);
  ImGui::PushFont(font(Style::Body), size(Style::Body));
  const float padding = std::max(0.0F, (r.h - ImGui::GetFontSize()) / 2);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, padding});
  ImGui::SetCursorScreenPos({r.x + inner, r.y});
  ImGui::SetNextItemWidth(std::max(px(8), r.w - inner - px(8)));
  if (take_focus) ImGui::SetKeyboardFocusHere();
  ImGui::PushID(id);
  const bool entered = ImGui::InputTextWithHint("##text", hint, &value, ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::PopID();
  const bool active = ImGui::IsItemActive();
  // With EnterReturnsTrue the call is silent about typing, so the edit flag tells.
  const bool edited = ImGui::IsItemEdited();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  if (submit != nullptr) *submit = entered;
  frame(r, bad ? c.error : active ? c.ring : c.line2, px(4));
  return edited;
}

std::optional<int> Ui::segmented(const char* id, const Rect& r, const std::string_view* labels, int count,
                                 int on) {
  std::optional<int> chosen;
  fill(r, c.dark ? c.bg0 : c.bg3, px(4));
  const float part = (r.w - px(4)) / static_cast<float>(count);
  ImGui::PushID(id);
  for (int i = 0; i < count; ++i) {
    const Rect cell{std::round(r.x + px(2) + part * static_cast<float>(i)), r.y + px(2), std::round(part),
                    r.h - px(4)};
    ImGui::SetCursorScreenPos({cell.x, cell.y});
    ImGui::PushID(i);
    if (ImGui::InvisibleButton("part", {cell.w, cell.h})) chosen = i;
    ImGui::PopID();
    if (i == on) fill(cell, c.dark ? c.bg3 : c.bg4, px(3));
    text(cell, Style::Body, i == on || ImGui::IsItemHovered() ? c.tx1 : c.tx2, labels[i], Align::Centre,
         Elide::Never);
  }
  ImGui::PopID();
  return chosen;
}

Scroller::Scroller(const Ui& ui, const char* id, const Rect& area, double content, Scroll& state)
    : ui_(ui), area_(area), content_(content), state_(state) {
  const double room = static_cast<double>(area.h);
  if (state.reveal >= 0) {
    if (state.reveal < state.top) {
      state.top = state.reveal - std::min(room / 4, state.reveal);
    } else if (state.reveal_end > state.top + room) {
      state.top = state.reveal_end - room * 3 / 4;
    }
    state.reveal = state.reveal_end = -1;
  }
  if (area_.contains(ImGui::GetIO().MousePos) && pane_hovered() && !ImGui::GetIO().KeyCtrl)
    state.top -= static_cast<double>(ImGui::GetIO().MouseWheel) * static_cast<double>(ui.px(60));
  ImGui::PushID(id);
  if (content > room && area.h > 0) {
    const double thumb = std::max(static_cast<double>(ui.px(24)), room * room / content);
    const double travel = room - thumb;
    const Rect track{area.right() - ui.px(10), area.y, ui.px(10), area.h};
    ImGui::SetCursorScreenPos({track.x, track.y});
    ImGui::InvisibleButton("scroll", {track.w, track.h});
    if (ImGui::IsItemActive() && travel > 0) {
      const double mouse = static_cast<double>(ImGui::GetIO().MousePos.y - track.y);
      const double thumb_at = state.top / (content - room) * travel;
      if (state.drag < 0)
        state.drag =
            static_cast<float>(mouse >= thumb_at && mouse < thumb_at + thumb ? mouse - thumb_at : thumb / 2);
      state.top = (mouse - static_cast<double>(state.drag)) / travel * (content - room);
    } else {
      state.drag = -1;
    }
  }
  ImGui::PopID();
  state.top = std::clamp(std::round(state.top), 0.0, std::max(0.0, content - room));
  ui.list().PushClipRect({area.x, area.y}, {area.right(), area.bottom()}, true);
}

Scroller::~Scroller() {
  ui_.list().PopClipRect();
  const double room = static_cast<double>(area_.h);
  if (content_ <= room || area_.h <= 0) return;
  const double thumb = std::max(static_cast<double>(ui_.px(24)), room * room / content_);
  const auto at = static_cast<float>(state_.top / (content_ - room) * (room - thumb));
  const Rect track{area_.right() - ui_.px(10), area_.y, ui_.px(10), area_.h};
  const bool wide = state_.drag >= 0 || ui_.hovers(track);
  const float w = ui_.px(wide ? 8.0F : 6.0F);
  ui_.fill({area_.right() - w - 1, std::round(area_.y + at), w, static_cast<float>(thumb)},
           wide ? ui_.c.tx4 : ui_.c.line2, ui_.px(3));
}

float Scroller::at(double position) const {
  return area_.y + static_cast<float>(position - state_.top);
}

List::List(const Ui& ui, const char* id, const Rect& area, std::size_t count, float row_height, Scroll& state)
    : area_(area),
      row_height_(row_height),
      scroller_(ui, id, area, static_cast<double>(count) * static_cast<double>(row_height), state) {
  const auto height = static_cast<double>(row_height);
  first = static_cast<std::size_t>(scroller_.first() / height);
  last = std::min(count, static_cast<std::size_t>(std::ceil(scroller_.last() / height)));
  first = std::min(first, last);
  Rect rows = area;
  rows.w -= ui.px(10);
  if (ui.hovers(rows)) {
    const double y = scroller_.first() + static_cast<double>(ImGui::GetIO().MousePos.y - area.y);
    const auto index = static_cast<std::size_t>(y / height);
    if (index < count) hovered = index;
  }
}

Rect List::row(std::size_t index) const {
  return {area_.x, scroller_.at(static_cast<double>(index) * static_cast<double>(row_height_)), area_.w,
          row_height_};
}

void reveal_row(Scroll& state, std::size_t index, float row_height) {
  state.reveal = static_cast<double>(index) * static_cast<double>(row_height);
  state.reveal_end = state.reveal + static_cast<double>(row_height);
}

std::string grouped_hex(std::uint64_t value, unsigned digits) {
  std::string plain = hex(value, digits).substr(2);
  for (std::size_t at = plain.size(); at > 4; at -= 4) plain.insert(at - 4, " ");
  return "0x" + plain;
}

std::string comma_number(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

}  // namespace ane::ui
