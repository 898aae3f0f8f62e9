// One program against all of a folder: a row a file, worst first.

#include <algorithm>
#include <tuple>

#include "app/cli/diff_request.hpp"
#include "app/cli/programs.hpp"
#include "core/base/text.hpp"
#include "core/report/report.hpp"

namespace ane::cli {
namespace {

/// What is kept of one comparison.
struct Compared {
  std::string path;
  std::string error;  ///< why there is no comparison
  bool differs = false;
  diff::Answer answer;

  auto badness() const {
    const diff::Counts& c = answer.counts;
    return std::tuple(!error.empty(), differs, c.tasks_changed + c.tasks_only_a + c.tasks_only_b,
                      c.fields_changed, c.weights_bytes_changed,
                      c.tensors_changed + c.container_changed + c.symbols_changed);
  }
};

/// A comparison without the documents: a folder may hold more than memory does.
Compared compare_with(const Context& context, const DiffRequest& request, const document::DocumentPtr& a,
                      const std::string& path) {
  Compared result;
  result.path = path;
  const auto b = context.open(path);
  if (!b) {
    result.error = b.error().message;
    return result;
  }
  const auto comparison = diff::compare(a, *b, request.options);
  if (!comparison) {
    result.error = comparison.error().message;
    return result;
  }
  result.differs = differs(*comparison, request);
  result.answer = diff::answer_of(*comparison);
  return result;
}

std::string verdict_of(const Compared& row) {
  if (!row.error.empty()) return "not compared: " + row.error;
  if (!row.answer.identical) return "differs";
  if (row.answer.bytes_identical) return "the same bytes";
  return row.differs ? "only bytes differ" : "no difference";
}

void write_rows(const std::vector<Compared>& compared, Sink& sink) {
  std::vector<std::vector<std::string>> rows = {
      {"file", "changed", "added", "removed", "fields", "weights bytes", "verdict"}};
  std::size_t different = 0;
  std::size_t unreadable = 0;
  for (const Compared& row : compared) {
    const diff::Counts& counts = row.answer.counts;
    std::vector<std::string> cells = {escaped(row.path)};
    for (const std::uint64_t count : {counts.tasks_changed, counts.tasks_only_b, counts.tasks_only_a,
                                      counts.fields_changed, counts.weights_bytes_changed})
      cells.push_back(row.error.empty() ? grouped(count) : "-");
    cells.push_back(verdict_of(row));
    rows.push_back(std::move(cells));
    if (row.differs) ++different;
    if (!row.error.empty()) ++unreadable;
  }
  report::write_table(rows, 0, sink);
  sink.write(counted(compared.size(), "program") + ": " + std::to_string(different) + " different, " +
             std::to_string(compared.size() - different - unreadable) + " not, " +
             std::to_string(unreadable) + " not compared\n");
}

void write_rows_json(const std::vector<Compared>& compared, Sink& sink) {
  report::JsonWriter json(sink);
  json.begin_array();
  for (const Compared& row : compared) {
    json.begin_object();
    json.member("path", row.path);
    if (row.error.empty()) {
      diff::write_answer_json(row.answer, json);
    } else {
      json.key("identical").null();
      json.member("error", row.error);
    }
    json.end_object();
  }
  json.end_array();
  json.finish();
}

// An unreadable file leaves the answer open only where no other has decided it.
int status_of(const std::vector<Compared>& compared) {
  const auto has = [&](auto property) { return std::any_of(compared.begin(), compared.end(), property); };
  if (has([](const Compared& row) { return row.differs; })) return kNo;
  return has([](const Compared& row) { return !row.error.empty(); }) ? kFailed : kDone;
}

}  // namespace

int diff_folder(const Context& context, const DiffRequest& request) {
  const std::string& folder = context.args.positional[1];
  if (request.format->name == "md" || request.format->name == "html")
    return context.fail(folder, {"a folder is told as text or as JSON", {}});
  if (!request.options.by_hand.empty())
    return context.fail(folder, {"--pair is for two files, not for a folder", {}});
  const document::DocumentPtr a = context.open();
  if (a == nullptr) return kFailed;
  std::vector<std::string> paths;
  const bool walked = collect_programs(folder, context, paths);
  if (paths.empty()) return walked ? context.fail(folder, {"holds no program to compare with", {}}) : kFailed;
  std::vector<Compared> compared;
  for (const std::string& path : paths) {
    compared.push_back(compare_with(context, request, a, path));
    show_progress(context, compared.size(), paths.size());
  }
  hide_progress(context);
  std::stable_sort(compared.begin(), compared.end(),
                   [](const Compared& x, const Compared& y) { return x.badness() > y.badness(); });
  const int written = deliver(context, request, [&](Sink& sink) {
    request.json() ? write_rows_json(compared, sink) : write_rows(compared, sink);
  });
  if (written != kDone) return written;
  const int status = status_of(compared);
  return status == kDone && !walked ? kFailed : status;
}

}  // namespace ane::cli
