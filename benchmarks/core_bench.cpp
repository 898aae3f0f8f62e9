// How long the core takes, told as multiples of reading the same task words once: machines differ and are
// noisy, ratios within one run are not.
//
//   build-bench/core_bench

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#include "core/diff/compare.hpp"
#include "core/diff/report.hpp"
#include "core/document/document.hpp"
#include "core/report/report.hpp"
#include "core/tree/build.hpp"
#include "core/writer/big_program.hpp"

namespace {

using ane::document::DocumentPtr;

constexpr std::uint32_t kTasks = 2048;
constexpr std::uint64_t kConstants = std::uint64_t{16} << 20;

class CountingSink final : public ane::Sink {
 public:
  void write(std::string_view piece) override { bytes += piece.size(); }
  std::uint64_t bytes = 0;
};

class ByteSink final : public ane::Sink {
 public:
  void write(std::string_view piece) override { bytes.insert(bytes.end(), piece.begin(), piece.end()); }
  std::vector<std::uint8_t> bytes;
};

const ane::SourcePtr& program() {
  static const ane::SourcePtr source = [] {
    ByteSink sink;
    const auto written =
        ane::writer::write_big_program({.tasks = kTasks, .constant_bytes = kConstants}, sink);
    return written ? ane::memory_source(std::move(sink.bytes)) : nullptr;
  }();
  return source;
}

DocumentPtr open() {
  static const auto database = ane::regdb::Database::embedded();
  auto document = ane::document::Document::open(program(), database, "big.hwx");
  return document ? *document : nullptr;
}

/// Seconds to read every word of the text once: the yardstick.
double yardstick(const DocumentPtr& document) {
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    const auto start = std::chrono::steady_clock::now();
    std::uint32_t sum = 0;
    for (std::uint64_t at = 0; at + 4 <= document->text().size(); at += 4)
      sum += document->text().u32(at).value_or(0);
    benchmark::DoNotOptimize(sum);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

/// Runs `work` and reports its time in yardsticks beside the seconds.
template <class Work>
void measure(benchmark::State& state, Work work) {
  const DocumentPtr document = open();
  if (document == nullptr) {
    state.SkipWithError("the program could not be written");
    return;
  }
  const double unit = yardstick(document);
  double best = 1e9;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    work(document);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  state.counters["ratio"] = best / unit;
}

void open_document(benchmark::State& state) {
  measure(state, [](const DocumentPtr&) { benchmark::DoNotOptimize(open()); });
}
BENCHMARK(open_document)->Unit(benchmark::kMillisecond);

void decode_tasks(benchmark::State& state) {
  measure(state, [](const DocumentPtr& document) {
    ane::Diagnostics problems;
    for (std::size_t i = 0; i < document->tasks().size(); ++i)
      benchmark::DoNotOptimize(document->decode(i, problems));
  });
}
BENCHMARK(decode_tasks)->Unit(benchmark::kMillisecond);

void gather_info(benchmark::State& state) {
  measure(state,
          [](const DocumentPtr& document) { benchmark::DoNotOptimize(ane::report::gather_info(document)); });
}
BENCHMARK(gather_info)->Unit(benchmark::kMillisecond);

void explained_bytes(benchmark::State& state) {
  measure(state, [](const DocumentPtr& document) {
    benchmark::DoNotOptimize(ane::tree::explained_bytes(document));
  });
}
BENCHMARK(explained_bytes)->Unit(benchmark::kMillisecond);

void tasks_as_json(benchmark::State& state) {
  measure(state, [](const DocumentPtr& document) {
    CountingSink sink;
    ane::report::write_tasks_json(*document, {}, sink);
    benchmark::DoNotOptimize(sink.bytes);
  });
}
BENCHMARK(tasks_as_json)->Unit(benchmark::kMillisecond);

/// The program with one byte of a task in its middle changed.
DocumentPtr changed(const DocumentPtr& document) {
  const ane::task::TaskSpan& span = document->tasks()[document->tasks().size() / 2].span;
  const std::uint64_t at = document->text().extent().offset + span.offset + span.size - 4;
  const auto edited = document->with_edits({{at, {static_cast<std::uint8_t>(0x5a)}}});
  return edited ? *edited : nullptr;
}

void compare_programs(benchmark::State& state) {
  measure(state, [](const DocumentPtr& document) {
    static const DocumentPtr other = changed(document);
    benchmark::DoNotOptimize(ane::diff::compare(document, other));
  });
}
BENCHMARK(compare_programs)->Unit(benchmark::kMillisecond);

void compare_as_text(benchmark::State& state) {
  measure(state, [](const DocumentPtr& document) {
    static const auto comparison = ane::diff::compare(document, changed(document));
    CountingSink sink;
    ane::diff::write_text(*comparison, {}, sink);
    benchmark::DoNotOptimize(sink.bytes);
  });
}
BENCHMARK(compare_as_text)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
