#include "app/state/export_work.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/directory.hpp"
#include "core/base/text.hpp"
#include "core/export/write.hpp"

namespace ane::state {
namespace {

namespace fs = std::filesystem;
using Text = std::string_view;

constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;

// Beside the source; a sample has no folder, so that it goes to the current one.
std::string default_path(const OpenFile& file, bool corrected) {
  std::error_code code;
  fs::path folder = fs::path(file.path()).parent_path();
  if (folder.empty()) folder = fs::current_path(code);
  std::string stem = fs::path(file.name()).stem().string();
  if (corrected) {
    stem += "-corrected";
  } else if (file.document()->anec() != nullptr) {
    stem += "-copy";
  }
  return (folder / (stem + ".anec")).string();
}

ExportWork::Place look_at(const std::string& path) {
  std::error_code code;
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty() && !fs::is_directory(folder, code)) return ExportWork::Place::NoFolder;
  return fs::exists(path, code) ? ExportWork::Place::Taken : ExportWork::Place::Free;
}

constexpr Text kCancelled = "cancelled";  // the message, and the code in a plan

bool was_cancelled(const exporter::Plan& plan) {
  if (plan.possible()) return false;  // asked in every frame, and the list is a copy
  const std::vector<Diagnostic> problems = plan.problems.list();
  return std::any_of(problems.begin(), problems.end(),
                     [](const Diagnostic& problem) { return problem.code == kCancelled; });
}

void ask_for_place(App& app) {
  const std::string path = app.exporting.path;
  app.jobs.start("export place", "Looking at " + path, [&app, path](Progress&) -> Completion {
    const ExportWork::Place place = look_at(path);
    return [&app, path, place] {
      if (app.exporting.path != path) return;
      app.exporting.place = place;
      app.exporting.place_of = path;
    };
  });
}

void start_plan(App& app) {
  ExportWork& work = app.exporting;
  work.plan.reset();
  work.outcome.reset();
  work.write_when_planned = false;
  app.jobs.start(
      "export plan", "Working out the export",
      [&app, document = work.document, options = work.options,
       request = ++work.request](Progress& progress) -> Completion {
        progress.set_total(document->tasks().size() + 1);
        auto plan = std::make_shared<const exporter::Plan>(
            exporter::make_plan(*document, options, [&] { return progress.tick(); }));
        return [&app, plan, request] {
          if (app.exporting.request != request) return;
          app.exporting.plan = plan;
          if (app.exporting.write_when_planned && plan->possible()) app.run_or_tell("export write");
          app.exporting.write_when_planned = false;
        };
      },
      Jobs::Ending::Always);
}

Result<void> open_sheet(App& app, Text path, bool corrected) {
  if (app.exporting.writing) return Error{"an export is being written", {}};
  const OpenFile& file = *app.active();
  ExportWork work;
  work.file = file.id();
  work.document = file.document();
  work.corrected = corrected;
  work.sidecar = app.exporting.sidecar;
  work.request = app.exporting.request;
  work.path = path.empty() ? default_path(file, corrected) : std::string(path);
  app.exporting = std::move(work);
  app.sheet = Sheet::Export;
  start_plan(app);
  ask_for_place(app);
  return {};
}

void finish(App& app, exporter::Outcome outcome) {
  ExportWork& work = app.exporting;
  work.writing = false;
  const bool failed = outcome.error.has_value();
  const bool cancelled = failed && outcome.error->message == kCancelled;
  const std::string text = failed ? "Not exported: " + outcome.error->message
                                  : "Exported " + fs::path(outcome.output).filename().string() + ": " +
                                        exporter::verdict_text(*outcome.verdict);
  const Severity severity = failed && !cancelled ? Severity::Error : Severity::Note;
  app.log(severity, text);
  if (app.sheet != Sheet::Export) app.toast(severity, text);
  work.outcome = std::make_shared<const exporter::Outcome>(std::move(outcome));
  ask_for_place(app);
}

}  // namespace

std::string_view export_status(const ExportWork& work) {
  if (work.file == 0) return "none";
  if (work.writing) return "writing";
  if (work.outcome && !work.outcome->error) return "written";
  if (work.outcome) return work.outcome->error->message == kCancelled ? "cancelled" : "failed";
  if (!work.plan) return "planning";
  if (was_cancelled(*work.plan)) return "cancelled";
  return work.plan->possible() ? "ready" : "refused";
}

void set_export_path(App& app, const std::string& path) {
  if (app.exporting.writing || app.exporting.path == path) return;
  app.exporting.path = path;
  app.exporting.outcome.reset();
  app.exporting.place = ExportWork::Place::Unknown;
  ask_for_place(app);
}

