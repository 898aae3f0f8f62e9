#pragma once
// Constants held against each other: bytes first, and where they differ as tensors. Two steps of compare().

#include "core/diff/tasks.hpp"

namespace ane::diff {

/// Marks the pairs whose tasks load other bytes. False where it was cancelled.
bool compare_loads(Work& work);

/// Fills Comparison::weights with everything that is not equal. False where it was cancelled.
bool compare_weights(Work& work);

}  // namespace ane::diff
