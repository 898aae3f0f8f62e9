#include "core/tree/parts.hpp"

#include <algorithm>
#include <bit>

#include "core/base/text.hpp"

namespace ane::tree {
namespace {

using container::FieldSpec;
using container::Meaning;
using container::Show;

// Zeros between parts align the next one; a longer run is more than alignment explains.
constexpr std::uint64_t kMaxPadding = 0x8000;

std::string bytes_text(ByteView view) {
  static constexpr std::uint64_t kShown = 16;
  std::string text;
  for (std::uint64_t i = 0; i < std::min(view.size(), kShown); ++i) {
    if (i != 0) text += ' ';
    text += hex(view.u8(i).value_or(0), 2).substr(2);
  }
  return view.size() > kShown ? text + " …" : text;
}

Value number_value(Show show, std::uint64_t number) {
  switch (show) {
    case Show::Hex:
    case Show::Address:
    case Show::FileOffset:
      return Value::hexadecimal(number);
    case Show::Float:
      return {std::bit_cast<float>(static_cast<std::uint32_t>(number)),
              ane::number(std::bit_cast<float>(static_cast<std::uint32_t>(number)))};
    case Show::Number:
    case Show::NameOffset:
    case Show::FixedName:
      return Value::number(number);
  }
  return Value::number(number);
}

Value field_value(const Doc& doc, Extent record, Extent command, const FieldSpec& field) {
  const ByteView view = doc->file().clipped(record.offset + field.offset, field.size);
  if (field.show == Show::FixedName) {
    const std::string name = view.text(0).text;
    return {name, escaped(name)};
  }
  std::uint64_t number = 0;
  switch (field.size) {
    case 1:
      number = view.u8(0).value_or(0);
      break;
    case 2:
      number = view.u16(0).value_or(0);
      break;
    case 4:
      number = view.u32(0).value_or(0);
      break;
    case 8:
      number = view.u64(0).value_or(0);
      break;
    default:
      return view.all_zero() ? Value{std::uint64_t{0}, "0"} : Value::words(bytes_text(view));
  }
  Value value = number_value(field.show, number);
  if (field.show == Show::NameOffset && number < command.size) {
    value.text = hex(number) + " \"" +
                 escaped(doc->file().clipped(command.offset, command.size).text(number).text) + "\"";
  }
  return value;
}

}  // namespace

Node field_node(const Doc& doc, Extent record, Extent command, const FieldSpec& field) {
  Node node;
  node.name = field.name;
  node.kind = field.show == Show::FixedName ? Kind::Text : Kind::Field;
  node.doc = field.doc;
  node.where = {record.offset + field.offset, field.size};
  node.value = field_value(doc, record, command, field);
  node.explained = field.meaning != Meaning::Unknown;
  if (!node.explained) node.kind = Kind::Unknown;
  if (field.meaning == Meaning::Presumed) node.value.text += " (presumed)";
  return node;
}

std::vector<Node> field_nodes(const Doc& doc, Extent record, Extent command,
                              std::span<const FieldSpec> fields) {
  std::vector<Node> nodes;
  for (const FieldSpec& field : fields) {
    if (std::uint64_t{field.offset} + field.size <= record.size)
      nodes.push_back(field_node(doc, record, command, field));
  }
  return nodes;
}

Node leaf(std::string name, Kind kind, Extent where, Value value, std::string doc) {
  Node node;
  node.name = std::move(name);
  node.kind = kind;
  node.where = where;
  node.value = std::move(value);
  node.doc = std::move(doc);
  node.explained = kind != Kind::Unknown;
  return node;
}

Node branch(std::string name, Kind kind, Extent where, std::function<std::vector<Node>()> make) {
  Node node;
  node.name = std::move(name);
  node.kind = kind;
  node.where = where;
  node.expand = [make = std::move(make)] { return make_children(make()); };
  return node;
}

Node gap_node(const Doc& doc, Extent where) {
  const ByteView view = doc->file().clipped(where.offset, where.size);
  const std::uint64_t size = view.size();
  if (size <= kMaxPadding && view.all_zero()) {
    return leaf("padding", Kind::Padding, where, Value::words(byte_size(size) + ", zero"),
                "Zeros between two parts.");
  }
  const std::string what = view.clipped(0, kMaxPadding).all_zero() ? ", starts with zeros" : "";
  return leaf("unexplained", Kind::Unknown, where, Value::words(byte_size(size) + what),
              "Bytes that nothing in the file points at.");
}

std::vector<Node> with_gaps(const Doc& doc, std::vector<Node> nodes, Extent whole) {
  // A part of no bytes has no place; it comes first among those that start where it stands.
  std::stable_sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) {
    return a.where.offset != b.where.offset ? a.where.offset < b.where.offset : a.where.size < b.where.size;
  });
  std::vector<Node> all;
  std::uint64_t at = whole.offset;
  for (Node& node : nodes) {
    const Extent where = node.where;
    if (where.offset > at) all.push_back(gap_node(doc, {at, where.offset - at}));
    all.push_back(std::move(node));
    at = std::max(at, where.end());
  }
  if (at < whole.end()) all.push_back(gap_node(doc, {at, whole.end() - at}));
  return all;
}

}  // namespace ane::tree
