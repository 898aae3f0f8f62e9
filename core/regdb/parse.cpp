// JSON → Generation. Exceptions of the JSON library end in this file.

#include <algorithm>
#include <bit>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/text.hpp"
#include "core/regdb/database.hpp"

namespace ane::regdb {
namespace {

using Json = nlohmann::json;

/// Thrown inside this file only, with the JSON path of what does not fit.
struct SchemaError {
  std::string message;
};

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw SchemaError{path + ": " + what};
}

/// A JSON value together with its path, so that every complaint says where.
class Node {
 public:
  Node(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

  bool has(const char* key) const { return json_.is_object() && json_.contains(key); }
  Node at(const char* key) const {
    if (!has(key)) fail(path_, std::string("has no \"") + key + "\"");
    return {json_.at(key), path_ + "." + key};
  }
  std::vector<Node> items() const {
    if (!json_.is_array()) fail(path_, "is not a list");
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < json_.size(); ++i)
      nodes.emplace_back(json_[i], path_ + "[" + std::to_string(i) + "]");
    return nodes;
  }
  std::vector<std::pair<std::string, Node>> members() const {
    if (!json_.is_object()) fail(path_, "is not an object");
    std::vector<std::pair<std::string, Node>> nodes;
    for (const auto& [key, value] : json_.items()) nodes.emplace_back(key, Node(value, path_ + "." + key));
    return nodes;
  }

  std::string text() const {
    if (!json_.is_string()) fail(path_, "is not a string");
    return json_.get<std::string>();
  }
  bool boolean() const {
    if (!json_.is_boolean()) fail(path_, "is not true or false");
    return json_.get<bool>();
  }
  /// A plain number, or a string such as "0x4800".
  std::uint32_t number(std::uint32_t limit = UINT32_MAX) const {
    std::uint64_t value = 0;
    if (json_.is_number_unsigned()) {
      value = json_.get<std::uint64_t>();
    } else if (json_.is_string()) {
      value = digits(json_.get<std::string>());
    } else {
      fail(path_, "is not a number");
    }
    if (value > limit) fail(path_, std::to_string(value) + " is larger than " + std::to_string(limit));
    return static_cast<std::uint32_t>(value);
  }
  double real() const {
    if (!json_.is_number()) fail(path_, "is not a number");
    return json_.get<double>();
  }
  /// The number that a key of this object is written as.
  std::uint32_t key_number(const std::string& key) const {
    const std::uint64_t value = digits(key);
    if (value > UINT32_MAX) fail(path_, "\"" + key + "\" is not a number of 32 bits");
    return static_cast<std::uint32_t>(value);
  }

  std::string text_or_empty(const char* key) const { return has(key) ? at(key).text() : std::string(); }
  std::uint32_t number_or(const char* key, std::uint32_t fallback, std::uint32_t limit = UINT32_MAX) const {
    return has(key) ? at(key).number(limit) : fallback;
  }
  std::uint8_t bit_number(const char* key) const { return static_cast<std::uint8_t>(at(key).number(32)); }
  std::vector<std::string> texts_or_empty(const char* key) const {
    std::vector<std::string> all;
    if (!has(key)) return all;
    for (const Node& item : at(key).items()) all.push_back(item.text());
    return all;
  }
  [[noreturn]] void complain(const std::string& what) const { fail(path_, what); }

 private:
  std::uint64_t digits(const std::string& text) const {
    const bool hexadecimal = text.starts_with("0x");
    std::uint64_t value = 0;
    const char* begin = text.data() + (hexadecimal ? 2 : 0);
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(begin, end, value, hexadecimal ? 16 : 10);
    if (error != std::errc{} || stop != end) fail(path_, "\"" + text + "\" is not a number");
    return value;
  }

