#include "tests/ui/headless.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "app/views/all_views.hpp"
#include "core/regdb/database.hpp"

namespace ane::test {
namespace {

constexpr float kFrameSeconds = 1.0F / 60, kRestSeconds = 1;
/// More than any test needs; a job that never ends would hang it otherwise.
constexpr std::chrono::seconds kPatience{60};

void fail_on_error(ImGuiContext*, void*, const char* message) {
  ADD_FAILURE() << "ImGui: " << message;
}

ImGuiContext* make_context() {
  IMGUI_CHECKVERSION();
  ImGuiContext* context = ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  io.DeltaTime = kFrameSeconds;
  io.ConfigErrorRecovery = true;
  io.ConfigErrorRecoveryEnableAssert = false;
  io.ConfigErrorRecoveryEnableDebugLog = true;
  io.ConfigErrorRecoveryEnableTooltip = false;
  io.ConfigInputTextCursorBlink = false;
  context->ErrorCallback = fail_on_error;
  return context;
}

std::shared_ptr<const regdb::Database> database() {
  static const std::shared_ptr<const regdb::Database> parsed = regdb::Database::embedded();
  return parsed;
}

}  // namespace

std::string text_of(const Look& look) {
  return std::to_string(static_cast<int>(look.width)) + "x" + std::to_string(static_cast<int>(look.height)) +
         " at " + std::to_string(static_cast<int>(look.scale * 100)) + " %, " +
         (look.dark ? "dark" : "light");
}

Headless::Headless()
    : app(database(), state::Settings{}, [] {}),
      shell(app, &views::find_view, &views::draw_welcome),
      context_(make_context()) {
  shell.ui.load_fonts();
  set({});
}

Headless::~Headless() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
  ImGui::DestroyContext(context_);
}

void Headless::set(const Look& look) {
  look_ = look;
  ImGui::GetIO().DisplaySize = {look.width, look.height};
  app.settings.dark = look.dark;
}

void Headless::open(document::DocumentPtr document) {
  app.open_document(std::move(document));
  settle();
  // An unknown generation is asked about; what is drawn without an answer is looked at then.
  if (app.sheet == state::Sheet::DecodeAs) key(ImGuiKey_Escape);
}

void Headless::frame() {
  app.begin_frame();
  ImGui::NewFrame();
  shell.draw({look_.width, look_.height}, look_.scale);
  ImGui::Render();
  ++app.frames;
  take_textures();
  check_drawn();
  check_windows();
}

void Headless::frames(int count) {
  for (int i = 0; i < count; ++i) frame();
}

void Headless::settle() {
  const auto late = std::chrono::steady_clock::now() + kPatience;
  for (int quiet = 0; quiet < 3; quiet = app.jobs.idle() ? quiet + 1 : 0) {
    ASSERT_LT(std::chrono::steady_clock::now(), late) << "a job does not end";
    frame();
    if (!app.jobs.idle()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Headless::run(std::string_view line) {
  const auto done = app.run(line);
  EXPECT_TRUE(done) << line << ": " << done.error().message;
  frames(2);
}

void Headless::show(std::string_view view) {
  app.bring_view = view;
  frames(2);
  EXPECT_EQ(app.query("view." + std::string(view)), "visible") << view;
  const ui::Rect area = shell.area_of(view);
  EXPECT_GT(area.w, 0) << view;
  EXPECT_GT(area.h, 0) << view;
}

void Headless::select(const state::Selection& selection) {
  app.select(selection);
  frames(2);
}

void Headless::tidy(int file) {
  key(ImGuiKey_Escape);
  app.sheet = state::Sheet::None;
  app.toasts.clear();
  app.quit = false;
  if (app.file(file) != nullptr) app.activate(file);
  frames(2);
}

void Headless::move(float x, float y) {
  ImGui::GetIO().AddMousePosEvent(x, y);
  frame();
}

void Headless::rest() {
  ImGui::GetIO().DeltaTime = kRestSeconds;
  frame();
  ImGui::GetIO().DeltaTime = kFrameSeconds;
  frame();
}

void Headless::click(int button) {
  ImGui::GetIO().AddMouseButtonEvent(button, true);
  frame();
  ImGui::GetIO().AddMouseButtonEvent(button, false);
  frame();
}

void Headless::double_click() {
  click();
  click();
}

void Headless::wheel(float by) {
  ImGui::GetIO().AddMouseWheelEvent(0, by);
  frame();
}

void Headless::key(ImGuiKey key, int mods) {
  ImGuiIO& io = ImGui::GetIO();
  const auto hold = [&](bool down) {
    for (const ImGuiKey mod : {ImGuiMod_Ctrl, ImGuiMod_Shift, ImGuiMod_Alt})
      if ((mods & mod) != 0) io.AddKeyEvent(mod, down);
    io.AddKeyEvent(key, down);
    frame();
  };
  hold(true);
  hold(false);
}

void Headless::type(std::string_view text) {
  ImGui::GetIO().AddInputCharactersUTF8(std::string(text).c_str());
  frames(2);
}

// Each window that is open at the top level; what is inside it is cut to it.
void Headless::check_windows() const {
  for (const ImGuiWindow* window : context_->Windows) {
    if (!window->Active || window->Hidden || window->ParentWindow != nullptr) continue;
    const ImVec2 end{window->Pos.x + window->Size.x, window->Pos.y + window->Size.y};
    const bool inside =
        window->Pos.x >= 0 && window->Pos.y >= 0 && end.x <= look_.width && end.y <= look_.height;
    EXPECT_TRUE(inside) << "window " << window->Name << " reaches from " << window->Pos.x << ','
                        << window->Pos.y << " to " << end.x << ',' << end.y << " in " << text_of(look_);
  }
  EXPECT_LE(context_->HoveredIdPreviousFrameItemCount, 1)
      << "several items share one id at " << context_->IO.MousePos.x << ',' << context_->IO.MousePos.y;
}

void Headless::check_drawn() const {
  const ImDrawData& drawn = *ImGui::GetDrawData();
  EXPECT_TRUE(drawn.Valid);
  EXPECT_GT(drawn.TotalVtxCount, 100);
  EXPECT_EQ(drawn.DisplaySize.x, look_.width);
  EXPECT_EQ(drawn.DisplaySize.y, look_.height);
  for (const ImDrawList* list : drawn.CmdLists) {
    const auto odd = [](const ImDrawVert& v) { return !std::isfinite(v.pos.x) || !std::isfinite(v.pos.y); };
    EXPECT_EQ(std::count_if(list->VtxBuffer.begin(), list->VtxBuffer.end(), odd), 0)
        << "places that are no numbers in " << list->_OwnerName;
  }
}

void Headless::take_textures() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantCreate)
      texture->SetTexID(static_cast<ImTextureID>(texture->UniqueID + 1));
    if (texture->Status == ImTextureStatus_WantCreate || texture->Status == ImTextureStatus_WantUpdates)
      texture->SetStatus(ImTextureStatus_OK);
    if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    }
  }
}

}  // namespace ane::test
