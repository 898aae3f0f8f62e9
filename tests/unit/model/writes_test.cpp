// Register writes of the corpus files against a second, independent reading of the words.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/document/document.hpp"
#include "tests/support/corpus.hpp"
#include "tests/unit/model/corpus_tables.hpp"

namespace ane::model {
namespace {

struct PlainWrite {
  std::uint32_t address, value;
  std::uint64_t offset;
  friend bool operator==(const PlainWrite&, const PlainWrite&) = default;
};

std::ostream& operator<<(std::ostream& out, const PlainWrite& write) {
  return out << std::hex << write.address << "=" << write.value << "@" << write.offset;
}

std::uint32_t word_at(const std::string& file, std::uint64_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i-- > 0;) word = word << 8 | static_cast<std::uint8_t>(file.at(at + i));
  return word;
}

// The whole encoding of H13 in one loop: count - 1 in the upper 6 bits, a byte address in the others.
std::vector<PlainWrite> read_plainly(const std::string& file, std::uint64_t begin, std::uint64_t size) {
  static constexpr std::uint64_t kHeaderBytes = 40;
  std::vector<PlainWrite> writes;
  std::uint64_t at = begin + kHeaderBytes;
  while (at < begin + size) {
    const std::uint32_t header = word_at(file, at);
    at += 4;
    const std::uint32_t count = (header >> 26) + 1;
    for (std::uint32_t i = 0; i < count; ++i, at += 4)
      writes.push_back({(header & 0x3ffffff) + 4 * i, word_at(file, at), at});
  }
  EXPECT_EQ(at, begin + size) << "the last record ends with the task";
  return writes;
}

TEST(CorpusWrites, EqualAPlainReadingOfTheWords) {
  ANE_CORPUS(corpus);
  for (const test::TaskRow& row : test::task_rows()) {
    SCOPED_TRACE(std::string(row.file) + " task " + std::to_string(row.task));
    const std::filesystem::path path = corpus / "hwx" / row.file;
    const std::string file = test::read_file(path);
    const auto document = document::open_document(path.string(), regdb::Database::embedded());
    ASSERT_TRUE(document);
    const std::uint64_t text = (*document)->container().text()->offset;
    Diagnostics problems;
    const task::Task task = (*document)->decode(row.task, problems);
    EXPECT_TRUE(problems.empty());
    EXPECT_TRUE(task.undecoded.empty());
    std::vector<PlainWrite> decoded;
    for (const task::Write& write : task.writes) {
      EXPECT_EQ(write.slot, -1) << "records of this generation name no slot";
      decoded.push_back({write.address, write.value, write.offset});
    }
    EXPECT_EQ(decoded, read_plainly(file, text + row.offset, test::kTaskBytes));
  }
}

TEST(CorpusWrites, AreOneHundredAndFortyATaskToAddressesThatTheDatabaseKnows) {
  ANE_CORPUS(corpus);
  for (const test::TaskRow& row : test::task_rows()) {
    SCOPED_TRACE(std::string(row.file) + " task " + std::to_string(row.task));
    const auto document =
        document::open_document((corpus / "hwx" / row.file).string(), regdb::Database::embedded());
    ASSERT_TRUE(document);
    Diagnostics problems;
    const task::Task task = (*document)->decode(row.task, problems);
    EXPECT_EQ(task.writes.size(), 140u);
    std::size_t reserved = 0;
    for (const task::Write& write : task.writes) {
      const auto ref = (*document)->generation()->find(write.address);
      ASSERT_TRUE(ref) << std::hex << write.address;
      EXPECT_EQ(ref->reg->address + ref->element * ref->reg->stride, write.address);
      if (ref->reg->placeholder()) ++reserved;
    }
    // TileDMASrc words 0x30 and 0x34, whose meaning nobody knows.
    EXPECT_EQ(reserved, 2u);
  }
}

TEST(CorpusWrites, RecordsPartitionTheTaskBehindItsHeader) {
  ANE_CORPUS(corpus);
  for (const test::FileRow& row : test::file_rows()) {
    SCOPED_TRACE(row.file);
    const auto document =
        document::open_document((corpus / "hwx" / row.file).string(), regdb::Database::embedded());
    ASSERT_TRUE(document);
    for (std::size_t i = 0; i < (*document)->tasks().size(); ++i) {
      Diagnostics problems;
      const task::Task task = (*document)->decode(i, problems);
      std::uint64_t at = task.where.offset + 4 * task.header.size();
      std::uint32_t write = 0;
      for (const task::Record& record : task.records) {
        EXPECT_EQ(record.offset, at);
        EXPECT_EQ(record.first_write, write);
        write += record.write_count;
        at += 4 * (1 + std::uint64_t{record.write_count});
      }
      EXPECT_EQ(at, task.where.end());
      EXPECT_EQ(write, task.writes.size());
    }
  }
}

}  // namespace
}  // namespace ane::model
