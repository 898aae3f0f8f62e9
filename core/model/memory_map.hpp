#pragma once
// Every buffer of a program over its tasks: who writes which bytes, who reads them, how long a value lives.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/document/document.hpp"
#include "core/model/access.hpp"
#include "core/model/buffers.hpp"
#include "core/model/visit.hpp"

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

/// One of the problems, where it lies in the map.
struct MemoryFault {
  std::uint32_t slot = 0;  ///< of the buffer
  MemoryUse use;           ///< the access that is wrong
  std::string message;
};

struct MemoryMap {
  static constexpr std::size_t kMaxFaults = 1000;

  std::size_t program = 0;
  std::vector<MemoryBuffer> buffers;  ///< by slot
  Diagnostics problems;  ///< accesses past a buffer, reads of what nobody wrote, values destroyed before they
                         ///< are read
  std::vector<MemoryFault> faults;  ///< the first kMaxFaults of them, in task order
  std::size_t unknown = 0;          ///< operands whose place or size is not known: not in the map
  bool complete = true;             ///< false where it was cancelled
};

/// Makes the map of a program while somebody else goes through its tasks.
class MemoryMapper {
 public:
  MemoryMapper(const document::Document& document, std::size_t program);
  ~MemoryMapper();
  MemoryMapper(const MemoryMapper&) = delete;
  MemoryMapper& operator=(const MemoryMapper&) = delete;

  /// Takes in a task of the program; they come in order.
  void visit(const TaskVisit& visit);
  /// The map of what was visited; once, at the end.
  MemoryMap finish();

 private:
  class Builder;
  std::unique_ptr<Builder> builder_;
};

/// Goes through the tasks of a program. `goes_on` is asked before each task with the number done; false ends
/// the walk.
MemoryMap memory_map(const document::Document& document, std::size_t program,
                     const std::function<bool(std::size_t)>& goes_on = {});

}  // namespace ane::model
