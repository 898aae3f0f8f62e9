#include "core/model/constant_tensor.hpp"

namespace ane::model {

bool ConstantTensor::has(const ElementIndex& index) const {
  for (std::size_t i = 0; i < index.size(); ++i) {
    if (index[i] >= shape_[i]) return false;
  }
  return true;
}

ElementIndex ConstantTensor::index_of(std::uint64_t element) const {
  ElementIndex index{};
  for (std::size_t i = index.size(); i-- > 0;) {
    index[i] = element % shape_[i];
    element /= shape_[i];
  }
  return index;
}

std::uint64_t ConstantTensor::element_of(const ElementIndex& index) const {
  std::uint64_t element = 0;
  for (std::size_t i = 0; i < index.size(); ++i) element = element * shape_[i] + index[i];
  return element;
}

std::optional<StoredPlace> ConstantTensor::stored_at(const ElementIndex&) const {
  return std::nullopt;
}

std::uint16_t ConstantTensor::at(const ElementIndex& index) const {
  const auto offset = offset_of(index);
  return offset ? file_.u16(*offset).value_or(0) : std::uint16_t{0};
}

}  // namespace ane::model
