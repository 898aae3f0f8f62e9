#include "app/views/result_rows.hpp"

#include <algorithm>

#include "app/ui/labels.hpp"
#include "app/views/run_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using run::TensorRole;

const run::TaskReport* report_of_task(const run::Trace& trace, std::optional<std::size_t> task) {
  const auto& tasks = trace.report.tasks;
  const auto found = std::find_if(tasks.begin(), tasks.end(),
                                  [&](const run::TaskReport& report) { return task == report.index; });
  return found == tasks.end() ? nullptr : &*found;
}

/// "32×112×112": the batch only where there are several.
std::string result_shape(const run::Shape& shape) {
  return shape[0] == 1 ? ui::shape_text(std::span(shape).subspan(1)) : ui::shape_text(shape);
}

/// What tasks wrote has no name: its number stands beside it.
std::string result_name(const run::KeptTensor& tensor) {
  return tensor.role == TensorRole::Task ? "" : escaped(tensor.name);
}

std::string note_of(const exec::TaskOutcome& outcome) {
  std::string note = outcome.operation + ", " + std::string(exec::basis_name(outcome.basis));
  for (const std::string& rule : outcome.rules) note += "\n" + rule;
  for (const std::string& hazard : outcome.hazards.sentences()) note += "\n" + hazard;
  if (outcome.refusal) note += "\n" + outcome.refusal->sentence();
  return note;
}

/// What a row of a tensor says beside its numbers.
void add_facts(const run::Trace& trace, const run::KeptTensor& tensor, ResultRow& row) {
  row.shape = result_shape(tensor.shape);
  if (tensor.role == TensorRole::Output) row.note = escaped(tensor.name);
  const run::TaskReport* report = report_of_task(trace, tensor.task);
  if (report == nullptr) return;
  row.inferred = report->outcome.basis == exec::Basis::Inferred;
  row.note += (row.note.empty() ? "" : "\n") + note_of(report->outcome);
}

std::string task_cell(const run::KeptTensor& tensor) {
  return tensor.task ? std::to_string(*tensor.task) : "";
}

ResultRow compared_row(const run::Trace& trace, const run::TensorVerdict& verdict) {
  const run::KeptTensor& tensor = *trace.tensors[verdict.a];
  const run::Comparison& c = verdict.comparison;
  ResultRow row;
  row.mark = c.pass ? ResultMark::Passes : ResultMark::Fails;
  row.tensor = verdict.a;
  row.element = c.worst;
  std::array<char, 32> cosine{};
  if (c.cosine) static_cast<void>(std::snprintf(cosine.data(), cosine.size(), "%.6f", *c.cosine));
  row.cells = {task_cell(tensor),
               result_name(tensor),
               short_value(c.max_abs_error),
               ui::comma_number(verdict.ulp),
               cosine.data(),
               ui::comma_number(c.failing)};
  add_facts(trace, tensor, row);
  return row;
}

ResultRow not_compared_row(const run::Trace& trace, const run::Trace& b, std::size_t number) {
  const run::KeptTensor& tensor = *trace.tensors[number];
  ResultRow row;
  row.mark = ResultMark::NotCompared;
  row.tensor = number;
  row.cells = {task_cell(tensor), result_name(tensor), "not in B", "", "", ""};
  add_facts(trace, tensor, row);
  row.note = run::why_missing(tensor, b) + (row.note.empty() ? "" : "\n") + row.note;
  return row;
}

std::uint64_t hazard_kinds(const exec::Hazards& hazards) {
  return hazards.sentences().size();
}

ResultRow plain_row(const run::Trace& trace, std::size_t number) {
  const run::KeptTensor& tensor = *trace.tensors[number];
  const model::Statistics& s = tensor.statistics;
  const bool finite = s.nan + s.inf < s.count;
  ResultRow row;
  row.tensor = number;
  const run::TaskReport* report = report_of_task(trace, tensor.task);
  row.cells = {task_cell(tensor),
               result_name(tensor),
               finite ? short_value(s.min) : "",
               finite ? short_value(s.max) : "",
               ui::comma_number(s.nan + s.inf),
               report == nullptr ? "" : std::string(exec::basis_name(report->outcome.basis)),
               report == nullptr ? "" : std::to_string(hazard_kinds(report->outcome.hazards))};
  add_facts(trace, tensor, row);
  return row;
}

