// anetool patch: docs/command-line.md and docs/change-lists.md.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/bits.hpp"
#include "core/base/npy.hpp"
#include "core/base/text.hpp"
#include "tests/cli/export_files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
using test::Outcome;
using test::run_cli;
using Args = std::vector<std::string>;

class Patch : public testing::Test {
 protected:
  Outcome run(Args args) const {
    args.insert(args.begin(), {"patch", path_});
    return run_cli(args);
  }
  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string bytes_of(const std::string& name) const { return test::read_file(folder_.path() / name); }
  Args files() const { return test::files_below(folder_.path(), "conv.hwx"); }
  json state_of(const std::string& name) const {
    return test::run_json({"tasks", at(name), "--json", "--state"})[0].at("state");
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("conv.hwx", test::sample_file("conv1x1"));
};

TEST_F(Patch, SetsFieldsHeadersElementsAndWords) {
  const Outcome outcome =
      run({"--set", "0:NE.MACCfg.NonlinearMode=ReLU", "--set", "0:Header0.TID=0x7", "--set",
           "0:KernelDMASrc.CoeffBaseAddr[3].Addr=0x1000", "--set", "0:NE.PostScale.PostScale=-0.5", "--set",
           "0:Common.InDim=0x00100010", "--list", "-o", at("out.hwx")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("set 0:NE.MACCfg.NonlinearMode 0 -> 1  # None -> ReLU\n"))
      << outcome.out;
  EXPECT_TRUE(outcome.out.ends_with("changes\n")) << outcome.out;
  const json state = state_of("out.hwx");
  EXPECT_EQ(state.at("NE.MACCfg.NonlinearMode"), 1);
  EXPECT_EQ(state.at("KernelDMASrc.CoeffBaseAddr[3].Addr"), 0x1000);
  EXPECT_EQ(state.at("NE.PostScale.PostScale"), -0.5);
  EXPECT_EQ(bytes_of("out.hwx").size(), bytes_of("conv.hwx").size());
}

TEST_F(Patch, ReplacesWeights) {
  StringSink sink;
  sink.write(npy_half_header(std::vector<std::uint64_t>{64}));
  write_halves(sink, std::vector<std::uint16_t>(64, double_to_half(0.25)));
  const std::string bias = folder_.file("bias.npy", sink.text);
  for (const std::string name : {"task 0 bias", "task_0_bias"})
    EXPECT_EQ(run({"--weights", name + "=" + bias, "-o", at("out.hwx")}).status, 0) << name;
  for (const json& constant : test::run_json({"weights", at("out.hwx"), "--json"})) {
    if (constant.at("name") != "task 0 bias") continue;
    EXPECT_EQ(constant.at("stats").at("min"), 0.25);
    EXPECT_EQ(constant.at("stats").at("max"), 0.25);
  }
  EXPECT_EQ(run({"--weights", "task 0 weights=" + bias, "-o", at("no.hwx")}).err,
            "anetool: " + bias + ": the array is 64, task 0 weights is 64x64x1x1\n");
  EXPECT_EQ(run({"--weights", "task 0 bias", "-o", at("no.hwx")}).status, 2);
  EXPECT_EQ(files(), (Args{"bias.npy", "out.hwx"}));
}

TEST_F(Patch, ListsAreSavedAndReplayed) {
  ASSERT_EQ(run({"--set", "0:NE.MACCfg.NonlinearMode=1", "--save", at("list.txt"), "-o", at("a.hwx")}).status,
            0);
  EXPECT_TRUE(bytes_of("list.txt").starts_with("anescope changes 1\nfile 32768 fnv1a64:"));
  EXPECT_EQ(run({"--apply", at("list.txt"), "-o", at("b.hwx")}).status, 0);
  EXPECT_EQ(bytes_of("a.hwx"), bytes_of("b.hwx"));
  const Outcome again = run_cli({"patch", at("a.hwx"), "--apply", at("list.txt"), "-o", at("c.hwx")});
  EXPECT_EQ(again.status, 2);
  EXPECT_NE(again.err.find("0:NE.MACCfg.NonlinearMode holds 1, the list expects 0 (0x"), std::string::npos)
      << again.err;
  folder_.file("bad.txt", "anescope changes 1\nfile 1 fnv1a64:0000000000000000\nset 0:NE.X 1 -> 2\n");
  EXPECT_NE(run({"--apply", at("bad.txt"), "-o", at("c.hwx")}).err.find("bad.txt: line 3, column 7: "),
            std::string::npos);
  EXPECT_EQ(files(), (Args{"a.hwx", "b.hwx", "bad.txt", "list.txt"}));
}

TEST_F(Patch, AListOfAnotherFileIsToldOf) {
  folder_.file("list.txt",
               "anescope changes 1\nfile 1 fnv1a64:0000000000000000\nset 0:NE.MACCfg.NonlinearMode 0 -> 1\n");
  const Outcome outcome = run({"--apply", at("list.txt"), "-o", at("out.hwx")});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.err.find("warning: the list was made for a file of 1 bytes"), std::string::npos)
      << outcome.err;
}

TEST_F(Patch, NeverWritesOverWhatItReads) {
  const std::string before = bytes_of("conv.hwx");
  std::filesystem::create_symlink(path_, at("link.hwx"));
  for (const std::string& output : {path_, at("link.hwx"), at("./conv.hwx")}) {
    const Outcome outcome = run({"--set", "0:NE.MACCfg.NonlinearMode=1", "-o", output});
    EXPECT_EQ(outcome.status, 2) << output;
    EXPECT_NE(outcome.err.find("would be overwritten"), std::string::npos) << outcome.err;
    EXPECT_EQ(run({"--set", "0:NE.MACCfg.NonlinearMode=1", "-o", at("x"), "--save", output}).status, 2);
  }
  EXPECT_EQ(bytes_of("conv.hwx"), before);
  EXPECT_FALSE(std::filesystem::exists(at("x")));
}

TEST_F(Patch, SaysWhatIsMissing) {
  EXPECT_EQ(run({"--set", "0:NE.MACCfg=0"}).err,
            "anetool: patch: nothing to do: -o OUT names the new file\n");
  EXPECT_EQ(run({"-o", at("out.hwx")}).err,
            "anetool: patch: nothing to do: --set, --weights or --apply say what changes\n");
  for (const std::string change : {"NE.MACCfg=0", "0:NE.MACCfg", "x:NE.MACCfg=0", "0:=1"}) {
    const Outcome outcome = run({"--set", change, "-o", at("out.hwx")});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.err,
              "anetool: patch: --set takes TASK:BLOCK.REGISTER.FIELD=VALUE, not \"" + change + "\"\n");
  }
  EXPECT_NE(run({"--set", "0:NE.MACCfg.NonlinearMod=1", "-o", at("out.hwx")})
                .err.find("did you mean NE.MACCfg.NonlinearMode?"),
            std::string::npos);
  EXPECT_EQ(run({"--set", "9:NE.MACCfg=1", "-o", at("out.hwx")}).err,
            "anetool: " + path_ + ": there is no task 9, the file has 1\n");
  EXPECT_EQ(run({"--set", "0:NE.MACCfg=1", "-o", at("out.hwx"), "--save", at("out.hwx")}).status, 2);
  EXPECT_EQ(files(), Args());
}

