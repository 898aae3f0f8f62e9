#include "app/state/comparison_work.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>

#include "app/state/app.hpp"

namespace ane::state {
namespace {

using Clock = std::chrono::steady_clock;

// Tasks of a selected pair: pairs have other numbers after comparing again.
struct KeptPair {
  std::optional<std::size_t> a, b;
};

std::vector<std::size_t> all_tasks(const document::Document& document) {
  std::vector<std::size_t> tasks(document.tasks().size());
  std::iota(tasks.begin(), tasks.end(), std::size_t{0});
  return tasks;
}

Result<ComparedPtr> make_compared(const document::DocumentPtr& a, const document::DocumentPtr& b,
                                  const diff::Options& options, Progress& progress) {
  const auto start = Clock::now();
  std::size_t before = 0;
  auto compared = diff::compare(a, b, options, [&](std::size_t done, std::size_t total) {
    progress.set_total(total);
    const std::size_t more = done > before ? done - before : 0;
    before = std::max(before, done);
    return progress.tick(more);
  });
  if (!compared) return compared.error();
  auto made = std::make_shared<Compared>();
  made->comparison = *std::move(compared);
  made->summary = diff::summarise(made->comparison);
  made->texts.emplace(made->comparison, all_tasks(*a), all_tasks(*b));
  made->differing = made->comparison.differing_pairs();
  auto bytes = diff::align_bytes(made->comparison, [&] { return !progress.cancelled(); });
  if (!bytes) return Error{"cancelled", {}};
  made->bytes = *std::move(bytes);
  made->seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return ComparedPtr(std::move(made));
}

KeptPair kept_pair(const ComparisonWork& work) {
  const diff::TaskPair* pair = work.selected();
  return pair == nullptr ? KeptPair{} : KeptPair{pair->a, pair->b};
}

// The pair that was selected before, else the first that differs.
std::optional<std::size_t> pair_to_show(const Compared& compared, const KeptPair& kept) {
  const diff::Comparison& comparison = compared.comparison;
  if (kept.a)
    if (const auto pair = comparison.pair_of_a(*kept.a)) return pair;
  if (kept.b)
    if (const auto pair = comparison.pair_of_b(*kept.b)) return pair;
  if (!compared.differing.empty()) return compared.differing.front();
  return std::nullopt;
}

void take_result(App& app, ComparedPtr made, const KeptPair& kept, const std::string& field) {
  ComparisonWork& work = app.comparing;
  work.result = std::move(made);
  const diff::Comparison& comparison = work.result->comparison;
  work.pair.reset();
  work.field = {};
  const std::optional<std::size_t> pair = pair_to_show(*work.result, kept);
  if (comparison.tasks.empty()) return;
  select_pair(app, pair.value_or(0));
  if (!field.empty()) (void)select_compared_field(app, field);
}

void start(App& app, const KeptPair& kept, const std::string& field) {
  ComparisonWork& work = app.comparing;
  work.result.reset();
  work.all_fields.reset();
  work.wanted_fields.reset();
  work.weights.reset();
  work.wanted_weights.reset();
  work.pair.reset();
  work.field = {};
  work.error.clear();
  OpenFile* a = app.file(work.file_a);
  OpenFile* b = app.file(work.file_b);
  if (a == nullptr || b == nullptr) return;
  app.jobs.start(
      "compare", "Comparing " + a->name() + " with " + b->name(),
      [&app, a = a->document(), b = b->document(), options = work.options, kept, field,
       request = ++work.request](Progress& progress) -> Completion {
        auto made = make_compared(a, b, options, progress);
        return [&app, made = std::move(made), kept, field, request]() mutable {
          if (app.comparing.request != request) return;
          if (made) return take_result(app, *std::move(made), kept, field);
          app.comparing.error = made.error().message;
          app.log(Severity::Warning, "not compared: " + made.error().message);
        };
      },
      Jobs::Ending::Always);
}

// The bytes that hold a field in a task, where the task writes them.
Extent bytes_of_field(const document::Document& document, std::optional<std::size_t> task,
                      const std::optional<regdb::FieldRef>& field) {
  if (!task || !field) return {};
  Diagnostics ignored;
  const task::Task decoded = document.decode(*task, ignored);
  if (field->header != nullptr) {
    const Extent word{decoded.where.offset + std::uint64_t{4} * field->header->word, 4};
    return decoded.where.contains(word) ? word : Extent{};
  }
  const task::Write* write = field->reg == nullptr ? nullptr : decoded.last_write(field->address());
  return write == nullptr ? Extent{} : Extent{write->offset, 4};
}

}  // namespace

const diff::TaskPair* ComparisonWork::selected() const {
  return result && pair && *pair < result->comparison.tasks.size() ? &result->comparison.tasks[*pair]
                                                                   : nullptr;
}

std::string_view comparison_status(const ComparisonWork& work) {
  if (!work.has_files()) return "none";
  if (work.result) return "ready";
  return work.error.empty() ? "working" : "failed";
}

void compare_files(App& app, int a, int b) {
  ComparisonWork& work = app.comparing;
  const bool same = work.file_a == a && work.file_b == b;
  work.file_a = a;
  work.file_b = b;
  app.layout = Layout::Compare;
  app.focused_view = "compare-tasks";
  if (same && work.result) return;
  work.options.by_hand.clear();
  start(app, {}, "");
}

void open_comparison(App& app, const std::string& a, const std::string& b) {
  if (a == b) return app.open(a, [&app](int file) { compare_files(app, file, file); });
  // One after the other, so that their tabs stand in this order.
  app.open(a, [&app, b](int first) {
    app.open(b, [&app, first](int second) { compare_files(app, first, second); });
  });
}

void restart_comparison(App& app, Sides sides) {
  KeptPair kept = kept_pair(app.comparing);
  if (sides == Sides::Swapped) std::swap(kept.a, kept.b);
  const std::string field = app.comparing.field.path;
  start(app, kept, field);
}

void forget_comparison(App& app, int file) {
  ComparisonWork& work = app.comparing;
  if (work.file_a != file && work.file_b != file) return;
  if (app.file(file) != nullptr) {
    work.options.by_hand.clear();  // another document has other tasks
    return restart_comparison(app);
  }
  app.jobs.cancel_tag("compare");
  const std::uint64_t request = work.request + 1;
  work = {};
  work.request = request;
  app.layout = Layout::Inspect;
}

void select_pair(App& app, std::size_t pair) {
  ComparisonWork& work = app.comparing;
  const diff::Comparison& comparison = work.result->comparison;
  work.pair = pair;
  work.field = {};
  ++work.steps;
  const diff::TaskPair& selected = comparison.tasks[pair];
  if (selected.change_count == 0) return;
  const diff::Change& first = comparison.changes[selected.first_change];
  (void)select_compared_field(app, diff::text_of(comparison, first).path);
}

Result<void> select_compared_field(App& app, std::string_view path) {
  ComparisonWork& work = app.comparing;
  const diff::TaskPair* pair = work.selected();
  if (pair == nullptr) return Error{"select a task first", {}};
  const diff::Comparison& comparison = work.result->comparison;
  const auto field = std::find_if(comparison.fields.begin(), comparison.fields.end(),
                                  [&](const diff::ComparedField& f) { return f.path() == path; });
  if (field != comparison.fields.end()) {
    work.field = {std::string(path), bytes_of_field(*comparison.a, pair->a, field->a),
                  bytes_of_field(*comparison.b, pair->b, field->b)};
    ++work.steps;
    return {};
  }
  for (std::size_t i = 0; i < pair->change_count; ++i) {
    if (diff::text_of(comparison, comparison.changes[pair->first_change + i]).path != path) continue;
    work.field = {std::string(path), {}, {}};
    ++work.steps;
    return {};
  }
  return Error{"neither side has a field \"" + std::string(path) + "\"", {}};
}

void show_all_fields(App& app) {
  ComparisonWork& work = app.comparing;
  if (work.selected() == nullptr || work.wanted_fields == work.pair) return;
  work.wanted_fields = work.pair;
  app.jobs.start("compare fields", "Reading fields of both tasks",
                 [&app, compared = work.result, pair = *work.pair](Progress&) -> Completion {
                   auto made = std::make_shared<const AllFields>(
                       AllFields{pair, diff::all_fields(compared->comparison, pair)});
                   return [&app, compared, made] {
                     if (app.comparing.result == compared) app.comparing.all_fields = made;
                   };
                 });
}

std::string comparison_position(const ComparisonWork& work) {
  if (!work.result) return "";
  const std::vector<std::size_t>& differing = work.result->differing;
  const auto all = std::to_string(differing.size());
  const auto at =
      work.pair ? std::lower_bound(differing.begin(), differing.end(), *work.pair) : differing.end();
  if (at == differing.end() || *at != *work.pair)
    return differing.empty() ? "no task differs" : all + " differ";
  return std::to_string(at - differing.begin() + 1) + " of " + all;
}

std::optional<std::string> query_comparison(const App& app, std::string_view path) {
  const ComparisonWork& work = app.comparing;
  const auto yes_no = [](bool value) { return std::string(value ? "yes" : "no"); };
  const auto name_of = [&](int id) {
    for (const auto& file : app.files)
      if (file->id() == id) return file->name();
    return std::string();
  };
  const auto side = [&](bool b) {
    const diff::TaskPair* pair = work.selected();
    const auto task = pair == nullptr ? std::nullopt : b ? pair->b : pair->a;
    return task ? std::to_string(*task) : std::string();
  };
  const auto count = [&](std::uint64_t diff::Counts::*member) {
    return work.result ? std::to_string(work.result->comparison.counts.*member) : std::string();
  };
  const std::vector<std::pair<std::string_view, std::function<std::string()>>> values = {
      {"status", [&] { return std::string(comparison_status(work)); }},
      {"error", [&] { return work.error; }},
      {"a", [&] { return name_of(work.file_a); }},
      {"b", [&] { return name_of(work.file_b); }},
      {"headline", [&] { return work.result ? diff::plain(work.result->summary.headline) : std::string(); }},
      {"identical",
       [&] { return work.result ? yes_no(work.result->comparison.identical()) : std::string(); }},
      {"position", [&] { return comparison_position(work); }},
      {"task-a", [&] { return side(false); }},
      {"task-b", [&] { return side(true); }},
      {"basis",
       [&] {
         const diff::TaskPair* pair = work.selected();
         return pair == nullptr ? std::string() : std::string(diff::basis_name(pair->basis));
       }},
      {"field", [&] { return work.field.path; }},
      {"weights", [&] { return work.weights ? std::to_string(work.weights->index) : std::string(); }},
      {"tasks-changed", [&] { return count(&diff::Counts::tasks_changed); }},
      {"fields-changed", [&] { return count(&diff::Counts::fields_changed); }},
      {"only-changes", [&] { return yes_no(work.only_changes); }},
      {"written", [&] { return yes_no(work.options.written_only); }},
      {"noise", [&] { return yes_no(work.show_noise); }},
  };
  for (const auto& [name, value] : values)
    if (name == path) return value();
  return std::nullopt;
}

}  // namespace ane::state
