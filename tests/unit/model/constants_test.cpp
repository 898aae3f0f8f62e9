// The constants of whole programs: corpus files, recorded programs with the sections that our writer packs
// (their hashes are those of Apple's compiler, tests/unit/writer/weights_test.cpp), and samples.

#include "core/model/constants.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/bits.hpp"
#include "core/model/half_counts.hpp"
#include "core/writer/lookup_table.hpp"
#include "core/writer/samples.hpp"
#include "core/writer/weights.hpp"
#include "tests/unit/model/kernel_files.hpp"
#include "tests/unit/model/oracles.hpp"

namespace ane::model {
namespace {

using Halves = std::vector<std::uint16_t>;
using Four = std::array<std::uint64_t, 4>;

document::DocumentPtr open_file(const std::filesystem::path& path) {
  auto document = document::open_document(path.string(), regdb::Database::embedded());
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

document::DocumentPtr sample(std::string_view name) {
  const auto all = writer::samples();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const writer::Sample& s) { return s.name == name; });
  auto document = document::Document::open(memory_source(*found->build()), regdb::Database::embedded(),
                                           std::string(name) + ".hwx");
  EXPECT_TRUE(document);
  return *document;
}

/// A recorded program over these constants.
document::DocumentPtr oracle(const std::filesystem::path& corpus, const std::string& name,
                             std::vector<std::uint8_t> constants) {
  const nlohmann::json record = test::read_oracle(corpus / "oracles" / "h13" / (name + ".json"));
  writer::HwxSpec spec = test::oracle_spec(record);
  EXPECT_EQ(constants.size(), spec.constants.size);
  spec.constants = std::move(constants);
  auto bytes = writer::write_hwx(spec);
  EXPECT_TRUE(bytes);
  auto document =
      document::Document::open(memory_source(*std::move(bytes)), regdb::Database::embedded(), name + ".hwx");
  EXPECT_TRUE(document);
  return *document;
}

Halves values_of(const document::DocumentPtr& document, const Constant& constant) {
  const auto tensor = open_constant(document, constant);
  EXPECT_TRUE(tensor) << constant.name << ": " << (tensor ? "" : tensor.error().message);
  Halves all, piece;
  for (std::uint64_t i = 0; tensor && i < (*tensor)->pieces(); ++i) {
    (*tensor)->read_piece(i, piece);
    all.insert(all.end(), piece.begin(), piece.end());
  }
  return all;
}

Halves counted(std::size_t count, std::uint16_t first = 1) {
  Halves halves(count);
  for (std::size_t i = 0; i < count; ++i) halves[i] = static_cast<std::uint16_t>(first + i);
  return halves;
}

TEST(Constants, OfAConvolutionAreItsWeights) {
  ANE_CORPUS(corpus);
  const auto document = open_file(corpus / "hwx/tinygrad-conv.hwx");
  const auto list = constants_of(*document);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].name, "task 0 weights");
  EXPECT_EQ(list[0].encoding, Encoding::Dense);
  EXPECT_EQ(list[0].shape, (Four{3, 3, 1, 1}));
  EXPECT_EQ(list[0].chunks.size(), 3u);
  EXPECT_EQ(list[0].bytes(), 0xc0u);
  EXPECT_EQ(list[0].symbols.size(), 3u);
  for (const std::string& symbol : list[0].symbols) EXPECT_EQ(symbol.front(), 'K');
  const auto tensor = open_constant(document, list[0]);
  ASSERT_TRUE(tensor);
  const std::uint64_t base = test::constants_offset(*document);
  EXPECT_EQ((*tensor)->offset_of({1, 2, 0, 0}), base + 0x44);
}

TEST(Constants, ExampleBWithBiases) {
  ANE_CORPUS(corpus);
  const auto document = open_file(corpus / "hwx/tinygrad-golden-first.hwx");
  const auto list = constants_of(*document);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(values_of(document, list[0]), Halves(6, 0x4200));
  EXPECT_EQ(list[1].kind, ConstantKind::Bias);
  EXPECT_EQ(list[1].name, "task 0 bias");
  EXPECT_EQ(values_of(document, list[1]), Halves(2, 0x3c00));
}

TEST(Constants, OfEveryCorpusFileAreNamedOrHaveAReason) {
  ANE_CORPUS(corpus);
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "hwx")) {
    SCOPED_TRACE(entry.path().string());
    const auto document = open_file(entry.path());
    const container::Section* section = document->container().section("__TEXT", "__const");
    std::uint64_t bytes = 0;
    for (const Constant& constant : constants_of(*document)) {
      EXPECT_EQ(constant.known(), constant.reason.empty()) << constant.name;
      EXPECT_FALSE(constant.name.empty());
      if (constant.kind != ConstantKind::Bias) bytes += constant.bytes();
    }
    EXPECT_EQ(bytes, section->size) << "every byte of the section is in one constant";
  }
}

