#include "core/debug/stepper.hpp"

#include <algorithm>
#include <utility>

namespace ane::debug {
namespace {

Result<void> put_inputs(exec::Machine& machine, const Stepper::Buffers& inputs) {
  for (const auto& [slot, bytes] : inputs) {
    const std::span<std::uint8_t> buffer = machine.memory().buffer(slot);
    if (!machine.memory().is_bound(slot) || buffer.size() != bytes.size())
      return Error{"buffer " + std::to_string(slot) + " has " + std::to_string(buffer.size()) +
                       " bytes, not " + std::to_string(bytes.size()),
                   {}};
    std::copy(bytes.begin(), bytes.end(), buffer.begin());
  }
  return {};
}

}  // namespace

Stepper::Stepper(document::DocumentPtr document, std::size_t program, Buffers inputs, exec::Machine machine,
                 std::uint64_t keep_bytes)
    : document_(std::move(document)),
      program_(program),
      inputs_(std::move(inputs)),
      machine_(std::move(machine)),
      keep_bytes_(keep_bytes) {}

Result<Stepper> Stepper::of(document::DocumentPtr document, std::size_t program, Buffers buffers,
                            exec::Options options, std::uint64_t keep_bytes) {
  ANE_TRY(exec::Machine machine, exec::Machine::of(*document, program, options));
  ANE_CHECK(put_inputs(machine, buffers));
  return Stepper(std::move(document), program, std::move(buffers), std::move(machine), keep_bytes);
}

std::size_t Stepper::task_count() const {
  return machine_.task_count();
}

std::size_t Stepper::position() const {
  return machine_.next();
}

exec::TaskOutcome Stepper::forward() {
  exec::Undo undo;
  exec::TaskOutcome outcome = machine_.step(&undo);
  last_ = outcome;
  if (outcome.status != exec::TaskStatus::Done) return outcome;
  kept_ += undo.size();
  undo_.push_back(std::move(undo));
  outcomes_.push_back(outcome);
  drop_old();
  return outcome;
}

void Stepper::drop_old() {
  while (kept_ > keep_bytes_ && !undo_.empty()) {
    kept_ -= undo_.front().size();
    undo_.pop_front();
  }
}

void Stepper::take_back() {
  undo_.back().apply(machine_.memory());
  kept_ -= undo_.back().size();
  undo_.pop_back();
  outcomes_.pop_back();
  machine_.seek(outcomes_.size());
}

Result<void> Stepper::restart() {
  ANE_TRY(exec::Machine machine, exec::Machine::of(*document_, program_, machine_.options()));
  ANE_CHECK(put_inputs(machine, inputs_));
  machine_ = std::move(machine);
  undo_.clear();
  outcomes_.clear();
  kept_ = 0;
  return {};
}

Result<void> Stepper::back() {
  if (position() == 0) return Error{"this is the start: no task has run", {}};
  if (!go_to(position() - 1)) return Error{"running again from the start was given up", {}};
  return {};
}

bool Stepper::go_to(std::size_t wanted, const std::function<bool()>& cancelled) {
  if (wanted > task_count()) return false;
  if (wanted < position() && position() - wanted > undo_.size() && !restart()) return false;
  while (position() > wanted) take_back();
  last_ = outcomes_.empty() ? std::nullopt : std::optional(outcomes_.back());
  while (position() < wanted) {
    if (cancelled && cancelled()) return false;
    if (forward().status != exec::TaskStatus::Done) return false;
  }
  return true;
}

const std::optional<exec::TaskOutcome>& Stepper::last() const {
  return last_;
}

const std::vector<exec::TaskOutcome>& Stepper::outcomes() const {
  return outcomes_;
}

const exec::Machine& Stepper::machine() const {
  return machine_;
}

std::uint64_t Stepper::kept_bytes() const {
  return kept_;
}

void Stepper::set_options(const exec::Options& options) {
  machine_.set_options(options);
}

}  // namespace ane::debug
