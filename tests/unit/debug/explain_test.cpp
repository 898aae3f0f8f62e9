// Elements of every task of every sample and recorded chain are explained; what the explanation arrives at is
// held against what the executor stored, and every place that it names against the bytes there.

#include "core/debug/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "core/exec/insight.hpp"
#include "core/exec/rounding.hpp"
#include "core/run/signature.hpp"
#include "core/run/values.hpp"
#include "core/writer/samples.hpp"
#include "tests/support/corpus.hpp"
#include "tests/unit/exec/conv_run.hpp"
#include "tests/unit/exec/recorded.hpp"

namespace ane::debug {
namespace {

using exec::Machine;

constexpr int kElements = 12;

std::uint16_t half_at(std::span<const std::uint8_t> bytes, std::uint64_t offset) {
  std::uint16_t half = 0;
  if (offset + 2 <= bytes.size()) std::memcpy(&half, &bytes[offset], 2);
  return half;
}

std::uint16_t half_of(const Machine& machine, const Origin& origin) {
  const auto bytes =
      origin.kind == Origin::Kind::OnChip ? machine.memory().on_chip() : machine.memory().buffer(origin.slot);
  std::uint64_t offset = origin.bytes.offset;
  if (origin.kind == Origin::Kind::File) {
    const model::Buffer* buffer = model::find_buffer(machine.buffers(), origin.slot);
    EXPECT_NE(buffer, nullptr);
    if (buffer != nullptr) offset -= buffer->bytes.offset;
  }
  return half_at(bytes, offset);
}

bool has_bytes(const Origin& origin) {
  return origin.kind == Origin::Kind::File || origin.kind == Origin::Kind::Buffer ||
         origin.kind == Origin::Kind::OnChip;
}

void expect_places(const Machine& machine, const Explanation& explanation) {
  for (const Term& term : explanation.terms) {
    if (term.x && has_bytes(term.x_from)) {
      EXPECT_EQ(half_of(machine, term.x_from), *term.x) << term.source;
    }
    if (term.w) {
      EXPECT_EQ(has_bytes(term.w_from) ? half_of(machine, term.w_from) : 0, *term.w) << term.source;
    }
  }
}

/// The running sum of the terms is what the first stage goes on with.
void expect_sums(const Explanation& e) {
  ASSERT_FALSE(e.terms.empty());
  if (e.terms_total > e.terms.size()) return;
  const double sum = e.terms.back().sum;
  EXPECT_EQ(std::isnan(sum), std::isnan(e.stages.front().value)) << e.sentence;
  if (!std::isnan(sum)) {
    EXPECT_EQ(sum, e.stages.front().value) << e.sentence;
  }
}

struct Element {
  std::uint64_t group, channel, row, column;
  std::uint16_t stored;
};

std::vector<Element> elements_of(const Machine& machine, const exec::StoredTensor& tensor,
                                 std::mt19937& random) {
  const auto bytes = tensor.on_chip ? machine.memory().on_chip()
                                    : std::span<const std::uint8_t>(machine.memory().buffer(tensor.slot));
  std::vector<Element> elements;
  for (int i = 0; i < kElements; ++i) {
    const auto pick = [&](std::uint64_t count) { return i == 0 ? 0 : i == 1 ? count - 1 : random() % count; };
    Element e{pick(tensor.groups), pick(tensor.channels), pick(tensor.height), pick(tensor.width), 0};
    e.stored = half_at(bytes, tensor.offset_of(e.group, e.channel, e.row, e.column));
    elements.push_back(e);
  }
  return elements;
}

/// Steps once over every task and explains some of what it left.
void expect_explained(Machine& machine) {
  std::mt19937 random(7);
  while (!machine.done()) {
    SCOPED_TRACE("task " + std::to_string(machine.next()));
    exec::Undo undo;
    const std::size_t task = machine.next();
    const exec::TaskOutcome outcome = machine.step(&undo);
    ASSERT_EQ(outcome.status, exec::TaskStatus::Done);
    const auto elements = elements_of(machine, *outcome.result, random);
    undo.apply(machine.memory());
    machine.seek(task);
    for (const Element& e : elements) {
      const auto explained = explain(machine, e.stored, e.group, e.channel, e.row, e.column);
      ASSERT_TRUE(explained) << explained.error().message;
      EXPECT_EQ(explained->explained, e.stored) << explained->operation << ": " << explained->sentence;
      expect_sums(*explained);
      expect_places(machine, *explained);
    }
    ASSERT_EQ(machine.step().status, exec::TaskStatus::Done);
  }
}

document::DocumentPtr sample(const writer::Sample& sample) {
  return document::Document::open(memory_source(sample.build().value()), regdb::Database::embedded(),
                                  std::string(sample.name))
      .value();
}

void fill_inputs(Machine& machine, const run::Signature& signature) {
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    run::Fill fill;
    fill.kind = run::FillKind::Random;
    const run::Port& port = signature.inputs[i];
    const auto values = run::filled(fill, port.layout.count(), 3, i).value();
    ASSERT_TRUE(port.layout.store(values, machine.memory().buffer(port.slot)));
  }
}

exec::Options every_rule() {
  exec::Options options;
  options.allow_inferred = true;
  return options;
}

TEST(Explain, ArrivesAtWhatTheExecutorStoredInEverySample) {
  for (const writer::Sample& each : writer::samples()) {
    SCOPED_TRACE(each.name);
    const auto document = sample(each);
    Machine machine = Machine::of(*document, 0, every_rule()).value();
    ASSERT_NO_FATAL_FAILURE(fill_inputs(machine, run::signature_of(*document, 0).value()));
    ASSERT_NO_FATAL_FAILURE(expect_explained(machine));
  }
}

TEST(Explain, ArrivesAtWhatTheExecutorStoredInEveryRecordedChain) {
  ANE_CORPUS(corpus);
  for (const std::string& name : test::chain_names(corpus)) {
    SCOPED_TRACE(name);
    test::ChainRun run(test::chain_case(corpus, name), every_rule());
    ASSERT_NO_FATAL_FAILURE(expect_explained(run.machine));
  }
}

/// A case of the corpus as a machine; nothing for those that change registers, which other tests run.
std::optional<Machine> machine_of(const std::filesystem::path& corpus, const test::VectorCase& c) {
  if (!c.registers.empty()) return std::nullopt;
  const bool container = std::filesystem::path(c.file).extension() == ".hwx";
  const auto path = (corpus / (container ? "hwx" : "anec") / c.file).string();
  const auto document = document::open_document(path, regdb::Database::embedded());
  EXPECT_TRUE(document) << path;
  if (!document) return std::nullopt;
  Machine machine = Machine::of(**document, 0).value();
  const auto constants = machine.memory().buffer(1);
  EXPECT_LE(c.constants.size(), constants.size());
  std::copy(c.constants.begin(), c.constants.end(), constants.begin());
  for (const auto& [slot, values] : c.inputs)
    test::write_tensor(machine.memory().buffer(slot), c.buffer(slot).tensor, values);
  return machine;
}

TEST(Explain, ArrivesAtWhatTheExecutorStoredInEveryProgramOfTheCorpus) {
  ANE_CORPUS(corpus);
  std::size_t explained = 0;
  for (const test::CaseName& name : test::vector_names(corpus)) {
    SCOPED_TRACE(name.vectors + " " + name.name);
    auto machine = machine_of(corpus, test::vector_case(corpus, name));
    if (!machine) continue;
    ASSERT_NO_FATAL_FAILURE(expect_explained(*machine));
    ++explained;
  }
  EXPECT_GE(explained, 30U);
}

/// A convolution of one channel, 3x3, one pixel of padding, with a bias and ReLU; its sums by hand.
test::ConvRun three_by_three() {
  test::ConvRun run;
  run.shape = {1, 1, 1, 3, 3, 1, 1, 1, 4, 4, 4, 4};
  run.function = writer::Function::ReLU;
  run.weights = test::to_halves({1, 2, 3, 4, 5, 6, 7, 8, 9});
  run.bias = test::to_halves({0.5});
  run.input = test::to_halves({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
  return run;
}

TEST(Explain, TellsAConvolutionAsOneWouldByHand) {
  const test::ConvRun run = three_by_three();
  const auto packed = run.packed();
  ASSERT_TRUE(packed) << packed.error().message;
  test::GuardedBuffers buffers;
  run.fill(buffers, packed->bytes);
  Machine machine(test::h13(), {run.task(*packed)});
  buffers.bind(machine.memory());
  // Corner (0, 0): what lies above and to the left is padding. 0.5 + 5·1 + 6·2 + 8·5 + 9·6 = 111.5
  const auto corner = explain(machine, double_to_half(111.5), 0, 0, 0, 0);
  ASSERT_TRUE(corner) << corner.error().message;
  EXPECT_TRUE(corner->agrees());
  ASSERT_EQ(corner->terms.size(), 10U);
  const double sums[] = {0.5, 0.5, 0.5, 0.5, 0.5, 5.5, 17.5, 17.5, 57.5, 111.5};
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(corner->terms[i].sum, sums[i]) << i;
  EXPECT_EQ(corner->terms[0].source, "bias[0]");
  EXPECT_EQ(corner->terms[1].source, "padding");
  EXPECT_EQ(corner->terms[1].x_from.kind, Origin::Kind::Padding);
  EXPECT_EQ(corner->terms[6].source, "in[0,0,1]");
  EXPECT_EQ(exec::widen(*corner->terms[6].w), 6);
  EXPECT_EQ(corner->terms[6].x_from.bytes.offset, 2U);
  EXPECT_EQ(corner->window_width, 3U);
  EXPECT_EQ(corner->sentence, "9 products of 1 channel, a bias, ReLU, one rounding to fp16");
  std::vector<std::string> stages;
  for (const Stage& stage : corner->stages) stages.push_back(stage.what);
  EXPECT_EQ(stages, (std::vector<std::string>{"accumulated", "ReLU", "rounded to fp16", "stored"}));
  // Inside, at (1, 2): 0.5 + 1·2 + 2·3 + 3·4 + 4·6 + 5·7 + 6·8 + 7·10 + 8·11 + 9·12 = 393.5
  const auto inside = explain(machine, double_to_half(393.5), 0, 0, 1, 2);
  ASSERT_TRUE(inside);
  EXPECT_TRUE(inside->agrees());
  EXPECT_EQ(inside->exact, 393.5);
}

TEST(Explain, NamesTheSamplesOfATableAndWhatComesBack) {
  for (const writer::Sample& each : writer::samples()) {
    if (each.name != "softmax") continue;
    const auto document = sample(each);
    Machine machine = Machine::of(*document, 0, every_rule()).value();
    ASSERT_NO_FATAL_FAILURE(fill_inputs(machine, run::signature_of(*document, 0).value()));
    std::size_t tables = 0;
    for (bool ran = true; ran && !machine.done(); ran = machine.step().status == exec::TaskStatus::Done) {
      const auto insight = machine.look_ahead();
      ASSERT_TRUE(insight);
      if (!insight->plan.neural || insight->plan.neural->nonlinear != exec::Nonlinear::Table) continue;
      const auto e = explain(machine, 0, 0, 0, 0, 0);
      ASSERT_TRUE(e);
      const auto has = [&](std::string_view start) {
        return std::any_of(e->stages.begin(), e->stages.end(),
                           [&](const Stage& stage) { return stage.what.starts_with(start); });
      };
      EXPECT_TRUE(has("input of the samples"));
      EXPECT_TRUE(has("samples "));
      EXPECT_TRUE(has("× 2^"));
      ++tables;
    }
    EXPECT_TRUE(machine.done());
    EXPECT_GT(tables, 0U);
  }
}

TEST(Explain, LabelsEveryRuleWithItsOwnBasis) {
  ANE_CORPUS(corpus);
  test::ChainRun run(test::chain_case(corpus, "chain_add_relu_c512"), every_rule());
  const auto e = explain(run.machine, 0, 0, 0, 0, 0);
  ASSERT_TRUE(e) << e.error().message;
  const auto relu = std::find_if(e->facts.begin(), e->facts.end(), [](const Fact& fact) {
    return fact.text.starts_with("ReLU of the planar engine");
  });
  ASSERT_NE(relu, e->facts.end());
  EXPECT_EQ(relu->basis, exec::Basis::Inferred);
  EXPECT_EQ(relu->section, "execution-h13.md, 9");
}

TEST(Explain, SaysWhatTheHardwareMayDoDifferently) {
  test::ConvRun run = three_by_three();
  run.input[5] = 0x7e00;
  const auto packed = run.packed();
  ASSERT_TRUE(packed);
  test::GuardedBuffers buffers;
  run.fill(buffers, packed->bytes);
  Machine machine(test::h13(), {run.task(*packed)});
  buffers.bind(machine.memory());
  const auto e = explain(machine, 0, 0, 0, 0, 0);
  ASSERT_TRUE(e);
  EXPECT_TRUE(std::any_of(e->facts.begin(), e->facts.end(),
                          [](const Fact& fact) { return fact.text.starts_with("1 input is NaN"); }));
}

TEST(Explain, SaysWhereTheExplanationAndTheMemoryDisagree) {
  const auto document = sample(*writer::samples().begin());
  Machine machine = Machine::of(*document, 0, every_rule()).value();
  const auto explained = explain(machine, 0x7bff, 0, 0, 0, 0);
  ASSERT_TRUE(explained);
  EXPECT_FALSE(explained->agrees());
}

TEST(Explain, RefusesElementsThatAreNotThereAndProgramsThatAreOver) {
  const auto document = sample(*writer::samples().begin());
  Machine machine = Machine::of(*document, 0, every_rule()).value();
  EXPECT_FALSE(explain(machine, 0, 0, 1u << 20, 0, 0));
  while (!machine.done()) ASSERT_EQ(machine.step().status, exec::TaskStatus::Done);
  EXPECT_FALSE(explain(machine, 0, 0, 0, 0, 0));
}

}  // namespace
}  // namespace ane::debug
