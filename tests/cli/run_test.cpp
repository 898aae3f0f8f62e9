// anetool run: docs/command-line.md.

#include <gtest/gtest.h>

#include <cmath>
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

std::string npy(const std::vector<std::uint64_t>& shape, const std::vector<double>& values) {
  StringSink sink;
  sink.write(npy_half_header(shape));
  std::vector<std::uint16_t> bits;
  for (const double value : values) bits.push_back(double_to_half(value));
  write_halves(sink, bits);
  return sink.text;
}

std::vector<double> values_of(const std::string& path) {
  const auto source = open_source(path);
  EXPECT_TRUE(source) << path;
  if (!source) return {};
  const auto array = read_npy(ByteView(**source));
  EXPECT_TRUE(array) << path;
  std::vector<double> values;
  for (std::uint64_t i = 0; i < array->count(); ++i) values.push_back(array->value(i));
  return values;
}

std::vector<double> ramp(std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<double>(i % 2048) / 1024 - 1);
  return values;
}

/// The sample relu: y = max(x, 0) of 1x4x8x16.
class Run : public testing::Test {
 protected:
  static constexpr std::size_t kCount = 4 * 8 * 16;

  Outcome run(Args args) const {
    args.insert(args.begin(), {"run", path_, "--device", "cpu"});
    return run_cli(args);
  }
  json run_json(Args args, int status = 0) const {
    args.push_back("--json");
    const Outcome outcome = run(args);
    EXPECT_EQ(outcome.status, status) << outcome.err;
    return json::parse(outcome.out, nullptr, false);
  }
  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
  Args files() const { return test::files_below(folder_.path(), "relu.hwx"); }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("relu.hwx", test::sample_file("relu"));
};

