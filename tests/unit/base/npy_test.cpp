#include "core/base/npy.hpp"

#include <gtest/gtest.h>

#include <array>

namespace ane {
namespace {

// The layout of numpy.lib.format, version 1.0.
TEST(Npy, HeaderIsWhatNumPyReads) {
  const std::string header = npy_half_header(std::array<std::uint64_t, 4>{64, 3, 1, 1});
  EXPECT_EQ(header.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  EXPECT_EQ(header.size() % 64, 0u);
  EXPECT_EQ(static_cast<std::size_t>(static_cast<unsigned char>(header[8])), header.size() - 10);
  EXPECT_EQ(header.substr(10, 68), "{'descr': '<f2', 'fortran_order': False, 'shape': (64, 3, 1, 1), }  ");
  EXPECT_EQ(header.back(), '\n');
}

TEST(Npy, ShapesOfOneAndOfNoDimension) {
  EXPECT_NE(npy_half_header(std::array<std::uint64_t, 1>{8}).find("'shape': (8,), }"), std::string::npos);
  EXPECT_NE(npy_half_header({}).find("'shape': (), }"), std::string::npos);
}

TEST(Npy, HalvesAreLittleEndian) {
  StringSink sink;
  write_halves(sink, std::array<std::uint16_t, 2>{0x3c00, 0x0102});
  EXPECT_EQ(sink.text, std::string("\x00\x3c\x02\x01", 4));
}

}  // namespace
}  // namespace ane
