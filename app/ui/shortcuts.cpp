#include <algorithm>
#include <array>
#include <string>

#include "app/state/commands.hpp"
#include "app/ui/shell.hpp"

namespace ane::ui {
namespace {

struct NamedKey {
  std::string_view name;
  ImGuiKey key;
};
constexpr std::array<NamedKey, 18> kKeys = {{{"Escape", ImGuiKey_Escape},
                                             {"Tab", ImGuiKey_Tab},
                                             {"Left", ImGuiKey_LeftArrow},
                                             {"Right", ImGuiKey_RightArrow},
                                             {"Up", ImGuiKey_UpArrow},
                                             {"Down", ImGuiKey_DownArrow},
                                             {"Enter", ImGuiKey_Enter},
                                             {"Space", ImGuiKey_Space},
                                             {"Home", ImGuiKey_Home},
                                             {"End", ImGuiKey_End},
                                             {"PageUp", ImGuiKey_PageUp},
                                             {"PageDown", ImGuiKey_PageDown},
                                             {"=", ImGuiKey_Equal},
                                             {"-", ImGuiKey_Minus},
                                             {"[", ImGuiKey_LeftBracket},
                                             {"]", ImGuiKey_RightBracket},
                                             {"/", ImGuiKey_Slash},
                                             {"Delete", ImGuiKey_Delete}}};

ImGuiKey parse_plain(std::string_view name) {
  if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z')
    return static_cast<ImGuiKey>(ImGuiKey_A + (name[0] - 'A'));
  if (name.size() == 1 && name[0] >= '0' && name[0] <= '9')
    return static_cast<ImGuiKey>(ImGuiKey_0 + (name[0] - '0'));
  if (name.size() >= 2 && name[0] == 'F') {
    int number = 0;
    for (const char c : name.substr(1)) {
      if (c < '0' || c > '9') return ImGuiKey_None;
      number = number * 10 + (c - '0');
    }
    if (number >= 1 && number <= 12) return static_cast<ImGuiKey>(ImGuiKey_F1 + number - 1);
  }
  const auto* found =
      std::find_if(kKeys.begin(), kKeys.end(), [&](const NamedKey& k) { return k.name == name; });
  return found == kKeys.end() ? ImGuiKey_None : found->key;
}

// Keys that a text input needs for itself.
bool belongs_to_input(ImGuiKeyChord chord) {
  const int mods = chord & ImGuiMod_Mask_;
  const auto key = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
  if (key == ImGuiKey_Escape || (key >= ImGuiKey_F1 && key <= ImGuiKey_F12)) return false;
  if (mods == 0 || mods == ImGuiMod_Shift) return true;
  const std::array<ImGuiKey, 9> editing = {ImGuiKey_C,          ImGuiKey_V,       ImGuiKey_X,
                                           ImGuiKey_A,          ImGuiKey_Z,       ImGuiKey_LeftArrow,
                                           ImGuiKey_RightArrow, ImGuiKey_UpArrow, ImGuiKey_DownArrow};
  return mods == ImGuiMod_Ctrl && std::find(editing.begin(), editing.end(), key) != editing.end();
}

}  // namespace

ImGuiKeyChord parse_key(std::string_view text) {
  int mods = 0;
  for (;;) {
    const std::size_t plus = text.find('+');
    if (plus == std::string_view::npos || plus + 1 >= text.size()) break;
    const std::string_view mod = text.substr(0, plus);
    if (mod == "Ctrl") {
      mods |= ImGuiMod_Ctrl;
    } else if (mod == "Shift") {
      mods |= ImGuiMod_Shift;
    } else if (mod == "Alt") {
      mods |= ImGuiMod_Alt;
    } else {
      return ImGuiKey_None;
    }
    text.remove_prefix(plus + 1);
  }
  const ImGuiKey key = parse_plain(text);
  return key == ImGuiKey_None ? ImGuiKeyChord{ImGuiKey_None} : ImGuiKeyChord{mods | key};
}

bool Shell::pressed(ImGuiKeyChord chord) const {
  if (keys) return std::find(keys->begin(), keys->end(), chord) != keys->end();
  const auto key = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
  return (chord & ImGuiMod_Mask_) == ImGui::GetIO().KeyMods && ImGui::IsKeyPressed(key, true);
}

void Shell::handle_keys() {
  const ImGuiIO& io = ImGui::GetIO();
  for (const state::Command& command : state::commands()) {
    const ImGuiKeyChord chord = parse_key(state::key_of(app_, command));
    if (chord == ImGuiKey_None || !pressed(chord)) continue;
    if (io.WantTextInput && belongs_to_input(chord)) continue;
    if (command.enabled(app_)) app_.run_or_tell(std::string(command.id));
  }
  if (pressed(ImGuiKey_F6)) cycle_focus(1);
  if (pressed(ImGuiMod_Shift | ImGuiKey_F6)) cycle_focus(-1);
  if (ImGui::IsMouseClicked(3)) app_.run_or_tell("back");
  if (ImGui::IsMouseClicked(4)) app_.run_or_tell("forward");
}

}  // namespace ane::ui
