// Nodes of .anec files.

#include "core/anec/anec.hpp"
#include "core/base/text.hpp"
#include "core/tree/parts.hpp"

namespace ane::tree {
namespace {

std::string channel_title(const anec::Anec& anec, std::uint32_t index) {
  const std::string name = anec.name_of(index);
  return "channel " + std::to_string(index) + (name.empty() ? "" : " (" + name + ")");
}

Node tiles_node(const Doc& doc) {
  const Extent where{anec::tiles::kOffset, std::uint64_t{anec::kChannels} * anec::tiles::kStep};
  Node node = branch("tiles", Kind::Record, where, [doc] {
    std::vector<Node> nodes;
    for (std::uint32_t i = 0; i < anec::kChannels; ++i) {
      const anec::Channel& channel = doc->anec()->channels[i];
      nodes.push_back(leaf(channel_title(*doc->anec(), i), Kind::Field, channel.tiles_where,
                           Value::number(channel.tiles),
                           "Size of the channel's buffer in tiles of 0x4000 bytes; 0 is unused."));
      if (channel.tiles == 0) nodes.back().value.text = "unused";
    }
    return nodes;
  });
  node.doc = "Buffer size of each channel.";
  return node;
}

Node shape_node(const Doc& doc, std::uint32_t index) {
  const anec::Channel& channel = doc->anec()->channels[index];
  const Extent where = channel.shape_where;
  Node node = branch(channel_title(*doc->anec(), index), Kind::Record, where,
                     [doc, where] { return field_nodes(doc, where, where, anec::nchw::kAll); });
  std::string shape;
  for (const std::uint64_t side : channel.shape) shape += (shape.empty() ? "" : "x") + std::to_string(side);
  node.value = Value::words(channel.has_shape() ? shape : "unused");
  node.doc = "Shape and strides of an input or output; all zero for other channels.";
  return node;
}

Node shapes_node(const Doc& doc) {
  const Extent where{anec::nchw::kOffset, std::uint64_t{anec::kChannels} * anec::nchw::kStep};
  Node node = branch("nchw", Kind::Record, where, [doc] {
    std::vector<Node> nodes;
    for (std::uint32_t i = 0; i < anec::kChannels; ++i) nodes.push_back(shape_node(doc, i));
    return nodes;
  });
  node.doc = "Shape of each channel.";
  return node;
}

Node anec_header_node(const Doc& doc) {
  const Extent where = doc->anec()->header;
  Node node = branch("header", Kind::Record, where, [doc, where] {
    std::vector<Node> nodes = field_nodes(doc, where, where, anec::header::kAll);
    nodes.push_back(tiles_node(doc));
    nodes.push_back(shapes_node(doc));
    return nodes;
  });
  node.value = Value::words(std::string(anec::variant_name(doc->anec()->variant)));
  node.doc = "Sizes and shapes of the program.";
  return node;
}

}  // namespace

std::vector<Node> anec_nodes(const Doc& doc) {
  const anec::Anec& anec = *doc->anec();
  std::vector<Node> nodes;
  if (anec.has_header()) {
    nodes.push_back(anec_header_node(doc));
    Node padding = gap_node(doc, anec.header_padding);
    if (padding.explained) padding.name = "header padding";
    nodes.push_back(std::move(padding));
  }
  if (!anec.tasks.empty()) nodes.push_back(task_list_node(doc, anec.tasks, "tasks"));
  if (!anec.weights.empty())
    nodes.push_back(leaf("weights", Kind::Data, anec.weights, Value::words(byte_size(anec.weights.size)),
                         "Constants, which the driver takes for buffer 1: weights, biases and tables."));
  return nodes;
}

}  // namespace ane::tree
