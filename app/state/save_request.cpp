#include "app/state/save_request.hpp"

#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/directory.hpp"

namespace ane::state {
namespace {

/// The extension of the request that a name ends in, or "". A name that is nothing else has none.
std::string_view extension_of(const SaveRequest& request, std::string_view name) {
  for (const std::string& extension : request.extensions)
    if (name.size() > extension.size() && name.ends_with(extension)) return extension;
  return "";
}

}  // namespace

Result<void> ask_where_to_save(App& app, SaveRequest request) {
  app.saving = std::move(request);
  app.sheet = Sheet::Save;
  return {};
}

Result<void> check_is_not_open(const App& app, const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code code;
  const fs::path full = fs::absolute(with_home(path), code).lexically_normal();
  for (const auto& file : app.files) {
    const fs::path open = file->path();
    if (!open.is_absolute() || (full != open.lexically_normal() && !fs::equivalent(full, open, code)))
      continue;
    return Error{without_home(full.string()) +
                     " is the opened file. Choose another name: the original stays as it is.",
                 {}};
  }
  return {};
}

std::string proposed_path(const OpenFile& file, std::string_view ending) {
  const std::filesystem::path path(file.path());
  const std::string stem = path.stem().string();
  const std::string name = (stem.empty() || stem == "-" ? "program" : stem) + std::string(ending);
  // A sample has no folder, and what comes through a pipe neither.
  return path.is_absolute() ? (path.parent_path() / name).string() : name;
}

std::string with_extension(const SaveRequest& request, const std::string& name) {
  if (name.empty() || request.extensions.empty() || !extension_of(request, name).empty()) return name;
  return name + request.extensions.front();
}

std::string with_other_extension(const SaveRequest& request, const std::string& name,
                                 const std::string& extension) {
  return name.substr(0, name.size() - extension_of(request, name).size()) + extension;
}

}  // namespace ane::state
