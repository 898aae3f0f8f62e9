// From programs to .anec files: one, or all of a folder.

#include <algorithm>
#include <filesystem>
#include <map>

#include "app/cli/command.hpp"
#include "app/cli/programs.hpp"
#include "core/base/text.hpp"
#include "core/export/bytes.hpp"
#include "core/export/describe.hpp"
#include "core/export/verify.hpp"
#include "core/export/write.hpp"
#include "core/report/report.hpp"

namespace ane::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnreadable = "unreadable";

/// The arguments, understood.
struct Request {
  exporter::Options options;
  std::string output;  ///< "" without one, "-" for standard output
  std::string name;    ///< of the C struct
  bool json = false, print = false, sidecar = false;
};

Result<exporter::Options> export_options(const Arguments& args) {
  exporter::Options options;
  options.force = args.has("--force");
  options.program = args.text("--program").value_or("");
  if (const auto compat = args.text("--compat")) {
    if (*compat != "anecc") return Error{"--compat takes anecc, not " + *compat, {}};
    options.mode = exporter::Mode::Anecc;
  }
  ANE_TRY(const auto payload, args.number("--payload"));
  if (!payload || *payload == anec::payload::kAt1000) return options;
  if (*payload != anec::payload::kAt800)
    return Error{"--payload takes 0x1000 or 0x800, not " + args.text("--payload").value_or(""), {}};
  options.variant = anec::Variant::Header800;
  if (options.mode == exporter::Mode::Anecc)
    return Error{"--compat anecc writes the payload at 0x1000 only", {}};
  return options;
}

std::string stem_of(const std::string& path) {
  const std::string stem = path == "-" ? "" : fs::path(path).stem().string();
  return stem.empty() ? "model" : stem;
}

Result<Request> understand(const Arguments& args) {
  Request request;
  ANE_TRY(request.options, export_options(args));
  request.json = args.has(kJson.name);
  request.print = args.has("--print");
  request.sidecar = args.has("--sidecar");
  request.name = args.text("--name").value_or(stem_of(args.positional[0]));
  if (request.name.empty()) request.name = "model";
  std::string file = request.name + ".anec";
  std::replace(file.begin(), file.end(), '/', '_');  // -w writes to the current folder
  request.output = args.text("--output").value_or("");
  if (args.has("--output") && request.output.empty()) return Error{"-o needs the name of a file", {}};
  if (request.output.empty() && args.has("--write")) request.output = std::move(file);
  if (request.output.empty() && !request.print)
    return Error{"nothing to do: -o OUT.anec or -w writes a file, -p prints the header", {}};
  const bool to_stdout = request.output == "-";
  if (int{request.json} + int{request.print} + int{to_stdout} > 1)
    return Error{"--json, -p and -o - each need standard output for themselves", {}};
  if (request.sidecar && (to_stdout || request.output.empty()))
    return Error{"--sidecar names the channels of a file: it needs -o OUT.anec or -w", {}};
  return request;
}

/// What came of one program.
struct Attempt {
  document::DocumentPtr document;  ///< null where it cannot be read
  exporter::Outcome outcome;

  bool succeeded() const { return document != nullptr && outcome.plan.possible() && !outcome.error; }
};

Result<exporter::Verdict> carry_out(const Context& context, const Attempt& attempt,
                                    const exporter::Target& target) {
  const exporter::Plan& plan = attempt.outcome.plan;
  if (target.path == "-") return exporter::stream_anec(attempt.document, plan, context.streams.out);
  if (!target.path.empty()) return exporter::write_anec(attempt.document, plan, target);
  // A header that is only printed has to be as right as one that is written.
  return exporter::verify(attempt.document, plan, exporter::planned_bytes(attempt.document, plan));
}

Attempt export_one(const Context& context, const Request& request, const std::string& path,
                   const std::string& output) {
  Attempt attempt;
  exporter::Outcome& outcome = attempt.outcome;
  outcome.input = path;
  outcome.plan.options = request.options;
  auto document = context.open(path);
  if (!document) {
    outcome.plan.problems.add(Severity::Error, kUnreadable, document.error().message,
                              document.error().where.value_or(Extent{}));
    return attempt;
  }
  attempt.document = *std::move(document);
  outcome.plan = exporter::make_plan(*attempt.document, request.options);
  if (!outcome.plan.possible()) return attempt;
  const exporter::Target target{output, request.sidecar ? exporter::sidecar_path(output) : ""};
  auto verdict = carry_out(context, attempt, target);
  if (!verdict) {
    outcome.error = verdict.error();
    return attempt;
  }
  outcome.verdict = *std::move(verdict);
  outcome.output = output;
  outcome.sidecar = target.sidecar;
  return attempt;
}

/// Errors, and where standard output belongs to something else also warnings.
void report_problems(const Context& context, const exporter::Outcome& outcome, const std::string& output,
                     bool warnings) {
  for (const Diagnostic& problem : outcome.plan.problems.list()) {
    if (problem.severity != Severity::Error) continue;
    const std::string_view what = problem.code == kUnreadable ? "" : "cannot be exported: ";
    context.fail(outcome.input, {std::string(what).append(problem.message),
                                 problem.where.empty() ? std::nullopt : std::optional(problem.where)});
  }
  for (const Diagnostic& problem : exporter::problems_of(outcome)) {
    if (problem.severity == Severity::Warning && warnings)
      context.fail(outcome.input, {"warning: " + problem.message,
                                   problem.where.empty() ? std::nullopt : std::optional(problem.where)});
  }
  if (outcome.error) context.fail(output.empty() ? outcome.input : output, *outcome.error);
}

