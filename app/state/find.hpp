#pragma once
// Looking for something in all of a file: names, values, text and bytes at once, results as they are found.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/state/open_file.hpp"

namespace ane::state {

struct Match {
  enum class Group { Names, Values, Text, Bytes };
  Group group = Group::Names;
  std::string text;     ///< what was found
  std::string context;  ///< where
  Selection selection;
};
std::string_view group_title(Match::Group group);

/// What was found so far. The worker adds, the UI thread reads.
class Matches {
 public:
  static constexpr std::size_t kLimit = 10000;

  explicit Matches(std::string query) : query_(std::move(query)) {}
  const std::string& query() const { return query_; }

  /// False where no more are wanted.
  bool add(Match match);
  void finish() { set_finished(); }
  std::size_t size() const;
  Match at(std::size_t index) const;
  bool finished() const;
  /// True where there are more than are kept.
  bool cut() const;

 private:
  void set_finished();
  std::string query_;
  mutable std::mutex mutex_;
  std::vector<Match> list_;
  bool finished_ = false, cut_ = false;
};

/// The bytes that a query asks for: "de ad be ef", "0x3c00" (a little-endian word of 1, 2, 4 or 8 bytes).
/// Empty where it is neither.
std::vector<std::uint8_t> query_bytes(std::string_view query);

/// Searches everything. Names of tasks, tensors, sections, symbols, registers and fields; register values;
/// the query as text and as bytes.
void find_everything(const document::DocumentPtr& document, const TaskTablePtr& tasks, Matches& matches,
                     Progress& progress);

}  // namespace ane::state
