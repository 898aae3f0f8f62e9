#include "app/ui/sheets.hpp"

#include <imgui_internal.h>

#include "app/ui/compare_sheet.hpp"
#include "app/ui/decode_sheet.hpp"
#include "app/ui/export_sheet.hpp"
#include "app/ui/file_dialog.hpp"
#include "app/ui/info_sheets.hpp"
#include "app/ui/palette.hpp"
#include "app/ui/sheet_parts.hpp"

namespace ane::ui {

using state::Sheet;

struct Sheets::State {
  Sheet shown = Sheet::None;
  Palette palette;
  FileDialog files;
  OffsetSheet offset;
  KeysSheet keys;
  DecodeSheet decode;
  ExportSheet exporting;
  CompareSheet comparing;

  void open(state::App& app) {
    // One sheet may open from another, whose preview then ends.
    if (shown != Sheet::None) app.preview(std::nullopt);
    shown = app.sheet;
    switch (shown) {
      case Sheet::Palette:
        return palette.open(app, '>', app.sheet_text);
      case Sheet::GoTo:
        return palette.open(app, '\0', app.sheet_text);
      case Sheet::Open:
        return files.open(app, {"Open a program", "open", {}, false, app.sheet_text});
      case Sheet::Save:
        return files.open_to_save(app);
      case Sheet::GoToOffset:
        return offset.open(app.sheet_text);
      case Sheet::Keys:
        return keys.open(app);
      case Sheet::DecodeAs:
        return decode.open(app);
      case Sheet::Export:
        return exporting.open(app);
      case Sheet::Choose:
        return files.open(app, app.choosing);
      case Sheet::ExportComparison:
        return comparing.open(app);
      case Sheet::About:
      case Sheet::None:
        return;
    }
  }

  Rect draw(state::App& app, Ui& ui, const Rect& area) {
    switch (shown) {
      case Sheet::Palette:
      case Sheet::GoTo:
        return palette.draw(app, ui, area);
      case Sheet::Open:
      case Sheet::Choose:
      case Sheet::Save:
        return files.draw(app, ui, area);
      case Sheet::GoToOffset:
        return offset.draw(app, ui, area);
      case Sheet::Keys:
        return keys.draw(app, ui, area);
      case Sheet::About:
        return draw_about(app, ui, area);
      case Sheet::DecodeAs:
        return decode.draw(app, ui, area);
      case Sheet::Export:
        return exporting.draw(app, ui, area);
      case Sheet::ExportComparison:
        return comparing.draw(app, ui, area);
      case Sheet::None:
        break;
    }
    return area;
  }
};

Sheets::Sheets() : state_(std::make_unique<State>()) {}
Sheets::~Sheets() = default;

void Sheets::draw(state::App& app, Ui& ui, const Rect& area) {
  if (app.sheet == Sheet::None) {
    state_->shown = Sheet::None;
    return;
  }
  if (sheet_key(ImGuiKey_Escape)) {
    app.run_or_tell("cancel");
    return;
  }
  const bool opened = state_->shown != app.sheet;
  if (opened) state_->open(app);
  constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                      ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollWithMouse;
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.w, area.h});
  if (opened) ImGui::SetNextWindowFocus();
  ImGui::Begin("sheet", nullptr, kFlags);
  // Giving it the focus each frame would take a press on the bars around it from them.
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
  ui.fill(area, faded(ui.c.bg0, 0.55F));
  const Rect panel = state_->draw(app, ui, area);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const bool outside = ui.clicks(area) && !panel.contains(mouse);
  if (outside && !opened && app.sheet == state_->shown) app.run_or_tell("cancel");
  ImGui::End();
  if (app.sheet != state_->shown) ui.wake_after = 0;
}

}  // namespace ane::ui
