#pragma once
// Conditions of breakpoints and expressions that are watched: "out.max > 6", "task.op == add && out.nan > 0",
// "NE.MACCfg.OpMode != Bypass".
//
//   task.index                number of the task over the whole file
//   task.op                   what the executor calls it: "planar add". == is true for the whole text and for
//                             any word of it, != is the opposite
//   out.min .max .mean        of the finite values that the task wrote
//   out.nan .inf .zeros       how many of them
//   Block.Register.Field      of the register database; names of an enum's values stand for their numbers
//   == != < <= > >=           bind tighter than !, then &&, then ||; parentheses
//
// What is not known (a register that nobody wrote, the smallest of no values) makes a comparison false.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"
#include "core/regdb/generation.hpp"

namespace ane::state {

/// A number, a text, or nothing where it is not known.
using ConditionValue = std::variant<std::monostate, double, std::string>;
/// What a name stands for at the moment that is asked about.
using ConditionNames = std::function<ConditionValue(std::string_view name)>;

class Condition {
 public:
  /// Fails with what was not understood and where: "at 9: there is no name \"out.maximum\"". `generation`
  /// may be null: then there are no register fields.
  static Result<Condition> parse(std::string_view text, const regdb::Generation* generation);

  bool holds(const ConditionNames& names) const;
  /// Where it is a name alone, or a number: its value. A comparison is "yes" or "no".
  ConditionValue value(const ConditionNames& names) const;

 private:
  friend class ConditionParser;
  enum class Kind { Number, Text, Name, Compare, Not, And, Or };
  struct Node {
    Kind kind = Kind::Number;
    double number = 0;
    std::string text;  ///< of a text or name, or the sign of a comparison
    std::size_t left = 0, right = 0;
  };
  ConditionValue at(std::size_t node, const ConditionNames& names) const;
  bool compare(const Node& node, const ConditionNames& names) const;

  std::vector<Node> nodes_;
  std::size_t root_ = 0;
};

/// "0.346436", "planar add", "—" where it is not known.
std::string condition_value_text(const ConditionValue& value);

}  // namespace ane::state