bool can_export(const App& app) {
  return app.active() != nullptr;
}
bool can_write_export(const App& app) {
  const Text status = export_status(app.exporting);
  return status == "planning" || status == "ready" || status == "failed" || status == "cancelled";
}
bool has_exported(const App& app) {
  return app.exporting.written();
}
bool can_correct(const App& app) {
  return app.active() != nullptr && app.active()->survey && app.active()->survey->correctable;
}
bool export_is_open(const App& app) {
  return app.sheet == Sheet::Export && !app.exporting.writing;
}

Result<void> open_export(App& app, Text path) {
  return open_sheet(app, path, false);
}
Result<void> open_corrected(App& app, Text path) {
  return open_sheet(app, path, true);
}

Result<void> set_export_mode(App& app, Text name) {
  exporter::Options& options = app.exporting.options;
  const bool anecc = name == exporter::mode_name(exporter::Mode::Anecc);
  if (!anecc && name != exporter::mode_name(exporter::Mode::Correct))
    return Error{"an export is correct or anecc", {}};
  options.mode = anecc ? exporter::Mode::Anecc : exporter::Mode::Correct;
  if (anecc) options.variant = anec::Variant::Header1000;
  start_plan(app);
  return {};
}
std::vector<Choice> export_mode_choices(const App&) {
  return {{"correct", "Correct"}, {"anecc", "As anecc writes it"}};
}

Result<void> set_export_payload(App& app, Text offset) {
  if (offset != "0x1000" && offset != "0x800") return Error{"a payload starts at 0x1000 or 0x800", {}};
  if (offset == "0x800" && app.exporting.options.mode == exporter::Mode::Anecc)
    return Error{"anecc writes the payload at 0x1000 only", {}};
  app.exporting.options.variant = offset == "0x800" ? anec::Variant::Header800 : anec::Variant::Header1000;
  start_plan(app);
  return {};
}
std::vector<Choice> export_payload_choices(const App&) {
  return {{"0x1000", "0x1000, as all published files"}, {"0x800", "0x800, for the unmodified libane"}};
}

Result<void> set_export_program(App& app, Text name) {
  app.exporting.options.program = name;
  start_plan(app);
  return {};
}
std::vector<Choice> export_program_choices(const App& app) {
  std::vector<Choice> list;
  if (!app.exporting.document) return list;
  for (const document::ProgramTasks& program : app.exporting.document->programs())
    if (!program.name.empty()) list.push_back({program.name, program.name});
  return list;
}

Result<void> toggle_export_sidecar(App& app, Text) {
  app.exporting.sidecar = !app.exporting.sidecar;
  app.exporting.outcome.reset();
  return {};
}
Result<void> toggle_export_force(App& app, Text) {
  app.exporting.options.force = !app.exporting.options.force;
  start_plan(app);
  return {};
}

Result<void> export_path(App& app, Text path) {
  set_export_path(app, std::string(path));
  return {};
}

Result<void> write_export(App& app, Text) {
  ExportWork& work = app.exporting;
  if (!work.plan) {
    work.write_when_planned = true;
    return {};
  }
  if (!work.plan->possible()) {
    start_plan(app);
    return {};
  }
  std::error_code code;
  const std::string path = fs::absolute(with_home(work.path), code).lexically_normal().string();
  if (code || work.path.empty()) return Error{"name the file to write", {}};
  work.writing = true;
  work.outcome.reset();
  const exporter::Target target{path, work.sidecar ? exporter::sidecar_path(path) : ""};
  app.jobs.start(
      "export write", "Exporting " + fs::path(path).filename().string(),
      [&app, document = work.document, plan = work.plan, target](Progress& progress) -> Completion {
        // Written, compared with what was planned, compared with the source.
        progress.set_total(3 * (plan->file_bytes / kMegabyte + 1) + plan->task_count);
        exporter::Outcome outcome;
        outcome.input = document->path();
        outcome.plan = *plan;
        auto verdict = exporter::write_anec(document, *plan, target, [&] { return progress.tick(); });
        if (verdict) {
          outcome.verdict = *std::move(verdict);
          outcome.output = target.path;
          outcome.sidecar = target.sidecar;
        } else {
          outcome.error = verdict.error();
        }
        return [&app, outcome = std::move(outcome)]() mutable { finish(app, std::move(outcome)); };
      },
      Jobs::Ending::Always);
  return {};
}

Result<void> show_exported(App& app, Text) {
  app.sheet = Sheet::None;
  app.open(app.exporting.outcome->output);
  return {};
}

}  // namespace ane::state
