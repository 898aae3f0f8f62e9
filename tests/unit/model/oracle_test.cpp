// Recorded task streams decode to what the recording says.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "core/document/document.hpp"
#include "tests/unit/model/oracles.hpp"

namespace ane::model {
namespace {

using document::DocumentPtr;
using nlohmann::json;

TEST(Oracles, AreThirtyOne) {
  ANE_CORPUS(corpus);
  EXPECT_EQ(test::oracle_paths(corpus).size(), 31u);
}

TEST(Oracles, HaveTheirTasksWhereTheRecordingHasThem) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    const json oracle = test::read_oracle(path);
    const DocumentPtr document = test::open_oracle(oracle);
    ASSERT_NE(document, nullptr);
    const json& tasks = oracle.at("tasks");
    EXPECT_EQ(tasks.size(), oracle.at("program_descriptor").at("task_count"));
    ASSERT_EQ(document->tasks().size(), tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      EXPECT_EQ(document->tasks()[i].span.offset, tasks[i].at("offset"));
      EXPECT_EQ(document->tasks()[i].span.size, tasks[i].at("size_bytes"));
    }
  }
}

TEST(Oracles, EndEveryTaskWithTheRecordedRegisterValuesAndNoOthers) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    const json oracle = test::read_oracle(path);
    const DocumentPtr document = test::open_oracle(oracle);
    ASSERT_NE(document, nullptr);
    for (std::size_t i = 0; i < document->tasks().size(); ++i) {
      SCOPED_TRACE(path.stem().string() + " task " + std::to_string(i));
      Diagnostics problems;
      const task::Task task = document->decode(i, problems);
      EXPECT_TRUE(problems.empty());
      EXPECT_TRUE(task.undecoded.empty());
      std::map<std::uint32_t, std::uint32_t> decoded;
      for (const task::Write& write : task.writes) decoded[write.address] = write.value;
      std::map<std::uint32_t, std::uint32_t> recorded;
      for (const auto& [address, value] : oracle.at("tasks")[i].at("registers").items())
        recorded[test::hex_number(address)] = test::hex_number(value);
      EXPECT_EQ(decoded, recorded);
      for (const auto& [address, value] : recorded) {
        ASSERT_NE(task.last_write(address), nullptr);
        EXPECT_EQ(task.last_write(address)->value, value);
      }
    }
  }
}

TEST(Oracles, WriteOnlyToAddressesThatTheDatabaseKnows) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    const DocumentPtr document = test::open_oracle(test::read_oracle(path));
    for (std::size_t i = 0; i < document->tasks().size(); ++i) {
      Diagnostics problems;
      for (const task::Write& write : document->decode(i, problems).writes)
        EXPECT_TRUE(document->generation()->find(write.address)) << std::hex << write.address;
    }
  }
}

// corpus/README.md names the tasks that have the extra word, counted from 0 within a record.
TEST(Oracles, HaveTheExtraHeaderWordWhereTheCorpusSaysSo) {
  ANE_CORPUS(corpus);
  std::map<std::string, std::vector<std::size_t>> found;
  for (const auto& path : test::oracle_paths(corpus)) {
    const DocumentPtr document = test::open_oracle(test::read_oracle(path));
    for (std::size_t i = 0; i < document->tasks().size(); ++i) {
      Diagnostics problems;
      const task::Task task = document->decode(i, problems);
      EXPECT_EQ(task.header.size(), task.extended ? 11u : 10u);
      if (task.extended) found[path.stem().string()].push_back(i);
    }
  }
  const std::map<std::string, std::vector<std::size_t>> expected = {
      {"env_chain_attention_s64_d64", {2, 8}}, {"env_mm_r2rr_m128_k2048_n2048_tx1_ty1", {2}}};
  EXPECT_EQ(found, expected);
}

TEST(Oracles, CauseNoProblemAtAll) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    for (const Diagnostic& problem : document::check(*test::open_oracle(test::read_oracle(path))).list())
      ADD_FAILURE() << severity_name(problem.severity) << " " << problem.code << ": " << problem.message;
  }
}

TEST(Oracles, KeepTheirTensorsThroughTheContainer) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    const json oracle = test::read_oracle(path);
    const DocumentPtr document = test::open_oracle(oracle);
    const auto& tensors = document->container().tensors;
    ASSERT_EQ(tensors.size(), oracle.at("tensor_descriptors").size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      const json& recorded = oracle.at("tensor_descriptors")[i];
      EXPECT_EQ(tensors[i].role, recorded.at("binding"));
      EXPECT_EQ(tensors[i].type, recorded.at("element_code"));
      EXPECT_EQ(json(tensors[i].shape), recorded.at("shape"));
      EXPECT_EQ(json(tensors[i].strides), recorded.at("strides"));
      EXPECT_EQ(tensors[i].total, recorded.at("total_bytes"));
    }
  }
}

}  // namespace
}  // namespace ane::model
