#include "app/state/debug_work.hpp"

#include <algorithm>
#include <utility>

#include "app/state/app.hpp"
#include "app/state/debug_session.hpp"
#include "app/state/run_parts.hpp"
#include "core/run/values.hpp"

namespace ane::state {
namespace {

const std::string kDebugTag = "debug";

void take_moment(App& app, DebugMomentPtr moment) {
  DebugWork& work = app.debugging;
  work.moment = std::move(moment);
  forget_explanation(app);
  const run::KeptTensor* wrote = work.moment->wrote.get();
  work.shown_source =
      std::min(work.shown_source, work.moment->read.empty() ? std::size_t{0} : work.moment->read.size() - 1);
  if (work.element && (wrote == nullptr || *work.element >= wrote->count())) work.element.reset();
  if (work.element) explain_element(app, *work.element);
  if (!work.moment->stopped.empty()) app.log(Severity::Note, "stopped: " + work.moment->stopped);
  if (work.moment->refused && work.moment->outcome->refusal)
    app.toast(Severity::Warning, "Task " + std::to_string(work.moment->first_task + work.moment->position) +
                                     " is refused: " + work.moment->outcome->refusal->sentence());
  const OpenFile* file = app.active();
  if (file != nullptr && file->id() == work.file && work.moment->task)
    app.select(file->same_in_task(*work.moment->task));
}

Result<std::vector<ActiveBreakpoint>> active_breakpoints(const DebugWork& work) {
  std::vector<ActiveBreakpoint> list;
  for (const Breakpoint& breakpoint : work.marks_of(work.file).breakpoints) {
    if (!breakpoint.enabled) continue;
    ActiveBreakpoint active{breakpoint.task, breakpoint.condition, {}};
    if (!breakpoint.task) {
      ANE_TRY(active.condition, Condition::parse(breakpoint.condition, work.document->generation()));
    }
    list.push_back(std::move(active));
  }
  return list;
}

Completion opened_session(App& app, Result<std::shared_ptr<DebugSession>> opened, DebugMomentPtr moment,
                          std::uint64_t request) {
  return [&app, opened = std::move(opened), moment = std::move(moment), request] {
    DebugWork& work = app.debugging;
    if (work.request != request) return;
    work.busy = false;
    if (!opened) {
      work.error = opened.error().message;
      app.toast(Severity::Error, "Cannot be stepped through: " + work.error);
      app.log(Severity::Error, "cannot be stepped through: " + work.error);
      return;
    }
    work.session = *opened;
    work.stepper = work.session->stepper();
    take_moment(app, moment);
  };
}

/// It was cancelled while it got ready: there is nothing to step through then.
Completion never_began(App& app, std::uint64_t request) {
  return [&app, request] {
    if (app.debugging.request != request) return;
    stop_debugging(app);
    app.toast(Severity::Note, "Stepping was cancelled before it began");
  };
}

std::string figure_text(const DebugWork& work, std::string_view name) {
  const DebugMoment& moment = *work.moment;
  if (moment.position == 0 || !moment.written.back()) return "";
  return condition_value_text(condition_name("out." + std::string(name), *moment.task, moment.outcomes.back(),
                                             moment.written.back(), nullptr, nullptr));
}

std::string picked_element(const DebugWork& work) {
  if (!work.element || !work.moment || !work.moment->wrote) return "";
  const run::Shape at = run::index_of(work.moment->wrote->shape, *work.element);
  return std::to_string(at[1]) + "," + std::to_string(at[2]) + "," + std::to_string(at[3]);
}

std::string picked_value(const DebugWork& work) {
  if (!work.element || !work.moment || !work.moment->wrote) return "";
  return condition_value_text(work.moment->wrote->value(*work.element));
}

std::string memory_hash(const DebugWork& work) {
  if (!work.session) return "";
  const std::unique_lock lock(work.session->turn, std::try_to_lock);
  return lock ? work.session->hash() : "";
}

std::string breakpoint_list(const DebugMarks& marks) {
  std::string text;
  for (const Breakpoint& breakpoint : marks.breakpoints) {
    if (!text.empty()) text += "; ";
    text += breakpoint.task ? "task " + std::to_string(*breakpoint.task) : breakpoint.condition;
    if (!breakpoint.enabled) text += " (off)";
  }
  return text;
}

}  // namespace

std::optional<std::size_t> DebugMoment::next() const {
  if (at_end()) return std::nullopt;
  return first_task + position;
}

std::string_view debug_status(const DebugWork& work) {
  if (!work.active()) return "none";
  if (work.busy) return "working";
  if (!work.moment) return "failed";
  return work.moment->at_end() ? "done" : "stopped";
}

Result<void> start_debugging(App& app) {
  const OpenFile& file = *app.active();
  const document::DocumentPtr document = file.document();
  const RunSetup setup = run_setup(app, file);
  if (setup.program >= document->programs().size() || document->programs()[setup.program].task_count == 0)
    return Error{"the program has no tasks", {}};
  DebugWork fresh;
  fresh.file = file.id();
  fresh.document = document;
  fresh.program = setup.program;
  fresh.request = app.debugging.request + 1;
  if (const OpenFile* other = app.file(app.debugging.file))
    app.toast(Severity::Note, "Stepping through " + other->name() + " ended: it is one program at a time");
  fresh.marks = std::move(app.debugging.marks);
  fresh.busy = true;
  app.debugging = std::move(fresh);
  app.layout = Layout::Debug;
  app.jobs.start(
      kDebugTag, "Getting ready to step through " + file.name(),
      [&app, document, setup, request = app.debugging.request](Progress& progress) -> Completion {
        if (progress.cancelled()) return never_began(app, request);
        auto buffers = buffers_of_setup(*document, setup);
        if (!buffers) return opened_session(app, buffers.error(), nullptr, request);
        auto opened = DebugSession::open(document, setup.program, *std::move(buffers), setup.allow_inferred);
        if (!opened) return opened_session(app, opened.error(), nullptr, request);
        DebugGoal stay;
        stay.kind = DebugGoal::Kind::To;
        const DebugMomentPtr moment = (*opened)->move(stay, {}, progress);
        if (progress.cancelled()) return never_began(app, request);
        return opened_session(app, *std::move(opened), moment, request);
      },
      Jobs::Ending::Always);
  return {};
}

void stop_debugging(App& app) {
  app.jobs.cancel_tag(kDebugTag);
  DebugWork ended;
  ended.request = app.debugging.request + 1;
  ended.marks = std::move(app.debugging.marks);
  app.debugging = std::move(ended);
}

Result<void> move_debugger(App& app, DebugGoal goal) {
  DebugWork& work = app.debugging;
  if (work.busy || !work.session) return Error{"the last move is still going on", {}};
  ANE_TRY(auto breakpoints, active_breakpoints(work));
  work.busy = true;
  work.error.clear();
  app.jobs.start(
      kDebugTag, "Stepping",
      [&app, session = work.session, goal = std::move(goal), breakpoints = std::move(breakpoints),
       request = ++work.request](Progress& progress) -> Completion {
        const std::lock_guard lock(session->turn);
        const DebugMomentPtr moment = session->move(goal, breakpoints, progress);
        return [&app, moment, request] {
          if (app.debugging.request != request) return;
          app.debugging.busy = false;
          take_moment(app, moment);
        };
      },
      Jobs::Ending::Always);
  return {};
}

void forget_debug_file(App& app, int file) {
  if (app.file(file) == nullptr) app.debugging.marks.erase(file);
  if (app.debugging.file != file) return;
  stop_debugging(app);
  if (app.file(file) != nullptr) app.log(Severity::Note, "stepping ended: the program is another one now");
}

const DebugMarks& DebugWork::marks_of(int of_file) const {
  static const DebugMarks kNone;
  const auto found = marks.find(of_file);
  return found == marks.end() ? kNone : found->second;
}

std::optional<std::size_t> breakpoint_of(const DebugMarks& marks, std::size_t task) {
  for (std::size_t i = 0; i < marks.breakpoints.size(); ++i)
    if (marks.breakpoints[i].task == task) return i;
  return std::nullopt;
}

std::vector<WatchedValue> watched_values(const App& app) {
  const DebugWork& work = app.debugging;
  std::vector<WatchedValue> list;
  const auto found = std::find_if(app.files.begin(), app.files.end(),
                                  [&](const auto& open) { return open->id() == work.file; });
  if (found == app.files.end() || !work.moment) return list;
  const OpenFile& file = **found;
  const DebugMoment& moment = *work.moment;
  const regdb::Generation* generation = work.document->generation();
  const auto value_at = [&](const Condition& condition, std::size_t position) -> std::string {
    if (position == 0 || position > moment.written.size()) return condition_value_text({});
    const std::size_t task = moment.first_task + position - 1;
    const TaskDetailPtr detail = file.detail(task);
    return condition_value_text(condition.value([&](std::string_view name) {
      return condition_name(name, task, moment.outcomes[position - 1], moment.written[position - 1],
                            detail ? &detail->state : nullptr, generation);
    }));
  };
  for (const std::string& text : work.marks_of(work.file).watches) {
    const auto condition = Condition::parse(text, generation);
    if (!condition) {
      list.push_back({text, "", "", condition.error().message});
      continue;
    }
    const std::size_t before = moment.position == 0 ? 0 : moment.position - 1;
    list.push_back({text, value_at(*condition, before), value_at(*condition, moment.position), ""});
  }
  return list;
}

std::optional<std::string> query_debug(const App& app, std::string_view path) {
  const DebugWork& work = app.debugging;
  const DebugMoment* moment = work.moment.get();
  const auto with_moment = [&](auto text) { return moment == nullptr ? std::string() : text(*moment); };
  if (path == "status") return std::string(debug_status(work));
  if (path == "error") return work.error;
  if (path == "position") return with_moment([](const DebugMoment& m) { return std::to_string(m.position); });
  if (path == "tasks") return with_moment([](const DebugMoment& m) { return std::to_string(m.task_count); });
  if (path == "task")
    return with_moment([](const DebugMoment& m) { return m.task ? std::to_string(*m.task) : ""; });
  if (path == "stopped") return with_moment([](const DebugMoment& m) { return m.stopped; });
  if (path == "refused")
    return with_moment([](const DebugMoment& m) {
      return m.refused && m.outcome->refusal ? m.outcome->refusal->sentence() : std::string("no");
    });
  if (path == "bytes") return with_moment([](const DebugMoment& m) { return std::to_string(m.kept_bytes); });
  if (path == "sources")
    return with_moment([](const DebugMoment& m) { return std::to_string(m.read.size()); });
  if (path == "element") return picked_element(work);
  if (path == "value") return picked_value(work);
  if (path == "hash") return memory_hash(work);
  if (path == "breakpoints") return breakpoint_list(work.marks_of(app.active_file));
  if (path.starts_with("watch.")) {
    for (const WatchedValue& watched : watched_values(app))
      if (watched.text == path.substr(6)) return watched.error.empty() ? watched.now : watched.error;
    return "";
  }
  if (path.starts_with("out."))
    return with_moment([&](const DebugMoment&) { return figure_text(work, path.substr(4)); });
  return std::nullopt;
}

}  // namespace ane::state
