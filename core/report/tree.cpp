#include "core/base/text.hpp"
#include "core/report/report.hpp"
#include "core/tree/build.hpp"

namespace ane::report {
namespace {

using tree::Node;

constexpr std::size_t kAll = SIZE_MAX;

std::string where_text(const Node& node) {
  if (!node.bits) return padded(range_text(node.where), 22);
  const unsigned high = node.bits->lsb + node.bits->width - 1u;
  const std::string bits = node.bits->width == 1
                               ? std::to_string(node.bits->lsb)
                               : std::to_string(high) + ":" + std::to_string(node.bits->lsb);
  return padded("  bits " + bits, 22);
}

void write_line(const Node& node, std::size_t level, Sink& sink) {
  std::string line = where_text(node) + std::string(2 * level, ' ') + escaped(node.name);
  if (!node.value.text.empty()) line += "  " + node.value.text;
  if (node.kind == tree::Kind::Unknown) line += "  (unknown)";
  sink.write(line + "\n");
}

void write_below(const Node& node, std::size_t level, std::size_t depth, Sink& sink) {
  write_line(node, level, sink);
  if (node.is_leaf() || depth == 0) return;
  const tree::ChildrenPtr children = node.expand();
  for (std::size_t i = 0; i < children->count(); ++i)
    write_below(children->at(i), level + 1, depth == kAll ? kAll : depth - 1, sink);
}

void write_value(const tree::Value& value, JsonWriter& json) {
  if (std::holds_alternative<std::monostate>(value.data)) {
    json.null();
  } else if (const auto* number = std::get_if<std::uint64_t>(&value.data)) {
    json.value(*number);
  } else if (const auto* signed_number = std::get_if<std::int64_t>(&value.data)) {
    json.value(*signed_number);
  } else if (const auto* real = std::get_if<double>(&value.data)) {
    json.value(*real);
  } else {
    json.value(std::get<std::string>(value.data));
  }
}

// Everything of a node but its children; the caller ends the object.
void begin_node(const Node& node, JsonWriter& json) {
  json.begin_object();
  json.member("name", node.name);
  json.key("value");
  write_value(node.value, json);
  json.member("text", node.value.text);
  json.member("kind", tree::kind_name(node.kind));
  json.member("offset", node.where.offset);
  json.member("size", node.where.size);
  json.key("bits");
  if (node.bits) {
    json.begin_array();
    json.value(std::uint32_t{node.bits->lsb});
    json.value(std::uint32_t{node.bits->width});
    json.end_array();
  } else {
    json.null();
  }
  json.member("doc", node.doc);
  json.key("children");
  json.begin_array();
}

void end_node(JsonWriter& json) {
  json.end_array();
  json.end_object();
}

void write_node(const Node& node, std::size_t depth, JsonWriter& json) {
  begin_node(node, json);
  if (!node.is_leaf() && depth != 0) {
    const tree::ChildrenPtr children = node.expand();
    for (std::size_t i = 0; i < children->count(); ++i)
      write_node(children->at(i), depth == kAll ? kAll : depth - 1, json);
  }
  end_node(json);
}

// The nodes around one byte, and below the innermost everything: the bits of its word.
void write_path_text(const std::vector<Node>& path, std::size_t depth, Sink& sink) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) write_line(path[i], i, sink);
  if (!path.empty()) write_below(path.back(), path.size() - 1, depth, sink);
}

}  // namespace

void write_tree_text(const Node& root, const TreeOptions& options, Sink& sink) {
  if (options.at) {
    write_path_text(tree::path_to(root, *options.at), options.depth.value_or(kAll), sink);
  } else {
    write_below(root, 0, options.depth.value_or(kAll), sink);
  }
}

void write_tree_json(const Node& root, const TreeOptions& options, Sink& sink) {
  JsonWriter json(sink, 6);
  if (options.at) {
    const std::vector<Node> path = tree::path_to(root, *options.at);
    for (std::size_t i = 0; i + 1 < path.size(); ++i) begin_node(path[i], json);
    if (!path.empty()) write_node(path.back(), options.depth.value_or(kAll), json);
    for (std::size_t i = 0; i + 1 < path.size(); ++i) end_node(json);
  } else {
    write_node(root, options.depth.value_or(kAll), json);
  }
  json.finish();
}

}  // namespace ane::report
