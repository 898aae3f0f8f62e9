#pragma once
// Built tasks held against the words of recorded programs.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/writer/h13_tasks.hpp"
#include "tests/support/corpus.hpp"
#include "tests/unit/writer/h13.hpp"

namespace ane::test {

using Words = std::vector<std::uint32_t>;

inline Words words_of(const std::vector<std::uint8_t>& bytes) {
  Words words(bytes.size() / 4);
  for (std::size_t i = 0; i < words.size() * 4; ++i) words[i / 4] |= std::uint32_t{bytes[i]} << (8 * (i % 4));
  return words;
}

/// `__text` of a corpus file; it starts at 0x4000 in all of them.
inline Words file_words(const std::filesystem::path& path, std::size_t size) {
  const std::string file = read_file(path).substr(0x4000, size);
  return words_of({file.begin(), file.end()});
}

/// The stream of a recorded program.
inline Words recorded_stream(const std::filesystem::path& path) {
  const auto json = nlohmann::json::parse(read_file(path));
  Words words(json["text_bytes"].get<std::size_t>() / 4);
  for (const auto& task : json["tasks"]) {
    std::size_t at = task["offset"].get<std::size_t>() / 4;
    for (const auto& word : task["words"]) {
      words.at(at++) = static_cast<std::uint32_t>(std::stoul(word.get<std::string>(), nullptr, 16));
    }
  }
  return words;
}

inline void expect_words(const std::vector<writer::TaskBuilder>& tasks, writer::EventHabit events,
                         const Words& expected) {
  std::vector<Words> encoded;
  for (const writer::TaskBuilder& task : tasks) {
    const auto words = task.encode();
    ASSERT_TRUE(words) << words.error().message;
    encoded.push_back(*words);
  }
  const auto text = writer::link_tasks(*h13(), encoded, events);
  ASSERT_TRUE(text) << text.error().message;
  const Words words = words_of(*text);
  ASSERT_EQ(words.size(), expected.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(words[i], expected[i]) << "word " << i << std::hex << ": " << words[i] << " instead of "
                                     << expected[i];
  }
}

/// Chunks of equal size, one per core.
inline std::vector<writer::Chunk> chunks(std::size_t count, std::uint64_t size) {
  std::vector<writer::Chunk> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back({i * size, size});
  return list;
}

inline writer::TaskHabits cycles(std::uint32_t count) {
  writer::TaskHabits habits;
  habits.cycles = count;
  return habits;
}

}  // namespace ane::test
