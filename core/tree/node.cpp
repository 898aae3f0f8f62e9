#include "core/tree/node.hpp"

#include "core/base/text.hpp"

namespace ane::tree {
namespace {

class ListChildren final : public Children {
 public:
  explicit ListChildren(std::vector<Node> nodes) : nodes_(std::move(nodes)) {}
  std::size_t count() const override { return nodes_.size(); }
  Node at(std::size_t index) const override { return nodes_[index]; }

 private:
  std::vector<Node> nodes_;
};

class MadeChildren final : public Children {
 public:
  MadeChildren(std::size_t count, std::function<Node(std::size_t)> make)
      : count_(count), make_(std::move(make)) {}
  std::size_t count() const override { return count_; }
  Node at(std::size_t index) const override { return make_(index); }

 private:
  std::size_t count_;
  std::function<Node(std::size_t)> make_;
};

}  // namespace

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::File:
      return "file";
    case Kind::Group:
      return "group";
    case Kind::Command:
      return "command";
    case Kind::Segment:
      return "segment";
    case Kind::Section:
      return "section";
    case Kind::Record:
      return "record";
    case Kind::Field:
      return "field";
    case Kind::Text:
      return "text";
    case Kind::Task:
      return "task";
    case Kind::Word:
      return "word";
    case Kind::Register:
      return "register";
    case Kind::Bits:
      return "bits";
    case Kind::Data:
      return "data";
    case Kind::Padding:
      return "padding";
    case Kind::Unknown:
      return "unknown";
  }
  return "unknown";
}

Value Value::hexadecimal(std::uint64_t value) {
  return {value, hex(value)};
}

Value Value::word(std::uint32_t value) {
  return {std::uint64_t{value}, hex(value, 8)};
}

ChildrenPtr make_children(std::vector<Node> nodes) {
  return std::make_shared<ListChildren>(std::move(nodes));
}

ChildrenPtr make_children(std::size_t count, std::function<Node(std::size_t)> make) {
  return std::make_shared<MadeChildren>(count, std::move(make));
}

void add_explained(const Node& node, IntervalSet& explained) {
  if (node.coverage) {
    node.coverage(explained);
    return;
  }
  // The bits of a word say nothing about other bytes than the word's own.
  const bool children_are_bits = node.kind == Kind::Register || node.kind == Kind::Word;
  if (node.is_leaf() || children_are_bits) {
    if (node.explained) explained.add(node.where);
    return;
  }
  const ChildrenPtr children = node.expand();
  for (std::size_t i = 0; i < children->count(); ++i) add_explained(children->at(i), explained);
}

}  // namespace ane::tree
