// Every corpus file holds what the tables of container.md say.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "core/document/document.hpp"
#include "core/model/facts.hpp"
#include "core/model/tensors.hpp"
#include "tests/support/corpus.hpp"
#include "tests/unit/model/corpus_tables.hpp"

namespace ane::model {
namespace {

using document::DocumentPtr;

DocumentPtr open_corpus(const std::filesystem::path& corpus, std::string_view name) {
  const auto document =
      document::open_document((corpus / "hwx" / name).string(), regdb::Database::embedded());
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

/// The section that base address 1 of the first program points to.
const container::Section* weights_section(const DocumentPtr& document) {
  const auto address = document->container().programs.at(0).slot_address(1);
  return address ? document->container().section_at(*address) : nullptr;
}

std::uint32_t count_weight_symbols(const DocumentPtr& document) {
  const container::SymbolTable& table = document->container().symbols.value();
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < table.count; ++i) {
    const container::Symbol symbol = container::read_symbol(document->file(), table, i);
    if (symbol.type == 0x0f && symbol.name.starts_with("K")) ++count;
  }
  return count;
}

TEST(CorpusTables, EveryShippedFileHasARow) {
  ANE_CORPUS(corpus);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "hwx"))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::vector<std::string> expected;
  for (const test::FileRow& row : test::file_rows()) expected.emplace_back(row.file);
  EXPECT_EQ(names, expected);
}

TEST(CorpusTables, SizesCompilerVersionsAndCommandCountsAreThoseOfTheTable) {
  ANE_CORPUS(corpus);
  for (const test::FileRow& row : test::file_rows()) {
    SCOPED_TRACE(row.file);
    const DocumentPtr document = open_corpus(corpus, row.file);
    ASSERT_NE(document, nullptr);
    EXPECT_EQ(document->file().size(), row.bytes);
    EXPECT_EQ(document->container().banners.at(0).version, row.compiler);
    EXPECT_EQ(document->container().header.ncmds, row.commands);
    EXPECT_EQ(document->container().commands.size(), row.commands);
    EXPECT_EQ(document->identity().generation, "h13");
    EXPECT_EQ(document->container().header.cpusubtype, 4u);
  }
}

TEST(CorpusTables, WeightSectionsSymbolsAndRelocationsAreThoseOfTheTable) {
  ANE_CORPUS(corpus);
  for (const test::FileRow& row : test::file_rows()) {
    SCOPED_TRACE(row.file);
    const DocumentPtr document = open_corpus(corpus, row.file);
    const container::Section* weights = weights_section(document);
    ASSERT_NE(weights, nullptr);
    EXPECT_EQ(weights->size, row.weights);
    EXPECT_TRUE(weights->complete());
    const ByteView bytes = document->file().clipped(weights->bytes.offset, weights->bytes.size);
    EXPECT_EQ(bytes.all_zero(), row.weights_all_zero);
    EXPECT_EQ(count_weight_symbols(document), row.weight_symbols);
    EXPECT_EQ(document->container().text()->nreloc, row.relocations);
  }
}

TEST(CorpusTables, RelocationsOfTheWorkedExampleAreThoseOfItsText) {
  ANE_CORPUS(corpus);
  const DocumentPtr document = open_corpus(corpus, "tinygrad-conv.hwx");
  const container::Section& text = *document->container().text();
  EXPECT_EQ(text.reloff, 0x1148u);
  const std::int32_t addresses[] = {0x74, 0x78, 0x7c};
  for (std::uint32_t i = 0; i < 3; ++i) {
    const auto entry = container::read_relocation(document->file(), text, i);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->address, addresses[i]);
    EXPECT_EQ(document->file().u32(entry->where.offset + 4), 0x05000002u);
    EXPECT_EQ(entry->number, 2u);
    EXPECT_EQ(document->text().u32(static_cast<std::uint64_t>(entry->address)), i * 0x40);
  }
}

TEST(CorpusTables, TensorsAreThoseOfTheTable) {
  ANE_CORPUS(corpus);
  for (const test::FileRow& row : test::file_rows()) {
    SCOPED_TRACE(row.file);
    std::map<std::string, Tensor> tensors;
    for (Tensor& tensor : declared_tensors(*open_corpus(corpus, row.file))) {
      const std::string mark = tensor.role == Role::Output ? "@output" : "";
      tensors.emplace(tensor.name + mark, std::move(tensor));
    }
    ASSERT_EQ(tensors.size(), row.tensors.size());
    for (const test::TensorRow& expected : row.tensors) {
      SCOPED_TRACE(expected.name);
      ASSERT_EQ(tensors.count(std::string(expected.name)), 1u);
      const Tensor& tensor = tensors.at(std::string(expected.name));
      EXPECT_EQ(role_name(tensor.role), expected.role);
      EXPECT_EQ(tensor.buffer, expected.buffer);
      EXPECT_EQ(tensor.shape, expected.shape);
      EXPECT_EQ(tensor.strides, expected.strides);
      EXPECT_EQ(tensor.dtype, "float16");
      EXPECT_EQ(tensor.bytes, expected.strides[0]) << "one batch";
      EXPECT_EQ(tensor.program, "net");
    }
  }
}