/// A task without a tensor: refused, cancelled, or too much to keep.
ResultRow empty_row(const run::TaskReport& report) {
  const exec::TaskOutcome& outcome = report.outcome;
  const bool done = outcome.status == exec::TaskStatus::Done;
  ResultRow row;
  row.mark = done ? ResultMark::None : ResultMark::Refused;
  row.inferred = outcome.basis == exec::Basis::Inferred;
  row.cells = {std::to_string(report.index),
               done ? "not kept" : std::string(exec::task_status_name(outcome.status)),
               "",
               "",
               "",
               std::string(exec::basis_name(outcome.basis)),
               std::to_string(hazard_kinds(outcome.hazards))};
  row.note = note_of(outcome);
  return row;
}

void add_plain_rows(const run::Trace& trace, ResultTable& table) {
  for (const run::TaskReport& report : trace.report.tasks) {
    const auto tensor = trace.of_task(report.index);
    table.rows.push_back(tensor ? plain_row(trace, *tensor) : empty_row(report));
  }
  for (std::size_t i = 0; i < trace.tensors.size(); ++i)
    if (trace.tensors[i]->role == TensorRole::Output) table.rows.push_back(plain_row(trace, i));
}

/// Those of `only_a` for which B has a file that cannot be used.
std::size_t unread_count(const run::Trace& trace, const run::Trace& b,
                         const std::vector<std::size_t>& only_a) {
  return static_cast<std::size_t>(std::count_if(only_a.begin(), only_a.end(), [&](std::size_t number) {
    return std::any_of(b.unread.begin(), b.unread.end(), [&](const run::UnreadTensor& unread) {
      return unread.role == trace.tensors[number]->role && unread.name == trace.tensors[number]->name;
    });
  }));
}

/// "13 results are not in B, 1 of them because its file cannot be used"
std::string missing_sentence(const run::Trace& trace, const run::Trace& b,
                             const std::vector<std::size_t>& only_a) {
  if (only_a.empty()) return "";
  const std::size_t all = only_a.size(), unread = unread_count(trace, b, only_a);
  std::string text = ui::plural(all, "result") + (all == 1 ? " is" : " are") + " not in B";
  if (unread == 0) return text;
  if (unread < all) text += ", " + ui::comma_number(unread) + " of them";
  return text + (unread == 1 ? " because its file" : " because their files") + " cannot be used";
}

std::string compare_headline(const run::TraceComparison& comparison) {
  const std::size_t compared = comparison.verdicts.size(), failing = comparison.failing;
  if (compared == 0) return "Nothing could be compared";
  if (comparison.only_a.empty())
    return std::to_string(compared - failing) + " of " + std::to_string(compared) +
           (compared == 1 ? " result is" : " results are") + " within tolerance on this input";
  const std::string share =
      std::to_string(compared) + " of " + ui::plural(comparison.results(), "result") + " compared, ";
  return share + (failing == 0 ? "all within tolerance" : std::to_string(failing) + " not within tolerance");
}

void tell_comparison(const run::Trace& trace, const state::RunWork& work, ResultTable& table) {
  const run::TraceComparison& comparison = *work.comparison;
  table.headline = compare_headline(comparison);
  table.under = comparison.verdicts.empty()
                    ? "B has no result of the same name and shape."
                    : "Proves agreement of values here, not equality of the programs.";
  table.missing = missing_sentence(trace, *work.b, comparison.only_a);
}

