#pragma once
// Inside of core/export: which buffers the tasks of a program name, and what they do with them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/anec/slots.hpp"
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

/// Looks at `count` tasks from `first` on. Nothing where `goes_on` says false.
std::optional<Usage> collect_usage(const document::Document& document, std::size_t first, std::size_t count,
                                   const std::function<bool()>& goes_on);

}  // namespace ane::exporter
