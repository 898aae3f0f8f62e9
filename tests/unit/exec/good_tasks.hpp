#pragma once
// Tasks that run, one of every kind that core/writer makes and, where the corpus is, those of several
// recorded streams: what the tests of refusals change piece by piece.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/writer/lookup_table.hpp"
#include "tests/unit/exec/conv_run.hpp"
#include "tests/unit/exec/recorded.hpp"

namespace ane::test {

/// A task and what it runs on, after the tasks before it have run.
struct GoodTask {
  std::string name;
  std::vector<task::Task> before;
  task::Task task;
  GuardedBuffers buffers;  ///< with inputs, before any task
};

inline GoodTask good_conv(std::string name, ConvRun run) {
  run.weights = exact_halves(run.shape.weights(), 1, false);
  run.input = exact_halves(run.shape.sources(), 2);
  const auto section = run.packed();
  EXPECT_TRUE(section) << name << ": " << (section ? "" : section.error().message);
  GoodTask good{std::move(name), {}, {}, {}};
  if (!section) return good;
  good.task = run.task(*section);
  run.fill(good.buffers, section->bytes);
  return good;
}

/// A copy or an elementwise operation of `sources` tensors of one shape: buffers 5 and 6, result in 4, table
/// in 1.
inline GoodTask good_flat(std::string name, const writer::TaskBuilder& builder, const Placed& shape,
                          std::size_t sources, const Bytes& table = {}) {
  const auto words = builder.encode();
  EXPECT_TRUE(words) << name << ": " << (words ? "" : words.error().message);
  GoodTask good{std::move(name), {}, {}, {}};
  if (!words) return good;
  good.task = decode_words(*words);
  for (std::uint32_t i = 0; i < sources; ++i) {
    Placed tensor = shape;
    tensor.slot = 5 + i;
    write_tensor(good.buffers.add(tensor.slot, shape.channels * shape.plane_bytes), tensor,
                 exact_halves(shape.elements(), 7 + i));
  }
  good.buffers.add(4, shape.channels * shape.plane_bytes);
  if (!table.empty()) std::copy(table.begin(), table.end(), good.buffers.add(1, table.size()).begin());
  return good;
}

inline std::vector<GoodTask> written_tasks() {
  std::vector<GoodTask> tasks;
  const auto shape = [](std::uint64_t out, std::uint64_t in, std::uint64_t groups, std::uint64_t kernel,
                        std::uint64_t stride) {
    const std::uint64_t pad = stride == 1 ? kernel / 2 : 0;
    return ConvShape{out, in, groups, kernel, kernel, stride, pad, pad, 6, 8, 6 / stride, 8 / stride};
  };
  ConvRun dense;
  dense.shape = shape(32, 4, 1, 3, 1);
  dense.lanes_log2 = 1;
  dense.bias = exact_halves(32, 3);
  dense.function = writer::Function::ReLU;
  tasks.push_back(good_conv("dense", dense));
  ConvRun grouped;
  grouped.shape = shape(64, 8, 4, 3, 1);
  tasks.push_back(good_conv("grouped", grouped));
  ConvRun depthwise;
  depthwise.shape = shape(16, 16, 16, 3, 1);
  tasks.push_back(good_conv("depthwise", depthwise));
  ConvRun skipping;
  skipping.shape = shape(32, 4, 1, 3, 2);
  skipping.lanes_log2 = 1;
  tasks.push_back(good_conv("skipping", skipping));
  ConvRun with_table;
  with_table.shape = shape(4, 3, 1, 1, 1);
  with_table.function = writer::Function::LookupTable;
  with_table.table = writer::encode_table(writer::sigmoid_table());
  tasks.push_back(good_conv("table", with_table));

  const writer::Shape flat{1, 4, 3, 5};
  const Placed placed = ConvRun::placed(0, 4, 3, 5);
  writer::CopyTask copy{{}, writer::operand(5, flat), writer::operand(4, flat), writer::Function::ReLU, {}};
  tasks.push_back(good_flat("copy", writer::copy_task(h13(), copy), placed, 1));
  const Bytes table = writer::encode_table(writer::tanh_table());
  const std::vector<writer::Chunk> chunks(4, {0, table.size()});
  copy.function = writer::Function::LookupTable, copy.chunks = chunks;
  tasks.push_back(good_flat("copy_table", writer::copy_task(h13(), copy), placed, 1, table));
  writer::PlanarTask planar{{}, writer::operand(5, flat), writer::operand(6, flat), writer::operand(4, flat)};
  planar.negate_second = true;
  tasks.push_back(good_flat("planar", writer::planar_task(h13(), planar), placed, 2));
  return tasks;
}

/// Every task of streams that use what is on chip, reductions, broadcasts, transpositions and kernels made at
/// run time; nothing without the corpus.
inline std::vector<GoodTask> recorded_tasks() {
  std::vector<GoodTask> tasks;
  const auto corpus = corpus_folder();
  if (!corpus || chain_names(*corpus).empty()) return tasks;
  for (const char* name : {"norm_softmax_a1_1x32x4x4", "norm_layer_norm_ax1_1x32x4x4",
                           "norm_layer_norm_ax3_1x32x4x4", "rrmm_r2rr_m64_k64_n64_tx0_ty0"}) {
    const ChainCase chain = chain_case(*corpus, name);
    const std::vector<task::Task> all = decode_tasks(chain.tasks);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const ChainRun run(chain, {});
      tasks.push_back({std::string(name) + " task " + std::to_string(i),
                       {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i)},
                       all[i],
                       run.buffers});
    }
  }
  return tasks;
}

inline std::vector<GoodTask> good_tasks() {
  std::vector<GoodTask> tasks = written_tasks();
  for (GoodTask& task : recorded_tasks()) tasks.push_back(std::move(task));
  return tasks;
}

