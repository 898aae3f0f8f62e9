#pragma once
// What a folder holds, for choosing a file in it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace ane::state {

struct DirectoryEntry {
  std::string name;
  bool is_folder = false;
  std::uint64_t bytes = 0;    ///< of a file
  std::int64_t modified = 0;  ///< seconds since 1970, 0 where the system does not say
};

/// Folders first, then files, each by name without regard to case. Fails with the system's reason where the
/// folder cannot be read; a single entry that cannot be looked at is listed with what is known of it.
Result<std::vector<DirectoryEntry>> list_directory(const std::string& path);

/// True for the names of files that hold programs: "*.hwx", "*.anec" and "*.ane".
bool is_program_name(std::string_view name);

/// "~/x" with the home folder in place of "~"; anything else as it is.
std::string with_home(const std::string& path);
/// The reverse: "~/x" for what lies in the home folder.
std::string without_home(const std::string& path);

}  // namespace ane::state
