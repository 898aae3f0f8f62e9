#include "core/writer/weights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "core/base/bits.hpp"
#include "core/writer/lookup_table.hpp"
#include "tests/support/corpus.hpp"
#include "tests/support/sha256.hpp"

namespace ane::writer {
namespace {

using Halves = std::vector<std::uint16_t>;

std::uint16_t half_at(const PackedWeights& packed, std::size_t offset) {
  return static_cast<std::uint16_t>(packed.bytes.at(offset) | packed.bytes.at(offset + 1) << 8);
}

/// 0, 1, 2, … as bit patterns.
Halves counted(std::size_t count, std::uint16_t first = 0) {
  Halves halves(count);
  std::iota(halves.begin(), halves.end(), first);
  return halves;
}

// The worked examples of docs/formats/weights-h13.md.

TEST(Weights, ExampleAOneLanePerCore) {
  const Halves values = counted(9);
  ConvWeights w{3, 3};
  w.cores_log2 = 2;
  w.values = values;
  const auto packed = pack_dense(w);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed->chunks, (std::vector<Chunk>{{0, 0x40}, {0x40, 0x40}, {0x80, 0x40}}));
  for (std::uint16_t o = 0; o < 3; ++o) {
    for (std::uint16_t i = 0; i < 3; ++i) EXPECT_EQ(half_at(*packed, 0x40U * o + 2U * i), 3 * o + i);
  }
  EXPECT_EQ(half_at(*packed, 6), 0);
}

TEST(Weights, ExampleBBiasRowInFront) {
  const Halves values(6, 0x4200);
  const Halves bias(2, 0x3c00);
  ConvWeights w{2, 3};
  w.cores_log2 = 1;
  w.values = values;
  w.bias = bias;
  const auto packed = pack_dense(w);
  ASSERT_TRUE(packed) << packed.error().message;
  ASSERT_EQ(packed->bytes.size(), 0x80U);
  for (const std::size_t chunk : {0U, 0x40U}) {
    EXPECT_EQ(half_at(*packed, chunk), 0x3c00);
    EXPECT_EQ(half_at(*packed, chunk + 2), 0x4200);
    EXPECT_EQ(half_at(*packed, chunk + 6), 0x4200);
    EXPECT_EQ(half_at(*packed, chunk + 8), 0);
  }
}

TEST(Weights, ExampleCThirtyTwoLanes) {
  Halves values(std::size_t{512} * 512);
  const auto mark = [&](std::size_t o, std::size_t i, std::uint16_t value) { values[o * 512 + i] = value; };
  mark(0, 0, 1), mark(1, 0, 2), mark(0, 1, 3), mark(31, 511, 4), mark(32, 0, 5), mark(100, 7, 6),
      mark(511, 511, 7);
  ConvWeights w{512, 512};
  w.lanes_log2 = 5;
  w.values = values;
  const auto packed = pack_dense(w);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed->bytes.size(), 0x80000U);
  EXPECT_EQ(half_at(*packed, 0x00000), 1);
  EXPECT_EQ(half_at(*packed, 0x00002), 2);
  EXPECT_EQ(half_at(*packed, 0x00040), 3);
  EXPECT_EQ(half_at(*packed, 0x07ffe), 4);
  EXPECT_EQ(half_at(*packed, 0x08000), 5);
  EXPECT_EQ(half_at(*packed, 0x181c8), 6);
  EXPECT_EQ(half_at(*packed, 0x7fffe), 7);
}

TEST(Weights, ExampleDSeveralSlotsPerCore) {
  Halves values(std::size_t{1024} * 256);
  values[275 * 256 + 10] = 1;
  ConvWeights w{1024, 256};
  w.lanes_log2 = 4;
  w.values = values;
  const auto packed = pack_dense(w);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed->chunks[1], (Chunk{0x8000, 0x8000}));
  EXPECT_EQ(half_at(*packed, 0xa146), 1);
}

TEST(Weights, ExampleEUnicastSumOfThree) {
  const Halves values = {0x3c00, 0x3c00, 0xbc00};
  ConvWeights w{1, 3};
  w.cores_log2 = 0;
  w.values = values;
  const auto packed = pack_dense(w);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed->chunks, (std::vector<Chunk>{{0, 0x40}}));
  EXPECT_EQ(half_at(*packed, 0), 0x3c00);
  EXPECT_EQ(half_at(*packed, 4), 0xbc00);
}

