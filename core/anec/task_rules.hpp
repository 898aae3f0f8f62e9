#pragma once
// Rules of docs/formats/anec.md, sections 8.1 and 10, that hold the tasks against the channels of the header.

#include <array>
#include <cstddef>

#include "core/anec/anec.hpp"
#include "core/anec/slots.hpp"
#include "core/task/state.hpp"
#include "core/task/task.hpp"

namespace ane::anec {

/// Takes the tasks of a file one by one, in list order. The references must outlive it.
class TaskRules {
 public:
  TaskRules(const Anec& anec, const regdb::Generation& generation)
      : anec_(anec), generation_(generation), state_(generation) {}

  /// What one task says by itself.
  void add(const task::Task& task, std::size_t index, Diagnostics& problems);
  /// What all of them leave open: every output has to be written, no input may be, and each should be read.
  void finish(Diagnostics& problems) const;

 private:
  struct Use {
    bool read = false, written = false;
    Extent written_at;  ///< the header word of the first task that does
    std::size_t writer = 0;
  };

  void check_slot(const SlotUse& named, std::size_t index, Diagnostics& problems);
  void check_weights(const task::Task& task, std::size_t index, Diagnostics& problems) const;

  const Anec& anec_;
  const regdb::Generation& generation_;
  task::StateTracker state_;
  std::array<Use, kChannels> used_{};
};

}  // namespace ane::anec
