#include "core/graph/write.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.hpp"
#include "core/report/json_writer.hpp"

namespace ane::graph {
namespace {

std::string dot_string(const std::string& text) {
  std::string made = "\"";
  for (const char c : escaped(text)) {
    if (c == '"' || c == '\\') made += '\\';
    made += c;
  }
  return made + "\"";
}

std::string edge_label(const Edge& edge) {
  // An edge that was read from a file has nothing but its name.
  if (!edge.on_chip && !edge.slot && edge.bytes == 0) return edge.tensor;
  std::string label = place_text(edge);
  if (const std::string shape = shape_text(edge); !shape.empty()) label += " " + shape;
  return label + " " + byte_size(edge.bytes);
}

std::string node_label(const Node& node) {
  if (node.kind == NodeKind::Weights) return byte_size(node.bytes);
  std::string label = node.kind == NodeKind::Task ? std::to_string(*node.task) + "  " + node.name : node.name;
  if (!node.detail.empty()) label += "\n" + node.detail;
  return label;
}

// Graphviz wants its line ends as "\n", which must not be escaped again.
std::string dot_label(const Node& node) {
  const std::string text = node_label(node);
  std::string label;
  for (const std::string_view line : split_lines(text)) {
    const std::string quoted = dot_string(std::string(line));
    if (!label.empty()) label += "\\n";
    label += quoted.substr(1, quoted.size() - 2);
  }
  return "\"" + label + "\"";
}

std::string_view dot_style(const Node& node) {
  switch (node.kind) {
    case NodeKind::Group:
    case NodeKind::Task:
      return node.engine == "PE" ? "shape=box, style=filled, fillcolor=\"#d7e7e6\""
                                 : "shape=box, style=filled, fillcolor=\"#f3e2d8\"";
    case NodeKind::Weights:
      return "shape=ellipse, fontsize=10, color=\"#b0568c\"";
    case NodeKind::Input:
    case NodeKind::Output:
      return "shape=oval, penwidth=2";
    case NodeKind::Named:
      break;
  }
  return "shape=box";
}

void write_dot_graph(const Graph& graph, std::size_t first, Sink& sink) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    sink.write("  n" + std::to_string(first + i) + " [label=" + dot_label(graph.nodes[i]) + ", " +
               std::string(dot_style(graph.nodes[i])) + "];\n");
  for (const Edge& edge : graph.edges)
    sink.write("  n" + std::to_string(first + edge.from) + " -> n" + std::to_string(first + edge.to) +
               " [label=" + dot_string(edge_label(edge)) + (edge.on_chip ? ", style=dashed" : "") + "];\n");
}

template <class T>
void write_optional(std::string_view name, const std::optional<T>& value, report::JsonWriter& json) {
  json.key(name);
  value ? json.value(std::uint64_t{*value}) : json.null();
}

void write_node_json(const Node& node, const PlacedNode& place, const std::string& program, std::size_t id,
                     report::JsonWriter& json) {
  json.begin_object();
  json.member("id", std::uint64_t{id});
  json.member("program", program);
  json.member("kind", node_kind_name(node.kind));
  write_optional("task", node.task, json);
  write_optional("buffer", node.slot, json);
  json.member("name", node.name);
  json.member("detail", node.detail);
  json.member("engine", node.engine);
  json.member("bytes", node.bytes);
  json.member("row", std::uint64_t{place.row});
  json.member("column", std::uint64_t{place.column});
  json.end_object();
}

void write_edge_json(const Edge& edge, std::size_t first, report::JsonWriter& json) {
  json.begin_object();
  json.member("from", std::uint64_t{first + edge.from});
  json.member("to", std::uint64_t{first + edge.to});
  json.member("operand", model::port_name(edge.port));
  json.member("on_chip", edge.on_chip);
  write_optional("buffer", edge.slot, json);
  json.member("begin", edge.begin);
  json.member("end", edge.end);
  json.member("bytes", edge.bytes);
  json.member("tensor", edge.tensor);
  json.key("shape");
  if (edge.shape[0] == 0) {
    json.null();
  } else {
    json.begin_array();
    for (const std::uint64_t side : edge.shape) json.value(side);
    json.end_array();
  }
  json.end_object();
}

std::string xml(const std::string& text) {
  std::string made;
  for (const char c : escaped(text)) {
    if (c == '&') {
      made += "&amp;";
    } else if (c == '<') {
      made += "&lt;";
    } else if (c == '"') {
      made += "&quot;";
    } else {
      made += c;
    }
  }
  return made;
}

std::string px(double length) {
  return number(std::round(length * 10) / 10);
}

// Mean widths of a letter, as shares of the size: of the names' face, and of the other, where all are alike.
constexpr double kNameWidth = 0.56, kDetailWidth = 0.63;

/// Text cut to about `room` pixels.
std::string cut(const std::string& text, double room, double letter) {
  const auto most = static_cast<std::size_t>(std::max(3.0, room / letter));
  std::size_t count = 0, at = 0;
  for (; at < text.size() && count < most; ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80) ++count;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
  return at >= text.size() ? text : text.substr(0, at) + "…";
}

class Picture {
 public:
  Picture(const Graph& graph, const Layout& layout, double top, Sink& sink)
      : graph_(graph), layout_(layout), top_(top), sink_(sink) {}

