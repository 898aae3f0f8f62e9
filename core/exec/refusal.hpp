#pragma once
// Why a task is not executed: the register and field that stand in the way, what they hold, and the rule.

#include <cstddef>
#include <string>
#include <string_view>

namespace ane::exec {

/// A field value, or an access to memory, for which no rule says what the hardware does. Nothing is ever
/// computed in its place.
struct Refusal {
  std::string path;          ///< "NE.MACCfg.OpMode", "Header8.RBE0"; "" where no single field is to blame
  std::string value;         ///< as the database prints it: "5", "ZeroPad(1)"; "" likewise
  std::string reason;        ///< without a full stop: "operation not known"
  std::string_view section;  ///< of docs/formats/execution-h13.md, or "weights-h13.md 5.4"
  /// The rule is known but only inferred: with Options::allow_inferred the task runs.
  bool only_inferred = false;

  /// "NE.MACCfg.OpMode is 5: operation not known (execution-h13.md, 7.1)"
  std::string sentence() const;
};

}  // namespace ane::exec
