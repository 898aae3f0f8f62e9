#pragma once
// Every buffer of a program over its tasks: who writes which bytes, who reads them, how long a value lives.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/document/document.hpp"
#include "core/model/access.hpp"
#include "core/model/buffers.hpp"

namespace ane::model {

/// One operand of one task. `begin` and `end` are bytes from the buffer's start; what lies between rows or
/// planes may belong to others.
struct MemoryUse {
  std::size_t task = 0;  ///< in Document::tasks
  Port port = Port::Source1;
  bool write = false;
  std::uint64_t begin = 0, end = 0;
};

/// A value: from the task that makes it to the last one that reads it.
struct MemoryLife {
  std::uint64_t begin = 0, end = 0;
  std::optional<std::size_t> writer;       ///< nothing: there before the first task
  std::optional<std::size_t> last_reader;  ///< nothing: no task reads it
  bool kept = false;                       ///< an output: read by whoever submitted the program
};

struct MemoryBuffer {
  Buffer buffer;
  bool declared = true;           ///< false: tasks use a number that the table does not have
  std::vector<MemoryUse> uses;    ///< in task order
  std::vector<MemoryLife> lives;  ///< in order of their beginning
};

struct MemoryMap {
  std::size_t program = 0;
  std::vector<MemoryBuffer> buffers;  ///< by slot
  Diagnostics problems;  ///< accesses past a buffer, reads of what nobody wrote, values destroyed before they
                         ///< are read
  std::size_t unknown = 0;  ///< operands whose place or size is not known: not in the map
  bool complete = true;     ///< false where it was cancelled
};

/// Goes through the tasks of a program. `goes_on` is asked before each task with the number done; false ends
/// the walk.
MemoryMap memory_map(const document::Document& document, std::size_t program,
                     const std::function<bool(std::size_t)>& goes_on = {});

}  // namespace ane::model
