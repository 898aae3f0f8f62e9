#pragma once
// Inside of core/export: which channel of the .anec file a base register of the source becomes.

#include <cstdint>
#include <map>
#include <optional>

#include "core/base/diagnostics.hpp"
#include "core/export/source.hpp"
#include "core/export/usage.hpp"

namespace ane::exporter {

using ChannelMap = std::map<std::uint32_t, std::uint32_t>;  ///< slot of the source → channel

/// Outputs, then inputs, each in the order of their slots (docs/formats/anec.md, section 6, step 6), tasks
/// and weights where they are, scratch where it is or in a free one of its two channels (8.5). A slot that a
/// task uses and that has no channel is an error.
ChannelMap map_container(const SourceProgram& source, const Usage& usage, Diagnostics& problems);

/// Every channel stays, unless the tasks contradict the header as those of a program do that numbers its
/// inputs first (8.1): then what they write are the outputs and the others the inputs, which keep their
/// order. That is a guess, and a warning says so; another one where no such order
/// explains the tasks and every channel stays after all.
ChannelMap map_anec(const anec::Anec& anec, const Usage& usage, Diagnostics& problems);

/// Whether some output is not written or some input is.
bool contradicts(const anec::Anec& anec, const Usage& usage);

}  // namespace ane::exporter
