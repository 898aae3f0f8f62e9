#include "core/model/facts.hpp"

namespace ane::model {

std::optional<Fact> Facts::get(std::string_view concept_name, std::uint32_t element) const {
  const auto field = generation_.by_concept(concept_name, element);
  if (!field) return std::nullopt;
  if (field->header != nullptr) {
    if (field->header->word >= task_.header.size()) return std::nullopt;
    return Fact{*field, regdb::unpack(*field->field, task_.header_word(*field->header)),
                task::Origin::Written};
  }
  const task::RegisterState state = state_.at(field->address());
  if (state.origin == task::Origin::Unset) return std::nullopt;
  return Fact{*field, regdb::unpack(*field->field, state.value), state.origin};
}

std::optional<std::int64_t> Facts::number(std::string_view concept_name, std::uint32_t element) const {
  const auto fact = get(concept_name, element);
  if (!fact) return std::nullopt;
  return fact->value.number;
}

bool Facts::is_set(std::string_view concept_name) const {
  const auto fact = get(concept_name);
  return fact && fact->value.raw != 0;
}

std::string_view Facts::name(std::string_view concept_name) const {
  const auto fact = get(concept_name);
  return fact ? fact->value.name : std::string_view();
}

std::optional<Operand> Facts::operand(std::string_view name) const {
  const std::string base = std::string(name) + ".base";
  const std::string buffer = "buffer." + std::string(name);
  const auto low = static_cast<std::uint64_t>(number(base).value_or(0));
  if (generation_.by_concept(buffer)) {
    const auto slot = number(buffer);
    if (!slot || !is_set(buffer + "_enable")) return std::nullopt;
    return Operand{static_cast<std::uint32_t>(*slot), low};
  }
  const auto field = generation_.by_concept(base);
  if (!field || field->reg == nullptr) return std::nullopt;
  const task::RegisterState state = state_.at(field->address());
  if (state.slot < 0) return std::nullopt;
  const auto high = static_cast<std::uint64_t>(number(base + "_high").value_or(0));
  return Operand{static_cast<std::uint32_t>(state.slot), high << 32 | low};
}

}  // namespace ane::model
