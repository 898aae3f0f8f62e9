#include "core/model/facts.hpp"

#include <gtest/gtest.h>

#include "tests/unit/model/built_task.hpp"

namespace ane::model {
namespace {

class FactsOfATask {
 public:
  explicit FactsOfATask(const writer::TaskBuilder& builder)
      : task_(test::decode_built(builder)), state_(*test::h13()), facts_(*test::h13(), task_, state_) {
    state_.apply(task_, 0);
  }
  const Facts* operator->() const { return &facts_; }

 private:
  task::Task task_;
  task::StateTracker state_;
  Facts facts_;
};

TEST(Facts, ComeFromRegistersByConcept) {
  const FactsOfATask facts(writer::TaskBuilder(test::h13()).set("common.in_width", 77));
  const auto fact = facts->get("common.in_width");
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->field.path(), "Common.InDim.Win");
  EXPECT_EQ(fact->value.number, 77);
  EXPECT_EQ(fact->origin, task::Origin::Written);
  EXPECT_EQ(facts->number("common.in_width"), 77);
  EXPECT_TRUE(facts->is_set("common.in_width"));
}

TEST(Facts, ComeFromTheHeaderEvenWhereItIsZero) {
  const FactsOfATask facts(writer::TaskBuilder(test::h13()).set("buffer.result", 4));
  EXPECT_EQ(facts->number("buffer.result"), 4);
  EXPECT_EQ(facts->number("buffer.source1"), 0);
  EXPECT_FALSE(facts->is_set("buffer.source1"));
}

TEST(Facts, OfUnwrittenRegistersAreNone) {
  const FactsOfATask facts{writer::TaskBuilder(test::h13())};
  EXPECT_FALSE(facts->get("common.in_width"));
  EXPECT_FALSE(facts->number("common.in_width"));
  EXPECT_FALSE(facts->is_set("common.in_width"));
  EXPECT_EQ(facts->name("common.task_type"), "");
}

TEST(Facts, OfConceptsThatTheGenerationLacksAreNone) {
  const FactsOfATask facts(writer::TaskBuilder(test::h13()).write_all());
  EXPECT_FALSE(facts->get("common.no_such_thing"));
  EXPECT_EQ(facts->name("common.no_such_thing"), "");
}

TEST(Facts, OfArrayRegistersGoByElement) {
  const FactsOfATask facts(writer::TaskBuilder(test::h13())
                               .set("KernelDMASrc.CoeffBaseAddr[0].Addr", 0)
                               .set("KernelDMASrc.CoeffBaseAddr[3].Addr", 0x1c0));
  EXPECT_EQ(facts->number("kernel.channel_base", 0), 0);
  EXPECT_EQ(facts->number("kernel.channel_base", 3), 0x1c0);
  EXPECT_FALSE(facts->number("kernel.channel_base", 4)) << "not written";
  EXPECT_FALSE(facts->number("kernel.channel_base", 16)) << "no such element";
}

TEST(Facts, NameEnumValuesWhereTheDatabaseDoes) {
  EXPECT_EQ(
      FactsOfATask(writer::TaskBuilder(test::h13()).set("common.task_type", 3))->name("common.task_type"),
      "PlanarTwoSources");
  EXPECT_EQ(
      FactsOfATask(writer::TaskBuilder(test::h13()).set("common.task_type", 9))->name("common.task_type"),
      "");
}

TEST(Facts, CarryOverFromEarlierTasksWithTheirOrigin) {
  const task::Task first = test::decode_built(writer::TaskBuilder(test::h13()).set("common.in_width", 77));
  const task::Task second = test::decode_built(writer::TaskBuilder(test::h13()).set("common.in_channels", 2));
  task::StateTracker state(*test::h13());
  state.apply(first, 0);
  state.apply(second, 1);
  const Facts facts(*test::h13(), second, state);
  EXPECT_EQ(facts.get("common.in_width").value().origin, task::Origin::Carried);
  EXPECT_EQ(facts.number("common.in_width"), 77);
  EXPECT_EQ(facts.get("common.in_channels").value().origin, task::Origin::Written);
}

}  // namespace
}  // namespace ane::model
