#include "app/ui/line_input.hpp"

#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>

namespace ane::ui {

void LineInput::set(std::string text) {
  text_ = std::move(text);
  ++generation_;
  fresh_ = take_focus_ = true;
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
  const bool lost = !ImGui::IsAnyItemActive() && !ImGui::IsMouseDown(ImGuiMouseButton_Left);
  if (lost) fresh_ = true;
  ImGui::PushFont(ui.font(style), ui.size(style));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, std::max(0.0F, (area.h - ui.size(style)) / 2)});
  ImGui::SetCursorScreenPos({area.x, area.y});
  ImGui::SetNextItemWidth(area.w);
  if (take_focus_ || lost) ImGui::SetKeyboardFocusHere();
  take_focus_ = false;
  tab_ = false;
  ImGuiInputTextFlags flags = ImGuiInputTextFlags_CallbackAlways;
  if (tab != nullptr) flags |= ImGuiInputTextFlags_CallbackCompletion;
  ImGui::PushID(generation_);
  const bool changed = ImGui::InputTextWithHint("##line", hint, &text_, flags, edited, this);
  ImGui::PopID();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  if (tab != nullptr) *tab = tab_;
  return changed;
}

}  // namespace ane::ui
