#include "tests/fake_kernel/engine.hpp"

#include <string>
#include <utility>
#include <vector>

#include "core/base/source.hpp"
#include "core/base/view.hpp"
#include "core/exec/machine.hpp"
#include "core/regdb/codec.hpp"
#include "core/regdb/database.hpp"
#include "core/task/task.hpp"
#include "tests/fake_kernel/settings.hpp"

namespace ane::fake {
namespace {

bool hangs(const std::string& why) {
  complain("the engine does not become idle: " + why);
  return false;
}

bool healthy(const Diagnostics& problems) {
  for (const Diagnostic& problem : problems.list())
    if (problem.severity == Severity::Error) return hangs(problem.message);
  return true;
}

std::uint32_t network_of(const regdb::Generation& generation, const task::Task& task) {
  const auto field = generation.by_concept("task.network");
  return regdb::unpack(*field->field, task.header_word(*field->header)).raw;
}

// The task list; nothing where the engine would not find its way.
std::vector<task::Task> fetch(const regdb::Generation& generation, const EngineJob& job) {
  if (job.first_bytes > job.bootstrap.size()) {
    hangs("the bootstrap object is shorter than the first task");
    return {};
  }
  // Pointers count from BAR 0; behind it the bootstrap is in nobody's way.
  std::vector<std::uint8_t> memory(job.bars[0].begin(), job.bars[0].end());
  task::WalkStart start;
  start.offset = memory.size();
  start.first_size_words = static_cast<std::uint32_t>(job.first_bytes / 4);
  memory.insert(memory.end(), job.bootstrap.begin(),
                job.bootstrap.begin() + static_cast<std::ptrdiff_t>(job.first_bytes));
  const SourcePtr source = memory_source(std::move(memory));
  const ByteView text(*source);
  Diagnostics problems;
  std::vector<task::Task> tasks;
  for (const task::TaskSpan& span : task::walk_tasks(generation, text, start, problems))
    tasks.push_back(task::decode_task(generation, text, span, tasks.size(), problems));
  if (!healthy(problems)) return {};
  if (tasks.size() != job.count) {
    hangs(std::to_string(job.count) + " tasks were announced, the list has " + std::to_string(tasks.size()));
    return {};
  }
  return tasks;
}

void spoil(const exec::TaskOutcome& last, exec::Memory& memory) {
  if (!last.result || last.result->on_chip) return;
  memory.buffer(last.result->slot)[last.result->offset_of(0, 0, 0, 0)] ^= 1;
}

}  // namespace

bool run_engine(const EngineJob& job) {
  const auto generation = regdb::Database::embedded()->generation("h13");
  if (!generation) return hangs(generation.error().message);
  std::vector<task::Task> tasks = fetch(**generation, job);
  if (tasks.empty()) return false;
  if (const std::uint32_t network = network_of(**generation, tasks[0]);
      network != device::uapi::kBootstrapNid)
    return hangs("the first task is of network " + std::to_string(network) + ", the queue waits for " +
                 std::to_string(device::uapi::kBootstrapNid));
  exec::Options options;
  options.allow_inferred = true;
  options.threads = 1;
  exec::Machine machine(*generation, std::move(tasks), options);
  for (std::uint32_t slot = 0; slot < job.bars.size(); ++slot)
    if (!job.bars[slot].empty()) machine.memory().bind(slot, job.bars[slot]);
  exec::TaskOutcome last;
  while (!machine.done()) {
    const std::size_t index = machine.next();
    last = machine.step();
    if (last.status != exec::TaskStatus::Done)
      return hangs("task " + std::to_string(index) + ": " +
                   (last.refusal ? last.refusal->sentence() : std::string("refused")));
  }
  if (job.wrong) spoil(last, machine.memory());
  return true;
}

}  // namespace ane::fake
