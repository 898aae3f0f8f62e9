#pragma once
// A task made field by field, decoded and described.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/model/operation.hpp"
#include "core/writer/task_builder.hpp"

namespace ane::test {

inline regdb::GenerationPtr h13() {
  static const auto database = regdb::Database::embedded();
  const auto generation = database->generation("h13");
  EXPECT_TRUE(generation);
  return generation ? *generation : nullptr;
}

/// Decodes a task that stands alone.
inline task::Task decode_built(const writer::TaskBuilder& builder) {
  const auto words = builder.encode();
  EXPECT_TRUE(words) << (words ? "" : words.error().message);
  std::vector<std::uint8_t> bytes;
  if (words) {
    for (const std::uint32_t word : *words) {
      for (unsigned shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<std::uint8_t>(word >> shift));
    }
  }
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const SourcePtr source = memory_source(std::move(bytes));
  Diagnostics problems;
  task::Task task = task::decode_task(*h13(), ByteView(*source), {0, size}, 0, problems);
  EXPECT_TRUE(problems.empty());
  return task;
}

inline model::Operation describe_built(const writer::TaskBuilder& builder) {
  const task::Task task = decode_built(builder);
  task::StateTracker state(*h13());
  state.apply(task, 0);
  return model::describe(model::Facts(*h13(), task, state));
}

/// The phrase with this text, or null and a failed test.
inline const model::Phrase* find_phrase(const model::Operation& operation, const std::string& text) {
  const auto at = std::find_if(operation.phrases.begin(), operation.phrases.end(),
                               [&](const model::Phrase& phrase) { return phrase.text == text; });
  if (at != operation.phrases.end()) return &*at;
  ADD_FAILURE() << "no phrase \"" << text << "\" in " << operation.summary();
  return nullptr;
}

/// The phrase says `text`, is `known`, and names exactly these concepts, all of which H13 has.
inline void expect_phrase(const model::Operation& operation, const std::string& text,
                          const std::vector<std::string>& concepts, bool known = true) {
  const model::Phrase* phrase = find_phrase(operation, text);
  if (phrase == nullptr) return;
  EXPECT_EQ(phrase->concepts, concepts);
  EXPECT_EQ(phrase->known, known);
  for (const std::string& name : phrase->concepts) EXPECT_TRUE(h13()->by_concept(name)) << name;
}

/// A neural task of 64 channels, 56 rows and 40 columns on both sides; fp16, no function, neutral scale.
inline writer::TaskBuilder neural_task() {
  writer::TaskBuilder task(h13());
  task.write_all()
      .set_named("common.task_type", "NeuralEngine")
      .set("common.in_channels", 64)
      .set("common.out_channels", 64)
      .set("common.in_width", 40)
      .set("common.in_height", 56)
      .set("common.out_width", 40)
      .set("common.out_height", 56)
      .set("common.in_depth", 1)
      .set("common.groups", 1)
      .set("common.kernel_width", 1)
      .set("common.kernel_height", 1)
      .set("common.stride_x", 1)
      .set("common.stride_y", 1)
      .set_named("ne.kernel_format", "Float16")
      .set_named("ne.operation", "Bypass")
      .set_named("ne.nonlinear", "None")
      .set_real("ne.post_scale", 1.0)
      .set_named("common.in_format", "Float16")
      .set_named("common.out_format", "Float16")
      .set_named("l2.source_type", "DMA")
      .set_named("l2.result_type", "DMA");
  return task;
}

/// As above, a convolution.
inline writer::TaskBuilder convolution_task() {
  writer::TaskBuilder task = neural_task();
  task.set_named("ne.operation", "Convolution").set("ne.kernel_mode", 0);
  return task;
}

/// A planar task of the same size and of this type; scale 1, bias 0, no function.
inline writer::TaskBuilder planar_task(std::string_view type) {
  writer::TaskBuilder task = neural_task();
  task.set_named("common.task_type", type)
      .set_named("pe.operation", "Add")
      .set_named("pe.second_source", type == "PlanarTwoSources" ? "Source2" : "None")
      .set_named("pe.condition", "None")
      .set("source2.dma", 1)
      .set_named("pe.nonlinear", "None")
      .set_real("pe.bias", 0.0)
      .set_real("pe.scale", 1.0)
      .set_real("pe.final_scale", 1.0);
  return task;
}

}  // namespace ane::test
