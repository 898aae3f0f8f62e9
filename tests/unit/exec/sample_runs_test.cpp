// Every sample program run by the machine, and its outputs held against the definitions of what it computes.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bits.hpp"
#include "core/document/document.hpp"
#include "core/exec/machine.hpp"
#include "core/model/tensors.hpp"
#include "core/writer/samples.hpp"
#include "tests/support/halves.hpp"
#include "tests/support/sample_reference.hpp"

namespace ane::test {
namespace {

/// A sample, opened and ready to run.
struct SampleRun {
  document::DocumentPtr document;
  std::optional<exec::Machine> machine;
  std::vector<model::Tensor> tensors;

  explicit SampleRun(const writer::Sample& sample) {
    auto bytes = sample.build();
    EXPECT_TRUE(bytes) << bytes.error().message;
    const auto opened = document::Document::open(memory_source(std::move(*bytes)),
                                                 regdb::Database::embedded(), std::string(sample.name));
    EXPECT_TRUE(opened) << opened.error().message;
    document = *opened;
    auto made = exec::Machine::of(*document);
    EXPECT_TRUE(made) << made.error().message;
    machine = std::move(*made);
    tensors = model::declared_tensors(*document);
  }

  const model::Tensor& tensor(const std::string& name) const {
    for (const model::Tensor& tensor : tensors) {
      if (tensor.name == name) return tensor;
    }
    ADD_FAILURE() << "no tensor " << name;
    return tensors.front();
  }

  /// The fp16 element of a tensor in its buffer.
  std::uint8_t* element(const model::Tensor& tensor, const Image& image, std::size_t index) {
    const std::size_t x = index % image.width;
    const std::size_t y = index / image.width % image.height;
    const std::size_t c = index / image.width / image.height;
    const auto& strides = *tensor.strides;
    return machine->memory().buffer(*tensor.buffer).data() + c * strides[1] + y * strides[2] + x * strides[3];
  }
  void write(const std::string& name, const Image& image) {
    for (std::size_t i = 0; i < image.values.size(); ++i) {
      const std::uint16_t half = double_to_half(image.values[i]);
      std::uint8_t* bytes = element(tensor(name), image, i);
      bytes[0] = static_cast<std::uint8_t>(half);
      bytes[1] = static_cast<std::uint8_t>(half >> 8);
    }
  }
  /// An image of the same size as `like`.
  Image read(const std::string& name, const Image& like) {
    Image image = like;
    for (std::size_t i = 0; i < image.values.size(); ++i) {
      const std::uint8_t* bytes = element(tensor(name), image, i);
      image.values[i] = half_value(static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8));
    }
    return image;
  }
  void run(exec::Basis weakest) {
    while (!machine->done()) {
      const std::size_t index = machine->next();
      const exec::TaskOutcome outcome = machine->step();
      ASSERT_EQ(outcome.status, exec::TaskStatus::Done)
          << "task " << index << ": " << (outcome.refusal ? outcome.refusal->sentence() : "");
      EXPECT_LE(outcome.basis, weakest)
          << "task " << index << ": " << (outcome.rules.empty() ? "" : outcome.rules.front());
      EXPECT_EQ(outcome.hazards.nan_results + outcome.hazards.infinite_results, 0U) << "task " << index;
    }
  }
};

class SampleRuns : public testing::TestWithParam<writer::Sample> {};

TEST_P(SampleRuns, OutputsAreWhatTheDefinitionsSay) {
  const std::string name(GetParam().name);
  const Images inputs = sample_inputs(name);
  const Images expected = sample_outputs(name, inputs);
  ASSERT_FALSE(inputs.empty() || expected.empty()) << "tests/support/sample_reference.cpp does not know it";
  SampleRun run(GetParam());
  for (const auto& [tensor, image] : inputs) run.write(tensor, image);
  run.run(name == "softmax" ? exec::Basis::Supported : exec::Basis::Confirmed);
  for (const auto& [tensor, image] : expected) {
    const Image found = run.read(tensor, image);
    // Sums of a few dozen products of fp16 numbers are exact in double, so nothing depends on their order.
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < image.values.size(); ++i) wrong += found.values[i] != image.values[i];
    EXPECT_EQ(wrong, 0U) << "of " << image.values.size() << " elements of " << tensor;
  }
}

INSTANTIATE_TEST_SUITE_P(All, SampleRuns,
                         testing::ValuesIn(writer::samples().begin(), writer::samples().end()),
                         [](const auto& sample) {
                           std::string name(sample.param.name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(SampleReference, PicturesStayInTheirRange) {
  const Images outputs = sample_outputs("picture-network", sample_inputs("picture-network"));
  for (const char* name : {"drawing", "lines"}) {
    const auto& values = outputs.at(name).values;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    EXPECT_GE(*low, 0) << name;
    EXPECT_LE(*high, 1) << name;
    EXPECT_GT(*high - *low, 0.9) << name;  // from ink to paper
  }
}

TEST(SampleReference, TablesAreNearTheirFunctions) {
  for (double x = -12; x <= 12; x += 0.01) {
    EXPECT_NEAR(interpolated_sigmoid(x), 1 / (1 + std::exp(-x)), 0.0034);
    EXPECT_NEAR(interpolated_exp2(x) / std::exp2(x), 1, 0.001);
  }
  for (double x = 0.01; x < 100; x *= 1.01) EXPECT_NEAR(interpolated_reciprocal(x) * x, 1, 0.001);
}

}  // namespace
}  // namespace ane::test