  const Json& json_;
  std::string path_;
};

FieldKind parse_kind(const Node& node) {
  for (const FieldKind kind :
       {FieldKind::Uint, FieldKind::Int, FieldKind::Bool, FieldKind::Enum, FieldKind::Float16,
        FieldKind::Float32, FieldKind::Address, FieldKind::Reserved}) {
    if (kind_name(kind) == node.text()) return kind;
  }
  node.complain("\"" + node.text() + "\" is not a kind of field");
}

Confidence parse_confidence(const Node& node) {
  if (!node.has("confidence")) return Confidence::Unstated;
  const Node value = node.at("confidence");
  for (const Confidence confidence : {Confidence::High, Confidence::Medium, Confidence::Low}) {
    if (confidence_name(confidence) == value.text()) return confidence;
  }
  value.complain("\"" + value.text() + "\" is not high, medium or low");
}

Field parse_field(const Node& node, const Generation& generation) {
  Field field;
  field.name = node.at("name").text();
  field.lsb = node.bit_number("lsb");
  field.width = node.bit_number("width");
  if (field.width == 0 || field.lsb + field.width > 32) node.complain("bits lie outside of a word");
  field.kind = parse_kind(node.at("kind"));
  field.shift = static_cast<std::uint8_t>(node.number_or("shift", 0, 31));
  field.unit = node.text_or_empty("unit");
  field.concept_name = node.text_or_empty("concept");
  field.doc = node.text_or_empty("doc");
  field.confidence = parse_confidence(node);
  if (field.kind == FieldKind::Enum) {
    const auto found = generation.enums.find(node.at("enum").text());
    if (found == generation.enums.end()) node.complain("enum " + node.at("enum").text() + " is not defined");
    field.enumeration = &found->second;
  }
  return field;
}

std::vector<Field> parse_fields(const Node& node, const Generation& generation) {
  std::vector<Field> fields;
  for (const Node& item : node.items()) fields.push_back(parse_field(item, generation));
  std::sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.lsb < b.lsb; });
  return fields;
}

Register parse_register(const Node& node, const Block& block, const Generation& generation) {
  Register reg;
  reg.name = node.at("name").text();
  reg.address = block.base + node.at("offset").number(1u << 24);
  reg.count = node.number_or("count", 1, 4096);
  reg.stride = node.number_or("stride", 4, 1u << 16);
  reg.doc = node.text_or_empty("doc");
  reg.confidence = parse_confidence(node);
  reg.sources = node.texts_or_empty("sources");
  reg.conflict = node.text_or_empty("conflict");
  reg.fields = parse_fields(node.at("fields"), generation);
  return reg;
}

Block parse_block(const Node& node, const Generation& generation) {
  Block block;
  block.name = node.at("name").text();
  block.title = node.text_or_empty("title");
  block.doc = node.text_or_empty("doc");
  block.base = node.at("base").number(1u << 24);
  block.words = node.at("words").number(1u << 16);
  for (const Node& item : node.at("registers").items())
    block.registers.push_back(parse_register(item, block, generation));
  return block;
}

HeaderWord parse_header_word(const Node& node, std::uint32_t word, const Generation& generation) {
  return {word, node.at("name").text(), node.text_or_empty("doc"),
          parse_fields(node.at("fields"), generation)};
}

// Reads "<name>_lsb" and "<name>_width".
void parse_bits(const Node& node, const std::string& name, std::uint8_t& lsb, std::uint8_t& width) {
  lsb = node.bit_number((name + "_lsb").c_str());
  width = node.bit_number((name + "_width").c_str());
  if (width == 0 || lsb + width > 32) node.complain("the bits of \"" + name + "\" lie outside of a word");
}

RecordLayout parse_layout(const Node& node, std::string name) {
  RecordLayout layout;
  layout.name = std::move(name);
  layout.match_mask = node.at("match_mask").number();
  layout.match_value = node.at("match_value").number();
  parse_bits(node, "address", layout.address_lsb, layout.address_width);
  layout.address_unit = node.at("address_unit").number(64);
  if (layout.address_unit == 0) node.at("address_unit").complain("0 bytes are no step");
  if (node.has("count_lsb")) {
    parse_bits(node, "count", layout.count_lsb, layout.count_width);
    layout.count_bias = node.number_or("count_bias", 0, 64);
  } else {
    parse_bits(node, "mask", layout.mask_lsb, layout.mask_width);
    layout.writes_base = node.has("writes_base") && node.at("writes_base").boolean();
  }
  if (node.has("bar_lsb")) parse_bits(node, "bar", layout.slot_lsb, layout.slot_width);
  return layout;
}

