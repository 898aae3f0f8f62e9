#include "app/state/goto.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "tests/support/anec_file.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

class GoTo : public testing::Test {
 protected:
  Extent bytes(std::string_view text) const {
    const auto place = parse_place(file, text);
    EXPECT_TRUE(place) << text << ": " << place.error().message;
    return place ? place->bytes : Extent{};
  }
  std::string error(std::string_view text) const {
    const auto place = parse_place(file, text);
    return place ? "" : place.error().message;
  }
  const container::Section& section(std::string_view name) const {
    for (const container::Section& candidate : file.document()->container().sections)
      if (candidate.name == name) return candidate;
    ADD_FAILURE() << name;
    return file.document()->container().sections[0];
  }
  Selection leaf(std::uint64_t offset) const { return file.at_byte(offset); }

  OpenFile file = test::opened(test::sample("chain"));
  std::uint64_t text_start = file.document()->text().extent().offset;
};

TEST_F(GoTo, FindsOffsetsExpressionsAndNames) {
  EXPECT_TRUE(bytes("0x4").contains(4));
  EXPECT_TRUE(bytes(" 2 * 2 ").contains(4));
  EXPECT_EQ(bytes("text").offset, text_start);
  EXPECT_EQ(bytes("__text").offset, text_start);
  EXPECT_EQ(bytes("__TEXT.__text").offset, text_start);
  EXPECT_EQ(bytes("text+0x80").offset, text_start + 0x80);
  EXPECT_TRUE(bytes("__const").contains(section("__const").bytes.offset));
  for (std::size_t task = 0; task < 4; ++task)
    EXPECT_EQ(bytes("task" + std::to_string(task)).offset, file.task_bytes(task).offset);
  EXPECT_TRUE(bytes("end-1").contains(file.document()->file().size() - 1));
}

TEST_F(GoTo, FindsRanges) {
  EXPECT_EQ(bytes("0x10..0x13"), (Extent{0x10, 3}));
  EXPECT_EQ(bytes("0..end"), (Extent{0, file.document()->file().size()}));
  EXPECT_EQ(bytes("0x4001..0x4005"), (Extent{0x4001, 4}));
  const auto whole_task = parse_place(file, "task1..task1+" + std::to_string(file.task_bytes(1).size));
  ASSERT_TRUE(whole_task);
  EXPECT_EQ(*whole_task, file.of_task(1));
}

TEST_F(GoTo, FindsAddresses) {
  const container::Section& text = section("__text");
  const std::string start = hex(text.addr);
  EXPECT_EQ(*parse_place(file, "@" + start), file.of_task(0));
  EXPECT_EQ(bytes("@ " + start), file.task_bytes(0));
  EXPECT_EQ(bytes("@" + std::to_string(text.addr)), file.task_bytes(0));
  EXPECT_EQ(bytes("@(" + start + "+4)"), (Extent{text_start + 4, 4}));
  EXPECT_EQ(bytes("@text+4"), (Extent{text_start + 4, 4}));
  EXPECT_EQ(bytes("@task1"), file.task_bytes(1));
  EXPECT_EQ(error("@0xffffffffffff0000"), "0xffffffffffff0000 lies in no section");
}

TEST_F(GoTo, FindsTheRecordOfASectionThatIsNotInTheFile) {
  bool some = false;
  for (const container::Section& candidate : file.document()->container().sections) {
    if (!candidate.bytes.empty() || candidate.size == 0) continue;
    some = true;
    EXPECT_EQ(bytes("@" + hex(candidate.addr)).offset, candidate.record) << candidate.name;
  }
  EXPECT_TRUE(some);
}

TEST_F(GoTo, RefusesWhatIsOutsideTheFile) {
  EXPECT_EQ(error("end"), hex(file.document()->file().size()) + " is the end of the file");
  EXPECT_NE(error("end+1").find("is outside the file"), std::string::npos);
  EXPECT_NE(error("-1").find("is outside the file"), std::string::npos);
  EXPECT_NE(error("0..end+1"), "");
  for (const std::string_view wrong :
       {"", "..", "0..", "..4", "4..4", "8..4", "task4", "task", "nothing", "1/0", "@", "@nothing", "@@4"})
    EXPECT_NE(error(wrong), "") << wrong;
}

TEST_F(GoTo, TurnsOffsetsIntoAddressesAndBack) {
  for (const container::Section& candidate : file.document()->container().sections) {
    if (candidate.bytes.empty()) continue;
    const std::uint64_t last = candidate.bytes.end() - 1;
    for (const std::uint64_t offset : {candidate.bytes.offset, last}) {
      const auto address = address_of_offset(file, offset);
      ASSERT_TRUE(address);
      EXPECT_EQ(offset_of_address(file, *address), offset);
    }
    EXPECT_EQ(address_of_offset(file, candidate.bytes.offset), candidate.addr);
  }
  EXPECT_FALSE(address_of_offset(file, 0));
  EXPECT_FALSE(offset_of_address(file, 0));
}

TEST_F(GoTo, FollowsTheLinkToTheNextTask) {
  const auto link = link_of(file, file.of_header(0, 7, "NextPointer"));
  ASSERT_TRUE(link) << link.error().message;
  EXPECT_EQ(link->target, file.of_task(1));
  EXPECT_NE(link->text.find("task 1"), std::string::npos);
  const auto last = link_of(file, file.of_header(3, 7, "NextPointer"));
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().message, "this is the last task");
}

