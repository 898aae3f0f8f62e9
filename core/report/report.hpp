#pragma once
// What a document is, for people and for programs. Every report comes as text and as the JSON that the
// command line promises (docs/command-line.md); both are written piece by piece to a sink.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/file.hpp"
#include "core/document/document.hpp"
#include "core/model/cost.hpp"
#include "core/model/memory_map.hpp"
#include "core/model/tensors.hpp"
#include "core/report/json_writer.hpp"
#include "core/tree/node.hpp"

namespace ane::report {

/// Everything that is wrong with a document: what document::check() finds, and what tasks do with memory that
/// cannot be meant. `check`, `info` and the desktop program all tell these.
struct Findings {
  Diagnostics problems;
  std::vector<model::MemoryMap> memory;  ///< one a program
  bool complete = true;                  ///< false where it was cancelled
};
/// Decodes every task once; `also` sees each on the way and ends the walk with false.
Findings find_problems(const document::Document& document,
                       const std::function<bool(const model::TaskVisit&)>& also = {});

/// How many register writes the database can name.
struct WriteCounts {
  std::uint64_t total = 0;
  std::uint64_t known = 0;
  std::uint64_t reserved = 0;  ///< the database only keeps the place
  std::uint64_t unmapped = 0;  ///< no register at the address
};

/// What is known of a run-time graph without decoding it (docs/formats/container.md 12.3).
struct RuntimeGraph {
  Extent bytes;                  ///< of __RUNTIME,__runtime in the file
  std::string version;           ///< what the note rt.version says, "" without one
  std::uint64_t operations = 0;  ///< symbols that name one
};

/// Everything that `info` says.
struct Info {
  document::DocumentPtr document;
  std::vector<model::Tensor> tensors;  ///< declared inputs and outputs
  /// Constants that belong to weights or tables; nothing where the file does not say how many there are.
  std::optional<std::uint64_t> weights_bytes;
  std::map<std::string, std::uint64_t> operations;
  WriteCounts writes;
  std::uint64_t explained_bytes = 0;
  std::optional<RuntimeGraph> runtime;
  std::vector<Diagnostic> problems;
  std::vector<model::MemoryMap> memory;  ///< one a program
  bool complete = true;                  ///< false where it was cancelled
};
/// `goes_on` is asked after each task; false ends the walk.
Info gather_info(const document::DocumentPtr& document, const std::function<bool()>& goes_on = {});

void write_info_text(const Info& info, Sink& sink);
void write_info_json(const Info& info, JsonWriter& json);

struct TaskOptions {
  std::optional<std::size_t> only;  ///< one task
  bool state = false;               ///< also what every register holds
  bool cost = false;                ///< JSON: also what each computes and moves
};

/// What a table of costs is ordered by: largest first, ties and Order by task number.
enum class CostSort { Order, Time, MultiplyAdds, Bytes, Weights };
/// Problems of decoding are part of `check`, not of this. For documents whose tasks are decoded.
void write_tasks_text(const document::Document& document, const TaskOptions& options, Sink& sink);
void write_tasks_json(const document::Document& document, const TaskOptions& options, Sink& sink);

/// The tasks as a table of what each computes and moves, with shares and totals; `only` as above.
void write_cost_text(const document::Document& document, const TaskOptions& options, CostSort sort,
                     Sink& sink);
/// The member "cost" of a task's object.
void write_cost_json(const model::Cost& cost, JsonWriter& json);

void write_tensors_text(const document::Document& document, Sink& sink);
void write_tensors_json(const document::Document& document, Sink& sink);
void write_tensor_json(const model::Tensor& tensor, JsonWriter& json);

void write_problem_json(const Diagnostic& problem, JsonWriter& json);
/// "warning  task-count  the program record … (0x4000..0x4274)"
std::string problem_line(const Diagnostic& problem);

struct TreeOptions {
  std::optional<std::size_t> depth;  ///< levels below the root; all without it
  std::optional<std::uint64_t> at;   ///< only what holds this byte
};
void write_tree_text(const tree::Node& root, const TreeOptions& options, Sink& sink);
void write_tree_json(const tree::Node& root, const TreeOptions& options, Sink& sink);

/// Pads `text` on the right to `columns` terminal columns, counting UTF-8 characters as one each.
std::string padded(std::string_view text, std::size_t columns);

/// Rows of cells in columns as wide as they need, two spaces apart, `indent` spaces before each row.
void write_table(const std::vector<std::vector<std::string>>& rows, std::size_t indent, Sink& sink);

}  // namespace ane::report
