#include "app/state/bookmarks.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/file.hpp"

namespace ane::state {

std::string Bookmarks::side_file(const std::string& path) {
  return path + ".anescope.json";
}

Result<Bookmarks> Bookmarks::load(const std::string& path) {
  const std::string side = side_file(path);
  std::error_code code;
  if (!std::filesystem::exists(side, code)) return Bookmarks{};
  std::ifstream stream(side);
  std::stringstream text;
  text << stream.rdbuf();
  const nlohmann::json json = nlohmann::json::parse(text.str(), nullptr, false);
  const Error bad{"bookmarks of " + side + " cannot be read: not a list of offset, size, title and note", {}};
  if (json.is_discarded() || !json.is_object() || !json.contains("bookmarks") ||
      !json["bookmarks"].is_array())
    return bad;
  Bookmarks bookmarks;
  for (const nlohmann::json& entry : json["bookmarks"]) {
    const bool complete = entry.is_object() && entry.value("offset", nlohmann::json()).is_number_unsigned() &&
                          entry.value("size", nlohmann::json()).is_number_unsigned() &&
                          entry.value("title", nlohmann::json("")).is_string() &&
                          entry.value("note", nlohmann::json("")).is_string();
    if (!complete) return bad;
    const Extent where{entry["offset"].get<std::uint64_t>(), entry["size"].get<std::uint64_t>()};
    std::uint64_t end = 0;
    if (!add_fits(where.offset, where.size, end)) return bad;
    bookmarks.list.push_back({where, entry.value("title", ""), entry.value("note", "")});
  }
  return bookmarks;
}

Result<void> Bookmarks::save(const std::string& path) const {
  const std::string side = side_file(path);
  std::error_code code;
  if (list.empty()) {
    std::filesystem::remove(side, code);
    if (code) return Error{"cannot remove " + side + ": " + code.message(), {}};
    return {};
  }
  nlohmann::json entries = nlohmann::json::array();
  for (const Bookmark& bookmark : list) {
    entries.push_back({{"offset", bookmark.where.offset},
                       {"size", bookmark.where.size},
                       {"title", bookmark.title},
                       {"note", bookmark.note}});
  }
  const std::string text =
      nlohmann::json{{"bookmarks", entries}}.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
      "\n";
  return write_file(side, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

bool Bookmarks::toggle(const Bookmark& bookmark) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Bookmark& b) { return b.where == bookmark.where; });
  if (found != list.end()) {
    list.erase(found);
    return false;
  }
  list.push_back(bookmark);
  return true;
}

const Bookmark* Bookmarks::find(Extent where) const {
  for (const Bookmark& bookmark : list)
    if (bookmark.where == where) return &bookmark;
  return nullptr;
}

}  // namespace ane::state
