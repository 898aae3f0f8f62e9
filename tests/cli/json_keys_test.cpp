// Every key that docs/command-line.md promises is there, with its type, for every corpus file.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/cli/files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;

/// Key → its types, "|" between them: number, string, object, array, bool, null.
using Keys = std::map<std::string, std::string>;

std::string type_of(const json& value) {
  if (value.is_number_unsigned() || value.is_number_integer()) return "number";
  return value.is_boolean() ? "bool" : value.type_name();
}

void expect_keys(const json& value, const Keys& keys) {
  ASSERT_TRUE(value.is_object()) << value;
  for (const auto& [key, types] : keys) {
    ASSERT_TRUE(value.contains(key)) << key << " is missing in " << value.dump().substr(0, 300);
    EXPECT_NE(("|" + types + "|").find("|" + type_of(value.at(key)) + "|"), std::string::npos)
        << key << " is " << type_of(value.at(key)) << ", not " << types;
  }
}

const Keys kTensor = {{"name", "string"},
                      {"role", "string"},
                      {"dtype", "string"},
                      {"shape", "array"},
                      {"strides", "array|null"},
                      {"row_stride", "number|null"},
                      {"plane_stride", "number|null"},
                      {"bytes", "number|null"},
                      {"address", "number|null"},
                      {"buffer", "number|null"},
                      {"symbol", "string|null"}};

const Keys kProblem = {{"severity", "string"}, {"code", "string"}, {"message", "string"},
                       {"offset", "number"},   {"size", "number"}, {"task", "number|null"}};

void expect_tensor(const json& tensor) {
  expect_keys(tensor, kTensor);
  const std::string role = tensor.at("role");
  EXPECT_TRUE(role == "input" || role == "output" || role == "intermediate" || role == "weights") << role;
  EXPECT_EQ(tensor.at("shape").size(), 4u);
  if (tensor.at("strides").is_null()) return;
  ASSERT_EQ(tensor.at("strides").size(), 4u);
  EXPECT_EQ(tensor.at("strides")[1], tensor.at("plane_stride"));
  EXPECT_EQ(tensor.at("strides")[2], tensor.at("row_stride"));
}

TEST(InfoJson, HasEveryKeyOfTheContract) {
  ANE_CORPUS(corpus);
  for (const std::string& path : test::corpus_hwx(corpus)) {
    SCOPED_TRACE(path);
    const json info = test::run_json({"info", path, "--json"});
    expect_keys(info, {{"path", "string"},
                       {"bytes", "number"},
                       {"format", "string"},
                       {"variant", "null"},
                       {"generation", "string"},
                       {"td_version", "number"},
                       {"cpu_subtype", "number"},
                       {"chips", "array"},
                       {"compiler", "object"},
                       {"segments", "array"},
                       {"programs", "array"},
                       {"tasks", "number"},
                       {"tensors", "array"},
                       {"weights_bytes", "number"},
                       {"operations", "object"},
                       {"problems", "array"},
                       {"explained_bytes", "number"}});
    EXPECT_EQ(info.at("path"), path);
    EXPECT_EQ(info.at("format"), "hwx");
    EXPECT_EQ(info.at("generation"), "h13");
    EXPECT_EQ(info.at("td_version"), 7);
    EXPECT_EQ(info.at("cpu_subtype"), 4);
    expect_keys(info.at("compiler"), {{"version", "string"}, {"target", "string"}, {"options", "object"}});
    for (const json& segment : info.at("segments")) {
      expect_keys(segment, {{"name", "string"},
                            {"vmaddr", "number"},
                            {"vmsize", "number"},
                            {"fileoff", "number"},
                            {"filesize", "number"},
                            {"sections", "array"}});
      for (const json& section : segment.at("sections")) {
        expect_keys(section, {{"name", "string"},
                              {"addr", "number"},
                              {"size", "number"},
                              {"offset", "number"},
                              {"flags", "number"}});
      }
    }
    ASSERT_EQ(info.at("programs").size(), 1u);
    expect_keys(info.at("programs")[0], {{"name", "string"}, {"tasks", "number"}});
    for (const json& tensor : info.at("tensors")) expect_tensor(tensor);
    std::uint64_t operations = 0;
    for (const json& count : info.at("operations")) operations += count.get<std::uint64_t>();
    EXPECT_EQ(operations, info.at("tasks"));
  }
}

