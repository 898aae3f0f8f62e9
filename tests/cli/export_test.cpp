// anetool export of single files: docs/command-line.md.

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "tests/cli/export_files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
using test::Outcome;
using test::run_cli;
using Args = std::vector<std::string>;

class Export : public testing::Test {
 protected:
  Outcome run(Args args) const {
    args.insert(args.begin(), {"export", path_});
    return run_cli(args);
  }
  json run_json(Args args) const {
    args.insert(args.begin(), {"export", path_});
    args.push_back("--json");
    return test::run_json(args);
  }
  std::string out(const std::string& name = "out.anec") const { return (folder_.path() / name).string(); }
  std::string bytes_of(const std::string& name) const { return test::read_file(folder_.path() / name); }
  /// The names of all files but the source.
  std::vector<std::string> files() const { return test::files_below(folder_.path(), "relu.hwx"); }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("relu.hwx", test::sample_file("relu"));
};

TEST_F(Export, WritesNothingUnlessAsked) {
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "anetool: export: nothing to do: -o OUT.anec or -w writes a file, -p prints the header\n");
  EXPECT_EQ(run({"--json"}).status, 2);
  EXPECT_EQ(run({"-n", "name"}).status, 2);
  EXPECT_EQ(files(), Args());
}

TEST_F(Export, TellsWhatItWrote) {
  const Outcome outcome = run({"-o", out()});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(outcome.out.starts_with(out() + ": 20992 bytes, correct, payload at 0x1000\n")) << outcome.out;
  for (const char* piece :
       {"\nrenumbered\n  task 0  0x", "source1 4 → 5, result 5 → 4", "\nchecked: 20992 bytes"})
    EXPECT_NE(outcome.out.find(piece), std::string::npos) << piece << "\n" << outcome.out;
  EXPECT_EQ(files(), Args{"out.anec"});
  EXPECT_EQ(run_cli({"check", out()}).out, out() + ": no problems\n");
  EXPECT_EQ(run_cli({"export", out(), "-o", out("again")}).status, 0);
  EXPECT_EQ(bytes_of("again"), bytes_of("out.anec"));
}

TEST_F(Export, HasTheKeysOfTheContract) {
  const json result = run_json({"-o", out(), "--sidecar"});
  EXPECT_EQ(result.at("output"), out());
  EXPECT_EQ(result.at("sidecar"), out() + ".json");
  EXPECT_EQ(result.at("mode"), "correct");
  EXPECT_EQ(result.at("program"), "net");
  EXPECT_EQ(result.at("payload"), 0x1000);
  EXPECT_EQ(result.at("bytes"), 20992);
  EXPECT_EQ(result.at("td_count"), 1);
  EXPECT_EQ(result.at("src_count"), 1);
  EXPECT_EQ(result.at("dst_count"), 1);
  EXPECT_EQ(result.at("checked").at("tasks"), 1);
  Args channels;
  for (const json& channel : result.at("channels"))
    channels.push_back(channel.at("channel").dump() + " " + channel.at("name").get<std::string>() + " " +
                       channel.at("role").get<std::string>() + " " + channel.at("tensor").dump() + " " +
                       channel.at("source_slot").dump());
  EXPECT_EQ(channels, (Args{"0 cmd commands null 0", "1 krn weights null 1", "4 dst0 output \"y\" 5",
                            "5 src0 input \"x\" 4"}));
  EXPECT_EQ(result.at("channels")[2].at("shape"), (std::vector<int>{1, 4, 8, 16}));
  EXPECT_EQ(result.at("channels")[2].at("dtype"), "float16");
  ASSERT_EQ(result.at("renumbered").size(), 1u);
  const json& change = result.at("renumbered")[0];
  EXPECT_EQ(change.at("task"), 0);
  EXPECT_EQ(change.at("offset"), 0x4020);
  EXPECT_EQ(change.at("operands"), json::parse(R"([{"operand":"source1","from":4,"to":5},
                                                   {"operand":"result","from":5,"to":4}])"));
  ASSERT_EQ(result.at("problems").size(), 1u);
  EXPECT_EQ(result.at("problems")[0].at("code"), "export-renumbered");
  EXPECT_EQ(result.at("problems")[0].at("severity"), "note");
}

