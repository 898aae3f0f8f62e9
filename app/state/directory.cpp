#include "app/state/directory.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "app/state/letters.hpp"

namespace ane::state {
namespace {

namespace fs = std::filesystem;

bool ends_with_ignoring_case(std::string_view name, std::string_view end) {
  if (name.size() < end.size()) return false;
  return std::equal(end.begin(), end.end(), name.end() - static_cast<std::ptrdiff_t>(end.size()),
                    [](char a, char b) { return lower(a) == lower(b); });
}

// The clock of files has no conversion to system time in C++20 before GCC 13.
std::int64_t seconds_of(fs::file_time_type time) {
  const auto ago = fs::file_time_type::clock::now() - time;
  const auto then =
      std::chrono::system_clock::now() - std::chrono::duration_cast<std::chrono::system_clock::duration>(ago);
  return std::chrono::duration_cast<std::chrono::seconds>(then.time_since_epoch()).count();
}

DirectoryEntry entry_of(const fs::directory_entry& found) {
  DirectoryEntry entry;
  std::error_code code;
  entry.name = found.path().filename().string();
  entry.is_folder = found.is_directory(code);
  if (!entry.is_folder) {
    const auto size = found.file_size(code);
    if (!code) entry.bytes = size;
  }
  const auto time = found.last_write_time(code);
  if (!code) entry.modified = seconds_of(time);
  return entry;
}

bool comes_before(const DirectoryEntry& a, const DirectoryEntry& b) {
  if (a.is_folder != b.is_folder) return a.is_folder;
  const auto less = [](char x, char y) { return lower(x) < lower(y); };
  if (std::lexicographical_compare(a.name.begin(), a.name.end(), b.name.begin(), b.name.end(), less))
    return true;
  if (std::lexicographical_compare(b.name.begin(), b.name.end(), a.name.begin(), a.name.end(), less))
    return false;
  return a.name < b.name;
}

std::string home() {
  const char* folder = std::getenv("HOME");
  return folder == nullptr ? "" : folder;
}

}  // namespace

Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) {
  std::error_code code;
  fs::directory_iterator at(path, code);
  if (code) return Error{"cannot read the folder " + path + ": " + code.message(), {}};
  std::vector<DirectoryEntry> entries;
  while (at != fs::directory_iterator()) {
    entries.push_back(entry_of(*at));
    at.increment(code);
    if (code) return Error{"cannot read all of the folder " + path + ": " + code.message(), {}};
  }
  std::sort(entries.begin(), entries.end(), comes_before);
  return entries;
}

bool is_program_name(std::string_view name) {
  return ends_with_ignoring_case(name, ".hwx") || ends_with_ignoring_case(name, ".anec") ||
         ends_with_ignoring_case(name, ".ane") || ends_with_ignoring_case(name, ".dot");
}

std::string with_home(const std::string& path) {
  if (path != "~" && !path.starts_with("~/")) return path;
  return home().empty() ? path : home() + path.substr(1);
}

std::string without_home(const std::string& path) {
  const std::string folder = home();
  if (folder.size() < 2 || !path.starts_with(folder)) return path;
  if (path.size() == folder.size()) return "~";
  return path[folder.size()] == '/' ? "~" + path.substr(folder.size()) : path;
}

}  // namespace ane::state
