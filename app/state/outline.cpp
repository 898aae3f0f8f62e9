#include "app/state/outline.hpp"

#include <algorithm>

#include "app/state/fuzzy.hpp"
#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/model/buffers.hpp"
#include "core/regdb/codec.hpp"

namespace ane::state {
namespace {

using tree::Kind;
using tree::Node;
using tree::Value;

constexpr std::size_t kMostMatches = 1000;
constexpr std::size_t kMostVisited = 200000;
constexpr std::size_t kFewTasks = 64;

Node leaf(std::string name, Kind kind, Extent where, std::string value, std::string doc = {}) {
  Node node;
  node.name = std::move(name);
  node.kind = kind;
  node.where = where;
  node.value = Value::words(std::move(value));
  node.doc = std::move(doc);
  return node;
}

Node group(std::string name, Kind kind, Extent where, std::string value, std::vector<Node> children) {
  Node node = leaf(std::move(name), kind, where, std::move(value));
  auto made = tree::make_children(std::move(children));
  node.expand = [made] { return made; };
  return node;
}

std::vector<Node> field_nodes(const std::vector<regdb::Field>& fields, std::uint32_t word, Extent where) {
  std::vector<Node> nodes;
  for (const regdb::Field& field : fields) {
    Node node =
        leaf(field.name, Kind::Bits, where, regdb::value_text(field, regdb::unpack(field, word)), field.doc);
    node.bits = tree::BitRange{field.lsb, field.width};
    nodes.push_back(std::move(node));
  }
  return nodes;
}

std::vector<Node> header_nodes(const regdb::Generation& generation, const task::Task& task) {
  std::vector<Node> nodes;
  const auto add = [&](const regdb::HeaderWord& word) {
    if (word.word >= task.header.size()) return;
    const Extent where{task.where.offset + std::uint64_t{word.word} * 4, 4};
    const std::uint32_t value = task.header[word.word];
    nodes.push_back(
        group(word.name, Kind::Word, where, hex(value, 8), field_nodes(word.fields, value, where)));
  };
  for (const regdb::HeaderWord& word : generation.header) add(word);
  if (task.extended) add(generation.encoding.extended->layout);
  return nodes;
}

Node register_node(const regdb::RegisterRef& ref, const task::Write& write) {
  std::string name = ref.reg->name;
  if (ref.reg->count > 1) name += "[" + std::to_string(ref.element) + "]";
  const Extent where{write.offset, 4};
  const bool lone = ref.reg->fields.size() == 1;
  Node node =
      lone ? leaf(name, Kind::Register, where,
                  regdb::value_text(ref.reg->fields[0], regdb::unpack(ref.reg->fields[0], write.value)))
           : group(name, Kind::Register, where, hex(write.value, 8),
                   field_nodes(ref.reg->fields, write.value, where));
  node.doc = ref.reg->doc;
  return node;
}

// Registers by block, in the order in which the stream first names the block; elements of an array together.
std::vector<Node> task_children(const document::DocumentPtr& document, std::size_t index) {
  Diagnostics ignored;
  const task::Task task = document->decode(index, ignored);
  const regdb::Generation& generation = *document->generation();
  std::vector<Node> header = header_nodes(generation, task);
  const std::string words = std::to_string(header.size()) + " words";
  std::vector<Node> nodes;
  nodes.push_back(group("Task header", Kind::Record, {task.where.offset, task.header.size() * 4}, words,
                        std::move(header)));
  std::vector<std::pair<std::string, std::vector<Node>>> blocks;
  std::vector<Node> strangers;
  for (const task::Write& write : task.writes) {
    const auto ref = generation.find(write.address);
    if (!ref) {
      strangers.push_back(leaf(hex(write.address, 5), Kind::Unknown, {write.offset, 4}, hex(write.value, 8)));
      continue;
    }
    auto block = std::find_if(blocks.begin(), blocks.end(),
                              [&](const auto& b) { return b.first == ref->block->name; });
    if (block == blocks.end()) block = blocks.insert(blocks.end(), {ref->block->name, {}});
    block->second.push_back(register_node(*ref, write));
  }
  for (auto& [name, registers] : blocks) {
    const Extent where{registers.front().where.offset,
                       registers.back().where.end() > registers.front().where.offset
                           ? registers.back().where.end() - registers.front().where.offset
                           : 4};
    const std::string count = std::to_string(registers.size()) + " writes";
    nodes.push_back(group(name, Kind::Group, where, count, std::move(registers)));
  }
  if (!strangers.empty())
    nodes.push_back(group("no register known", Kind::Unknown, strangers.front().where,
                          std::to_string(strangers.size()), std::move(strangers)));
  return nodes;
}

Node task_group(const OpenFile& file) {
  const document::DocumentPtr document = file.document();
  const TaskTablePtr table = file.tasks;
  std::vector<Extent> places;
  for (std::size_t i = 0; i < document->tasks().size(); ++i) places.push_back(file.task_bytes(i));
  Node node = leaf("Tasks", Kind::Group, document->text().extent(), std::to_string(places.size()));
  auto shared = std::make_shared<const std::vector<Extent>>(std::move(places));
  node.expand = [document, table, shared] {
    return tree::make_children(shared->size(), [document, table, shared](std::size_t i) {
      const std::string& summary = table->rows()[i].summary;
      Node task = leaf(std::to_string(i) + " " + summary.substr(0, summary.find(" · ")), Kind::Task,
                       (*shared)[i], std::to_string((*shared)[i].size) + " B", table->rows()[i].engine);
      task.expand = [document, i] { return tree::make_children(task_children(document, i)); };
      return task;
    });
  };
  return node;
}

Node compiler_node(const container::Banner& banner) {
  std::vector<Node> options;
  for (const container::Banner::Option& option : banner.options)
    options.push_back(leaf(escaped(option.key), Kind::Text, banner.where, escaped(option.value)));
  return group("Compiler", Kind::Group, banner.where,
               escaped(banner.version.empty() ? banner.compiler : banner.version), std::move(options));
}

Node segments_node(const document::Document& document) {
  const container::Container& container = document.container();
  std::vector<Node> segments;
  for (const container::Segment& segment : container.segments) {
    std::vector<Node> sections;
    for (std::uint32_t i = 0;
         i < segment.section_count && segment.first_section + i < container.sections.size(); ++i) {
      const container::Section& section = container.sections[segment.first_section + i];
      const Extent where =
          section.bytes.empty() ? Extent{section.record, container::section::kSize} : section.bytes;
      sections.push_back(leaf(escaped(section.name), Kind::Section, where,
                              section.bytes.empty()
                                  ? "zero-fill · " + byte_size(section.size)
                                  : hex(section.bytes.offset) + " · " + byte_size(section.size)));
    }
    const Extent where = segment.file_backed() ? Extent{segment.fileoff, segment.filesize}
                                               : Extent{segment.record, container::segment::kSize};
    segments.push_back(group(escaped(segment.name), Kind::Segment, where,
                             segment.file_backed() ? byte_size(segment.filesize) : "zero-fill",
                             std::move(sections)));
  }
  const std::string count = std::to_string(segments.size());
  return group("Segments & sections", Kind::Group, {}, count, std::move(segments));
}

// What an .anec file has in the place of segments.
Node channels_node(const document::Document& document) {
  std::vector<Node> channels;
  for (const model::Buffer& buffer : model::buffers_of(document, 0)) {
    const bool stored = !buffer.bytes.empty();
    channels.push_back(
        leaf("@" + std::to_string(buffer.slot) + " " + buffer.name, Kind::Segment,
             stored ? buffer.bytes : document.anec()->channels[buffer.slot].tiles_where,
             std::string(model::buffer_kind_name(buffer.kind)) + " · " + byte_size(buffer.size)));
  }
  const std::string count = std::to_string(channels.size());
  return group("Channels", Kind::Group, {}, count, std::move(channels));
}

Node tensors_node(const document::Document& document) {
  std::vector<Node> tensors;
  for (const model::Tensor& tensor : model::declared_tensors(document)) {
    std::string shape;
    for (const std::uint64_t side : tensor.shape) shape += (shape.empty() ? "" : "×") + std::to_string(side);
    tensors.push_back(leaf(
        escaped(tensor.name), Kind::Record, tensor.where,
        shape + " " + (tensor.dtype.starts_with("float") ? "f" + tensor.dtype.substr(5) : tensor.dtype)));
  }
  const std::string count = std::to_string(tensors.size());
  return group("Tensors", Kind::Group, {}, count, std::move(tensors));
}

Node unexplained_node(const OpenFile& file) {
  const Extent all{0, file.document()->file().size()};
  std::vector<Node> gaps;
  for (const Extent gap : file.survey->explained.gaps(all))
    gaps.push_back(leaf(range_text(gap), Kind::Unknown, gap, byte_size(gap.size),
                        "Nothing known describes these bytes."));
  const std::uint64_t left = all.size - std::min(all.size, file.survey->explained.total());
  return group("Unexplained bytes", Kind::Unknown, {}, byte_size(left), std::move(gaps));
}

class Filter {
 public:
  Filter(const std::string& text, Progress& progress) : text_(text), progress_(progress) {}

