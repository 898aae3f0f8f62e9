#pragma once
// Pixels that the program works out itself, kept by the graphics card from frame to frame. They are drawn one
// to one, so that nothing is smoothed.

#include <imgui.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "app/ui/ui.hpp"

namespace ane::ui {

class PixelPicture {
 public:
  PixelPicture() = default;
  ~PixelPicture();
  PixelPicture(PixelPicture&& other) noexcept = default;
  PixelPicture& operator=(PixelPicture&& other) noexcept;

  /// Has `paint` fill width x height colours, rows from the top. Costs an upload: only where something
  /// changed.
  void update(int width, int height, const std::function<void(std::span<ImU32> pixels)>& paint);
  /// Draws with the left upper corner at `at`; nothing before the first update.
  void draw(const Ui& ui, ImVec2 at) const;
  int width() const;
  int height() const;

 private:
  void retire();

  std::unique_ptr<ImTextureData> texture_;
  mutable int drawn_ = -1;  ///< frame in which it was drawn last
};

}  // namespace ane::ui