TEST_F(Patch, GoesToStandardOutput) {
  ASSERT_EQ(run({"--set", "0:NE.MACCfg.NonlinearMode=1", "-o", at("out.hwx")}).status, 0);
  EXPECT_EQ(run({"--set", "0:NE.MACCfg.NonlinearMode=1", "-o", "-"}).out, bytes_of("out.hwx"));
  EXPECT_EQ(run({"--set", "0:NE.MACCfg.NonlinearMode=1", "-o", "-", "--list"}).status, 2);
  EXPECT_EQ(
      run_cli({"patch", path_, "--set", "0:NE.MACCfg.NonlinearMode=1", "-o", "-"}, {.out = true}).status, 2);
}

TEST_F(Patch, WarnsOfWhatIsWrongAfterwards) {
  const Outcome outcome = run({"--set", "0:Header7.NextPointer=0x40", "-o", at("out.hwx")});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(test::run_cli({"check", at("out.hwx")}).out.find("no problems") == std::string::npos,
            !outcome.err.empty());
}

TEST_F(Patch, ChangesRealFiles) {
  ANE_CORPUS(corpus);
  for (const std::string& path : test::corpus_hwx(corpus)) {
    const json tasks = test::run_json({"tasks", path, "--json"});
    for (const json& write : tasks[0].at("writes")) {
      if (write.at("register").is_null() || write.at("fields").empty() || write.contains("element")) continue;
      const std::string reg =
          write.at("block").get<std::string>() + "." + write.at("register").get<std::string>();
      const std::string word = hex(write.at("value").get<std::uint32_t>() ^ 1, 8);
      ASSERT_EQ(run_cli({"patch", path, "--set", "0:" + reg + "=" + word, "-o", at("out.hwx"), "--save",
                         at("list")})
                    .status,
                0)
          << path << " " << reg;
      break;
    }
    EXPECT_EQ(run_cli({"patch", path, "--apply", at("list"), "-o", at("again.hwx")}).status, 0);
    EXPECT_EQ(bytes_of("out.hwx"), bytes_of("again.hwx"));
  }
}

}  // namespace
}  // namespace ane::cli
