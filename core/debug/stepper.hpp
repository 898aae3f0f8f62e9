#pragma once
// A program that is executed one task at a time, forward and back. What a step back leaves is bit for bit
// what was there before the step forward.
//
//   ANE_TRY(Stepper stepper, Stepper::of(document, program, inputs, options));
//   stepper.forward(); stepper.back();
//   stepper.go_to(7);

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
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
  using Buffers = std::map<std::uint32_t, std::vector<std::uint8_t>>;

  /// `buffers` are what inputs hold, whole buffers by slot (device::Submission::buffers). Fails where there
  /// is no such buffer or where it has another size, and as Machine::of does.
  static Result<Stepper> of(document::DocumentPtr document, std::size_t program, Buffers buffers,
                            exec::Options options, std::uint64_t keep_bytes = kKeepBytes);

  std::size_t task_count() const;
  /// Tasks that have run; also the number, in the program, of the one that runs next.
  std::size_t position() const;
  /// Runs one task. A refused or cancelled one leaves position() where it is.
  exec::TaskOutcome forward();
  /// Takes the last task back. Fails at the start, and where running again from the start was given up.
  Result<void> back();
  /// Goes there; `cancelled` is asked between tasks. False where it did not get there: see last().
  bool go_to(std::size_t wanted, const std::function<bool()>& cancelled = {});
  /// Of the task before position(), or the refused one at it.
  const std::optional<exec::TaskOutcome>& last() const;
  /// Of every task that has run.
  const std::vector<exec::TaskOutcome>& outcomes() const;

  const exec::Machine& machine() const;
  std::uint64_t kept_bytes() const;
  void set_options(const exec::Options& options);

 private:
  Stepper(document::DocumentPtr document, std::size_t program, Buffers inputs, exec::Machine machine,
          std::uint64_t keep_bytes);
  Result<void> restart();
  void take_back();
  void drop_old();

  document::DocumentPtr document_;
  std::size_t program_ = 0;
  Buffers inputs_;
  exec::Machine machine_;
  std::uint64_t keep_bytes_ = kKeepBytes, kept_ = 0;
  std::deque<exec::Undo> undo_;  ///< of the last tasks before position()
  std::vector<exec::TaskOutcome> outcomes_;
  std::optional<exec::TaskOutcome> last_;
};

}  // namespace ane::debug