TEST(TasksJson, HasEveryKeyOfTheContract) {
  ANE_CORPUS(corpus);
  for (const std::string& path : test::corpus_hwx(corpus)) {
    SCOPED_TRACE(path);
    const json tasks = test::run_json({"tasks", path, "--json", "--state"});
    ASSERT_TRUE(tasks.is_array());
    for (const json& task : tasks) {
      expect_keys(task, {{"program", "string"},
                         {"index", "number"},
                         {"offset", "number"},
                         {"size", "number"},
                         {"tid", "number"},
                         {"operation", "string"},
                         {"summary", "string"},
                         {"header", "object"},
                         {"writes", "array"},
                         {"state", "object"}});
      EXPECT_TRUE(task.at("header").contains("Header7.NextPointer"));
      EXPECT_TRUE(task.at("header").at("Header7.NextPointer").is_number());
      EXPECT_EQ(task.at("writes").size(), 140u);
      for (const json& write : task.at("writes")) {
        expect_keys(write, {{"address", "number"},
                            {"value", "number"},
                            {"offset", "number"},
                            {"block", "string|null"},
                            {"register", "string|null"},
                            {"fields", "object"}});
        EXPECT_EQ(write.at("address").get<std::uint64_t>() % 4, 0u) << "addresses are in bytes";
      }
      EXPECT_TRUE(task.at("state").at("Common.InDim.Win").is_number());
      EXPECT_TRUE(task.at("state").at("Common.ChCfg.InFmt").is_number());
      EXPECT_TRUE(task.at("state").at("Common.ChCfg.InFmt.name").is_string());
    }
  }
}

TEST(TasksJson, HasNoStateUnlessAsked) {
  ANE_CORPUS(corpus);
  const json tasks = test::run_json({"tasks", (corpus / "hwx" / "tinygrad-relu.hwx").string(), "--json"});
  EXPECT_FALSE(tasks[0].contains("state"));
}

TEST(TasksJson, HasTheOffsetsOfTheFile) {
  ANE_CORPUS(corpus);
  const std::string path = (corpus / "hwx" / "tinygrad-concat.hwx").string();
  const std::string bytes = test::read_file(path);
  const json tasks = test::run_json({"tasks", path, "--json"});
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].at("offset"), 0x4000);
  EXPECT_EQ(tasks[1].at("offset"), 0x4300);
  for (const json& task : tasks) {
    for (const json& write : task.at("writes")) {
      const auto at = write.at("offset").get<std::size_t>();
      std::uint32_t word = 0;
      for (std::size_t i = 4; i-- > 0;) word = word << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
      EXPECT_EQ(write.at("value"), word);
    }
  }
}

TEST(TensorsJson, HasEveryKeyOfTheContract) {
  ANE_CORPUS(corpus);
  for (const std::string& path : test::corpus_hwx(corpus)) {
    SCOPED_TRACE(path);
    const json tensors = test::run_json({"tensors", path, "--json"});
    ASSERT_TRUE(tensors.is_array());
    std::size_t declared = 0;
    for (const json& tensor : tensors) {
      expect_tensor(tensor);
      if (tensor.at("role") == "input" || tensor.at("role") == "output") ++declared;
    }
    EXPECT_EQ(declared, test::run_json({"info", path, "--json"}).at("tensors").size());
  }
}

TEST(WeightsJson, HasEveryKeyOfTheContract) {
  ANE_CORPUS(corpus);
  for (const std::string& path : test::corpus_hwx(corpus)) {
    SCOPED_TRACE(path);
    const json weights = test::run_json({"weights", path, "--json"});
    ASSERT_TRUE(weights.is_array());
    EXPECT_FALSE(weights.empty());
    for (const json& constant : weights) {
      expect_keys(constant, {{"name", "string"},
                             {"task", "number|null"},
                             {"core", "number|null"},
                             {"offset", "number"},
                             {"bytes", "number"},
                             {"layout", "string"},
                             {"dtype", "string|null"},
                             {"shape", "array|null"},
                             {"stats", "object|null"},
                             {"kind", "string"},
                             {"reason", "string|null"},
                             {"chunks", "array"},
                             {"symbols", "array"}});
      EXPECT_EQ(constant.at("layout") == "raw", constant.at("reason").is_string());
    }
  }
}

