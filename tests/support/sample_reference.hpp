#pragma once
// What the sample programs compute, from the definitions of their operations alone: plain sums in double, one
// rounding to fp16 after each task. Knows nothing of tasks, of the executor or of how the samples are built.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ane::test {

/// A tensor: channels, then rows, then columns.
struct Image {
  std::uint32_t channels = 1, height = 1, width = 1;
  std::vector<double> values = std::vector<double>(std::size_t{channels} * height * width);

  std::size_t index(std::uint32_t c, std::uint32_t y, std::uint32_t x) const {
    return (std::size_t{c} * height + y) * width + x;
  }
  double at(std::uint32_t c, std::uint32_t y, std::uint32_t x) const { return values[index(c, y, x)]; }
};

/// By tensor name.
using Images = std::map<std::string, Image>;

/// The sample picture with colours of 0 to 1, as fp16 has them.
Image picture_image();

/// Inputs for a sample: the picture for those that take one, else numbers of both signs. Empty for a name
/// that no sample has.
Images sample_inputs(std::string_view sample);

/// The sample's outputs for these inputs; empty for a name that no sample has.
Images sample_outputs(std::string_view sample, const Images& inputs);

/// y = sigmoid(x) through 33 samples and straight lines (docs/formats/weights-h13.md 4.2).
double interpolated_sigmoid(double x);
/// y = 2^x and y = 1 / x likewise (weights-h13.md 4.3).
double interpolated_exp2(double x);
double interpolated_reciprocal(double x);

}  // namespace ane::test
