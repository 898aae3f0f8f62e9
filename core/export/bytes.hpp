#pragma once
// The bytes of a planned file.

#include <cstdint>

#include "core/base/source.hpp"
#include "core/document/document.hpp"
#include "core/export/plan.hpp"

namespace ane::exporter {

/// The whole file: header, zeros, tasks with their changed words, weights. It reads them from `document` when
/// it is asked, so that weights are never copied as a whole. The plan must be possible.
SourcePtr planned_bytes(document::DocumentPtr document, const Plan& plan);

}  // namespace ane::exporter
