#pragma once
// What a document is, for people and for programs. Every report comes as text and as the JSON that the
// command line promises (docs/command-line.md); both are written piece by piece to a sink.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/file.hpp"
#include "core/document/document.hpp"
#include "core/model/tensors.hpp"
#include "core/report/json_writer.hpp"
#include "core/tree/node.hpp"

namespace ane::report {

/// How many register writes the database can name.
struct WriteCounts {
  std::uint64_t total = 0;
  std::uint64_t known = 0;
  std::uint64_t reserved = 0;  ///< the database only keeps the place
  std::uint64_t unmapped = 0;  ///< no register at the address
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
  std::vector<Diagnostic> problems;
};
Info gather_info(const document::DocumentPtr& document);

void write_info_text(const Info& info, Sink& sink);
void write_info_json(const Info& info, JsonWriter& json);

struct TaskOptions {
  std::optional<std::size_t> only;  ///< one task
  bool state = false;               ///< also what every register holds
};
/// Problems of decoding are part of `check`, not of this. For documents whose tasks are decoded.
void write_tasks_text(const document::Document& document, const TaskOptions& options, Sink& sink);
void write_tasks_json(const document::Document& document, const TaskOptions& options, Sink& sink);

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
