#pragma once
// What outlives the program: theme, scale, layout, recent files. One small JSON file.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace ane::state {

struct RecentFile {
  std::string path;
  std::string generation;
  std::uint64_t tasks = 0;
  std::uint64_t bytes = 0;
  std::int64_t opened = 0;  ///< seconds since 1970
};

struct Settings {
  static constexpr std::size_t kRecentFiles = 12;

  bool dark = true;
  bool motion = true;                                ///< what moves far glides there
  float scale = 0;                                   ///< 0: that of the monitor
  std::map<std::string, std::vector<float>> splits;  ///< shares of a split's parts
  std::map<std::string, std::string> tabs;           ///< pane → view in front
  std::map<std::string, std::string> keys;           ///< command id → key, over the built-in ones
  std::vector<RecentFile> recent;                    ///< latest first

  /// "$XDG_CONFIG_HOME/anescope/settings.json", or the same under ~/.config; "" without a home.
  static std::string default_path();
  /// Reads `path`; a file that is not there gives the defaults. Fails where it cannot be understood.
  static Result<Settings> load(const std::string& path);
  Result<void> save(const std::string& path) const;

  /// Puts a file in front of the recent ones.
  void add_recent(RecentFile file);
};

}  // namespace ane::state
