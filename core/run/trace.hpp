#pragma once
// Everything that can be looked at after a run: inputs, what each task wrote, outputs, as values with their
// places in memory; and two of these held against each other, worst first.
//
//   TraceRecorder recorder(limit);
//   request.on_task = recorder.hook();
//   ANE_TRY(Report report, execute(*device, signature, request));
//   const Trace trace = std::move(recorder).finish(signature, request, std::move(report));

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/npy.hpp"
#include "core/base/result.hpp"
#include "core/model/half_counts.hpp"
#include "core/run/compare.hpp"
#include "core/run/execute.hpp"
#include "core/run/layout.hpp"
#include "core/run/values.hpp"

namespace ane::run {

enum class TensorRole { Input, Task, Output };
/// "input", "task", "output"
std::string_view tensor_role_name(TensorRole role);

/// One tensor of a run, with its values. Immutable once it is in a trace.
struct KeptTensor {
  TensorRole role = TensorRole::Task;
  std::string name;                       ///< "image", "task 3", "probs"
  std::optional<std::size_t> task;        ///< that wrote it, over the whole file; of an output: the last one
  std::string operation;                  ///< of that task: "convolution"; "" for inputs
  Shape shape{};                          ///< N, C, H, W; groups are N
  std::vector<std::uint16_t> values;      ///< fp16 bits in C order
  std::shared_ptr<const NpyArray> exact;  ///< of a reference that is not fp16: what its file says
  model::HalfCounts counts;
  model::Statistics statistics;
  bool on_chip = false;
  std::uint32_t slot = 0;              ///< buffer, where not on chip
  std::optional<TensorLayout> layout;  ///< index to offset in the buffer; nothing for references
  std::string file;                    ///< of a reference

  std::uint64_t count() const { return shape[0] * shape[1] * shape[2] * shape[3]; }
  /// What an element is, as exactly as it is known.
  double value(std::uint64_t element) const;
};
using KeptTensorPtr = std::shared_ptr<const KeptTensor>;

/// A tensor out of values: counts and statistics are worked out.
KeptTensorPtr kept_tensor(KeptTensor tensor);

/// A tensor for which a folder has a file, but none that could be used.
struct UnreadTensor {
  TensorRole role = TensorRole::Task;
  std::string name, reason;  ///< "probs", "probs.npy: is cut off"
};

struct Trace {
  Report report;
  std::vector<KeptTensorPtr> tensors;  ///< inputs, then tasks in order, then outputs
  std::size_t not_kept = 0;            ///< results of tasks that were too much to keep
  std::vector<UnreadTensor> unread;    ///< of a reference

  /// The number of the tensor that plays this role under this name, or nothing.
  std::optional<std::size_t> find(TensorRole role, std::string_view name) const;
  /// What task `task` wrote, or nothing.
  std::optional<std::size_t> of_task(std::size_t task) const;
};
using TracePtr = std::shared_ptr<const Trace>;

/// Takes what tasks write while they run. Keeps at most `limit` bytes of results; later ones are counted.
class TraceRecorder {
 public:
  explicit TraceRecorder(std::uint64_t limit = std::uint64_t{1} << 30);
  /// For Request::on_task; valid as long as the recorder.
  std::function<void(std::size_t task, const exec::TaskOutcome&, const exec::Memory&)> hook();
  Trace finish(const Signature& signature, const Request& request, Report report) &&;

 private:
  std::uint64_t limit_, used_ = 0;
  std::size_t not_kept_ = 0;
  std::vector<KeptTensorPtr> tasks_;
};

/// A folder of .npy files as a trace: "probs.npy" is the output of that name, "task-003-….npy" what task 3
/// wrote, as `anetool run --output` and `--dump-tasks` call them. `like` says which tensors there are and
/// their shapes. Files that fit nothing, or that have another shape, are named in Report::problems. Fails
/// where no file fits.
Result<Trace> read_reference(const std::string& folder, const Trace& like);

/// One tensor of A against the same of B.
struct TensorVerdict {
  std::size_t a = 0, b = 0;  ///< in Trace::tensors of each side
  Comparison comparison;     ///< A's values against B's as what is expected
  std::uint64_t ulp = 0;     ///< the largest distance of finite elements, in steps between fp16 numbers
};

struct TraceComparison {
  Tolerance tolerance;
  std::vector<TensorVerdict> verdicts;    ///< worst first: failing before passing, then by largest error
  std::vector<std::size_t> only_a;        ///< tensors of A that B has not (or with another shape)
  std::size_t failing = 0;                ///< verdicts that do not pass
  std::optional<std::size_t> first_task;  ///< the first task, in order, whose result does not pass
  const TensorVerdict* of(std::size_t a) const;
  /// Results of A, compared or not.
  std::size_t results() const { return verdicts.size() + only_a.size(); }
};
/// Inputs are not compared. `cancelled` is asked between tensors.
TraceComparison compare_traces(const Trace& a, const Trace& b, const Tolerance& tolerance,
                               const std::function<bool()>& cancelled = {});

/// A's values of a tensor against those of B, which are as exact as its file has them.
Comparison compare_with(std::span<const std::uint16_t> values, const KeptTensor& expected,
                        const Tolerance& tolerance);

/// Why B has nothing to hold against a tensor of A: "B has no tensor of this name", "probs.npy: is cut off",
/// "the tensor of this name in B is 1x3x8x8"; "" where it has.
std::string why_missing(const KeptTensor& tensor, const Trace& b);

/// |A - B| as fp16 bits, NaN where one side is NaN and the other is not, 0 where both are.
std::vector<std::uint16_t> absolute_difference(const KeptTensor& a, const KeptTensor& b);

/// Why values of these inputs cannot show that channels, rows or columns were mixed up: "image is the same in
/// every channel"; "" where they can.
std::string blind_spot(const KeptTensor& input);

}  // namespace ane::run
