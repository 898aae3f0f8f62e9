#pragma once
// Small H13 programs for trying the tool out. Every task is one that docs/formats/execution-h13.md, section
// 12, accepts, so that they can be run: as confirmed, but for those of softmax, which keep data on chip as
// recorded programs do it. They were written by this project, and their banners say so.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace ane::writer {

struct Sample {
  std::string_view name;  ///< also the file's name, without ".hwx"
  std::string_view title;
  std::string_view description;  ///< one or two sentences
  Result<std::vector<std::uint8_t>> (*build)();
};

/// All samples, the simplest first.
std::span<const Sample> samples();

/// What the feature channels of the sample conv3x3 are, in order.
std::span<const std::string_view> conv3x3_channels();

/// Side of the sample picture in pixels; conv3x3, chain, depthwise-stride2 and
/// picture-network take tensors of this size.
inline constexpr std::uint32_t kPictureSide = 128;

/// The sample picture: 8-bit RGB, rows from the top. Edges, gradients and curves, made by arithmetic alone.
std::vector<std::uint8_t> sample_picture();

}  // namespace ane::writer
