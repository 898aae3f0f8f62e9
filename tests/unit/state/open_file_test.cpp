#include "app/state/open_file.hpp"

#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using test::opened;

std::vector<document::DocumentPtr> all_files() {
  std::vector<document::DocumentPtr> files;
  for (const writer::Sample& sample : writer::samples()) files.push_back(test::sample(sample.name));
  files.push_back(test::without_tasks());
  files.push_back(test::two_programs(3, 2));
  return files;
}

void expect_same(const Selection& a, const Selection& b, const OpenFile& file) {
  EXPECT_EQ(a, b) << file.describe(a) << " " << range_text(a.bytes) << "\n"
                  << file.describe(b) << " " << range_text(b.bytes);
}

TEST(OpenFileAtByte, HoldsTheByteForEveryByteOfEveryFile) {
  for (const document::DocumentPtr& document : all_files()) {
    const OpenFile file = opened(document);
    const Extent whole{0, document->file().size()};
    for (std::uint64_t at = 0; at < whole.size; ++at) {
      const Selection selection = file.at_byte(at);
      ASSERT_TRUE(selection.bytes.contains(at)) << file.name() << " " << hex(at);
      ASSERT_TRUE(whole.contains(selection.bytes)) << file.name() << " " << hex(at);
      ASSERT_EQ(selection.task, file.task_at(at)) << file.name() << " " << hex(at);
      if (!selection.task) continue;
      ASSERT_EQ(selection.bytes.size, 4U) << file.name() << " " << hex(at);
      ASSERT_FALSE(selection.address && selection.header) << file.name() << " " << hex(at);
    }
  }
}

TEST(OpenFileAtByte, NamesAFieldThatTheByteTouches) {
  for (const document::DocumentPtr& document : all_files()) {
    const OpenFile file = opened(document);
    std::size_t fields = 0;
    for (std::size_t task = 0; task < document->tasks().size(); ++task) {
      const Extent bytes = file.task_bytes(task);
      for (std::uint64_t at = bytes.offset; at < bytes.end(); ++at) {
        const Selection selection = file.at_byte(at);
        if (selection.field.empty()) continue;
        ++fields;
        const auto facts = word_of(file, selection);
        ASSERT_TRUE(facts && facts->field) << file.name() << " " << hex(at);
        const auto byte = (at - selection.bytes.offset) * 8;
        ASSERT_LT(facts->field->lsb, byte + 8) << file.name() << " " << hex(at);
        ASSERT_GT(facts->field->lsb + facts->field->width, byte) << file.name() << " " << hex(at);
        ASSERT_TRUE(selection.bits) << file.name() << " " << hex(at);
        ASSERT_EQ(selection.bits->lsb, facts->field->lsb) << file.name() << " " << hex(at);
      }
    }
    EXPECT_EQ(fields > 0, !document->tasks().empty()) << file.name();
  }
}

TEST(OpenFileAtByte, PrefersAFieldThatIsNotZero) {
  const OpenFile file = opened(test::sample("relu"));
  const Selection header = file.of_header(0, 8, "");
  const std::uint32_t word = file.document()->file().u32(header.bytes.offset).value();
  for (std::uint64_t byte = 0; byte < 4; ++byte) {
    if ((word >> (8 * byte) & 0xff) == 0) continue;
    const auto facts = word_of(file, file.at_byte(header.bytes.offset + byte));
    ASSERT_TRUE(facts && facts->field);
    EXPECT_NE(regdb::unpack(*facts->field, word).raw, 0U) << facts->field->name;
  }
}

TEST(OpenFileAtByte, SelectsTheSmallestPartOfTheContainer) {
  const OpenFile file = opened(test::sample("relu"));
  EXPECT_EQ(file.at_byte(1).bytes, (Extent{0, 4}));
  EXPECT_TRUE(file.describe(file.at_byte(4)).starts_with("header › "));
}

