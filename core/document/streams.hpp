#pragma once
// Inside of core/document: which stretch of the program text belongs to whom, for generations whose tasks lie
// one behind the other. Linked lists need only their first task.

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/view.hpp"
#include "core/container/container.hpp"

namespace ane::document {

/// A stretch of the text, offsets from its start.
struct Stream {
  std::string name;
  std::uint64_t begin = 0, end = 0;
};

/// The task streams of a program with a run-time graph, in order and without overlaps: from the symbols that
/// say where streams start, else from every address step of container::runtime that begins with a stream's
/// first words (docs/formats/container.md 12.3). None where the file has neither.
std::vector<Stream> runtime_streams(ByteView file, const container::Container& container, ByteView text,
                                    Diagnostics& problems);

/// The stretch of each program record: from its first task as far as it declares, but not into the stretch of
/// another record (docs/formats/container.md 7.2). Records that begin at one place share a stretch.
std::vector<Stream> record_streams(const container::Container& container, ByteView text,
                                   Diagnostics& problems);

}  // namespace ane::document