TEST(Weights, ExampleFSlotsOfTwoWidths) {
  Halves values(std::size_t{768} * 768);
  values[600 * 768 + 3] = 1;
  const Halves bias = counted(768);
  ConvWeights w{768, 768};
  w.lanes_log2 = 5;
  w.values = values;
  w.bias = bias;
  const auto packed = pack_dense(w);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed->chunks[0].size, 0x12080U);
  EXPECT_EQ(half_at(*packed, 0xc040), 512);  // bias of slot 1
  EXPECT_EQ(half_at(*packed, 5 * 0x12080 + 0xc060 + 2 * (16 * 3 + 8)), 1);
}

TEST(Weights, ExampleGGroupsPadTheirSlots) {
  const Halves values = counted(std::size_t{128} * 16 * 9);
  const Halves bias = counted(128, 1000);
  ConvWeights w{128, 64, 4, 3, 3};
  w.lanes_log2 = 1;
  w.values = values;
  w.bias = bias;
  const auto packed = pack_dense(w);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed->chunks[0].size, 0xa00U);
  EXPECT_EQ(half_at(*packed, 0), 1000);
  EXPECT_EQ(half_at(*packed, 2), 1001);
  EXPECT_EQ(half_at(*packed, 4), 0);
  EXPECT_EQ(half_at(*packed, 6), 16 * 9);
  EXPECT_EQ(half_at(*packed, 0x244), 0);  // padding
  EXPECT_EQ(half_at(*packed, 0x280), 1032);
}

TEST(Weights, ExampleHDepthwiseSlotsAreNotPadded) {
  const Halves values = counted(std::size_t{64} * 9);
  ConvWeights w{64, 64, 64, 3, 3};
  w.values = values;
  const auto packed = pack_dense(w);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed->chunks[1], (Chunk{0x80, 0x80}));
  EXPECT_EQ(half_at(*packed, 0x80 + 0x12), 17 * 9);
  EXPECT_EQ(half_at(*packed, 0x80 + 0x22), 17 * 9 + 8);
}

TEST(Weights, ExampleKMasksOfSkippedZeros) {
  Halves values(std::size_t{512} * 64, 0x3800);
  std::fill(values.begin(), values.begin() + 64, std::uint16_t{0});
  values[0] = 1;
  ConvWeights w{512, 64};
  w.lanes_log2 = 5;
  w.values = values;
  const auto packed = pack_zero_skipping(w, 2, 2, true);
  ASSERT_TRUE(packed) << packed.error().message;
  EXPECT_EQ(packed->bytes[3], 0xff);  // the first mask: channels 0 to 7 of input 0
  EXPECT_EQ(half_at(*packed, 4), 1);
  const std::size_t input1 = 3 + 4 * 17 + 12;  // four masks with eight values each, twelve empty masks
  EXPECT_EQ(packed->bytes[input1], 0xfe);      // W[0][1] is 0
}

TEST(Weights, TableStandsInFrontOfEveryChunk) {
  const Halves values(std::size_t{1024} * 256, 0x3400);
  const Halves bias(1024, 0x3401);
  const auto table = encode_table(sigmoid_table());
  ConvWeights w{1024, 256};
  w.lanes_log2 = 5;
  w.values = values;
  w.bias = bias;
  const auto packed = pack_dense(w, table, 0x1000);
  ASSERT_TRUE(packed) << packed.error().message;
  ASSERT_EQ(packed->chunks.size(), 16U);
  for (const Chunk& chunk : packed->chunks) {
    EXPECT_EQ(chunk.size, 0x8100U);
    const std::size_t at = chunk.offset - 0x1000;
    EXPECT_TRUE(
        std::equal(table.begin(), table.end(), packed->bytes.begin() + static_cast<std::ptrdiff_t>(at)));
    EXPECT_EQ(half_at(*packed, at + 0x80), 0x3401);
    EXPECT_EQ(half_at(*packed, at + 0xc0), 0x3400);
    EXPECT_EQ(half_at(*packed, at + 0x40c0), 0x3401);
  }
}

