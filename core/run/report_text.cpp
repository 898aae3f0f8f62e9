#include <array>
#include <cstdio>

#include "core/base/npy.hpp"
#include "core/base/text.hpp"
#include "core/report/report.hpp"
#include "core/run/report.hpp"
#include "core/run/values.hpp"

namespace ane::run {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string duration(double seconds) {
  std::array<char, 32> buffer{};
  if (seconds < 1e-3) {
    std::snprintf(buffer.data(), buffer.size(), "%.0f us", seconds * 1e6);
  } else if (seconds < 1) {
    std::snprintf(buffer.data(), buffer.size(), "%.2f ms", seconds * 1e3);
  } else {
    std::snprintf(buffer.data(), buffer.size(), "%.2f s", seconds);
  }
  return buffer.data();
}

std::string rounded(double value) {
  return number(static_cast<float>(value));
}

std::string result_text(const exec::TaskOutcome& outcome) {
  if (outcome.refusal) return outcome.refusal->sentence();
  if (!outcome.result) return "-";
  const exec::StoredTensor& result = *outcome.result;
  return sizes_text(Shape{result.groups, result.channels, result.height, result.width}) + " → " +
         (result.on_chip ? "on chip" : "@" + std::to_string(result.slot)) +
         (result.base == 0 ? "" : " + " + hex(result.base));
}

void write_tasks(const Report& report, Sink& sink) {
  if (report.tasks.empty()) return;
  Rows rows = {{"task", "operation", "status", "basis", "time", "result"}};
  for (const TaskReport& task : report.tasks) {
    const exec::TaskOutcome& outcome = task.outcome;
    const bool done = outcome.status == exec::TaskStatus::Done;
    rows.push_back({std::to_string(task.index), outcome.operation.empty() ? "-" : outcome.operation,
                    std::string(exec::task_status_name(outcome.status)),
                    done ? std::string(exec::basis_name(outcome.basis)) : "-",
                    done ? duration(outcome.seconds) : "-", result_text(outcome)});
  }
  sink.write("\n");
  report::write_table(rows, 2, sink);
}

// Why the bases are not "confirmed", and where other hardware may compute otherwise.
void write_remarks(const Report& report, Sink& sink) {
  Rows rules, hazards;
  for (const TaskReport& task : report.tasks) {
    const std::string title = "task " + std::to_string(task.index);
    for (const std::string& rule : task.outcome.rules) rules.push_back({title, rule});
    for (const std::string& hazard : task.outcome.hazards.sentences()) hazards.push_back({title, hazard});
  }
  const auto section = [&](std::string_view heading, const Rows& rows) {
    if (rows.empty()) return;
    sink.write("\n" + std::string(heading) + "\n");
    report::write_table(rows, 2, sink);
  };
  section("not confirmed", rules);
  section("where the hardware may differ", hazards);
}

void write_outputs_table(const Report& report, Sink& sink) {
  if (report.outputs.empty()) return;
  Rows rows = {{"output", "buffer", "shape", "min", "max", "mean", "std", "nan", "inf", "file"}};
  for (const OutputReport& output : report.outputs) {
    const model::Statistics& s = output.statistics;
    const auto known = [&](double number) { return output.has_finite() ? rounded(number) : "-"; };
    rows.push_back({escaped(output.port.tensor.name), "@" + std::to_string(output.port.slot),
                    sizes_text(output.port.layout.shape()), known(s.min), known(s.max), known(s.mean),
                    known(s.std), std::to_string(s.nan), std::to_string(s.inf),
                    output.file.empty() ? "-" : escaped(output.file)});
  }
  sink.write("\n");
  report::write_table(rows, 2, sink);
}

std::string worst_text(const OutputReport& output) {
  const Comparison& comparison = output.expected->comparison;
  if (!comparison.worst) return "-";
  std::string index;
  for (const std::uint64_t i : index_of(output.port.layout.shape(), *comparison.worst))
    index += (index.empty() ? "[" : ",") + std::to_string(i);
  return index + "] is " + rounded(comparison.worst_value) + ", expected " +
         rounded(comparison.worst_expected);
}

void write_verdicts(const Report& report, const Tolerance& tolerance, Sink& sink) {
  Rows rows = {{"expected", "verdict", "failing", "max abs error", "max rel error", "cosine", "worst"}};
  for (const OutputReport& output : report.outputs) {
    if (!output.expected) continue;
    const Comparison& comparison = output.expected->comparison;
    rows.push_back({escaped(output.port.tensor.name), comparison.pass ? "pass" : "fail",
                    std::to_string(comparison.failing) + " of " + std::to_string(output.values.size()),
                    rounded(comparison.max_abs_error), rounded(comparison.max_rel_error),
                    comparison.cosine ? rounded(*comparison.cosine) : "-", worst_text(output)});
  }
  if (rows.size() == 1) return;
  sink.write("\n");
  report::write_table(rows, 2, sink);
  sink.write("  (passes within " + rounded(tolerance.absolute) + " + " + rounded(tolerance.relative) +
             " * |expected|)\n");
}

std::string headline(const Report& report) {
  std::string text = "run on " + escaped(report.device);
  if (!report.ok) return text + ": " + report.failure;
  if (!report.tasks.empty()) text += ": " + counted(report.tasks.size(), "task");
  if (report.seconds.size() == 1) return text + " in " + duration(report.seconds.front());
  const Timing timing = timing_of(report.seconds);
  text += ", " + std::to_string(report.seconds.size()) + " times: median " + duration(timing.median) +
          ", mean " + duration(timing.mean) + ", " + duration(timing.least) + " to " + duration(timing.most);
  if (report.warm_up) text += " (before them once to warm up: " + duration(*report.warm_up) + ")";
  return text;
}

}  // namespace

void write_report_text(const Report& report, const Tolerance& tolerance, Sink& sink) {
  sink.write(headline(report) + "\n");
  write_tasks(report, sink);
  write_remarks(report, sink);
  write_outputs_table(report, sink);
  write_verdicts(report, tolerance, sink);
}

void write_devices_text(const std::vector<device::Probe>& probes, Sink& sink) {
  Rows rows = {{"device", "what", "usable", "generations", "why not"}};
  for (const device::Probe& probe : probes) {
    std::string why = probe.reason;
    if (!probe.advice.empty()) why += (why.empty() ? "" : ": ") + probe.advice;
    rows.push_back({escaped(probe.id), probe.name, probe.usable ? "yes" : "no",
                    probe.generations.empty() ? "-" : join(probe.generations, " "), escaped(why)});
  }
  report::write_table(rows, 0, sink);
}

}  // namespace ane::run
