#include "tests/fuzz/render_all.hpp"

#include <vector>

#include "core/base/npy.hpp"
#include "core/diff/report.hpp"
#include "core/document/document.hpp"
#include "core/edit/text.hpp"
#include "core/export/bytes.hpp"
#include "core/export/describe.hpp"
#include "core/export/verify.hpp"
#include "core/graph/write.hpp"
#include "core/report/report.hpp"
#include "core/report/weights.hpp"
#include "core/tree/build.hpp"
#include "core/writer/samples.hpp"
#include "tests/fuzz/run_tasks.hpp"

namespace ane::test {
namespace {

/// Counts, and once it has had enough ends the rendering by an exception: reports have no way to stop, since
/// real output goes on for as long as somebody reads it.
class LimitedSink final : public Sink {
 public:
  struct Full {};
  void write(std::string_view piece) override {
    bytes_ += piece.size();
    if (bytes_ > kLimit) throw Full{};
  }

 private:
  static constexpr std::uint64_t kLimit = std::uint64_t{1} << 17;
  std::uint64_t bytes_ = 0;
};

template <class Render>
void limited(Render render) {
  LimitedSink sink;
  try {
    render(sink);
  } catch (const LimitedSink::Full&) {
    return;
  }
}

void render_tasks(const document::Document& document) {
  for (const bool state : {false, true}) {
    limited([&](Sink& sink) { report::write_tasks_text(document, {.only = {}, .state = state}, sink); });
    limited([&](Sink& sink) { report::write_tasks_json(document, {.only = {}, .state = state}, sink); });
  }
}

void draw_graphs(const document::Document& document) {
  for (std::size_t i = 0; i < document.programs().size(); ++i) {
    const std::vector<graph::Named> graphs = {{"", graph::build_graph(document, i)}};
    limited([&](Sink& sink) { graph::write_dot(graphs, sink); });
    limited([&](Sink& sink) { graph::write_json(graphs, sink); });
    limited([&](Sink& sink) { graph::write_svg(graphs, sink); });
  }
}

// A plan may be refused and a planned file may fail its check, but neither may fall over.
void export_both_ways(const document::DocumentPtr& document) {
  for (const exporter::Mode mode : {exporter::Mode::Correct, exporter::Mode::Anecc}) {
    exporter::Outcome outcome;
    outcome.plan = exporter::make_plan(*document, {.mode = mode, .force = true});
    if (outcome.plan.possible()) {
      auto verdict =
          exporter::verify(document, outcome.plan, exporter::planned_bytes(document, outcome.plan));
      if (verdict) outcome.verdict = *std::move(verdict);
    }
    limited([&](Sink& sink) { exporter::write_outcome_text(outcome, sink); });
    limited([&](Sink& sink) { exporter::write_sidecar(*document, outcome.plan, sink); });
    limited([&](Sink& sink) { exporter::write_c_struct(*document, outcome.plan, "fuzz", sink); });
  }
}

/// A program that every input is compared with.
document::DocumentPtr other_program(const std::shared_ptr<const regdb::Database>& database) {
  static const document::DocumentPtr other = [&] {
    auto bytes = writer::samples().back().build();
    auto document = document::Document::open(memory_source(*std::move(bytes)), database, "other.hwx");
    return *document;
  }();
  return other;
}

void compare_both_ways(const document::DocumentPtr& document, const document::DocumentPtr& other) {
  diff::ReportOptions all;
  all.bytes = all.noise = true;
  for (const auto& [a, b] : {std::pair(document, other), std::pair(other, document)}) {
    const auto comparison = diff::compare(a, b);
    if (!comparison) continue;
    for (auto* const write : {diff::write_text, diff::write_json, diff::write_markdown, diff::write_html})
      limited([&](Sink& sink) { write(*comparison, all, sink); });
  }
}

/// What is no program may still be given to `anetool run` and `patch`: an array or a list of changes.
void read_as_other_files(std::span<const std::uint8_t> bytes, const regdb::Database& database) {
  const SourcePtr source = memory_source({bytes.begin(), bytes.end()});
  if (const auto array = read_npy(ByteView(*source)); array && array->count() != 0)
    static_cast<void>(array->value(array->count() - 1));
  const auto generation = database.generation("h13");
  if (generation)
    static_cast<void>(edit::parse_changes(std::string(bytes.begin(), bytes.end()), generation->get()));
}

}  // namespace

void render_all(std::span<const std::uint8_t> bytes) {
  static const auto database = regdb::Database::embedded();
  const auto opened =
      document::Document::open(memory_source({bytes.begin(), bytes.end()}), database, "input.hwx");
  if (!opened) return read_as_other_files(bytes, *database);
  const document::DocumentPtr& document = *opened;
  const report::Info info = report::gather_info(document);
  limited([&](Sink& sink) { report::write_info_text(info, sink); });
  limited([&](Sink& sink) {
    report::JsonWriter json(sink);
    report::write_info_json(info, json);
    json.finish();
  });
  limited([&](Sink& sink) { static_cast<void>(report::write_weights_text(document, {}, sink)); });
  limited([&](Sink& sink) { static_cast<void>(report::write_weights_json(document, {}, sink)); });
  const tree::Node root = tree::build(document);
  limited([&](Sink& sink) { report::write_tree_text(root, {}, sink); });
  limited([&](Sink& sink) { report::write_tree_json(root, {}, sink); });
  for (const std::size_t quarter : {1u, 2u, 3u}) {
    limited([&](Sink& sink) { report::write_tree_text(root, {{}, bytes.size() / 4 * quarter}, sink); });
  }
  if (document->decodes_tasks()) render_tasks(*document);
  limited([&](Sink& sink) { report::write_tensors_text(*document, sink); });
  limited([&](Sink& sink) { report::write_tensors_json(*document, sink); });
  export_both_ways(document);
  draw_graphs(*document);
  compare_both_ways(document, other_program(database));
  run_tasks(*document);
  for (const Diagnostic& problem : document::check(*document).list()) {
    limited([&](Sink& sink) { sink.write(report::problem_line(problem)); });
  }
}

}  // namespace ane::test
