#include "app/ui/pixel_picture.hpp"

#include <imgui_internal.h>

#include <utility>
#include <vector>

namespace ane::ui {
namespace {

/// Pictures that nobody wants any more. The backend frees them one frame after they were drawn last; those of
/// the last frame are freed with the backend, which still reads them then, so they live as long as the
/// program.
struct RetiredPicture {
  std::unique_ptr<ImTextureData> texture;
  int drawn = -1;
};

std::vector<RetiredPicture>& retired_pictures() {
  static std::vector<RetiredPicture> list;
  return list;
}

void free_retired_pictures() {
  std::vector<RetiredPicture>& list = retired_pictures();
  for (RetiredPicture& retired : list) {
    ImTextureData& texture = *retired.texture;
    if (texture.Status == ImTextureStatus_Destroyed) {
      ImGui::UnregisterUserTexture(&texture);
      retired.texture.reset();
    } else if (texture.Status == ImTextureStatus_OK && retired.drawn < ImGui::GetFrameCount()) {
      texture.UnusedFrames = 1;
      texture.SetStatus(ImTextureStatus_WantDestroy);
    }
  }
  std::erase_if(list, [](const RetiredPicture& retired) { return !retired.texture; });
}

}  // namespace

PixelPicture::~PixelPicture() {
  retire();
}

PixelPicture& PixelPicture::operator=(PixelPicture&& other) noexcept {
  if (this == &other) return *this;
  retire();
  texture_ = std::move(other.texture_);
  drawn_ = other.drawn_;
  return *this;
}

void PixelPicture::retire() {
  if (texture_) retired_pictures().push_back({std::move(texture_), drawn_});
}

int PixelPicture::width() const {
  return texture_ ? texture_->Width : 0;
}
int PixelPicture::height() const {
  return texture_ ? texture_->Height : 0;
}

// What was drawn earlier in this frame keeps its pixels: it is another texture then.
void PixelPicture::update(int width, int height, const std::function<void(std::span<ImU32> pixels)>& paint) {
  free_retired_pictures();
  if (width <= 0 || height <= 0) return retire();
  const bool drawn_now = drawn_ == ImGui::GetFrameCount();
  if (texture_ && (texture_->Width != width || texture_->Height != height || drawn_now)) retire();
  const bool made = !texture_;
  if (made) {
    texture_ = std::make_unique<ImTextureData>();
    texture_->Create(ImTextureFormat_RGBA32, width, height);
    ImGui::RegisterUserTexture(texture_.get());
  }
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  paint({static_cast<ImU32*>(texture_->GetPixels()), count});
  if (made || texture_->Status == ImTextureStatus_WantCreate) {
    texture_->SetStatus(ImTextureStatus_WantCreate);
    return;
  }
  texture_->Updates.resize(0);
  texture_->Updates.push_back(
      {0, 0, static_cast<unsigned short>(width), static_cast<unsigned short>(height)});
  texture_->UpdateRect = texture_->Updates[0];
  texture_->SetStatus(ImTextureStatus_WantUpdates);
}

void PixelPicture::draw(const Ui& ui, ImVec2 at) const {
  if (!texture_) return;
  drawn_ = ImGui::GetFrameCount();
  const ImVec2 end{at.x + static_cast<float>(texture_->Width), at.y + static_cast<float>(texture_->Height)};
  ui.list().AddImage(texture_->GetTexRef(), at, end);
}

}  // namespace ane::ui
