#pragma once
// Files that the build puts into the programs (see cmake/AneEmbed.cmake).

#include <string_view>
#include <vector>

namespace ane::embed {

/// One embedded file: `name` without folder and extension, `text` its bytes, alive as long as the program.
struct File {
  std::string_view name;
  std::string_view text;
};

/// assets/registers/*.json
std::vector<File> registers();
/// assets/execution/*.json
std::vector<File> execution();

}  // namespace ane::embed
