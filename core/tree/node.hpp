#pragma once
// The structure tree: every decoded value as a node with its exact bytes. Text, JSON, the explorer, the hex
// overlay and the diff are projections of it. It is lazy: a node's children come into being when somebody
// asks, one at a time, and nothing is kept that nobody holds.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/interval_set.hpp"

namespace ane::tree {

enum class Kind {
  File,      ///< the whole
  Group,     ///< a part that is made of its children
  Command,   ///< a load command
  Segment,   ///< LC_SEGMENT_64
  Section,   ///< a section record or a section's bytes
  Record,    ///< a structure with fields: thread state, symbol, relocation, register-write record
  Field,     ///< a number
  Text,      ///< characters
  Task,      ///< a task descriptor
  Word,      ///< a task header word or a record header
  Register,  ///< a register write
  Bits,      ///< some bits of a word
  Data,      ///< bytes of known purpose and no further structure
  Padding,   ///< zeros between parts
  Unknown,   ///< bytes or bits that nothing explains
};
/// "file", "group", … as JSON has it.
std::string_view kind_name(Kind kind);

/// A value as a program wants it and as a person does.
struct Value {
  std::variant<std::monostate, std::uint64_t, std::int64_t, double, std::string> data;
  std::string text;  ///< "" where there is no value

  static Value none() { return {}; }
  static Value number(std::uint64_t value) { return {value, std::to_string(value)}; }
  static Value hexadecimal(std::uint64_t value);
  /// A 32-bit word, with all its digits.
  static Value word(std::uint32_t value);
  static Value words(std::string text) { return {text, text}; }
};

/// Bits [lsb, lsb + width) of the word that the node's extent covers.
struct BitRange {
  std::uint8_t lsb = 0;
  std::uint8_t width = 0;
};

class Node;

/// The children of a node, made on demand.
class Children {
 public:
  virtual ~Children() = default;
  virtual std::size_t count() const = 0;
  /// Child `index`, below count(). Making it again gives an equal node.
  virtual Node at(std::size_t index) const = 0;
  /// The first child whose bytes hold `offset`, or nothing. Makes children only where their places are not
  /// known without.
  virtual std::optional<std::size_t> holding(std::uint64_t offset) const;
};
using ChildrenPtr = std::shared_ptr<const Children>;

class Node {
 public:
  std::string name;
  Value value;
  Kind kind = Kind::Group;
  std::string doc;
  Extent where;
  std::optional<BitRange> bits;
  /// Whether the bytes are explained by this node itself. Nodes with children that partition them leave it to
  /// the children.
  bool explained = true;
  /// Makes the children; empty for a leaf.
  std::function<ChildrenPtr()> expand;
  /// Adds the explained bytes below this node without making its children; empty where making them is cheap.
  std::function<void(IntervalSet&)> coverage;

  bool is_leaf() const { return !expand; }
};

/// Children that exist already.
ChildrenPtr make_children(std::vector<Node> nodes);
/// `count` children that `make` builds.
ChildrenPtr make_children(std::size_t count, std::function<Node(std::size_t)> make);
/// As above; `where` says the place of a child without making it, in ascending order of offsets.
ChildrenPtr make_children(std::size_t count, std::function<Node(std::size_t)> make,
                          std::function<Extent(std::size_t)> where);

/// Adds every byte that `node` and what is below it explain.
void add_explained(const Node& node, IntervalSet& explained);

}  // namespace ane::tree
