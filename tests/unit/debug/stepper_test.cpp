// Every sample stepped forward, back and to places in any order: what is there must be, bit for bit, what a
// fresh run to the same place leaves.

#include "core/debug/stepper.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/run/signature.hpp"
#include "core/run/values.hpp"
#include "core/writer/samples.hpp"

namespace ane::debug {
namespace {

using Buffers = Stepper::Buffers;

/// Everything that a program can see of memory.
struct State {
  std::vector<std::vector<std::uint8_t>> buffers;
  std::vector<std::uint8_t> on_chip;
  std::vector<bool> written;
  friend bool operator==(const State&, const State&) = default;
};

State state_of(const exec::Machine& machine) {
  State state;
  for (std::uint32_t slot = 0; slot < exec::kSlots; ++slot) {
    const auto bytes = machine.memory().buffer(slot);
    state.buffers.emplace_back(bytes.begin(), bytes.end());
  }
  const auto on_chip = machine.memory().on_chip();
  state.on_chip.assign(on_chip.begin(), on_chip.end());
  state.written = machine.memory().on_chip_flags();
  return state;
}

exec::Options all_rules() {
  exec::Options options;
  options.allow_inferred = true;
  return options;
}

/// A program with random inputs.
struct Case {
  document::DocumentPtr document;
  Buffers inputs;

  Stepper stepper(std::uint64_t keep_bytes = kKeepBytes) const {
    return Stepper::of(document, 0, inputs, all_rules(), keep_bytes).value();
  }
};

Case case_of(const writer::Sample& sample) {
  Case made;
  made.document = document::Document::open(memory_source(sample.build().value()), regdb::Database::embedded(),
                                           std::string(sample.name))
                      .value();
  const run::Signature signature = run::signature_of(*made.document, 0).value();
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const run::Port& port = signature.inputs[i];
    auto& bytes = made.inputs[port.slot];
    bytes.resize(port.buffer.size);
    run::Fill fill;
    fill.kind = run::FillKind::Random;
    const auto values = run::filled(fill, port.layout.count(), 1, i).value();
    EXPECT_TRUE(port.layout.store(values, bytes));
  }
  return made;
}

/// What a fresh machine holds after each number of tasks.
std::vector<State> fresh_states(const Case& program) {
  Stepper stepper = program.stepper();
  std::vector<State> states = {state_of(stepper.machine())};
  while (stepper.position() < stepper.task_count()) {
    const exec::TaskOutcome outcome = stepper.forward();
    EXPECT_EQ(outcome.status, exec::TaskStatus::Done) << (outcome.refusal ? outcome.refusal->sentence() : "");
    if (outcome.status != exec::TaskStatus::Done) break;
    states.push_back(state_of(stepper.machine()));
  }
  return states;
}

void expect_at(const Stepper& stepper, const std::vector<State>& states, std::size_t position) {
  ASSERT_EQ(stepper.position(), position);
  ASSERT_EQ(stepper.outcomes().size(), position);
  ASSERT_EQ(stepper.last().has_value(), position > 0);
  EXPECT_TRUE(state_of(stepper.machine()) == states[position]) << "other bytes at " << position;
}

void wander(Stepper stepper, const std::vector<State>& states) {
  std::mt19937 random(7);
  std::size_t at = 0;
  for (int turn = 0; turn < 24; ++turn) {
    const std::size_t last = states.size() - 1;
    switch (random() % 3) {
      case 0:
        if (at == last) break;
        ASSERT_EQ(stepper.forward().status, exec::TaskStatus::Done);
        ++at;
        break;
      case 1:
        ASSERT_EQ(bool(stepper.back()), at > 0);
        at -= at > 0 ? 1 : 0;
        break;
      default:
        at = random() % (last + 1);
        ASSERT_TRUE(stepper.go_to(at));
    }
    ASSERT_NO_FATAL_FAILURE(expect_at(stepper, states, at));
  }
}

class SteppedSamples : public testing::TestWithParam<writer::Sample> {};

TEST_P(SteppedSamples, AreBitForBitWhatAFreshRunLeaves) {
  const Case program = case_of(GetParam());
  const std::vector<State> states = fresh_states(program);
  ASSERT_EQ(states.size(), program.stepper().task_count() + 1);
  wander(program.stepper(), states);
}

TEST_P(SteppedSamples, RunAgainWhereNothingWasKept) {
  const Case program = case_of(GetParam());
  const std::vector<State> states = fresh_states(program);
  wander(program.stepper(0), states);
  wander(program.stepper(std::uint64_t{64} << 10), states);
}

std::string sample_test_name(const testing::TestParamInfo<writer::Sample>& sample) {
  std::string name(sample.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, SteppedSamples, testing::ValuesIn(writer::samples()), sample_test_name);

TEST(Stepper, KeepsNoMoreThanItsBudget) {
  for (const writer::Sample& sample : writer::samples()) {
    const Case program = case_of(sample);
    Stepper stepper = program.stepper(4096);
    while (stepper.position() < stepper.task_count() && stepper.forward().status == exec::TaskStatus::Done)
      EXPECT_LE(stepper.kept_bytes(), 4096u);
    ASSERT_TRUE(stepper.go_to(0));
    EXPECT_EQ(stepper.kept_bytes(), 0u);
  }
}

TEST(Stepper, StaysWhereItWasCancelled) {
  const Case program = case_of(writer::samples().back());
  Stepper stepper = program.stepper();
  ASSERT_GT(stepper.task_count(), 1u);
  int asked = 0;
  EXPECT_FALSE(stepper.go_to(stepper.task_count(), [&] { return ++asked > 1; }));
  EXPECT_EQ(stepper.position(), 1u);
  EXPECT_FALSE(stepper.go_to(stepper.task_count() + 1));
}

TEST(Stepper, RefusesInputsOfAnotherSize) {
  Case program = case_of(writer::samples().front());
  program.inputs.begin()->second.pop_back();
  EXPECT_FALSE(Stepper::of(program.document, 0, program.inputs, {}));
}

TEST(Stepper, LeavesARefusedTaskAlone) {
  for (const writer::Sample& sample : writer::samples()) {
    const Case program = case_of(sample);
    Stepper stepper = program.stepper();
    stepper.set_options({});
    while (stepper.position() < stepper.task_count()) {
      const State before = state_of(stepper.machine());
      const std::size_t at = stepper.position();
      const exec::TaskOutcome outcome = stepper.forward();
      if (outcome.status == exec::TaskStatus::Done) continue;
      EXPECT_TRUE(state_of(stepper.machine()) == before);
      EXPECT_EQ(stepper.position(), at);
      EXPECT_EQ(stepper.last()->status, exec::TaskStatus::Refused);
      stepper.set_options(all_rules());
    }
  }
}

}  // namespace
}  // namespace ane::debug
