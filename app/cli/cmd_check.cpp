#include "app/cli/command.hpp"
#include "core/base/text.hpp"
#include "core/report/report.hpp"

namespace ane::cli {
namespace {

void write_text(const std::string& path, const std::vector<Diagnostic>& problems, Sink& sink) {
  if (problems.empty()) sink.write(escaped(path) + ": no problems\n");
  for (const Diagnostic& problem : problems)
    sink.write(escaped(path) + ": " + report::problem_line(problem) + "\n");
}

void write_json(const std::string& path, const std::vector<Diagnostic>& problems, report::JsonWriter& json) {
  json.begin_object();
  json.member("path", path);
  json.key("problems").begin_array();
  for (const Diagnostic& problem : problems) report::write_problem_json(problem, json);
  json.end_array();
  json.end_object();
}

}  // namespace

int run_check(const Context& context) {
  const bool as_json = context.args.has(kJson.name);
  report::JsonWriter json(context.streams.out);
  if (as_json) json.begin_array();
  int status = kDone;
  for (const std::string& path : context.args.positional) {
    std::vector<Diagnostic> problems;
    const auto document = context.open(path);
    if (document) {
      const Diagnostics found = report::find_problems(**document).problems;
      if (found.has_errors()) status = std::max(status, kNo);
      problems = found.list();
    } else {
      status = context.fail(path, document.error());
      problems.push_back({Severity::Error,
                          "unreadable",
                          document.error().message,
                          document.error().where.value_or(Extent{}),
                          {}});
    }
    if (as_json) {
      write_json(path, problems, json);
    } else if (document) {
      write_text(path, problems, context.streams.out);
    }
  }
  if (as_json) {
    json.end_array();
    json.finish();
  }
  return status;
}

}  // namespace ane::cli
