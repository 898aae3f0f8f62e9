#include "core/task/state.hpp"

#include <gtest/gtest.h>

#include "tests/unit/task/text_file.hpp"

namespace ane::task {
namespace {

using test::Json;
using test::parsed;

constexpr std::uint32_t kInDim = 0x100, kBase = 0x104, kElsewhere = 0x4000;

Task task_writing(std::vector<Write> writes) {
  Task task;
  task.writes = std::move(writes);
  return task;
}

regdb::GenerationPtr carrying() {
  return parsed(test::minimal_json());
}

regdb::GenerationPtr resetting() {
  Json json = test::changed("/encoding/registers_carry_over", false);
  json["encoding"]["reset_values"] =
      Json::array({{{"block", "Common"}, {"register", "InDim"}, {"value", "0x2a"}}});
  return parsed(json);
}

TEST(State, OfAWrittenRegisterNamesItsWriter) {
  const auto generation = carrying();
  StateTracker state(*generation);
  state.apply(task_writing({{kInDim, 5, 0x1234, 9}}), 3);
  const RegisterState written = state.at(kInDim);
  EXPECT_EQ(written.origin, Origin::Written);
  EXPECT_EQ(written.value, 5u);
  EXPECT_EQ(written.task, 3u);
  EXPECT_EQ(written.offset, 0x1234u);
  EXPECT_EQ(written.slot, 9);
}

TEST(State, OfARegisterWrittenTwiceIsTheLastValue) {
  const auto generation = carrying();
  StateTracker state(*generation);
  state.apply(task_writing({{kInDim, 5, 0x10, 9}, {kInDim, 6, 0x20, -1}}), 0);
  EXPECT_EQ(state.at(kInDim).value, 6u);
  EXPECT_EQ(state.at(kInDim).offset, 0x20u);
  EXPECT_EQ(state.at(kInDim).slot, -1);
}

TEST(State, OfARegisterNobodyWroteIsUnset) {
  const auto generation = carrying();
  StateTracker state(*generation);
  EXPECT_EQ(state.at(kInDim).origin, Origin::Unset) << "before the first task";
  state.apply(task_writing({{kInDim, 5, 0, -1}}), 0);
  EXPECT_EQ(state.at(kBase).origin, Origin::Unset);
  EXPECT_EQ(state.at(kElsewhere).origin, Origin::Unset);
}

TEST(State, IsCarriedOverFromAnEarlierTask) {
  const auto generation = carrying();
  StateTracker state(*generation);
  state.apply(task_writing({{kInDim, 5, 0x10, 2}}), 0);
  state.apply(task_writing({{kBase, 6, 0x20, -1}}), 1);
  state.apply(task_writing({}), 2);
  const RegisterState carried = state.at(kInDim);
  EXPECT_EQ(carried.origin, Origin::Carried);
  EXPECT_EQ(carried.value, 5u);
  EXPECT_EQ(carried.task, 0u);
  EXPECT_EQ(carried.offset, 0x10u);
  EXPECT_EQ(carried.slot, 2);
  EXPECT_EQ(state.at(kBase).task, 1u);
}

TEST(State, IsWrittenAgainByALaterTask) {
  const auto generation = carrying();
  StateTracker state(*generation);
  state.apply(task_writing({{kInDim, 5, 0x10, -1}}), 0);
  state.apply(task_writing({{kInDim, 7, 0x30, -1}}), 1);
  EXPECT_EQ(state.at(kInDim).origin, Origin::Written);
  EXPECT_EQ(state.at(kInDim).value, 7u);
}

TEST(State, IsResetWhereNothingCarriesOver) {
  const auto generation = resetting();
  StateTracker state(*generation);
  state.apply(task_writing({{kInDim, 5, 0x10, -1}}), 0);
  EXPECT_EQ(state.at(kInDim).origin, Origin::Written);
  state.apply(task_writing({}), 1);
  const RegisterState reset = state.at(kInDim);
  EXPECT_EQ(reset.origin, Origin::Reset);
  EXPECT_EQ(reset.value, 0x2au);
  EXPECT_EQ(reset.slot, -1);
}

TEST(State, IsUnsetWhereNothingCarriesOverAndNoResetIsKnown) {
  const auto generation = resetting();
  StateTracker state(*generation);
  state.apply(task_writing({{kBase, 5, 0x10, -1}}), 0);
  state.apply(task_writing({}), 1);
  EXPECT_EQ(state.at(kBase).origin, Origin::Unset);
}

TEST(State, NamesItsOrigins) {
  EXPECT_EQ(origin_name(Origin::Written), "written");
  EXPECT_EQ(origin_name(Origin::Carried), "carried");
  EXPECT_EQ(origin_name(Origin::Reset), "reset");
  EXPECT_EQ(origin_name(Origin::Unset), "unset");
}

}  // namespace
}  // namespace ane::task
