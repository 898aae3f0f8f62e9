// What scripts can ask about runs.

#include <cmath>
#include <functional>
#include <set>

#include "app/state/app.hpp"
#include "app/state/run_parts.hpp"
#include "core/base/text.hpp"

namespace ane::state {
namespace {

using Answer = std::function<std::string()>;

std::string element_text(const run::KeptTensor& tensor, std::uint64_t element) {
  const run::Shape index = run::index_of(tensor.shape, element);
  std::string text;
  for (const std::uint64_t part : index) text += (text.empty() ? "" : ",") + std::to_string(part);
  return text;
}

std::string side_text(const RunWork& work) {
  switch (work.side_b) {
    case SideB::Device:
      return "device " + work.b_device;
    case SideB::Folder:
      return "folder";
    case SideB::Run:
      return "run " + std::to_string(work.b_run);
    case SideB::None:
      break;
  }
  return "none";
}

std::string value_at(const run::KeptTensor* tensor, std::optional<std::uint64_t> element) {
  return tensor != nullptr && element && *element < tensor->count() ? number(tensor->value(*element)) : "";
}

std::string difference_at(const RunWork& work) {
  const run::KeptTensor* a = work.tensor_a();
  const run::KeptTensor* b = work.tensor_b();
  if (a == nullptr || b == nullptr || !work.element || *work.element >= a->count()) return "";
  return number(std::fabs(a->value(*work.element) - b->value(*work.element)));
}

/// What there is to say of the inputs, one sentence an input.
std::string of_inputs(const App& app, std::string PreparedInput::*sentence) {
  const auto prepared = app.running.prepared.find(app.active_file);
  std::string text;
  if (prepared == app.running.prepared.end()) return text;
  for (const PreparedInput& input : prepared->second)
    if (!(input.*sentence).empty()) text += (text.empty() ? "" : "; ") + input.*sentence;
  return text;
}

std::vector<std::pair<std::string_view, Answer>> setup_answers(const App& app) {
  const RunWork& work = app.running;
  const auto setup = [&]() -> const RunSetup* {
    const auto found = work.setups.find(app.active_file);
    return found == work.setups.end() ? nullptr : &found->second;
  };
  return {
      {"device", [=] { return setup() == nullptr ? std::string() : setup()->device; }},
      {"inputs", [=] { return setup() == nullptr ? std::string() : inputs_text(*setup()); }},
      {"program", [=] { return setup() == nullptr ? std::string() : std::to_string(setup()->program); }},
      {"seed", [=] { return setup() == nullptr ? std::string() : std::to_string(setup()->seed); }},
      {"repeat", [=] { return setup() == nullptr ? std::string() : std::to_string(setup()->repeat); }},
      {"timeout", [=] { return setup() == nullptr ? std::string() : number(setup()->timeout / 1000.0); }},
      {"allow-inferred",
       [=] { return std::string(setup() != nullptr && setup()->allow_inferred ? "yes" : "no"); }},
      {"blind_spot", [&] { return of_inputs(app, &PreparedInput::blind_spot); }},
      {"input_error", [&] { return of_inputs(app, &PreparedInput::error); }},
      {"devices", [&] { return std::to_string(work.devices.size()); }},
  };
}

std::vector<std::pair<std::string_view, Answer>> result_answers(const App& app) {
  const RunWork& work = app.running;
  const auto of_run = [&](const std::function<std::string(const FinishedRun&)>& tell) -> Answer {
    return [&work, tell] { return work.shown() == nullptr ? std::string() : tell(*work.shown()); };
  };
  return {
      {"status", [&] { return std::string(run_status(app)); }},
      {"runs", [&] { return std::to_string(work.runs.size()); }},
      {"a", [&] { return work.a == 0 ? std::string("none") : std::to_string(work.a); }},
      {"ran_on", of_run([](const FinishedRun& run) { return run.device; })},
      {"ran_with", of_run([](const FinishedRun& run) { return run.inputs; })},
      {"changes", of_run([](const FinishedRun& run) { return std::to_string(run.changes); })},
      {"failure", of_run([](const FinishedRun& run) { return run.failure; })},
      {"advice", of_run([](const FinishedRun& run) { return run.advice; })},
      {"inferred", of_run([](const FinishedRun& run) { return std::string(run.inferred ? "yes" : "no"); })},
      {"executions", of_run([](const FinishedRun& run) {
         return std::to_string(run.trace ? run.trace->report.seconds.size() : 0);
       })},
      {"seconds", of_run([](const FinishedRun& run) {
         const bool known = run.trace && !run.trace->report.seconds.empty();
         return known ? number(run::timing_of(run.trace->report.seconds).median) : std::string();
       })},
      {"tensors", of_run([](const FinishedRun& run) {
         return std::to_string(run.trace ? run.trace->tensors.size() : 0);
       })},
      {"warning", of_run([](const FinishedRun& run) {
         if (run.trace)
           for (const Diagnostic& problem : run.trace->report.problems.list())
             if (problem.severity != Severity::Note) return problem.message;
         return std::string();
       })},
  };
}

std::vector<std::pair<std::string_view, Answer>> compare_answers(const App& app) {
  const RunWork& work = app.running;
  const auto tensor = [&](const std::function<std::string(const run::KeptTensor&)>& tell) -> Answer {
    return [&work, tell] { return work.tensor_a() == nullptr ? std::string() : tell(*work.tensor_a()); };
  };
  return {
      {"b", [&] { return side_text(work); }},
      {"b_title", [&] { return work.b_title; }},
      {"b_error", [&] { return work.b_error; }},
      {"comparing", [&] { return std::string(work.comparing ? "yes" : "no"); }},
      {"verdict",
       [&] {
         const auto verdict = work.verdicts.find(work.a);
         return verdict == work.verdicts.end() ? std::string() : verdict->second;
       }},
      {"failing", [&] { return work.comparison ? std::to_string(work.comparison->failing) : std::string(); }},
      {"verdicts",
       [&] { return work.comparison ? std::to_string(work.comparison->verdicts.size()) : std::string(); }},
      {"missing",
       [&] { return work.comparison ? std::to_string(work.comparison->only_a.size()) : std::string(); }},
      {"why_missing", tensor([&work](const run::KeptTensor& t) {
         return work.b ? run::why_missing(t, *work.b) : std::string();
       })},
      {"first_task",
       [&] {
         return work.comparison && work.comparison->first_task ? std::to_string(*work.comparison->first_task)
                                                               : std::string("none");
       }},
      {"tensor", tensor([](const run::KeptTensor& t) { return t.name; })},
      {"tensor_min", tensor([](const run::KeptTensor& t) { return number(t.statistics.min); })},
      {"tensor_max", tensor([](const run::KeptTensor& t) { return number(t.statistics.max); })},
      {"tensor_mean", tensor([](const run::KeptTensor& t) { return number(t.statistics.mean); })},
      {"tensor_nan", tensor([](const run::KeptTensor& t) { return std::to_string(t.statistics.nan); })},
      {"tensor_values", tensor([](const run::KeptTensor& t) {
         return std::to_string(std::set<std::uint16_t>(t.values.begin(), t.values.end()).size());
       })},
      {"element", tensor([&work](const run::KeptTensor& t) {
         return work.element ? element_text(t, *work.element) : std::string("none");
       })},
      {"value", [&] { return value_at(work.tensor_a(), work.element); }},
      {"difference", [&] { return difference_at(work); }},
      {"value_b", [&] { return value_at(work.tensor_b(), work.element); }},
  };
}

}  // namespace

std::optional<std::string> query_run(const App& app, std::string_view path) {
  for (const auto& answers : {setup_answers(app), result_answers(app), compare_answers(app)})
    for (const auto& [name, value] : answers)
      if (name == path) return value();
  return std::nullopt;
}

}  // namespace ane::state
