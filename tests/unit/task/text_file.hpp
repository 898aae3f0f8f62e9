#pragma once
// Program text made of words, and databases that differ from the real ones in a known way.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "core/base/source.hpp"
#include "core/base/text.hpp"
#include "core/task/task.hpp"
#include "tests/unit/regdb/minimal.hpp"

namespace ane::test {

using Words = std::vector<std::uint32_t>;
using Lines = std::vector<std::string>;

/// Words that stand in a file behind something else, as __text does.
class TextFile {
 public:
  static constexpr std::uint64_t kOffset = 0x1000;

  explicit TextFile(const Words& words, std::uint64_t odd_bytes = 0) {
    std::vector<std::uint8_t> bytes(kOffset, 0xee);
    for (const std::uint32_t word : words) {
      for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(word >> shift));
    }
    bytes.insert(bytes.end(), odd_bytes, 0xdd);
    source_ = memory_source(std::move(bytes));
  }
  ByteView text() const { return ByteView(*source_).clipped(kOffset, source_->size()); }

 private:
  SourcePtr source_;
};

/// Bytes [at, at + size) of the text as the file counts them.
inline Extent in_text(std::uint64_t at, std::uint64_t size) {
  return {TextFile::kOffset + at, size};
}

/// "error task-loop 0x1004..0x1008 task 1: message"
inline std::string line(std::string_view severity, std::string_view code, Extent where,
                        std::string_view message) {
  return std::string(severity) + " " + std::string(code) + " " + range_text(where) + " " +
         std::string(message);
}
inline Lines lines_of(const Diagnostics& problems) {
  Lines lines;
  for (const Diagnostic& d : problems.list())
    lines.push_back(line(severity_name(d.severity), d.code, d.where, d.message));
  return lines;
}

/// What a program record says of its tasks.
inline task::WalkStart start_of(std::uint64_t offset, std::optional<std::uint32_t> first_words,
                                std::optional<std::uint32_t> count) {
  task::WalkStart start;
  start.offset = offset;
  start.first_size_words = first_words;
  start.declared_count = count;
  return start;
}

/// What a walk finds, as ranges in the text, and what it says.
struct Walked {
  Lines tasks;
  Lines problems;
};

inline Walked walk(const regdb::Generation& generation, const Words& words,
                   const task::WalkStart& start = {}) {
  const TextFile file(words);
  Diagnostics problems;
  Walked walked;
  for (const task::TaskSpan& span : task::walk_tasks(generation, file.text(), start, problems))
    walked.tasks.push_back(range_text({span.offset, span.size}));
  walked.problems = lines_of(problems);
  return walked;
}

/// The minimal database, whose tasks are a linked list with headers of two words: id, the next task's words
/// minus one from bit 8 on, and the next task's offset.
inline regdb::GenerationPtr linked_list() {
  return parsed(minimal_json());
}

/// The same header for an aligned array: the size is the task's own, in words.
inline Json aligned_json() {
  Json json = minimal_json();
  json["encoding"]["tasks"] = "aligned-array";
  json["encoding"]["walk"] = {{"id", "Header0.Id"}, {"size", "Header0.Size"}};
  return json;
}

/// The three record forms of H14 and later, with headers of two words.
inline Json stream_json() {
  Json json = aligned_json();
  Json& encoding = json["encoding"];
  const Json address = {{"address_lsb", 0}, {"address_width", 15}, {"address_unit", 4}};
  const Json count = {{"count_lsb", 15}, {"count_width", 6}, {"count_bias", 1}};
  Json burst = address, scatter = address, slotted = address;
  burst.update(count);
  burst.update({{"match_mask", "0xa0000000"}, {"match_value", "0x0"}});
  scatter.update({{"mask_lsb", 15}, {"mask_width", 16}, {"writes_base", true}});
  scatter.update({{"match_mask", "0x80000000"}, {"match_value", "0x80000000"}});
  slotted.update(count);
  slotted.update(
      {{"match_mask", "0xa0000000"}, {"match_value", "0x20000000"}, {"bar_lsb", 21}, {"bar_width", 8}});
  encoding["record_layouts"] = {{"burst-word", burst}, {"scatter-word", scatter}, {"address-word", slotted}};
  encoding["records"] = {"burst-word", "scatter-word", "address-word"};
  return json;
}

}  // namespace ane::test