TEST_F(Export, NamesItsFileAfterTheSource) {
  const test::WorkingFolder here(folder_.path());
  EXPECT_EQ(run({"-w"}).status, 0);
  EXPECT_EQ(files(), Args{"relu.anec"});
  EXPECT_EQ(run({"-w", "-n", "other"}).status, 0);
  EXPECT_EQ(files(), (Args{"other.anec", "relu.anec"}));
  EXPECT_EQ(bytes_of("other.anec"), bytes_of("relu.anec"));
  EXPECT_EQ(run({"-w", "-o", "third"}).status, 0);
  EXPECT_EQ(files(), (Args{"other.anec", "relu.anec", "third"})) << "-o wins over -w";
}

TEST_F(Export, GoesToStandardOutput) {
  ASSERT_EQ(run({"-o", out()}).status, 0);
  const Outcome outcome = run({"-o", "-"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out, bytes_of("out.anec"));
  const Outcome terminal = run_cli({"export", path_, "-o", "-"}, {.out = true});
  EXPECT_EQ(terminal.status, 2);
  EXPECT_EQ(terminal.out, "");
  EXPECT_EQ(terminal.err, "anetool: an .anec file is not text: name a file with -o\n");
}

TEST_F(Export, GivesStandardOutputToOne) {
  for (const Args& args : {Args{"-p", "--json"}, Args{"-o", "-", "-p"}, Args{"-o", "-", "--json"}}) {
    const Outcome outcome = run(args);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
  }
  for (const Args& args : {Args{"-p", "--sidecar"}, Args{"-o", "-", "--sidecar"}})
    EXPECT_EQ(run(args).err,
              "anetool: export: --sidecar names the channels of a file: it needs -o OUT.anec or -w\n");
  EXPECT_EQ(files(), Args());
}

TEST_F(Export, PutsThePayloadWhereItIsWanted) {
  ASSERT_EQ(run({"-o", out()}).status, 0);
  for (const std::string offset : {"0x800", "2048"}) {
    EXPECT_EQ(run_json({"-o", out("small"), "--payload", offset}).at("payload"), 0x800);
    EXPECT_EQ(bytes_of("small").substr(0x800), bytes_of("out.anec").substr(0x1000));
    EXPECT_EQ(test::run_json({"info", out("small"), "--json"}).at("variant"), "header-0x800");
  }
  EXPECT_EQ(run_json({"-o", out(), "--payload", "0x1000"}).at("payload"), 0x1000);
  for (const std::string offset : {"0", "0x801", "0x2000", "nonsense", ""}) {
    const Outcome outcome = run({"-o", out("bad"), "--payload", offset});
    EXPECT_EQ(outcome.status, 2) << offset;
    EXPECT_NE(outcome.err.find("--payload"), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(run({"-o", out("bad"), "--payload", "0x800", "--compat", "anecc"}).status, 2);
  EXPECT_EQ(run({"-o", out("bad"), "--compat", "other"}).err,
            "anetool: export: --compat takes anecc, not other\n");
  EXPECT_EQ(files(), (Args{"out.anec", "small"}));
}

TEST_F(Export, OfWhatCannotBeExportedSaysWhy) {
  std::string bytes = test::sample_file("relu");
  bytes.at(8) = 5;
  const std::string other = folder_.file("h14.hwx", bytes);
  const Outcome text = run_cli({"export", other, "-o", out()});
  EXPECT_EQ(text.status, 2);
  EXPECT_EQ(text.out, "");
  EXPECT_TRUE(text.err.starts_with("anetool: " + other + ": cannot be exported: cpusubtype 5 (")) << text.err;
  const Outcome outcome = run_cli({"export", other, "-o", out(), "--json"});
  EXPECT_EQ(outcome.status, 2);
  const json result = json::parse(outcome.out);
  EXPECT_TRUE(result.at("output").is_null());
  EXPECT_EQ(result.at("problems")[0].at("code"), "export-generation");
  EXPECT_EQ(run_cli({"export", out("missing"), "-o", out()}).status, 2);
  EXPECT_EQ(run_cli({"export", folder_.file("text", "not a program"), "-o", out()}).status, 2);
  EXPECT_EQ(files(), (Args{"h14.hwx", "text"}));
}

TEST_F(Export, NeverReplacesItsSource) {
  const Outcome outcome = run({"-o", path_});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "anetool: " + path_ + ": this is the source: an export never replaces it\n");
  EXPECT_EQ(bytes_of("relu.hwx"), test::sample_file("relu"));
  const json result = json::parse(run({"-o", path_, "--json"}).out);
  EXPECT_TRUE(result.at("output").is_null());
  EXPECT_EQ(result.at("problems").back().at("code"), "export-failed");
}

TEST_F(Export, WritesTheNamesOfAllChannels) {
  EXPECT_EQ(run({"-o", out(), "--sidecar"}).status, 0);
  EXPECT_EQ(files(), (Args{"out.anec", "out.anec.json"}));
  const json names = json::parse(bytes_of("out.anec.json"));
  EXPECT_EQ(names.at("source"), "relu.hwx");
  EXPECT_EQ(names.at("channels"), run_json({"-o", out()}).at("channels"));
}

TEST_F(Export, TakesOneProgramOfSeveral) {
  const std::string both = folder_.file("both.hwx", test::two_programs());
  const Outcome outcome = run_cli({"export", both, "-o", out()});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("2: one, two; choose one (--program NAME)"), std::string::npos) << outcome.err;
  EXPECT_EQ(run_cli({"export", both, "-o", out(), "--program", "three"}).status, 2);
  const json result = test::run_json({"export", both, "-o", out(), "--program", "one", "--json"});
  EXPECT_EQ(result.at("program"), "one");
  EXPECT_EQ(result.at("td_count"), 2);
}

TEST_F(Export, TakesAGeneration) {
  EXPECT_EQ(run({"-o", out(), "--generation", "h13"}).status, 0);
  EXPECT_EQ(run({"-o", out("other"), "--generation", "h16"}).status, 2);
  EXPECT_EQ(files(), Args{"out.anec"});
}

TEST(ExportAnecc, RefusesContextInputsUnlessForced) {
  ANE_CORPUS(corpus);
  const test::TemporaryFolder folder;
  // The name has the same length everywhere, so that it can be changed in place.
  std::string bytes = test::read_file(corpus / "hwx" / "mul-macos12.hwx");
  std::size_t count = 0;
  for (std::size_t at = bytes.find("image2"); at != std::string::npos; at = bytes.find("image2", at)) {
    bytes.replace(at, 6, "ctx_i2");
    ++count;
  }
  ASSERT_GT(count, 1u);
  const std::string path = folder.file("in.hwx", bytes), out = (folder.path() / "out").string();
  const Outcome refused = run_cli({"export", path, "-o", out, "--compat", "anecc"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("ctx_"), std::string::npos) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(out));
  const json forced = test::run_json({"export", path, "-o", out, "--compat", "anecc", "-f", "--json"});
  EXPECT_EQ(forced.at("mode"), "anecc");
  const std::string copied = test::read_file(out);
  const Outcome correct = run_cli({"export", path, "-o", out});
  EXPECT_EQ(correct.status, 0) << "a warning, no refusal";
  EXPECT_NE(correct.out.find("export-context-input"), std::string::npos) << correct.out;
  EXPECT_EQ(test::read_file(out), copied);
}

TEST(ExportAnecc, WritesTheFilesOfAnecc) {
  ANE_CORPUS(corpus);
  const test::TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  for (const char* name : {"mul-macos12", "tinygrad-conv", "tinygrad-sigmoid"}) {
    const std::string path = (corpus / "hwx" / name).string() + ".hwx";
    EXPECT_EQ(run_cli({"export", path, "-o", out, "--compat", "anecc"}).status, 0);
    EXPECT_EQ(test::read_file(out), test::read_file(corpus / "anec" / (std::string(name) + ".anec")));
  }
}

}  // namespace
}  // namespace ane::cli
