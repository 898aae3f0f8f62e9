#pragma once
// What the inspector lists for one block of one task, as rows of known heights.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/ui/view.hpp"

namespace ane::views {

/// A word: a register of the block, or a word of the task header.
struct WordRow {
  std::string name;
  std::string_view block;     ///< "" for the task header
  std::uint32_t address = 0;  ///< byte address, or number of the header word
  bool header = false;
  std::string doc;
  const std::vector<regdb::Field>* fields = nullptr;
  const regdb::Register* reg = nullptr;
  task::RegisterState state;
  task::RegisterState previous;  ///< in the task before, Unset in the first
};

struct InspectorRow {
  enum class Kind { Word, Ruler, Field, Note };
  Kind kind = Kind::Word;
  std::size_t word = 0;  ///< index into InspectorRows::words
  const regdb::Field* field = nullptr;
  std::string note;
  double y = 0;
  float height = 0;
};

struct OriginCounts {
  std::size_t written = 0, carried = 0, unset = 0;
};

struct InspectorRows {
  std::vector<WordRow> words;
  std::vector<InspectorRow> rows;
  double height = 0;
};

/// What is asked for.
struct RowsWanted {
  std::string_view block;  ///< "" for the task header
  bool written = true, carried = true, unset = false;
  std::optional<std::uint32_t> address;  ///< selected word: shows all its fields and a ruler
  std::string filter;                    ///< names that hold this, "" for all
};

InspectorRows build_rows(const ui::Ui& ui, const state::OpenFile& file, const state::TaskDetail& detail,
                         const state::TaskDetail* previous, const RowsWanted& wanted);
/// Registers of all blocks by origin.
OriginCounts count_origins(const regdb::Generation& generation, const state::TaskDetail& detail);

}  // namespace ane::views