TEST(Constants, WithoutCoefficientsAreUnclaimedZeros) {
  ANE_CORPUS(corpus);
  const auto list = constants_of(*open_file(corpus / "hwx/tinygrad-relu.hwx"));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, ConstantKind::Unclaimed);
  EXPECT_EQ(list[0].bytes(), 0x4000u);
  EXPECT_EQ(list[0].reason, "no task loads these bytes, and all of them are zero");
}

TEST(Constants, OfGenerationsThatAreNotDecodedHaveThatReason) {
  writer::HwxSpec spec;
  spec.style = writer::style_stream();
  spec.banner = writer::honest_banner("h12");
  spec.cpu_subtype = 3;
  spec.text = std::vector<std::uint8_t>(0x40);
  spec.constants = std::vector<std::uint8_t>(0x80, 1);
  const auto bytes = writer::write_hwx(spec);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto document =
      document::Document::open(memory_source(*bytes), regdb::Database::embedded(), "h12.hwx");
  ASSERT_TRUE(document);
  ASSERT_FALSE((*document)->decodes_tasks());
  for (const Constant& constant : constants_of(**document)) {
    EXPECT_EQ(constant.encoding, Encoding::Raw);
    EXPECT_EQ(constant.reason.find("no task loads"), std::string::npos) << constant.reason;
  }
}

TEST(Constants, OfASampleHoldItsFilters) {
  const auto document = sample("conv3x3");
  const auto list = constants_of(*document);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].shape[1], 3u);
  EXPECT_EQ(list[0].shape[2], 3u);
  EXPECT_EQ(values_of(document, list[1]).size(), list[0].shape[0]);
}

TEST(Constants, OfRecordedGroupedAndDepthwiseConvolutions) {
  ANE_CORPUS(corpus);
  writer::ConvWeights grouped{64, 64, 4, 3, 3};
  const Halves values = counted(std::size_t{64} * 16 * 9);
  grouped.values = values;
  const auto section = writer::pack_dense(grouped);
  ASSERT_TRUE(section);
  auto document = oracle(corpus, "env_conv_k3_c64_n64_s16_st1_g4_bias0", section->bytes);
  auto list = constants_of(*document);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].encoding, Encoding::Grouped);
  EXPECT_EQ(list[0].shape, (Four{64, 16, 3, 3}));
  EXPECT_EQ(values_of(document, list[0]), values);

  writer::ConvWeights depthwise{64, 64, 64, 3, 3};
  const Halves taps = counted(std::size_t{64} * 9);
  depthwise.values = taps;
  const auto packed = writer::pack_dense(depthwise);
  ASSERT_TRUE(packed);
  document = oracle(corpus, "env_conv_k3_c64_n64_s16_st1_g64_bias0", packed->bytes);
  list = constants_of(*document);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].encoding, Encoding::Depthwise);
  EXPECT_EQ(values_of(document, list[0]), taps);
}

TEST(Constants, OfARecordedConvolutionWithStrideSkipZeros) {
  ANE_CORPUS(corpus);
  // The record's chunk sizes follow from its own weights: one value everywhere but in the first 64 elements,
  // where a file header was read as data.
  Halves values(std::size_t{128} * 128 * 9, 0x3800);
  std::fill(values.begin(), values.begin() + 64, std::uint16_t{0});
  values[0] = 1, values[2] = 2, values[32] = 0xbeef, values[33] = 0xdead, values[38] = 0x80;
  values[34] = static_cast<std::uint16_t>(294912 & 0xffff), values[35] = 294912 >> 16;
  const Halves bias(values.begin(), values.begin() + 128);
  writer::ConvWeights w{128, 128, 1, 3, 3};
  w.lanes_log2 = 3;
  w.values = values;
  w.bias = bias;
  const auto section = writer::pack_zero_skipping(w, 2, 2, true);
  ASSERT_TRUE(section);
  const auto document = oracle(corpus, "env_conv_k3_c128_n128_s16_st2_g1_bias1", section->bytes);
  const auto list = constants_of(*document);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].encoding, Encoding::ZeroSkipping);
  std::replace(values.begin(), values.end(), std::uint16_t{0x8000}, std::uint16_t{0});  // -0 is skipped, too
  EXPECT_EQ(values_of(document, list[0]), values);
  EXPECT_EQ(values_of(document, list[1]), bias);
}

