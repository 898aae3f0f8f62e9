// Sections that Apple's compiler wrote (corpus/vectors/layout-examples.json): their weights are rebuilt into
// the section whose hash was recorded, and read back out of it.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/model/weights.hpp"
#include "core/writer/weights.hpp"
#include "tests/support/corpus.hpp"
#include "tests/support/sha256.hpp"
#include "tests/unit/model/kernel_files.hpp"

namespace ane::model {
namespace {

using Halves = std::vector<std::uint16_t>;
using nlohmann::json;

std::uint16_t bits(const json& text) {
  return static_cast<std::uint16_t>(std::stoul(text.get<std::string>(), nullptr, 16));
}

/// The first `count` elements of a weight file, as vectors/README.md describes them.
Halves weights_of(const json& weights, std::size_t count) {
  Halves halves(std::max<std::size_t>(count, 64));
  if (weights.contains("index")) {
    for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i + 1);
  } else if (weights.contains("blob")) {
    const auto payload = weights["blob"]["payload_bytes"].get<std::uint32_t>();
    std::fill(halves.begin() + 64, halves.end(), bits(weights["blob"]["fill"]));
    halves[0] = 1, halves[2] = 2, halves[32] = 0xbeef, halves[33] = 0xdead, halves[38] = 0x80;
    halves[34] = static_cast<std::uint16_t>(payload), halves[35] = static_cast<std::uint16_t>(payload >> 16);
  } else {
    std::fill(halves.begin(), halves.end(), bits(weights["uniform"]));
  }
  halves.resize(count);
  return halves;
}

std::uint32_t reg(const json& example, const char* name) {
  return static_cast<std::uint32_t>(
      std::stoul(example["registers"].value(name, std::string("0")), nullptr, 16));
}

struct Case {
  KernelGeometry geometry;
  writer::ConvWeights weights;
  Halves values, bias;
  bool zero_skipping = false;
};

Case case_of(const json& example) {
  const json& shape = example["geometry"];
  const auto number = [&](const char* key) { return shape[key].get<std::uint32_t>(); };
  Case c;
  c.weights = {number("Cout"), number("Cin"), number("groups"), number("Kh"), number("Kw")};
  c.weights.lanes_log2 =
      static_cast<std::uint32_t>(std::bit_width(shape["slot_lanes"][0].get<unsigned>() - 1));
  const std::size_t count =
      std::size_t{1} * number("Cout") * number("Cin") / number("groups") * number("Kh") * number("Kw");
  c.zero_skipping = example["layout"] == "zero-skipping";
  c.values = weights_of(example["weights"], count);
  const bool bias = (reg(example, "MACCfg") >> 4 & 1) != 0;
  if (bias && example["weights"].contains("index")) {
    const Halves all = weights_of(example["weights"], count + number("Cout"));
    c.bias.assign(all.begin() + static_cast<std::ptrdiff_t>(count), all.end());
  } else if (bias) {
    c.bias.assign(c.values.begin(), c.values.begin() + number("Cout"));
  }
  const bool depthwise = c.weights.depthwise();
  KernelGeometry& g = c.geometry;
  g.groups = depthwise ? 1 : number("groups");
  g.outputs = number("Cout") / g.groups;
  g.inputs = number("Cin") / number("groups");
  g.height = number("Kh"), g.width = number("Kw");
  g.lanes = std::uint64_t{1} << c.weights.lanes_log2;
  g.cores = number("cores");
  g.bias = bias;
  g.depthwise = depthwise;
  g.stride_y = g.stride_x = number("stride");
  g.small_source = (reg(example, "Cfg") & 4) != 0;
  return c;
}

Halves read_all(const ConstantTensor& tensor) {
  Halves all, piece;
  for (std::uint64_t i = 0; i < tensor.pieces(); ++i) {
    tensor.read_piece(i, piece);
    all.insert(all.end(), piece.begin(), piece.end());
  }
  return all;
}

TEST(LayoutExamples, GiveBackTheWeightsOfTheirSources) {
  ANE_CORPUS(corpus);
  std::size_t decoded = 0;
  const json all = json::parse(test::read_file(corpus / "vectors/layout-examples.json"));
  for (const json& example : all["examples"]) {
    if (!example["section"]["chunk_bytes"].is_array()) continue;
    SCOPED_TRACE(example["case"].get<std::string>());
    Case c = case_of(example);
    c.weights.values = c.values;
    c.weights.bias = c.bias;
    const std::uint32_t stride = static_cast<std::uint32_t>(c.geometry.stride_y);
    const auto section = c.zero_skipping
                             ? writer::pack_zero_skipping(c.weights, stride, stride, c.geometry.small_source)
                             : writer::pack_dense(c.weights);
    ASSERT_TRUE(section);
    ASSERT_EQ(test::sha256(section->bytes), example["section"]["sha256"]);
    const auto document = test::constants_file(section->bytes, 0);
    Chunks chunks;
    for (std::uint32_t core = 0; core < section->chunks.size(); ++core) {
      const writer::Chunk& chunk = section->chunks[core];
      chunks.list.push_back(
          {core, chunk.offset, chunk.size, {test::constants_offset(*document) + chunk.offset, chunk.size}});
    }
    const auto store = c.zero_skipping ? open_zero_skipping(document->file(), c.geometry, chunks)
                                       : open_dense(document->file(), c.geometry, chunks);
    ASSERT_TRUE(store) << store.error().message;
    // The zero-skipping form forgets the sign of a zero.
    if (c.zero_skipping)
      std::replace(c.values.begin(), c.values.end(), std::uint16_t{0x8000}, std::uint16_t{0});
    EXPECT_EQ(read_all(*weights_tensor(document, *store)), c.values);
    if (!c.bias.empty()) {
      EXPECT_EQ(read_all(*bias_tensor(document, *store)), c.bias);
    }
    ++decoded;
  }
  EXPECT_EQ(decoded, 17u);
}

}  // namespace
}  // namespace ane::model
