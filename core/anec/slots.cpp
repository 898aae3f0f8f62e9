#include "core/anec/slots.hpp"

#include "core/anec/header_fact.hpp"

namespace ane::anec {

std::optional<HeaderFact> header_fact(const regdb::Generation& generation, const task::Task& task,
                                      std::string_view name) {
  const auto field = generation.by_concept(name);
  if (!field || field->header == nullptr || field->header->word >= task.header.size()) return std::nullopt;
  return HeaderFact{regdb::unpack(*field->field, task.header_word(*field->header)).raw,
                    {task.where.offset + std::uint64_t{field->header->word} * 4, 4},
                    *field};
}

std::vector<SlotUse> slots_of(const regdb::Generation& generation, const task::Task& task) {
  std::vector<SlotUse> slots;
  for (const std::string_view operand : kOperands) {
    const std::string name = "buffer." + std::string(operand);
    const auto enable = header_fact(generation, task, name + "_enable");
    if (!enable || enable->value == 0) continue;
    const auto slot = header_fact(generation, task, name);
    if (slot) slots.push_back({operand, static_cast<std::uint32_t>(slot->value), slot->field, slot->where});
  }
  return slots;
}

}  // namespace ane::anec
