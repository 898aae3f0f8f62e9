// What anecc makes of the sample "add" (two inputs, one output, all of one tile), and of it with one thing
// changed for each of the steps of its search. All of this was held against the original once.

#include "core/export/anecc.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "tests/unit/anec/anec_samples.hpp"

namespace ane::exporter {
namespace {

using test::AnecFile;
using test::Bytes;
using Names = std::vector<std::string>;
using Shape = std::array<std::uint64_t, 6>;

constexpr std::uint32_t kTasks = 0x30000000, kWeights = 0x30000280, kMark = 0xf401f800, kLength = 0x9c;
constexpr std::uint32_t kFirstInput = 0x30008000, kOutput = 0x30010000;
constexpr std::size_t kText = 0x4000;  ///< where the tasks lie in the samples

/// Where the `nth` word with this value lies.
std::size_t place(const Bytes& bytes, std::uint32_t value, std::size_t nth = 0) {
  const SourcePtr source = memory_source(bytes);
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
    if (ByteView(*source).u32(at) == value && nth-- == 0) return at;
  ADD_FAILURE() << "no word " << hex(value);
  return 0;
}
void put(Bytes& bytes, std::size_t at, std::uint32_t value) {
  AnecFile::put(bytes, at, value, 4);
}
/// The word `words` behind the `nth` that is `mark`.
void put_behind(Bytes& bytes, std::uint32_t mark, std::size_t nth, std::size_t words, std::uint32_t value) {
  put(bytes, place(bytes, mark, nth) + 4 * words, value);
}
void replace_all(Bytes& bytes, std::uint32_t value, std::uint32_t with) {
  const SourcePtr before = memory_source(bytes);
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
    if (ByteView(*before).u32(at) == value) put(bytes, at, with);
}

/// Replaces text once; what comes behind it moves, but the tasks stay where they are.
void retext(Bytes& bytes, const std::string& from, const std::string& to) {
  std::string text(bytes.begin(), bytes.end());
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  if (to.size() < from.size()) text.insert(kText + to.size() - from.size(), from.size() - to.size(), '\0');
  if (to.size() > from.size()) text.erase(kText, to.size() - from.size());
  bytes.assign(text.begin(), text.end());
}

Result<AneccFile> search(Bytes bytes, bool force = false) {
  const SourcePtr source = memory_source(std::move(bytes));
  return search_as_anecc(ByteView(*source), force);
}
AneccFile found(Bytes bytes, bool force = false) {
  const auto file = search(std::move(bytes), force);
  EXPECT_TRUE(file) << (file ? "" : file.error().message);
  return file ? *file : AneccFile();
}
/// The message and the bytes to blame.
std::string refusal(Bytes bytes, bool force = false) {
  const auto file = search(std::move(bytes), force);
  if (file) return "(converts)";
  const Error& error = file.error();
  return error.message + (error.where ? " @" + range_text(*error.where) : std::string());
}

struct Change {
  std::function<void(Bytes&)> edit;
  std::string expected;
};
void expect(const std::vector<Change>& changes) {
  const Bytes good = test::sample_bytes("add");
  for (const Change& change : changes) {
    Bytes bytes = good;
    change.edit(bytes);
    EXPECT_EQ(refusal(bytes), change.expected);
  }
}

TEST(Anecc, FindsTheNumbersOfASample) {
  const AneccFile file = found(test::sample_bytes("add"));
  EXPECT_EQ(file.payload_bytes, 0x4280u);
  EXPECT_EQ(file.task_bytes, 0x274u);
  EXPECT_EQ(file.weight_bytes, 0x4000u);
  EXPECT_EQ(file.first_task_bytes, 0x274u);
  EXPECT_EQ(file.task_count, 1u);
  EXPECT_EQ(file.sources, 2u);
  EXPECT_EQ(file.results, 1u);
  EXPECT_EQ(file.payload, (Extent{kText, 0x4280}));
  EXPECT_EQ(file.names, (Names{"a", "b", "sum@output"}));
  std::array<std::uint32_t, anec::kChannels> tiles{2, 0, 0, 0, 1, 1, 1};
  EXPECT_EQ(file.tiles, tiles);
  for (std::size_t i = 0; i < file.shapes.size(); ++i)
    EXPECT_EQ(file.shapes[i], (i >= 4 && i < 7 ? Shape{1, 4, 8, 8, 512, 64} : Shape{})) << i;
}

TEST(Anecc, ReadsPartOfALargerFile) {
  Bytes bytes = test::sample_bytes("add");
  bytes.insert(bytes.begin(), 3, 0xff);
  const SourcePtr source = memory_source(bytes);
  const auto file = search_as_anecc(*ByteView(*source).sub(3, bytes.size() - 3), false);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->payload, (Extent{kText + 3, 0x4280}));
}

TEST(Anecc, RefusesWhereTheTasksAreNotFound) {
  expect({
      {[](Bytes& b) { b.pop_back(); },
       "anecc reads only files of whole words: the length is 0xbfff, no multiple of 4 @0xbffc..0xbfff"},
      {[](Bytes& b) { b.clear(); }, "anecc finds no tasks: no word is 0x30000000"},
      {[](Bytes& b) { b.resize(place(b, kTasks, 1)); },
       "anecc finds no tasks: one word is 0x30000000, two are needed @0x80..0x84"},
      {[](Bytes& b) { b.resize(place(b, kTasks, 1) + 8); },
       "anecc finds no size of the tasks: the file ends behind the address @0xd0..0xd8"},
      {[](Bytes& b) { put_behind(b, kTasks, 1, 2, 0x273); },
       "anecc finds 0x273 bytes of tasks, at least 0x274 are needed @0xd8..0xdc"},
  });
}

TEST(Anecc, RefusesWhereTheWeightsAreNotFound) {
  expect({
      {[](Bytes& b) { replace_all(b, kWeights, 0x300002c0); },
       "anecc finds no weights: no word is 0x30000280, the address right behind the tasks"},
      {[](Bytes& b) { put_behind(b, kTasks, 1, 2, 0xffffffff); },
       "anecc finds no weights: no word is 0x130000000, the address right behind the tasks"},
      {[](Bytes& b) { b.resize(place(b, kWeights) + 4); },
       "anecc finds no size of the weights: the file ends behind the address @0x120..0x124"},
      {[](Bytes& b) { put_behind(b, kWeights, 0, 2, 0); },
       "anecc finds 0x0 bytes of weights, allowed are multiples of 16 above 0 @0x128..0x12c"},
      {[](Bytes& b) { put_behind(b, kWeights, 0, 2, 0x4008); },
       "anecc finds 0x4008 bytes of weights, allowed are multiples of 16 above 0 @0x128..0x12c"},
  });
}

TEST(Anecc, RefusesWhereTheTasksAreNotCounted) {
  expect({
      {[](Bytes& b) { replace_all(b, kLength, 0x7d); },
       "anecc finds no program: no word is 0x9c, the length of its tasks"},
      {[](Bytes& b) { put(b, 0x1c, kLength); },
       "anecc finds 0xdc0 as the address of the program at the first word 0x9c, allowed is 0x30000000 "
       "@0x14..0x18"},
      {[](Bytes& b) { b.resize(place(b, kLength) + 4); },
       "anecc finds no number of tasks: the file ends behind the program's address @0xb80..0xb84"},
      {[](Bytes& b) { put_behind(b, kLength, 0, 1, 0); },
       "anecc finds 0 tasks, allowed are 1 to 65534 @0xb84..0xb88"},
      {[](Bytes& b) { put_behind(b, kLength, 0, 1, 0xffff); },
       "anecc finds 65535 tasks, allowed are 1 to 65534 @0xb84..0xb88"},
      {[](Bytes& b) { put_behind(b, kLength, 0, 1, 2); },
       "anecc counts tasks by the word 0xf401f800: 1, the program says 2"},
      {[](Bytes& b) { put(b, kText + 0x300, kMark); },
       "anecc counts tasks by the word 0xf401f800: 2, the program says 1"},
      {[](Bytes& b) {
         put_behind(b, kLength, 0, 1, 2);
         put(b, kText + 0x328, kMark);
       },
       "anecc finds tasks of 0x574 bytes by the word 0xf401f800, their section has 0x274 @0x4028..0x432c"},
  });
}

TEST(Anecc, CountsBackFromTheStartToTheEnd) {
  Bytes bytes = test::sample_bytes("add");
  put(bytes, 0, kLength);
  put(bytes, 4, 1);
  EXPECT_EQ(refusal(bytes),
            "anecc finds 0x0 as the address of the program at the first word 0x9c, allowed is 0x30000000 "
            "@0xbff8..0xbffc");
  put(bytes, bytes.size() - 8, kTasks);
  EXPECT_EQ(refusal(bytes), "(converts)");
}

TEST(Anecc, RefusesBuffersThatItCannotFollow) {
  expect({
      {[](Bytes& b) { put_behind(b, kFirstInput, 0, 2, 0x4010); },
       "anecc finds 0x4010 bytes of the buffer at 0x30008000, allowed are multiples of 0x4000 from 0x4000 to "
       "0x3fffc000 @0x170..0x174"},
      {[](Bytes& b) { put_behind(b, kFirstInput, 0, 2, 0x40000000); },
       "anecc finds 0x40000000 bytes of the buffer at 0x30008000, allowed are multiples of 0x4000 from "
       "0x4000 "
       "to 0x3fffc000 @0x170..0x174"},
      {[](Bytes& b) { put_behind(b, kFirstInput, 0, 8, 7); },
       "anecc cannot tell what the buffer at 0x30008000 is for: protection, sections and flags are 0x7, 0x1, "
       "0x1, 0x6 @0x188..0x198"},
      {[](Bytes& b) {
         put(b, b.size() - 12, kOutput + 0x4000);
         put(b, b.size() - 4, 0x4000);
       },
       "anecc cannot tell what the buffer at 0x30014000 is for: protection, sections and flags are the "
       "end of the file @0xc000..0xc000"},
      {[](Bytes& b) { put(b, b.size() - 4, kOutput + 0x4000); },
       "anecc finds no size of the buffer at 0x30014000: the file ends behind the address @0xbffc..0xc000"},
      {[](Bytes& b) { replace_all(b, kOutput, 0); },
       "anecc counts inputs, outputs and scratch buffers: 2, 0 and 0; allowed are at least 1, at least 1 and "
       "at "
       "most 1"},
  });
}

/// Makes segments of one tile each behind the output; returns the address behind them.
void add_segments(Bytes& bytes, std::size_t count, std::array<std::uint32_t, 4> kind) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t at = 0x9000 + 0x40 * i;
    put(bytes, at, kOutput + 0x4000 * (i + 1));
    put(bytes, at + 8, 0x4000);
    for (std::size_t k = 0; k < kind.size(); ++k) put(bytes, at + 32 + 4 * k, kind[k]);
  }
}

