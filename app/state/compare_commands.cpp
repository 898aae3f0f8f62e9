#include "app/state/compare_commands.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "app/state/directory.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/diff/report.hpp"

namespace ane::state {
namespace {

namespace fs = std::filesystem;
using Text = std::string_view;
using Write = void (*)(const diff::Comparison&, const diff::ReportOptions&, Sink&);

struct ReportForm {
  Text extension;
  Write write;
};
constexpr std::array<ReportForm, 4> kForms = {{{".txt", diff::write_text},
                                               {".json", diff::write_json},
                                               {".md", diff::write_markdown},
                                               {".html", diff::write_html}}};

std::vector<const OpenFile*> others(const App& app) {
  std::vector<const OpenFile*> list;
  for (const auto& file : app.files)
    if (file->id() != app.active_file) list.push_back(file.get());
  return list;
}

Result<void> step(App& app, bool forward) {
  ComparisonWork& work = app.comparing;
  const std::vector<std::size_t>& differing = work.result->differing;
  app.layout = Layout::Compare;
  if (differing.empty()) return Error{"no task differs", {}};
  const std::size_t at = work.pair.value_or(0);
  if (forward) {
    const auto next = std::upper_bound(differing.begin(), differing.end(), at);
    if (next == differing.end()) return Error{"no task after this one differs", {}};
    select_pair(app, *next);
  } else {
    const auto here = std::lower_bound(differing.begin(), differing.end(), at);
    if (here == differing.begin()) return Error{"no task before this one differs", {}};
    select_pair(app, *std::prev(here));
  }
  return {};
}

Result<std::pair<std::size_t, std::size_t>> two_tasks(Text text) {
  const std::size_t space = text.find(' ');
  if (space == Text::npos) return Error{"name a task of A and one of B, such as 4 5", {}};
  ANE_TRY(const std::uint64_t a, parse_number(text.substr(0, space)));
  ANE_TRY(const std::uint64_t b, parse_number(text.substr(space + 1)));
  return std::pair<std::size_t, std::size_t>(a, b);
}

diff::ReportOptions report_options(const App& app) {
  diff::ReportOptions options;
  options.noise = app.comparing.show_noise;
  for (const auto& file : app.files) {
    if (file->id() == app.comparing.file_a) options.name_a = file->name();
    if (file->id() == app.comparing.file_b) options.name_b = file->name();
  }
  return options;
}

Result<void> write_report(const Compared& compared, const diff::ReportOptions& options, Write write,
                          const std::string& path) {
  ANE_TRY(const auto file, AtomicFile::create(path));
  write(compared.comparison, options, *file);
  return file->commit();
}

}  // namespace

bool has_comparison(const App& app) {
  return app.comparing.has_files();
}
bool is_compared(const App& app) {
  return app.comparing.result != nullptr;
}
bool has_pair(const App& app) {
  return app.comparing.selected() != nullptr;
}
bool has_pairs_by_hand(const App& app) {
  return is_compared(app) && !app.comparing.options.by_hand.empty();
}
bool shows_comparison(const App& app) {
  return is_compared(app) && app.layout == Layout::Compare;
}

Result<void> show_inspect(App& app, Text) {
  app.layout = Layout::Inspect;
  return {};
}

Result<void> show_compare(App& app, Text) {
  app.layout = Layout::Compare;
  app.database_shown = false;
  if (app.files.size() == 2 && !has_comparison(app))
    compare_files(app, app.files.front()->id(), app.files.back()->id());
  return {};
}

Result<void> open_side_b(App& app, Text path) {
  if (path.empty()) return ask_what_to_open(app, {"Open as side B", "compare.open-b", {}});
  const int a = app.active_file;
  app.open(std::string(path), [&app, a](int b) {
    if (app.file(a) != nullptr) compare_files(app, a, b);
  });
  return {};
}

Result<void> compare_with(App& app, Text name) {
  const std::vector<const OpenFile*> files = others(app);
  if (name.empty() && files.empty()) return open_side_b(app, "");
  if (name.empty() && files.size() > 1) {
    app.sheet = Sheet::Palette;
    app.sheet_text = "Compare with ";
    return {};
  }
  for (const OpenFile* file : files) {
    if (!name.empty() && file->name() != name && std::to_string(file->id()) != name) continue;
    compare_files(app, app.active_file, file->id());
    return {};
  }
  return Error{"no other open file is called \"" + std::string(name) + "\"", {}};
}

std::vector<Choice> compare_with_choices(const App& app) {
  std::vector<Choice> list;
  for (const OpenFile* file : others(app)) list.push_back({std::to_string(file->id()), file->name()});
  return list;
}

Result<void> swap_sides(App& app, Text) {
  ComparisonWork& work = app.comparing;
  std::swap(work.file_a, work.file_b);
  for (auto& [a, b] : work.options.by_hand) std::swap(a, b);
  restart_comparison(app, Sides::Swapped);
  return {};
}

Result<void> next_difference(App& app, Text) {
  return step(app, true);
}
Result<void> previous_difference(App& app, Text) {
  return step(app, false);
}

Result<void> toggle_only_changes(App& app, Text) {
  app.comparing.only_changes = !app.comparing.only_changes;
  return {};
}

Result<void> toggle_written(App& app, Text) {
  app.comparing.options.written_only = !app.comparing.options.written_only;
  restart_comparison(app);
  return {};
}

Result<void> toggle_noise(App& app, Text) {
  app.comparing.show_noise = !app.comparing.show_noise;
  return {};
}

Result<void> pair_by_hand(App& app, Text tasks) {
  ANE_TRY(const auto wanted, two_tasks(tasks));
  const diff::Comparison& comparison = app.comparing.result->comparison;
  const auto check = [](const document::Document& document, std::size_t task, Text side) -> Result<void> {
    if (task < document.tasks().size()) return {};
    return Error{std::string(side) + " has no task " + std::to_string(task), {}};
  };
  ANE_CHECK(check(*comparison.a, wanted.first, "A"));
  ANE_CHECK(check(*comparison.b, wanted.second, "B"));
  auto& by_hand = app.comparing.options.by_hand;
  // A task has one counterpart: the newer choice wins.
  std::erase_if(by_hand,
                [&](const auto& pair) { return pair.first == wanted.first || pair.second == wanted.second; });
  by_hand.push_back(wanted);
  restart_comparison(app);
  return {};
}

Result<void> unpair_by_hand(App& app, Text tasks) {
  ANE_TRY(const auto wanted, two_tasks(tasks));
  auto& by_hand = app.comparing.options.by_hand;
  if (std::erase(by_hand, wanted) == 0)
    return Error{"tasks " + std::string(tasks) + " were not paired by hand", {}};
  restart_comparison(app);
  return {};
}

std::vector<Choice> unpair_choices(const App& app) {
  std::vector<Choice> list;
  for (const auto& [a, b] : app.comparing.options.by_hand)
    list.push_back({std::to_string(a) + " " + std::to_string(b),
                    "Task " + std::to_string(a) + " of A and task " + std::to_string(b) + " of B"});
  return list;
}

Result<void> select_compared(App& app, Text task) {
  const bool side_b = task.starts_with("b");
  ANE_TRY(const std::uint64_t number, parse_number(side_b ? task.substr(1) : task));
  const diff::Comparison& comparison = app.comparing.result->comparison;
  const auto pair = side_b ? comparison.pair_of_b(number) : comparison.pair_of_a(number);
  if (!pair) return Error{std::string(side_b ? "B" : "A") + " has no task " + std::to_string(number), {}};
  select_pair(app, *pair);
  return {};
}

Result<void> look_at_field(App& app, Text path) {
  return select_compared_field(app, path);
}

Result<void> look_at_weights(App& app, Text text) {
  ANE_TRY(const std::uint64_t number, parse_number(text));
  if (number >= app.comparing.result->comparison.weights.size())
    return Error{"there are no weights " + std::to_string(number), {}};
  show_compared_weights(app, number);
  app.bring_view = "compare-weights";
  return {};
}

Result<void> compare_again(App& app, Text) {
  restart_comparison(app);
  return {};
}

Result<void> inspect_side(App& app, Text side) {
  if (side != "a" && side != "b") return Error{"a side is a or b", {}};
  const diff::TaskPair& pair = *app.comparing.selected();
  const auto task = side == "a" ? pair.a : pair.b;
  if (!task) return Error{"this side has no such task", {}};
  app.activate(side == "a" ? app.comparing.file_a : app.comparing.file_b);
  app.layout = Layout::Inspect;
  const OpenFile& file = *app.active();
  const Extent field = side == "a" ? app.comparing.field.a : app.comparing.field.b;
  app.select(field.empty() ? file.of_task(*task) : file.at_byte(field.offset));
  return {};
}

std::vector<Choice> side_choices(const App&) {
  return {{"a", "Side A"}, {"b", "Side B"}};
}

Result<void> copy_comparison(App& app, Text) {
  app.jobs.start(
      "compare copy", "Writing the comparison as text",
      [&app, compared = app.comparing.result, options = report_options(app)](Progress&) -> Completion {
        StringSink sink;
        diff::write_text(compared->comparison, options, sink);
        return [&app, text = std::move(sink.text)]() mutable {
          app.clipboard = std::move(text);
          app.clipboard_changed = true;
          app.toast(Severity::Note, "Copied " + grouped(app.clipboard.size()) + " characters");
        };
      });
  return {};
}

Result<void> export_comparison(App& app, Text wanted) {
  if (wanted.empty()) {
    app.sheet = Sheet::ExportComparison;
    return {};
  }
  std::error_code code;
  const fs::path path = fs::absolute(with_home(std::string(wanted)), code).lexically_normal();
  const auto form = std::find_if(kForms.begin(), kForms.end(), [&](const ReportForm& f) {
    return f.extension == path.extension().string();
  });
  if (code || form == kForms.end()) return Error{"name a file that ends in .txt, .json, .md or .html", {}};
  ANE_CHECK(check_is_not_open(app, path.string()));
  if (app.sheet == Sheet::ExportComparison) app.sheet = Sheet::None;
  app.jobs.start(
      "compare export", "Exporting " + path.filename().string(),
      [&app, compared = app.comparing.result, options = report_options(app), write = form->write,
       path](Progress&) -> Completion {
        const auto written = write_report(*compared, options, write, path.string());
        return [&app, written, path] {
          const std::string text =
              written ? "Exported " + path.filename().string() : "Not exported: " + written.error().message;
          const Severity severity = written ? Severity::Note : Severity::Error;
          app.log(severity, text);
          app.toast(severity, text);
        };
      },
      Jobs::Ending::Always);
  return {};
}

}  // namespace ane::state
