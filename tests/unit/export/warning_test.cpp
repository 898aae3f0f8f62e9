// What the user has to know of a program that can be exported: every code of severity warning and note.

#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

using test::Bytes;
using test::Lines;

Lines lines_of(const writer::HwxSpec& spec) {
  const Plan plan = test::plan_of(test::open_spec(spec));
  EXPECT_TRUE(plan.possible()) << testing::PrintToString(test::lines_of(plan));
  return test::lines_of(plan);
}

std::string tensor_range(const writer::HwxSpec& spec, std::size_t index) {
  return range_text(test::open_spec(spec)->container().tensors.at(index).thread.where);
}

constexpr std::string_view kRenumbered =
    "note export-renumbered 0x4020..0x4024: base registers are renumbered in 1 task: .anec wants outputs "
    "from "
    "4 on, then inputs";

TEST(Notes, SayThatTasksAreRenumbered) {
  EXPECT_EQ(lines_of(test::copy_spec()), Lines{std::string(kRenumbered)});
}

TEST(Notes, SayThatWeightsMoved) {
  writer::HwxSpec spec = test::spec_of({test::copy_task(5, 4, 3)});  // 0x210 bytes, weights at 0x240
  spec.style = writer::style_v5_4_1();
  EXPECT_EQ(
      lines_of(spec),
      Lines{"note export-weights-moved 0x4240..0x8240: the weights do not lie at the next multiple of 16 "
            "behind the tasks: they are put at 0x240 of the payload, and tsk_size says so"});
}

TEST(Notes, SayThatATileWasAdded) {
  writer::HwxSpec spec = test::spec_of(std::vector<test::Words>(21, test::copy_task(5, 4, 2)));
  spec.style = writer::style_v5_4_1();
  spec.text.resize(0x4000);
  spec.programs[0].slots = {{1, 0}};
  const Lines lines = lines_of(spec);
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0],
            "note export-tile-added 0x4000..0x8000: the tasks fill their buffer to the last byte, the driver "
            "wants one more: a tile is added");
}

TEST(Warnings, OfTensorsThatTasksDoNotUseAsTheirRolesSay) {
  writer::HwxSpec spec = test::spec_of({test::copy_task(5, 5)}, 2, 1);
  const Lines lines = lines_of(spec);
  EXPECT_EQ(lines,
            (Lines{"note export-renumbered 0x4020..0x4024: base registers are renumbered in 1 task: .anec "
                   "wants outputs from 4 on, then inputs",
                   "warning export-output-not-written " + tensor_range(spec, 2) +
                       ": dst0 (out0) is an output that no task writes",
                   "warning export-input-not-read " + tensor_range(spec, 0) +
                       ": src0 (in0) is an input that no task reads",
                   "warning export-input-written 0x4020..0x4024: src1 (in1) is an input, task 0 writes it"}));
}

TEST(Warnings, OfContextInputs) {
  writer::HwxSpec spec = test::copy_spec();
  spec.tensors[0].name = "ctx_0";
  EXPECT_EQ(lines_of(spec), (Lines{std::string(kRenumbered),
                                   "warning export-context-input " + tensor_range(spec, 0) +
                                       ": src0 (ctx_0) comes from a layer that the framework runs on the "
                                       "CPU: whoever runs this file has to compute it"}));
}

TEST(Warnings, OfErrorsInTheSource) {
  writer::HwxSpec spec = test::spec_of({test::copy_task(5, 4), test::copy_task(5, 4)});
  spec.style = writer::style_v5_4_1();
  Bytes bytes = test::hwx_bytes(spec);
  bytes.at(0x4000 + 7 * 4 + 2) = 0x10;  // the second task would lie far behind the text
  const auto document = test::open(bytes);
  const std::size_t errors = document->problems().count(Severity::Error);
  ASSERT_GT(errors, 0u);
  Options options;
  const Plan plan = test::plan_of(document, options);
  Lines warnings;
  for (const Diagnostic& problem : plan.problems.list())
    if (problem.code == "export-source-errors") warnings.push_back(problem.message);
  EXPECT_EQ(warnings, Lines{"the source has " + counted(errors, "error") +
                            " beside its tasks and tensors, check lists them"});
}

