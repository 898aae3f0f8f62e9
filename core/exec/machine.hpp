#pragma once
// Executes H13 tasks from their register state alone (docs/formats/execution-h13.md). A machine holds tasks
// and memory, and steps through the tasks in list order; what no rule covers it refuses.
//
//   ANE_TRY(Machine machine, Machine::of(document, program));
//   machine.memory().buffer(5) …                 // inputs, in the layout of the buffer
//   while (!machine.done() && machine.step().status == TaskStatus::Done) {}

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/exec/basis.hpp"
#include "core/exec/hazards.hpp"
#include "core/exec/journal.hpp"
#include "core/exec/memory.hpp"
#include "core/exec/refusal.hpp"
#include "core/model/buffers.hpp"
#include "core/regdb/generation.hpp"
#include "core/task/task.hpp"

namespace ane::exec {

struct Insight;

/// How sums are formed. Both give the same bits; the plain one is there to judge the other.
enum class Kernels { Plain, Fast };

/// When to stop.
struct GiveUp {
  const std::atomic<bool>* cancel = nullptr;  ///< set by another thread
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();

  bool cancelled() const { return cancel != nullptr && *cancel; }
  bool late() const { return std::chrono::steady_clock::now() >= until; }
  bool now() const { return cancelled() || late(); }
};

struct Options {
  bool allow_inferred = false;
  Kernels kernels = Kernels::Fast;
  unsigned threads = 2;  ///< of Kernels::Fast
  GiveUp give_up = {};   ///< asked before a task, and within convolutions, which can take long
};

/// A tensor as a task leaves it in memory. Element (c, y, x) of group g lies at
/// base + g * group_stride + (c / interleave) * plane_stride + y * row_stride + 2 * (x * interleave + c %
/// interleave) in a buffer, or on chip, where channel strides take the place of plane strides. All fp16;
/// strides in bytes.
struct StoredTensor {
  bool on_chip = false;
  std::uint32_t slot = 0;  ///< of the buffer, where not on chip
  std::uint64_t base = 0;
  std::uint64_t groups = 1, channels = 0, height = 0, width = 0;  ///< as stored, of one group
  std::uint64_t group_stride = 0, plane_stride = 0, row_stride = 0;
  std::uint64_t interleave = 1;

  std::uint64_t offset_of(std::uint64_t group, std::uint64_t c, std::uint64_t y, std::uint64_t x) const {
    return base + group * group_stride + c / interleave * plane_stride + y * row_stride +
           2 * (x * interleave + c % interleave);
  }
  std::uint64_t elements() const { return groups * channels * height * width; }
  /// From the first to the last byte of an element; nothing where that does not fit 64 bits.
  std::optional<Extent> extent() const;
};

enum class TaskStatus {
  Done,
  Refused,    ///< nothing of it was executed
  Cancelled,  ///< given up; memory is as it was
};
/// "done", "refused", "cancelled"
std::string_view task_status_name(TaskStatus status);

/// What became of one task.
struct TaskOutcome {
  TaskStatus status = TaskStatus::Done;
  Basis basis = Basis::Confirmed;  ///< of a refused task: of the rules that were reached
  std::vector<std::string>
      rules;  ///< why the basis is not Confirmed: "operands on chip (8.1): 22 records agree"
  std::optional<Refusal> refusal;
  Hazards hazards;
  std::string operation;               ///< "convolution", "copy", "channel maximum", "planar add", …
  std::optional<StoredTensor> result;  ///< what it wrote; nothing where refused
  std::optional<StoredTensor> kept;    ///< where on chip it also left its source (SourceType 1)
  std::vector<StoredTensor> sources;   ///< what it read, kernels apart
  double seconds = 0;                  ///< of computing, checks and memory included
};

class Machine {
 public:
  /// Tasks from anywhere. `generation` must have rules: supports() says so.
  Machine(regdb::GenerationPtr generation, std::vector<task::Task> tasks, Options options = {});
  Machine(Machine&&) noexcept;
  Machine& operator=(Machine&&) noexcept;
  ~Machine();

  /// Program `program` of a document: its tasks, and bytes of its own for every buffer of its table, but for
  /// those that are no tensor's and that no task names. Constants are as long as the file has
  /// bytes for them; the program text is what the file holds and then zeros; the others begin as zeros. Fails
  /// for a generation that is not executed, a program without tasks or with a damaged list of them, and where
  /// buffers together would be more than kMaxBytes.
  static Result<Machine> of(const document::Document& document, std::size_t program = 0,
                            Options options = {});

  /// True where there are rules for this generation.
  static bool supports(const regdb::Generation& generation);

  Memory& memory() { return memory_; }
  const Memory& memory() const { return memory_; }
  /// The program's table, where the machine was made of a document; else empty.
  const std::vector<model::Buffer>& buffers() const { return table_; }

  /// The bytes of all its buffers by slot, for who has no more use of the machine.
  std::map<std::uint32_t, std::vector<std::uint8_t>> take_buffers() &&;

  const regdb::Generation& generation() const { return *generation_; }
  std::size_t task_count() const { return tasks_.size(); }
  const task::Task& task(std::size_t index) const { return tasks_[index]; }
  /// The task that step() executes.
  std::size_t next() const { return next_; }
  bool done() const { return next_ == tasks_.size(); }

  /// Executes the next task. Sources are read before the result is written. Where the task is refused memory
  /// is as it was and next() stays. `undo` receives what it writes over.
  TaskOutcome step(Undo* undo = nullptr);

  /// What step() would compute with, without computing it. Fails with the refusal where it would refuse, and
  /// where no task is left.
  Result<Insight> look_ahead() const;

  /// Goes to another task; buffers and on-chip memory are the caller's to put back.
  void seek(std::size_t next);

  const Options& options() const { return options_; }
  void set_options(Options options) { options_ = options; }

 private:
  struct Rules;  ///< the acceptance table, and what earlier tasks wrote

  Result<void> make_buffers(const document::Document& document, std::size_t program);
  bool is_needed(const model::Buffer& buffer) const;

  regdb::GenerationPtr generation_;
  std::vector<task::Task> tasks_;
  Options options_;
  Memory memory_;
  std::vector<model::Buffer> table_;
  std::vector<std::vector<std::uint8_t>> owned_;  ///< bytes of table_
  std::size_t next_ = 0;
  std::unique_ptr<Rules> rules_;
};

/// All buffers of a program together.
inline constexpr std::uint64_t kMaxBytes = std::uint64_t{7} << 29;  // 3.5 GiB, what the driver can map

}  // namespace ane::exec
