#pragma once
// Inside of core/export: the plan of Mode::Anecc.

#include <functional>

#include "core/export/plan.hpp"

namespace ane::exporter {

/// Fills `plan`, whose options are set.
void plan_as_anecc(const document::Document& document, Plan& plan, const std::function<bool()>& goes_on);

}  // namespace ane::exporter
