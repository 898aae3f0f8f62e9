#pragma once
// Inside of core/anec: the rules of docs/formats/anec.md, section 10, that look at the header and at the
// file's length.

#include "core/anec/anec.hpp"

namespace ane::anec {

/// `anec` has a header.
void check_header(ByteView file, const Anec& anec, const regdb::Generation& generation,
                  Diagnostics& problems);

}  // namespace ane::anec