TEST(OpenFileRegister, ComesBackFromTheByteOfEveryWrite) {
  for (const document::DocumentPtr& document : all_files()) {
    const OpenFile file = opened(document);
    for (std::size_t task = 0; task < document->tasks().size(); ++task) {
      Diagnostics ignored;
      const task::Task decoded = document->decode(task, ignored);
      for (const task::Write& write : decoded.writes) {
        Selection selection = file.at_byte(write.offset);
        EXPECT_EQ(selection.address, write.address);
        if (decoded.last_write(write.address)->offset != write.offset) continue;
        expect_same(selection, file.of_register(task, write.address, selection.field), file);
      }
    }
  }
}

TEST(OpenFileHeader, ComesBackFromTheByteOfEveryWord) {
  const OpenFile file = opened(test::uneven_document(3));
  for (std::size_t task = 0; task < 3; ++task) {
    for (std::uint32_t word = 0; word < 10; ++word) {
      const Selection selection = file.at_byte(file.task_bytes(task).offset + word * 4);
      EXPECT_EQ(selection.header, word);
      expect_same(selection, file.of_header(task, word, selection.field), file);
    }
  }
}

TEST(OpenFileRegister, ThatIsInheritedHasTheBytesOfItsWriter) {
  const OpenFile file = opened(test::uneven_document(6));
  const std::uint32_t address = file.document()->generation()->field("L2.SourceCfg.Dependent")->address();
  const Selection written = file.of_register(3, address, "Dependent");
  const Selection inherited = file.of_register(5, address, "Dependent");
  EXPECT_EQ(inherited.task, 5U);
  EXPECT_EQ(inherited.bytes, written.bytes);
  EXPECT_TRUE(file.task_bytes(3).contains(inherited.bytes));
  const auto facts = word_of(file, inherited);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->state.origin, task::Origin::Carried);
  EXPECT_EQ(facts->state.task, 3U);
  EXPECT_TRUE(file.describe(inherited).starts_with("__text › Task 5 › L2 › "));
}

TEST(OpenFileRegister, ThatNobodyWroteHasNoBytes) {
  const OpenFile file = opened(test::uneven_document(2));
  const std::uint32_t address = file.document()->generation()->field("NE.MACCfg.OpMode")->address();
  const Selection selection = file.of_register(1, address, "OpMode");
  EXPECT_TRUE(selection.bytes.empty());
  EXPECT_FALSE(selection.empty());
  ASSERT_TRUE(selection.bits);
  EXPECT_EQ(selection.bits->width, 3);
  EXPECT_EQ(file.path_of(selection).back().text, "MACCfg");
}

TEST(OpenFileExtent, FindsTheFieldOfItsBits) {
  const OpenFile file = opened(test::sample("relu"));
  for (const Selection& selection :
       {file.of_header(0, 8, "WBase"),
        file.of_register(0, file.document()->generation()->field("NE.MACCfg.OpMode")->address(), "OpMode")}) {
    ASSERT_TRUE(selection.bits);
    expect_same(file.of_extent(selection.bytes, selection.bits), selection, file);
    Selection word = selection;
    word.field.clear();
    word.bits.reset();
    expect_same(file.of_extent(selection.bytes, {}), word, file);
  }
}

TEST(OpenFileExtent, KeepsTheBytesItWasGiven) {
  for (const document::DocumentPtr& document : all_files()) {
    const OpenFile file = opened(document);
    const std::uint64_t size = document->file().size();
    for (std::uint64_t at = 0; at + 9 < size; at += 13)
      for (const std::uint64_t length : {1U, 3U, 4U, 8U})
        ASSERT_EQ(file.of_extent({at, length}, {}).bytes, (Extent{at, length}))
            << file.name() << " " << hex(at);
  }
}

TEST(OpenFileExtent, OfAWholeTaskIsTheTask) {
  const OpenFile file = opened(test::uneven_document(4));
  for (std::size_t task = 0; task < 4; ++task)
    expect_same(file.of_extent(file.task_bytes(task), {}), file.of_task(task), file);
}

