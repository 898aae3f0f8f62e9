#pragma once
// The whole program without a window: Dear ImGui with a renderer that takes every texture, and a hand on
// mouse and keys. Whatever ImGui complains about fails the test.

#include <gtest/gtest.h>
#include <imgui.h>

#include <string>
#include <string_view>

#include "app/state/app.hpp"
#include "app/ui/shell.hpp"

struct ImGuiContext;

namespace ane::test {

/// What stays the same while a test looks at one thing after the other.
struct Look {
  float width = 1600, height = 1000, scale = 1;
  bool dark = true;
};
std::string text_of(const Look& look);

class Headless {
 public:
  Headless();
  ~Headless();
  Headless(const Headless&) = delete;
  Headless& operator=(const Headless&) = delete;

  void set(const Look& look);
  /// Opens a file as a job would, and draws until nothing runs any more.
  void open(document::DocumentPtr document);
  /// One frame, and everything that has to hold after any frame.
  void frame();
  void frames(int count);
  /// Draws until no job runs and nothing changes.
  void settle();
  /// Runs a command that has to work, and draws two frames.
  void run(std::string_view line);
  /// Brings a view to the front; fails where it is not there then.
  void show(std::string_view view);
  void select(const state::Selection& selection);
  /// Closes sheets and menus, and goes back to the file.
  void tidy(int file);

  void move(float x, float y);
  /// Leaves the pointer where it is for as long as a tooltip takes to come.
  void rest();
  void click(int button = 0);
  void double_click();
  void wheel(float by);
  void key(ImGuiKey key, int mods = 0);
  void type(std::string_view text);

  state::App app;
  ui::Shell shell;

 private:
  void check_windows() const;
  void check_drawn() const;
  void take_textures();

  ImGuiContext* context_;
  Look look_;
};

}  // namespace ane::test
