// How fast the executor's sums are, beside a library that does nothing else: OpenBLAS multiplying matrices of
// the same size on one thread, in the same run.
//
//   build-bench/exec_bench

#include <benchmark/benchmark.h>
#include <cblas.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/base/bits.hpp"
#include "core/exec/convolution.hpp"
#include "core/exec/engines.hpp"

namespace {

using namespace ane::exec;

extern "C" void openblas_set_num_threads(int threads);

template <class Work>
double best_of(int rounds, Work work) {
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

/// Small numbers of both signs, the same in every run.
std::vector<std::uint16_t> values(std::size_t count) {
  std::vector<std::uint16_t> out(count);
  std::uint32_t state = 1;
  for (std::uint16_t& bits : out) {
    state = state * 1664525u + 1013904223u;
    bits = ane::double_to_half((static_cast<double>(state >> 20) - 2048) / 1024);
  }
  return out;
}

/// A convolution as the engines get it: everything but reading memory and writing it.
struct Case {
  NeuralPlan plan;
  Image source;
  Coefficients coefficients;

  Case(std::uint64_t in, std::uint64_t out, std::uint64_t side, std::uint64_t kernel) {
    plan.operation = NeuralPlan::Operation::Convolution;
    plan.source.shape = {1, in, side, side};
    plan.result.shape = {1, out, side, side};
    plan.geometry.inputs = in;
    plan.geometry.outputs = out;
    plan.geometry.height = plan.geometry.width = kernel;
    plan.pad_top = plan.pad_left = static_cast<std::int64_t>(kernel / 2);
    source = {plan.source.shape, values(plan.source.shape.elements())};
    coefficients.weights = values(out * plan.geometry.reduction());
  }

  double seconds(Options options, int rounds = 20) const {
    return best_of(rounds, [&] {
      Hazards hazards;
      benchmark::DoNotOptimize(execute_neural(plan, source, coefficients, options, hazards));
    });
  }
};

/// Seconds of OpenBLAS for C[m][n] = A[m][k] B[k][n] on one thread.
double sgemm(int m, int n, int k) {
  openblas_set_num_threads(1);
  std::vector<float> a(static_cast<std::size_t>(m) * static_cast<std::size_t>(k), 0.5F);
  std::vector<float> b(static_cast<std::size_t>(k) * static_cast<std::size_t>(n), 0.25F);
  std::vector<float> c(static_cast<std::size_t>(m) * static_cast<std::size_t>(n));
  return best_of(20, [&] {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a.data(), k, b.data(), n, 0, c.data(),
                n);
    benchmark::DoNotOptimize(c.data());
  });
}

void report(benchmark::State& state, const Case& work, Options options, double unit) {
  double best = 1e9;
  for (auto _ : state) best = std::min(best, work.seconds(options, 1));
  state.counters["milliseconds"] = best * 1e3;
  if (unit > 0) state.counters["times_sgemm"] = best / unit;
}

void convolution_3x3(benchmark::State& state) {
  const Case work(64, 128, 56, 3);
  const auto threads = static_cast<unsigned>(state.range(0));
  report(state, work, {.kernels = Kernels::Fast, .threads = threads}, sgemm(128, 3136, 576));
}
BENCHMARK(convolution_3x3)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

void convolution_3x3_plain(benchmark::State& state) {
  const Case work(64, 128, 56, 3);
  report(state, work, {.kernels = Kernels::Plain}, sgemm(128, 3136, 576));
}
BENCHMARK(convolution_3x3_plain)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();

void matrix_times_vector(benchmark::State& state) {
  report(state, Case(512, 512, 1, 1), {}, 0);
}
BENCHMARK(matrix_times_vector)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
