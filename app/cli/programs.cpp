#include "app/cli/programs.hpp"

#include <algorithm>
#include <filesystem>

namespace ane::cli {
namespace {

namespace fs = std::filesystem;

bool is_program(const std::string& path, const regdb::Database& database) {
  const auto source = open_source(path);
  return source && document::is_program(ByteView(**source), database);
}

}  // namespace

bool collect_programs(const std::string& folder, const Context& context, std::vector<std::string>& paths) {
  std::error_code error;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
  std::vector<std::string> found;
  while (!error && at != fs::recursive_directory_iterator()) {
    std::error_code ignored;
    if (at->is_regular_file(ignored) && is_program(at->path().string(), *context.database))
      found.push_back(at->path().string());
    at.increment(error);
  }
  if (error) context.fail(folder, {"cannot walk the folder: " + error.message(), {}});
  std::sort(found.begin(), found.end());
  paths.insert(paths.end(), found.begin(), found.end());
  return !error;
}

void show_progress(const Context& context, std::size_t done, std::size_t all) {
  if (!context.streams.err_is_terminal) return;
  context.streams.err.write("\r\x1b[K" + std::to_string(done) + " of " + std::to_string(all) + " programs");
}

void hide_progress(const Context& context) {
  if (context.streams.err_is_terminal) context.streams.err.write("\r\x1b[K");
}

}  // namespace ane::cli
