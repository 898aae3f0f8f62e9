#pragma once
// The command line, apart from main(): a function from arguments to an exit status, so that tests run it in
// process and the desktop program can print a summary.

#include <span>
#include <string_view>

#include "core/base/file.hpp"

namespace ane::cli {

/// Where output goes.
struct Streams {
  Sink& out;
  Sink& err;
  bool out_is_terminal = false;  ///< bytes are not written there by accident
  bool err_is_terminal = false;  ///< progress is shown
  bool colour = false;           ///< `out` is a terminal whose user does not forbid colours
};

/// Exit statuses, as docs/command-line.md promises them.
inline constexpr int kDone = 0;
inline constexpr int kNo = 1;      ///< the answer is "no"
inline constexpr int kFailed = 2;  ///< the command could not be carried out

/// Runs `anetool ARGS`; `args` without the program's own name.
int run(std::span<const std::string_view> args, Streams& streams);

}  // namespace ane::cli
