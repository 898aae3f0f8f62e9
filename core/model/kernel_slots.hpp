#pragma once
// How output channels are dealt out to neural engines (docs/formats/weights-h13.md, 5.1 to 5.3). Arithmetic
// alone: nothing here reads a file, and nothing grows with the sizes that a task claims.

#include <array>
#include <cstdint>
#include <optional>

#include "core/base/result.hpp"

namespace ane::model {

/// The kernel as a task's registers describe it. Counts are of one group, as the registers have them.
struct KernelGeometry {
  std::uint64_t outputs = 0;  ///< output channels of one group
  std::uint64_t inputs = 0;   ///< input channels of one output channel: 1 in the depthwise form
  std::uint64_t height = 0, width = 0;
  std::uint64_t groups = 1;
  std::uint64_t lanes = 1;  ///< widest slot
  std::uint64_t cores = 1;  ///< neural engines that take part
  bool bias = false;        ///< slots begin with a row of biases
  bool depthwise = false;
  std::uint64_t table_bytes = 0;  ///< of the lookup table in front of every chunk
  std::uint64_t stride_y = 1, stride_x = 1;
  bool small_source = false;  ///< decides how wide the masks of the zero-skipping form are

  /// Weights of one output channel.
  std::uint64_t taps() const { return height * width; }
  std::uint64_t reduction() const { return inputs * taps(); }
  /// Rows of a slot: the reduction index and, in front, the biases.
  std::uint64_t rows() const { return reduction() + (bias ? 1 : 0); }
  /// (out, in / groups, kernel height, kernel width) of the whole tensor.
  std::array<std::uint64_t, 4> shape() const { return {groups * outputs, inputs, height, width}; }
};

/// One engine's share of one slot: `width` consecutive output channels.
struct KernelBlock {
  std::uint64_t first = 0;  ///< output channel of the whole tensor
  std::uint64_t width = 0;  ///< lanes
  std::uint32_t core = 0;
  std::uint64_t slot = 0;  ///< number within the engine's chunk
};

class KernelSlots {
 public:
  /// Fails, with the reason, where the format does not say how these channels are dealt out.
  static Result<KernelSlots> make(const KernelGeometry& geometry);

  /// Blocks in the order of their output channels, without gaps.
  std::uint64_t block_count() const { return groups_ * slots_per_group() * cores_; }
  KernelBlock block(std::uint64_t index) const;
  /// The block that holds an output channel, which must be smaller than groups * outputs.
  std::uint64_t block_of(std::uint64_t output) const;
  std::uint64_t index_of(std::uint32_t core, std::uint64_t slot) const;

  /// Engines that hold something: fewer than take part where there are fewer channels.
  std::uint64_t cores() const { return cores_; }
  std::uint64_t slots() const { return groups_ * slots_per_group(); }
  std::uint64_t widest() const { return full_ > 0 ? lanes_ : rest_; }
  std::uint64_t width_of(std::uint64_t slot) const {
    return slot % slots_per_group() < full_ ? lanes_ : rest_;
  }

 private:
  std::uint64_t slots_per_group() const { return full_ + (rest_ > 0 ? 1 : 0); }

  std::uint64_t outputs_ = 1, groups_ = 1, lanes_ = 1, cores_ = 1;
  std::uint64_t full_ = 1;  ///< slots of `lanes_` channels in a group …
  std::uint64_t rest_ = 0;  ///< … and the channels of a narrower one behind them
};

}  // namespace ane::model
