#pragma once
// Packs H13 coefficients into the bytes of the constant section (docs/formats/weights-h13.md).
//
// A convolution's output channels are dealt out to cores in slots: core e holds w channels of each slot, the
// reduction index outermost, the w lanes innermost. Every core reads one chunk: [table] [slots], zero-padded
// to 64 bytes.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.hpp"

namespace ane::writer {

/// The tensor of weights and how the task's registers say that it is dealt out.
struct ConvWeights {
  std::uint32_t out_channels = 1;  ///< of the whole tensor
  std::uint32_t in_channels = 1;   ///< of the whole tensor
  std::uint32_t groups = 1;        ///< equal to both: depthwise
  std::uint32_t kernel_height = 1, kernel_width = 1;
  std::uint32_t lanes_log2 = 0;  ///< ConvCfg.OCGSize: widest slot
  std::uint32_t cores_log2 = 4;  ///< Cfg.ActiveNE
  /// fp16 bits, row-major (out, in / groups, height, width).
  std::span<const std::uint16_t> values = {};
  std::span<const std::uint16_t> bias = {};  ///< fp16 bits, one per output channel, or empty

  std::uint32_t inputs_per_output() const { return in_channels / groups; }
  bool depthwise() const { return groups > 1 && groups == in_channels && groups == out_channels; }
};

/// Chunks are padded to so many bytes.
inline constexpr std::size_t kChunkAlignment = 64;

/// Where a core finds its coefficients in the section.
struct Chunk {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;  ///< a multiple of kChunkAlignment
  friend bool operator==(const Chunk&, const Chunk&) = default;
};

/// Chunks packed one behind the other; chunk i belongs to core i.
struct PackedWeights {
  std::vector<std::uint8_t> bytes;
  std::vector<Chunk> chunks;
};

/// Slots of one group (weights-h13.md 5.1): `width` lanes on each of `cores` cores, from channel `first` on.
struct Slot {
  std::uint32_t first = 0;
  std::uint32_t width = 0;
  std::uint32_t cores = 0;
};

/// Fails where the channels do not divide as section 5.1 knows it.
Result<std::vector<Slot>> slots_of_group(const ConvWeights& weights);

/// Dense fp16 weights (weights-h13.md 2, 5.1 to 5.3, 5.6); each chunk begins with `table` where one is given.
/// Chunk offsets count from `section_offset`, where the caller puts the bytes.
Result<PackedWeights> pack_dense(const ConvWeights& weights, std::span<const std::uint8_t> table = {},
                                 std::uint64_t section_offset = 0);

/// The zero-skipping form of convolutions with stride (weights-h13.md 5.4), each chunk with `table` in front
/// (5.6, by analogy). `small_source` is the task's Cfg.SmallSourceMode, on which the width of the masks
/// depends. Fails for slots whose width is no power of two: how wide their masks are is not known.
Result<PackedWeights> pack_zero_skipping(const ConvWeights& weights, std::uint32_t stride_y,
                                         std::uint32_t stride_x, bool small_source,
                                         std::uint64_t section_offset = 0,
                                         std::span<const std::uint8_t> table = {});

/// The value of a bias that is the same in all channels, fp16 bits: the task then carries it in NE.AccBias,
/// and the chunks have no bias rows (weights-h13.md 5.5). Nothing where there is no bias or it varies.
std::optional<std::uint16_t> uniform_bias(std::span<const std::uint16_t> bias);

/// Rows of a per-channel operand (weights-h13.md 5.7): all biases, then all scales, both fp16 bits.
std::vector<std::uint8_t> pack_bias_scale(std::span<const std::uint16_t> biases,
                                          std::span<const std::uint16_t> scales);

}  // namespace ane::writer