TEST(Warnings, OfAnAnecFileWhoseTasksFitNoOrder) {
  test::AnecFile sample = test::anec_sample("add");
  test::AnecFile::put(sample.tasks, test::kBaseWord * 4, 0x25965, 4);  // writes what it reads: no output
  const Plan plan = test::plan_of(test::open(sample.write()));
  ASSERT_TRUE(plan.possible());
  EXPECT_EQ(
      test::lines_of(plan).at(0),
      "warning export-roles 0x0..0x6a8: the tasks do not write 1 output and read 2 inputs as the header "
      "says, and no order of the channels explains it: they stay as they are");
  EXPECT_TRUE(plan.changes.empty());
}

TEST(Notes, SayWhatOfAnAnecFileIsNotCopied) {
  Bytes bytes = test::exported(test::open_spec(test::copy_spec()));
  const auto notes = [](const Bytes& file) {
    Lines lines;
    for (const std::string& line : test::lines_of(test::plan_of(test::open(file))))
      if (line.starts_with("note ")) lines.push_back(line);
    return lines;
  };
  EXPECT_EQ(notes(bytes), Lines());
  Bytes longer = bytes;
  longer.insert(longer.end(), 3, 1);
  EXPECT_EQ(notes(longer), Lines{"note export-bytes-dropped " + range_text({bytes.size(), 3}) +
                                 ": bytes between the header and the payload, or behind it, are not copied"});
  Bytes other = bytes;
  other.at(0x28 + 4) = 9;  // tiles[1]
  EXPECT_EQ(
      notes(other),
      Lines{"note export-header-differs 0x2c..0x2d: numbers of the header that are not what they should "
            "be are written anew"});
}

// The remaining codes are those of Mode::Anecc.

TEST(Anecc, HasOnePlaceForThePayload) {
  const Options options = test::in_mode(Mode::Anecc, anec::Variant::Header800);
  EXPECT_EQ(test::lines_of(test::plan_of(test::open_spec(test::copy_spec()), options)),
            Lines{"error export-anecc-payload 0x0..0x0: anecc writes the payload at 0x1000 only"});
}

TEST(Anecc, RefusesWithItsReason) {
  const auto document = test::open_spec(test::copy_spec());  // no task of 0x274 bytes
  const Plan plan = test::plan_of(document, test::in_mode(Mode::Anecc));
  ASSERT_EQ(plan.problems.list().size(), 1u);
  const Diagnostic problem = plan.problems.list()[0];
  EXPECT_EQ(problem.code, "export-anecc-refuses");
  EXPECT_FALSE(problem.message.empty());
  EXPECT_LE(problem.where.end(), document->file().size());
}

TEST(Anecc, ThatWritesNonsenseIsWarnedOf) {
  ANE_CORPUS(corpus);
  const auto document = test::open_corpus(corpus, "mul-macos14");
  EXPECT_EQ(
      test::lines_of(test::plan_of(document, test::in_mode(Mode::Anecc))),
      Lines{"warning export-anecc-inputs-first " + range_text(document->text().extent()) +
            ": anecc does not renumber tasks that have their inputs first: this file will load, run and "
            "compute nonsense"});
}

TEST(Anecc, ThatAnnouncesMoreThanThereIsIsWarnedOf) {
  ANE_CORPUS(corpus);
  Bytes bytes = test::file_bytes(corpus / "hwx" / "mul-macos12.hwx");
  const auto whole = test::open(bytes);
  bytes.resize(whole->text().extent().offset + 0x1280);
  const auto document = test::open(bytes);
  const Plan plan = test::plan_of(document, test::in_mode(Mode::Anecc));
  ASSERT_TRUE(plan.possible()) << testing::PrintToString(test::lines_of(plan));
  EXPECT_EQ(test::lines_of(plan),
            Lines{"warning export-anecc-cut " + range_text(plan.pieces.at(0).source) +
                  ": the source ends 12288 bytes before what anecc announces in the header"});
  EXPECT_EQ(plan.file_bytes, 0x1000u + 0x1280);
  EXPECT_EQ(test::planned(document, plan).size(), plan.file_bytes);
}

}  // namespace
}  // namespace ane::exporter
