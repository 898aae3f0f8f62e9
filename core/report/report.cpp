#include "core/report/report.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace ane::report {
namespace {

using document::Document;

// Columns that a terminal gives the text: continuation bytes of UTF-8 take none.
std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

template <class T>
void member_or_null(JsonWriter& json, std::string_view name, const std::optional<T>& value) {
  json.key(name);
  if (value) {
    json.value(*value);
  } else {
    json.null();
  }
}

void write_sections(const Document& document, const container::Segment& segment, JsonWriter& json) {
  json.key("sections").begin_array();
  for (std::uint32_t i = 0; i < segment.section_count; ++i) {
    const container::Section& section = document.container().sections[segment.first_section + i];
    json.begin_object();
    json.member("name", section.name);
    json.member("addr", section.addr);
    json.member("size", section.size);
    json.member("offset", section.offset);
    json.member("flags", section.flags);
    json.end_object();
  }
  json.end_array();
}

void write_segments(const Document& document, JsonWriter& json) {
  json.key("segments").begin_array();
  for (const container::Segment& segment : document.container().segments) {
    json.begin_object();
    json.member("name", segment.name);
    json.member("vmaddr", segment.vmaddr);
    json.member("vmsize", segment.vmsize);
    json.member("fileoff", segment.fileoff);
    json.member("filesize", segment.filesize);
    write_sections(document, segment, json);
    json.end_object();
  }
  json.end_array();
}

// A key that appears twice has a list of its values; a switch without a value is true.
void write_options(const container::Banner& banner, JsonWriter& json) {
  std::map<std::string, std::vector<const std::string*>> options;
  for (const auto& option : banner.options) options[option.key].push_back(&option.value);
  const auto write_one = [&](const std::string& value) {
    if (value.empty()) {
      json.value(true);
    } else {
      json.value(value);
    }
  };
  json.key("options").begin_object();
  for (const auto& [key, values] : options) {
    json.key(key);
    if (values.size() == 1) {
      write_one(*values.front());
      continue;
    }
    json.begin_array();
    for (const std::string* value : values) write_one(*value);
    json.end_array();
  }
  json.end_object();
}

void write_compiler(const Document& document, JsonWriter& json) {
  json.key("compiler");
  if (document.container().banners.empty()) {
    json.null();
    return;
  }
  const container::Banner& banner = document.container().banners.front();
  json.begin_object();
  json.member("name", banner.compiler);
  json.member("version", banner.version);
  json.member("target", banner.target);
  write_options(banner, json);
  json.end_object();
}

void write_programs(const Document& document, JsonWriter& json) {
  json.key("programs").begin_array();
  for (const document::ProgramTasks& program : document.programs()) {
    const bool declared_only = !document.decodes_tasks() && program.record != nullptr;
    json.begin_object();
    json.member("name", program.name);
    json.member("tasks", declared_only ? std::uint64_t{program.record->task_count.value_or(0)}
                                       : std::uint64_t{program.task_count});
    json.end_object();
  }
  json.end_array();
}

void write_counts(const Info& info, JsonWriter& json) {
  json.key("operations").begin_object();
  for (const auto& [kind, count] : info.operations) json.member(kind, count);
  json.end_object();
  json.key("register_writes").begin_object();
  json.member("total", info.writes.total);
  json.member("known", info.writes.known);
  json.member("reserved", info.writes.reserved);
  json.member("unmapped", info.writes.unmapped);
  json.end_object();
  json.member("explained_bytes", info.explained_bytes);
}

}  // namespace

std::string padded(std::string_view text, std::size_t columns) {
  std::string result(text);
  const std::size_t used = columns_of(text);
  if (used < columns) result.append(columns - used, ' ');
  return result;
}

void write_table(const std::vector<std::vector<std::string>>& rows, std::size_t indent, Sink& sink) {
  std::vector<std::size_t> widths;
  for (const auto& cells : rows) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], columns_of(cells[i]));
  }
  for (const auto& cells : rows) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i < cells.size(); ++i)
      line += padded(cells[i], i + 1 < cells.size() ? widths[i] + 2 : 0);
    line.erase(line.find_last_not_of(' ') + 1);
    sink.write(line + "\n");
  }
}

std::string problem_line(const Diagnostic& problem) {
  const std::string where =
      problem.where.empty() && problem.where.offset == 0 ? "" : " (" + range_text(problem.where) + ")";
  return std::string(severity_name(problem.severity)) + "  " + problem.code + "  " + problem.message + where;
}