  void draw() {
    for (std::size_t i = 0; i < graph_.edges.size(); ++i) draw_edge(graph_.edges[i], layout_.edges[i]);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) draw_node(graph_.nodes[i], layout_.nodes[i]);
  }

 private:
  void draw_edge(const Edge& edge, const PlacedEdge& placed) {
    const bool weights = graph_.nodes[edge.from].kind == NodeKind::Weights;
    std::string path;
    for (const Point& point : placed.points)
      path += (path.empty() ? "M" : "L") + px(point.x) + " " + px(point.y + top_);
    sink_.write("<path class=\"" +
                std::string(weights        ? "w"
                            : edge.on_chip ? "e c"
                                           : "e") +
                "\" d=\"" + path + "\" marker-end=\"url(#" + (weights ? "aw" : "a") + ")\"><title>" +
                xml(edge_label(edge)) + "</title></path>\n");
  }

  void draw_node(const Node& node, const PlacedNode& place) {
    const bool pill = !node.is_work() && node.kind != NodeKind::Named;
    const std::string name = !pill                            ? (node.engine == "PE" ? "n p" : "n")
                             : node.kind == NodeKind::Weights ? "k"
                                                              : "t";
    sink_.write("<g><title>" + xml(node_label(node)) + "</title>");
    constexpr double kBehind = 3;
    if (node.kind == NodeKind::Group) box("n", place, kBehind, 4);
    box(name, place, 0, pill ? place.height / 2 : 4);
    if (node.kind == NodeKind::Weights) {
      text("s m", place.x + place.width / 2, place.y + 14, byte_size(node.bytes));
    } else if (pill) {
      text("b m", place.x + place.width / 2, place.y + 20, cut(node.name, place.width - 24, 13 * kNameWidth));
      text("s m", place.x + place.width / 2, place.y + 36,
           cut(node.detail, place.width - 24, 11 * kDetailWidth));
    } else {
      const std::string hue = node.engine == "PE" ? "hp" : node.engine == "NE" ? "hn" : "ho";
      sink_.write("<rect class=\"" + hue + "\" x=\"" + px(place.x) + "\" y=\"" + px(place.y + top_) +
                  "\" width=\"3\" height=\"" + px(place.height) + "\"/>");
      text("b", place.x + 12, place.y + 20, cut(node.name, place.width - 64, 13 * kNameWidth));
      if (node.kind == NodeKind::Task)
        text("s r", place.x + place.width - 10, place.y + 20, std::to_string(*node.task));
      text("s", place.x + 12, place.y + 36, cut(node.detail, place.width - 22, 11 * kDetailWidth));
    }
    sink_.write("</g>\n");
  }

  void box(const std::string& name, const PlacedNode& place, double behind, double radius) {
    sink_.write("<rect class=\"" + name + "\" x=\"" + px(place.x + behind) + "\" y=\"" +
                px(place.y + top_ + behind) + "\" width=\"" + px(place.width) + "\" height=\"" +
                px(place.height) + "\" rx=\"" + px(radius) + "\"/>");
  }

  void text(const char* style, double x, double y, const std::string& what) {
    sink_.write("<text class=\"" + std::string(style) + "\" x=\"" + px(x) + "\" y=\"" + px(y + top_) + "\">" +
                xml(what) + "</text>");
  }

  const Graph& graph_;
  const Layout& layout_;
  double top_;
  Sink& sink_;
};

