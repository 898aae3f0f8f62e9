#pragma once
// Tensors of a program: the declared inputs and outputs joined with their buffers, and what tasks leave in
// memory between them.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/extent.hpp"
#include "core/document/document.hpp"
#include "core/model/facts.hpp"

namespace ane::model {

enum class Role { Input, Output, Intermediate, Weights, Other };
/// "input", "output", "intermediate", "weights", "other"
std::string_view role_name(Role role);

/// Sizes in elements, strides and bytes in bytes. What a source does not hold is empty.
struct Tensor {
  std::string name;    ///< without the "@output" that compilers add
  std::string symbol;  ///< as stored in the symbol table and the binding command
  Role role = Role::Other;
  std::string dtype;                     ///< "float16", or "type 99" where the number is not known
  std::array<std::uint64_t, 4> shape{};  ///< N, C, H, W
  std::optional<std::array<std::uint64_t, 4>> strides;  ///< batch, plane, row, element
  std::uint64_t interleave = 1;  ///< channels that share a position: element c lies in plane c / interleave
  std::optional<std::uint64_t> bytes;  ///< with padding
  std::optional<std::uint64_t> address;
  std::optional<std::uint32_t> buffer;  ///< base-address slot
  std::string program;
  std::optional<std::size_t> task;  ///< the task that makes or loads it
  Extent where;                     ///< the record it was read from
};

/// The declared tensors in file order: tensor record → symbol name → binding command → address → base-address
/// slot (docs/formats/container.md, 7.1). An .anec file has no names, types or addresses: its tensors are
/// dst0 … and src0 … in channel order, float16 as every loader takes them, and the channel is the buffer
/// (docs/formats/anec.md, sections 4 and 9).
std::vector<Tensor> declared_tensors(const document::Document& document);

/// Calls `sink` for every intermediate and weight tensor, task by task; nothing is kept. An intermediate is a
/// result that a task writes to a buffer that no declared tensor has; its name is made of the task's number.
void visit_task_tensors(const document::Document& document, const std::function<void(const Tensor&)>& sink);

}  // namespace ane::model
