#pragma once
// Inside of core/export: which buffers the tasks of a program name, what they do with them, and what is wrong
// with the source.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/anec/slots.hpp"
#include "core/base/diagnostics.hpp"
#include "core/document/document.hpp"

namespace ane::exporter {

struct Usage {
  struct Place {
    std::size_t task = 0;
    anec::SlotUse use;
  };
  struct Slot {
    std::optional<Place> named, read, written;  ///< the first time
  };
  std::vector<std::vector<anec::SlotUse>> tasks;  ///< of each task, in list order
  std::array<Slot, 256> slots{};                  ///< by number
};

struct Examination {
  Usage usage;
  std::vector<Diagnostic> problems;  ///< of the whole source, as `check` tells them
};

/// Looks at all tasks; the usage is that of `count` tasks from `first` on. Nothing where `goes_on` says
/// false.
std::optional<Examination> examine(const document::Document& document, std::size_t first, std::size_t count,
                                   const std::function<bool()>& goes_on);

}  // namespace ane::exporter
