#pragma once
// A task just before it is executed: what the rules make of its registers, and the numbers that it will work
// on. For who wants to follow the arithmetic; the executor itself does not need it.

#include <optional>
#include <vector>

#include "core/exec/basis.hpp"
#include "core/exec/coefficients.hpp"
#include "core/exec/gate.hpp"
#include "core/exec/image.hpp"
#include "core/exec/plan.hpp"

namespace ane::exec {

struct Insight {
  TaskPlan plan;
  Image source1;                 ///< as the operation sees it
  std::optional<Image> source2;  ///< of the planar engine, where it has one
  Coefficients coefficients;     ///< of the neural engines
  Basis basis = Basis::Confirmed;
  std::vector<NeededRule> rules;  ///< why the basis is not Confirmed
};

}  // namespace ane::exec
