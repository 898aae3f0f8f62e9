#include "core/report/report.hpp"
#include "core/run/report.hpp"
#include "core/run/values.hpp"

namespace ane::run {
namespace {

using report::JsonWriter;

void member_or_null(JsonWriter& json, std::string_view name, const std::string& text) {
  json.key(name);
  if (text.empty()) {
    json.null();
  } else {
    json.value(text);
  }
}

void number_or_null(JsonWriter& json, std::string_view name, bool known, double number) {
  json.key(name);
  if (known) {
    json.value(number);
  } else {
    json.null();
  }
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name).begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

void write_sizes(JsonWriter& json, std::string_view name, const Shape& sizes) {
  json.key(name).begin_array();
  for (const std::uint64_t size : sizes) json.value(size);
  json.end_array();
}

void write_stored(JsonWriter& json, const exec::StoredTensor& tensor) {
  json.begin_object();
  json.member("on_chip", tensor.on_chip);
  json.key("buffer");
  if (tensor.on_chip) {
    json.null();
  } else {
    json.value(tensor.slot);
  }
  json.member("offset", tensor.base);
  write_sizes(json, "shape", {tensor.groups, tensor.channels, tensor.height, tensor.width});
  json.end_object();
}

void write_task(JsonWriter& json, const TaskReport& task) {
  const exec::TaskOutcome& outcome = task.outcome;
  json.begin_object();
  json.member("index", std::uint64_t{task.index});
  json.member("status", exec::task_status_name(outcome.status));
  json.member("operation", outcome.operation);
  member_or_null(json, "reason", outcome.refusal ? outcome.refusal->sentence() : "");
  // Nothing of a refused task ran on any basis.
  member_or_null(json, "basis",
                 outcome.refusal ? std::string() : std::string(exec::basis_name(outcome.basis)));
  write_texts(json, "rules", outcome.rules);
  write_texts(json, "hazards", outcome.hazards.sentences());
  json.member("seconds", outcome.seconds);
  json.key("result");
  if (outcome.result) {
    write_stored(json, *outcome.result);
  } else {
    json.null();
  }
  json.end_object();
}

void write_expected(JsonWriter& json, const OutputReport& output, const Tolerance& tolerance) {
  json.key("expected");
  if (!output.expected) return json.null();
  const Comparison& comparison = output.expected->comparison;
  json.begin_object();
  json.member("file", output.expected->file);
  json.member("max_abs_error", comparison.max_abs_error);
  json.member("max_rel_error", comparison.max_rel_error);
  number_or_null(json, "cosine", comparison.cosine.has_value(), comparison.cosine.value_or(0));
  json.member("pass", comparison.pass);
  json.member("atol", tolerance.absolute);
  json.member("rtol", tolerance.relative);
  json.member("elements", std::uint64_t{output.values.size()});
  json.member("failing", comparison.failing);
  json.key("worst");
  if (comparison.worst) {
    json.begin_object();
    write_sizes(json, "index", index_of(output.port.layout.shape(), *comparison.worst));
    json.member("value", comparison.worst_value);
    json.member("expected", comparison.worst_expected);
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
}

void write_output(JsonWriter& json, const OutputReport& output, const Tolerance& tolerance) {
  const model::Statistics& s = output.statistics;
  json.begin_object();
  json.member("name", output.port.tensor.name);
  json.member("buffer", output.port.slot);
  json.member("dtype", output.port.tensor.dtype);
  write_sizes(json, "shape", output.port.layout.shape());
  number_or_null(json, "min", output.has_finite(), s.min);
  number_or_null(json, "max", output.has_finite(), s.max);
  number_or_null(json, "mean", output.has_finite(), s.mean);
  number_or_null(json, "std", output.has_finite(), s.std);
  json.member("nan", s.nan);
  json.member("inf", s.inf);
  member_or_null(json, "file", output.file);
  write_expected(json, output, tolerance);
  json.end_object();
}

}  // namespace

void write_report_json(const Report& report, const Tolerance& tolerance, JsonWriter& json) {
  json.begin_object();
  json.member("device", report.device);
  json.member("program", report.program);
  json.member("ok", report.ok);
  member_or_null(json, "failure", report.failure);
  member_or_null(json, "advice", report.advice);
  json.key("seconds").begin_array();
  for (const double seconds : report.seconds) json.value(seconds);
  json.end_array();
  json.key("warm_up_seconds");
  if (report.warm_up) {
    json.value(*report.warm_up);
  } else {
    json.null();
  }
  json.key("tasks").begin_array();
  for (const TaskReport& task : report.tasks) write_task(json, task);
  json.end_array();
  json.key("problems").begin_array();
  for (const Diagnostic& problem : report.problems.list()) report::write_problem_json(problem, json);
  json.end_array();
  json.key("outputs").begin_array();
  for (const OutputReport& output : report.outputs) write_output(json, output, tolerance);
  json.end_array();
  json.end_object();
}

void write_devices_json(const std::vector<device::Probe>& probes, JsonWriter& json) {
  json.begin_array();
  for (const device::Probe& probe : probes) {
    json.begin_object();
    json.member("id", probe.id);
    json.member("name", probe.name);
    json.member("usable", probe.usable);
    member_or_null(json, "reason", probe.reason);
    member_or_null(json, "advice", probe.advice);
    write_texts(json, "generations", probe.generations);
    json.end_object();
  }
  json.end_array();
}

}  // namespace ane::run