TEST(ExportJson, HasEveryKeyOfTheContract) {
  ANE_CORPUS(corpus);
  const test::TemporaryFolder folder;
  const std::string out = (folder.path() / "out.anec").string();
  for (const std::string& path : test::corpus_hwx(corpus)) {
    SCOPED_TRACE(path);
    const json result = test::run_json({"export", path, "-o", out, "--json"});
    expect_keys(result, {{"input", "string"},
                         {"output", "string"},
                         {"sidecar", "null"},
                         {"mode", "string"},
                         {"program", "string"},
                         {"payload", "number"},
                         {"bytes", "number"},
                         {"channels", "array"},
                         {"renumbered", "array"},
                         {"checked", "object"},
                         {"problems", "array"}});
    for (const json& channel : result.at("channels"))
      expect_keys(channel, {{"channel", "number"},
                            {"name", "string"},
                            {"role", "string"},
                            {"tiles", "number"},
                            {"bytes", "number"},
                            {"tensor", "string|null"},
                            {"symbol", "string|null"},
                            {"dtype", "string|null"},
                            {"shape", "array|null"},
                            {"plane_stride", "number|null"},
                            {"row_stride", "number|null"},
                            {"source_slot", "number|null"}});
    for (const json& change : result.at("renumbered"))
      expect_keys(change, {{"task", "number"},
                           {"offset", "number"},
                           {"before", "number"},
                           {"after", "number"},
                           {"operands", "array"}});
    for (const json& problem : result.at("problems")) expect_keys(problem, kProblem);
  }
}

TEST(DiffJson, HasEveryKeyOfTheContract) {
  ANE_CORPUS(corpus);
  const std::vector<std::string> paths = test::corpus_hwx(corpus);
  for (std::size_t i = 1; i < paths.size(); ++i) {
    SCOPED_TRACE(paths[i]);
    const json report = json::parse(test::run_cli({"diff", paths[i - 1], paths[i], "--json"}).out);
    expect_keys(report, {{"identical", "bool"},
                         {"bytes_identical", "bool"},
                         {"summary", "object"},
                         {"tasks", "array"},
                         {"container", "array"},
                         {"tensors", "array"},
                         {"weights", "array"},
                         {"symbols", "array"},
                         {"noise", "array"},
                         {"headline", "string"},
                         {"a", "object"},
                         {"b", "object"}});
    for (const char* key : {"tasks_same", "tasks_changed", "tasks_only_a", "tasks_only_b", "fields_changed",
                            "tensors_changed", "weights_bytes_changed"})
      EXPECT_TRUE(report.at("summary").at(key).is_number_unsigned()) << key;
    for (const json& task : report.at("tasks")) {
      expect_keys(task,
                  {{"a", "number|null"}, {"b", "number|null"}, {"status", "string"}, {"changes", "array"}});
      for (const json& change : task.at("changes"))
        expect_keys(change, {{"path", "string"}, {"a", "number|null|float"}, {"b", "number|null|float"}});
    }
    for (const json& change : report.at("container"))
      expect_keys(change, {{"path", "string"}, {"a", "string|number|null"}, {"b", "string|number|null"}});
    for (const json& tensor : report.at("tensors")) {
      if (!tensor.at("a").is_null()) expect_tensor(tensor.at("a"));
      if (!tensor.at("b").is_null()) expect_tensor(tensor.at("b"));
    }
    for (const json& constant : report.at("weights"))
      expect_keys(constant, {{"verdict", "string"}, {"compared", "number"}, {"differing", "number"}});
  }
}

TEST(CheckJson, HasEveryKeyOfTheContract) {
  ANE_CORPUS(corpus);
  std::vector<std::string> args = {"check", "--json"};
  const std::vector<std::string> paths = test::corpus_hwx(corpus);
  args.insert(args.end(), paths.begin(), paths.end());
  const json files = test::run_json(args);
  ASSERT_EQ(files.size(), paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    expect_keys(files[i], {{"path", "string"}, {"problems", "array"}});
    EXPECT_EQ(files[i].at("path"), paths[i]);
    for (const json& problem : files[i].at("problems")) EXPECT_NE(problem.at("severity"), "error");
  }
}