TEST(OpenFileExtent, OfTheProgramTextBelongsToNoTask) {
  const OpenFile file = opened(test::uneven_document(4));
  const Selection text = file.of_extent(file.document()->text().extent(), {});
  EXPECT_FALSE(text.task);
  EXPECT_EQ(file.describe(text).find("Task"), std::string::npos) << file.describe(text);
}

TEST(OpenFilePath, OfEveryByteEndsWhereTheByteIs) {
  const OpenFile file = opened(test::uneven_document(3));
  for (std::uint64_t at = 0; at < file.document()->file().size(); at += 3) {
    const std::vector<Crumb> path = file.path_of(file.at_byte(at));
    ASSERT_FALSE(path.empty()) << hex(at);
    for (const Crumb& crumb : path) {
      ASSERT_TRUE(crumb.selection.bytes.contains(at)) << hex(at) << " " << crumb.text;
      ASSERT_FALSE(crumb.text.empty()) << hex(at);
    }
  }
}

TEST(OpenFilePath, OfAFieldNamesBlockRegisterAndValue) {
  const OpenFile file = opened(test::uneven_document(5));
  const std::uint32_t address = file.document()->generation()->by_concept("common.in_width")->address();
  const std::string field = file.document()->generation()->by_concept("common.in_width")->field->name;
  EXPECT_EQ(file.describe(file.of_register(4, address, field)),
            "__text › Task 4 › Common › InDim › " + field + " = 5");
}

TEST(OpenFilePath, OfNothingIsEmpty) {
  const OpenFile file = opened(test::sample("relu"));
  EXPECT_TRUE(file.path_of({}).empty());
}

TEST(OpenFileTask, IsFoundFromItsFirstToItsLastByte) {
  const OpenFile file = opened(test::two_programs(3, 2));
  for (std::size_t task = 0; task < 5; ++task) {
    const Extent bytes = file.task_bytes(task);
    EXPECT_EQ(file.task_at(bytes.offset), task);
    EXPECT_EQ(file.task_at(bytes.end() - 1), task);
  }
  EXPECT_FALSE(file.task_at(0));
  EXPECT_FALSE(file.task_at(file.document()->file().size()));
}

TEST(OpenFileDetail, IsKeptAndIsNothingBeforeTheTableIsThere) {
  OpenFile file(1, test::uneven_document(12));
  EXPECT_EQ(file.detail(), nullptr);
  Progress progress;
  file.tasks = TaskTable::build(file.document(), progress);
  EXPECT_EQ(file.detail(3), file.detail(3));
  for (std::size_t task = 0; task < 12; ++task) EXPECT_EQ(file.detail(task)->index, task);
  EXPECT_EQ(file.detail(12), nullptr);
  file.remember_task(7);
  EXPECT_EQ(file.detail()->index, 7U);
}

TEST(OpenFileWithoutTasks, AnswersForEverything) {
  const OpenFile file = opened(test::without_tasks());
  EXPECT_EQ(file.detail(), nullptr);
  EXPECT_FALSE(word_of(file, file.at_byte(0)));
  EXPECT_FALSE(file.describe(file.at_byte(file.document()->text().extent().offset)).empty());
}

TEST(Survey, HoldsTensorsExplainedBytesAndErrorsFirst) {
  Progress progress;
  const auto survey = make_survey(test::uneven_document(3), progress);
  ASSERT_TRUE(survey);
  EXPECT_GE(survey->tensors.size(), 2U);
  EXPECT_EQ(survey->tensors[0].name, "x");
  EXPECT_TRUE(survey->explained.contains(Extent{0, 32}));
  for (std::size_t i = 1; i < survey->problems.size(); ++i)
    EXPECT_GE(survey->problems[i - 1].severity, survey->problems[i].severity);
}

TEST(Survey, EndsWhenItIsCancelled) {
  Progress progress;
  progress.cancel();
  EXPECT_EQ(make_survey(test::sample("relu"), progress), nullptr);
}

}  // namespace
}  // namespace ane::state
