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

}  // namespace ane::model
