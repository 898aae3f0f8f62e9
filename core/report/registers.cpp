#include "core/report/registers.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "core/base/text.hpp"
#include "core/report/report.hpp"

namespace ane::report {
namespace {

using regdb::Block;
using regdb::Field;
using regdb::FieldRef;
using regdb::Generation;
using regdb::HeaderWord;
using regdb::Register;

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

std::string bits_text(const Field& field) {
  const unsigned high = field.lsb + field.width - 1u;
  return field.width == 1 ? std::to_string(field.lsb)
                          : std::to_string(high) + ":" + std::to_string(field.lsb);
}

std::string kind_text(const Field& field) {
  std::string text(regdb::kind_name(field.kind));
  if (field.kind == regdb::FieldKind::Address && field.shift != 0)
    text += " <<" + std::to_string(field.shift);
  return field.unit.empty() ? text : text + " " + field.unit;
}

std::string values_text(const Field& field) {
  if (field.enumeration == nullptr) return {};
  std::string text;
  for (const auto& [value, name] : field.enumeration->values)
    text += (text.empty() ? "" : ", ") + std::to_string(value) + " " + name;
  return text;
}

/// What a name matched: whole blocks, whole registers or header words, single fields.
struct Matches {
  std::vector<const Block*> blocks;
  std::vector<std::pair<const Block*, const Register*>> registers;
  std::vector<const HeaderWord*> words;
  std::vector<FieldRef> fields;
  std::vector<std::string> names;  ///< everything that could have matched, for a suggestion
  bool empty() const { return blocks.empty() && registers.empty() && words.empty() && fields.empty(); }
};

void match_fields(const std::vector<Field>& fields, const std::string& owner, FieldRef ref,
                  std::string_view name, Matches& matches) {
  for (const Field& field : fields) {
    const std::string path = owner + "." + field.name;
    matches.names.push_back(path);
    matches.names.push_back(field.name);
    if (!same_name(path, name) && !same_name(field.name, name) && field.concept_name != name) continue;
    ref.field = &field;
    matches.fields.push_back(ref);
  }
}

void match_header(const HeaderWord& word, std::string_view name, Matches& matches) {
  matches.names.push_back(word.name);
  if (same_name(word.name, name)) matches.words.push_back(&word);
  match_fields(word.fields, word.name, {&word, nullptr, nullptr, 0, nullptr}, name, matches);
}

Matches match(const Generation& gen, std::string_view name) {
  Matches matches;
  for (const HeaderWord& word : gen.header) match_header(word, name, matches);
  if (gen.encoding.extended) match_header(gen.encoding.extended->layout, name, matches);
  for (const Block& block : gen.blocks) {
    matches.names.push_back(block.name);
    if (same_name(block.name, name)) matches.blocks.push_back(&block);
    for (const Register& reg : block.registers) {
      const std::string path = block.name + "." + reg.name;
      matches.names.push_back(path);
      matches.names.push_back(reg.name);
      if (same_name(path, name) || same_name(reg.name, name)) matches.registers.push_back({&block, &reg});
      match_fields(reg.fields, path, {nullptr, &block, &reg, 0, nullptr}, name, matches);
    }
  }
  return matches;
}

void write_field_rows(const std::vector<Field>& fields, Sink& sink) {
  std::vector<std::vector<std::string>> rows;
  for (const Field& field : fields) {
    const bool unknown = regdb::is_placeholder(field.name);
    std::string doc = unknown ? "unknown. " + field.doc : field.doc;
    if (const std::string values = values_text(field); !values.empty()) doc += " (" + values + ")";
    rows.push_back({bits_text(field), field.name, kind_text(field), doc});
  }
  write_table(rows, 6, sink);
}

void write_register_text(const Generation& gen, const Block& block, const Register& reg, bool detail,
                         Sink& sink) {
  const std::string array = reg.count > 1 ? "[" + std::to_string(reg.count) + "]" : "";
  sink.write("  " + hex(reg.address, 5) + "  " + block.name + "." + reg.name + array +
             (reg.placeholder() ? "  (unknown)" : "") + "  " + reg.doc + "\n");
  write_field_rows(reg.fields, sink);
  if (!detail) return;
  sink.write("      confidence " + std::string(regdb::confidence_name(reg.confidence)) + "\n");
  if (!reg.conflict.empty()) sink.write("      sources disagree: " + reg.conflict + "\n");
  for (const std::string& source : reg.sources) {
    const auto found = gen.sources.find(source);
    sink.write("      source " + source + (found == gen.sources.end() ? "" : ": " + found->second) + "\n");
  }
}

void write_block_text(const Generation& gen, const Block& block, bool detail, Sink& sink) {
  sink.write(block.name + "  " + hex(block.base, 5) + ".." + hex(block.base + 4 * block.words, 5) + "  " +
             block.title + "\n  " + block.doc + "\n");
  for (const Register& reg : block.registers) write_register_text(gen, block, reg, detail, sink);
}

void write_header_text(const HeaderWord& word, Sink& sink) {
  sink.write("  word " + std::to_string(word.word) + "  " + word.name + "  " + word.doc + "\n");
  write_field_rows(word.fields, sink);
}

void write_field_members(const Field& field, JsonWriter& json) {
  json.member("name", field.name);
  json.member("lsb", std::uint32_t{field.lsb});
  json.member("width", std::uint32_t{field.width});
  json.member("kind", regdb::kind_name(field.kind));
  if (field.shift != 0) json.member("shift", std::uint32_t{field.shift});
  if (!field.unit.empty()) json.member("unit", field.unit);
  if (!field.concept_name.empty()) json.member("concept", field.concept_name);
  json.member("unknown", regdb::is_placeholder(field.name));
  json.member("doc", field.doc);
  if (field.enumeration == nullptr) return;
  json.key("values").begin_object();
  for (const auto& [value, name] : field.enumeration->values) json.member(std::to_string(value), name);
  json.end_object();
}

void write_fields_array(const std::vector<Field>& fields, JsonWriter& json) {
  json.key("fields").begin_array();
  for (const Field& field : fields) {
    json.begin_object();
    write_field_members(field, json);
    json.end_object();
  }
  json.end_array();
}

void write_register_json(const Generation& gen, const Block& block, const Register& reg, JsonWriter& json) {
  json.begin_object();
  json.member("block", block.name);
  json.member("register", reg.name);
  json.member("address", reg.address);
  json.member("count", reg.count);
  json.member("stride", reg.stride);
  json.member("unknown", reg.placeholder());
  json.member("doc", reg.doc);
  json.member("confidence", regdb::confidence_name(reg.confidence));
  if (!reg.conflict.empty()) json.member("conflict", reg.conflict);
  json.key("sources").begin_object();
  for (const std::string& source : reg.sources) {
    const auto found = gen.sources.find(source);
    json.member(source, found == gen.sources.end() ? std::string() : found->second);
  }
  json.end_object();
  write_fields_array(reg.fields, json);
  json.end_object();
}

void write_word_json(const HeaderWord& word, JsonWriter& json) {
  json.begin_object();
  json.member("word", word.word);
  json.member("name", word.name);
  json.member("doc", word.doc);
  write_fields_array(word.fields, json);
  json.end_object();
}

/// The same field in another generation: by concept where it has one, else by its path.
std::vector<std::pair<std::string, FieldRef>> elsewhere(const regdb::Database& database,
                                                        const Generation& here, const FieldRef& field,
                                                        std::vector<regdb::GenerationPtr>& keep) {
  std::vector<std::pair<std::string, FieldRef>> found;
  for (const std::string& id : database.ids()) {
    if (id == here.id) continue;
    auto other = database.generation(id);
    if (!other) continue;
    std::optional<FieldRef> same;
    if (!field.field->concept_name.empty()) same = (*other)->by_concept(field.field->concept_name);
    if (!same) same = (*other)->field(field.path());
    if (!same) continue;
    found.emplace_back(id, *same);
    keep.push_back(*other);
  }
  return found;
}

std::string place_text(const FieldRef& ref) {
  return ref.header != nullptr ? "header word " + std::to_string(ref.header->word) : hex(ref.address(), 5);
}

void write_field_text(const regdb::Database& database, const Generation& gen, const FieldRef& ref,
                      Sink& sink) {
  sink.write(ref.path() + "  " + place_text(ref) + "\n");
  write_field_rows({*ref.field}, sink);
  if (!ref.field->concept_name.empty()) sink.write("      concept " + ref.field->concept_name + "\n");
  if (ref.reg != nullptr) write_register_text(gen, *ref.block, *ref.reg, true, sink);
  std::vector<regdb::GenerationPtr> keep;
  for (const auto& [id, other] : elsewhere(database, gen, ref, keep)) {
    sink.write("  in " + padded(id, 5) + "  " + other.path() + "  " + place_text(other) + "  bits " +
               bits_text(*other.field) + "\n");
  }
}

void write_field_json(const regdb::Database& database, const Generation& gen, const FieldRef& ref,
                      JsonWriter& json) {
  json.begin_object();
  json.member("path", ref.path());
  if (ref.header != nullptr) {
    json.member("word", ref.header->word);
  } else {
    json.member("address", ref.address());
    json.member("confidence", regdb::confidence_name(ref.reg->confidence));
  }
  write_field_members(*ref.field, json);
  json.key("elsewhere").begin_array();
  std::vector<regdb::GenerationPtr> keep;
  for (const auto& [id, other] : elsewhere(database, gen, ref, keep)) {
    json.begin_object();
    json.member("generation", id);
    json.member("path", other.path());
    json.member("lsb", std::uint32_t{other.field->lsb});
    json.member("width", std::uint32_t{other.field->width});
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

Matches everything(const Generation& gen) {
  Matches all;
  for (const HeaderWord& word : gen.header) all.words.push_back(&word);
  if (gen.encoding.extended) all.words.push_back(&gen.encoding.extended->layout);
  for (const Block& block : gen.blocks) all.blocks.push_back(&block);
  return all;
}

void write_matches_text(const regdb::Database& database, const Generation& gen, const Matches& matches,
                        bool detail, Sink& sink) {
  if (!matches.words.empty()) sink.write("task header\n");
  for (const HeaderWord* word : matches.words) write_header_text(*word, sink);
  for (const Block* block : matches.blocks) write_block_text(gen, *block, detail, sink);
  for (const auto& [block, reg] : matches.registers) write_register_text(gen, *block, *reg, true, sink);
  for (const FieldRef& field : matches.fields) write_field_text(database, gen, field, sink);
}

void write_matches_json(const regdb::Database& database, const Generation& gen, const Matches& matches,
                        Sink& sink) {
  JsonWriter json(sink, 2);
  json.begin_object();
  json.member("generation", gen.id);
  json.key("header").begin_array();
  for (const HeaderWord* word : matches.words) write_word_json(*word, json);
  json.end_array();
  json.key("registers").begin_array();
  for (const Block* block : matches.blocks) {
    for (const Register& reg : block->registers) write_register_json(gen, *block, reg, json);
  }
  for (const auto& [block, reg] : matches.registers) write_register_json(gen, *block, *reg, json);
  json.end_array();
  json.key("fields").begin_array();
  for (const FieldRef& field : matches.fields) write_field_json(database, gen, field, json);
  json.end_array();
  json.end_object();
  json.finish();
}

std::vector<std::string> generation_row(const Generation& gen) {
  std::string subtypes;
  for (const std::uint32_t subtype : gen.cpu_subtypes)
    subtypes += (subtypes.empty() ? "" : ", ") + std::to_string(subtype);
  std::size_t registers = 0;
  for (const Block& block : gen.blocks) registers += block.registers.size();
  return {gen.id,
          subtypes,
          std::to_string(gen.td_version),
          std::to_string(gen.blocks.size()),
          std::to_string(registers),
          gen.encoding.walk ? "yes" : "not yet",
          join(gen.chips, ", ")};
}

void write_generation_json(const Generation& gen, JsonWriter& json) {
  json.begin_object();
  json.member("id", gen.id);
  json.member("name", gen.name);
  json.member("td_version", gen.td_version);
  json.key("cpu_subtypes").begin_array();
  for (const std::uint32_t subtype : gen.cpu_subtypes) json.value(subtype);
  json.end_array();
  json.key("chips").begin_array();
  for (const std::string& chip : gen.chips) json.value(chip);
  json.end_array();
  json.member("decodes_tasks", gen.encoding.walk.has_value());
  json.end_object();
}

}  // namespace

Result<void> write_generations(const regdb::Database& database, bool as_json, Sink& sink) {
  std::vector<std::vector<std::string>> rows = {
      {"generation", "cpusubtype", "task format", "blocks", "registers", "tasks decoded", "chips"}};
  JsonWriter json(sink);
  if (as_json) json.begin_array();
  for (const std::string& id : database.ids()) {
    ANE_TRY(const regdb::GenerationPtr generation, database.generation(id));
    if (as_json) {
      write_generation_json(*generation, json);
    } else {
      rows.push_back(generation_row(*generation));
    }
  }
  if (as_json) {
    json.end_array();
    json.finish();
  } else {
    write_table(rows, 0, sink);
  }
  return {};
}

Result<void> write_generation(const regdb::Database& database, std::string_view id, std::string_view name,
                              bool as_json, Sink& sink) {
  ANE_TRY(const regdb::GenerationPtr generation, database.generation(id));
  const Matches matches = name.empty() ? everything(*generation) : match(*generation, name);
  if (matches.empty()) {
    const std::vector<std::string_view> candidates(matches.names.begin(), matches.names.end());
    const std::string_view close = nearest(name, candidates);
    return Error{"nothing in " + generation->id + " is named \"" + std::string(name) + "\"" +
                     (close.empty() ? "" : ", did you mean " + std::string(close) + "?"),
                 {}};
  }
  if (as_json) {
    write_matches_json(database, *generation, matches, sink);
  } else {
    write_matches_text(database, *generation, matches, !name.empty(), sink);
  }
  return {};
}

}  // namespace ane::report
