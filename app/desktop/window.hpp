#pragma once
// The window: GLFW, an OpenGL 3.3 core context and Dear ImGui on top of them.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/image/png.hpp"

struct GLFWwindow;

namespace ane::desktop {

/// A file that was let go over the window.
struct Dropped {
  std::string path;
  bool right_half = false;
};

class Window {
 public:
  /// Fails where there is no display or no OpenGL 3.3, with what the system says.
  static Result<std::unique_ptr<Window>> open(int width, int height, const std::string& title);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// Whether the user pressed the window's own button since the last call.
  bool take_wish_to_close();
  /// Where the pointer happens to be when the window opens is no input; false until it moves.
  bool pointer_moved() const { return pointer_events_ > 1; }
  void set_title(const std::string& title);
  /// The monitor's scale for this window.
  float monitor_scale() const;
  void set_clipboard(const std::string& text);

  /// Takes what the system has to say; with `seconds` >= 0 waits that long for it at most, with -1 for ever.
  void take_events(double seconds);
  /// True once after input came, the window changed or wake() was called.
  bool take_dirty();
  /// Files that were dropped since the last call.
  std::vector<Dropped> take_dropped();
  /// Keys that went down since the last call, with the modifiers that were held at that moment. ImGui takes
  /// input in frame by frame, and a modifier that was let go meanwhile would be missing there.
  std::vector<int> take_key_chords();
  /// Makes take_events() return. From any thread.
  static void wake();

  void begin_frame();
  /// Draws what ImGui made; the picture is in the back buffer then.
  void render();
  /// Shows it.
  void present();
  /// The back buffer.
  Result<std::vector<std::uint8_t>> picture_png();
  std::string renderer() const;

 private:
  Window() = default;
  void install_callbacks();
  GLFWwindow* window_ = nullptr;
  bool dirty_ = true;
  int pointer_events_ = 0;
  double pointer_x_ = 0, pointer_y_ = 0;
  std::vector<Dropped> dropped_;
  std::vector<int> key_chords_;  ///< ImGuiKeyChord
};

}  // namespace ane::desktop
