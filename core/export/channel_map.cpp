#include "core/export/channel_map.hpp"

#include <algorithm>
#include <vector>

#include "core/base/text.hpp"

namespace ane::exporter {
namespace {

using anec::ChannelUse;

std::string use_text(const Usage::Place& place) {
  return "task " + std::to_string(place.task) + " has its " + std::string(place.use.operand) +
         " in base register " + std::to_string(place.use.slot);
}

class ContainerMap {
 public:
  ContainerMap(const SourceProgram& source, const Usage& usage, Diagnostics& problems)
      : source_(source), usage_(usage), problems_(problems) {}

  ChannelMap make() {
    for (const SourceSlot& slot : source_.slots) {
      const bool commands = slot.slot == anec::kCommandChannel && slot.use == ChannelUse::Commands;
      const bool weights = slot.slot == anec::kWeightChannel && slot.use == ChannelUse::Weights;
      if (commands || weights) map_[slot.slot] = slot.slot;
    }
    place_scratch();
    std::uint32_t next = anec::kFirstBuffer;
    next = place_tensors(ChannelUse::Output, next);
    place_tensors(ChannelUse::Input, next);
    check_memory();
    check_used();
    return std::move(map_);
  }

 private:
  void refuse(std::string_view code, std::string message, Extent where,
              std::optional<std::size_t> task = {}) {
    problems_.add(Severity::Error, code, std::move(message), where, task);
  }

  bool used(const SourceSlot& slot) const { return usage_.slots[slot.slot].named.has_value(); }

  static bool has_own_place(const SourceSlot& slot) {
    return slot.slot > anec::kWeightChannel && slot.slot < anec::kFirstBuffer;
  }

  void place_scratch() {
    std::vector<std::uint32_t> free = {3, 2};  // the first scratch buffer has the higher number (section 4)
    const auto is_scratch = [](const SourceSlot& slot) {
      return slot.use == ChannelUse::Scratch && !slot.tensor;
    };
    for (const SourceSlot& slot : source_.slots) {
      if (!is_scratch(slot) || !has_own_place(slot)) continue;
      map_[slot.slot] = slot.slot;
      std::erase(free, slot.slot);
    }
    for (const SourceSlot& slot : source_.slots) {
      if (!is_scratch(slot) || map_.count(slot.slot) != 0 || !used(slot)) continue;
      if (free.empty()) {
        refuse("export-too-much-scratch",
               "base register " + std::to_string(slot.slot) +
                   " is a third scratch buffer, .anec has two channels for them",
               slot.where);
        continue;
      }
      map_[slot.slot] = free.front();
      free.erase(free.begin());
    }
  }

  std::uint32_t place_tensors(ChannelUse use, std::uint32_t next) {
    for (const SourceSlot& slot : source_.slots)
      if (slot.tensor && slot.use == use) map_[slot.slot] = next++;
    return next;
  }

  // Channels are buffers of their own; what shares memory in the source would come apart.
  void check_memory() {
    std::map<std::size_t, const SourceSlot*> owners;
    for (const SourceSlot& slot : source_.slots) {
      const bool counts = slot.tensor || used(slot);
      if (!counts || slot.slot <= anec::kWeightChannel || map_.count(slot.slot) == 0 || !slot.segment)
        continue;
      const auto [owner, fresh] = owners.emplace(*slot.segment, &slot);
      if (fresh) continue;
      refuse("export-shared-memory",
             "base registers " + std::to_string(owner->second->slot) + " (" + escaped(owner->second->holds) +
                 ") and " + std::to_string(slot.slot) + " (" + escaped(slot.holds) +
                 ") lie in one segment, channels are buffers of their own",
             slot.where);
    }
  }

  void check_used() {
    for (std::uint32_t number = 0; number < usage_.slots.size(); ++number) {
      const auto& named = usage_.slots[number].named;
      if (!named) continue;
      if (const auto& written = usage_.slots[number].written; written && number <= anec::kWeightChannel)
        refuse("export-commands-written", use_text(*written) + ", which holds the tasks and weights",
               written->use.where, written->task);
      const auto channel = map_.find(number);
      if (channel == map_.end()) {
        const SourceSlot* slot = source_.find(number);
        const std::string what =
            slot == nullptr ? "which has no address"
                            : "which holds " + escaped(slot->holds) + ", for which .anec has no channel";
        refuse("export-slot-without-channel", use_text(*named) + ", " + what, named->use.where, named->task);
      }
    }
  }

  const SourceProgram& source_;
  const Usage& usage_;
  Diagnostics& problems_;
  ChannelMap map_;
};

// Those channels of inputs and outputs that tasks write, then those that they do not, if that is as many of
// each as the header says.
std::optional<std::vector<std::uint32_t>> order_by_use(const anec::Anec& anec, const Usage& usage) {
  std::vector<std::uint32_t> written, others;
  for (std::uint32_t i = anec::kFirstBuffer; i < anec.channels_end(); ++i) {
    if (!usage.slots[i].named) return std::nullopt;  // nothing says on which side it belongs
    (usage.slots[i].written ? written : others).push_back(i);
  }
  if (written.size() != anec.results) return std::nullopt;
  written.insert(written.end(), others.begin(), others.end());
  return written;
}

}  // namespace

bool contradicts(const anec::Anec& anec, const Usage& usage) {
  for (std::uint32_t i = anec::kFirstBuffer; i < anec.channels_end(); ++i) {
    const bool output = anec.use_of(i) == ChannelUse::Output;
    if (output != usage.slots[i].written.has_value()) return true;
  }
  return false;
}

ChannelMap map_container(const SourceProgram& source, const Usage& usage, Diagnostics& problems) {
  return ContainerMap(source, usage, problems).make();
}

ChannelMap map_anec(const anec::Anec& anec, const Usage& usage, Diagnostics& problems) {
  ChannelMap map;
  for (std::uint32_t i = 0; i < anec.channels_end(); ++i) map[i] = i;
  for (std::uint32_t i = anec.channels_end(); i < usage.slots.size(); ++i) {
    const auto& named = usage.slots[i].named;
    if (!named) continue;
    problems.add(
        Severity::Error, "export-slot-without-channel",
        use_text(*named) + ", the header has channels up to " + std::to_string(anec.channels_end() - 1),
        named->use.where, named->task);
  }
  if (!contradicts(anec, usage)) return map;
  const auto order = order_by_use(anec, usage);
  if (!order) {
    problems.add(Severity::Warning, "export-roles",
                 "the tasks do not write " + counted(anec.results, "output") + " and read " +
                     counted(anec.sources, "input") +
                     " as the header says, and no order of the channels explains it: they stay as they are",
                 anec.header);
    return map;
  }
  for (std::uint32_t i = 0; i < order->size(); ++i) map[(*order)[i]] = anec::kFirstBuffer + i;
  problems.add(
      Severity::Warning, "export-order-guessed",
      "a guess (medium confidence): the channels that tasks write become the outputs and the others the "
      "inputs, each in the order they have, as compilers number them that put inputs first",
      anec.header);
  return map;
}

}  // namespace ane::exporter