TEST(CheckJson, DescribesEachProblem) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("broken.hwx", test::broken_program());
  const test::Outcome outcome = test::run_cli({"check", "--json", path});
  EXPECT_EQ(outcome.status, 1);
  const json files = json::parse(outcome.out);
  ASSERT_FALSE(files.at(0).at("problems").empty());
  for (const json& problem : files[0].at("problems")) {
    expect_keys(problem, kProblem);
    const std::string severity = problem.at("severity");
    EXPECT_TRUE(severity == "error" || severity == "warning" || severity == "note") << severity;
  }
  const json info = test::run_json({"info", path, "--json"});
  EXPECT_EQ(info.at("problems"), files[0].at("problems")) << "info lists what check finds";
}

void expect_tree_node(const json& node, std::size_t& count) {
  expect_keys(node, {{"name", "string"},
                     {"value", "number|string|null|float"},
                     {"kind", "string"},
                     {"offset", "number"},
                     {"size", "number"},
                     {"bits", "array|null"},
                     {"children", "array"}});
  if (node.at("bits").is_array()) {
    EXPECT_EQ(node.at("bits").size(), 2u);
  }
  ++count;
  for (const json& child : node.at("children")) expect_tree_node(child, count);
}

TEST(TreeJson, HasEveryKeyOfTheContractInEveryNode) {
  ANE_CORPUS(corpus);
  for (const std::string& path : test::corpus_hwx(corpus)) {
    SCOPED_TRACE(path);
    const json tree = test::run_json({"tree", path, "--json"});
    std::size_t count = 0;
    expect_tree_node(tree, count);
    EXPECT_GT(count, 1000u);
    EXPECT_EQ(tree.at("kind"), "file");
    EXPECT_EQ(tree.at("offset"), 0);
  }
}

TEST(RegsJson, HasGenerationsRegistersAndFields) {
  const json generations = test::run_json({"regs", "--json"});
  ASSERT_TRUE(generations.is_array());
  std::vector<std::string> ids;
  for (const json& generation : generations) {
    expect_keys(generation, {{"id", "string"},
                             {"name", "string"},
                             {"td_version", "number"},
                             {"cpu_subtypes", "array"},
                             {"chips", "array"}});
    ids.push_back(generation.at("id"));
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"h11", "h12", "h13", "h14", "h15", "h16", "h17", "h18", "h18g"}));
  for (const std::string& id : ids) {
    const json all = test::run_json({"regs", id, "--json"});
    expect_keys(all,
                {{"generation", "string"}, {"header", "array"}, {"registers", "array"}, {"fields", "array"}});
    EXPECT_FALSE(all.at("registers").empty()) << id;
    for (const json& reg : all.at("registers")) {
      expect_keys(reg, {{"block", "string"},
                        {"register", "string"},
                        {"address", "number"},
                        {"doc", "string"},
                        {"sources", "object"},
                        {"fields", "array"}});
      for (const json& field : reg.at("fields"))
        expect_keys(field, {{"name", "string"},
                            {"lsb", "number"},
                            {"width", "number"},
                            {"kind", "string"},
                            {"doc", "string"}});
    }
  }
}

TEST(RegsJson, FindsTheSameFieldInOtherGenerations) {
  const json match = test::run_json({"regs", "h13", "Common.InDim.Win", "--json"});
  ASSERT_EQ(match.at("fields").size(), 1u);
  const json& field = match.at("fields")[0];
  EXPECT_EQ(field.at("path"), "Common.InDim.Win");
  EXPECT_EQ(field.at("concept"), "common.in_width");
  EXPECT_FALSE(field.at("elsewhere").empty());
  for (const json& other : field.at("elsewhere")) {
    expect_keys(other,
                {{"generation", "string"}, {"path", "string"}, {"lsb", "number"}, {"width", "number"}});
    EXPECT_NE(other.at("generation"), "h13");
  }
}

TEST(SampleJson, NamesEverySample) {
  const json samples = test::run_json({"sample", "--json"});
  ASSERT_FALSE(samples.empty());
  for (const json& sample : samples)
    expect_keys(sample, {{"name", "string"}, {"title", "string"}, {"description", "string"}});
}

}  // namespace
}  // namespace ane::cli
