#include "core/writer/runtime_graph.hpp"

#include "core/base/extent.hpp"
#include "core/container/layout.hpp"

namespace ane::writer {
namespace {

namespace runtime = container::runtime;

constexpr std::uint64_t kSymbolStep = 4;
constexpr std::uint8_t kRuntimeSection = 1, kTextSection = 2;

}  // namespace

Result<HwxSpec> runtime_graph_spec(const RuntimeSpec& spec) {
  HwxSpec file;
  file.style = style_v7_6_4();
  file.style.runtime_graph = true;
  file.cpu_subtype = spec.cpu_subtype;
  file.banner = spec.banner;
  file.programs.clear();
  file.kernels = spec.kernels;
  file.weight_symbols = spec.weight_symbols;
  file.relocations = spec.relocations;
  // The type of the section is not known.
  SectionSpec graph{std::string(runtime::kSection), Content(spec.graph), 14, 0, false};
  file.segments_before = {{std::string(container::segment::kRuntime), {std::move(graph)}}};
  file.notes = {{"src model info", {0}},
                {std::string(runtime::kVersionNote), {spec.version.begin(), spec.version.end()}}};
  file.notes.back().payload.push_back(0);
  std::vector<std::uint64_t> starts;
  for (const RuntimeStream& stream : spec.streams) {
    file.text.resize(static_cast<std::size_t>(round_up(file.text.size(), runtime::kStreamAlignment)));
    starts.push_back(file.text.size());
    file.text.insert(file.text.end(), stream.text.begin(), stream.text.end());
  }
  // Addresses do not depend on symbols, so a first plan tells them.
  ANE_TRY(const HwxPlan plan, plan_hwx(file));
  std::uint64_t place = plan.sections[kRuntimeSection - 1].address;
  for (const std::string& name : spec.graph_symbols) {
    file.extra_symbols.push_back({name, container::symbol::kExternal, kRuntimeSection, 0, place});
    place += kSymbolStep;
  }
  if (!spec.stream_symbols) return file;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    file.extra_symbols.push_back({std::string(runtime::kStreamSymbol) + spec.streams[i].name,
                                  container::symbol::kExternal, kTextSection, 0,
                                  plan.sections[kTextSection - 1].address + starts[i]});
  }
  return file;
}

}  // namespace ane::writer
