#include "app/views/database_rows.hpp"
#include "app/state/fuzzy.hpp"

#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

bool found_in(const DatabaseWord& word, std::string_view text) {
  return state::contains_text(word.path(), text) || state::contains_text(word.doc(), text) ||
         state::contains_text(word.place(), text);
}

bool found_in(const regdb::Field& field, std::string_view text) {
  return state::contains_text(field.name, text) || state::contains_text(field.concept_name, text) ||
         state::contains_text(field.doc, text);
}

void search_word(const DatabaseWord& word, std::string_view text, std::vector<DatabaseRow>& rows) {
  const std::size_t before = rows.size();
  rows.push_back({word, nullptr});
  for (const regdb::Field& field : word.fields())
    if (found_in(field, text)) rows.push_back({word, &field});
  if (rows.size() == before + 1 && !found_in(word, text)) rows.pop_back();
}

}  // namespace

std::string DatabaseWord::path() const {
  return header != nullptr ? header->name : block->name + "." + reg->name;
}

std::string DatabaseWord::place() const {
  return header != nullptr ? "word " + std::to_string(header->word) : hex(reg->address, 5);
}

std::vector<DatabaseRow> words_of(const regdb::Generation& generation, const regdb::Block* block) {
  std::vector<DatabaseRow> rows;
  if (block == nullptr) {
    for (const regdb::HeaderWord& word : generation.header)
      rows.push_back({{&word, nullptr, nullptr}, nullptr});
    return rows;
  }
  for (const regdb::Register& reg : block->registers) rows.push_back({{nullptr, block, &reg}, nullptr});
  return rows;
}

std::vector<DatabaseRow> search_words(const regdb::Generation& generation, std::string_view text) {
  std::vector<DatabaseRow> rows;
  for (const regdb::HeaderWord& word : generation.header) search_word({&word, nullptr, nullptr}, text, rows);
  for (const regdb::Block& block : generation.blocks)
    for (const regdb::Register& reg : block.registers) search_word({nullptr, &block, &reg}, text, rows);
  return rows;
}

std::vector<FieldElsewhere> field_elsewhere(const std::vector<regdb::GenerationPtr>& all,
                                            const regdb::Generation& own, const DatabaseWord& word,
                                            const regdb::Field& field) {
  std::vector<FieldElsewhere> list;
  for (const regdb::GenerationPtr& generation : all) {
    if (generation->id == own.id) continue;
    FieldElsewhere entry;
    entry.generation = generation->name;
    std::optional<regdb::FieldRef> found;
    if (!field.concept_name.empty()) found = generation->by_concept(field.concept_name);
    entry.by_concept = found.has_value();
    if (!found) found = generation->field(word.path() + "." + field.name);
    if (found) {
      entry.path = found->path();
      entry.bits = bits_text(*found->field);
      entry.kind = kind_text(*found->field);
      entry.place =
          found->header != nullptr ? "word " + std::to_string(found->header->word) : hex(found->address(), 5);
    }
    list.push_back(std::move(entry));
  }
  return list;
}

std::string bits_text(const regdb::Field& field) {
  const std::string lsb = std::to_string(field.lsb);
  return field.width == 1 ? "[" + lsb + "]"
                          : "[" + std::to_string(field.lsb + field.width - 1) + ":" + lsb + "]";
}

std::string kind_text(const regdb::Field& field) {
  std::string text(regdb::kind_name(field.kind));
  if (field.kind == regdb::FieldKind::Enum && field.enumeration != nullptr)
    text += " " + field.enumeration->name;
  if (field.kind == regdb::FieldKind::Address && field.shift != 0)
    text += " × " + std::to_string(std::uint64_t{1} << field.shift) + " B";
  if (!field.unit.empty()) text += ", " + field.unit;
  return text;
}

regdb::Confidence confidence_of(const DatabaseWord& word, const regdb::Field* field) {
  if (field != nullptr && field->confidence != regdb::Confidence::Unstated) return field->confidence;
  return word.reg != nullptr ? word.reg->confidence : regdb::Confidence::Unstated;
}

}  // namespace ane::views
