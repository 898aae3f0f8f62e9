#include <algorithm>
#include <array>

#include "app/cli/command.hpp"
#include "core/graph/write.hpp"

namespace ane::cli {
namespace {

struct GraphFormat {
  std::string_view name;
  void (*write)(const std::vector<graph::Named>&, Sink&);
};
constexpr std::array<GraphFormat, 3> kGraphFormats = {
    {{"dot", graph::write_dot}, {"json", graph::write_json}, {"svg", graph::write_svg}}};

}  // namespace

int run_graph(const Context& context) {
  const std::string name = context.args.text("--format").value_or("dot");
  const auto* format = std::find_if(kGraphFormats.begin(), kGraphFormats.end(),
                                    [&](const GraphFormat& f) { return f.name == name; });
  if (format == kGraphFormats.end())
    return context.fail("graph", {"--format takes dot, json or svg, not " + name, {}});
  const document::DocumentPtr document = context.open();
  if (document == nullptr) return kFailed;
  if (document->tasks().empty())
    return context.fail(document->path(),
                        {"no task of this file can be decoded, so that there is no graph", {}});
  std::vector<graph::Named> graphs;
  for (std::size_t i = 0; i < document->programs().size(); ++i)
    if (document->programs()[i].task_count != 0)
      graphs.push_back({document->programs()[i].name, graph::build_graph(*document, i)});
  const std::string output = context.args.text("--output").value_or("-");
  if (output == "-") {
    format->write(graphs, context.streams.out);
    return kDone;
  }
  auto file = AtomicFile::create(output);
  if (!file) return context.fail(output, file.error());
  format->write(graphs, **file);
  const auto written = (*file)->commit();
  return written ? kDone : context.fail(output, written.error());
}

}  // namespace ane::cli
