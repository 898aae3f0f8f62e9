#include "app/state/time_window.hpp"

#include <gtest/gtest.h>

namespace ane::state {
namespace {

TEST(TimeWindowOf, ShowsEverythingAtFirst) {
  const TimeWindow window(100);
  EXPECT_EQ(window.from(), 0);
  EXPECT_EQ(window.span(), 100);
  EXPECT_TRUE(window.all());
  EXPECT_EQ(TimeWindow(0).span(), 1);
}

TEST(TimeWindowOf, ZoomKeepsWhatIsUnderThePointer) {
  TimeWindow window(100);
  window.zoom(40, 0.5);
  EXPECT_EQ(window.span(), 50);
  EXPECT_EQ(window.from(), 20);  // 40 lies at 40 % as before
  EXPECT_FALSE(window.all());
}

TEST(TimeWindowOf, ZoomEndsAtAFewTasksAndAtAll) {
  TimeWindow window(100);
  for (int i = 0; i < 50; ++i) window.zoom(99, 0.5);
  EXPECT_EQ(window.span(), TimeWindow::kLeast);
  EXPECT_LE(window.from() + window.span(), 100);
  for (int i = 0; i < 50; ++i) window.zoom(0, 2);
  EXPECT_TRUE(window.all());
  EXPECT_EQ(window.from(), 0);
  TimeWindow small(2);
  small.zoom(1, 0.1);
  EXPECT_EQ(small.span(), 2);
}

TEST(TimeWindowOf, PanStopsAtTheEnds) {
  TimeWindow window(100);
  window.zoom(0, 0.1);
  window.pan(1000);
  EXPECT_EQ(window.from(), 90);
  window.pan(-1e18);
  EXPECT_EQ(window.from(), 0);
}

TEST(TimeWindowOf, RevealsATaskWithTheLeastMovement) {
  TimeWindow window(100);
  window.zoom(0, 0.1);
  window.reveal(5);
  EXPECT_EQ(window.from(), 0);
  window.reveal(10);
  EXPECT_EQ(window.from(), 1);
  window.reveal(99);
  EXPECT_EQ(window.from(), 90);
  window.reveal(50);
  EXPECT_EQ(window.from(), 50);
}

}  // namespace
}  // namespace ane::state