FieldRef parse_reference(const Node& node, const Generation& generation) {
  const auto field = generation.field(node.text());
  if (!field || field->header == nullptr) node.complain("no header field " + node.text());
  return *field;
}

Walk parse_walk(const Node& node, const Encoding& encoding, const Generation& generation) {
  Walk walk;
  walk.id = parse_reference(node.at("id"), generation);
  if (node.has("last")) walk.last = parse_reference(node.at("last"), generation);
  if (encoding.order == TaskOrder::LinkedList) {
    walk.next_offset = parse_reference(node.at("next_offset"), generation);
    walk.next_size = parse_reference(node.at("next_size"), generation);
    walk.next_size_bias = node.number_or("next_size_bias", 0, 16);
  } else {
    walk.size = parse_reference(node.at("size"), generation);
  }
  return walk;
}

ExtendedHeader parse_extended(const Node& node, const Generation& generation) {
  ExtendedHeader extended;
  extended.word = node.at("word").number(63);
  extended.mask = node.at("mask").number();
  extended.equals = node.at("equals").number();
  extended.extra_words = node.at("extra_words").number(8);
  extended.layout = parse_header_word(node, generation.encoding.header_words, generation);
  return extended;
}

void parse_encoding(const Node& node, Generation& generation) {
  Encoding& encoding = generation.encoding;
  const std::string order = node.at("tasks").text();
  if (order != "linked-list" && order != "aligned-array")
    node.at("tasks").complain("\"" + order + "\" is not an order of tasks");
  encoding.order = order == "linked-list" ? TaskOrder::LinkedList : TaskOrder::AlignedArray;
  encoding.task_alignment = node.at("task_alignment").number(1u << 16);
  if (!std::has_single_bit(encoding.task_alignment)) {
    node.at("task_alignment").complain(std::to_string(encoding.task_alignment) + " is not a power of two");
  }
  encoding.header_words = node.at("header_words").number(64);
  encoding.section_header_words = node.number_or("section_header_words", 0, 64);
  encoding.registers_carry_over = node.at("registers_carry_over").boolean();
  encoding.doc = node.text_or_empty("doc");
  const Node layouts = node.at("record_layouts");
  for (const Node& name : node.at("records").items()) {
    encoding.records.push_back(parse_layout(layouts.at(name.text().c_str()), name.text()));
  }
  if (node.has("extended_header")) encoding.extended = parse_extended(node.at("extended_header"), generation);
  if (node.has("walk")) encoding.walk = parse_walk(node.at("walk"), encoding, generation);
}

void parse_reset_values(const Node& list, Generation& generation) {
  for (const Node& node : list.items()) {
    const std::string block = node.at("block").text();
    const std::string name = node.at("register").text();
    const std::string path = std::string("no register ").append(block).append(".").append(name);
    const Register* found = nullptr;
    for (const Block& candidate : generation.blocks) {
      for (const Register& reg : candidate.registers) {
        if (candidate.name == block && reg.name == name) found = &reg;
      }
    }
    if (found == nullptr) node.complain(path);
    for (std::uint32_t i = 0; i < found->count; ++i) {
      generation.reset_values.push_back({found->address + i * found->stride, node.at("value").number(),
                                         node.text_or_empty("doc"), parse_confidence(node)});
    }
  }
  std::sort(generation.reset_values.begin(), generation.reset_values.end(),
            [](const ResetValue& a, const ResetValue& b) { return a.address < b.address; });
}

Performance parse_performance(const Node& node) {
  Performance performance;
  performance.chip = node.at("chip").text();
  performance.operations_per_second = node.at("operations_per_second").real();
  performance.memory_bytes_per_second = node.at("memory_bytes_per_second").real();
  performance.cores = node.at("cores").number();
  performance.doc = node.text_or_empty("doc");
  performance.confidence = parse_confidence(node);
  const bool usable = performance.operations_per_second > 0 && performance.memory_bytes_per_second > 0 &&
                      performance.cores > 0;
  if (!usable) node.complain("rates and cores must be positive");
  return performance;
}

