#pragma once
// Programs of random size and form that can be exported without a warning.

#include <random>

#include "tests/unit/export/export_samples.hpp"

namespace ane::test {

/// Slots of a program with `inputs` and `outputs`, in the manner of a compiler version.
struct SlotOrder {
  bool outputs_first = false;
  std::uint32_t inputs = 1, outputs = 1;

  std::uint32_t input(std::uint32_t k) const { return 4 + (outputs_first ? outputs : 0) + k; }
  std::uint32_t output(std::uint32_t k) const { return 4 + (outputs_first ? 0 : inputs) + k; }
};

inline writer::HwxSpec random_spec(std::mt19937& random) {
  const auto up_to = [&](std::uint32_t most) { return static_cast<std::uint32_t>(random() % most) + 1; };
  const writer::Shape shape{1, up_to(9), up_to(12), up_to(90)};
  SlotOrder slots{random() % 2 == 0, up_to(7), up_to(4)};
  const bool scratch = random() % 2 == 0, weights = random() % 2 == 0;
  std::vector<Words> tasks;
  if (scratch) tasks.push_back(copy_task(slots.input(0), 3, up_to(3) - 1, shape));
  for (std::uint32_t i = 0; i < slots.inputs; ++i) {
    const std::uint32_t to = slots.output(i % slots.outputs);
    if (random() % 2 == 0) {
      tasks.push_back(add_task(slots.input(i), scratch ? 3 : slots.input(0), to, shape));
    } else {
      tasks.push_back(weights ? table_task(slots.input(i), to, 1, shape)
                              : copy_task(slots.input(i), to, up_to(3) - 1, shape));
    }
  }
  for (std::uint32_t i = 0; i < slots.outputs; ++i)
    tasks.push_back(copy_task(slots.input(0), slots.output(i), up_to(6) - 1, shape));
  writer::HwxSpec spec = spec_of(std::move(tasks), slots.inputs, slots.outputs, shape);
  spec.style = slots.outputs_first ? writer::style_v5_4_1() : writer::style_v7_6_4();
  if (random() % 3 == 0) spec.style.constants_alignment = 16;
  if (scratch) spec.scratch_bytes = shape.c * writer::operand(3, shape).strides.plane;
  if (weights) spec.constants = counted_bytes(std::size_t{64} * (1 + up_to(300)));
  return spec;
}

}  // namespace ane::test
