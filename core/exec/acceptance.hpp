#pragma once
// Which field values the executor accepts whatever the other fields hold: assets/execution/*.json, the rows
// of docs/formats/execution-h13.md, section 12, that look at one field alone.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/exec/gate.hpp"

namespace ane::exec {

enum class Engine { Neural, Planar };

/// What is said of a field in a task of one engine.
struct AcceptanceRow {
  enum class Kind {
    Values,   ///< only `accepted`
    Ignored,  ///< changes no result; `why` says what it is
    Rule,     ///< judged together with others; `why` names the rule
  };
  regdb::FieldRef field;  ///< element 0 of array registers; the row holds for all elements
  bool neural = false, planar = false;
  Kind kind = Kind::Values;
  std::vector<double> accepted;
  std::string why;
  std::string section;  ///< of execution-h13.md
};

class Acceptance {
 public:
  /// True where there is a table for this generation; reads nothing of it.
  static bool is_there(const regdb::Generation& generation);
  /// The table of a generation, or null where there is none. Rows point into the generation.
  static std::shared_ptr<const Acceptance> of(const regdb::Generation& generation);

  const std::vector<AcceptanceRow>& rows() const { return rows_; }

  /// Holds every field of the task against its row, and refuses words and bits that the database does not
  /// know.
  void apply(Gate& gate, Engine engine) const;

 private:
  friend struct AcceptanceReader;
  void check_words(Gate& gate) const;

  std::vector<AcceptanceRow> rows_;
  std::vector<std::uint32_t> any_bits_;  ///< addresses of registers whose unknown bits change no result
};

}  // namespace ane::exec
