// A program executed.

#include "app/cli/run_request.hpp"
#include "core/base/text.hpp"
#include "core/run/files.hpp"
#include "core/run/report.hpp"

namespace ane::cli {
namespace {

void tell_problems(const Context& context, const run::Report& report) {
  for (const Diagnostic& problem : report.problems.list())
    context.fail(context.args.positional[0],
                 {std::string(severity_name(problem.severity)) + ": " + problem.message,
                  problem.where.empty() ? std::nullopt : std::optional(problem.where)});
}

void print(const Context& context, const RunRequest& request, const run::Report& report) {
  if (!request.json) return run::write_report_text(report, request.request.tolerance, context.streams.out);
  report::JsonWriter json(context.streams.out);
  run::write_report_json(report, request.request.tolerance, json);
  json.finish();
}

/// Files first: the report names those that are there.
int finish(const Context& context, const RunRequest& request, run::Report& report,
           const std::optional<run::TaskDump>& dump) {
  const std::string& path = context.args.positional[0];
  int status = report.ok && !report.as_expected() ? kNo : kDone;
  if (!report.ok)
    status = context.fail(path, {report.failure + (report.advice.empty() ? "" : "; " + report.advice), {}});
  if (dump && dump->error()) status = context.fail("", *dump->error());
  if (report.ok && !request.output.empty()) {
    if (const auto written = run::write_outputs(report, request.output); !written) {
      status = context.fail("", written.error());
      report.ok = false;
      report.failure = written.error().message;
    }
  }
  print(context, request, report);
  return status;
}

}  // namespace

int run_run(const Context& context) {
  const document::DocumentPtr document = context.open();
  if (document == nullptr) return kFailed;
  RunError error;
  std::optional<RunRequest> request = understand_run(context, document, error);
  if (!request) return context.fail(error.file, error.error);
  std::optional<run::TaskDump> dump;
  if (!request->dump.empty()) {
    dump.emplace(request->dump);
    request->request.on_task = [&](std::size_t task, const exec::TaskOutcome& outcome,
                                   const exec::Memory& memory) { (*dump)(task, outcome, memory); };
  }
  auto report = run::execute(*request->device, request->signature, request->request);
  if (!report) return context.fail(context.args.positional[0], report.error());
  Diagnostics problems = request->problems;
  problems.append(report->problems);
  report->problems = std::move(problems);
  tell_problems(context, *report);
  return finish(context, *request, *report, dump);
}

}  // namespace ane::cli