void parse_names(const Node& root, Generation& generation) {
  generation.id = root.at("id").text();
  generation.name = root.at("name").text();
  generation.td_version = root.at("td_version").number();
  for (const Node& value : root.at("cpu_subtypes").items()) generation.cpu_subtypes.push_back(value.number());
  generation.compiler_targets = root.texts_or_empty("compiler_targets");
  generation.chips = root.texts_or_empty("chips");
  if (root.has("sources")) {
    for (const auto& [key, value] : root.at("sources").members()) generation.sources[key] = value.text();
  }
  if (root.has("address_slots")) {
    const Node slots = root.at("address_slots");
    for (const auto& [key, value] : slots.members()) {
      generation.address_slots[slots.key_number(key)] = value.text();
    }
  }
  for (const auto& [name, values] : root.at("enums").members()) {
    Enumeration& enumeration = generation.enums[name];
    enumeration.name = name;
    for (const auto& [key, text] : values.members()) {
      enumeration.values[values.key_number(key)] = text.text();
    }
  }
}

std::shared_ptr<Generation> build(const Json& json) {
  const Node root(json, "$");
  auto generation = std::make_shared<Generation>();
  parse_names(root, *generation);
  for (const Node& node : root.at("header").items()) {
    generation->header.push_back(parse_header_word(node, node.at("word").number(63), *generation));
  }
  for (const Node& node : root.at("blocks").items())
    generation->blocks.push_back(parse_block(node, *generation));
  parse_encoding(root.at("encoding"), *generation);
  if (root.at("encoding").has("reset_values"))
    parse_reset_values(root.at("encoding").at("reset_values"), *generation);
  if (root.has("performance")) generation->performance = parse_performance(root.at("performance"));
  generation->kernel_layout = root.text_or_empty("kernel_layout");
  generation->index();
  return generation;
}

/// Reads the head of a database and ends the parse as soon as it has it.
class SummaryReader : public nlohmann::json_sax<Json> {
 public:
  Summary summary;
  bool done = false;

  bool key(string_t& name) override {
    static const std::set<std::string, std::less<>> kWanted = {"id", "name", "td_version", "cpu_subtypes",
                                                               "chips"};
    if (depth_ != 1) return true;
    // The value of the last wanted key has ended where the next key begins.
    done = seen_ == kWanted;
    key_ = name;
    if (kWanted.count(name) != 0) seen_.insert(name);
    return !done;
  }
  bool string(string_t& value) override {
    if (depth_ == 1 && key_ == "id") summary.id = value;
    if (depth_ == 1 && key_ == "name") summary.name = value;
    if (depth_ == 2 && key_ == "chips") summary.chips.push_back(value);
    return true;
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (depth_ == 1 && key_ == "td_version") summary.td_version = static_cast<std::uint32_t>(value);
    if (depth_ == 2 && key_ == "cpu_subtypes")
      summary.cpu_subtypes.push_back(static_cast<std::uint32_t>(value));
    return true;
  }
  bool start_object(std::size_t) override { return enter(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    message = error.what();
    return false;
  }
  std::string message;

 private:
  bool enter() {
    ++depth_;
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }
  int depth_ = 0;
  std::string key_;
  std::set<std::string, std::less<>> seen_;
};

}  // namespace

Result<GenerationPtr> parse_generation(std::string_view json) {
  try {
    return GenerationPtr(build(Json::parse(json)));
  } catch (const SchemaError& error) {
    return Error{error.message, {}};
  } catch (const Json::exception& error) {
    return Error{error.what(), {}};
  }
}

Result<Summary> parse_summary(std::string_view json) {
  SummaryReader reader;
  if (!Json::sax_parse(json, &reader) && !reader.done) return Error{reader.message, {}};
  return reader.summary;
}

}  // namespace ane::regdb
