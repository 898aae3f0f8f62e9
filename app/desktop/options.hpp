#pragma once
// The command line of the desktop program.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace ane::desktop {

struct Options {
  std::vector<std::string> files;
  std::string script;      ///< file with commands, one a line; "" for none
  std::string screenshot;  ///< PNG to write after the script; "" for none
  int width = 1600, height = 1000;
  float scale = 0;    ///< 0: settings, then monitor
  std::string theme;  ///< "dark", "light" or ""
  int bench_frames = 0;
  bool diff = false;  ///< compares `files`, which are two then
  bool help = false, version = false;
};

/// Fails with what was not understood.
Result<Options> parse_options(std::span<const std::string_view> args);
std::string_view usage();

}  // namespace ane::desktop