TEST_F(GoTo, FollowsAKernelBaseIntoTheConstants) {
  const auto field = file.document()->generation()->by_concept("kernel.channel_base");
  const auto link = link_of(file, file.of_register(0, field->address(), field->field->name));
  ASSERT_TRUE(link) << link.error().message;
  EXPECT_TRUE(section("__const").bytes.contains(link->target.bytes)) << link->text;
}

TEST_F(GoTo, FollowsNoRegisterThatNobodyWrote) {
  const OpenFile uneven = test::opened(test::uneven_document(2));
  const auto field = uneven.document()->generation()->by_concept("kernel.channel_base");
  const auto link = link_of(uneven, uneven.of_register(0, field->address(), field->field->name));
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error().message, "nobody knows where the register points");
}

TEST_F(GoTo, FollowsOffsetsAndAddressesOfASectionRecord) {
  const container::Section& text = section("__text");
  constexpr std::uint64_t kAddr = 32, kOffset = 48;
  for (const std::uint64_t at : {kAddr, kOffset}) {
    const Selection selection = leaf(text.record + at);
    const auto link = link_of(file, selection);
    ASSERT_TRUE(link) << file.describe(selection) << ": " << link.error().message;
    EXPECT_EQ(link->target, file.of_task(0)) << file.describe(selection);
  }
}

TEST_F(GoTo, FollowsNothingThatIsNoPointer) {
  for (const Selection& selection :
       {file.of_task(0), file.of_header(0, 0, "TID"), file.of_header(0, 7, ""), leaf(0), Selection{}})
    EXPECT_FALSE(link_of(file, selection)) << file.describe(selection);
}

TEST_F(GoTo, ListsEverythingThatHasAName) {
  const std::vector<Target> targets = targets_of(file, 1);
  std::map<Target::Kind, std::size_t> counts;
  for (const Target& target : targets) {
    ++counts[target.kind];
    EXPECT_FALSE(target.name.empty());
    EXPECT_FALSE(target.selection.empty()) << target.name;
    const bool of_register = target.kind == Target::Kind::Register || target.kind == Target::Kind::Field;
    EXPECT_EQ(target.block.empty(), !of_register) << target.name;
    EXPECT_TRUE(!of_register || target.selection.task == 1U) << target.name;
  }
  EXPECT_EQ(counts[Target::Kind::Task], 4U);
  EXPECT_EQ(counts[Target::Kind::Section], file.document()->container().sections.size());
  EXPECT_EQ(counts[Target::Kind::Symbol], file.document()->container().symbols->count);
  EXPECT_GE(counts[Target::Kind::Tensor], 2U);
  EXPECT_GT(counts[Target::Kind::Field], counts[Target::Kind::Register]);
}

TEST_F(GoTo, ListsFieldsThatSelectWhatTheySay) {
  const std::vector<Target> targets = targets_of(file, 1);
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [](const Target& target) { return target.name == "NE.MACCfg.OpMode"; });
  ASSERT_NE(found, targets.end());
  EXPECT_EQ(found->selection, file.of_register(1, *found->selection.address, "OpMode"));
  EXPECT_TRUE(file.describe(found->selection).ends_with("OpMode = " + found->context));
}

TEST_F(GoTo, ListsNoTasksInAFileWithoutThem) {
  const OpenFile other = test::opened(test::without_tasks());
  for (const Target& target : targets_of(other, 0))
    EXPECT_TRUE(target.kind != Target::Kind::Task && target.kind != Target::Kind::Field) << target.name;
}

/// The chain without its container.
class GoToInAnec : public testing::Test {
 protected:
  OpenFile file =
      test::opened(test::open_bytes(test::AnecFile(*test::sample("chain")).write(), "chain.anec"));
};

TEST_F(GoToInAnec, FindsPartsByName) {
  EXPECT_EQ(parse_place(file, "text")->bytes.offset, 0x1000u);
  EXPECT_EQ(parse_place(file, "tasks")->bytes.offset, 0x1000u);
  EXPECT_EQ(parse_place(file, "weights")->bytes.offset, 0x1900u);
  EXPECT_FALSE(parse_place(file, "@0x30000000")) << "such files have no addresses";
}

TEST_F(GoToInAnec, FollowsAKernelBaseIntoTheWeights) {
  const auto field = file.document()->generation()->by_concept("kernel.channel_base");
  const auto link = link_of(file, file.of_register(0, field->address(), field->field->name));
  ASSERT_TRUE(link) << link.error().message;
  EXPECT_TRUE(file.document()->anec()->weights.contains(link->target.bytes)) << link->text;
}

TEST_F(GoToInAnec, PathsStartWithTheTasks) {
  EXPECT_EQ(file.path_of(file.of_task(1)).front().text, "tasks");
}

TEST_F(GoToInAnec, TargetsAreItsParts) {
  std::vector<std::string> names;
  for (const Target& target : targets_of(file, 0))
    if (target.kind == Target::Kind::Section) names.push_back(target.name);
  EXPECT_EQ(names, (std::vector<std::string>{"header", "tasks", "weights"}));
}

}  // namespace
}  // namespace ane::state