TEST(Weights, WrongCountsAndUnknownDivisionsAreErrors) {
  const Halves values(std::size_t{1000} * 4);
  ConvWeights w{1000, 4};
  w.values = values;
  w.lanes_log2 = 5;
  EXPECT_FALSE(pack_dense(w));  // 1000 channels on 16 cores: how the rest is dealt out is not known
  w.out_channels = 999;
  EXPECT_FALSE(pack_dense(w));  // as many weights as no shape of 999 channels has
  w = {6, 4, 4};
  EXPECT_FALSE(pack_dense(w));
}

// Whole sections as Apple's compiler wrote them, by their hashes.

Halves blob(std::size_t count, std::uint16_t fill, std::uint32_t payload) {
  Halves halves(std::max<std::size_t>(count, 64), fill);
  std::fill(halves.begin(), halves.begin() + 64, std::uint16_t{0});
  halves[0] = 1, halves[2] = 2, halves[32] = 0xbeef, halves[33] = 0xdead, halves[38] = 0x80;
  halves[34] = static_cast<std::uint16_t>(payload);
  halves[35] = static_cast<std::uint16_t>(payload >> 16);
  halves.resize(count);
  return halves;
}

std::uint16_t bits(const nlohmann::json& text) {
  return static_cast<std::uint16_t>(std::stoul(text.get<std::string>(), nullptr, 16));
}

Halves values_of(const nlohmann::json& weights, std::size_t count) {
  if (weights.contains("blob")) {
    return blob(count, bits(weights["blob"]["fill"]), weights["blob"]["payload_bytes"].get<std::uint32_t>());
  }
  if (weights.contains("index")) return counted(count, weights["index"]["first"].get<std::uint16_t>());
  return Halves(count, bits(weights["uniform"]));
}

/// A convolution of layout-examples.json, packed; `range` cuts output channels out of it.
class Example {
 public:
  explicit Example(const nlohmann::json& json) : json_(json), geometry_(json["geometry"]) {
    shape_.out_channels = number("Cout");
    shape_.in_channels = number("Cin");
    shape_.groups = number("groups");
    shape_.kernel_height = number("Kh");
    shape_.kernel_width = number("Kw");
    const std::uint32_t widest = geometry_["slot_lanes"][0].get<std::uint32_t>();
    shape_.lanes_log2 = static_cast<std::uint32_t>(std::bit_width(widest - 1));
    const std::size_t per_output =
        std::size_t{1} * shape_.inputs_per_output() * shape_.kernel_height * shape_.kernel_width;
    count_ = per_output * shape_.out_channels;
    values_ =
        values_of(json["weights"], count_ + (json["weights"].contains("index") ? shape_.out_channels : 0));
    if (json["registers"].value("MACCfg", "") == "0x00101c10") {
      const auto from = json["weights"].contains("index") ? static_cast<std::ptrdiff_t>(count_) : 0;
      bias_.assign(values_.begin() + from, values_.begin() + from + shape_.out_channels);
    }
  }

  Result<PackedWeights> packed() const {
    ConvWeights w = shape_;
    w.values = std::span(values_).first(count_);
    w.bias = bias_;
    if (json_["layout"] == "dense") return pack_dense(w);
    const bool small = (std::stoul(json_["registers"]["Cfg"].get<std::string>(), nullptr, 16) & 4) != 0;
    const std::uint32_t stride = number("stride");
    return pack_zero_skipping(w, stride, stride, small);
  }

  /// A task's share of a convolution that was split by output channels.
  Result<PackedWeights> packed(std::uint32_t first, std::uint32_t count, std::uint32_t lanes_log2) const {
    ConvWeights w = shape_;
    const std::size_t per_output = count_ / shape_.out_channels;
    w.values = std::span(values_).subspan(first * per_output, count * per_output);
    w.out_channels = count;
    w.lanes_log2 = lanes_log2;
    return pack_dense(w);
  }

 private:
  std::uint32_t number(const char* key) const { return geometry_[key].get<std::uint32_t>(); }

  nlohmann::json json_, geometry_;
  ConvWeights shape_;
  std::size_t count_ = 0;
  Halves values_, bias_;
};

nlohmann::json examples(const std::filesystem::path& corpus) {
  return nlohmann::json::parse(test::read_file(corpus / "vectors/layout-examples.json"))["examples"];
}

