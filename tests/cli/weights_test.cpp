// anetool weights --npy.

#include <gtest/gtest.h>

#include <filesystem>

#include "core/writer/samples.hpp"
#include "tests/cli/files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::string sample_file(const test::TemporaryFolder& folder, const std::string& name) {
  for (const writer::Sample& sample : writer::samples()) {
    if (sample.name != name) continue;
    const auto bytes = sample.build();
    EXPECT_TRUE(bytes);
    return folder.file(name + ".hwx", std::string(bytes->begin(), bytes->end()));
  }
  return "";
}

TEST(WeightsNpy, WritesEveryDecodedConstant) {
  const test::TemporaryFolder folder;
  const std::string path = sample_file(folder, "conv3x3");
  const fs::path out = folder.path() / "a" / "b";
  const json list = test::run_json({"weights", path, "--json", "--npy", out.string()});
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].at("file"), (out / "task_0_weights.npy").string());
  EXPECT_EQ(list[1].at("file"), (out / "task_0_bias.npy").string());
  const std::string weights = test::read_file(out / "task_0_weights.npy");
  EXPECT_NE(weights.find("'shape': (8, 3, 3, 3), }"), std::string::npos);
  EXPECT_EQ(weights.size(), 128u + 2 * 8 * 27);
  EXPECT_EQ(test::read_file(out / "task_0_bias.npy").size(), 128u + 2 * 8);
  EXPECT_EQ(std::distance(fs::directory_iterator(out), fs::directory_iterator()), 2)
      << "nothing is left over";
}

TEST(WeightsNpy, TablesKeepTheirHalfwords) {
  const test::TemporaryFolder folder;
  const std::string path = sample_file(folder, "sigmoid");
  test::run_json({"weights", path, "--json", "--npy", folder.path().string()});
  const std::string table = test::read_file(folder.path() / "task_0_table.npy");
  EXPECT_EQ(table.size(), 128u + 128);
  EXPECT_EQ(table[128 + 84], 0x01);
}

TEST(WeightsNpy, AFolderThatCannotBeMadeIsAFailure) {
  const test::TemporaryFolder folder;
  const std::string path = sample_file(folder, "conv3x3");
  const test::Outcome outcome = test::run_cli({"weights", path, "--npy", path + "/inside"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.out.find("task 0 bias"), std::string::npos) << "the list is complete";
  EXPECT_NE(outcome.err.find("task_0_weights.npy"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace ane::cli
