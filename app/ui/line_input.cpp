#include "app/ui/line_input.hpp"

#include <imgui_internal.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <array>

namespace ane::ui {

void LineInput::set(std::string text) {
  text_ = std::move(text);
  ++generation_;
  fresh_ = true;
  active_ = false;
}

// ImGui hands the keyboard over a frame after it was asked to; what is typed until then would be lost.
bool LineInput::take_early_letters() {
  ImVector<ImWchar>& queue = ImGui::GetIO().InputQueueCharacters;
  bool any = false;
  for (const ImWchar letter : queue) {
    if (letter < ' ' || letter == 0x7f) continue;
    std::array<char, 5> bytes{};
    const int length = ImTextCharToUtf8(bytes.data(), letter);
    text_.append(bytes.data(), static_cast<std::size_t>(length));
    any = true;
  }
  queue.resize(0);
  return any;
}

int LineInput::edited(ImGuiInputTextCallbackData* data) {
  auto& input = *static_cast<LineInput*>(data->UserData);
  if (data->EventFlag == ImGuiInputTextFlags_CallbackCompletion) {
    input.tab_ = true;
  } else if (input.fresh_) {
    // Taking the keyboard selects everything, and the next letter would replace it.
    data->CursorPos = data->BufTextLen;
    data->ClearSelection();
    input.fresh_ = false;
  }
  return 0;
}

bool LineInput::draw(const Ui& ui, const Rect& area, Style style, const char* hint, bool* tab) {
  const bool lost = !active_ && !ImGui::IsMouseDown(ImGuiMouseButton_Left);
  if (lost) fresh_ = true;
  const bool early = lost && take_early_letters();
  ImGui::PushFont(ui.font(style), ui.size(style));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, std::max(0.0F, (area.h - ui.size(style)) / 2)});
  ImGui::SetCursorScreenPos({area.x, area.y});
  ImGui::SetNextItemWidth(area.w);
  if (lost) ImGui::SetKeyboardFocusHere();
  tab_ = false;
  ImGuiInputTextFlags flags = ImGuiInputTextFlags_CallbackAlways;
  if (tab != nullptr) flags |= ImGuiInputTextFlags_CallbackCompletion;
  ImGui::PushID(generation_);
  const bool changed = ImGui::InputTextWithHint("##line", hint, &text_, flags, edited, this) || early;
  active_ = ImGui::IsItemActive();
  ImGui::PopID();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  if (tab != nullptr) *tab = tab_;
  return changed;
}

bool LineInput::draw_framed(const Ui& ui, const Rect& area, Icon leading, const char* hint, bool bad) {
  ui.fill(area, ui.c.dark ? ui.c.bg0 : ui.c.bg4, ui.px(4));
  ui.frame(area, bad ? ui.c.error : active_ ? ui.c.ring : ui.c.line2, ui.px(4));
  Rect inside = area.inset(ui.px(8), 0);
  ui.icon(inside.cut_left(ui.px(14)), leading, 12, ui.c.tx3);
  inside.cut_left(ui.px(6));
  return draw(ui, inside, Style::Body, hint);
}

}  // namespace ane::ui
