#pragma once
// Programs to compare, and what the tests ask of their comparisons.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/diff/compare.hpp"
#include "core/diff/describe.hpp"
#include "core/diff/report.hpp"
#include "core/writer/big_program.hpp"
#include "core/writer/weights.hpp"
#include "tests/unit/export/export_samples.hpp"

namespace ane::test {

inline diff::Comparison compared(const document::DocumentPtr& a, const document::DocumentPtr& b,
                                 const diff::Options& options = {}) {
  auto comparison = diff::compare(a, b, options);
  EXPECT_TRUE(comparison) << (comparison ? "" : comparison.error().message);
  return comparison ? *std::move(comparison) : diff::Comparison();
}
inline diff::Comparison compared(const Bytes& a, const Bytes& b, const diff::Options& options = {}) {
  return compared(open(a), open(b), options);
}
inline diff::Comparison compared(const writer::HwxSpec& a, const writer::HwxSpec& b) {
  return compared(hwx_bytes(a), hwx_bytes(b));
}

/// "task 1: Common.InDim.Win 16 → 32" of every change that counts.
inline Lines change_lines(const diff::Comparison& comparison) {
  Lines lines;
  for (const diff::TaskPair& pair : comparison.tasks) {
    for (std::size_t i = 0; i < pair.change_count; ++i) {
      const diff::ChangeText text = diff::text_of(comparison, comparison.changes[pair.first_change + i]);
      lines.push_back("task " + std::to_string(*pair.a) + ": " + text.path + " " + text.a + " → " + text.b);
    }
  }
  return lines;
}

/// "1", "1-2 moved", "+2", "-1": every pair that is not simply the same.
inline Lines pair_lines(const diff::Comparison& comparison) {
  Lines lines;
  for (const diff::TaskPair& pair : comparison.tasks) {
    if (!pair.a) {
      lines.push_back("+" + std::to_string(*pair.b));
    } else if (!pair.b) {
      lines.push_back("-" + std::to_string(*pair.a));
    } else if (pair.moved || pair.status != diff::Status::Same) {
      lines.push_back(std::to_string(*pair.a) + "-" + std::to_string(*pair.b) + " " +
                      (pair.moved ? "moved" : std::string(diff::status_name(pair.status))));
    }
  }
  return lines;
}

/// The kinds of noise, in order, without repeats.
inline Lines noise_kinds(const diff::Comparison& comparison) {
  std::set<std::string> kinds;
  for (const diff::Noise& noise : comparison.noise) kinds.emplace(diff::noise_name(noise.kind));
  return {kinds.begin(), kinds.end()};
}

/// All that a failed expectation wants to see.
inline std::string told(const diff::Comparison& comparison) {
  StringSink sink;
  diff::write_text(comparison, {}, sink);
  return sink.text;
}

/// Bytes of a layer stack.
inline Bytes big_bytes(const writer::BigProgram& size) {
  StringSink sink;
  EXPECT_TRUE(writer::write_big_program(size, sink));
  return {sink.text.begin(), sink.text.end()};
}

/// File offset of the last word that the task writes to the register of this field.
inline std::uint64_t place_of(const document::Document& document, std::size_t task, std::string_view path) {
  const auto field = document.generation()->field(path);
  EXPECT_TRUE(field) << path;
  Diagnostics ignored;
  const task::Task decoded = document.decode(task, ignored);
  const task::Write* write = field ? decoded.last_write(field->address()) : nullptr;
  EXPECT_NE(write, nullptr) << path;
  return write == nullptr ? 0 : write->offset;
}

/// The file with another number in a field of a task.
inline Bytes with_field(Bytes bytes, std::size_t task, std::string_view path, std::int64_t number) {
  const document::DocumentPtr document = open(bytes);
  const auto field = document->generation()->field(path);
  const std::uint64_t at = place_of(*document, task, path);
  const auto word = regdb::pack(*field->field, u32_at(bytes, at), number);
  EXPECT_TRUE(word) << (word ? "" : word.error().message);
  if (word) AnecFile::put(bytes, at, *word, 4);
  return bytes;
}

}  // namespace ane::test
