#pragma once
// Which operands of a task stay on chip: what accesses_of() says of them, without looking at where the rest
// is.

#include "core/model/facts.hpp"

namespace ane::model {

struct Placement {
  bool two_sources = false;
  bool source1_on_chip = false, source2_on_chip = false, result_on_chip = false;
};
Placement placement_of(const Facts& facts);

}  // namespace ane::model
