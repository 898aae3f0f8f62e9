#include "app/state/settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/file.hpp"

namespace ane::state {

std::string Settings::default_path() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return std::string(config) + "/anescope/settings.json";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return std::string(home) + "/.config/anescope/settings.json";
  return "";
}

namespace {

RecentFile recent_of(const nlohmann::json& json) {
  RecentFile file;
  file.path = json.value("path", "");
  file.generation = json.value("generation", "");
  file.tasks = json.value("tasks", std::uint64_t{0});
  file.bytes = json.value("bytes", std::uint64_t{0});
  file.opened = json.value("opened", std::int64_t{0});
  return file;
}

}  // namespace

Result<Settings> Settings::load(const std::string& path) {
  std::error_code code;
  if (path.empty() || !std::filesystem::exists(path, code)) return Settings{};
  std::ifstream stream(path);
  std::stringstream text;
  text << stream.rdbuf();
  // The library reports a value of another type by exception; it ends here.
  try {
    const nlohmann::json json = nlohmann::json::parse(text.str());
    Settings settings;
    settings.dark = json.value("theme", "dark") != "light";
    settings.motion = json.value("motion", true);
    settings.scale = json.value("scale", 0.0F);
    settings.splits = json.value("splits", settings.splits);
    settings.tabs = json.value("tabs", settings.tabs);
    settings.keys = json.value("keys", settings.keys);
    for (const nlohmann::json& entry : json.value("recent", nlohmann::json::array()))
      settings.recent.push_back(recent_of(entry));
    return settings;
  } catch (const nlohmann::json::exception& problem) {
    return Error{"settings in " + path + " cannot be read: " + problem.what(), {}};
  }
}

Result<void> Settings::save(const std::string& path) const {
  if (path.empty()) return Error{"there is no home folder to keep settings in", {}};
  std::error_code code;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), code);
  if (code) return Error{"cannot make the folder of " + path + ": " + code.message(), {}};
  nlohmann::json files = nlohmann::json::array();
  for (const RecentFile& file : recent) {
    files.push_back({{"path", file.path},
                     {"generation", file.generation},
                     {"tasks", file.tasks},
                     {"bytes", file.bytes},
                     {"opened", file.opened}});
  }
  const nlohmann::json json = {{"theme", dark ? "dark" : "light"},
                               {"motion", motion},
                               {"scale", scale},
                               {"splits", splits},
                               {"tabs", tabs},
                               {"keys", keys},
                               {"recent", files}};
  const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  return write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void Settings::add_recent(RecentFile file) {
  recent.erase(std::remove_if(recent.begin(), recent.end(),
                              [&](const RecentFile& old) { return old.path == file.path; }),
               recent.end());
  recent.insert(recent.begin(), std::move(file));
  if (recent.size() > kRecentFiles) recent.resize(kRecentFiles);
}

}  // namespace ane::state
