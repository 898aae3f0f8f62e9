// Weights out of the sections that our writer packs and that Apple's compiler packed, by every layout of
// docs/formats/weights-h13.md.

#include "core/model/weights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "core/base/text.hpp"
#include "core/writer/weights.hpp"
#include "tests/unit/model/kernel_files.hpp"

namespace ane::model {
namespace {

using Halves = std::vector<std::uint16_t>;

/// A kernel, packed by the writer, as a file of its own.
struct Packed {
  KernelGeometry geometry;
  document::DocumentPtr document;
  Chunks chunks;
  Halves values, bias;
};

KernelGeometry geometry_of(const writer::ConvWeights& w) {
  KernelGeometry g;
  const bool depthwise = w.depthwise();
  g.groups = depthwise ? 1 : w.groups;
  g.outputs = w.out_channels / g.groups;
  g.inputs = w.in_channels / w.groups;
  g.height = w.kernel_height;
  g.width = w.kernel_width;
  g.lanes = depthwise ? 1 : std::uint64_t{1} << w.lanes_log2;
  g.cores = std::uint64_t{1} << w.cores_log2;
  g.bias = !w.bias.empty();
  g.depthwise = depthwise;
  return g;
}

Packed pack(writer::ConvWeights w, Halves values, Halves bias, std::optional<bool> small_source = {}) {
  Packed packed;
  packed.values = std::move(values);
  packed.bias = std::move(bias);
  w.values = packed.values;
  w.bias = packed.bias;
  const auto section =
      small_source ? writer::pack_zero_skipping(w, 2, 2, *small_source) : writer::pack_dense(w);
  EXPECT_TRUE(section) << section.error().message;
  packed.geometry = geometry_of(w);
  packed.geometry.stride_y = packed.geometry.stride_x = small_source ? 2 : 1;
  packed.geometry.small_source = small_source.value_or(false);
  const std::uint64_t start = 0x123;  // chunks of real files lie at multiples of 64, readers must not care
  packed.document = test::constants_file(section->bytes, start);
  for (std::uint32_t core = 0; core < section->chunks.size(); ++core) {
    const writer::Chunk& chunk = section->chunks[core];
    const std::uint64_t offset = test::constants_offset(*packed.document) + start + chunk.offset;
    packed.chunks.list.push_back({core, start + chunk.offset, chunk.size, {offset, chunk.size}});
  }
  return packed;
}

Result<KernelStorePtr> open(const Packed& packed, bool zero_skipping) {
  const ByteView file = packed.document->file();
  return zero_skipping ? open_zero_skipping(file, packed.geometry, packed.chunks)
                       : open_dense(file, packed.geometry, packed.chunks);
}

Halves all_pieces(const ConstantTensor& tensor) {
  Halves all, piece;
  for (std::uint64_t i = 0; i < tensor.pieces(); ++i) {
    tensor.read_piece(i, piece);
    all.insert(all.end(), piece.begin(), piece.end());
  }
  return all;
}

/// Everything that can be asked of a tensor whose values are known.
void expect_values(const ConstantTensor& tensor, const Halves& values, std::mt19937& random) {
  ASSERT_EQ(tensor.count(), values.size());
  EXPECT_EQ(all_pieces(tensor), values);
  std::vector<std::uint64_t> elements = {0, values.size() - 1};
  for (int i = 0; i < 100; ++i) elements.push_back(random() % values.size());
  for (const std::uint64_t element : elements) {
    const ElementIndex index = tensor.index_of(element);
    ASSERT_EQ(tensor.element_of(index), element);
    const auto offset = tensor.offset_of(index);
    ASSERT_EQ(tensor.at(index), (values[element] & 0x7fff) == 0 && !offset ? 0 : values[element]) << element;
    if (!offset) {
      ASSERT_EQ(values[element] & 0x7fff, 0) << "a weight that is not stored is 0";
      continue;
    }
    ASSERT_EQ(tensor.index_at(*offset), index);
    ASSERT_EQ(tensor.index_at(*offset + 1), index);
    ASSERT_LE(tensor.pieces(), values.size());
    ASSERT_LT(tensor.piece_of(index[0]), tensor.pieces());
  }
}

void expect_round_trip(const Packed& packed, bool zero_skipping, std::mt19937& random) {
  const auto store = open(packed, zero_skipping);
  ASSERT_TRUE(store) << store.error().message;
  expect_values(*weights_tensor(packed.document, *store), packed.values, random);
  if (!packed.bias.empty()) expect_values(*bias_tensor(packed.document, *store), packed.bias, random);
}

/// Random halves; `zeros` of ten are +0 (the zero-skipping form forgets the sign).
Halves random_halves(std::size_t count, std::mt19937& random, unsigned zeros) {
  Halves halves(count);
  for (std::uint16_t& half : halves) {
    half = static_cast<std::uint16_t>(random());
    if (random() % 10 < zeros || half == 0x8000) half = 0;
  }
  return halves;
}

/// A number below `limit`.
std::uint32_t roll(std::mt19937& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % limit);
}

std::uint32_t pick(std::mt19937& random, std::initializer_list<std::uint32_t> from) {
  return *(from.begin() + static_cast<std::ptrdiff_t>(random() % from.size()));
}

/// Channels, kernel and slots that the format knows.
writer::ConvWeights random_kernel(std::mt19937& random, bool zero_skipping) {
  writer::ConvWeights w;
  w.kernel_height = zero_skipping ? pick(random, {1, 3}) : 1 + roll(random, 5);
  w.kernel_width = zero_skipping ? w.kernel_height : 1 + roll(random, 5);
  w.cores_log2 = roll(random, 5);
  w.lanes_log2 = roll(random, 6);
  const std::uint32_t cores = 1U << w.cores_log2;
  switch (roll(random, 4)) {
    case 0:  // depthwise
      w.out_channels = w.in_channels = w.groups = cores * (1 + roll(random, 3)) * 2;
      w.lanes_log2 = 0;
      break;
    case 1:  // groups of one slot
      w.groups = 2 + roll(random, 3);
      w.out_channels = w.groups * cores * (1U << (roll(random, w.lanes_log2 + 1)));
      w.in_channels = w.groups * (2 + roll(random, 5));
      break;
    case 2:  // fewer channels than engines
      w.out_channels = 1 + roll(random, cores);
      w.in_channels = 1 + roll(random, 9);
      break;
    default:
      w.out_channels = cores * (zero_skipping ? 1U << (roll(random, 7)) : 1 + roll(random, 80));
      w.in_channels = 1 + roll(random, 9);
  }
  return w;
}

TEST(WeightTensor, GivesBackWhatWasPacked) {
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    const bool zero_skipping = i % 2 == 1;
    const writer::ConvWeights w = random_kernel(random, zero_skipping);
    SCOPED_TRACE(std::to_string(w.out_channels) + " of " + std::to_string(w.in_channels) + ", groups " +
                 std::to_string(w.groups) + ", kernel " + std::to_string(w.kernel_height) + "x" +
                 std::to_string(w.kernel_width) + ", cores 2^" + std::to_string(w.cores_log2) + ", lanes 2^" +
                 std::to_string(w.lanes_log2) + (zero_skipping ? ", zero-skipping" : ""));
    const std::size_t count =
        std::size_t{1} * w.out_channels * w.inputs_per_output() * w.kernel_height * w.kernel_width;
    Halves bias;
    if (roll(random, 2) == 0) bias = random_halves(w.out_channels, random, 0);
    const std::optional<bool> small = zero_skipping ? std::optional(roll(random, 2) == 0) : std::nullopt;
    const Packed packed =
        pack(w, random_halves(count, random, zero_skipping ? roll(random, 11) : 0), bias, small);
    expect_round_trip(packed, zero_skipping, random);
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}

TEST(WeightTensor, EveryByteBelongsToAtMostOneElement) {
  std::mt19937 random(3);
  for (const bool zero_skipping : {false, true}) {
    writer::ConvWeights w{12, 5, 1, 3, 3};
    w.cores_log2 = 2;
    w.lanes_log2 = zero_skipping ? 1 : 0;
    if (zero_skipping) w.out_channels = 16;
    const std::size_t count = std::size_t{w.out_channels} * 45;
    const Packed packed = pack(w, random_halves(count, random, 4), random_halves(w.out_channels, random, 0),
                               zero_skipping ? std::optional(true) : std::nullopt);
    const auto store = open(packed, zero_skipping);
    ASSERT_TRUE(store) << store.error().message;
    const auto weights = weights_tensor(packed.document, *store);
    const auto bias = bias_tensor(packed.document, *store);
    std::size_t bytes = 0;
    for (std::uint64_t at = 0; at < packed.document->file().size(); ++at) {
      const auto weight = weights->index_at(at);
      const auto value = bias->index_at(at);
      ASSERT_FALSE(weight && value);
      if (!weight && !value) continue;
      const auto offset = weight ? weights->offset_of(*weight) : bias->offset_of(*value);
      ASSERT_TRUE(offset && at - *offset < 2) << at;
      ++bytes;
    }
    std::size_t stored = packed.bias.size();
    for (const std::uint16_t half : packed.values) stored += !zero_skipping || (half & 0x7fff) != 0 ? 1 : 0;
    EXPECT_EQ(bytes, 2 * stored);
  }
}

// The worked examples of weights-h13.md, by their offsets.

ConstantTensorPtr dense(const KernelGeometry& geometry, std::size_t chunk_bytes, Packed& packed) {
  packed.geometry = geometry;
  packed.document = test::constants_file(std::vector<std::uint8_t>(16 * chunk_bytes), 0);
  for (std::uint32_t core = 0; core < 16; ++core) {
    const std::uint64_t at = core * chunk_bytes;
    packed.chunks.list.push_back(
        {core, at, chunk_bytes, {test::constants_offset(*packed.document) + at, chunk_bytes}});
  }
  const auto store = open(packed, false);
  EXPECT_TRUE(store) << store.error().message;
  return store ? weights_tensor(packed.document, *store) : nullptr;
}

std::uint64_t in_section(const ConstantTensor& tensor, const Packed& packed, ElementIndex index) {
  return tensor.offset_of(index).value() - test::constants_offset(*packed.document);
}

TEST(WorkedExamples, CThirtyTwoLanes) {
  Packed packed;
  const auto w = dense({512, 512, 1, 1, 1, 32, 16}, 0x8000, packed);
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(in_section(*w, packed, {0, 0, 0, 0}), 0u);
  EXPECT_EQ(in_section(*w, packed, {1, 0, 0, 0}), 2u);
  EXPECT_EQ(in_section(*w, packed, {0, 1, 0, 0}), 64u);
  EXPECT_EQ(in_section(*w, packed, {31, 511, 0, 0}), 0x7ffeu);
  EXPECT_EQ(in_section(*w, packed, {32, 0, 0, 0}), 0x8000u);
  EXPECT_EQ(in_section(*w, packed, {100, 7, 0, 0}), 0x181c8u);
  EXPECT_EQ(in_section(*w, packed, {511, 511, 0, 0}), 0x7fffeu);
  const auto place = w->stored_at({100, 7, 0, 0});
  ASSERT_TRUE(place);
  EXPECT_EQ(place->core, 3u);
  EXPECT_EQ(place->lane, 4u);
  EXPECT_EQ(place->offset, 0x1c8u);
}

TEST(WorkedExamples, DSeveralSlots) {
  Packed packed;
  const auto w = dense({1024, 256, 1, 1, 1, 16, 16}, 0x8000, packed);
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(in_section(*w, packed, {275, 10, 0, 0}), 0xa146u);
  EXPECT_EQ(w->stored_at({275, 10, 0, 0})->slot, 1u);
}

TEST(WorkedExamples, FSlotsOfTwoWidths) {
  Packed packed;
  KernelGeometry geometry{768, 768, 1, 1, 1, 32, 16};
  geometry.bias = true;
  const auto w = dense(geometry, 0x12080, packed);
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(in_section(*w, packed, {600, 3, 0, 0}), 5u * 0x12080 + 0xc060 + 2 * (16 * 3 + 8));
  const auto bias = bias_tensor(packed.document, *open(packed, false));
  EXPECT_EQ(in_section(*bias, packed, {512, 0, 0, 0}), 0xc040u);
}

TEST(WorkedExamples, GGroupsPadTheirSlots) {
  Packed packed;
  KernelGeometry geometry{32, 16, 3, 3, 4, 2, 16};
  geometry.bias = true;
  const auto w = dense(geometry, 0xa00, packed);
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(in_section(*w, packed, {0, 0, 0, 1}), 8u);
  const auto bias = bias_tensor(packed.document, *open(packed, false));
  EXPECT_EQ(in_section(*bias, packed, {32, 0, 0, 0}), 0x280u);
  EXPECT_EQ(in_section(*bias, packed, {33, 0, 0, 0}), 0x282u);
  EXPECT_EQ(w->index_at(test::constants_offset(*packed.document) + 0x244), std::nullopt) << "padding";
}

TEST(WorkedExamples, HDepthwise) {
  Packed packed;
  KernelGeometry geometry{64, 1, 3, 3, 1, 1, 16};
  geometry.depthwise = true;
  const auto w = dense(geometry, 0x80, packed);
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(in_section(*w, packed, {17, 0, 0, 0}), 0x80u + 0x12);
  EXPECT_EQ(in_section(*w, packed, {17, 0, 2, 2}), 0x80u + 0x22);
}

TEST(WorkedExamples, LTableInFront) {
  Packed packed;
  KernelGeometry geometry{1024, 256, 1, 1, 1, 32, 16};
  geometry.bias = true;
  geometry.table_bytes = 128;
  const auto w = dense(geometry, 0x8100, packed);
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(in_section(*w, packed, {0, 0, 0, 0}), 0xc0u);
  EXPECT_EQ(in_section(*w, packed, {512, 0, 0, 0}), 0x4100u);
  EXPECT_EQ(w->index_at(test::constants_offset(*packed.document) + 0x10), std::nullopt) << "the table";
}

// Refusals.

std::string refusal(const KernelGeometry& geometry) {
  const auto slots = KernelSlots::make(geometry);
  return slots ? "" : slots.error().message;
}

TEST(KernelSlots, RefusesWhatIsNotDocumented) {
  EXPECT_NE(refusal({1000, 4, 1, 1, 1, 32, 16}).find("1000 output channels on 16 engines"),
            std::string::npos);
  EXPECT_NE(refusal({64, 4, 1, 1, 4, 2, 16}).find("groups of several slots"), std::string::npos);
  EXPECT_NE(refusal({0, 4, 1, 1}), "");
  EXPECT_NE(refusal({4, 0, 1, 1}), "");
  KernelGeometry wide{64, 1, 3, 3, 1, 4, 16};
  wide.depthwise = true;
  EXPECT_NE(refusal(wide).find("several lanes"), std::string::npos);
  EXPECT_EQ(refusal({3, 3, 1, 1, 1, 1, 4}), "") << "fewer channels than engines";
}

TEST(KernelSlots, SizesThatNoMemoryHasAreRefused) {
  EXPECT_NE(refusal({UINT64_MAX, UINT64_MAX, 31, 31, 8191, 128, 16}), "");
  EXPECT_NE(refusal({std::uint64_t{1} << 40, std::uint64_t{1} << 40, 31, 31, 1, 128, 16}), "");
}

TEST(WeightTensor, ChunksThatAreMissingOrTooShortAreRefused) {
  Packed packed;
  ASSERT_NE(dense({64, 64, 1, 1, 1, 4, 16}, 0x200, packed), nullptr);
  Packed wrong = packed;
  wrong.chunks.list[7].bytes.size = 0x1ff;
  const auto cut = open(wrong, false);
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().message.find("engine 7"), std::string::npos);
  wrong = packed;
  wrong.chunks.list.erase(wrong.chunks.list.begin() + 3);
  EXPECT_FALSE(open(wrong, false));
  wrong = packed;
  wrong.geometry.outputs = std::uint64_t{1} << 26;
  EXPECT_FALSE(open(wrong, false)) << "registers may claim anything";
  EXPECT_FALSE(open(wrong, true));
}

