#pragma once
// What a database file must satisfy beyond the schema.

#include <string>
#include <vector>

#include "core/regdb/generation.hpp"

namespace ane::regdb {

/// One line for each fault: overlapping fields or registers, registers outside their block, kinds whose width
/// cannot be, missing documentation, unknown sources, concepts used twice, walk fields of the wrong kind,
/// record layouts that shadow each other. Empty for a sound database.
std::vector<std::string> lint(const Generation& generation);

}  // namespace ane::regdb
