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

class PlacedChildren final : public Children {
 public:
  PlacedChildren(std::size_t count, std::function<Node(std::size_t)> make,
                 std::function<Extent(std::size_t)> where)
      : count_(count), make_(std::move(make)), where_(std::move(where)) {}
  std::size_t count() const override { return count_; }
  Node at(std::size_t index) const override { return make_(index); }
  std::optional<std::size_t> holding(std::uint64_t offset) const override {
    std::size_t low = 0, high = count_;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (where_(middle).offset <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low > 0 && where_(low - 1).contains(offset)) return low - 1;
    // A hostile file lets entries overlap, so that one further ahead may reach as far as this.
    for (std::size_t i = 0; i < low; ++i)
      if (where_(i).contains(offset)) return i;
    return std::nullopt;
  }

 private:
  std::size_t count_;
  std::function<Node(std::size_t)> make_;
  std::function<Extent(std::size_t)> where_;
};

}  // namespace

std::optional<std::size_t> Children::holding(std::uint64_t offset) const {
  for (std::size_t i = 0; i < count(); ++i)
    if (at(i).where.contains(offset)) return i;
  return std::nullopt;
}

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

ChildrenPtr make_children(std::size_t count, std::function<Node(std::size_t)> make,
                          std::function<Extent(std::size_t)> where) {
  return std::make_shared<PlacedChildren>(count, std::move(make), std::move(where));
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
