// Rules of docs/formats/anec.md, sections 8.1 and 10, that hold the tasks against the header.

#include <algorithm>

#include "core/regdb/codec.hpp"
#include "tests/unit/anec/anec_samples.hpp"

namespace ane::anec {
namespace {

using test::AnecFile;
using test::Bytes;
using Lines = std::vector<std::string>;

/// The file with a field of its first task's header changed.
Bytes with_field(Bytes bytes, std::string_view name, std::int64_t value) {
  const auto field = test::h13()->by_concept(name);
  const std::uint64_t at = payload::kAt1000 + std::uint64_t{field->header->word} * 4;
  std::uint32_t word = 0;
  for (std::size_t i = 4; i-- > 0;) word = word << 8 | bytes.at(at + i);
  AnecFile::put(bytes, at, regdb::pack(*field->field, word, value).value(), 4);
  return bytes;
}

Lines codes_of(const Lines& problems) {
  Lines codes;
  for (const std::string& line : problems)
    codes.push_back(line.substr(0, line.find(' ', line.find(' ') + 1)));
  return codes;
}

Bytes good() {
  return test::anec_sample("add").write();
}

TEST(TaskRules, MeasureTheFirstTask) {
  Bytes bytes = good();
  AnecFile::set(bytes, header::kFirstTask, 0x270);
  const Lines problems = test::problems_of(bytes);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(
      problems[0],
      "warning anec-first-task-size 0x8..0xc: td_size is 0x270, the records of the first task end at 0x274");
  for (const writer::Sample& sample : writer::samples()) {
    for (const std::string& code : codes_of(test::problems_of(test::anec_sample(sample.name).write())))
      EXPECT_NE(code, "warning anec-first-task-size") << sample.name;
  }
}

TEST(TaskRules, CountTheTasks) {
  Bytes bytes = good();
  AnecFile::set(bytes, header::kTaskCount, 2);
  EXPECT_EQ(test::problems_of(bytes),
            (Lines{"warning task-count 0x1000..0x1274: the header declares 2 tasks, the text holds 1"}));
  bytes = good();
  AnecFile::set(bytes, header::kTaskBytes, 0x278);
  EXPECT_EQ(test::problems_of(bytes), Lines()) << "zeros that align the weights";
  bytes.at(0x1277) = 1;
  EXPECT_EQ(test::problems_of(bytes),
            (Lines{"warning tasks-do-not-fill-text 0x1274..0x1278: the last task ends at 0x1274, the text at "
                   "0x1278"}));
}

TEST(TaskRules, HoldSlotsAgainstChannels) {
  EXPECT_EQ(
      test::problems_of(with_field(good(), "buffer.source1", 9)),
      (Lines{"warning anec-slot-outside-channels 0x1020..0x1024: task 0: source1 is in channel 9, the "
             "header has channels up to 6",
             "warning anec-input-not-read 0x198..0x1c8: channel 5 (src0) is an input that no task reads"}));
  EXPECT_EQ(
      test::problems_of(with_field(good(), "buffer.source1", 3)),
      (Lines{"warning anec-slot-without-tiles 0x1020..0x1024: task 0: source1 is in channel 3, which has "
             "no tiles",
             "warning anec-input-not-read 0x198..0x1c8: channel 5 (src0) is an input that no task reads"}));
  EXPECT_EQ(
      test::problems_of(with_field(good(), "buffer.result", 5)),
      (Lines{
          "warning anec-output-not-written 0x168..0x198: channel 4 (dst0) is an output that no task writes",
          "warning anec-input-written 0x1020..0x1024: channel 5 (src0) is an input, task 0 writes it: the "
          "program numbers its inputs first"}));
  EXPECT_EQ(codes_of(test::problems_of(with_field(good(), "buffer.result_enable", 0))),
            Lines{"warning anec-output-not-written"});
}

TEST(TaskRules, FindProgramsThatNumberTheirInputsFirst) {
  EXPECT_EQ(
      test::problems_of(test::anec_sample("relu").write()),
      (Lines{"warning anec-output-not-written 0x168..0x198: channel 4 (dst0) is an output that no task "
             "writes",
             "warning anec-input-written 0x1020..0x1024: channel 5 (src0) is an input, task 0 writes it: "
             "the program numbers its inputs first",
             "warning anec-input-not-read 0x198..0x1c8: channel 5 (src0) is an input that no task "
             "reads"}));
}

// The sample numbers its inputs first, of which other lines speak.
Lines about_weights(const AnecFile& file) {
  Lines lines = test::problems_of(file.write());
  std::erase_if(lines, [](const std::string& line) { return line.find("weights") == std::string::npos; });
  return lines;
}

TEST(TaskRules, LookAtTheWeights) {
  AnecFile file = test::anec_sample("sigmoid");
  EXPECT_EQ(about_weights(file), Lines());
  file.weights.resize(0x40);
  const Lines lines = about_weights(file);
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(lines[0].starts_with("warning anec-weights-past-end")) << lines[0];
  EXPECT_TRUE(lines[0].ends_with("task 0: weights of core 0 end at 0x80, krn_size is 0x40")) << lines[0];
  file.weights.clear();
  EXPECT_EQ(
      about_weights(file),
      (Lines{"warning anec-kernel-without-weights 0x1024..0x1028: task 0: reads weights, krn_size is 0"}));
}

TEST(TaskRules, WantNoNetworkNumber) {
  EXPECT_EQ(
      test::problems_of(with_field(good(), "task.network", 0x40)),
      (Lines{"warning anec-network-number 0x1000..0x1004: task 0: network number 64, loaders write it over "
             "a 0"}));
}

// docs/formats/anec.md, 8.1: of these files only the one of macOS 14 contradicts its channels.
TEST(TaskRules, OfConvertedContainersFlagOnlyThoseWithInputsFirst) {
  ANE_CORPUS(corpus);
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "hwx")) {
    const std::string name = entry.path().filename();
    const Lines codes =
        codes_of(test::problems_of(AnecFile(*test::open(test::file_bytes(entry.path()))).write()));
    const bool flagged = std::any_of(codes.begin(), codes.end(), [](const std::string& code) {
      return code.find("anec-input") != std::string::npos || code.find("anec-output") != std::string::npos;
    });
    EXPECT_EQ(flagged, name == "mul-macos14.hwx") << name << ": " << join(codes, ", ");
    EXPECT_EQ(codes.empty(), name != "mul-macos14.hwx") << name << ": " << join(codes, ", ");
  }
}

}  // namespace
}  // namespace ane::anec
