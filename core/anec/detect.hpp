#pragma once
// Inside of core/anec: questions about the first task, answered by the register database.

#include <cstdint>

#include "core/anec/layout.hpp"
#include "core/base/view.hpp"
#include "core/regdb/generation.hpp"

namespace ane::anec {

/// The bytes that the first task's records take, its header included: up to the next task or, where there is
/// none, to zeros or to a word that announces no register. `text` starts with it.
std::uint64_t measure_first_task(const regdb::Generation& generation, ByteView text);

/// A number field of the header; 0 where the file is too short.
std::uint64_t read_field(ByteView file, const FieldSpec& field);

}  // namespace ane::anec
