// Files that want to keep a reader busy: none may take long or much memory.

#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/document/open.hpp"

namespace ane::document {
namespace {

using container::Cmd;
using test::Bytes;
using test::open;
using test::raw_command;
using test::Sample;
using test::sample_spec;

constexpr std::uint64_t kMebibyte = 1 << 20;

/// Measures the largest resident memory between its birth and the call.
class PeakMemory {
 public:
  PeakMemory() {
    std::ofstream("/proc/self/clear_refs") << "5";  // starts the peak anew
    start_ = peak();
  }
  std::uint64_t growth() const { return peak() - start_; }

 private:
  static std::uint64_t peak() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
      std::uint64_t kibibytes = 0;
      if (word == "VmHWM:" && status >> kibibytes) return kibibytes * 1024;
    }
    return 0;
  }
  std::uint64_t start_ = 0;
};

void append_word(Bytes& bytes, std::uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(word >> shift));
}

TEST(HostilePrograms, SixtyThousandRecordsWithoutState) {
  auto spec = sample_spec();
  spec.extra_commands.assign(60000, raw_command(Cmd::Thread, {1, 0}));
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(document->programs().size(), 60001u);
  EXPECT_LE(document->tasks().size(), 6u);
  EXPECT_FALSE(check(*document).empty());
}

TEST(HostilePrograms, ThatAllPointOutOfTheText) {
  auto spec = sample_spec();
  std::vector<std::uint32_t> words(2 + 0x808 / 4);
  words[0] = 1;
  words[1] = 0x808 / 4;
  words[2 + 0x800 / 4] = 0x7fffffff;
  spec.extra_commands.assign(1000, raw_command(Cmd::Thread, words));
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(document->programs().size(), 1001u);
  EXPECT_EQ(document->tasks().size(), 1u);
}

TEST(HostileText, ZerosBehindAGoodHeader) {
  auto spec = sample_spec();
  spec.text = Bytes(64 * kMebibyte);
  const DocumentPtr document = open(Sample(spec));
  EXPECT_LE(document->tasks().size(), 1u);
  EXPECT_FALSE(check(*document).empty());
}

/// A list of tasks that are nothing but headers, `step` bytes apart.
Bytes headers_only(std::uint64_t bytes, std::uint32_t step) {
  Bytes text;
  text.reserve(bytes);
  while (text.size() + 2 * step <= bytes) {
    const std::size_t next = text.size() + step;
    append_word(text, 0);
    append_word(text, 9u << 16);
    for (int i = 2; i < 7; ++i) append_word(text, 0);
    append_word(text, static_cast<std::uint32_t>(next));
    text.resize(next);
  }
  text.resize(text.size() + step);
  return text;
}

TEST(HostileText, TasksOfNothingButTheirHeaders) {
  auto spec = sample_spec();
  spec.text = headers_only(16 * kMebibyte, 40);
  spec.programs[0].first_task_words = 10;
  spec.programs[0].task_count = static_cast<std::uint32_t>(spec.text.size() / 40);
  // The writer shall not count what the reader is to count.
  spec.generation = nullptr;
  spec.cpu_subtype = 999;
  const DocumentPtr document = open(Sample(spec).put(8, 4));
  EXPECT_EQ(document->tasks().size(), 16 * kMebibyte / 40);
  EXPECT_TRUE(check(*document).empty());
}

/// One task that claims the whole text and is full of records of 64 values.
Sample one_endless_task(std::uint64_t bytes) {
  Bytes text(40);
  while (text.size() + 65 * 4 <= bytes) {
    append_word(text, 63u << 26);
    text.resize(text.size() + 64 * 4, 1);
  }
  auto spec = sample_spec();
  spec.programs[0].first_task_words = static_cast<std::uint32_t>(text.size() / 4);
  spec.text = std::move(text);
  return Sample(spec);
}

TEST(HostileText, OneTaskAsLongAsTheTextIsDecoded) {
  const DocumentPtr document = open(one_endless_task(4 * kMebibyte));
  EXPECT_EQ(document->tasks().size(), 1u);
}

// A real task has at most 2048 bytes; one of megabytes is no task, and decoding it costs many times its size.
TEST(HostileText, OneTaskAsLongAsTheTextNeedsNoMoreMemoryThanTheFile) {
  constexpr std::uint64_t kSize = 32 * kMebibyte;
  const DocumentPtr document = open(one_endless_task(kSize));
  const PeakMemory memory;
  EXPECT_FALSE(check(*document).has_errors() && document->tasks().empty());
  EXPECT_LT(memory.growth(), 2 * kSize);
}

}  // namespace
}  // namespace ane::document
