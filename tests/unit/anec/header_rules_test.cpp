// Rules of docs/formats/anec.md, section 10, about the header and the file's length: a good file with a small
// change each.

#include <functional>

#include "tests/unit/anec/anec_samples.hpp"

namespace ane::anec {
namespace {

using test::AnecFile;
using test::Bytes;
using Lines = std::vector<std::string>;

// One output in channel 4, two inputs in channels 5 and 6, each of 4 planes of 8 rows.
constexpr std::uint32_t kInput = 5;
constexpr std::uint64_t kShape = nchw::kOffset + kInput * nchw::kStep;

struct Change {
  std::function<void(Bytes&)> edit;
  Lines expected;
};

void set_tiles(Bytes& bytes, std::uint32_t channel, std::uint64_t tiles) {
  AnecFile::put(bytes, tiles::kOffset + channel * tiles::kStep, tiles, tiles::kStep);
}

void expect(const std::vector<Change>& changes) {
  const Bytes good = test::anec_sample("add").write();
  for (const Change& change : changes) {
    Bytes bytes = good;
    change.edit(bytes);
    EXPECT_EQ(test::problems_of(bytes), change.expected);
  }
}

TEST(HeaderRules, SayNothingOfAGoodFile) {
  EXPECT_EQ(test::problems_of(test::anec_sample("add").write()), Lines());
  EXPECT_EQ(test::problems_of(test::anec_sample("add").write(Variant::Header800)), Lines());
  EXPECT_EQ(test::problems_of(test::anec_sample("add").write(Variant::Raw)), Lines());
}

TEST(HeaderRules, HoldTheSizesAgainstTheFile) {
  expect({
      {[](Bytes& b) { b.resize(b.size() - 100); },
       {"error anec-truncated 0x0..0x8: the payload needs 0x4280 bytes from 0x1000, the file has 0x421c"}},
      {[](Bytes& b) { b.resize(b.size() + 3); },
       {"warning anec-trailing-bytes 0x5280..0x5283: the file goes on for 3 bytes behind the payload"}},
      {[](Bytes& b) {
         AnecFile::set(b, header::kPayload, 0x4290);
         b.resize(b.size() + 16);
       },
       {"warning anec-size-sum 0x0..0x8: size is 0x4290, tsk_size and krn_size make 0x4280"}},
      {[](Bytes& b) {
         AnecFile::set(b, header::kWeightBytes, 0x10000000);
         AnecFile::set(b, header::kPayload, 0x10000280);
         set_tiles(b, 0, 0x4001);
       },
       {"error anec-size-above-file 0x0..0x8: size is 0x10000280, the whole file 0x5280",
        "error anec-size-above-file 0x18..0x20: krn_size is 0x10000000, the whole file 0x5280",
        "error anec-truncated 0x0..0x8: the payload needs 0x10000280 bytes from 0x1000, the file has "
        "0x4280"}},
      {[](Bytes& b) { b.at(0xfff) = 1; },
       {"warning anec-header-padding 0x6a8..0x1000: the bytes between the header and the payload are not all "
        "zero"}},
  });
}

TEST(HeaderRules, LookAtTheTiles) {
  expect({
      {[](Bytes& b) { set_tiles(b, 0, 3); },
       {"warning anec-command-tiles 0x28..0x2c: tiles[0] is 3, the payload takes 2"}},
      {[](Bytes& b) { set_tiles(b, 1, 1); },
       {"warning anec-weight-tiles 0x2c..0x30: tiles[1] is 1, weights lie in channel 0 and have none of "
        "their "
        "own"}},
      {[](Bytes& b) { set_tiles(b, kInput, 0); },
       {"error anec-channel-without-tiles 0x3c..0x40: channel 5 (src0) has no tiles",
        "warning anec-shape-without-tiles 0x198..0x1c8: channel 5 (src0) has a shape but no tiles",
        "warning anec-slot-without-tiles 0x1020..0x1024: task 0: source1 is in channel 5, which has no "
        "tiles"}},
      {[](Bytes& b) { set_tiles(b, kInput, 0x10000); },
       {"error anec-too-many-tiles 0x3c..0x40: channel 5 (src0): 65536 tiles, allowed are less than 65536",
        "warning anec-buffer-too-large 0x3c..0x40: channel 5 (src0): its tiles take 0x40000000 bytes, more "
        "than "
        "a tile above the 0x800 of its tensor"}},
      {[](Bytes& b) { set_tiles(b, 31, 1); },
       {"warning anec-unexpected-channel 0xa4..0xa8: channel 31 is in use, src_count and dst_count leave "
        "channels up to 6"}},
  });
}

TEST(HeaderRules, LookAtTheShapes) {
  const auto shape = [](const FieldSpec& field, std::uint64_t value) {
    return [&field, value](Bytes& b) { AnecFile::set(b, field, value, kShape); };
  };
  const std::string head = "0x198..0x1c8: channel 5 (src0)";
  expect({
      {[](Bytes& b) { AnecFile::put(b, nchw::kOffset + 3 * nchw::kStep, 1, 1); },
       {"warning anec-shape-without-tiles 0x138..0x168: channel 3 (itm0) has a shape but no tiles",
        "warning anec-empty-shape 0x138..0x168: channel 3 (itm0): C is 0",
        "warning anec-empty-shape 0x138..0x168: channel 3 (itm0): H is 0",
        "warning anec-empty-shape 0x138..0x168: channel 3 (itm0): W is 0"}},
      {[](Bytes& b) {
         for (std::uint64_t i = 0; i < nchw::kStep; ++i) b.at(kShape + i) = 0;
       },
       {"warning anec-tiles-without-shape " + head + " has tiles but no shape"}},
      {shape(nchw::kN, 0), {"warning anec-empty-shape " + head + ": N is 0"}},
      {shape(nchw::kW, 40),
       {"warning anec-row-stride " + head + ": rows are 64 bytes apart and hold 40 elements of 2 bytes"}},
      {shape(nchw::kRowStride, 32),
       {"warning anec-stride-alignment " + head +
        ": strides of 512 and 32 bytes are not both multiples of 64"}},
      {shape(nchw::kPlaneStride, 448),
       {"warning anec-plane-stride " + head + ": planes are 448 bytes apart, less than 8 rows of 64"}},
      {[](Bytes& b) {
         AnecFile::set(b, nchw::kRowStride, 192, kShape);
         AnecFile::set(b, nchw::kPlaneStride, 1600, kShape);
       },
       {"warning anec-plane-rows " + head +
        ": the plane stride 1600 is not a multiple of the row stride 192"}},
      {shape(nchw::kC, 40),
       {"warning anec-tensor-past-buffer 0x3c..0x40: channel 5 (src0): its tensor takes 0x5000 bytes, its "
        "tiles "
        "0x4000"}},
      {shape(nchw::kN, UINT64_MAX / 2),
       {"warning anec-tensor-past-buffer 0x3c..0x40: channel 5 (src0): its tensor takes more bytes than 64 "
        "bits "
        "count, its tiles 0x4000"}},
      {[](Bytes& b) { set_tiles(b, kInput, 3); },
       {"warning anec-buffer-too-large 0x3c..0x40: channel 5 (src0): its tiles take 0xc000 bytes, more than "
        "a "
        "tile above the 0x800 of its tensor"}},
  });
}

}  // namespace
}  // namespace ane::anec
