#include "core/writer/lookup_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/support/corpus.hpp"
#include "tests/support/sha256.hpp"

namespace ane::writer {
namespace {

// docs/formats/weights-h13.md 4.3: the table is the same in files from 2020 and in those of macOS 26.
TEST(LookupTables, SigmoidIsTheOneOfRealFiles) {
  const auto bytes = encode_table(sigmoid_table());
  EXPECT_EQ(bytes.size(), 128U);
  EXPECT_EQ(test::sha256(bytes), "73f5680aa5f7b3833479e0ecd5a9dd0e3ec221e3aad5170e9db1e40e7a0c7469");
}

TEST(LookupTables, SigmoidEqualsTheBytesOfTheCorpusFile) {
  ANE_CORPUS(corpus);
  const std::string file = test::read_file(corpus / "hwx/tinygrad-sigmoid.hwx");
  const auto bytes = encode_table(sigmoid_table());
  EXPECT_EQ(file.substr(0x4280, 0x80), std::string(bytes.begin(), bytes.end()));
}

TEST(LookupTables, RecordedTablesHaveTheirHashes) {
  ANE_CORPUS(corpus);
  const auto chains = nlohmann::json::parse(test::read_file(corpus / "vectors/chains.json"));
  const auto& tables = chains["tables"];
  EXPECT_EQ(test::sha256(encode_table(tanh_table())), tables["tanh"]["sha256"]);
  EXPECT_EQ(test::sha256(encode_table(leaky_relu_table(0.5))), tables["leaky_half"]["sha256"]);
  EXPECT_EQ(test::sha256(encode_table(exp2_table())), tables["exp2"]["sha256"]);
  EXPECT_EQ(test::sha256(encode_table(reciprocal_table())), tables["reciprocal"]["sha256"]);
  EXPECT_EQ(test::sha256(encode_table(sqrt_table())), tables["sqrt"]["sha256"]);
  EXPECT_EQ(test::sha256(encode_table(rsqrt_table())), tables["rsqrt"]["sha256"]);
}

TEST(LookupTables, SamplesFromTheRecordAreTheFormulas) {
  ANE_CORPUS(corpus);
  const auto chains = nlohmann::json::parse(test::read_file(corpus / "vectors/chains.json"));
  const std::map<std::string, LookupTable> ours = {{"exp2", exp2_table()},
                                                   {"reciprocal", reciprocal_table()},
                                                   {"sqrt", sqrt_table()},
                                                   {"rsqrt", rsqrt_table()}};
  for (const auto& [name, table] : ours) {
    std::istringstream recorded(chains["tables"][name]["halfwords"].get<std::string>());
    const auto bytes = encode_table(table);
    std::string word;
    for (std::size_t i = 0; recorded >> word; ++i) {
      EXPECT_EQ(bytes[2 * i] | bytes[2 * i + 1] << 8, std::stoi(word, nullptr, 16)) << name << " " << i;
    }
  }
}

TEST(LookupTables, BoundsStandInTheFirstFourHalfwords) {
  const auto bytes = encode_table(maximum_table(1.5));
  const auto half = [&bytes](std::size_t index) { return bytes[2 * index] | bytes[2 * index + 1] << 8; };
  EXPECT_EQ(half(0), 0x3e00);  // inputs below 1.5 …
  EXPECT_EQ(half(2), 0x3e00);  // … give 1.5
  EXPECT_EQ(half(1), 0x7c00);
  EXPECT_EQ(half(36), 0x3e00);
  EXPECT_EQ(half(37), 0x3c00);
  EXPECT_EQ(half(41), 0x40);
  EXPECT_EQ(half(42), 1);
  const auto low = encode_table(minimum_table(1.5));
  EXPECT_EQ(low[2] | low[3] << 8, 0x3e00);
  EXPECT_EQ(low[0] | low[1] << 8, 0xfc00);
}

}  // namespace
}  // namespace ane::writer
