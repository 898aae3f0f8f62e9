// The check of a written file: nothing that differs from the plan passes, and no plan that changes what the
// program means.

#include <algorithm>
#include <functional>

#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

using document::DocumentPtr;
using test::Bytes;
using test::verdict_on;

TEST(Verdict, CountsWhatItCompared) {
  const DocumentPtr document = test::open(test::sample_bytes("chain"));
  const Plan plan = test::plan_of(document);
  const auto verdict = verify(document, plan, planned_bytes(document, plan));
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->bytes, plan.file_bytes);
  EXPECT_EQ(verdict->tasks, 4u);
  EXPECT_EQ(verdict->weight_bytes, 0x100u);
  EXPECT_GT(verdict->writes, 400u);
  EXPECT_EQ(verdict->operands, 14u) << "four results, six sources, one kernel, three task bases";
  EXPECT_TRUE(verdict->problems.empty());
}

TEST(Verdict, OfAneccPromisesBytesOnly) {
  ANE_CORPUS(corpus);
  const DocumentPtr document = test::open_corpus(corpus, "mul-macos14");
  const Plan plan = test::plan_of(document, test::in_mode(Mode::Anecc));
  const auto verdict = verify(document, plan, planned_bytes(document, plan));
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->tasks, 0u);
  const auto& problems = verdict->problems;
  EXPECT_TRUE(std::any_of(problems.begin(), problems.end(), [](const Diagnostic& problem) {
    return problem.code == "anec-input-written";
  })) << "what check says of a program with its inputs first";
}

TEST(ChangedByte, IsFoundWhereverItIs) {
  const DocumentPtr document = test::open(test::sample_bytes("chain"));
  for (const Mode mode : {Mode::Correct, Mode::Anecc}) {
    Plan plan = test::plan_of(document);
    plan.options.mode = mode;
    const Bytes good = test::planned(document, plan);
    ASSERT_EQ(verdict_on(document, plan, good), "");
    for (std::size_t at = 0; at < good.size(); at += at < 0x1000 || mode == Mode::Anecc ? 7 : 1) {
      Bytes bytes = good;
      bytes[at] ^= static_cast<std::uint8_t>(1 + at % 255);
      const auto verdict = verify(document, plan, memory_source(std::move(bytes)));
      ASSERT_FALSE(verdict) << at;
      ASSERT_EQ(verdict.error().message,
                "the written file failed its check: it does not hold what was written to it");
      ASSERT_EQ(verdict.error().where, (Extent{at, 1}));
    }
  }
}

TEST(ChangedLength, IsFound) {
  const DocumentPtr document = test::open(test::sample_bytes("chain"));
  const Plan plan = test::plan_of(document);
  const Bytes good = test::planned(document, plan);
  for (const std::size_t size : {std::size_t{0}, good.size() - 1, good.size() + 1}) {
    Bytes bytes = good;
    bytes.resize(size);
    EXPECT_EQ(verdict_on(document, plan, bytes), "the written file failed its check: it has " +
                                                     std::to_string(size) + " bytes, planned were " +
                                                     std::to_string(good.size()));
  }
}

ChannelPlan& channel(Plan& plan, std::string_view name) {
  for (ChannelPlan& each : plan.channels)
    if (each.name == name) return each;
  ADD_FAILURE() << "no channel " << name;
  return plan.channels.at(0);
}

struct Tampering {
  std::string expected;  ///< how the verdict goes on
  std::function<void(Plan&)> change;
};

/// What the tampered plan writes is what it planned, so that only its meaning can betray it.
void expect_rejected(const DocumentPtr& document, const std::vector<Tampering>& all) {
  for (const Tampering& tampering : all) {
    SCOPED_TRACE(tampering.expected);
    Plan plan = test::plan_of(document);
    ASSERT_EQ(verdict_on(document, plan, test::planned(document, plan)), "");
    tampering.change(plan);
    const std::string verdict = verdict_on(document, plan, test::planned(document, plan));
    EXPECT_TRUE(verdict.starts_with("the written file failed its check: " + tampering.expected)) << verdict;
  }
}

TEST(Meaning, OfTasksIsHeldAgainstTheSource) {
  expect_rejected(test::open(test::sample_bytes("chain")),
                  {
                      {"task 0 has its source1 in another buffer than in the source",
                       [](Plan& plan) { plan.changes.clear(); }},
                      {"task 3 has its result in another buffer than in the source",
                       [](Plan& plan) { plan.changes.pop_back(); }},
                      {"task 0 has its source1 in another buffer than in the source",
                       [](Plan& plan) { plan.changes[0].after ^= 1; }},
                      {"task 0 has other register writes than in the source",
                       [](Plan& plan) {
                         plan.changes[0].where.offset += 0x80;
                         plan.changes[0].after = 0x12345;
                       }},
                      {"dst0 has another role than picture in the source",
                       [](Plan& plan) {
                         std::swap(channel(plan, "src0").slot, channel(plan, "dst0").slot);
                         plan.changes.clear();
                       }},
                      {"not an HWX file: ", [](Plan& plan) { plan.pieces[0].source.offset += 0x300; }},
                  });
}