TEST(Anecc, RefusesTooManyBuffers) {
  expect({
      {[](Bytes& b) {
         add_segments(b, 2, {3, 3, 1, 4});
       },
       "anecc counts inputs, outputs and scratch buffers: 2, 1 and 2; allowed are at least 1, at least 1 and "
       "at "
       "most 1"},
      {[](Bytes& b) {
         add_segments(b, 25, {2, 2, 1, 6});
       },
       "anecc finds 3 strings with shapes, the inputs and outputs need 28 @0x102c..0x107e"},
      {[](Bytes& b) {
         add_segments(b, 26, {2, 2, 1, 6});
       },
       "anecc finds 29 inputs and outputs, allowed are 28"},
      {[](Bytes& b) {
         add_segments(b, 40, {2, 2, 1, 6});
       },
       "anecc finds 32 inputs and outputs, allowed are 28"},
  });
  Bytes bytes = test::sample_bytes("add");
  add_segments(bytes, 1, {3, 3, 1, 4});
  EXPECT_EQ(found(bytes).tiles[3], 1u);
}

TEST(Anecc, RefusesShapesThatItCannotRead) {
  const auto text = [](std::string from, std::string to) {
    return [from, to](Bytes& b) { retext(b, from, to); };
  };
  const std::string start = "anecc cannot read the shape of \"a\": ";
  const std::string no_number = ", which has no number of 64 bits behind its second semicolon";
  const std::string stride = " that float16 values in rows and planes of 64 bytes take";
  expect({
      {text("a:t11", "a:x11"),
       "anecc finds 2 strings with shapes, the inputs and outputs need 3 @0x102c..0x107e"},
      {text("15=s2w:5", "15=s2w:5:t:5"), start + "it has 8 parts between colons, not 6 @0xf98..0xfe5"},
      {text("s2048n", "s2048x"), start + "dimension 1 does not end in n @0xf98..0xfe1"},
      {text("n:ar1;0;4;13", "n:ar1;0;;13"),
       start + "dimension c is \"ar1;0;;13=s512c\"" + no_number + " @0xf98..0xfe0"},
      {text("n:ar1;0;4;13", "n:ar1;0;-4;13"),
       start + "dimension c is \"ar1;0;-4;13=s512c\"" + no_number + " @0xf98..0xfe2"},
      {text("n:ar1;0;4;13", "n:ar1,0;413"),
       start + "dimension c is \"ar1,0;413=s512c\"" + no_number + " @0xf98..0xfe0"},
      {text("n:ar1;0;4;13", "n:ar1;0;18446744073709551616;13"),
       start + "dimension c is \"ar1;0;18446744073709551616;13=s512c\"" + no_number + " @0xf98..0xff4"},
      {text("13=s512c", "13=s256c"),
       start + "the stride in \"ar1;0;4;13=s256c\" is not the 512" + stride + " @0xf98..0xfe1"},
      {text("13=s512c", "13=x512c"),
       start + "the stride in \"ar1;0;4;13=x512c\" is not the 512" + stride + " @0xf98..0xfe1"},
      {text("14=s64h", "14=s32h"),
       start + "the stride in \"ar1;0;8;14=s32h\" is not the 64" + stride + " @0xf98..0xfe1"},
      {text("0;8;15=s2w", "0;9223372036854775808;15=s2w"),
       start + "its lengths make strides that 64 bits do not hold @0xf98..0xff3"},
  });
}

