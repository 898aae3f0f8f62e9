#include "core/export/usage.hpp"

namespace ane::exporter {

std::optional<Usage> collect_usage(const document::Document& document, std::size_t first, std::size_t count,
                                   const std::function<bool()>& goes_on) {
  Usage usage;
  Diagnostics ignored;  // check() reports them
  for (std::size_t i = first; i < first + count; ++i) {
    if (goes_on && !goes_on()) return std::nullopt;
    const task::Task task = document.decode(i, ignored);
    usage.tasks.push_back(anec::slots_of(*document.generation(), task));
    for (const anec::SlotUse& use : usage.tasks.back()) {
      if (use.slot >= usage.slots.size()) continue;
      Usage::Slot& slot = usage.slots[use.slot];
      const auto keep_first = [&](std::optional<Usage::Place>& place, bool fits) {
        if (fits && !place) place = Usage::Place{i, use};
      };
      keep_first(slot.named, true);
      keep_first(slot.read, anec::is_read(use.operand));
      keep_first(slot.written, anec::is_written(use.operand));
    }
  }
  return usage;
}

}  // namespace ane::exporter
