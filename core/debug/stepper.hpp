#pragma once
// A program that is executed one task at a time, forward and back. What a step back leaves is bit for bit
// what was there before the step forward.
//
//   ANE_TRY(Stepper stepper, Stepper::of(document, program, inputs, options));
//   stepper.forward(); stepper.back();
//   stepper.go_to(7);

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/exec/journal.hpp"
#include "core/exec/machine.hpp"

namespace ane::debug {

/// Bytes of undo that are kept; what is older is got back by running again from the start.
inline constexpr std::uint64_t kKeepBytes = std::uint64_t{512} << 20;

class Stepper {
 public:
  /// `buffers` are what inputs hold, whole buffers by slot (device::Submission::buffers).
  static Result<Stepper> of(document::DocumentPtr document, std::size_t program,
                            std::map<std::uint32_t, std::vector<std::uint8_t>> buffers,
                            exec::Options options);

  std::size_t task_count() const;
  /// Tasks that have run; also the number, in the program, of the one that runs next.
  std::size_t position() const;
  /// Runs one task. A refused or cancelled one leaves position() where it is.
  exec::TaskOutcome forward();
  /// Takes the last task back. Fails only at the start.
  Result<void> back();
  /// Goes there; `cancelled` is asked between tasks. False where it did not get there: see last().
  bool go_to(std::size_t position, const std::function<bool()>& cancelled = {});
  /// Of the task before position(), or the refused one at it.
  const std::optional<exec::TaskOutcome>& last() const;
  /// Of every task that has run.
  const std::vector<exec::TaskOutcome>& outcomes() const;

  const exec::Machine& machine() const;
  std::uint64_t kept_bytes() const;
  void set_options(const exec::Options& options);

 private:
  Stepper() = default;
};

}  // namespace ane::debug