TEST(Anecc, RefusesOneShapeTooMany) {
  Bytes bytes = test::sample_bytes("add");
  const std::string more = "more:t1;0;1;2=s2048n:ar1;0;4;3=s512c:ar1;0;8;4=s64h:ar1;0;8;5=s2w:5";
  std::copy(more.begin(), more.end(), bytes.end() - 0x100);
  EXPECT_EQ(refusal(bytes),
            "anecc finds more than 3 strings with shapes, the inputs and outputs need 3 @0xbf00..0xbf43");
}

void swap_text(Bytes& bytes, const std::string& a, const std::string& b) {
  retext(bytes, a, "(first)");
  retext(bytes, b, a);
  retext(bytes, "(first)", b);
}

TEST(Anecc, TurnsShapesThatNameOutputsFirst) {
  const AneccFile good = found(test::sample_bytes("conv3x3"));
  EXPECT_EQ(good.names, (Names{"picture", "features"}));
  EXPECT_EQ(good.shapes[4], (Shape{1, 8, 128, 128, 32768, 256}));
  EXPECT_EQ(good.shapes[5], (Shape{1, 3, 128, 128, 32768, 256}));
  Bytes bytes = test::sample_bytes("conv3x3");
  const std::string text(bytes.begin(), bytes.end());
  const auto stab = [&](const std::string& name) {
    const std::size_t at = text.find(name + ":t");
    return text.substr(at, text.find('\0', at) - at);
  };
  swap_text(bytes, stab("picture"), stab("features"));
  const AneccFile turned = found(bytes);
  EXPECT_EQ(turned.names, good.names);
  EXPECT_EQ(turned.shapes, good.shapes);
}