constexpr std::string_view kStyle =
    "<style>text{font-family:Inter,\"Noto Sans\",sans-serif;fill:#161b23}.b{font-size:13px;font-weight:600}"
    ".s{font-size:11px;font-family:\"JetBrains Mono\",\"DejaVu Sans Mono\",monospace;fill:#3f4a5b}"
    ".m{text-anchor:middle}.r{text-anchor:end}.n,.t,.k{fill:#fff;stroke:#bcc5d2}.t{stroke:#3f4a5b}"
    ".k{stroke:#b0568c}.hn{fill:#c2582c}.hp{fill:#086c5d}.ho{fill:#566273}.f{fill:#f2f4f7;stroke:#bcc5d2}.e,."
    "w{fill:none;stroke:#566273;stroke-width:1.25}"
    ".c{stroke-dasharray:2 3}.w{stroke:#b0568c}</style>\n"
    "<defs><marker id=\"a\" viewBox=\"0 0 8 6\" refX=\"8\" refY=\"3\" markerWidth=\"8\" markerHeight=\"6\" "
    "orient=\"auto\"><path d=\"M0 0L8 3L0 6\" fill=\"none\" stroke=\"#566273\"/></marker>"
    "<marker id=\"aw\" viewBox=\"0 0 8 6\" refX=\"8\" refY=\"3\" markerWidth=\"8\" markerHeight=\"6\" "
    "orient=\"auto\"><path d=\"M0 0L8 3L0 6\" fill=\"none\" stroke=\"#b0568c\"/></marker></defs>\n";

}  // namespace

void write_dot(const std::vector<Named>& graphs, Sink& sink) {
  sink.write(
      "digraph program {\n  rankdir=TB;\n  node [fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\", "
      "fontsize=10];\n");
  std::size_t first = 0;
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    if (graphs.size() > 1)
      sink.write("  subgraph cluster_" + std::to_string(i) + " {\n  label=" + dot_string(graphs[i].program) +
                 ";\n");
    write_dot_graph(graphs[i].graph, first, sink);
    if (graphs.size() > 1) sink.write("  }\n");
    first += graphs[i].graph.nodes.size();
  }
  sink.write("}\n");
}

void write_json(const std::vector<Named>& graphs, Sink& sink) {
  report::JsonWriter json(sink, 2);
  json.begin_object();
  json.key("nodes").begin_array();
  std::size_t first = 0;
  std::uint64_t unknown = 0;
  for (const Named& named : graphs) {
    const Layout layout = lay_out(named.graph);
    for (std::size_t i = 0; i < named.graph.nodes.size(); ++i)
      write_node_json(named.graph.nodes[i], layout.nodes[i], named.program, first + i, json);
    first += named.graph.nodes.size();
    unknown += named.graph.unknown;
  }
  json.end_array();
  json.key("edges").begin_array();
  first = 0;
  for (const Named& named : graphs) {
    for (const Edge& edge : named.graph.edges) write_edge_json(edge, first, json);
    first += named.graph.nodes.size();
  }
  json.end_array();
  json.member("unknown_operands", unknown);
  json.end_object();
  json.finish();
}

namespace {

void begin_svg(double width, double height, Sink& sink) {
  sink.write("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + px(width) + "\" height=\"" + px(height) +
             "\" viewBox=\"0 0 " + px(width) + " " + px(height) + "\">\n");
  sink.write(kStyle);
  sink.write("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
}

}  // namespace

void write_svg(const Graph& graph, const Layout& layout, const std::vector<Frame>& frames,
               const std::vector<Group>& groups, Sink& sink) {
  begin_svg(layout.width, layout.height, sink);
  for (const Frame& frame : frames) {
    const Group& group = groups[frame.group];
    const std::string caption = group.name + " ×" + std::to_string(group.times);
    sink.write("<rect class=\"f\" x=\"" + px(frame.x) + "\" y=\"" + px(frame.y) + "\" width=\"" +
               px(frame.width) + "\" height=\"" + px(frame.height) + "\" rx=\"6\"/><text class=\"s\" x=\"" +
               px(frame.x + 10) + "\" y=\"" + px(frame.y + 15) + "\">" +
               xml(cut(caption, measure::kNodeWidth / 2, 11 * kDetailWidth)) + "</text>\n");
  }
  Picture(graph, layout, 0, sink).draw();
  sink.write("</svg>\n");
}

void write_svg(const std::vector<Named>& graphs, Sink& sink) {
  std::vector<Layout> layouts;
  double width = 0, height = 0;
  for (const Named& named : graphs) {
    layouts.push_back(lay_out(named.graph));
    width = std::max(width, layouts.back().width);
    height += layouts.back().height;
  }
  begin_svg(width, height, sink);
  double top = 0;
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    Picture(graphs[i].graph, layouts[i], top, sink).draw();
    top += layouts[i].height;
  }
  sink.write("</svg>\n");
}

}  // namespace ane::graph
