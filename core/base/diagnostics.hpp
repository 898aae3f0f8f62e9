#pragma once
// What is wrong with an input and can be survived: decoding goes on, the reader is told.

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/extent.hpp"

namespace ane {

enum class Severity { Note, Warning, Error };

/// "note", "warning" or "error".
std::string_view severity_name(Severity severity);

/// One problem of a file. `code` is stable and machine-readable ("record-past-task-end"), `message` is for
/// people and names the values found, `where` are the bytes to look at.
struct Diagnostic {
  Severity severity = Severity::Note;
  std::string code;
  std::string message;
  Extent where;
  std::optional<std::size_t> task;  ///< index over all tasks of the file, in file order
};

/// Collects diagnostics. A hostile file can earn millions of them, so of each code only the first
/// `kPerCode` are kept and the rest are counted; exact repeats are dropped.
class Diagnostics {
 public:
  static constexpr std::size_t kPerCode = 100;

  void add(Diagnostic diagnostic);
  void add(Severity severity, std::string_view code, std::string message, Extent where = {},
           std::optional<std::size_t> task = {});
  /// Takes over everything `other` holds, counts included.
  void append(const Diagnostics& other);

  /// In the order in which they were found, and for each code that overflowed one closing entry of severity
  /// note that says how many more there are.
  std::vector<Diagnostic> list() const;

  bool empty() const { return kept_.empty(); }
  bool has_errors() const { return count(Severity::Error) != 0; }
  std::size_t count(Severity severity) const;
  /// How many were added, listed or not.
  std::size_t total() const { return counts_[0] + counts_[1] + counts_[2]; }

 private:
  std::vector<Diagnostic> kept_;
  std::map<std::string, std::size_t, std::less<>> seen_;  ///< code → how many were added
  std::array<std::size_t, 3> counts_{};                   ///< by severity
};

}  // namespace ane
