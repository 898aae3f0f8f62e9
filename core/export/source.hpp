#pragma once
// Inside of core/export: a program as its file describes it, in the terms of the .anec format.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/anec/anec.hpp"
#include "core/base/diagnostics.hpp"
#include "core/base/extent.hpp"
#include "core/document/document.hpp"
#include "core/export/plan.hpp"
#include "core/model/tensors.hpp"

namespace ane::exporter {

/// A number that tasks use for a base address, and what lies there.
struct SourceSlot {
  std::uint32_t slot = 0;
  anec::ChannelUse use = anec::ChannelUse::Unused;  ///< Unused: nothing that .anec has a channel for
  std::string holds;                                ///< for messages: a tensor, a section, a channel
  std::uint64_t bytes = 0;                          ///< to the end of its segment
  std::optional<model::Tensor> tensor;
  std::optional<std::size_t> segment;  ///< whose memory it is; others may not use the same
  Extent where;                        ///< the bytes of the file that say so
};

struct SourceProgram {
  std::string name;
  std::size_t first_task = 0, task_count = 0;  ///< that the document found
  std::uint32_t first_task_bytes = 0;
  Extent text, weights;              ///< in the file; either may be empty
  bool weights_behind_tasks = true;  ///< where .anec wants them: at the next multiple of 16
  std::vector<SourceSlot> slots;     ///< by number

  const SourceSlot* find(std::uint32_t slot) const;
};

/// Reads what `options` name out of a container or an .anec file. What stands in the way goes to `problems`
/// as errors; nothing comes back where there is no program to speak of.
std::optional<SourceProgram> read_source(const document::Document& document, const Options& options,
                                         Diagnostics& problems);

}  // namespace ane::exporter
