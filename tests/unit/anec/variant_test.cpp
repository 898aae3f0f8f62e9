// Which of the variants a file is, by docs/formats/anec.md, section 3.

#include "tests/unit/anec/anec_samples.hpp"

namespace ane::anec {
namespace {

using test::AnecFile;
using test::Bytes;
using test::variant_of;

Bytes longer(Bytes bytes) {
  bytes.insert(bytes.end(), {1, 2, 3});
  return bytes;
}

Bytes shorter(Bytes bytes) {
  bytes.resize(bytes.size() - 100);
  return bytes;
}

// The payload of a file with its header at 0x1000, behind another header.
Bytes converted(const Bytes& bytes, Variant variant) {
  Bytes head(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(payload_offset(variant)));
  head.insert(head.end(), bytes.begin() + static_cast<std::ptrdiff_t>(payload::kAt1000), bytes.end());
  return head;
}

void expect_told_apart(const Bytes& file) {
  for (const Variant variant : {Variant::Header1000, Variant::Header800, Variant::Raw}) {
    const Bytes bytes = converted(file, variant);
    const std::string name(variant_name(variant));
    EXPECT_EQ(variant_of(bytes), name);
    EXPECT_EQ(variant_of(longer(bytes)), name) << "three bytes more";
    EXPECT_EQ(variant_of(shorter(bytes)), name) << "100 bytes less";
  }
}

TEST(Variant, OfSamplesAndTheirMutationsIsToldRight) {
  for (const writer::Sample& sample : writer::samples()) {
    SCOPED_TRACE(sample.name);
    expect_told_apart(test::anec_sample(sample.name).write());
  }
}

TEST(Variant, OfPublishedFilesAndTheirMutationsIsToldRight) {
  ANE_CORPUS(corpus);
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "anec")) {
    SCOPED_TRACE(entry.path().filename());
    expect_told_apart(test::file_bytes(entry.path()));
    ++count;
  }
  EXPECT_EQ(count, 5u);
}

TEST(Variant, OfConvertedContainersIsToldRight) {
  ANE_CORPUS(corpus);
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "hwx")) {
    SCOPED_TRACE(entry.path().filename());
    expect_told_apart(AnecFile(*test::open(test::file_bytes(entry.path()))).write());
  }
}

TEST(Variant, NoContainerIsTakenForOne) {
  const auto expect_refused = [](const Bytes& bytes) {
    const SourcePtr source = memory_source(bytes);
    EXPECT_FALSE(find_variant(ByteView(*source), *test::h13()));
    const auto document = test::open(bytes);
    ASSERT_NE(document, nullptr);
    EXPECT_EQ(document->format(), document::Format::Hwx);
    EXPECT_EQ(document->anec(), nullptr);
  };
  for (const writer::Sample& sample : writer::samples()) expect_refused(test::sample_bytes(sample.name));
  ANE_CORPUS(corpus);
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "hwx"))
    expect_refused(test::file_bytes(entry.path()));
}

struct Fault {
  const FieldSpec& field;
  std::uint64_t value;
  std::string message;
};

TEST(Refusal, NamesTheFirstNumberThatCannotBe) {
  const Bytes good = test::anec_sample("add").write();
  const std::vector<Fault> faults = {
      {header::kTaskCount, 0, "td_count is 0x0, allowed are 1 to 0xffff"},
      {header::kTaskCount, 0x10000, "td_count is 0x10000, allowed are 1 to 0xffff"},
      {header::kFirstTask, 0x273, "td_size is 0x273, allowed are multiples of 4 from 0x28 to 0x800"},
      {header::kFirstTask, 0x24, "td_size is 0x24, allowed are multiples of 4 from 0x28 to 0x800"},
      {header::kFirstTask, 0x804, "td_size is 0x804, allowed are multiples of 4 from 0x28 to 0x800"},
      {header::kFirstTask, 0x300, "tsk_size is 0x274, less than the 0x300 of td_size"},
      {header::kTaskBytes, UINT64_MAX,
       "tsk_size is 0xffffffffffffffff, which with krn_size is more than 64 bits hold"},
      {header::kWeightBytes, UINT64_MAX, "tsk_size is 0x274, which with krn_size is more than 64 bits hold"},
      {header::kPayload, 0x427f, "size is 0x427f, tsk_size and krn_size make 0x4280"},
      {header::kResults, 0, "dst_count is 0x0, at least 1 is needed"},
      {header::kSources, 0, "src_count is 0x0, at least 1 is needed"},
      {header::kSources, 28, "src_count is 0x1c, with dst_count 0x1 more than 28 together"},
  };
  for (const Fault& fault : faults) {
    Bytes bytes = good;
    AnecFile::set(bytes, fault.field, fault.value);
    EXPECT_EQ(variant_of(bytes), "not an .anec program: " + fault.message);
  }
  Bytes bytes = good;
  AnecFile::put(bytes, tiles::kOffset, 1, 4);
  EXPECT_EQ(variant_of(bytes), "not an .anec program: tiles[0] is 0x1, the payload needs 0x2");
  bytes.resize(0x6a7);
  EXPECT_EQ(variant_of(bytes), "too short for an .anec header: 1703 of 1704 bytes");
}

TEST(Refusal, IsTheHeadersWhereItsSizesAddUp) {
  Bytes bytes = test::anec_sample("add").write();
  AnecFile::set(bytes, header::kTaskCount, 0);
  const auto document = test::try_open(bytes);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().message, "not an .anec program: td_count is 0x0, allowed are 1 to 0xffff");
  EXPECT_EQ(document.error().where, (Extent{0x0c, 4}));
}

TEST(Refusal, OfAHeaderWithoutItsTasks) {
  Bytes bytes = longer(test::anec_sample("add").write());
  AnecFile::put(bytes, payload::kAt1000, 1, 2);  // no task that comes first
  EXPECT_EQ(variant_of(bytes),
            "an .anec header whose tasks start neither at 0x800 nor at 0x1000, and the file's length of "
            "0x5283 fits neither");
}

// Both places hold a task here, but zeros lie only before the first of them.
TEST(Variant, NeedsZerosBeforeThePayload) {
  Bytes bytes = longer(test::anec_sample("add").write());
  const Bytes task = test::anec_sample("add").tasks;
  std::copy(task.begin(), task.end(), bytes.begin() + static_cast<std::ptrdiff_t>(payload::kAt800));
  EXPECT_EQ(variant_of(bytes), "header-0x800");
}

TEST(Raw, NeedsOnlyItsFirstRecord) {
  Bytes bytes = test::anec_sample("add").write(Variant::Raw);
  bytes.resize(0x2c);
  EXPECT_EQ(variant_of(bytes), "raw");
  bytes.resize(0x2b);
  EXPECT_NE(variant_of(bytes), "raw");
}

}  // namespace
}  // namespace ane::anec
