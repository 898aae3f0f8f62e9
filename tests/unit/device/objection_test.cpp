// The pre-flight checks of docs/formats/device.md, 5.3: a program for each.

#include "core/container/layout.hpp"
#include "core/device/ane_uapi.hpp"
#include "core/device/driver_plan.hpp"
#include "tests/support/anec_file.hpp"
#include "tests/unit/device/fake.hpp"

namespace ane::device {
namespace {

using document::DocumentPtr;
using test::contains;
using test::edited;
using test::open_sample;
using test::patch;
using test::with_header;

namespace layout = ane::container;

std::string objection(const DocumentPtr& document) {
  return test::device_called(test::kNode)->objection(*document, 0).value_or("");
}

/// The sample with a field of its program record set.
DocumentPtr with_record(const DocumentPtr& document, const layout::FieldSpec& field, std::uint64_t value) {
  const std::uint64_t state = document->container().programs.at(0).thread.state.offset;
  return edited(document, {patch(state + field.offset, value, field.size)});
}

DocumentPtr with_slot(const DocumentPtr& document, std::uint32_t slot, std::uint64_t address) {
  const std::uint64_t state = document->container().programs.at(0).thread.state.offset;
  return edited(document, {patch(state + slot * layout::thread::kSlotBytes, address, 8)});
}

std::uint64_t address_of(const DocumentPtr& document, std::uint32_t slot) {
  return document->container().programs.at(0).slot_address(slot).value();
}

TEST(Objection, NoneAgainstAnySample) {
  for (const writer::Sample& sample : writer::samples())
    EXPECT_EQ(objection(open_sample(sample.name)), "") << sample.name;
}

TEST(Objection, AnotherGenerationIsNamed) {
  const auto h14 = edited(open_sample("add"), {patch(layout::header::kCpuSubtype.offset, 5)});
  EXPECT_EQ(objection(h14),
            "wrong generation: the program is for H14, cpusubtype 5; this driver runs H13, cpusubtype 4, "
            "only");
  const auto unknown = edited(open_sample("add"), {patch(layout::header::kCpuSubtype.offset, 99)});
  EXPECT_EQ(objection(unknown),
            "wrong generation: the program is for cpusubtype 99; this driver runs H13, cpusubtype 4, only");
}

TEST(Objection, AChosenGenerationChangesNothingAboutTheProgram) {
  const auto h14 = test::open_bytes(test::sample_bytes("add"), {"h14"});
  EXPECT_EQ(objection(h14),
            "wrong generation: the program is for H13, cpusubtype 4, and decoded as H14; this driver runs "
            "H13, cpusubtype 4, only");
  auto bytes = test::sample_bytes("add");
  bytes[layout::header::kCpuSubtype.offset] = 5;
  EXPECT_TRUE(contains(objection(test::open_bytes(bytes, {"h13"})), "for H14, cpusubtype 5; this driver"));
}

TEST(Objection, NoProgramRecord) {
  const auto document = open_sample("add");
  const std::uint64_t command = document->container().programs.at(0).thread.where.offset;
  // Another load command in its place.
  EXPECT_EQ(objection(edited(document, {patch(command, 0x1b)})),
            "there is no program record of flavour 1, which has the table of base addresses");
}

TEST(Objection, TextThatIsCutOff) {
  auto bytes = test::sample_bytes("add");
  bytes.resize(0x4100);
  EXPECT_EQ(objection(test::open_bytes(bytes)), "the program text is not complete in the file");
}

TEST(Objection, TasksThatDoNotLieAtBaseAddressZero) {
  EXPECT_EQ(objection(with_slot(open_sample("add"), 0, 0)),
            "base address 0 is not set, the tasks lie at 0x30000000");
  EXPECT_EQ(objection(with_slot(open_sample("add"), 0, 0x30000040)),
            "base address 0 is 0x30000040, the tasks lie at 0x30000000");
}

TEST(Objection, AListThatIsBroken) {
  EXPECT_EQ(objection(with_header(open_sample("chain"), 1, "task.next_offset", 3)),
            "task 2: offset 0x3 is not a multiple of 4");
  EXPECT_TRUE(contains(objection(with_header(open_sample("chain"), 1, "task.next_offset", 0)),
                       "the file declares 4 tasks, the list has 2"));
}

TEST(Objection, ANumberOfTasksThatIsNotTheirs) {
  EXPECT_EQ(objection(with_record(open_sample("chain"), layout::program::kTaskCount, 5)),
            "the file declares 5 tasks, the list has 4");
}

TEST(Objection, AFirstTaskOfAnotherLength) {
  const auto document = open_sample("add");
  // Its last record runs past the end then.
  EXPECT_NE(objection(with_record(document, layout::program::kFirstTaskWords, 20)), "");
  EXPECT_EQ(objection(with_record(document, layout::program::kFirstTaskWords, 600)),
            "the file says that the first task has 2404 bytes, the most is 2048");
}

TEST(Objection, ABufferWithoutMemory) {
  const auto unset = with_slot(open_sample("add"), 6, 0);
  EXPECT_EQ(objection(unset), "task 0 names buffer 6 for source2, which has no memory");
  EXPECT_EQ(objection(with_header(open_sample("add"), 0, "buffer.result", 9)),
            "task 0 names buffer 9 for result, which has no memory");
}

TEST(Objection, ResultsOverTheTasks) {
  EXPECT_EQ(objection(with_header(open_sample("add"), 0, "buffer.result", 0)),
            "task 0 names buffer 0 for result, which holds the tasks and weights");
  EXPECT_EQ(objection(with_header(open_sample("add"), 0, "buffer.result", 1)),
            "task 0 names buffer 1 for result, which holds the tasks and weights");
}

TEST(Objection, ListsInAnotherBuffer) {
  EXPECT_EQ(objection(with_header(open_sample("chain"), 0, "buffer.task", 4)),
            "task 0 names buffer 4 for task, the driver starts lists in buffer 0");
}

TEST(Objection, SomethingElseWhereTheWeightsGo) {
  const auto document = open_sample("add");
  EXPECT_TRUE(contains(objection(with_slot(document, 1, address_of(document, 5))),
                       "the driver sets base address 1 to the weights behind the tasks"));
}

TEST(Objection, BuffersThatShareMemory) {
  const auto document = open_sample("add");
  const std::string found = objection(with_slot(document, 7, address_of(document, 6) + 64));
  EXPECT_TRUE(contains(found, "share memory, buffer objects are memory of their own"));
}

TEST(Objection, ABaseAddressThatTheEngineDoesNotHave) {
  EXPECT_TRUE(contains(objection(with_slot(open_sample("add"), 40, 0x3000c000)),
                       "the engine has base addresses 0 to 31"));
}

TEST(Objection, ATensorThatIsLargerThanItsBuffer) {
  const auto document = open_sample("add");
  const std::uint64_t state = document->container().tensors.at(0).thread.state.offset;
  EXPECT_EQ(objection(edited(document, {patch(state + layout::tensor::kTotal.offset, 4096, 8)})),
            "tensor a has 4096 bytes, buffer 5 (a) has 2048");
}

TEST(Objection, MoreMemoryThanTheEngineAddresses) {
  const auto document = open_sample("add");
  const layout::Segment& last = document->container().segments.back();
  EXPECT_TRUE(contains(
      objection(edited(document, {patch(last.record + layout::segment::kVmSize.offset, 0xe0000000, 8)})),
      "the engine addresses 3758080000"))
      << uapi::kAddressSpace;
}

TEST(Objection, AnecFilesWithoutAHeader) {
  const auto raw = test::open_bytes(test::AnecFile(*open_sample("add")).write(anec::Variant::Raw));
  EXPECT_EQ(objection(raw), "an .anec file without a header: the sizes of its buffers are not known");
}

TEST(Objection, NoneWhereTasksFillTheirChannel) {
  // The driver wants an object that is larger than they are.
  test::AnecFile file(*open_sample("add"));
  file.tasks.resize(0x4000);
  file.weights.clear();
  file.tiles[0] = 1;
  const auto document = test::open_bytes(file.write());
  EXPECT_EQ(objection(document), "");
  const auto plan = plan_for_driver(*document, 0);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->task_bytes, 0x4000U);
  EXPECT_EQ(plan->objects[0].size, 0x8000U);
}

TEST(Objection, AnecTensorsThatAreLargerThanTheirChannel) {
  test::AnecFile file(*open_sample("add"));
  file.shapes[4][1] = 100;
  EXPECT_TRUE(contains(objection(test::open_bytes(file.write())), "tensor dst0 has 51200 bytes"));
}

TEST(Objection, IsWhatASubmissionFailsWith) {
  ANE_FAKE_KERNEL();
  const auto document = with_header(open_sample("add"), 0, "buffer.result", 9);
  const Outcome outcome = test::submit_to(test::kNode, test::submission_of(document));
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.failure, objection(document));
}

TEST(DriverPlan, PutsWeightsWhereTheyAreFoundBehindTheTasks) {
  const auto document = open_sample("add");
  const auto plan = plan_for_driver(*document, 0);
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->task_bytes, 0x280U);
  EXPECT_EQ(plan->task_count, 1U);
  EXPECT_EQ(plan->objects[0].size, 0x8000U);
  EXPECT_EQ(plan->objects[0].parts.at(1).at, 0x280U);
  EXPECT_EQ(plan->objects.size(), 4U);
  EXPECT_EQ(plan->total, 0x8000U + 3 * 0x4000 + 0x4000);
  EXPECT_EQ(plan->bootstrap.size(), 0x274U);
  EXPECT_EQ(plan->bootstrap[2], 0x40);
}

}  // namespace
}  // namespace ane::device
