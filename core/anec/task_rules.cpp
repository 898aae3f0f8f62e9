#include "core/anec/task_rules.hpp"

#include <algorithm>
#include <optional>

#include "core/anec/header_fact.hpp"
#include "core/anec/slots.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"

namespace ane::anec {
namespace {

std::string title(std::size_t index) {
  return "task " + std::to_string(index) + ": ";
}

}  // namespace

void TaskRules::add(const task::Task& task, std::size_t index, Diagnostics& problems) {
  const auto network = header_fact(generation_, task, "task.network");
  if (network && network->value != 0)
    problems.add(
        Severity::Warning, "anec-network-number",
        title(index) + "network number " + std::to_string(network->value) + ", loaders write it over a 0",
        network->where, index);
  if (!anec_.has_header()) return;
  for (const SlotUse& use : slots_of(generation_, task)) check_slot(use, index, problems);
  state_.apply(task, index);
  check_weights(task, index, problems);
}

void TaskRules::check_slot(const SlotUse& named, std::size_t index, Diagnostics& problems) {
  const std::string who =
      title(index) + std::string(named.operand) + " is in channel " + std::to_string(named.slot);
  if (named.slot >= anec_.channels_end()) {
    problems.add(Severity::Warning, "anec-slot-outside-channels",
                 who + ", the header has channels up to " + std::to_string(anec_.channels_end() - 1),
                 named.where, index);
    return;
  }
  if (named.slot != kWeightChannel && anec_.channels[named.slot].tiles == 0)
    problems.add(Severity::Warning, "anec-slot-without-tiles", who + ", which has no tiles", named.where,
                 index);
  if (is_written(named.operand) && named.slot <= kWeightChannel)
    problems.add(Severity::Warning, "anec-commands-written", who + ", which holds the tasks and weights",
                 named.where, index);
  Use& use = used_[named.slot];
  if (is_read(named.operand)) use.read = true;
  if (!is_written(named.operand) || use.written) return;
  use.written = true;
  use.written_at = named.where;
  use.writer = index;
}

void TaskRules::check_weights(const task::Task& task, std::size_t index, Diagnostics& problems) const {
  const std::vector<SlotUse> slots = slots_of(generation_, task);
  const auto slot = std::find_if(slots.begin(), slots.end(), [](const SlotUse& use) {
    return use.operand == "kernel" && use.slot == kWeightChannel;
  });
  if (slot == slots.end()) return;
  if (anec_.weight_bytes == 0) {
    problems.add(Severity::Warning, "anec-kernel-without-weights",
                 title(index) + "reads weights, krn_size is 0", slot->where, index);
    return;
  }
  struct Value {
    std::uint64_t value;
    Extent where;
  };
  const auto value_of = [&](std::string_view name, std::uint32_t core) -> std::optional<Value> {
    const auto field = generation_.by_concept(name, core);
    if (!field || field->reg == nullptr) return std::nullopt;
    const task::RegisterState state = state_.at(field->address());
    if (state.origin == task::Origin::Unset) return std::nullopt;
    return Value{static_cast<std::uint64_t>(regdb::unpack(*field->field, state.value).number),
                 {state.offset, 4}};
  };
  const auto first = generation_.by_concept("kernel.channel_enable");
  for (std::uint32_t core = 0; first && core < first->reg->count; ++core) {
    const auto enable = value_of("kernel.channel_enable", core);
    const auto base = value_of("kernel.channel_base", core);
    const auto size = value_of("kernel.channel_size", core);
    if (!enable || enable->value == 0 || !base || !size) continue;
    if (base->value + size->value <= anec_.weight_bytes) continue;  // both are less than 2^32
    problems.add(Severity::Warning, "anec-weights-past-end",
                 title(index) + "weights of core " + std::to_string(core) + " end at " +
                     hex(base->value + size->value) + ", krn_size is " + hex(anec_.weight_bytes),
                 base->where, index);
  }
}

void TaskRules::finish(Diagnostics& problems) const {
  for (std::uint32_t i = kFirstBuffer; anec_.has_header() && i < anec_.channels_end(); ++i) {
    const std::string who = "channel " + std::to_string(i) + " (" + anec_.name_of(i) + ")";
    const Use& use = used_[i];
    const Extent where = anec_.channels[i].shape_where;
    if (anec_.use_of(i) == ChannelUse::Output) {
      if (!use.written)
        problems.add(Severity::Warning, "anec-output-not-written", who + " is an output that no task writes",
                     where);
      continue;
    }
    if (use.written)
      problems.add(Severity::Warning, "anec-input-written",
                   who + " is an input, task " + std::to_string(use.writer) +
                       " writes it: the program numbers its inputs first",
                   use.written_at, use.writer);
    if (!use.read)
      problems.add(Severity::Warning, "anec-input-not-read", who + " is an input that no task reads", where);
  }
}

}  // namespace ane::anec
