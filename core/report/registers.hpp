#pragma once
// The register database as a report: `anetool regs`.

#include <memory>
#include <string>
#include <string_view>

#include "core/base/file.hpp"
#include "core/base/result.hpp"
#include "core/regdb/database.hpp"

namespace ane::report {

/// What there is: one row a generation.
Result<void> write_generations(const regdb::Database& database, bool json, Sink& sink);

/// Blocks and registers of one generation, or, with a `name`, what carries it: a block ("Common"), a register
/// ("Common.InDim" or "InDim"), a field ("Common.InDim.Win" or "Win"), a header word or a concept. A single
/// field comes with the same field of the other generations, found by concept or by path. Fails where nothing
/// has that name, with the nearest that does.
Result<void> write_generation(const regdb::Database& database, std::string_view id, std::string_view name,
                              bool json, Sink& sink);

}  // namespace ane::report
