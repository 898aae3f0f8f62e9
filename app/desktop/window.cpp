#include <memory>

#include "app/desktop/window.hpp"

#include <GLFW/glfw3.h>
#include <glad/gl.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>

/// Part of the backend, which does not declare it.
ImGuiKey ImGui_ImplGlfw_KeyToImGuiKey(int keycode, int scancode);

namespace ane::desktop {
namespace {

Window* self(GLFWwindow* window) {
  return static_cast<Window*>(glfwGetWindowUserPointer(window));
}

// Letters are those of the user's keyboard layout, as for ImGui.
int chord_of(int key, int scancode, int mods) {
  if (key >= GLFW_KEY_A && key <= GLFW_KEY_Z) {
    const char* name = glfwGetKeyName(key, scancode);
    if (name != nullptr && name[0] >= 'a' && name[0] <= 'z' && name[1] == '\0')
      key = GLFW_KEY_A + (name[0] - 'a');
  }
  const ImGuiKey plain = ImGui_ImplGlfw_KeyToImGuiKey(key, scancode);
  if (plain == ImGuiKey_None) return ImGuiKey_None;
  int chord = plain;
  if ((mods & GLFW_MOD_CONTROL) != 0) chord |= ImGuiMod_Ctrl;
  if ((mods & GLFW_MOD_SHIFT) != 0) chord |= ImGuiMod_Shift;
  if ((mods & GLFW_MOD_ALT) != 0) chord |= ImGuiMod_Alt;
  return chord;
}

Error glfw_error(const std::string& what) {
  const char* text = nullptr;
  glfwGetError(&text);
  return Error{what + (text != nullptr ? ": " + std::string(text) : ""), {}};
}

}  // namespace

Result<std::unique_ptr<Window>> Window::open(int width, int height, const std::string& title) {
  if (glfwInit() == GLFW_FALSE) return glfw_error("there is no display");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  std::unique_ptr<Window> made(new Window);
  made->window_ = glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
  if (made->window_ == nullptr) return glfw_error("no window with OpenGL 3.3 could be made");
  glfwSetWindowSizeLimits(made->window_, 640, 400, GLFW_DONT_CARE, GLFW_DONT_CARE);
  glfwMakeContextCurrent(made->window_);
  if (gladLoadGL(glfwGetProcAddress) == 0) return Error{"OpenGL 3.3 could not be loaded", {}};
  glfwSwapInterval(1);
  made->install_callbacks();
  // Our callbacks come first: the backend calls what was installed before it.
  ImGui_ImplGlfw_InitForOpenGL(made->window_, true);
  ImGui_ImplOpenGL3_Init("#version 330 core");
  return made;
}

Window::~Window() {
  if (window_ != nullptr) {
    if (ImGui::GetCurrentContext() != nullptr && ImGui::GetIO().BackendPlatformUserData != nullptr) {
      ImGui_ImplOpenGL3_Shutdown();
      ImGui_ImplGlfw_Shutdown();
    }
    glfwDestroyWindow(window_);
  }
  glfwTerminate();
}

void Window::install_callbacks() {
  glfwSetWindowUserPointer(window_, this);
  glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int scancode, int action, int mods) {
    self(w)->dirty_ = true;
    const int chord = action == GLFW_RELEASE ? ImGuiKey_None : chord_of(key, scancode, mods);
    if (chord != ImGuiKey_None) self(w)->key_chords_.push_back(chord);
  });
  glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned) { self(w)->dirty_ = true; });
  glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double x, double y) {
    Window& me = *self(w);
    me.dirty_ = true;
    if (me.pointer_events_ == 0 || me.pointer_x_ != x || me.pointer_y_ != y) ++me.pointer_events_;
    me.pointer_x_ = x;
    me.pointer_y_ = y;
  });
  glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int) { self(w)->dirty_ = true; });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int, int, int) { self(w)->dirty_ = true; });
  glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double) { self(w)->dirty_ = true; });
  glfwSetWindowFocusCallback(window_, [](GLFWwindow* w, int) { self(w)->dirty_ = true; });
  glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { self(w)->dirty_ = true; });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { self(w)->dirty_ = true; });
  glfwSetWindowContentScaleCallback(window_, [](GLFWwindow* w, float, float) { self(w)->dirty_ = true; });
  glfwSetWindowCloseCallback(window_, [](GLFWwindow* w) { self(w)->dirty_ = true; });
  glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
    int width = 0, height = 0;
    double x = 0, y = 0;
    glfwGetWindowSize(w, &width, &height);
    glfwGetCursorPos(w, &x, &y);
    for (int i = 0; i < count; ++i) self(w)->dropped_.push_back({paths[i], x * 2 > width});
    self(w)->dirty_ = true;
  });
}

bool Window::take_wish_to_close() {
  const bool wish = glfwWindowShouldClose(window_) != 0;
  glfwSetWindowShouldClose(window_, GLFW_FALSE);
  return wish;
}

void Window::set_title(const std::string& title) {
  glfwSetWindowTitle(window_, title.c_str());
}

float Window::monitor_scale() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  return std::clamp(std::max(x, y), 0.75F, 3.0F);
}

void Window::set_clipboard(const std::string& text) {
  glfwSetClipboardString(window_, text.c_str());
}

void Window::take_events(double seconds) {
  if (seconds < 0) {
    glfwWaitEvents();
  } else if (seconds > 0) {
    glfwWaitEventsTimeout(seconds);
  } else {
    glfwPollEvents();
  }
}

bool Window::take_dirty() {
  return std::exchange(dirty_, false);
}
std::vector<Dropped> Window::take_dropped() {
  return std::exchange(dropped_, {});
}
std::vector<int> Window::take_key_chords() {
  return std::exchange(key_chords_, {});
}
void Window::wake() {
  glfwPostEmptyEvent();
}

void Window::begin_frame() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
}

void Window::render() {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Window::present() {
  glfwSwapBuffers(window_);
}

Result<std::vector<std::uint8_t>> Window::picture_png() {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  const auto row = static_cast<std::size_t>(width) * 3;
  std::vector<std::uint8_t> pixels(row * static_cast<std::size_t>(height));
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadBuffer(GL_BACK);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  for (int y = 0; y < height / 2; ++y) {
    const auto top = pixels.begin() + static_cast<std::ptrdiff_t>(row) * y;
    const auto bottom = pixels.begin() + static_cast<std::ptrdiff_t>(row) * (height - 1 - y);
    std::swap_ranges(top, top + static_cast<std::ptrdiff_t>(row), bottom);
  }
  return image::write_png(image::PixelFormat::Rgb8, static_cast<std::uint32_t>(width),
                          static_cast<std::uint32_t>(height), pixels);
}

std::string Window::renderer() const {
  const auto* text = glGetString(GL_RENDERER);
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

}  // namespace ane::desktop