  bool visit(const Node& node, int depth) {
    if (++visited_ > kMostVisited || rows.size() > kMostMatches || progress_.cancelled()) return false;
    const std::size_t at = rows.size();
    const bool own = depth >= 0 && (contains_text(node.name, text_) || contains_text(node.value.text, text_));
    if (depth >= 0) rows.push_back({depth, own, node});
    bool below = false;
    if (!node.is_leaf() && (node.kind != Kind::Task || few_tasks_)) {
      const tree::ChildrenPtr children = node.expand();
      if (node.name == "Tasks") few_tasks_ = children->count() <= kFewTasks;
      for (std::size_t i = 0; i < children->count(); ++i) below = visit(children->at(i), depth + 1) || below;
    }
    if (!own && !below) rows.resize(at);
    return own || below;
  }

  std::vector<OutlineMatch> rows;

 private:
  const std::string& text_;
  Progress& progress_;
  std::size_t visited_ = 0;
  bool few_tasks_ = true;
};

}  // namespace

Node make_outline(const OpenFile& file) {
  const document::Document& document = *file.document();
  const bool is_anec = document.anec() != nullptr;
  const std::size_t heads = is_anec ? 1 : 2;  // header and load commands come first, the rest last
  std::vector<Node> roots;
  const tree::ChildrenPtr parts = file.root().expand();
  std::vector<Node> rest;
  for (std::size_t i = 0; i < parts->count(); ++i) {
    Node part = parts->at(i);
    if (part.name == "header") part.name = "Header";
    if (part.name == "load commands") part.name = "Load commands";
    if (part.kind == Kind::Padding || part.kind == Kind::Unknown || part.kind == Kind::Section) continue;
    (roots.size() < heads ? roots : rest).push_back(std::move(part));
  }
  for (const container::Banner& banner : document.container().banners) roots.push_back(compiler_node(banner));
  roots.push_back(is_anec ? channels_node(document) : segments_node(document));
  if (!document.tasks().empty() && file.tasks) roots.push_back(task_group(file));
  roots.push_back(tensors_node(document));
  for (Node& part : rest) {
    if (!part.name.empty() && part.name[0] >= 'a' && part.name[0] <= 'z')
      part.name[0] = static_cast<char>(part.name[0] - 'a' + 'A');
    roots.push_back(std::move(part));
  }
  if (file.survey) roots.push_back(unexplained_node(file));
  return group(file.name(), Kind::File, file.root().where, "", std::move(roots));
}

std::vector<OutlineMatch> filter_outline(const Node& root, const std::string& text, Progress& progress) {
  Filter filter(text, progress);
  filter.visit(root, -1);
  return std::move(filter.rows);
}

}  // namespace ane::state