TEST(Anecc, OverlooksAnOrderThatFitsByAccident) {
  Bytes bytes = test::sample_bytes("add");
  swap_text(bytes, "a:t11", "sum@output:t21");
  EXPECT_EQ(found(bytes).names, (Names{"sum@output", "b", "a"}));
}

TEST(Anecc, KeepsShapesThatFitNoBuffer) {
  Bytes bytes = test::sample_bytes("add");
  retext(bytes, "n:ar1;0;4;13", "n:ar1;0;+4_0;13");
  const AneccFile file = found(bytes);
  EXPECT_EQ(file.names, (Names{"sum@output", "a", "b"})) << "turned twice by one output";
  EXPECT_EQ(file.shapes[4], (Shape{1, 4, 8, 8, 512, 64}));
  EXPECT_EQ(file.shapes[6], (Shape{1, 40, 8, 8, 512, 64}));
}

TEST(Anecc, RefusesNamesOfCpuLayersUnlessForced) {
  Bytes bytes = test::sample_bytes("add");
  retext(bytes, "b:t16", "my_ctx_b:t16");
  EXPECT_EQ(
      refusal(bytes),
      "anecc refuses the name \"my_ctx_b\" among 2 inputs unless forced: a layer that the CPU has to run "
      "seems to feed it @0xfe2..0x1032");
  EXPECT_EQ(found(bytes, true).names, (Names{"a", "my_ctx_b", "sum@output"}));
  Bytes single = test::sample_bytes("sigmoid");
  retext(single, "x:t16", "ctx_x:t16");
  EXPECT_EQ(refusal(single), "(converts)") << "one input needs no other layer";
}

TEST(Anecc, CutsThePayloadWhereTheFileEnds) {
  Bytes bytes = test::sample_bytes("add");
  bytes.resize(kText + 0x2000);
  const AneccFile file = found(bytes);
  EXPECT_EQ(file.payload_bytes, 0x4280u);
  EXPECT_EQ(file.payload, (Extent{kText, 0x2000}));
}

TEST(Anecc, StopsWhenAsked) {
  const SourcePtr source = memory_source(test::sample_bytes("add"));
  for (int stop = 1;; ++stop) {
    int asked = 0;
    const auto file = search_as_anecc(ByteView(*source), false, [&] { return ++asked != stop; });
    EXPECT_LE(asked, stop);
    if (file) {
      EXPECT_GT(stop, 9) << "asked once for each search of a small file";
      break;
    }
    EXPECT_EQ(file.error().message, "cancelled");
  }
}

}  // namespace
}  // namespace ane::exporter
