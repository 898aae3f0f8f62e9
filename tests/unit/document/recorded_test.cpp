// Every recorded task stream of H14 and later, wrapped in a container of ours, opens like a file.

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/corpus.hpp"
#include "tests/support/wrapped.hpp"
#include "tests/unit/document/open.hpp"

namespace ane::document {
namespace {

using nlohmann::json;
using test::open;
using test::RecordedText;

/// Tasks of a text by its framing alone: words of each task, found through their lengths.
std::vector<std::size_t> task_words(const RecordedText& text) {
  std::vector<std::size_t> lengths;
  for (std::size_t at = 4; at < text.words.size();) {
    const std::size_t length = text.words[at] >> 16 & 0x7ff;
    if (length != 0) lengths.push_back(length);
    at += length == 0 ? 4 : (length + 3) / 4 * 4;
  }
  return lengths;
}

/// Everything but what is said of every such file.
std::vector<std::string> codes_of(const Diagnostics& problems) {
  std::vector<std::string> codes;
  for (const Diagnostic& problem : problems.list())
    if (problem.code != "decoding-unverified") codes.push_back(std::string(problem.code));
  return codes;
}

TEST(RecordedWords, OpenWithTheirTasks) {
  ANE_CORPUS(corpus);
  const auto texts = test::recorded_words(corpus);
  EXPECT_EQ(texts.size(), 34u);
  for (const RecordedText& text : texts) {
    SCOPED_TRACE(text.name);
    const DocumentPtr document = open(test::wrap_words(text.generation, text.words));
    EXPECT_EQ(document->generation()->id, text.generation);
    const auto lengths = task_words(text);
    ASSERT_EQ(document->tasks().size(), lengths.size());
    Diagnostics problems = document->problems();
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      const task::Task task = document->decode(i, problems);
      EXPECT_FALSE(task.writes.empty());
      if (text.truncated) continue;
      EXPECT_EQ(task.where.size, lengths[i] * 4);
      EXPECT_TRUE(task.undecoded.empty()) << "task " << i;
      const auto& last = task.records.back();
      EXPECT_EQ(last.offset + 4 * (last.write_count + 1ull), task.where.end()) << "task " << i;
    }
    const std::vector<std::string> codes = codes_of(problems);
    if (text.truncated) {
      EXPECT_NE(std::find(codes.begin(), codes.end(), "task-past-text"), codes.end());
    } else {
      EXPECT_EQ(codes, std::vector<std::string>());
    }
  }
}

TEST(RecordedWords, RelocationsPointAtWeightAddressesOfTheRightSection) {
  ANE_CORPUS(corpus);
  std::size_t seen = 0;
  for (const RecordedText& text : test::recorded_words(corpus)) {
    if (text.relocations.empty()) continue;
    SCOPED_TRACE(text.name);
    writer::HwxSpec spec = test::wrapped_spec(text.generation, test::bytes_of_words(text.words));
    spec.relocations = text.relocations;
    const DocumentPtr document = open(test::Sample(spec));
    const container::Section& section = *document->container().text();
    ASSERT_EQ(section.nreloc, text.relocations.size());
    for (std::uint32_t i = 0; i < section.nreloc; ++i) {
      const auto entry = container::read_relocation(document->file(), section, i);
      ASSERT_TRUE(entry);
      EXPECT_EQ(entry->length, 3);
      EXPECT_EQ(document->container().sections.at(entry->number - 1).name, "__kern_0");
      ++seen;
    }
    EXPECT_EQ(codes_of(check(*document)), std::vector<std::string>());
  }
  EXPECT_EQ(seen, 7u);
}

/// Final value of every register that a task writes.
std::map<std::uint32_t, std::uint32_t> final_values(const task::Task& task) {
  std::map<std::uint32_t, std::uint32_t> values;
  for (const task::Write& write : task.writes) values[write.address] = write.value;
  return values;
}

TEST(RecordedH14, WritesAreThoseOfTheRecord) {
  ANE_CORPUS(corpus);
  const auto texts = test::recorded_h14(corpus);
  EXPECT_EQ(texts.size(), 31u);
  for (const RecordedText& text : texts) {
    SCOPED_TRACE(text.name);
    const json record = json::parse(test::read_file(corpus / "oracles/h14" / (text.name + ".json")));
    const DocumentPtr document = open(test::wrap_words("h14", text.words));
    ASSERT_EQ(document->tasks().size(), record.at("tasks").size());
    Diagnostics problems = document->problems();
    for (std::size_t i = 0; i < document->tasks().size(); ++i) {
      const json& recorded = record.at("tasks")[i];
      EXPECT_EQ(document->tasks()[i].span.offset, recorded.at("offset"));
      EXPECT_EQ(document->tasks()[i].span.size, recorded.at("size_bytes"));
      std::map<std::uint32_t, std::uint32_t> expected;
      for (const auto& [address, value] : recorded.at("registers").items())
        expected[static_cast<std::uint32_t>(std::stoul(address, nullptr, 16))] =
            static_cast<std::uint32_t>(std::stoul(value.get<std::string>(), nullptr, 16));
      EXPECT_EQ(final_values(document->decode(i, problems)), expected) << "task " << i;
    }
    EXPECT_EQ(codes_of(problems), std::vector<std::string>());
    // The record's own figures agree with what the writer put into its program record.
    const container::Program& program = document->container().programs.at(0);
    EXPECT_EQ(program.task_count, record.at("program_descriptor").at("task_count"));
    EXPECT_EQ(program.text_words, record.at("program_descriptor").at("text_words"));
  }
}

}  // namespace
}  // namespace ane::document
