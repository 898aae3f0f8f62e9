// Elements of every task of every sample and recorded chain are explained; what the explanation arrives at is
// held against what the executor stored, and every place that it names against the bytes there.

#include "core/debug/explain.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "core/exec/rounding.hpp"
#include "core/run/signature.hpp"
#include "core/run/values.hpp"
#include "core/writer/samples.hpp"
#include "tests/support/corpus.hpp"
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
      EXPECT_FALSE(explained->terms.empty());
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
