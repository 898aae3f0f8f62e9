#include "core/writer/weights.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <string>

#include "core/base/extent.hpp"

namespace ane::writer {
namespace {

void append_half(std::vector<std::uint8_t>& bytes, std::uint16_t half) {
  bytes.push_back(static_cast<std::uint8_t>(half));
  bytes.push_back(static_cast<std::uint8_t>(half >> 8));
}

void pad(std::vector<std::uint8_t>& bytes) {
  bytes.resize(static_cast<std::size_t>(round_up(bytes.size(), kChunkAlignment)));
}

/// Groups that the registers know: a depthwise convolution is a single one with one input per output.
std::uint32_t register_groups(const ConvWeights& weights) {
  return weights.depthwise() ? 1 : weights.groups;
}

std::uint16_t weight_at(const ConvWeights& w, std::uint32_t out, std::uint32_t in, std::uint32_t y,
                        std::uint32_t x) {
  const std::size_t row = (std::size_t{out} * w.inputs_per_output() + in) * w.kernel_height + y;
  return w.values[row * w.kernel_width + x];
}

Result<void> check(const ConvWeights& w) {
  if (w.groups == 0 || w.in_channels % w.groups != 0 || w.out_channels % w.groups != 0) {
    return Error{std::to_string(w.in_channels) + " input and " + std::to_string(w.out_channels) +
                     " output channels do not divide into " + std::to_string(w.groups) + " groups",
                 {}};
  }
  const std::size_t expected =
      std::size_t{w.out_channels} * w.inputs_per_output() * w.kernel_height * w.kernel_width;
  if (w.values.size() != expected) {
    return Error{std::to_string(w.values.size()) + " weights given, " + std::to_string(expected) + " needed",
                 {}};
  }
  if (!w.bias.empty() && w.bias.size() != w.out_channels) {
    return Error{
        std::to_string(w.bias.size()) + " biases given for " + std::to_string(w.out_channels) + " channels",
        {}};
  }
  return {};
}

/// The part of one slot that one core holds: `first` is its first channel, `width` its lanes.
struct Lanes {
  std::uint32_t first = 0;
  std::uint32_t width = 0;
};

using SlotEncoder = std::function<void(const Lanes&, std::vector<std::uint8_t>&)>;

void append_bias(const ConvWeights& w, const Lanes& lanes, std::vector<std::uint8_t>& bytes) {
  if (w.bias.empty()) return;
  for (std::uint32_t l = 0; l < lanes.width; ++l) append_half(bytes, w.bias[lanes.first + l]);
}

void append_dense(const ConvWeights& w, const Lanes& lanes, std::vector<std::uint8_t>& bytes) {
  append_bias(w, lanes, bytes);
  const std::uint32_t taps = w.kernel_height * w.kernel_width;
  for (std::uint32_t k = 0; k < w.inputs_per_output() * taps; ++k) {
    const std::uint32_t tap = k % taps;
    for (std::uint32_t l = 0; l < lanes.width; ++l) {
      append_half(bytes, weight_at(w, lanes.first + l, k / taps, tap / w.kernel_width, tap % w.kernel_width));
    }
  }
}

/// Eight mask bits and the halfwords of those that are set, again and again.
class MaskWriter {
 public:
  void add(std::uint16_t half) {
    const bool stored = (half & 0x7fff) != 0;  // +0 and -0 cost their bit only
    if (stored) pending_.push_back(half);
    mask_ |= static_cast<std::uint32_t>(stored) << bits_;
    if (++bits_ == 8) flush();
  }
  void flush() {
    if (bits_ == 0) return;
    body.push_back(static_cast<std::uint8_t>(mask_));
    for (const std::uint16_t half : pending_) append_half(body, half);
    pending_.clear();
    mask_ = bits_ = 0;
  }
  std::vector<std::uint8_t> body;

