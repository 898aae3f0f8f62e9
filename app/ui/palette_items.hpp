#pragma once
// What the palette lists, and which of it fits what was typed. No drawing here.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/app.hpp"
#include "app/ui/icons.hpp"

namespace ane::ui {

/// The kinds of rows, in the order in which they stand where none fits better than another.
enum class PaletteGroup {
  Places,
  Numbers,
  Files,
  Recent,
  Tasks,
  Fields,
  Registers,
  Tensors,
  Sections,
  Symbols,
  Commands,
  Prefixes,
  Keys
};
std::string_view group_title(PaletteGroup group);

/// One row, and what choosing it does.
struct PaletteItem {
  PaletteGroup group = PaletteGroup::Commands;
  std::string name;
  std::string context;  ///< grey, behind the name
  std::string value;    ///< at the right, in Mono
  std::string key;
  std::string block;  ///< hardware block whose bar stands in front
  std::optional<Icon> icon;
  bool mono = false;  ///< the name is from the file
  bool enabled = true;
  std::optional<state::Selection> selection;  ///< previewed, and selected when chosen
  std::string line;                           ///< a command to run
  std::string text;                           ///< becomes the palette's text
  std::function<void(state::App&)> act;

  // What the matcher reads in place of name and context, set by prepare().
  std::uint64_t letters = 0;  ///< of the name: where a query has one more, it cannot match
  std::string folded;         ///< name and context in small letters
};

/// Makes an item ready to be matched; once it is complete.
void prepare(PaletteItem& item);

/// All commands, those with choices once for each; the lines of `recent` first.
std::vector<PaletteItem> command_items(const state::App& app, std::span<const std::string> recent);
/// The text itself where it is a command with its argument: "select task 12".
std::vector<PaletteItem> line_items(const state::App& app, std::string_view text);
/// The other open files.
std::vector<PaletteItem> file_items(const state::App& app);
/// Everything of a file that has a name.
std::vector<PaletteItem> target_items(const state::OpenFile& file, std::size_t task);
/// What an expression is as a file offset and as an address; empty with a reason in `error` where it is none.
std::vector<PaletteItem> place_items(const state::OpenFile& file, std::string_view text, std::string& error);
/// A calculation's result in all forms; empty with a reason in `error` where it cannot be done.
std::vector<PaletteItem> number_items(std::string_view text, std::string& error);
/// What can be done with a field over all tasks.
std::vector<PaletteItem> field_actions(const PaletteItem& field);
/// Prefixes and keys.
std::vector<PaletteItem> help_items();

struct PaletteRow {
  const PaletteItem* item = nullptr;  ///< null for the head of a group
  PaletteGroup group = PaletteGroup::Commands;
  std::size_t count = 0;  ///< of the group, in its head
};

/// Collects what fits a query: the best of each group, the best group first.
class PaletteMatcher {
 public:
  static constexpr std::size_t kMostOfGroup = 200;

  explicit PaletteMatcher(std::string_view query);
  /// Adds those of `items` that fit. They have to outlive the rows.
  void add(std::span<const PaletteItem> items);
  /// Adds all of `items`, which were made for this query.
  void add_made(std::span<const PaletteItem> items);
  /// The best match so far in a group, where it contains the query as it was typed.
  const PaletteItem* best_run(PaletteGroup group) const;
  std::vector<PaletteRow> rows();
  std::size_t matched() const;
  std::size_t total() const { return added_; }

 private:
  struct Hit {
    int score;
    std::size_t order;
    const PaletteItem* item;
  };
  std::optional<int> score_of(const PaletteItem& item) const;

  std::string_view query_;
  std::vector<std::string> words_;  ///< in small letters
  std::uint64_t letters_;
  std::size_t added_ = 0;
  std::vector<std::vector<Hit>> groups_;
};

/// The bytes of a row's name that a query matches; empty where it matched something else.
std::vector<std::size_t> matched_letters(std::string_view query, std::string_view text);

}  // namespace ane::ui
