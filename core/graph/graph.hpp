#pragma once
// The tasks of a program and what flows between them: found from the bytes that they read and write, in
// memory and on chip. Where scratch memory is used again, a task reads from the one that wrote the bytes
// last.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document/document.hpp"
#include "core/model/access.hpp"

namespace ane::graph {

enum class NodeKind {
  Task,
  Input,
  Output,
  Weights,
  Group,  ///< several tasks, folded (groups.hpp)
  Named   ///< of a graph that was read from a file (dot.hpp)
};
/// "task", "input", "output", "weights", "group", "node"
std::string_view node_kind_name(NodeKind kind);

/// A task, a buffer that comes from outside or goes there, or the constants of one task.
struct Node {
  bool is_work() const { return kind == NodeKind::Task || kind == NodeKind::Group; }

  NodeKind kind = NodeKind::Task;
  std::optional<std::size_t> task;    ///< in Document::tasks: itself, or whose constants these are
  std::optional<std::uint32_t> slot;  ///< the buffer's number, of all but tasks
  std::string name;                   ///< "conv 3x3 s1"; the tensor's or buffer's name
  std::string detail;                 ///< "64→128 · 56x56 · relu"; "1x64x1x1 float16"
  std::string engine;                 ///< "NE" or "PE", of tasks
  std::uint64_t bytes = 0;            ///< of the buffer or the constants
};

/// What one node reads of another.
struct Edge {
  std::size_t from = 0, to = 0;  ///< in Graph::nodes
  model::Port port = model::Port::Source1;
  bool on_chip = false;                  ///< through L2
  std::optional<std::uint32_t> slot;     ///< the buffer, in memory
  std::uint64_t begin = 0, end = 0;      ///< from the first to behind the last byte, in the buffer or in L2
  std::uint64_t bytes = 0;               ///< that are read of those that `from` wrote
  std::string tensor;                    ///< its name, "" for scratch
  std::array<std::uint64_t, 3> shape{};  ///< channels, rows, columns as they are read; 0 where not known
};

struct Graph {
  std::size_t program = 0;
  std::vector<Node> nodes;  ///< inputs, then tasks in their order, each behind its weights, then outputs
  std::vector<Edge> edges;  ///< by reader, in the order of its operands
  std::size_t unknown = 0;  ///< operands whose place or size is not known: they have no edge
  bool complete = true;     ///< false where it was cancelled
};

/// The graph of one program. `goes_on` is asked before each task; false ends the walk.
Graph build_graph(const document::Document& document, std::size_t program,
                  const std::function<bool()>& goes_on = {});

/// "probs", "scratch +0x4000..0x5000", "L2 0x490..0x890"
std::string place_text(const Edge& edge);
/// "64x56x56", "" where not known.
std::string shape_text(const Edge& edge);

}  // namespace ane::graph