 private:
  std::vector<std::uint16_t> pending_;
  std::uint32_t mask_ = 0;
  std::uint32_t bits_ = 0;
};

struct Stride {
  std::uint32_t y = 2, x = 2;
  bool small_source = false;
};

void append_channel(const ConvWeights& w, const Lanes& lanes, std::uint32_t in, const Stride& s,
                    MaskWriter& masks) {
  const std::uint32_t mask_lanes = std::max(lanes.width, s.small_source ? 4U : 2U);
  const std::uint32_t taps_y = (w.kernel_height + s.y - 1) / s.y;
  const std::uint32_t taps_x = (w.kernel_width + s.x - 1) / s.x;
  for (std::uint32_t phase = 0; phase < s.y * s.x; ++phase) {
    for (std::uint32_t tap = 0; tap < taps_y * taps_x; ++tap) {
      const std::uint32_t y = tap / taps_x * s.y + phase / s.x;
      const std::uint32_t x = tap % taps_x * s.x + phase % s.x;
      const bool inside = y < w.kernel_height && x < w.kernel_width;
      for (std::uint32_t l = 0; l < mask_lanes; ++l) {
        masks.add(inside && l < lanes.width ? weight_at(w, lanes.first + l, in, y, x) : std::uint16_t{0});
      }
    }
  }
  masks.flush();
}

void append_zero_skipping(const ConvWeights& w, const Lanes& lanes, const Stride& stride,
                          std::vector<std::uint8_t>& bytes) {
  append_bias(w, lanes, bytes);
  MaskWriter masks;
  for (std::uint32_t in = 0; in < w.inputs_per_output(); ++in) append_channel(w, lanes, in, stride, masks);
  for (unsigned shift = 0; shift < 24; shift += 8)
    bytes.push_back(static_cast<std::uint8_t>(masks.body.size() >> shift));
  bytes.insert(bytes.end(), masks.body.begin(), masks.body.end());
}

Result<PackedWeights> pack(const ConvWeights& w, std::span<const std::uint8_t> table,
                           std::uint64_t section_offset, const SlotEncoder& encode_slot) {
  ANE_CHECK(check(w));
  ANE_TRY(const auto slots, slots_of_group(w));
  const std::uint32_t groups = register_groups(w);
  const std::uint32_t cores = std::min(1U << w.cores_log2, slots.front().cores);
  PackedWeights packed;
  for (std::uint32_t core = 0; core < cores; ++core) {
    std::vector<std::uint8_t> chunk(table.begin(), table.end());
    for (std::uint32_t group = 0; group < groups; ++group) {
      for (const Slot& slot : slots) {
        const std::uint32_t first = group * (w.out_channels / groups) + slot.first + core * slot.width;
        encode_slot({first, slot.width}, chunk);
        if (groups > 1) pad(chunk);
      }
    }
    pad(chunk);
    packed.chunks.push_back({section_offset + packed.bytes.size(), chunk.size()});
    packed.bytes.insert(packed.bytes.end(), chunk.begin(), chunk.end());
  }
  return packed;
}

}  // namespace

Result<std::vector<Slot>> slots_of_group(const ConvWeights& w) {
  const std::uint32_t channels = w.out_channels / std::max(register_groups(w), 1U);
  const std::uint32_t cores = 1U << w.cores_log2;
  const std::uint32_t widest = w.depthwise() ? 1 : 1U << w.lanes_log2;
  std::vector<Slot> slots;
  for (std::uint32_t first = 0; first < channels;) {
    const std::uint32_t left = channels - first;
    if (left < cores && slots.empty() && register_groups(w) == 1) return std::vector<Slot>{{0, 1, left}};
    if (left % cores != 0) {
      return Error{
          std::to_string(left) + " output channels do not divide among " + std::to_string(cores) + " cores",
          {}};
    }
    slots.push_back({first, std::min(widest, left / cores), cores});
    first += cores * slots.back().width;
  }
  if (slots.empty()) return Error{"a convolution needs an output channel", {}};
  if (register_groups(w) > 1 && slots.size() > 1) {
    return Error{"groups of several slots: how they are padded is not known", {}};
  }
  return slots;
}

Result<PackedWeights> pack_dense(const ConvWeights& weights, std::span<const std::uint8_t> table,
                                 std::uint64_t section_offset) {
  return pack(weights, table, section_offset, [&](const Lanes& lanes, std::vector<std::uint8_t>& bytes) {
    append_dense(weights, lanes, bytes);
  });
}

Result<PackedWeights> pack_zero_skipping(const ConvWeights& weights, std::uint32_t stride_y,
                                         std::uint32_t stride_x, bool small_source,
                                         std::uint64_t section_offset, std::span<const std::uint8_t> table) {
  if (stride_y == 0 || stride_x == 0) return Error{"a convolution cannot have the stride 0", {}};
  ANE_TRY(const auto slots, slots_of_group(weights));
  for (const Slot& slot : slots) {
    if (!std::has_single_bit(slot.width)) {
      return Error{"a slot of " + std::to_string(slot.width) + " channels: the masks of widths that are no " +
                       "power of two are not known",
                   {}};
    }
  }
  const Stride stride{stride_y, stride_x, small_source};
  return pack(weights, table, section_offset, [&](const Lanes& lanes, std::vector<std::uint8_t>& bytes) {
    append_zero_skipping(weights, lanes, stride, bytes);
  });
}

std::optional<std::uint16_t> uniform_bias(std::span<const std::uint16_t> bias) {
  if (bias.empty()) return {};
  const bool same = std::all_of(bias.begin(), bias.end(), [&](auto value) { return value == bias.front(); });
  return same ? std::optional(bias.front()) : std::nullopt;
}

std::vector<std::uint8_t> pack_bias_scale(std::span<const std::uint16_t> biases,
                                          std::span<const std::uint16_t> scales) {
  std::vector<std::uint8_t> bytes;
  for (const std::uint16_t bias : biases) append_half(bytes, bias);
  for (const std::uint16_t scale : scales) append_half(bytes, scale);
  return bytes;
}

}  // namespace ane::writer
