#pragma once
// Tasks: where each lies in the program text, and what it writes to which register. Everything about bits
// comes from a regdb::Generation; nothing here knows a generation by name.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/extent.hpp"
#include "core/base/view.hpp"
#include "core/regdb/generation.hpp"

namespace ane::task {

/// Where a task lies, from the start of the text section.
struct TaskSpan {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;  ///< bytes
};

/// What a program record, or another header, says of its tasks; every part may be unknown.
struct WalkStart {
  /// Linked lists: of the first task in the text. Aligned arrays: where the program's part of the text
  /// begins, the words before its first task included.
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> end;  ///< aligned arrays: where that part ends, else with the text
  std::optional<std::uint32_t> first_size_words;        ///< linked lists
  std::optional<std::uint32_t> declared_count;          ///< a cross-check, never a limit
  Extent where;                                         ///< the bytes that say so, for the problems
  std::string_view declared_by = "the program record";  ///< likewise
  std::size_t first_index = 0;                          ///< number of the first task, for the problems
};

/// Follows a linked list from task to task, or steps through an aligned array, as the generation says.
/// `text` is the text section. What is wrong goes to `problems`; the tasks found up to there are kept. Never
/// visits a task twice and never finds more tasks than fit in the section.
std::vector<TaskSpan> walk_tasks(const regdb::Generation& generation, ByteView text, const WalkStart& start,
                                 Diagnostics& problems);

/// One register write.
struct Write {
  std::uint32_t address = 0;  ///< byte address in the register file
  std::uint32_t value = 0;
  std::uint64_t offset = 0;  ///< file offset of the value word
  std::int32_t slot = -1;    ///< base-address slot of an address record, -1 without one
};

/// One record: a header word and the values behind it.
struct Record {
  std::uint64_t offset = 0;  ///< file offset of the header word
  std::uint32_t header = 0;
  const regdb::RecordLayout* layout = nullptr;
  std::uint32_t first_write = 0;  ///< index into Task::writes
  std::uint32_t write_count = 0;
};

/// A task, decoded.
struct Task {
  Extent where;                       ///< its bytes in the file
  std::vector<std::uint32_t> header;  ///< fixed words, and the extra one where there is one
  bool extended = false;              ///< the extra header word is there
  std::vector<Record> records;
  std::vector<Write> writes;  ///< in stream order, repeats included
  /// Bytes that no record could explain: behind a record that runs past the end.
  Extent undecoded;

  /// The header field's word; 0 where the task is too short to have it.
  std::uint32_t header_word(const regdb::HeaderWord& word) const {
    return word.word < header.size() ? header[word.word] : 0;
  }
  /// The last value written to this address.
  const Write* last_write(std::uint32_t address) const;
};

/// Decodes the task at `span`. `text` as for walk_tasks. `index` is only for the problems.
Task decode_task(const regdb::Generation& generation, ByteView text, TaskSpan span, std::size_t index,
                 Diagnostics& problems);

/// The layout that a record header belongs to, or null where none fits.
const regdb::RecordLayout* match_record(const regdb::Generation& generation, std::uint32_t header);

}  // namespace ane::task
