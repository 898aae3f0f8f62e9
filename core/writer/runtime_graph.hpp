#pragma once
// Containers of the h18g family: a run-time graph instead of program records, several task streams, and
// symbols that carry the structure (docs/formats/container.md 12.3). No real file was at hand: what is
// written here follows one published description, the graph itself is opaque, and kinds of symbols are our
// choice.
//
//   RuntimeSpec spec;
//   spec.streams = {{"main__nonbonded_ane0", text}, {"main__bonded_ane0", half}, {"main__bonded_ane1",
//   half}}; ANE_TRY(const HwxSpec file, runtime_graph_spec(spec)); ANE_TRY(const auto bytes,
//   write_hwx(file));

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/writer/hwx_writer.hpp"

namespace ane::writer {

/// A task stream with its own 16-byte header.
struct RuntimeStream {
  std::string name = {};  ///< behind "text_section_start_for_"
  std::vector<std::uint8_t> text = {};
};

struct RuntimeSpec {
  std::uint32_t cpu_subtype = 11;
  std::string banner = {};
  std::vector<std::uint8_t> graph = std::vector<std::uint8_t>(64);  ///< __runtime, written as it is
  std::string version = "1.0";                                      ///< payload of the note rt.version
  std::vector<RuntimeStream> streams = {};
  std::vector<Content> kernels = {};
  std::vector<WeightSymbol> weight_symbols = {};
  std::vector<std::uint32_t> relocations = {};  ///< offsets in __text of weight addresses
  /// Further symbols of __runtime: procedures and operations, four bytes of the graph each.
  std::vector<std::string> graph_symbols = {"main", "main__nonbonded",
                                            "rt_op_ane_kick_main__nonbonded_ane_0"};
  bool stream_symbols = true;  ///< symbols say where streams start
};

/// The whole file: __RUNTIME, __TEXT with each stream at the next multiple of 0x4000, __KERN_n.
Result<HwxSpec> runtime_graph_spec(const RuntimeSpec& spec);

}  // namespace ane::writer
