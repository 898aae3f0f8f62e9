// Walks folders for programs. Files are told by content, read by several threads and reported in the order of
// their names, so that two scans of one folder give the same text.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "app/cli/command.hpp"
#include "app/cli/programs.hpp"
#include "core/base/text.hpp"
#include "core/report/report.hpp"

namespace ane::cli {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  bool ready = false;
  bool failed = false;
  std::string line;
};

std::string text_line(const report::Info& info) {
  std::string operations;
  for (const auto& [kind, count] : info.operations)
    operations += (operations.empty() ? "" : ", ") + std::to_string(count) + " " + kind;
  const auto errors = std::count_if(info.problems.begin(), info.problems.end(),
                                    [](const Diagnostic& d) { return d.severity == Severity::Error; });
  const std::string& name = info.document->identity().name;
  return escaped(info.document->path()) + "  " + (name.empty() ? "unknown" : name) + "  " +
         std::to_string(info.document->tasks().size()) +
         (info.document->tasks().size() == 1 ? " task" : " tasks") +
         (operations.empty() ? "" : "  " + operations) +
         (errors == 0 ? "" : "  " + std::to_string(errors) + " errors") + "\n";
}

std::string json_failure(const std::string& path, const Error& error) {
  StringSink sink;
  report::JsonWriter json(sink, 0);
  json.begin_object();
  json.member("path", path);
  json.member("error", error.message);
  json.end_object();
  json.finish();
  return sink.text;
}

Outcome look(const std::string& path, bool as_json, const Context& context) {
  Outcome outcome;
  const auto document = context.open(path);
  if (!document) {
    outcome.failed = true;
    if (as_json) outcome.line = json_failure(path, document.error());
    return outcome;
  }
  const report::Info info = report::gather_info(*document);
  if (!as_json) {
    outcome.line = text_line(info);
    return outcome;
  }
  StringSink sink;
  report::JsonWriter json(sink, 0);
  report::write_info_json(info, json);
  json.finish();
  outcome.line = std::move(sink.text);
  return outcome;
}

class Scan {
 public:
  Scan(const Context& context, std::vector<std::string> paths)
      : context_(context), paths_(std::move(paths)), outcomes_(paths_.size()) {}

  bool run(std::size_t jobs, bool as_json) {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::min(jobs, paths_.size()); ++i) {
      workers.emplace_back([this, as_json] { work(as_json); });
    }
    bool failed = false;
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      Outcome outcome = wait_for(i);
      show_progress(context_, i + 1, paths_.size());
      context_.streams.out.write(outcome.line);
      if (!outcome.failed) continue;
      failed = true;
      // Opened once more for its message: standard error belongs to this thread.
      const auto again = context_.open(paths_[i]);
      if (!again) context_.fail(paths_[i], again.error());
    }
    hide_progress(context_);
    return !failed;
  }

 private:
  void work(bool as_json) {
    for (std::size_t i = next_++; i < paths_.size(); i = next_++) {
      Outcome outcome = look(paths_[i], as_json, context_);
      outcome.ready = true;
      const std::lock_guard lock(mutex_);
      outcomes_[i] = std::move(outcome);
      changed_.notify_one();
    }
  }
  Outcome wait_for(std::size_t i) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return outcomes_[i].ready; });
    return std::move(outcomes_[i]);
  }
  const Context& context_;
  std::vector<std::string> paths_;
  std::vector<Outcome> outcomes_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace

int run_scan(const Context& context) {
  const auto jobs = context.args.number("--jobs");
  if (!jobs) return context.fail("", jobs.error());
  const std::size_t threads =
      std::clamp<std::uint64_t>(jobs->value_or(std::thread::hardware_concurrency()), 1, 64);
  std::vector<std::string> paths;
  bool failed = false;
  for (const std::string& path : context.args.positional) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      if (!collect_programs(path, context, paths)) failed = true;
    } else {
      paths.push_back(path);
    }
  }
  const bool all_read = Scan(context, std::move(paths)).run(threads, context.args.has("--jsonl"));
  return all_read && !failed ? kDone : kFailed;
}

}  // namespace ane::cli
