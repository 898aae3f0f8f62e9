#include "core/export/describe.hpp"

#include <algorithm>
#include <filesystem>

#include "core/base/text.hpp"
#include "core/report/report.hpp"

namespace ane::exporter {
namespace {

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

std::string shape_text(const model::Tensor& tensor) {
  std::string text;
  for (const std::uint64_t side : tensor.shape) {
    if (!text.empty()) text += "x";
    text += std::to_string(side);
  }
  return text;
}

std::string_view role_of(anec::ChannelUse use) {
  switch (use) {
    case anec::ChannelUse::Commands:
      return "commands";
    case anec::ChannelUse::Weights:
      return "weights";
    case anec::ChannelUse::Scratch:
      return "scratch";
    case anec::ChannelUse::Output:
      return "output";
    case anec::ChannelUse::Input:
      return "input";
    case anec::ChannelUse::Unused:
      break;
  }
  return "unused";
}

void write_channels_text(const Plan& plan, Sink& sink) {
  std::vector<std::vector<std::string>> rows = {
      {"channel", "", "tiles", "bytes", "tensor", "shape", "plane stride", "row stride", "source slot"}};
  for (const ChannelPlan& channel : plan.channels) {
    const anec::Channel& entry = plan.header.channels[channel.number];
    std::vector<std::string> row = {std::to_string(channel.number), channel.name, std::to_string(entry.tiles),
                                    std::to_string(channel.bytes)};
    if (channel.tensor) {
      row.insert(row.end(), {escaped(channel.tensor->name), shape_text(*channel.tensor),
                             std::to_string(entry.plane_stride), std::to_string(entry.row_stride)});
    } else {
      row.insert(row.end(), {"-", "-", "-", "-"});
    }
    row.push_back(channel.slot ? std::to_string(*channel.slot) : "-");
    rows.push_back(std::move(row));
  }
  report::write_table(rows, 2, sink);
}

void write_changes_text(const Plan& plan, Sink& sink) {
  if (plan.changes.empty()) return;
  sink.write("renumbered\n");
  std::vector<std::vector<std::string>> rows;
  for (const WordChange& change : plan.changes)
    rows.push_back({"task " + std::to_string(change.task), change_text(change)});
  report::write_table(rows, 2, sink);
}

void write_channel_json(const ChannelPlan& channel, const Plan& plan, report::JsonWriter& json) {
  const anec::Channel& entry = plan.header.channels[channel.number];
  json.begin_object();
  json.member("channel", channel.number);
  json.member("name", channel.name);
  json.member("role", role_of(channel.use));
  json.member("tiles", entry.tiles);
  json.member("bytes", channel.bytes);
  if (channel.tensor) {
    json.member("tensor", channel.tensor->name);
    json.member("symbol", channel.tensor->symbol);
    json.member("dtype", channel.tensor->dtype);
    json.key("shape").begin_array();
    for (const std::uint64_t side : channel.tensor->shape) json.value(side);
    json.end_array();
    json.member("plane_stride", entry.plane_stride);
    json.member("row_stride", entry.row_stride);
  } else {
    for (const char* name : {"tensor", "symbol", "dtype", "shape", "plane_stride", "row_stride"})
      json.key(name).null();
  }
  json.key("source_slot");
  channel.slot ? json.value(*channel.slot) : json.null();
  json.end_object();
}

void write_channels_json(const Plan& plan, report::JsonWriter& json) {
  json.key("channels").begin_array();
  for (const ChannelPlan& channel : plan.channels) write_channel_json(channel, plan, json);
  json.end_array();
}

void write_changes_json(const Plan& plan, report::JsonWriter& json) {
  json.key("renumbered").begin_array();
  for (const WordChange& change : plan.changes) {
    json.begin_object();
    json.member("task", std::uint64_t{change.task});
    json.member("offset", change.where.offset);
    json.member("before", change.before);
    json.member("after", change.after);
    json.key("operands").begin_array();
    for (const SlotChange& slot : change.slots) {
      json.begin_object();
      json.member("operand", slot.operand);
      json.member("from", slot.from);
      json.member("to", slot.to);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_verdict_json(const std::optional<Verdict>& verdict, report::JsonWriter& json) {
  json.key("checked");
  if (!verdict) return json.null();
  json.begin_object();
  json.member("bytes", verdict->bytes);
  json.member("tasks", std::uint64_t{verdict->tasks});
  json.member("writes", verdict->writes);
  json.member("operands", verdict->operands);
  json.member("weight_bytes", verdict->weight_bytes);
  json.key("problems").begin_array();
  for (const Diagnostic& problem : verdict->problems) report::write_problem_json(problem, json);
  json.end_array();
  json.end_object();
}

void write_text_or_null(std::string_view name, const std::string& text, report::JsonWriter& json) {
  json.key(name);
  text.empty() ? json.null() : json.value(text);
}

void write_sizes_json(const Plan& plan, report::JsonWriter& json) {
  json.member("payload", anec::payload_offset(plan.options.variant));
  json.member("bytes", plan.file_bytes);
  json.member("size", plan.header.payload_bytes);
  json.member("td_size", plan.header.first_task_bytes);
  json.member("td_count", plan.header.task_count);
  json.member("tsk_size", plan.header.task_bytes);
  json.member("krn_size", plan.header.weight_bytes);
  json.member("src_count", plan.header.sources);
  json.member("dst_count", plan.header.results);
}

std::string identifier(const std::string& name) {
  std::string made;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    made += letter ? c : '_';
  }
  return made;
}

// For the inside of a C comment.
std::string comment(const std::string& text) {
  std::string made;
  for (const char c : escaped(text)) {
    const bool mark = !made.empty() && ((made.back() == '*' && c == '/') || (made.back() == '/' && c == '*'));
    if (mark) made += ' ';
    made += c;
  }
  return made;
}

std::string channel_comment(const ChannelPlan& channel) {
  std::string text = channel.name;
  if (channel.tensor && channel.tensor->name != channel.name) text += ", " + comment(channel.tensor->name);
  return "  /* " + text + " */\n";
}

}  // namespace

std::vector<Diagnostic> problems_of(const Outcome& outcome) {
  std::vector<Diagnostic> problems = outcome.plan.problems.list();
  if (outcome.verdict) {
    for (Diagnostic& problem : news_of(outcome.verdict->problems, outcome.plan)) {
      problem.message.insert(0, "in the new file: ");
      problems.push_back(std::move(problem));
    }
  }
  if (outcome.error)
    problems.push_back({Severity::Error,
                        "export-failed",
                        outcome.error->message,
                        outcome.error->where.value_or(Extent{}),
                        {}});
  return problems;
}

std::string change_text(const WordChange& change) {
  std::string text = hex(change.before) + " → " + hex(change.after) + "  ";
  for (std::size_t i = 0; i < change.slots.size(); ++i) {
    const SlotChange& slot = change.slots[i];
    if (i != 0) text += ", ";
    text += std::string(slot.operand) + " " + std::to_string(slot.from) + " → " + std::to_string(slot.to);
  }
  return text;
}

std::string verdict_text(const Verdict& verdict) {
  std::string text = std::to_string(verdict.bytes) + " bytes read back as written";
  if (verdict.tasks == 0) return text;
  text += "; " + counted(verdict.tasks, "task") + " with " + counted(verdict.writes, "register write") +
          " and " + counted(verdict.operands, "operand") + " mean what they mean in the source";
  if (verdict.weight_bytes != 0)
    text += ", " + std::to_string(verdict.weight_bytes) + " bytes of weights are equal";
  return text;
}

void write_outcome_text(const Outcome& outcome, Sink& sink) {
  const Plan& plan = outcome.plan;
  sink.write(escaped(outcome.output) + ": " + std::to_string(plan.file_bytes) + " bytes, " +
             (plan.options.mode == Mode::Correct ? "correct" : "as anecc writes it") + ", payload at " +
             hex(anec::payload_offset(plan.options.variant)) + "\n");
  sink.write("  " + counted(plan.header.task_count, "task") + " in " + hex(plan.header.task_bytes) +
             " bytes, the first of " + hex(plan.header.first_task_bytes) + "; weights " +
             hex(plan.header.weight_bytes) + "\n");
  write_channels_text(plan, sink);
  write_changes_text(plan, sink);
  for (const Diagnostic& problem : problems_of(outcome)) sink.write(report::problem_line(problem) + "\n");
  if (outcome.verdict) sink.write("checked: " + verdict_text(*outcome.verdict) + "\n");
  if (!outcome.sidecar.empty()) sink.write("names: " + escaped(outcome.sidecar) + "\n");
}

void write_outcome_json(const Outcome& outcome, report::JsonWriter& json) {
  const Plan& plan = outcome.plan;
  json.begin_object();
  json.member("input", outcome.input);
  write_text_or_null("output", outcome.output, json);
  write_text_or_null("sidecar", outcome.sidecar, json);
  json.member("mode", mode_name(plan.options.mode));
  write_text_or_null("program", plan.program, json);
  write_sizes_json(plan, json);
  write_channels_json(plan, json);
  write_changes_json(plan, json);
  write_verdict_json(outcome.verdict, json);
  json.key("problems").begin_array();
  for (const Diagnostic& problem : problems_of(outcome)) report::write_problem_json(problem, json);
  json.end_array();
  json.end_object();
}

void write_sidecar(const document::Document& source, const Plan& plan, Sink& sink) {
  report::JsonWriter json(sink, 2);
  json.begin_object();
  json.member("source", file_name(source.path()));
  json.member("mode", mode_name(plan.options.mode));
  write_text_or_null("program", plan.program, json);
  write_sizes_json(plan, json);
  write_channels_json(plan, json);
  write_changes_json(plan, json);
  json.end_object();
  json.finish();
}

void write_c_struct(const document::Document& source, const Plan& plan, const std::string& name, Sink& sink) {
  const anec::Anec& header = plan.header;
  sink.write(
      "/* " + comment(file_name(source.path())) + ", " + std::string(mode_name(plan.options.mode)) +
      (plan.changes.empty() ? "" : ", base registers renumbered in " + counted(plan.changes.size(), "task")) +
      " */\n");
  sink.write("static const struct anec anec_" + identifier(name) + " = {\n");
  const auto member = [&](std::string_view field, const std::string& value) {
    sink.write("    ." + std::string(field) + " = " + value + ",\n");
  };
  member(anec::header::kPayload.name, hex(header.payload_bytes));
  member(anec::header::kFirstTask.name, hex(header.first_task_bytes));
  member(anec::header::kTaskCount.name, std::to_string(header.task_count));
  member(anec::header::kTaskBytes.name, hex(header.task_bytes));
  member(anec::header::kWeightBytes.name, hex(header.weight_bytes));
  member(anec::header::kSources.name, std::to_string(header.sources));
  member(anec::header::kResults.name, std::to_string(header.results));
  sink.write("    .tiles = {\n");
  for (const ChannelPlan& channel : plan.channels) {
    const std::uint32_t tiles = header.channels[channel.number].tiles;
    if (tiles == 0) continue;
    sink.write("        [" + std::to_string(channel.number) + "] = " + std::to_string(tiles) + "," +
               channel_comment(channel));
  }
  sink.write("    },\n    .nchw = {\n");
  for (const ChannelPlan& channel : plan.channels) {
    const anec::Channel& entry = header.channels[channel.number];
    if (!entry.has_shape()) continue;
    std::string numbers;
    for (const std::uint64_t side : entry.shape) numbers += std::to_string(side) + ", ";
    numbers += std::to_string(entry.plane_stride) + ", " + std::to_string(entry.row_stride);
    sink.write("        [" + std::to_string(channel.number) + "] = {" + numbers + "}," +
               channel_comment(channel));
  }
  sink.write("    },\n};\n");
}

}  // namespace ane::exporter