void write_problem_json(const Diagnostic& problem, JsonWriter& json) {
  json.begin_object();
  json.member("severity", severity_name(problem.severity));
  json.member("code", problem.code);
  json.member("message", problem.message);
  json.member("offset", problem.where.offset);
  json.member("size", problem.where.size);
  member_or_null(json, "task", problem.task ? std::optional<std::uint64_t>(*problem.task) : std::nullopt);
  json.end_object();
}

void write_tensor_json(const model::Tensor& tensor, JsonWriter& json) {
  json.begin_object();
  json.member("name", tensor.name);
  member_or_null(json, "symbol",
                 tensor.symbol.empty() ? std::nullopt : std::optional<std::string>(tensor.symbol));
  json.member("role", model::role_name(tensor.role));
  json.member("dtype", tensor.dtype);
  json.key("shape").begin_array();
  for (const std::uint64_t size : tensor.shape) json.value(size);
  json.end_array();
  json.key("strides");
  if (tensor.strides) {
    json.begin_array();
    for (const std::uint64_t stride : *tensor.strides) json.value(stride);
    json.end_array();
  } else {
    json.null();
  }
  member_or_null(json, "row_stride",
                 tensor.strides ? std::optional<std::uint64_t>((*tensor.strides)[2]) : std::nullopt);
  member_or_null(json, "plane_stride",
                 tensor.strides ? std::optional<std::uint64_t>((*tensor.strides)[1]) : std::nullopt);
  json.member("interleave", tensor.interleave);
  member_or_null(json, "bytes", tensor.bytes);
  member_or_null(json, "address", tensor.address);
  member_or_null(json, "buffer", tensor.buffer);
  member_or_null(json, "task", tensor.task ? std::optional<std::uint64_t>(*tensor.task) : std::nullopt);
  json.member("program", tensor.program);
  json.end_object();
}

void write_runtime(const Info& info, JsonWriter& json) {
  json.key("runtime_graph");
  if (!info.runtime) return json.null();
  json.begin_object();
  json.member("offset", info.runtime->bytes.offset);
  json.member("size", info.runtime->bytes.size);
  member_or_null(
      json, "version",
      info.runtime->version.empty() ? std::nullopt : std::optional<std::string>(info.runtime->version));
  json.member("operations", info.runtime->operations);
  json.end_object();
}

void write_info_json(const Info& info, JsonWriter& json) {
  const Document& document = *info.document;
  const regdb::Identity& who = document.identity();
  json.begin_object();
  json.member("path", document.path());
  json.member("bytes", document.file().size());
  json.member("format", document.anec() == nullptr ? "hwx" : "anec");
  member_or_null(json, "variant",
                 document.anec() == nullptr
                     ? std::nullopt
                     : std::optional<std::string_view>(anec::variant_name(document.anec()->variant)));
  member_or_null(json, "generation",
                 who.generation.empty() ? std::nullopt : std::optional<std::string>(who.generation));
  member_or_null(json, "td_version",
                 who.td_version == 0 ? std::nullopt : std::optional<std::uint32_t>(who.td_version));
  json.member("cpu_subtype", who.subtype);
  json.member("verified", document.verified());
  json.key("unverified").begin_array();
  for (const std::string& part : document.unverified()) json.value(part);
  json.end_array();
  json.key("chips").begin_array();
  for (const std::string& chip : who.chips) json.value(chip);
  json.end_array();
  write_compiler(document, json);
  write_segments(document, json);
  write_programs(document, json);
  json.member("tasks", std::uint64_t{document.tasks().size()});
  json.key("tensors").begin_array();
  for (const model::Tensor& tensor : info.tensors) write_tensor_json(tensor, json);
  json.end_array();
  member_or_null(json, "weights_bytes", info.weights_bytes);
  write_runtime(info, json);
  write_counts(info, json);
  json.key("problems").begin_array();
  for (const Diagnostic& problem : info.problems) write_problem_json(problem, json);
  json.end_array();
  json.end_object();
}

void write_tensors_json(const Document& document, Sink& sink) {
  JsonWriter json(sink);
  json.begin_array();
  for (const model::Tensor& tensor : model::declared_tensors(document)) write_tensor_json(tensor, json);
  model::visit_task_tensors(document, [&](const model::Tensor& tensor) { write_tensor_json(tensor, json); });
  json.end_array();
  json.finish();
}

}  // namespace ane::report
