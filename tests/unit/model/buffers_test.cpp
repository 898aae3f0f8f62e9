// Buffers of the stream family: slots count 32-bit words, weights lie in __KERN_n, run-time graphs have no
// table.

#include "core/model/buffers.hpp"

#include <gtest/gtest.h>

#include "tests/support/wrapped.hpp"

namespace ane::model {
namespace {

document::DocumentPtr opened(const Result<writer::HwxSpec>& spec) {
  EXPECT_TRUE(spec);
  const auto bytes = writer::write_hwx(*spec);
  EXPECT_TRUE(bytes);
  return document::Document::open(memory_source(*bytes), regdb::Database::embedded(), "built.hwx").value();
}

const std::vector<std::uint8_t> kText = test::bytes_of_words({1, 0, 0, 0});

TEST(Buffers, OfFlavour4HaveTheNumbersOfTasks) {
  writer::HwxSpec spec = test::wrapped_spec("h16", kText);
  spec.scratch_bytes = 0x4000;
  spec.kernels.push_back(writer::Content(std::vector<std::uint8_t>(0x80, 1)));
  const auto document = opened(spec);
  const std::vector<Buffer> buffers = buffers_of(*document, 0);
  const auto kind_at = [&](std::uint32_t slot) {
    const Buffer* buffer = find_buffer(buffers, slot);
    return buffer == nullptr ? "none" : std::string(buffer_kind_name(buffer->kind)) + " " + buffer->name;
  };
  EXPECT_EQ(kind_at(0), "text __TEXT,__text");
  EXPECT_EQ(kind_at(4), "constants __TEXT,__const");
  EXPECT_EQ(kind_at(12), "scratch __DATA,__bss");
  EXPECT_EQ(kind_at(24), "input x");
  EXPECT_EQ(kind_at(28), "output y");
  EXPECT_EQ(kind_at(32), "constants __KERN_0,__kern_0");
  EXPECT_EQ(kind_at(36), "constants __KERN_1,__kern_1");
  EXPECT_EQ(buffers.size(), 7u);
  EXPECT_EQ(find_buffer(buffers, 36)->bytes.size, 0x80u);
}

TEST(Buffers, OfRunTimeGraphsAreTextAndWeights) {
  const auto document =
      opened(writer::runtime_graph_spec(test::wrapped_graph("h18g", {{"main__nonbonded", kText}})));
  const std::vector<Buffer> buffers = buffers_of(*document, 0);
  ASSERT_EQ(buffers.size(), 2u);
  EXPECT_EQ(buffers[0].kind, BufferKind::Text);
  EXPECT_EQ(buffers[1].slot, 4u);
  EXPECT_EQ(buffers[1].kind, BufferKind::Constants);
  EXPECT_EQ(buffers[1].bytes.size, 0x400u);
}

}  // namespace
}  // namespace ane::model