TEST(ZeroSkipping, EveryDamagedByteIsNoticedOrHarmless) {
  std::mt19937 random(11);
  writer::ConvWeights w{16, 3, 1, 3, 3};
  w.cores_log2 = 2;
  w.lanes_log2 = 2;
  const Packed packed = pack(w, random_halves(std::size_t{16} * 27, random, 5), {}, true);
  const std::uint64_t first = packed.chunks.list.front().bytes.offset;
  const std::uint64_t end = packed.chunks.list.back().bytes.end();
  std::size_t refused = 0;
  for (std::uint64_t at = first; at < end; ++at) {
    const std::uint8_t byte = *packed.document->file().u8(at);
    const auto edited =
        packed.document->with_edits({{at, {static_cast<std::uint8_t>(byte ^ (1U << (at % 8)))}}});
    ASSERT_TRUE(edited);
    Packed damaged = packed;
    damaged.document = *edited;
    const auto store = open(damaged, true);
    if (!store) {
      ++refused;
      continue;
    }
    EXPECT_EQ(all_pieces(*weights_tensor(damaged.document, *store)).size(), packed.values.size());
  }
  EXPECT_GT(refused, 50u) << "counts and masks";
}

TEST(ZeroSkipping, SlotsThatAreNoPowerOfTwoWideAreRefused) {
  Packed packed;
  ASSERT_NE(dense({64, 64, 1, 1, 1, 4, 16}, 0x200, packed), nullptr);
  packed.geometry.outputs = 48;
  const auto store = open(packed, true);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message.find("3 lanes"), std::string::npos);
}

}  // namespace
}  // namespace ane::model
