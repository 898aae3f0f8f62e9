#include "core/model/kernel_slots.hpp"

#include <string>

#include "core/base/extent.hpp"

namespace ane::model {
namespace {

/// True where all sizes that follow from a geometry fit in 63 bits, so that they can be added and multiplied.
bool sizes_fit(const KernelGeometry& g) {
  std::uint64_t bytes = 4;  // two bytes an element, and room for biases, padding and masks
  for (const std::uint64_t factor :
       {g.outputs + g.cores, g.groups, g.inputs + 1, g.height + 1, g.width + 1}) {
    if (!multiply_fits(bytes, factor, bytes)) return false;
  }
  return bytes <= UINT64_MAX >> 5;
}

}  // namespace

Result<KernelSlots> KernelSlots::make(const KernelGeometry& g) {
  if (g.outputs == 0 || g.inputs == 0 || g.taps() == 0 || g.groups == 0 || g.lanes == 0 || g.cores == 0)
    return Error{"the registers describe a kernel without elements", {}};
  if (!sizes_fit(g)) return Error{"the kernel that the registers describe is larger than any memory", {}};
  if (g.depthwise && g.lanes != 1)
    return Error{"depthwise weights in slots of several lanes: the layout is not known", {}};
  KernelSlots slots;
  slots.outputs_ = g.outputs;
  slots.groups_ = g.groups;
  slots.lanes_ = g.lanes;
  slots.cores_ = g.cores;
  if (g.outputs < g.cores && g.groups == 1) {
    // 3 outputs on 4 engines: one lane each, and the last engines have nothing.
    slots.lanes_ = 1;
    slots.cores_ = g.outputs;
  }
  if (g.outputs % slots.cores_ != 0) {
    return Error{std::to_string(g.outputs) + " output channels on " + std::to_string(g.cores) +
                     " engines: how the rest is dealt out is not known",
                 {}};
  }
  const std::uint64_t per_core = g.outputs / slots.cores_;
  slots.full_ = per_core / slots.lanes_;
  slots.rest_ = per_core % slots.lanes_;
  if (g.groups > 1 && slots.slots_per_group() > 1)
    return Error{"groups of several slots: how they are padded is not known", {}};
  return slots;
}

KernelBlock KernelSlots::block(std::uint64_t index) const {
  const std::uint64_t in_group = slots_per_group() * cores_;
  const std::uint64_t group = index / in_group;
  const std::uint64_t slot = index % in_group / cores_;
  const std::uint64_t core = index % cores_;
  const std::uint64_t width = slot < full_ ? lanes_ : rest_;
  return {group * outputs_ + slot * lanes_ * cores_ + core * width, width, static_cast<std::uint32_t>(core),
          group * slots_per_group() + slot};
}

std::uint64_t KernelSlots::block_of(std::uint64_t output) const {
  const std::uint64_t group = output / outputs_;
  const std::uint64_t channel = output % outputs_;
  const std::uint64_t wide = full_ * lanes_ * cores_;
  const std::uint64_t in_group =
      channel < wide ? channel / lanes_ : full_ * cores_ + (channel - wide) / rest_;
  return group * slots_per_group() * cores_ + in_group;
}

std::uint64_t KernelSlots::index_of(std::uint32_t core, std::uint64_t slot) const {
  return slot * cores_ + core;
}

}  // namespace ane::model