TEST(Constants, OfAFeedForwardNetworkHaveTheTableInFront) {
  ANE_CORPUS(corpus);
  const auto table = writer::encode_table(writer::sigmoid_table());
  const Halves up = counted(std::size_t{1024} * 256), down = counted(std::size_t{256} * 1024, 7);
  writer::ConvWeights first{1024, 256}, second{256, 1024};
  first.lanes_log2 = 5, second.lanes_log2 = 4;
  first.values = up, second.values = down;
  auto section = writer::pack_dense(first, table);
  const auto rest = writer::pack_dense(second, {}, section->bytes.size());
  ASSERT_TRUE(section && rest);
  section->bytes.insert(section->bytes.end(), rest->bytes.begin(), rest->bytes.end());
  const auto document = oracle(corpus, "chain_ffn_d256_s64", section->bytes);
  const auto list = constants_of(*document);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].kind, ConstantKind::Table);
  EXPECT_EQ(list[0].chunks.size(), 16u) << "one copy an engine";
  EXPECT_EQ(list[1].name, "task 1 weights");
  EXPECT_EQ(values_of(document, list[1]), up);
  EXPECT_EQ(values_of(document, list[2]), down);
}

TEST(Constants, ExampleMBiasAndScaleRows) {
  ANE_CORPUS(corpus);
  const Halves factors = counted(64);
  const auto document =
      oracle(corpus, "binary_mul_c64_constant_blob", writer::pack_bias_scale(Halves(64), factors));
  const auto list = constants_of(*document);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, ConstantKind::Operand);
  EXPECT_EQ(list[0].encoding, Encoding::BiasScale);
  EXPECT_EQ(list[0].shape, (Four{1, 1, 2, 64}));
  Halves both(64);
  both.insert(both.end(), factors.begin(), factors.end());
  EXPECT_EQ(values_of(document, list[0]), both);
  const auto tensor = open_constant(document, list[0]);
  EXPECT_EQ((*tensor)->offset_of({0, 0, 1, 2}), test::constants_offset(*document) + 0x84);
  EXPECT_EQ((*tensor)->index_at(test::constants_offset(*document) + 0x85), (ElementIndex{0, 0, 1, 2}));
}

TEST(Constants, ABiasOfAllChannelsStandsInARegister) {
  ANE_CORPUS(corpus);
  const auto record = test::read_oracle(corpus / "oracles/h13/encoder_linear_m375_k1024_n128_bias1.json");
  const auto document = test::open_oracle(record);
  bool found = false;
  for (const Constant& constant : constants_of(*document)) {
    if (constant.kind != ConstantKind::CommonBias) continue;
    found = true;
    EXPECT_EQ(values_of(document, constant), Halves{0x3401});
  }
  EXPECT_TRUE(found);
}

TEST(Constants, OfAllRecordedProgramsHaveALayoutOrAReason) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    const auto document = test::open_oracle(test::read_oracle(path));
    const auto list = constants_of(*document);
    EXPECT_FALSE(list.empty());
    for (const Constant& constant : list) EXPECT_EQ(constant.known(), constant.reason.empty());
  }
}

TEST(Constants, OfDamagedFilesNeverFailToBeListed) {
  const auto document = sample("chain");
  const Extent text = document->container().text()->bytes;
  for (std::uint64_t at = text.offset; at < text.end(); at += 3) {
    for (const std::uint8_t byte : {std::uint8_t{0}, std::uint8_t{0xff}, std::uint8_t{0x7f}}) {
      const auto edited = document->with_edits({{at, {byte, byte}}});
      if (!edited) continue;
      for (const Constant& constant : constants_of(**edited)) {
        const auto tensor = open_constant(*edited, constant);
        if (!tensor) continue;
        ASSERT_LE((*tensor)->count(), 8 * document->file().size());
        Halves bits;
        (*tensor)->read_piece((*tensor)->pieces() - 1, bits);
      }
    }
  }
}

TEST(HalfCounts, CountEverythingOnce) {
  HalfCounts counts;
  const Halves values = {0x3c00, 0xbc00, 0x0000, 0x8000, 0x0001, 0x7c00, 0xfc00, 0x7e00, 0x4000};
  counts.add(values);
  const Statistics s = counts.statistics();
  EXPECT_EQ(s.count, 9u);
  EXPECT_EQ(s.zeros, 2u);
  EXPECT_EQ(s.denormal, 1u);
  EXPECT_EQ(s.inf, 2u);
  EXPECT_EQ(s.nan, 1u);
  EXPECT_EQ(s.min, -1);
  EXPECT_EQ(s.max, 2);
  EXPECT_NEAR(s.mean, 2.0 / 6, 1e-6);
  EXPECT_NEAR(s.std, std::sqrt(6.0 / 6 - 4.0 / 36), 1e-6);
  EXPECT_EQ(counts.histogram(-1, 2, 3), (std::vector<std::uint64_t>{1, 3, 2}));
  EXPECT_EQ(counts.outside(-0.5, 1.5), 2u);
  EXPECT_EQ(counts.magnitude_at(1), 2);
  EXPECT_EQ(counts.magnitude_at(0.5), half_to_double(1));
  EXPECT_EQ(HalfCounts().statistics().count, 0u);
  EXPECT_EQ(counts.histogram(1, 1, 4), (std::vector<std::uint64_t>{0, 0, 0, 0}));
}

}  // namespace
}  // namespace ane::model
