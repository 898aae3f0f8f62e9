#pragma once
// What a task's fields say, asked for by concept. Rules written against Facts hold for every generation whose
// database names the concepts.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/regdb/codec.hpp"
#include "core/regdb/generation.hpp"
#include "core/task/state.hpp"
#include "core/task/task.hpp"

namespace ane::model {

/// A field's value in one task, with where it came from.
struct Fact {
  regdb::FieldRef field;
  regdb::FieldValue value;
  task::Origin origin = task::Origin::Written;  ///< header fields are always Written
};

/// Where an operand of a task lies in memory.
struct Operand {
  std::uint32_t slot = 0;    ///< number in the base-address table
  std::uint64_t offset = 0;  ///< bytes from the buffer's start
};

/// Looks up the facts of one task. The references must outlive it.
class Facts {
 public:
  Facts(const regdb::Generation& generation, const task::Task& task, const task::StateTracker& state)
      : generation_(generation), task_(task), state_(state) {}

  /// Nothing where the generation has no such concept, or where nobody knows what the register holds.
  std::optional<Fact> get(std::string_view concept_name, std::uint32_t element = 0) const;

  /// The number of a fact, or nothing.
  std::optional<std::int64_t> number(std::string_view concept_name, std::uint32_t element = 0) const;
  /// True where the fact is known and not 0.
  bool is_set(std::string_view concept_name) const;
  /// The database's name of an enum fact's value, "" where it is not known.
  std::string_view name(std::string_view concept_name) const;

  /// The buffer of "source1", "source2", "result", "kernel" or "table": from the header where the generation
  /// keeps buffer numbers there, else from the address record that wrote the operand's base. Nothing where
  /// the task names no buffer for it.
  std::optional<Operand> operand(std::string_view name) const;

  const task::Task& task() const { return task_; }
  const regdb::Generation& generation() const { return generation_; }

 private:
  const regdb::Generation& generation_;
  const task::Task& task_;
  const task::StateTracker& state_;
};

}  // namespace ane::model
