#include "tests/fuzz/run_tasks.hpp"

#include <cstdio>
#include <cstdlib>

#include "core/exec/machine.hpp"
#include "core/model/cost.hpp"
#include "core/task/state.hpp"

namespace ane::test {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{4} << 20, kMostOperations = std::uint64_t{1} << 22;
constexpr std::size_t kMostPrograms = 2, kMostTasks = 16;

bool small_buffers(const document::Document& document, std::size_t program) {
  std::uint64_t total = 0;
  for (const model::Buffer& buffer : model::buffers_of(document, program)) {
    if (buffer.size > kMostBytes) return false;
    total += buffer.size;
  }
  return total <= kMostBytes;
}

bool little_work(const regdb::Generation& generation, const task::Task& task, task::StateTracker& state,
                 std::size_t index) {
  state.apply(task, index);
  const model::Cost cost = model::cost_of(model::Facts(generation, task, state));
  return cost.multiply_adds.value_or(0) <= kMostOperations &&
         cost.element_operations.value_or(0) <= kMostOperations && cost.bytes() <= kMostBytes &&
         cost.on_chip_elements <= kMostOperations;
}

/// What must hold for any task: ends the program where it does not.
void check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "executing a task: %s\n", what);
  std::abort();
}

void run_program(const document::Document& document, std::size_t program, exec::Options options) {
  auto machine = exec::Machine::of(document, program, options);
  if (!machine) {
    check(!machine.error().message.empty(), "a program is refused without a reason");
    return;
  }
  task::StateTracker state(*document.generation());
  while (!machine->done() && machine->next() < kMostTasks) {
    const std::size_t index = machine->next();
    if (!little_work(*document.generation(), machine->task(index), state, index)) return;
    const exec::TaskOutcome outcome = machine->step();
    if (outcome.status == exec::TaskStatus::Done) {
      check(outcome.result.has_value(), "a task that is done has no result");
      check(machine->next() == index + 1, "a task that is done is not followed by the next");
      continue;
    }
    check(outcome.refusal && !outcome.refusal->sentence().empty(), "a task is refused without a reason");
    check(!outcome.result && machine->next() == index, "a task that is refused has gone on");
    return;
  }
}

}  // namespace

void run_tasks(const document::Document& document) {
  if (!document.decodes_tasks() || !exec::Machine::supports(*document.generation())) return;
  for (std::size_t i = 0; i < document.programs().size() && i < kMostPrograms; ++i) {
    if (!small_buffers(document, i)) continue;
    for (const auto kernels : {exec::Kernels::Plain, exec::Kernels::Fast})
      run_program(document, i, {.allow_inferred = kernels == exec::Kernels::Fast, .kernels = kernels});
  }
}

}  // namespace ane::test
