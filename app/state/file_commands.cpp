#include "app/state/file_commands.hpp"

#include <cstdint>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "app/state/copy.hpp"
#include "app/state/view_commands.hpp"
#include "core/base/text.hpp"
#include "core/writer/samples.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

Result<void> step_file(App& app, int step) {
  const auto count = static_cast<int>(app.files.size());
  for (int i = 0; i < count; ++i) {
    if (app.files[static_cast<std::size_t>(i)]->id() != app.active_file) continue;
    app.activate(app.files[static_cast<std::size_t>((i + step + count) % count)]->id());
    return {};
  }
  return {};
}

}  // namespace

Result<void> open_file(App& app, Text path) {
  if (path.empty()) {
    app.sheet = Sheet::Open;
    app.sheet_text.clear();
  } else {
    app.open(std::string(path));
  }
  return {};
}

Result<void> open_sample(App& app, Text name) {
  return app.open_sample(name);
}

std::vector<Choice> sample_choices(const App&) {
  std::vector<Choice> list;
  for (const writer::Sample& sample : writer::samples())
    list.push_back({std::string(sample.name), std::string(sample.title)});
  return list;
}

Result<void> close_file(App& app, Text) {
  app.ask_to_close(app.active_file);
  return {};
}

Result<void> reload(App& app, Text) {
  app.reload();
  return {};
}

Result<void> ignore_change(App& app, Text) {
  app.active()->changed_on_disk = false;
  app.active()->ignore_changes = true;
  return {};
}

Result<void> next_file(App& app, Text) {
  return step_file(app, 1);
}

Result<void> previous_file(App& app, Text) {
  return step_file(app, -1);
}

Result<void> quit(App& app, Text) {
  app.ask_to_quit();
  return {};
}

Result<void> copy(App& app, Text form) {
  for (const CopyFormat& format : kCopyFormats) {
    if (format.id != form && !(form.empty() && format.as == CopyAs::Value)) continue;
    ANE_TRY(app.clipboard, copy_text(*app.active(), format.as));
    app.clipboard_changed = true;
    app.toast(Severity::Note,
              "Copied " + (app.clipboard.size() < 80 ? app.clipboard
                                                     : grouped(app.clipboard.size()) + " characters"));
    return {};
  }
  return Error{"no form is called \"" + std::string(form) + "\"", {}};
}

std::vector<Choice> copy_choices(const App&) {
  std::vector<Choice> list;
  list.reserve(std::size(kCopyFormats));
  for (const CopyFormat& format : kCopyFormats)
    list.push_back({std::string(format.id), std::string(format.title)});
  return list;
}

Result<void> copy_value(App& app, Text) {
  return copy(app, "value");
}

Result<void> copy_command(App& app, Text) {
  return copy(app, "command");
}

Result<void> cancel_jobs(App& app, Text) {
  for (const Jobs::Running& job : app.jobs.running()) app.jobs.cancel(job.id);
  return {};
}

Result<void> decode_as(App& app, Text id) {
  if (id.empty()) {
    app.sheet = Sheet::DecodeAs;
    return {};
  }
  if (app.sheet == Sheet::DecodeAs) app.sheet = Sheet::None;
  return app.decode_as(id == "file" ? "" : std::string(id));
}

std::vector<Choice> decoding_choices(const App& app) {
  std::vector<Choice> list = generation_choices(app);
  list.push_back({"file", "The file's own"});
  return list;
}

Result<void> clear_recent(App& app, Text) {
  app.settings.recent.clear();
  return {};
}

}  // namespace ane::state
