#pragma once
// What `anetool run` was asked for.

#include <optional>
#include <string>

#include "app/cli/command.hpp"
#include "core/run/execute.hpp"

namespace ane::cli {

/// The arguments, understood and read: everything that can be wrong before a device is asked.
struct RunRequest {
  run::Signature signature;
  run::Request request;
  device::DevicePtr device;
  std::string output;  ///< folder, "" without one
  std::string dump;    ///< likewise
  bool json = false;
  Diagnostics problems;  ///< what belongs into the report
};

/// An error that is about a file other than the program, or about the program.
struct RunError {
  std::string file;
  Error error;
};

/// Fails with what is wrong, in `error`.
std::optional<RunRequest> understand_run(const Context& context, const document::DocumentPtr& document,
                                         RunError& error);

}  // namespace ane::cli
