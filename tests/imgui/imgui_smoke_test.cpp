#include <gtest/gtest.h>

#include <imgui.h>

namespace {

// A context as a program without a window has it: no backend, and a renderer that takes every texture.
class HeadlessImGui : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(IMGUI_CHECKVERSION());
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.DisplaySize = ImVec2(1600, 1000);
    io.DeltaTime = 1.0F / 60.0F;
  }

  void TearDown() override {
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    }
    ImGui::DestroyContext();
  }

  const ImDrawData& draw_frame() {
    ImGui::NewFrame();
    ImGui::ShowDemoWindow();
    ImGui::Render();
    const ImDrawData& drawn = *ImGui::GetDrawData();
    for (ImTextureData* texture : *drawn.Textures) acknowledge(*texture);
    return drawn;
  }

  int textures_created = 0;

 private:
  void acknowledge(ImTextureData& texture) {
    switch (texture.Status) {
      case ImTextureStatus_WantCreate:
        EXPECT_NE(texture.GetPixels(), nullptr);
        texture.SetTexID(static_cast<ImTextureID>(++textures_created));
        texture.SetStatus(ImTextureStatus_OK);
        break;
      case ImTextureStatus_WantUpdates:
        EXPECT_GT(texture.Updates.Size, 0);
        texture.SetStatus(ImTextureStatus_OK);
        break;
      case ImTextureStatus_WantDestroy:
        texture.SetTexID(ImTextureID_Invalid);
        texture.SetStatus(ImTextureStatus_Destroyed);
        break;
      case ImTextureStatus_OK:
      case ImTextureStatus_Destroyed:
        break;
    }
  }
};

TEST(ImGuiVersion, IsTheOneThatTheProjectIsWrittenFor) {
  EXPECT_STREQ(ImGui::GetVersion(), "1.92.2b");
}

TEST_F(HeadlessImGui, DemoWindowGivesVertices) {
  for (int frame = 0; frame < 5; ++frame) {
    const ImDrawData& drawn = draw_frame();
    ASSERT_TRUE(drawn.Valid);
    EXPECT_GT(drawn.CmdListsCount, 0) << "frame " << frame;
    EXPECT_GT(drawn.TotalVtxCount, 500) << "frame " << frame;
    EXPECT_GT(drawn.TotalIdxCount, drawn.TotalVtxCount) << "frame " << frame;
  }
  EXPECT_GT(textures_created, 0);
}

TEST_F(HeadlessImGui, EveryDrawnTextureIsOneThatTheRendererTook) {
  for (int frame = 0; frame < 3; ++frame) {
    for (const ImDrawList* list : draw_frame().CmdLists) {
      for (const ImDrawCmd& command : list->CmdBuffer) {
        EXPECT_NE(command.GetTexID(), ImTextureID_Invalid) << "frame " << frame;
      }
    }
  }
}

}  // namespace