void run_headline(const state::FinishedRun& run, ResultTable& table) {
  const auto& tasks = run.trace->report.tasks;
  const auto done = std::count_if(tasks.begin(), tasks.end(), [](const run::TaskReport& report) {
    return report.outcome.status == exec::TaskStatus::Done;
  });
  if (!run.failure.empty()) {
    table.headline = "The run did not end";
    table.under = run.failure + (run.advice.empty() ? "" : ". " + run.advice);
    return;
  }
  table.headline = tasks.empty()
                       ? "Ran on " + run.device
                       : ui::plural(static_cast<std::uint64_t>(done), "task") + " ran on " + run.device;
  table.under = "Choose a B at the left to compare the values with.";
}

std::string timing_line(const run::Report& report) {
  if (report.seconds.empty()) return "";
  const run::Timing t = run::timing_of(report.seconds);
  if (report.seconds.size() == 1) return "one run, " + duration_text(t.median);
  return std::to_string(report.seconds.size()) + " runs · min " + duration_text(t.least) + " · median " +
         duration_text(t.median) + " · mean " + duration_text(t.mean) + " · max " + duration_text(t.most);
}

/// In what order the rows stand.
std::string_view order_words(const run::Trace& trace, bool compared) {
  if (compared) return "worst first";
  const auto of = [&](TensorRole role) {
    return std::any_of(trace.tensors.begin(), trace.tensors.end(),
                       [&](const run::KeptTensorPtr& tensor) { return tensor->role == role; });
  };
  return of(TensorRole::Output) && !trace.report.tasks.empty() ? "in task order, outputs last"
                                                               : "in task order";
}

constexpr std::string_view kHazardNote =
    "Hazards are values for which the hardware's arithmetic may differ from the executor's: inputs that are "
    "NaN, infinite, subnormal or outside of a lookup table, sums of 32768 or more, results that are NaN, "
    "infinite, smaller than 2^-14 or half-way between two fp16 numbers. A row says which its task met; they "
    "do not change the result.";

void tell_foot(const run::Trace& trace, ResultTable& table) {
  std::uint64_t nan = 0, inf = 0, results = 0, inferred = 0, hazards = 0;
  for (const run::KeptTensorPtr& tensor : trace.tensors) {
    if (tensor->role == TensorRole::Input) continue;
    ++results;
    nan += tensor->statistics.nan;
    inf += tensor->statistics.inf;
  }
  for (const run::TaskReport& report : trace.report.tasks) {
    inferred += report.outcome.basis == exec::Basis::Inferred ? 1 : 0;
    hazards += report.outcome.hazards.none() ? 0U : 1U;
  }
  std::string& text = table.foot;
  text = std::string(order_words(trace, table.compared)) + " · NaN " + ui::comma_number(nan) + ", Inf " +
         ui::comma_number(inf) + " in all " + ui::plural(results, "result");
  if (inferred > 0) text += " · ~ " + ui::plural(inferred, "task") + " on inferred rules";
  if (hazards > 0) text += " · " + ui::plural(hazards, "task") + " with hazards";
  if (trace.not_kept > 0) text += " · " + ui::plural(trace.not_kept, "result") + " not kept";
  table.foot_note = text;
  if (hazards > 0) table.foot_note += "\n" + std::string(kHazardNote);
}

}  // namespace

ResultTable result_table(const state::RunWork& work, const state::FinishedRun& run) {
  const run::Trace& trace = *run.trace;
  ResultTable table;
  run_headline(run, table);
  table.compared = work.comparison != nullptr;
  if (table.compared) {
    if (run.failure.empty()) tell_comparison(trace, work, table);
    for (const run::TensorVerdict& verdict : work.comparison->verdicts)
      table.rows.push_back(compared_row(trace, verdict));
    for (const std::size_t number : work.comparison->only_a)
      table.rows.push_back(not_compared_row(trace, *work.b, number));
  } else {
    add_plain_rows(trace, table);
  }
  tell_foot(trace, table);
  table.timing = timing_line(trace.report);
  return table;
}

}  // namespace ane::views
