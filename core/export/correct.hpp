#pragma once
// Whether a faulty .anec file can be made right without knowing more than it holds.

#include <functional>

#include "core/export/plan.hpp"

namespace ane::exporter {

/// True where `document` is an .anec file with nothing wrong in its header and its list of tasks, whose tasks
/// contradict its channels, and whose copy, renumbered, has nothing left that `check` would warn about. False
/// also where `goes_on` says so.
bool only_numbering_is_wrong(const document::DocumentPtr& document,
                             const std::function<bool()>& goes_on = {});

}  // namespace ane::exporter