TEST_F(Run, ComputesWhatTheSampleSays) {
  const Outcome outcome = run({"--fill", "x=ramp", "-o", at("out/deep")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(outcome.out.starts_with("run on cpu: 1 task in ")) << outcome.out;
  EXPECT_EQ(files(), Args{"out/deep/y.npy"});
  std::vector<double> expected = ramp(kCount);
  for (double& value : expected) value = std::max(value, 0.0);
  EXPECT_EQ(values_of(at("out/deep/y.npy")), expected);
}

TEST_F(Run, HasTheKeysOfTheContract) {
  const json result = run_json({"--fill", "x=ramp", "-o", at("out")});
  EXPECT_EQ(result.at("device"), "cpu");
  EXPECT_EQ(result.at("ok"), true);
  ASSERT_EQ(result.at("seconds").size(), 1u);
  EXPECT_GE(result.at("seconds")[0].get<double>(), 0);
  ASSERT_EQ(result.at("tasks").size(), 1u);
  const json& task = result.at("tasks")[0];
  EXPECT_EQ(task.at("index"), 0);
  EXPECT_EQ(task.at("status"), "done");
  EXPECT_TRUE(task.at("reason").is_null());
  EXPECT_EQ(task.at("basis"), "confirmed");
  EXPECT_TRUE(task.at("hazards").is_array());
  EXPECT_EQ(result.at("problems"), json::array());
  ASSERT_EQ(result.at("outputs").size(), 1u);
  const json& output = result.at("outputs")[0];
  EXPECT_EQ(output.at("name"), "y");
  EXPECT_EQ(output.at("buffer"), 5);
  EXPECT_EQ(output.at("dtype"), "float16");
  EXPECT_EQ(output.at("shape"), (std::vector<int>{1, 4, 8, 16}));
  EXPECT_EQ(output.at("min"), 0);
  EXPECT_EQ(output.at("nan"), 0);
  EXPECT_EQ(output.at("inf"), 0);
  EXPECT_TRUE(output.at("max").is_number() && output.at("mean").is_number() && output.at("std").is_number());
  EXPECT_EQ(output.at("file"), at("out/y.npy"));
  EXPECT_TRUE(output.at("expected").is_null());
  EXPECT_TRUE(run_json({"--fill", "x=ramp"}).at("outputs")[0].at("file").is_null());
}

TEST_F(Run, InputsThatAreNotGivenAreZerosWithANote) {
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.err.starts_with("anetool: " + path_ + ": note: input x is not given, it is zeros"))
      << outcome.err;
  EXPECT_EQ(files(), Args()) << "nothing is written unless asked";
  EXPECT_EQ(run_json({}).at("problems")[0].at("code"), "input-not-given");
}

TEST_F(Run, TakesArrays) {
  std::vector<double> values = ramp(kCount);
  const std::string x = folder_.file("x.npy", npy({4, 8, 16}, values));
  EXPECT_EQ(run({"--input", "x=" + x, "-o", at("out")}).status, 0);
  for (double& value : values) value = std::max(value, 0.0);
  EXPECT_EQ(values_of(at("out/y.npy")), values);
  const std::string wrong = folder_.file("wrong.npy", npy({4, 8}, ramp(32)));
  EXPECT_EQ(run({"--input", "x=" + wrong}).err,
            "anetool: " + wrong + ": is an array of 4x8, the tensor is 1x4x8x16\n");
  const std::string text = folder_.file("text.npy", "no array");
  EXPECT_EQ(run({"--input", "x=" + text}).err,
            "anetool: " + text + ": not a .npy file: it does not begin with \\x93NUMPY (0x0..0x6)\n");
}

TEST_F(Run, NamesTensorsInSeveralWays) {
  for (const std::string name : {"x", "@4"}) EXPECT_EQ(run({"--fill", name + "=1"}).err, "") << name;
  const std::string ones = folder_.file("ones.npy", npy({1, 4, 8, 16}, std::vector<double>(kCount, 1)));
  for (const std::string name : {"y", "y@output", "@5"})
    EXPECT_EQ(run({"--fill", "x=1", "--expect", name + "=" + ones}).status, 0) << name;
  const Outcome unknown = run({"--fill", "picture=1"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.err, "anetool: " + path_ + ": there is no input picture: there are x (@4)\n");
  EXPECT_EQ(run({"--expect", "z=" + ones}).status, 2);
}

TEST_F(Run, KnowsTheNamesOfAnec) {
  ASSERT_EQ(run_cli({"export", path_, "-o", at("relu.anec")}).status, 0);
  const Outcome outcome = run_cli({"run", at("relu.anec"), "--fill", "src0=ramp", "-o", at("anec")});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(run({"--fill", "x=ramp", "-o", at("hwx")}).status, 0);
  EXPECT_EQ(test::read_file(at("anec/dst0.npy")), test::read_file(at("hwx/y.npy")));
  EXPECT_NE(run_cli({"run", at("relu.anec"), "--fill", "src1=1"}).err.find("did you mean src0?"),
            std::string::npos);
}

TEST_F(Run, FillsByFormula) {
  const auto mean = [&](const std::string& fill) {
    return run_json({"--fill", "x=" + fill}).at("outputs")[0].at("mean").get<double>();
  };
  EXPECT_EQ(mean("zeros"), 0);
  EXPECT_EQ(mean("ones"), 1);
  EXPECT_EQ(mean("2.5"), 2.5);
  EXPECT_EQ(mean("-2.5"), 0);
  EXPECT_EQ(mean("onehot:7"), 1.0 / kCount);
  const Outcome outcome = run({"--fill", "x=rampp"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("did you mean ramp?"), std::string::npos) << outcome.err;
  EXPECT_EQ(run({"--fill", "x"}).status, 2);
  EXPECT_EQ(run({"--fill", "x=1", "--fill", "x=2"}).err, "anetool: run: --fill: input x is given twice\n");
}

TEST_F(Run, SeedsRandomValues) {
  const auto values = [&](const std::string& seed, const std::string& folder) {
    EXPECT_EQ(run({"--fill", "x=random", "--seed", seed, "-o", at(folder)}).status, 0);
    return values_of(at(folder + "/y.npy"));
  };
  EXPECT_EQ(values("1", "a"), values("1", "b"));
  EXPECT_NE(values("1", "a"), values("2", "c"));
}

TEST_F(Run, ComparesWithTolerances) {
  const std::string expected = folder_.file("y.npy", npy({1, 4, 8, 16}, std::vector<double>(kCount, 1.25)));
  const Args args = {"--fill", "x=1", "--expect", "y=" + expected};
  const auto with = [&](Args more) {
    more.insert(more.begin(), args.begin(), args.end());
    return more;
  };
  const Outcome failed = run(with({"-o", at("out")}));
  EXPECT_EQ(failed.status, 1);
  EXPECT_EQ(failed.err, "");
  EXPECT_NE(failed.out.find("fail"), std::string::npos) << failed.out;
  EXPECT_EQ(test::files_below(folder_.path() / "out"), Args{"y.npy"})
      << "what was computed is there to look at";
  EXPECT_EQ(run(with({"--atol", "0.25"})).status, 0);
  EXPECT_EQ(run(with({"--rtol", "0.2", "--atol", "0"})).status, 0);
  EXPECT_EQ(run(with({"--atol", "-1"})).err, "anetool: run: --atol takes a number from 0 on, not \"-1\"\n");
  const json comparison = run_json(with({}), 1).at("outputs")[0].at("expected");
  EXPECT_EQ(comparison.at("file"), expected);
  EXPECT_EQ(comparison.at("max_abs_error"), 0.25);
  EXPECT_EQ(comparison.at("max_rel_error"), 0.2);
  EXPECT_NEAR(comparison.at("cosine").get<double>(), 1, 1e-12);
  EXPECT_EQ(comparison.at("pass"), false);
  EXPECT_EQ(comparison.at("failing"), kCount);
}

TEST_F(Run, Repeats) {
  const json result = run_json({"--fill", "x=1", "--repeat", "3"});
  EXPECT_EQ(result.at("seconds").size(), 3u);
  EXPECT_TRUE(result.at("warm_up_seconds").is_number());
  EXPECT_NE(run({"--fill", "x=1", "--repeat", "3"}).out.find("3 times: median "), std::string::npos);
  EXPECT_EQ(run({"--repeat", "0"}).status, 2);
}

TEST_F(Run, KnowsItsOptions) {
  EXPECT_EQ(run({"--fill", "x=1", "--timeout", "2.5", "--allow-inferred"}).status, 0);
  EXPECT_EQ(run({"--timeout", "0"}).status, 2);
  EXPECT_EQ(run({"--timeout", "soon"}).status, 2);
  EXPECT_EQ(run({"--pixels", "half"}).err,
            "anetool: run: --pixels: pixels become 0..1, -1..1 or 0..255, not half\n");
  EXPECT_EQ(run({"-o", ""}).status, 2);
  EXPECT_EQ(run_cli({"run", path_, "--fill", "x=1"}).status, 0) << "auto finds a device";
  const Outcome device = run_cli({"run", path_, "--device", "gpu"});
  EXPECT_EQ(device.status, 2);
  EXPECT_NE(device.err.find("no device is called gpu"), std::string::npos) << device.err;
  EXPECT_EQ(run_cli({"run", path_, "--device", "/dev/accel/accel987654"}).status, 2);
}

TEST_F(Run, RefusedTasksLeaveNothingBehind) {
  ASSERT_EQ(run_cli({"patch", path_, "--set", "0:NE.MACCfg.OpMode=5", "-o", at("refused.hwx")}).status, 0);
  const Outcome outcome =
      run_cli({"run", at("refused.hwx"), "--device", "cpu", "--fill", "x=1", "-o", at("out"), "--json"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("task 0 refused: NE.MACCfg.OpMode"), std::string::npos) << outcome.err;
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result.at("ok"), false);
  EXPECT_EQ(result.at("tasks")[0].at("status"), "refused");
  EXPECT_TRUE(result.at("tasks")[0].at("reason").is_string());
  EXPECT_EQ(result.at("outputs"), json::array());
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out"));
}

TEST_F(Run, OutputsThatCannotBeWrittenAreTold) {
  const std::string file = folder_.file("file", "");
  const Outcome outcome = run({"--fill", "x=1", "-o", file});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find(file), std::string::npos) << outcome.err;
  EXPECT_EQ(test::read_file(file), "");
}

TEST_F(Run, WarnsOfTasksThatContradictTheRoles) {
  // Source and result change places: the task reads the output and writes the input.
  ASSERT_EQ(run_cli({"patch", path_, "--set", "0:Header8.RBase0=5", "--set", "0:Header8.WBase=4", "-o",
                     at("swapped.hwx")})
                .status,
            0);
  const Outcome outcome = run_cli({"run", at("swapped.hwx"), "--device", "cpu", "--fill", "x=1", "--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("warning: task 0: writes buffer 4 (x), which is declared as an input"),
            std::string::npos)
      << outcome.err;
  EXPECT_GE(json::parse(outcome.out).at("problems").size(), 2u);
}

TEST_F(Run, ChoosesAProgram) {
  const std::string two = folder_.file("two.hwx", test::two_programs());
  EXPECT_NE(run_cli({"run", two, "--program", "three"}).err.find("there is no program three among 2"),
            std::string::npos);
  const Outcome second = run_cli({"run", two, "--program", "two", "--fill", "one0=1"});
  EXPECT_EQ(second.status, 2);
  EXPECT_NE(second.err.find("there is no input one0: there are two2 (@4)"), std::string::npos) << second.err;
  EXPECT_EQ(run_cli({"run", two, "--program", "1", "--fill", "one0=1"}).err, second.err);
  const Outcome first = run_cli({"run", two, "--device", "cpu", "--fill", "one0=1", "--json"});
  EXPECT_NE(first.err.find("note: the file has 2 programs, the first one is run: one"), std::string::npos)
      << first.err;
}

TEST(RunChain, DumpsWhatEveryTaskMakes) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("chain.hwx", test::sample_file("chain"));
  const std::string picture = std::string(ANESCOPE_SOURCE_DIR) + "/assets/samples/picture.png";
  const Outcome outcome =
      run_cli({"run", path, "--device", "cpu", "--input", "picture=" + picture, "-o",
               (folder.path() / "out").string(), "--dump-tasks", (folder.path() / "dump").string()});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const Args dumped = test::files_below(folder.path() / "dump");
  ASSERT_EQ(dumped.size(), 4u);
  EXPECT_TRUE(dumped[0].starts_with("task-000-")) << dumped[0];
  EXPECT_TRUE(dumped[3].starts_with("task-003-")) << dumped[3];
  const auto last = values_of((folder.path() / "dump" / dumped[3]).string());
  EXPECT_EQ(last, values_of((folder.path() / "out/edges.npy").string()));
  EXPECT_EQ(last.size(), 128u * 128);
  EXPECT_GT(*std::max_element(last.begin(), last.end()), 0.5) << "the picture has edges";
}

TEST(RunConvolution, TakesAPicture) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("conv.hwx", test::sample_file("conv3x3"));
  const std::string picture = std::string(ANESCOPE_SOURCE_DIR) + "/assets/samples/picture.png";
  const auto out = [&](const std::string& name) { return (folder.path() / name).string(); };
  ASSERT_EQ(run_cli({"run", path, "--input", "picture=" + picture, "-o", out("unit")}).status, 0);
  ASSERT_EQ(run_cli({"run", path, "--input", "picture=" + picture, "--pixels", "0..255", "-o", out("bytes")})
                .status,
            0);
  const auto unit = values_of(out("unit/features.npy")), bytes = values_of(out("bytes/features.npy"));
  ASSERT_EQ(unit.size(), 8u * 128 * 128);
  EXPECT_NEAR(bytes[5000], 255 * unit[5000], 0.5) << "luma";
}

TEST(Devices, AreListed) {
  const Outcome outcome = run_cli({"devices"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.out.find("\ncpu "), std::string::npos) << outcome.out;
  const json devices = test::run_json({"devices", "--json"});
  ASSERT_GE(devices.size(), 1u);
  EXPECT_EQ(devices[0].at("id"), "cpu");
  EXPECT_EQ(devices[0].at("usable"), true);
  EXPECT_TRUE(devices[0].at("reason").is_null());
  EXPECT_EQ(devices[0].at("generations"), json::array({"h13"}));
  for (const json& device : devices) {
    EXPECT_TRUE(device.at("id").is_string() && device.at("usable").is_boolean());
    EXPECT_EQ(device.at("reason").is_null(), device.at("usable").get<bool>());
  }
  EXPECT_EQ(run_cli({"devices", "extra"}).status, 2);
}

}  // namespace
}  // namespace ane::cli
