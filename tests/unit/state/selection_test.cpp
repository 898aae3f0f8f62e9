#include "app/state/selection.hpp"

#include <gtest/gtest.h>

namespace ane::state {
namespace {

Place place(int file, std::uint64_t offset) {
  Place result{file, {}};
  result.selection.bytes = {offset, 1};
  return result;
}

TEST(History, GoesNowhereWhereNothingWasVisited) {
  History history;
  EXPECT_FALSE(history.back());
  EXPECT_FALSE(history.forward());
  EXPECT_FALSE(history.can_go_back());
  EXPECT_FALSE(history.can_go_forward());
}

TEST(History, GoesBackToTheFirstPlaceAndForwardToTheLast) {
  History history;
  for (const std::uint64_t at : {1U, 2U, 3U}) history.visit(place(1, at));
  EXPECT_FALSE(history.can_go_forward());
  EXPECT_EQ(history.back(), place(1, 2));
  EXPECT_EQ(history.back(), place(1, 1));
  EXPECT_FALSE(history.back());
  EXPECT_EQ(history.forward(), place(1, 2));
  EXPECT_EQ(history.forward(), place(1, 3));
  EXPECT_FALSE(history.forward());
}

TEST(History, ForgetsWhatWasAheadOfANewPlace) {
  History history;
  for (const std::uint64_t at : {1U, 2U, 3U}) history.visit(place(1, at));
  history.back();
  history.back();
  history.visit(place(1, 9));
  EXPECT_FALSE(history.can_go_forward());
  EXPECT_EQ(history.back(), place(1, 1));
  EXPECT_EQ(history.forward(), place(1, 9));
}

TEST(History, IgnoresAVisitOfThePlaceWhereOneIs) {
  History history;
  history.visit(place(1, 1));
  history.visit(place(1, 2));
  history.back();
  history.visit(place(1, 1));
  EXPECT_EQ(history.forward(), place(1, 2));
}

TEST(History, KeepsTheLastPlaces) {
  History history;
  for (std::uint64_t at = 0; at < History::kLimit + 10; ++at) history.visit(place(1, at));
  std::size_t steps = 0;
  Place first;
  while (const auto before = history.back()) {
    first = *before;
    ++steps;
  }
  EXPECT_EQ(steps, History::kLimit - 1);
  EXPECT_EQ(first, place(1, 10));
}

TEST(History, DropsThePlacesOfAClosedFileOnBothSides) {
  History history;
  for (const auto& [file, at] :
       std::vector<std::pair<int, std::uint64_t>>{{1, 1}, {2, 2}, {1, 3}, {2, 4}, {1, 5}})
    history.visit(place(file, at));
  history.back();
  history.back();
  history.forget(2);
  EXPECT_EQ(history.forward(), place(1, 5));
  EXPECT_EQ(history.back(), place(1, 3));
  EXPECT_EQ(history.back(), place(1, 1));
  EXPECT_FALSE(history.back());
}

TEST(History, IsEmptyWhenItsOnlyFileIsClosed) {
  History history;
  history.visit(place(1, 1));
  history.visit(place(1, 2));
  history.forget(1);
  EXPECT_FALSE(history.can_go_back());
  EXPECT_FALSE(history.can_go_forward());
  history.visit(place(2, 1));
  EXPECT_FALSE(history.can_go_back());
}

TEST(Selection, IsEqualOnlyWhereEveryPartIs) {
  Selection whole;
  whole.task = 1;
  whole.address = 4;
  whole.field = "A";
  whole.bytes = {8, 4};
  whole.bits = tree::BitRange{0, 3};
  EXPECT_EQ(whole, whole);
  const auto differs = [&](auto change) {
    Selection other = whole;
    change(other);
    EXPECT_FALSE(other == whole);
  };
  differs([](Selection& s) { s.task = 2; });
  differs([](Selection& s) { s.address.reset(); });
  differs([](Selection& s) { s.header = 0; });
  differs([](Selection& s) { s.field = "B"; });
  differs([](Selection& s) { s.bytes.size = 8; });
  differs([](Selection& s) { s.bits->width = 4; });
  differs([](Selection& s) { s.bits.reset(); });
}

TEST(Selection, IsEmptyWithoutTaskAndBytes) {
  Selection selection;
  EXPECT_TRUE(selection.empty());
  selection.task = 0;
  EXPECT_FALSE(selection.empty());
  selection = {};
  selection.bytes = {0, 1};
  EXPECT_FALSE(selection.empty());
}

}  // namespace
}  // namespace ane::state
