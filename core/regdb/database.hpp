#pragma once
// Which generations there are, and loading one when it is needed.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/regdb/generation.hpp"

namespace ane::regdb {

using GenerationPtr = std::shared_ptr<const Generation>;

/// What a Mach-O cpusubtype stands for, whether or not its registers are described.
struct Identity {
  std::uint32_t subtype = 0;
  std::string generation;          ///< database id, or "" where there is none
  std::string name;                ///< "H13", or "" where nothing is known
  std::uint32_t td_version = 0;    ///< the compiler's own number for the task format, 0: unknown
  std::vector<std::string> chips;  ///< as third parties associate them
};

/// The head of a database file, read without parsing the rest.
struct Summary {
  std::string id;
  std::string name;
  std::uint32_t td_version = 0;
  std::vector<std::uint32_t> cpu_subtypes;
  std::vector<std::string> chips;
};
Result<Summary> parse_summary(std::string_view json);

/// Parses one database file. Fails with the JSON path of the first thing that does not fit the schema.
Result<GenerationPtr> parse_generation(std::string_view json);

/// All databases, each parsed when first asked for. Thread-safe.
class Database {
 public:
  /// The databases that the program carries.
  static std::shared_ptr<Database> embedded();
  /// Every *.json of a folder, which takes the place of the embedded ones.
  static Result<std::shared_ptr<Database>> from_folder(const std::string& folder);

  /// "h13", "h14" …, sorted.
  std::vector<std::string> ids() const;
  /// Who a cpusubtype is. Never fails: what is unknown stays empty.
  Identity identify(std::uint32_t subtype) const;
  /// Fails where no such database exists or where it does not parse.
  Result<GenerationPtr> generation(std::string_view id) const;

 private:
  struct Entry {
    std::string owned;
    std::string_view text;
    mutable std::optional<Summary> summary;
    mutable GenerationPtr parsed;
  };
  std::map<std::string, Entry, std::less<>> entries_;
  mutable std::mutex mutex_;
};

}  // namespace ane::regdb