int export_file(const Context& context, const Request& request) {
  if (request.output == "-" && context.streams.out_is_terminal)
    return context.fail("", {"an .anec file is not text: name a file with -o", {}});
  const Attempt attempt = export_one(context, request, context.args.positional[0], request.output);
  const bool quiet = request.print || request.output == "-";
  report_problems(context, attempt.outcome, request.output, quiet);
  if (request.json) {
    report::JsonWriter json(context.streams.out);
    exporter::write_outcome_json(attempt.outcome, json);
    json.finish();
  }
  if (!attempt.succeeded()) return kFailed;
  if (request.print)
    exporter::write_c_struct(*attempt.document, attempt.outcome.plan, request.name, context.streams.out);
  if (!quiet && !request.json) exporter::write_outcome_text(attempt.outcome, context.streams.out);
  return kDone;
}

/// All programs of a folder, each to its own place below another.
class FolderExport {
 public:
  FolderExport(const Context& context, const Request& request)
      : context_(context), request_(request), folder_(context.args.positional[0]) {}

  int run() {
    std::vector<std::string> paths;
    const bool walked = collect_programs(folder_, context_, paths);
    std::erase_if(paths, [&](const std::string& path) { return is_earlier_output(path); });
    // Where a program stands beside what was made of it, the program counts.
    std::stable_partition(paths.begin(), paths.end(),
                          [](const std::string& path) { return fs::path(path).extension() != ".anec"; });
    report::JsonWriter json(context_.streams.out);
    if (request_.json) json.begin_array();
    for (std::size_t i = 0; i < paths.size(); ++i) {
      show_progress(context_, i, paths.size());
      one(paths[i], json);
    }
    hide_progress(context_);
    if (request_.json) {
      json.end_array();
      json.finish();
    } else {
      context_.streams.out.write(counted(paths.size(), "program") + ": " + std::to_string(written_) +
                                 " written (" + std::to_string(renumbered_) + " renumbered), " +
                                 std::to_string(failed_) + " not exported\n");
    }
    return walked && failed_ == 0 ? kDone : kFailed;
  }

 private:
  static bool is_inside(const std::string& path, const std::string& folder) {
    std::error_code ignored;
    const fs::path relative = fs::relative(path, folder, ignored);
    return !ignored && !relative.empty() && *relative.begin() != "..";
  }

  // Where the outputs lie among the sources, those of an earlier run are no sources. The output folder may
  // also be the folder itself or one around it.
  bool is_earlier_output(const std::string& path) const {
    std::error_code ignored;
    if (fs::equivalent(path, output_of(path), ignored)) return true;
    return !is_inside(folder_, request_.output) && is_inside(path, request_.output);
  }

  std::string output_of(const std::string& path) const {
    return (fs::path(request_.output) / fs::path(path).lexically_relative(folder_))
        .replace_extension(".anec")
        .string();
  }

  void one(const std::string& path, report::JsonWriter& json) {
    const std::string output = output_of(path);
    const Attempt attempt = try_one(path, output);
    const exporter::Outcome& outcome = attempt.outcome;
    hide_progress(context_);
    report_problems(context_, outcome, output, false);
    if (attempt.succeeded()) {
      ++written_;
      if (!outcome.plan.changes.empty()) ++renumbered_;
    } else {
      ++failed_;
    }
    if (request_.json) return exporter::write_outcome_json(outcome, json);
    if (attempt.succeeded()) context_.streams.out.write(line(outcome));
  }

  Attempt try_one(const std::string& path, const std::string& output) {
    Attempt attempt;
    attempt.outcome.input = path;
    const auto [rival, first] = taken_.emplace(output, path);
    std::error_code code;
    if (!first) {
      attempt.outcome.error = Error{rival->second + " is written to this name already", {}};
    } else if (fs::create_directories(fs::path(output).parent_path(), code); code) {
      attempt.outcome.error = Error{"cannot make the folder: " + code.message(), {}};
    } else {
      return export_one(context_, request_, path, output);
    }
    return attempt;
  }

  static std::string line(const exporter::Outcome& outcome) {
    std::string text = escaped(outcome.input) + " → " + escaped(outcome.output) + "  " +
                       counted(outcome.plan.header.task_count, "task");
    if (!outcome.plan.changes.empty())
      text += ", renumbered in " + counted(outcome.plan.changes.size(), "task");
    const std::vector<Diagnostic> problems = exporter::problems_of(outcome);
    const auto warnings = static_cast<std::size_t>(
        std::count_if(problems.begin(), problems.end(),
                      [](const Diagnostic& problem) { return problem.severity == Severity::Warning; }));
    if (warnings != 0) text += ", " + counted(warnings, "warning");
    return text + "\n";
  }

  const Context& context_;
  const Request& request_;
  std::string folder_;
  std::map<std::string, std::string> taken_;  ///< output → the source that is written there
  std::size_t written_ = 0, renumbered_ = 0, failed_ = 0;
};

}  // namespace

int run_export(const Context& context) {
  const Result<Request> request = understand(context.args);
  if (!request) return context.fail("export", request.error());
  std::error_code ignored;
  if (!fs::is_directory(context.args.positional[0], ignored)) return export_file(context, *request);
  if (request->print || request->output == "-" || !context.args.has("--output") ||
      context.args.has("--name") || context.args.has("--write"))
    return context.fail(context.args.positional[0],
                        {"a folder is exported with -o OUTDIR; -p, -n and -w are for one file", {}});
  return FolderExport(context, *request).run();
}

}  // namespace ane::cli
