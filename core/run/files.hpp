#pragma once
// Outputs and intermediate results as float16 .npy files.

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/run/execute.hpp"
#include "core/run/values.hpp"

namespace ane::run {

/// Writes every output to `folder`/NAME.npy and notes the path in its OutputReport::file. The folder is made
/// with its parents; outputs whose names become the same file get the number of their buffer behind. No file
/// gets its name before all are written.
Result<void> write_outputs(Report& report, const std::string& folder);

/// Writes what each task made to `folder`/task-003-convolution.npy: groups, channels, rows, columns.
class TaskDump {
 public:
  explicit TaskDump(std::string folder) : folder_(std::move(folder)) {}

  /// For Request::on_task. Refused tasks have made nothing.
  void operator()(std::size_t task, const exec::TaskOutcome& outcome, const exec::Memory& memory);

  /// The first file that could not be written; those before it are complete.
  const std::optional<Error>& error() const { return error_; }
  std::size_t written() const { return written_; }

 private:
  Result<void> write(const std::string& path, const exec::StoredTensor& tensor, const exec::Memory& memory);

  std::string folder_;
  std::optional<Error> error_;
  std::size_t written_ = 0;
};

}  // namespace ane::run
