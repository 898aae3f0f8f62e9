// The Graph view under a hand: mouse, wheel and keys, and what moves because of them.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "tests/ui/headless.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::test {
namespace {

constexpr int kMotionFrames = 8;  ///< 120 ms at 60 frames a second, and the one that ends it

class GraphHand : public testing::Test {
 protected:
  void open(const document::DocumentPtr& document) {
    ui_.open(document);
    ui_.show("graph");
    come_to_rest();
  }

  void come_to_rest() {
    ui_.settle();
    ui_.frames(kMotionFrames + 2);
    EXPECT_NE(ui_.shell.next_frame_after(), 0) << "something still moves";
  }

  std::string query(const char* what) { return ui_.app.query(what).value_or("?"); }
  int number(const char* what) { return std::stoi(query(what)); }

  std::optional<std::size_t> task_at(ImVec2 place) {
    ui_.move(place.x, place.y);
    ui_.frame();
    const auto& hovered = ui_.app.active()->hovered;
    return hovered ? hovered->task : std::nullopt;
  }

  /// Moves the pointer over the view until it is on the task.
  ImVec2 find_task(std::size_t task) {
    const ui::Rect area = ui_.shell.area_of("graph");
    for (float y = area.y + 60; y < area.bottom() - 10; y += 18)
      for (float x = area.x + 30; x < area.right() - 110; x += 90)
        if (task_at({x, y}) == task) return {x, y};
    ADD_FAILURE() << "task " << task << " is not in sight";
    return {0, 0};
  }

  /// How far the task reaches upwards from the place, in pixels.
  float room_above(ImVec2 place, std::size_t task) {
    float y = place.y;
    while (y > 0 && task_at({place.x, y}) == task) y -= 1;
    return place.y - y;
  }

  /// Frames that are drawn by themselves until nothing moves.
  int frames_of_motion() {
    int count = 0;
    for (; count < 60 && ui_.shell.next_frame_after() == 0; ++count) ui_.frame();
    return count;
  }

  void finish_jobs() {
    while (!ui_.app.jobs.idle()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ui_.app.begin_frame();
    }
  }

  Headless ui_;
};

TEST_F(GraphHand, ClickSelectsTheTask) {
  open(sample("chain"));
  for (const std::size_t task : {std::size_t{2}, std::size_t{0}}) {
    find_task(task);
    ui_.click();
    ui_.frame();
    EXPECT_EQ(query("selection.task"), std::to_string(task));
    EXPECT_EQ(query("app.focus"), "graph");
  }
}

TEST_F(GraphHand, DoubleClickFoldsABlockAndOpensItAgain) {
  open(open_bytes(big_bytes(32), "layers.hwx"));
  ui_.run("select task 9");
  ui_.run("graph.zoom-selection");
  come_to_rest();
  const int all = number("graph.nodes");
  const ImVec2 place = find_task(9);
  ui_.double_click();
  come_to_rest();
  const int folded = number("graph.nodes");
  EXPECT_LT(folded, all);
  // What was clicked stays under the pointer, so that the same again undoes it.
  EXPECT_TRUE(task_at(place));
  ui_.rest();  // else these would be the third and the fourth click
  ui_.double_click();
  come_to_rest();
  EXPECT_EQ(number("graph.nodes"), all);
}

TEST_F(GraphHand, DoubleClickOnATaskSelectsItAndShowsItsRegisters) {
  open(sample("chain"));
  find_task(2);
  ui_.double_click();
  ui_.frames(2);
  EXPECT_EQ(query("selection.task"), "2");
  EXPECT_EQ(query("view.inspector"), "visible");
}

TEST_F(GraphHand, WheelZoomsAtThePointer) {
  open(sample("chain"));
  const ImVec2 place = find_task(2);
  const float before = room_above(place, 2);
  ui_.move(place.x, place.y);
  for (int i = 0; i < 4; ++i) ui_.wheel(1);
  EXPECT_EQ(task_at(place), 2U);
  const float after = room_above(place, 2);
  EXPECT_GT(after, before * 1.4F);
  ui_.move(place.x, place.y);
  for (int i = 0; i < 4; ++i) ui_.wheel(-1);
  EXPECT_NEAR(room_above(place, 2), before, 2);
}

TEST_F(GraphHand, ArrowsWalkAlongTheEdges) {
  open(sample("chain"));
  find_task(1);
  ui_.click();
  ui_.frame();
  for (const auto& [key, task] : {std::pair{ImGuiKey_DownArrow, "2"}, std::pair{ImGuiKey_DownArrow, "3"},
                                  std::pair{ImGuiKey_UpArrow, "2"}, std::pair{ImGuiKey_UpArrow, "1"}}) {
    ui_.key(key);
    ui_.frame();
    EXPECT_EQ(query("selection.task"), task);
  }
}

TEST_F(GraphHand, KeysLightProducersAndConsumers) {
  open(sample("chain"));
  find_task(2);
  ui_.click();
  ui_.frame();
  ASSERT_EQ(number("graph.lit"), 1);
  ui_.key(ImGuiKey_U);
  const int direct = number("graph.lit");
  EXPECT_GT(direct, 1);
  ui_.key(ImGuiKey_U, ImGuiMod_Shift);
  EXPECT_GT(number("graph.lit"), direct);
  ui_.key(ImGuiKey_U, ImGuiMod_Shift);
  EXPECT_EQ(number("graph.lit"), 1);
  ui_.key(ImGuiKey_D);
  EXPECT_GT(number("graph.lit"), 1);
}

TEST_F(GraphHand, ZBringsTheSelectionToTheMiddle) {
  open(open_bytes(big_bytes(32), "layers.hwx"));
  find_task(1);
  ui_.click();
  ui_.run("select task 20");
  come_to_rest();
  ui_.key(ImGuiKey_Z);
  come_to_rest();
  ui::Rect canvas = ui_.shell.area_of("graph");
  canvas.cut_top(ui_.shell.ui.px(40));
  EXPECT_EQ(task_at({canvas.x + canvas.w / 2, canvas.y + canvas.h / 2}), 20U);
}

TEST_F(GraphHand, FoldingAndJumpsMoveForAMomentUnlessTurnedOff) {
  open(open_bytes(big_bytes(32), "layers.hwx"));
  ui_.run("select task 9");
  come_to_rest();
  for (const bool motion : {true, false}) {
    SCOPED_TRACE(motion);
    ui_.app.settings.motion = motion;
    for (const char* line : {"graph.fold-all", "graph.unfold-all", "select task 31", "select task 1"}) {
      SCOPED_TRACE(line);
      ASSERT_TRUE(ui_.app.run(line));
      int most = 0;
      // A job may come first, of unknown length.
      for (int i = 0; i < 3; ++i) {
        most = std::max(most, frames_of_motion());
        finish_jobs();
        ui_.frame();
      }
      if (motion) {
        EXPECT_GE(most, kMotionFrames - 3);
        EXPECT_LE(most, kMotionFrames + 2);
      } else {
        EXPECT_LE(most, 2);
      }
    }
  }
}

}  // namespace
}  // namespace ane::test
