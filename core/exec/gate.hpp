#pragma once
// The fields of one task, asked for by rules. A gate remembers the first thing that no rule accepts and the
// weakest rule that was needed, so that rules can be written straight on; a value that is refused reads as 0.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/exec/basis.hpp"
#include "core/exec/refusal.hpp"
#include "core/regdb/codec.hpp"
#include "core/regdb/generation.hpp"
#include "core/task/task.hpp"

namespace ane::exec {

/// What one task wrote, and nothing that an earlier one left (docs/formats/execution-h13.md, 3).
class Registers {
 public:
  Registers(const regdb::Generation& generation, const task::Task& task);

  /// Nothing where the task did not write the field's word; header words are always there.
  std::optional<std::uint32_t> word(const regdb::FieldRef& field) const;
  std::optional<std::uint32_t> word(std::uint32_t address) const;
  /// A concept ("common.in_width") or a path ("NE.MACCfg.OpMode").
  std::optional<regdb::FieldRef> find(std::string_view field, std::uint32_t element = 0) const;

  const regdb::Generation& generation() const { return generation_; }
  const task::Task& task() const { return task_; }
  /// Address and value of every written word, ascending.
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& words() const { return words_; }

 private:
  const regdb::Generation& generation_;
  const task::Task& task_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> words_;
};

/// A rule that a task needs and that is not confirmed.
struct NeededRule {
  Basis basis = Basis::Supported;
  std::string text;     ///< with its evidence: "operands on chip, 22 records agree"
  std::string section;  ///< as Refusal::section
  /// "supported: operands on chip, 22 records agree (8.1)"
  std::string sentence() const;
  friend bool operator==(const NeededRule&, const NeededRule&) = default;
};

class Gate {
 public:
  Gate(const Registers& registers, bool allow_inferred)
      : registers_(registers), allow_inferred_(allow_inferred) {}

  // What a field holds. A task that did not write it is refused.
  std::int64_t number(std::string_view field, std::uint32_t element = 0);
  std::uint64_t count(std::string_view field, std::uint32_t element = 0);
  double real(std::string_view field);
  bool is_set(std::string_view field, std::uint32_t element = 0) { return number(field, element) != 0; }
  /// The database's name of an enum's value, "" where it has none.
  std::string_view name(std::string_view field);

  /// Refuses the task for what this field holds, unless `accepted`.
  void require(bool accepted, std::string_view field, std::string reason, std::string_view section,
               std::uint32_t element = 0);
  void refuse(const regdb::FieldRef& field, std::string reason, std::string_view section);
  /// Refuses the task for a register or word.
  void refuse_word(std::string path, std::string value, std::string reason, std::string_view section);
  /// The task needs a rule that is known this well, because of what `field` holds. `rule` names it and its
  /// evidence: "operands on chip, 22 records agree".
  void lean(Basis basis, std::string_view field, std::string rule, std::string_view section);

  /// Nothing was refused for good so far.
  bool open() const { return !refusal_; }
  /// Why the task is not executed, or nothing. What is only inferred counts last.
  std::optional<Refusal> refusal() const;
  Basis basis() const { return basis_; }
  const std::vector<NeededRule>& rules() const { return rules_; }
  const Registers& registers() const { return registers_; }

 private:
  std::optional<regdb::FieldValue> read(std::string_view field, std::uint32_t element);
  Refusal about(const regdb::FieldRef& field, std::string reason, std::string_view section) const;

  const Registers& registers_;
  bool allow_inferred_;
  std::optional<Refusal> refusal_, inferred_;
  Basis basis_ = Basis::Confirmed;
  std::vector<NeededRule> rules_;
};

}  // namespace ane::exec
