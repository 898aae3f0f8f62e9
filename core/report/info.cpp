#include <algorithm>
#include <cstdio>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/model/buffers.hpp"
#include "core/model/operation.hpp"
#include "core/model/visit.hpp"
#include "core/report/report.hpp"
#include "core/tree/build.hpp"

namespace ane::report {
namespace {

using document::Document;
using document::DocumentPtr;

// One pass over all tasks: decoding is the dear part, so everything that needs it is done here.
void look_at_tasks(Info& info, const std::function<bool()>& goes_on) {
  const Document& document = *info.document;
  const regdb::Generation* generation = document.generation();
  bool reads_weights = false;
  Findings found = find_problems(document, [&](const model::TaskVisit& visit) {
    ++info.operations[model::describe(visit.facts).kind];
    reads_weights = reads_weights || visit.facts.operand("kernel");
    for (const task::Write& write : visit.task.writes) {
      const auto ref = generation->find(write.address);
      ++info.writes.total;
      ++(!ref ? info.writes.unmapped : ref->reg->placeholder() ? info.writes.reserved : info.writes.known);
    }
    return !goes_on || goes_on();
  });
  info.problems = found.problems.list();
  info.memory = std::move(found.memory);
  info.complete = found.complete;
  if (const anec::Anec* anec = document.anec(); anec != nullptr && anec->has_header()) {
    // Nothing in the header tells weights from the placeholder of programs that have none, but the tasks do.
    info.weights_bytes = reads_weights ? anec->weights.size : 0;
  }
}

// Constants in sections that hold weights, without the placeholder of programs that have none.
std::uint64_t weights_bytes(const Document& document) {
  const container::Container& c = document.container();
  std::vector<bool> named(c.sections.size(), false);
  if (c.symbols) {
    for (std::uint32_t i = 0; i < c.symbols->count; ++i) {
      const std::uint64_t at = c.symbols->symbols.offset + std::uint64_t{i} * container::symbol::kSize;
      const std::uint8_t section = document.file().u8(at + container::symbol::kSection.offset).value_or(0);
      const bool external =
          document.file().u8(at + container::symbol::kType.offset) == container::symbol::kExternal;
      if (external && section != 0 && section <= named.size()) named[section - 1u] = true;
    }
  }
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < named.size(); ++i) {
    const container::Section& section = c.sections[i];
    if (&section == c.runtime()) continue;  // its symbols are operations
    const bool weights =
        section.in_kernel_segment() || (named[i] && section.type() == container::section::kTypeConst);
    if (weights) total += section.bytes.size;
  }
  return total;
}

std::optional<RuntimeGraph> runtime_of(const Document& document) {
  const container::Container& c = document.container();
  if (c.runtime() == nullptr) return std::nullopt;
  RuntimeGraph graph;
  graph.bytes = c.runtime()->bytes;
  for (const container::Note& note : c.notes) {
    if (note.owner == container::runtime::kVersionNote)
      graph.version = container::note_text(document.file(), note);
  }
  if (!c.symbols) return graph;
  const ByteView strings = document.file().clipped(c.symbols->strings.offset, c.symbols->strings.size);
  for (std::uint32_t i = 0; i < c.symbols->count; ++i) {
    const std::uint64_t entry = c.symbols->symbols.offset + std::uint64_t{i} * container::symbol::kSize;
    const std::uint32_t name = document.file().u32(entry + container::symbol::kName.offset).value_or(0);
    constexpr std::string_view kOperation = container::runtime::kOperationSymbol;
    if (strings.text(name, kOperation.size()).text == kOperation) ++graph.operations;
  }
  return graph;
}

std::string shape_text(const std::array<std::uint64_t, 4>& shape) {
  std::string text;
  for (const std::uint64_t size : shape) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

std::string strides_text(const model::Tensor& tensor) {
  if (!tensor.strides) return "-";
  std::string text;
  for (const std::uint64_t stride : *tensor.strides)
    text += (text.empty() ? "" : "/") + std::to_string(stride);
  return text;
}

std::vector<std::string> tensor_row(const model::Tensor& tensor) {
  return {tensor.buffer ? "@" + std::to_string(*tensor.buffer) : "-",
          std::string(model::role_name(tensor.role)),
          escaped(tensor.name),
          escaped(tensor.dtype),
          shape_text(tensor.shape),
          strides_text(tensor),
          tensor.bytes ? std::to_string(*tensor.bytes) : "-",
          tensor.address ? hex(*tensor.address) : "-"};
}

const std::vector<std::string>& tensor_heading() {
  static const std::vector<std::string> heading = {
      "buffer", "role", "name", "dtype", "shape NCHW", "strides N/C/H/W", "bytes", "address"};
  return heading;
}

std::string count_text(std::uint64_t count, std::string_view noun) {
  return grouped(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string generation_line(const Info& info) {
  const regdb::Identity& who = info.document->identity();
  std::string text = who.name.empty() ? "unknown" : who.name;
  if (info.document->anec() != nullptr) {
    text += "  (by the format";
  } else {
    text += info.document->options().generation.empty() ? "  (cpusubtype " : "  (chosen; cpusubtype ";
    text += std::to_string(who.subtype);
  }
  if (who.td_version != 0) text += ", task format " + std::to_string(who.td_version);
  text += ")";
  if (!who.chips.empty()) text += "  " + join(who.chips, ", ");
  return text;
}

std::string runtime_line(const RuntimeGraph& graph) {
  return byte_size(graph.bytes.size) + ", not decoded; " + count_text(graph.operations, "operation") +
         " named by symbols, version " + (graph.version.empty() ? "not stated" : escaped(graph.version));
}

std::string format_line(const Info& info) {
  const anec::Anec* anec = info.document->anec();
  if (anec == nullptr) return "HWX";
  return anec->has_header() ? "ANEC, payload at " + hex(anec::payload_offset(anec->variant))
                            : "ANEC without a header: counts, shapes and sizes are unknown";
}

std::string compiler_line(const Info& info) {
  const auto& banners = info.document->container().banners;
  if (banners.empty()) return "not stated";
  const container::Banner& banner = banners.front();
  std::string text =
      banner.compiler.empty() ? "not stated" : escaped(banner.compiler) + " " + escaped(banner.version);
  if (!banner.target.empty()) text += "  for " + escaped(banner.target);
  if (!banner.options.empty()) text += "  (" + count_text(banner.options.size(), "option") + ")";
  return text;
}

std::string programs_line(const Info& info) {
  std::string text;
  for (const document::ProgramTasks& program : info.document->programs()) {
    if (!text.empty()) text += ", ";
    text += program.name.empty() ? "unnamed" : escaped(program.name);
    const bool decoded = info.document->decodes_tasks();
    const std::uint64_t count =
        decoded || program.record == nullptr ? program.task_count : program.record->task_count.value_or(0);
    text += "  " + count_text(count, "task") + (decoded ? "" : " declared, not decoded");
  }
  return text.empty() ? "none" : text;
}

std::string operations_line(const Info& info) {
  std::string text;
  for (const auto& [kind, count] : info.operations)
    text += (text.empty() ? "" : ", ") + grouped(count) + " " + kind;
  return text.empty() ? "not decoded" : text;
}

std::string writes_line(const WriteCounts& writes) {
  std::string text =
      grouped(writes.total) + " register writes, " + grouped(writes.known) + " to known registers";
  if (writes.reserved != 0) text += ", " + grouped(writes.reserved) + " to reserved words (unknown)";
  if (writes.unmapped != 0) text += ", " + grouped(writes.unmapped) + " to no known address";
  return text;
}

std::string weights_line(const Info& info) {
  if (!info.weights_bytes) return "unknown";
  return *info.weights_bytes == 0 ? "none" : byte_size(*info.weights_bytes);
}

std::string explained_line(const Info& info) {
  const std::uint64_t size = info.document->file().size();
  const double share =
      size == 0 ? 0 : 100.0 * static_cast<double>(info.explained_bytes) / static_cast<double>(size);
  char percent[16];
  // Cut, not rounded: 100 % must mean every byte.
  std::snprintf(percent, sizeof percent, "%.1f",
                static_cast<double>(static_cast<std::uint64_t>(share * 10)) / 10);
  return grouped(info.explained_bytes) + " of " + grouped(size) + " bytes (" + percent + " %)";
}

std::string problems_line(const Info& info) {
  std::size_t counts[3] = {};
  for (const Diagnostic& problem : info.problems) ++counts[static_cast<std::size_t>(problem.severity)];
  if (info.problems.empty()) return "none";
  return count_text(counts[2], "error") + ", " + count_text(counts[1], "warning") + ", " +
         count_text(counts[0], "note");
}

// What of a buffer is in the file, or "-".
std::string place_text(Extent bytes) {
  return bytes.empty() ? "-" : hex(bytes.offset);
}

void write_channels(const Document& document, Sink& sink) {
  std::vector<std::vector<std::string>> rows = {{"channel", "name", "use", "size", "file offset", "in file"}};
  for (const model::Buffer& buffer : model::buffers_of(document, 0)) {
    rows.push_back({"@" + std::to_string(buffer.slot), buffer.name,
                    std::string(model::buffer_kind_name(buffer.kind)), hex(buffer.size),
                    place_text(buffer.bytes), buffer.bytes.empty() ? "-" : hex(buffer.bytes.size)});
  }
  if (rows.size() > 1) write_table(rows, 2, sink);
}

void write_segments(const Document& document, Sink& sink) {
  std::vector<std::vector<std::string>> rows = {
      {"segment", "section", "address", "size", "file offset", "in file"}};
  for (const container::Segment& segment : document.container().segments) {
    rows.push_back({escaped(segment.name), "", hex(segment.vmaddr), hex(segment.vmsize),
                    segment.file_backed() ? hex(segment.fileoff) : "-",
                    segment.file_backed() ? hex(segment.filesize) : "-"});
    for (std::uint32_t i = 0; i < segment.section_count; ++i) {
      const container::Section& section = document.container().sections[segment.first_section + i];
      rows.push_back({"", escaped(section.name), hex(section.addr), hex(section.size),
                      place_text(section.bytes), section.bytes.empty() ? "-" : hex(section.bytes.size)});
    }
  }
  write_table(rows, 2, sink);
}

}  // namespace

Info gather_info(const DocumentPtr& document, const std::function<bool()>& goes_on) {
  Info info;
  info.document = document;
  info.tensors = model::declared_tensors(*document);
  if (document->format() == document::Format::Hwx) info.weights_bytes = weights_bytes(*document);
  look_at_tasks(info, goes_on);
  info.explained_bytes = tree::explained_bytes(document).total();
  info.runtime = runtime_of(*document);
  return info;
}

void write_info_text(const Info& info, Sink& sink) {
  const Document& document = *info.document;
  sink.write(escaped(document.path()) + "  " + byte_size(document.file().size()) + "\n\n");
  std::vector<std::vector<std::string>> facts = {{"format", format_line(info)},
                                                 {"generation", generation_line(info)}};
  if (!document.verified()) facts.push_back({"unverified", join(document.unverified(), ", ")});
  facts.push_back({"compiler", compiler_line(info)});
  facts.push_back({"program", programs_line(info)});
  if (info.runtime) facts.push_back({"run-time graph", runtime_line(*info.runtime)});
  facts.push_back({"operations", operations_line(info)});
  facts.push_back({"registers", writes_line(info.writes)});
  facts.push_back({"weights", weights_line(info)});
  facts.push_back({"explained", explained_line(info)});
  facts.push_back({"problems", problems_line(info)});
  write_table(facts, 2, sink);
  sink.write("\n");
  if (!info.tensors.empty()) {
    std::vector<std::vector<std::string>> rows = {tensor_heading()};
    for (const model::Tensor& tensor : info.tensors) rows.push_back(tensor_row(tensor));
    write_table(rows, 2, sink);
    sink.write("\n");
  }
  if (document.anec() != nullptr) {
    write_channels(document, sink);
  } else {
    write_segments(document, sink);
  }
  if (info.problems.empty()) return;
  sink.write("\n");
  for (const Diagnostic& problem : info.problems) sink.write("  " + problem_line(problem) + "\n");
}

void write_tensors_text(const Document& document, Sink& sink) {
  // Widths come from the declared tensors and the heading; the rest is streamed and may stick out.
  std::vector<std::vector<std::string>> rows = {tensor_heading()};
  for (const model::Tensor& tensor : model::declared_tensors(document)) rows.push_back(tensor_row(tensor));
  static constexpr std::size_t kMeasured = 256;
  model::visit_task_tensors(document, [&](const model::Tensor& tensor) {
    rows.push_back(tensor_row(tensor));
    if (rows.size() < kMeasured) return;
    write_table(rows, 0, sink);
    rows.clear();
  });
  write_table(rows, 0, sink);
}

}  // namespace ane::report