// A plan whose tasks and channel list agree with each other, and not with the roles of the tensors.
TEST(Meaning, OfRolesIsHeldAgainstTheSource) {
  expect_rejected(test::open(test::sample_bytes("relu")),
                  {{"dst0 has another role than x in the source", [](Plan& plan) {
                      ASSERT_EQ(plan.changes.size(), 1u);
                      plan.changes.clear();
                      channel(plan, "dst0").slot = 4;
                      channel(plan, "src0").slot = 5;
                    }}});
}

TEST(Meaning, OfWeightsIsHeldAgainstTheSource) {
  expect_rejected(
      test::open(test::sample_bytes("conv3x3")),
      {
          {"its weights are others than the source's",
           [](Plan& plan) { plan.pieces[1].source.offset -= 0x40; }},
          {"its weights are others than the source's", [](Plan& plan) { plan.pieces.pop_back(); }},
          {"it has ", [](Plan& plan) { plan.weights.size -= 0x40; }},
      });
}

TEST(Meaning, OfTheHeaderIsHeldAgainstTheFile) {
  const DocumentPtr document = test::open(test::sample_bytes("chain"));
  const Plan good = test::plan_of(document);
  const auto with_bytes_of = [&](const std::function<void(Plan&)>& change) {
    Plan plan = good;
    change(plan);
    return verdict_on(document, plan, test::planned(document, plan));
  };
  EXPECT_NE(with_bytes_of([](Plan& plan) { plan.header.task_count = 3; }), "");
  EXPECT_NE(with_bytes_of([](Plan& plan) { plan.header.payload_bytes += 0x10; }), "");
  EXPECT_NE(with_bytes_of([](Plan& plan) { plan.header.channels[5].tiles = 0; }), "");
  EXPECT_NE(with_bytes_of([](Plan& plan) { plan.header.task_bytes = 0x600; }), "");
  EXPECT_NE(with_bytes_of([](Plan& plan) { plan.header.variant = anec::Variant::Header800; }), "");
}

// Two inputs of different shapes: their records swapped give a file that reads well and loads nonsense.
TEST(Meaning, OfShapesIsHeldAgainstTheSource) {
  writer::HwxSpec spec = test::spec_of({test::add_task(4, 5, 6)}, 2, 1);
  spec.tensors[1].shape.h = 7;
  const DocumentPtr document = test::open_spec(spec);
  const auto rejected = [&](const std::function<void(Plan&)>& change) {
    Plan plan = test::plan_of(document);
    change(plan);
    return verdict_on(document, plan, test::planned(document, plan));
  };
  EXPECT_EQ(rejected([](Plan&) {}), "");
  const std::string failed = "the written file failed its check: ";
  EXPECT_EQ(
      rejected([](Plan& plan) { std::swap(plan.header.channels[5].shape, plan.header.channels[6].shape); }),
      failed + "src0 has another shape than in0 in the source");
  EXPECT_EQ(rejected([](Plan& plan) { plan.header.channels[4].row_stride = 128; }),
            failed + "dst0 has other strides than out0 in the source");
  EXPECT_EQ(rejected([](Plan& plan) {
              std::swap(channel(plan, "src0").slot, channel(plan, "src1").slot);
              plan.changes[0].after = (0x249a5u & ~0x7dfu) | 6 | 5u << 6;  // 6 and 5, not 5 and 6
            }),
            failed + "src0 has another shape than in1 in the source");
}

TEST(Cancelled, ChecksSaySo) {
  const DocumentPtr document = test::open(test::sample_bytes("chain"));
  const Plan plan = test::plan_of(document);
  const SourcePtr bytes = planned_bytes(document, plan);
  int calls = 0;
  ASSERT_TRUE(verify(document, plan, bytes, [&] { return ++calls > 0; }));
  EXPECT_GT(calls, 4) << "at least once a task";
  for (int stop = 0; stop < calls; ++stop) {
    int left = stop;
    const auto verdict = verify(document, plan, bytes, [&] { return left-- > 0; });
    ASSERT_FALSE(verdict) << stop;
    EXPECT_EQ(verdict.error().message, "cancelled");
  }
}

}  // namespace
}  // namespace ane::exporter
