#include "core/model/cost.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "core/model/counts.hpp"

namespace ane::model {
namespace {

using Count = std::optional<std::uint64_t>;

// The product of known factors; nothing where one is not known or negative, or where it does not fit.
Count product(std::initializer_list<std::optional<std::int64_t>> factors) {
  std::uint64_t total = 1;
  for (const auto& factor : factors) {
    if (!factor || *factor < 0 || __builtin_mul_overflow(total, static_cast<std::uint64_t>(*factor), &total))
      return std::nullopt;
  }
  return total;
}

// As a factor of a product.
std::int64_t factor(const Facts& facts, const char* name) {
  return static_cast<std::int64_t>(at_least_one(facts, name));
}

// Where a window is stepped so that it makes several outputs at once, it is as many columns wider
// (docs/formats/h16-h18-notes.md, 6): each output still takes the true window.
std::optional<std::int64_t> window(const Facts& facts, const char* size, const char* outputs) {
  const auto value = facts.number(size);
  if (!value) return std::nullopt;
  return *value - (factor(facts, outputs) - 1);
}

Count multiply_adds(const Facts& facts) {
  const bool unicast = facts.is_set("common.unicast");
  return product({facts.number(unicast ? "common.unicast_channels" : "common.in_channels"),
                  facts.number("common.out_channels"), factor(facts, "common.groups"),
                  facts.number("common.out_height"), facts.number("common.out_width"),
                  factor(facts, "common.output_step_y"), factor(facts, "common.output_step_x"),
                  factor(facts, "common.out_depth"), factor(facts, "common.kernel_depth"),
                  window(facts, "common.kernel_height", "common.output_step_y"),
                  window(facts, "common.kernel_width", "common.output_step_x")});
}

std::uint32_t cores_of(const Facts& facts) {
  const std::string_view name = facts.name("common.active_engines");
  std::uint32_t cores = 0;
  std::from_chars(name.data(), name.data() + name.size(), cores);
  return cores;
}

void count_operands(const Facts& facts, Cost& cost) {
  std::uint64_t largest = 0;
  for (const Access& access : accesses_of(facts)) {
    largest = std::max(largest, access.elements);
    if (access.on_chip) {
      cost.on_chip_elements += access.elements;
      continue;
    }
    const auto bytes = access.bytes();
    if (!bytes) {
      cost.bytes_known = false;
      continue;
    }
    const bool constant = access.port == Port::Kernel || access.port == Port::Table;
    (access.writes() ? cost.bytes_written : constant ? cost.bytes_weights : cost.bytes_read) += *bytes;
  }
  if (!cost.multiply_adds && largest != 0) cost.element_operations = largest;
}

void estimate(const regdb::Performance& rates, Cost& cost) {
  if (cost.multiply_adds && cost.cores != 0) {
    const double share = static_cast<double>(cost.cores) / rates.cores;
    cost.compute_seconds =
        2.0 * static_cast<double>(*cost.multiply_adds) / (rates.operations_per_second * share);
  }
  if (cost.bytes_known)
    cost.memory_seconds = static_cast<double>(cost.bytes()) / rates.memory_bytes_per_second;
}

Bound bound_of(const Cost& cost) {
  if (!cost.bytes_known || !cost.memory_seconds) return Bound::Unknown;
  const double compute = cost.compute_seconds.value_or(0);
  if (!cost.multiply_adds && !cost.element_operations) return Bound::Unknown;
  if (cost.multiply_adds && !cost.compute_seconds) return Bound::Unknown;
  if (cost.bytes() == 0 && compute == 0) return Bound::OnChip;
  if (compute > *cost.memory_seconds) return Bound::Compute;
  return cost.bytes_weights * 2 > cost.bytes() ? Bound::Weights : Bound::Memory;
}

}  // namespace

std::string_view bound_name(Bound bound) {
  switch (bound) {
    case Bound::Compute:
      return "compute";
    case Bound::Memory:
      return "memory";
    case Bound::Weights:
      return "weights";
    case Bound::OnChip:
      return "on chip";
    case Bound::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::optional<double> Cost::intensity() const {
  if (!multiply_adds || !bytes_known || bytes() == 0) return std::nullopt;
  return static_cast<double>(*multiply_adds) / static_cast<double>(bytes());
}

std::optional<double> Cost::seconds() const {
  if (!compute_seconds) return memory_seconds;
  return memory_seconds ? std::max(*compute_seconds, *memory_seconds) : compute_seconds;
}

Cost cost_of(const Facts& facts) {
  Cost cost;
  cost.planar = facts.name("common.task_type").starts_with("Planar");
  if (!cost.planar) cost.cores = cores_of(facts);
  const bool neural = facts.name("common.task_type") == "NeuralEngine";
  const std::string_view operation = facts.name("ne.operation");
  const bool multiplies = neural && operation == "Convolution" && !facts.is_set("ne.kernel_mode");
  if (multiplies) cost.multiply_adds = multiply_adds(facts);
  count_operands(facts, cost);
  // What an unknown operation computes is not counted.
  const bool counts = cost.planar || (neural && !multiplies && !operation.empty());
  if (!counts) cost.element_operations = std::nullopt;
  if (const auto cycles = facts.number("task.cycles"); cycles && *cycles > 0)
    cost.cycles = static_cast<std::uint64_t>(*cycles);
  if (facts.generation().performance) estimate(*facts.generation().performance, cost);
  cost.bound = bound_of(cost);
  return cost;
}

void CostTotals::add(const Cost& cost) {
  ++tasks;
  multiply_adds += cost.multiply_adds.value_or(0);
  element_operations += cost.element_operations.value_or(0);
  bytes_read += cost.bytes_read;
  bytes_written += cost.bytes_written;
  bytes_weights += cost.bytes_weights;
  cycles += cost.cycles.value_or(0);
  seconds += cost.seconds().value_or(0);
  if (!cost.bytes_known || (!cost.multiply_adds && !cost.element_operations)) ++incomplete;
}

}  // namespace ane::model