TEST(CorpusTables, SymbolNamesOfOutputsAreDecoratedOnlyByTheOldestCompiler) {
  ANE_CORPUS(corpus);
  const std::map<std::string, std::string> symbols = {
      {"tinygrad-sum.hwx", "probs@output"}, {"mul-macos12.hwx", "probs"}, {"mul-macos14.hwx", "probs"}};
  for (const auto& [file, symbol] : symbols) {
    SCOPED_TRACE(file);
    for (const Tensor& tensor : declared_tensors(*open_corpus(corpus, file))) {
      if (tensor.role != Role::Output) continue;
      EXPECT_EQ(tensor.name, "probs");
      EXPECT_EQ(tensor.symbol, symbol);
    }
  }
}

TEST(CorpusTables, TaskCountsAndLengthsAreThoseOfTheTable) {
  ANE_CORPUS(corpus);
  for (const test::FileRow& row : test::file_rows()) {
    SCOPED_TRACE(row.file);
    const DocumentPtr document = open_corpus(corpus, row.file);
    ASSERT_EQ(document->programs().size(), 1u);
    EXPECT_EQ(document->programs()[0].record->task_count, row.tasks);
    EXPECT_EQ(document->programs()[0].record->first_task_words, test::kTaskBytes / 4);
    ASSERT_EQ(document->tasks().size(), row.tasks);
    for (const document::TaskPlace& place : document->tasks()) EXPECT_EQ(place.span.size, test::kTaskBytes);
    const task::TaskSpan last = document->tasks().back().span;
    EXPECT_EQ(last.offset + last.size, document->text().size()) << "the last task ends where the text does";
  }
}

TEST(CorpusTables, HeaderWordsAreThoseOfTheTable) {
  ANE_CORPUS(corpus);
  for (const test::TaskRow& row : test::task_rows()) {
    SCOPED_TRACE(std::string(row.file) + " task " + std::to_string(row.task));
    const DocumentPtr document = open_corpus(corpus, row.file);
    ASSERT_LT(row.task, document->tasks().size());
    EXPECT_EQ(document->tasks()[row.task].span.offset, row.offset);
    Diagnostics problems;
    const task::Task task = document->decode(row.task, problems);
    EXPECT_TRUE(problems.empty());
    EXPECT_FALSE(task.extended);
    EXPECT_EQ(task.header, (std::vector<std::uint32_t>{row.word0, row.word1, row.word2, 0, row.word4, 0,
                                                       row.word6, row.word7, row.word8, row.word9}));
  }
}

TEST(CorpusTables, TasksReadAndWriteTheBuffersOfTheTable) {
  ANE_CORPUS(corpus);
  for (const test::TaskRow& row : test::task_rows()) {
    SCOPED_TRACE(std::string(row.file) + " task " + std::to_string(row.task));
    const DocumentPtr document = open_corpus(corpus, row.file);
    Diagnostics problems;
    const task::Task task = document->decode(row.task, problems);
    task::StateTracker state(*document->generation());
    state.apply(task, row.task);
    const Facts facts(*document->generation(), task, state);
    std::vector<std::uint32_t> reads;
    for (const std::string source : {"buffer.source1", "buffer.source2"}) {
      if (facts.is_set(source + "_enable"))
        reads.push_back(static_cast<std::uint32_t>(facts.number(source).value()));
    }
    EXPECT_EQ(reads, row.reads);
    EXPECT_TRUE(facts.is_set("buffer.result_enable"));
    EXPECT_EQ(facts.number("buffer.result"), row.writes);
    EXPECT_EQ(facts.is_set("buffer.kernel_enable"), row.word9 != 0);
    if (row.word9 != 0) {
      EXPECT_EQ(facts.number("buffer.kernel"), 1);
    }
  }
}

TEST(CorpusTables, OpeningAndCheckingARealFileFindsNoProblem) {
  ANE_CORPUS(corpus);
  for (const test::FileRow& row : test::file_rows()) {
    SCOPED_TRACE(row.file);
    const auto problems = document::check(*open_corpus(corpus, row.file)).list();
    for (const Diagnostic& problem : problems) ADD_FAILURE() << problem.code << ": " << problem.message;
  }
}

}  // namespace
}  // namespace ane::model
