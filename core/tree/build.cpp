#include "core/tree/build.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/tree/parts.hpp"

namespace ane::tree {
namespace {

namespace ct = container;

Node header_node(const Doc& doc) {
  const Extent where{0, ct::header::kSize};
  Node node = branch("header", Kind::Record, where,
                     [doc, where] { return field_nodes(doc, where, where, ct::header::kAll); });
  node.doc = "Mach-O style header.";
  return node;
}

Node commands_node(const Doc& doc) {
  const auto& commands = doc->container().commands;
  const Extent area = doc->container().command_area;
  const std::uint64_t end = commands.empty() ? area.offset : commands.back().extent().end();
  Node node;
  node.name = "load commands";
  node.where = {area.offset, end - area.offset};
  node.value = Value::words(std::to_string(commands.size()));
  node.expand = [doc] {
    return make_children(doc->container().commands.size(),
                         [doc](std::size_t i) { return command_node(doc, i); });
  };
  return node;
}

std::vector<Node> root_children(const Doc& doc) {
  if (doc->anec() != nullptr) return with_gaps(doc, anec_nodes(doc), {0, doc->file().size()});
  std::vector<Node> nodes;
  nodes.push_back(header_node(doc));
  nodes.push_back(commands_node(doc));
  const ct::Container& c = doc->container();
  if (c.symbols && !c.symbols->symbols.empty()) nodes.push_back(symbol_table_node(doc));
  if (c.symbols && !c.symbols->strings.empty()) nodes.push_back(string_table_node(doc));
  for (std::size_t i = 0; i < c.sections.size(); ++i) {
    if (c.sections[i].nreloc != 0 && doc->file().has(c.sections[i].reloff, ct::relocation::kSize))
      nodes.push_back(relocations_node(doc, i));
    if (!c.sections[i].bytes.empty()) nodes.push_back(section_bytes_node(doc, i));
  }
  for (const ct::Note& note : c.notes) {
    if (!note.in_command && !note.payload.empty()) {
      nodes.push_back(
          leaf("note " + escaped(note.owner), Kind::Data, note.payload,
               Value::words(byte_size(note.payload.size) + "  " + escaped(ct::note_text(doc->file(), note))),
               "Payload of an LC_NOTE."));
    }
  }
  return with_gaps(doc, std::move(nodes), {0, doc->file().size()});
}

}  // namespace

Node build(const document::DocumentPtr& document) {
  Node node;
  node.name = document->path();
  node.kind = Kind::File;
  node.where = {0, document->file().size()};
  node.value = Value::words(byte_size(document->file().size()));
  if (!document->verified())
    node.doc = "Not checked against a real file of this kind: " + join(document->unverified(), ", ") + ".";
  node.expand = [document] { return make_children(root_children(document)); };
  return node;
}

IntervalSet explained_bytes(const document::DocumentPtr& document) {
  IntervalSet explained;
  add_explained(build(document), explained);
  return explained;
}

std::vector<Node> path_to(const Node& root, std::uint64_t offset) {
  std::vector<Node> path;
  if (!root.where.contains(offset)) return path;
  path.push_back(root);
  for (bool deeper = true; deeper;) {
    deeper = false;
    const Node& last = path.back();
    if (last.is_leaf() || last.kind == Kind::Register || last.kind == Kind::Word) break;
    const ChildrenPtr children = last.expand();
    if (const auto index = children->holding(offset)) {
      path.push_back(children->at(*index));
      deeper = true;
    }
  }
  return path;
}

}  // namespace ane::tree
