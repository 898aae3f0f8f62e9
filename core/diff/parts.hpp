#pragma once
// What surrounds the tasks, held against each other: tensors, what the container says, symbols. Steps of
// compare().

#include "core/diff/tasks.hpp"

namespace ane::diff {

/// Fills Comparison::tensors_a, tensors_b and tensors. Tensors belong together by role and name, then by
/// order.
void compare_tensors(Work& work);

/// Fills Comparison::container: compiler, options, programs, segments, sections, load commands.
void compare_container(Work& work);

/// Fills Comparison::symbols. Time is that of sorting the names. False where it was cancelled.
bool compare_symbols(Work& work);

}  // namespace ane::diff