TEST(WeightSections, DenseAndZeroSkippingHashesAreThoseOfTheCompiler) {
  ANE_CORPUS(corpus);
  int compared = 0;
  for (const auto& json : examples(corpus)) {
    const bool one_section = json["section"]["chunk_bytes"].is_array();
    if (!one_section) continue;
    SCOPED_TRACE(json["case"].get<std::string>());
    const auto packed = Example(json).packed();
    ASSERT_TRUE(packed) << packed.error().message;
    EXPECT_EQ(test::sha256(packed->bytes), json["section"]["sha256"]);
    for (std::size_t core = 0; core < packed->chunks.size(); ++core) {
      EXPECT_EQ(packed->chunks[core].size, json["section"]["chunk_bytes"][core].get<std::uint64_t>());
    }
    ++compared;
  }
  EXPECT_EQ(compared, 17);
}

TEST(WeightSections, SplitConvolutionsHaveTheirTasksOneBehindTheOther) {
  ANE_CORPUS(corpus);
  struct Part {
    std::uint32_t first, count, lanes_log2;
  };
  const std::map<std::string, std::vector<Part>> parts = {
      {"conv_probe_k3_c512_n512_s16_st1_g1_bias0_same",
       {{480, 32, 1}, {384, 96, 3}, {288, 96, 3}, {192, 96, 3}, {96, 96, 3}, {0, 96, 3}}},
      {"conv_probe_k3_c256_n1024_s16_st1_g1_bias0_same",
       {{896, 128, 3}, {672, 224, 4}, {448, 224, 4}, {224, 224, 4}, {0, 224, 4}}},
  };
  std::size_t compared = 0;
  for (const auto& json : examples(corpus)) {
    const auto found = parts.find(json["case"].get<std::string>());
    if (found == parts.end()) continue;
    const Example example(json);
    std::vector<std::uint8_t> section;
    for (const Part& part : found->second) {
      const auto packed = example.packed(part.first, part.count, part.lanes_log2);
      ASSERT_TRUE(packed) << packed.error().message;
      section.insert(section.end(), packed->bytes.begin(), packed->bytes.end());
    }
    EXPECT_EQ(test::sha256(section), json["section"]["sha256"]) << found->first;
    ++compared;
  }
  EXPECT_EQ(compared, parts.size());
}

TEST(WeightSections, BiasAndScaleRows) {
  ANE_CORPUS(corpus);
  int compared = 0;
  for (const auto& json : examples(corpus)) {
    if (json["layout"] != "bias-scale") continue;
    const auto channels = json["geometry"]["C"].get<std::size_t>();
    const Halves operand = values_of(json["weights"], channels);
    const bool addition = json["case"].get<std::string>().find("_add_") != std::string::npos;
    const auto section = addition ? pack_bias_scale(operand, Halves(channels, 0x3c00))
                                  : pack_bias_scale(Halves(channels, 0), operand);
    EXPECT_EQ(test::sha256(section), json["section"]["sha256"]) << json["case"];
    ++compared;
  }
  EXPECT_EQ(compared, 3);
}

TEST(Weights, ZeroSkippingChunksTakeATableToo) {
  const Halves values(9, 0x3c00);
  const std::vector<std::uint8_t> table(128, 0xaa);
  ConvWeights w{1, 1, 1, 3, 3};
  w.cores_log2 = 0;
  w.values = values;
  const auto plain = pack_zero_skipping(w, 2, 2, false);
  const auto with_table = pack_zero_skipping(w, 2, 2, false, 0, table);
  ASSERT_TRUE(plain && with_table);
  EXPECT_TRUE(std::equal(plain->bytes.begin(), plain->bytes.end(), with_table->bytes.begin() + 128));
  EXPECT_EQ(with_table->bytes[127], 0xaa);
}

TEST(Weights, MasksOfOddWidthsAreRefused) {
  const Halves values(96);
  ConvWeights w{96, 1};
  w.values = values;
  w.lanes_log2 = 3;  // slots of six
  EXPECT_TRUE(pack_dense(w));
  const auto packed = pack_zero_skipping(w, 2, 2, false);
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().message.substr(0, 22), "a slot of 6 channels: ");
}

TEST(Weights, ABiasOfOneValueNeedsNoRow) {
  EXPECT_EQ(uniform_bias(Halves(4, 0x3401)), 0x3401);
  EXPECT_EQ(uniform_bias(Halves{0x3401, 0x3402}), std::nullopt);
  EXPECT_EQ(uniform_bias({}), std::nullopt);
}

}  // namespace
}  // namespace ane::writer
