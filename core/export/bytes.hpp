#pragma once
// The bytes of a planned file.

#include <cstdint>
#include <vector>

#include "core/base/source.hpp"
#include "core/document/document.hpp"
#include "core/export/plan.hpp"

namespace ane::exporter {

/// The header as it stands in a file, without the zeros behind it.
std::vector<std::uint8_t> header_bytes(const anec::Anec& anec);

/// The whole file: header, zeros, tasks with their changed words, weights. It reads them from `document` when
/// it is asked, so that weights are never copied as a whole. The plan must be possible.
SourcePtr planned_bytes(document::DocumentPtr document, const Plan& plan);

}  // namespace ane::exporter
