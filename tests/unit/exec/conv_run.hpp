#pragma once
// Convolutions made by core/writer, on tensors with padded rows: source in buffer 5, result in buffer 4,
// coefficients in buffer 1.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/writer/h13_tasks.hpp"
#include "core/writer/weights.hpp"
#include "tests/support/vectors.hpp"
#include "tests/unit/exec/bench.hpp"
#include "tests/unit/exec/definition.hpp"

namespace ane::test {

/// Address of a register by its path, "NE.MACCfg".
inline std::uint32_t register_address(std::string_view path) {
  for (const regdb::Block& block : h13()->blocks) {
    for (const regdb::Register& reg : block.registers)
      if (block.name + "." + reg.name == path) return reg.address;
  }
  ADD_FAILURE() << "no register " << path;
  return 0;
}

/// The value that a task writes last; 0 and a failed test where it writes none.
inline std::uint32_t written(const task::Task& task, std::string_view path) {
  const task::Write* write = task.last_write(register_address(path));
  EXPECT_NE(write, nullptr) << path;
  return write == nullptr ? 0 : write->value;
}

struct ConvRun {
  static constexpr std::uint32_t kConstants = 1, kResult = 4, kSource = 5;

  ConvShape shape;
  std::uint32_t lanes_log2 = 0;
  bool small_source = true;  ///< Cfg.SmallSourceMode, which zero-skipping weights depend on
  writer::Function function = writer::Function::None;
  Halves weights, bias, input;
  Bytes table;

  writer::ConvWeights conv_weights() const {
    const auto narrow = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
    writer::ConvWeights w;
    w.out_channels = narrow(shape.out), w.in_channels = narrow(shape.in), w.groups = narrow(shape.groups);
    w.kernel_height = narrow(shape.kernel_height), w.kernel_width = narrow(shape.kernel_width);
    w.lanes_log2 = lanes_log2;
    w.cores_log2 = writer::engines_log2(narrow(shape.out / (w.depthwise() ? 1 : shape.groups)));
    w.values = weights, w.bias = bias;
    return w;
  }
  Result<writer::PackedWeights> packed() const {
    const auto stride = static_cast<std::uint32_t>(shape.stride);
    if (stride == 1) return writer::pack_dense(conv_weights(), table);
    return writer::pack_zero_skipping(conv_weights(), stride, stride, small_source);
  }

  static Placed placed(std::uint32_t slot, std::uint64_t c, std::uint64_t h, std::uint64_t w) {
    const std::uint64_t row = (2 * w + 63) / 64 * 64;
    return {slot, 0, c, h, w, row, row * h};
  }
  Placed source() const { return placed(kSource, shape.in, shape.in_height, shape.in_width); }
  Placed result() const { return placed(kResult, shape.out, shape.out_height, shape.out_width); }

  writer::TaskBuilder builder(std::span<const writer::Chunk> chunks) const {
    const auto operand = [](const Placed& t) {
      return writer::operand(t.slot,
                             {1, static_cast<std::uint32_t>(t.channels), static_cast<std::uint32_t>(t.height),
                              static_cast<std::uint32_t>(t.width)});
    };
    const auto narrow = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
    writer::ConvTask task;
    task.source = operand(source()), task.result = operand(result());
    task.kernel_height = narrow(shape.kernel_height), task.kernel_width = narrow(shape.kernel_width);
    task.stride = narrow(shape.stride), task.groups = narrow(shape.groups);
    task.pad_top = narrow(shape.pad_top), task.pad_left = narrow(shape.pad_left);
    task.lanes_log2 = lanes_log2;
    task.bias = !bias.empty();
    task.function = function;
    task.chunks = chunks;
    return writer::conv_task(h13(), task).set("Common.Cfg.SmallSourceMode", small_source ? 1 : 0);
  }
  task::Task task(const writer::PackedWeights& section) const {
    const auto words = builder(section.chunks).encode();
    EXPECT_TRUE(words) << (words ? "" : words.error().message);
    return words ? decode_words(*words) : task::Task();
  }

  void fill(GuardedBuffers& buffers, const Bytes& section) const {
    const auto constants = buffers.add(kConstants, section.size());
    std::copy(section.begin(), section.end(), constants.begin());
    write_tensor(buffers.add(kSource, shape.in * source().plane_bytes), source(), input);
    buffers.add(kResult, shape.out * result().plane_bytes);
  }
};

}  // namespace ane::test
