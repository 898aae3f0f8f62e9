// Task streams: several programs in one text, files without records, and run-time graphs
// (docs/formats/container.md 7.2, 12.2 and 12.3). All files are ours; no real one of these families was at
// hand.

#include <gtest/gtest.h>

#include "core/writer/runtime_graph.hpp"
#include "tests/support/wrapped.hpp"
#include "tests/unit/document/open.hpp"

namespace ane::document {
namespace {

using test::Bytes;
using test::note;
using test::open;
using test::Problems;
using test::Sample;

constexpr std::uint64_t kStep = 0x4000;

/// A stream of `count` H16 tasks that differ in their number alone.
Bytes stream(std::size_t count, std::uint32_t first_id = 0, const char* id = "h16") {
  const auto generation = test::embedded()->generation(id).value();
  writer::TaskBuilder task(generation);
  task.write("Common");
  const auto text = writer::stream_tasks(*generation, std::vector(count, task.encode().value()), first_id);
  EXPECT_TRUE(text) << text.error().message;
  return *text;
}

/// Problems of opening, without the notes that say what is unverified or chosen.
Problems serious(const Diagnostics& found) {
  Problems lines;
  for (const Diagnostic& d : found.list()) {
    if (d.code != "decoding-unverified" && d.code != "decoded-as")
      lines.push_back(std::string(d.code) + ": " + d.message);
  }
  return lines;
}

struct Share {
  std::string name;
  std::size_t tasks;
  friend bool operator==(const Share&, const Share&) = default;
  friend void PrintTo(const Share& share, std::ostream* out) { *out << share.name << " " << share.tasks; }
};
std::vector<Share> shares(const Document& document) {
  std::vector<Share> list;
  std::size_t next = 0;
  for (const ProgramTasks& program : document.programs()) {
    EXPECT_EQ(program.first_task, next);
    next += program.task_count;
    list.push_back({program.name, program.task_count});
  }
  EXPECT_EQ(next, document.tasks().size());
  return list;
}

/// Two procedures, one behind the other, each with its own header.
writer::HwxSpec two_procedures() {
  Bytes text = stream(2);
  text.resize(round_up(text.size(), 16));
  const std::uint64_t second = text.size();
  const Bytes other = stream(3);
  text.insert(text.end(), other.begin(), other.end());
  writer::HwxSpec spec = test::wrapped_spec("h16", text);
  spec.programs.resize(2);
  spec.programs[1].name = "res_320x320";
  spec.programs[1].first_task_offset = second;
  return spec;
}

TEST(Streams, OfOneProgramFillTheText) {
  const DocumentPtr document = open(Sample(test::wrapped_spec("h16", stream(3))));
  EXPECT_EQ(shares(*document), (std::vector<Share>{{"main", 3}}));
  EXPECT_EQ(serious(check(*document)), Problems());
  EXPECT_EQ(document->container().programs[0].task_count, 3u);
  EXPECT_EQ(document->container().programs[0].thread.flavour, 4u);
}

TEST(Streams, OfSeveralProceduresAreToldApart) {
  const DocumentPtr document = open(Sample(two_procedures()));
  EXPECT_EQ(shares(*document), (std::vector<Share>{{"main", 2}, {"res_320x320", 3}}));
  EXPECT_EQ(serious(check(*document)), Problems());
}

TEST(Streams, EndWhereTheNextProgramBegins) {
  writer::HwxSpec spec = two_procedures();
  // As published: each record counts the words of the whole section.
  for (auto& program : spec.programs) program.text_words = static_cast<std::uint32_t>(spec.text.size() / 4);
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(shares(*document), (std::vector<Share>{{"main", 2}, {"res_320x320", 3}}));
  const Problems problems = serious(document->problems());
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_TRUE(problems[0].starts_with("program-text-past-section: program res_320x320")) << problems[0];
}

TEST(Streams, OfRecordsInAnyOrderAreTheirs) {
  writer::HwxSpec spec = two_procedures();
  std::swap(spec.programs[0], spec.programs[1]);
  spec.tensors[0].program = spec.tensors[1].program = "main";
  EXPECT_EQ(shares(*open(Sample(spec))), (std::vector<Share>{{"res_320x320", 3}, {"main", 2}}));
}

TEST(Streams, ThatTwoProgramsShareAreListedOnce) {
  writer::HwxSpec spec = test::wrapped_spec("h16", stream(3));
  spec.programs.resize(2);
  spec.programs[1].name = "again";
  const Sample sample(spec);
  const DocumentPtr document = open(sample);
  EXPECT_EQ(shares(*document), (std::vector<Share>{{"main", 3}, {"again", 0}}));
  EXPECT_EQ(
      serious(check(*document)),
      Problems({"text-shared: program again: its tasks are those of program main and are listed there"}));
}

TEST(Streams, DeclaredCountsAreACrossCheckOnly) {
  for (const std::uint32_t declared : {1u, 7u, 0xffffffffu}) {
    writer::HwxSpec spec = test::wrapped_spec("h16", stream(3));
    spec.programs[0].task_count = declared;
    const DocumentPtr document = open(Sample(spec));
    EXPECT_EQ(document->tasks().size(), 3u);
    EXPECT_EQ(serious(document->problems()),
              Problems({"task-count: the program record declares " + std::to_string(declared) +
                        " tasks, the text holds 3"}));
  }
}

TEST(Streams, InARecordOfFlavour1AreWalkedAllTheSame) {
  writer::HwxSpec spec = test::wrapped_spec("h16", stream(3));
  spec.style = writer::style_v7_6_4();
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(document->container().programs[0].thread.flavour, 1u);
  EXPECT_EQ(shares(*document), (std::vector<Share>{{"main", 3}}));
  EXPECT_EQ(serious(document->problems()), Problems());
}

TEST(LinkedLists, InARecordOfFlavour4AreWalkedAllTheSame) {
  writer::HwxSpec spec = test::sample_spec(writer::style_stream());
  spec.text = test::task_stream(3);
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(document->container().programs[0].thread.flavour, 4u);
  EXPECT_EQ(shares(*document), (std::vector<Share>{{"net", 3}}));
  EXPECT_EQ(serious(document->problems()), Problems());
  EXPECT_FALSE(document->verified());
}

TEST(Streams, WithoutARecordBelongToOneUnnamedProgram) {
  Sample sample(test::wrapped_spec("h17", stream(2, 0, "h17")));
  sample.set(sample.at(container::Cmd::Thread), container::command::kCmd, 0x1b);
  const DocumentPtr document = open(sample);
  ASSERT_TRUE(document->container().programs.empty());
  EXPECT_EQ(shares(*document), (std::vector<Share>{{"", 2}}));
  EXPECT_EQ(document->programs()[0].record, nullptr);
}

TEST(Streams, OutsideOfTheTextAreCriticised) {
  Sample sample(test::wrapped_spec("h16", stream(2)));
  sample.set(sample.state(0), container::program64::kFirstTask, 0x40000000);
  const DocumentPtr document = open(sample);
  EXPECT_TRUE(document->tasks().empty());
  EXPECT_TRUE(serious(document->problems())[0].starts_with("task-outside-text: "));
}

TEST(Streams, ProblemsNameOffsetsOfTheFile) {
  Sample sample(two_procedures());
  const auto* text = sample.plan.section("__TEXT", "__text");
  // The first task of the second procedure claims more words than the section has.
  const std::uint64_t task = text->file_offset + two_procedures().programs[1].first_task_offset + 16;
  sample.put(task, 0x07ff0000);
  const DocumentPtr document = open(sample);
  const auto problems = document->problems().list();
  const auto found = std::find_if(problems.begin(), problems.end(),
                                  [](const Diagnostic& d) { return d.code == "task-past-text"; });
  ASSERT_NE(found, problems.end());
  EXPECT_EQ(found->where, (Extent{task, 4}));
  EXPECT_EQ(found->task, 2u);
}

/// Three streams as published: the whole program, and its halves for two engines.
writer::RuntimeSpec three_streams() {
  return test::wrapped_graph("h18g", {{"main__nonbonded_ane0", stream(4, 0, "h18g")},
                                      {"main__bonded_ane0", stream(3, 0, "h18g")},
                                      {"main__bonded_ane_1", stream(2, 3, "h18g")}});
}
writer::HwxSpec written(const writer::RuntimeSpec& spec) {
  const auto file = writer::runtime_graph_spec(spec);
  EXPECT_TRUE(file) << (file ? "" : file.error().message);
  return file ? *file : writer::HwxSpec();
}

TEST(RuntimeGraph, HasAProgramForEachStream) {
  const DocumentPtr document = open(Sample(written(three_streams())));
  EXPECT_EQ(shares(*document),
            (std::vector<Share>{
                {"main__nonbonded ane_0", 4}, {"main__bonded ane_0", 3}, {"main__bonded ane_1", 2}}));
  EXPECT_EQ(serious(check(*document)), Problems());
  EXPECT_EQ(document->tasks()[4].span.offset, kStep + 16);
  EXPECT_EQ(document->tasks()[7].span.offset, 2 * kStep + 16);
  EXPECT_TRUE(document->container().programs.empty());
}

TEST(RuntimeGraph, NamesOfStreamsWithoutAnEngineStayAsTheyAre) {
  writer::RuntimeSpec spec = three_streams();
  spec.streams[0].name = "main__nonbonded";
  spec.streams[1].name = "plane";
  spec.streams[2].name = "_ane7x";
  EXPECT_EQ(shares(*open(Sample(written(spec)))),
            (std::vector<Share>{{"main__nonbonded", 4}, {"plane", 3}, {"_ane7x", 2}}));
}

TEST(RuntimeGraph, WithoutSymbolsStreamsAreFoundByTheirFirstWords) {
  writer::RuntimeSpec spec = three_streams();
  spec.stream_symbols = false;
  const DocumentPtr document = open(Sample(written(spec)));
  EXPECT_EQ(shares(*document), (std::vector<Share>{{"stream 0", 4}, {"stream 1", 3}, {"stream 2", 2}}));
  EXPECT_EQ(serious(check(*document)), Problems());
}

TEST(RuntimeGraph, StreamsMayBeMissing) {
  writer::RuntimeSpec spec = three_streams();
  spec.streams.pop_back();
  EXPECT_EQ(open(Sample(written(spec)))->programs().size(), 2u);
  spec.streams.resize(1);
  EXPECT_EQ(open(Sample(written(spec)))->programs().size(), 1u);
}

TEST(RuntimeGraph, StreamSymbolsOutsideOfTheTextAreCriticised) {
  writer::HwxSpec spec = written(three_streams());
  spec.extra_symbols.back().value = 0x50000000;
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(document->programs().size(), 2u);
  EXPECT_EQ(document->tasks().size(), 9u) << "the third stream is walked as part of the second";
  const Problems problems = serious(document->problems());
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_TRUE(problems[0].starts_with("stream-outside-text: ")) << problems[0];
}

TEST(RuntimeGraph, OfLinkedListsHasOneProgram) {
  writer::HwxSpec spec = written(three_streams());
  spec.cpu_subtype = 4;
  spec.text = test::task_stream(2);
  spec.extra_symbols.clear();
  EXPECT_EQ(shares(*open(Sample(spec))), (std::vector<Share>{{"", 2}}));
}

TEST(Unverified, IsWhatNoRealFileWasSeenOf) {
  EXPECT_TRUE(open(Sample())->verified());
  const DocumentPtr stream_file = open(Sample(test::wrapped_spec("h16", stream(1))));
  EXPECT_EQ(stream_file->unverified(),
            (std::vector<std::string>{"the tasks", "the container of this cpusubtype",
                                      "the 64-bit program record", "weights in __KERN_n"}));
  const DocumentPtr graph = open(Sample(written(three_streams())));
  EXPECT_EQ(graph->unverified().back(), "the run-time graph and its task streams");
  EXPECT_EQ(
      test::opening_problems(stream_file).front(),
      note("decoding-unverified", {8, 4},
           "read after published descriptions, not checked against a real file of this kind: the tasks, "
           "the container of this cpusubtype, the 64-bit program record, weights in __KERN_n"));
}

Result<DocumentPtr> open_as(const Sample& sample, const std::string& generation) {
  return Document::open(memory_source(sample.bytes), test::embedded(), "built.hwx", {generation});
}

TEST(DecodeAs, TakesTheChosenGeneration) {
  writer::HwxSpec spec = test::wrapped_spec("h16", stream(2));
  spec.cpu_subtype = 99;
  const Sample sample(spec);
  EXPECT_TRUE(open(sample)->tasks().empty());
  const auto opened = open_as(sample, "h16");
  ASSERT_TRUE(opened) << opened.error().message;
  const Document& document = **opened;
  EXPECT_EQ(document.tasks().size(), 2u);
  EXPECT_EQ(document.identity().generation, "h16");
  EXPECT_EQ(document.identity().subtype, 99u);
  EXPECT_EQ(document.identity().chips, std::vector<std::string>());
  EXPECT_EQ(test::opening_problems(*opened).front(),
            note("decoded-as", {8, 4}, "cpusubtype 99: decoded as H16, as was chosen"));
  EXPECT_EQ(document.with_edits({}).value()->tasks().size(), 2u) << "edits keep the choice";
}

TEST(DecodeAs, WorksOnFilesOfOtherGenerationsToo) {
  const auto opened = open_as(Sample(test::wrapped_spec("h17", stream(2, 0, "h17"))), "h16");
  ASSERT_TRUE(opened);
  EXPECT_EQ((*opened)->generation()->id, "h16");
  EXPECT_EQ((*opened)->tasks().size(), 2u);
  const auto wrong = open_as(Sample(), "h16");
  ASSERT_TRUE(wrong) << "nonsense is shown as nonsense";
  EXPECT_FALSE((*wrong)->verified());
}

TEST(DecodeAs, RefusesGenerationsThatDoNotExist) {
  const auto opened = open_as(Sample(), "h99");
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().message.starts_with("no register database for \"h99\""))
      << opened.error().message;
}

}  // namespace
}  // namespace ane::document
