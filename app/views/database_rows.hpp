#pragma once
// What the register database view lists: words of a generation, those that a search finds, and the same field
// in other generations.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/regdb/database.hpp"

namespace ane::views {

/// A word that the database describes: one of the task header or a register. Points into its generation.
struct DatabaseWord {
  const regdb::HeaderWord* header = nullptr;
  const regdb::Block* block = nullptr;  ///< set, with reg, for registers
  const regdb::Register* reg = nullptr;

  explicit operator bool() const { return header != nullptr || reg != nullptr; }
  const std::string& name() const { return header != nullptr ? header->name : reg->name; }
  const std::string& doc() const { return header != nullptr ? header->doc : reg->doc; }
  const std::vector<regdb::Field>& fields() const { return header != nullptr ? header->fields : reg->fields; }
  /// "NE.MACCfg", "Header0"
  std::string path() const;
  /// "0x0c804", "word 3"
  std::string place() const;
  /// False for words by which only the place is kept.
  bool known() const { return reg == nullptr || !reg->placeholder(); }
  friend bool operator==(const DatabaseWord&, const DatabaseWord&) = default;
};

/// A row: a word, or a field of it that a search found.
struct DatabaseRow {
  DatabaseWord word;
  const regdb::Field* field = nullptr;
};

/// The words of one block; of the task header where it is null.
std::vector<DatabaseRow> words_of(const regdb::Generation& generation, const regdb::Block* block);
/// Every word and field with `text` in its name, path, concept or doc, the header first.
std::vector<DatabaseRow> search_words(const regdb::Generation& generation, std::string_view text);

/// How a field stands in a generation.
struct FieldElsewhere {
  std::string generation;  ///< "H14"
  std::string path;        ///< "" where the generation does not have it
  std::string bits, kind, place;
  bool by_concept = false;  ///< found by its concept, else by its path
};
std::vector<FieldElsewhere> field_elsewhere(const std::vector<regdb::GenerationPtr>& all,
                                            const regdb::Generation& own, const DatabaseWord& word,
                                            const regdb::Field& field);

/// "[12:8]", "[3]"
std::string bits_text(const regdb::Field& field);
/// "uint", "address × 64 B", "enum KernelFmt"
std::string kind_text(const regdb::Field& field);
/// The field's own confidence, else the register's.
regdb::Confidence confidence_of(const DatabaseWord& word, const regdb::Field* field);

}  // namespace ane::views
