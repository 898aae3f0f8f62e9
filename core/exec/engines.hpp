#pragma once
// What the two engines compute, from operands that are read to a result that is rounded.

#include "core/exec/coefficients.hpp"
#include "core/exec/image.hpp"
#include "core/exec/plan.hpp"

namespace ane::exec {

/// docs/formats/execution-h13.md, 7 and 8.6.
Image execute_neural(const NeuralPlan& plan, const Image& source, const Coefficients& coefficients,
                     const Options& options, Hazards& hazards);
/// What the planar engine makes of an element of each source, before bias and scale.
double combine_planar(PlanarPlan::Operation operation, double a, double b);
/// docs/formats/execution-h13.md, 9. `source2` is null where the task has one source.
Image execute_planar(const PlanarPlan& plan, const Image& source1, const Image* source2, Hazards& hazards);

}  // namespace ane::exec