/// A machine that has run what comes before a good task, and then tries out changed forms of it, each on the
/// same memory.
class Trial {
 public:
  /// `changed`: what to try, in place of the good task. Some of the good ones need inferred rules.
  Trial(const GoodTask& good, const std::vector<task::Task>& changed, bool allow_inferred = true)
      : buffers_(good.buffers), first_(good.before.size()), machine_(h13(), join(good, changed)) {
    exec::Options options;
    options.allow_inferred = true;
    machine_.set_options(options);
    buffers_.bind(machine_.memory());
    while (machine_.next() < first_) {
      const exec::TaskOutcome outcome = machine_.step();
      EXPECT_EQ(outcome.status, exec::TaskStatus::Done)
          << good.name << ": " << (outcome.refusal ? outcome.refusal->sentence() : "");
      if (outcome.status != exec::TaskStatus::Done) break;
    }
    options.allow_inferred = allow_inferred;
    machine_.set_options(options);
    contents_ = buffers_.contents();
    on_chip_ = {machine_.memory().on_chip().begin(), machine_.memory().on_chip().end()};
    flags_ = machine_.memory().on_chip_flags();
    flags_hash_ = std::hash<std::vector<bool>>()(flags_);
  }

  /// Runs form `index` on memory as it was after the earlier tasks.
  exec::TaskOutcome run(std::size_t index) {
    machine_.seek(first_ + index);
    exec::TaskOutcome outcome = machine_.step();
    EXPECT_EQ(machine_.next(), first_ + index + (outcome.status == exec::TaskStatus::Done ? 1 : 0));
    return outcome;
  }
  /// Memory as it was before run(). On-chip bytes are looked at every now and then, because they are many;
  /// all_unchanged() ends a test.
  bool unchanged() { return buffers_.same(contents_) && (++looks_ % 64 != 0 || on_chip_unchanged()); }
  bool all_unchanged() { return buffers_.same(contents_) && on_chip_unchanged(); }
  /// Why a byte that changed should not have, else "": only elements of the result may change, and what a
  /// task keeps of its source on chip. Memory is put back.
  std::string stray_change(const exec::StoredTensor& result, const task::Task& task) {
    std::string stray = find_stray(result, task);
    restore(result.on_chip || keeps_source(task));
    return stray;
  }
  void restore(bool on_chip_too = true) {
    buffers_.put_back(contents_);
    if (on_chip_too) machine_.memory().restore_on_chip(on_chip_, flags_);
  }

  exec::Machine& machine() { return machine_; }
  GuardedBuffers& buffers() { return buffers_; }

 private:
  std::string find_stray(const exec::StoredTensor& result, const task::Task& task);
  static bool keeps_source(const task::Task& task) { return (written(task, "L2.SourceCfg") & 3) == 1; }
  bool on_chip_unchanged() {
    // Flags one by one would be slow.
    return same_bytes(machine_.memory().on_chip(), on_chip_) &&
           std::hash<std::vector<bool>>()(machine_.memory().on_chip_flags()) == flags_hash_;
  }
  static std::vector<task::Task> join(const GoodTask& good, const std::vector<task::Task>& changed) {
    std::vector<task::Task> all = good.before;
    all.insert(all.end(), changed.begin(), changed.end());
    return all;
  }

  GuardedBuffers buffers_;
  std::size_t first_;
  exec::Machine machine_;
  std::map<std::uint32_t, std::vector<std::uint8_t>> contents_;
  std::vector<std::uint8_t> on_chip_;
  std::vector<bool> flags_;
  std::size_t flags_hash_ = 0, looks_ = 0;
};

inline std::string Trial::find_stray(const exec::StoredTensor& result, const task::Task& task) {
  if (!buffers_.intact()) return "bytes beside a buffer changed";
  const std::span<const std::uint8_t> on_chip = machine_.memory().on_chip();
  std::vector<bool> allowed(result.on_chip ? on_chip.size() : buffers_.at(result.slot).size());
  for (std::uint64_t g = 0; g < result.groups; ++g) {
    for (std::uint64_t c = 0; c < result.channels; ++c) {
      for (std::uint64_t y = 0; y < result.height; ++y) {
        for (std::uint64_t x = 0; x < result.width; ++x) {
          const std::uint64_t at = result.offset_of(g, c, y, x);
          if (at + 2 > allowed.size()) return "the result is said to lie outside its memory";
          allowed[at] = allowed[at + 1] = true;
        }
      }
    }
  }
  const auto stray = [&](std::span<const std::uint8_t> now, std::span<const std::uint8_t> then, bool mine) {
    constexpr std::size_t kPiece = 4096;  // few pieces change at all
    for (std::size_t from = 0; from < now.size(); from += kPiece) {
      const std::size_t size = std::min(kPiece, now.size() - from);
      if (same_bytes(now.subspan(from, size), then.subspan(from, size))) continue;
      for (std::size_t i = from; i < from + size; ++i)
        if (now[i] != then[i] && !(mine && allowed[i])) return true;
    }
    return false;
  };
  const bool look = result.on_chip || ++looks_ % 64 == 0;
  if (look && !keeps_source(task) && stray(on_chip, on_chip_, result.on_chip))
    return "on-chip bytes beside the result changed";
  for (const std::uint32_t slot : buffers_.slots()) {
    // Strips included, to compare at the same places; they are known to be as they were.
    const auto now = std::as_const(buffers_).at(slot);
    const auto then = std::span(contents_.at(slot)).subspan(128, now.size());
    if (stray(now, then, !result.on_chip && slot == result.slot))
      return "bytes of buffer " + std::to_string(slot) + " beside the result changed";
  }
  return "";
}

}  // namespace ane::test
