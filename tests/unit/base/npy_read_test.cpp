#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "core/base/npy.hpp"

namespace ane {
namespace {

/// A file as numpy.save writes it, or as it should not.
std::string file_of(const std::string& dictionary, const std::string& data, char version = 1) {
  std::string text = dictionary + "\n";
  std::string head("\x93NUMPY", 6);
  head += version;
  head += '\0';
  head += static_cast<char>(text.size() & 0xff);
  head += static_cast<char>(text.size() >> 8);
  if (version > 1) head += std::string(2, '\0');
  return head + text + data;
}

std::string header(const std::string& descr, const std::string& shape, bool fortran = false) {
  return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") +
         ", 'shape': " + shape + ", }";
}

Result<NpyArray> read(const std::string& file) {
  const SourcePtr source = memory_source({file.begin(), file.end()});
  return read_npy(ByteView(*source));
}

template <class T>
std::string data_of(std::initializer_list<T> values) {
  std::string data;
  for (const T value : values) data.append(reinterpret_cast<const char*>(&value), sizeof(T));
  return data;
}

std::vector<double> values_of(const std::string& file) {
  const auto array = read(file);
  EXPECT_TRUE(array) << (array ? "" : array.error().message);
  std::vector<double> values;
  for (std::uint64_t i = 0; array && i < array->count(); ++i) values.push_back(array->value(i));
  return values;
}

TEST(ReadNpy, TakesEveryKindOfNumber) {
  using V = std::vector<double>;
  EXPECT_EQ(values_of(file_of(header("<f2", "(2,)"), data_of<std::uint16_t>({0x3c00, 0xc000}))), (V{1, -2}));
  EXPECT_EQ(values_of(file_of(header("<f4", "(2,)"), data_of<float>({0.5F, -3}))), (V{0.5, -3}));
  EXPECT_EQ(values_of(file_of(header("<f8", "(2,)"), data_of<double>({0.1, -3}))), (V{0.1, -3}));
  EXPECT_EQ(values_of(file_of(header("|u1", "(2,)"), data_of<std::uint8_t>({7, 255}))), (V{7, 255}));
  EXPECT_EQ(values_of(file_of(header("|i1", "(2,)"), data_of<std::int8_t>({7, -1}))), (V{7, -1}));
  EXPECT_EQ(values_of(file_of(header("<i2", "(1,)"), data_of<std::int16_t>({-300}))), (V{-300}));
  EXPECT_EQ(values_of(file_of(header("<i4", "(1,)"), data_of<std::int32_t>({-70000}))), (V{-70000}));
  EXPECT_EQ(values_of(file_of(header("<i8", "(1,)"), data_of<std::int64_t>({-5}))), (V{-5}));
  EXPECT_EQ(values_of(file_of(header("<u4", "(1,)"), data_of<std::uint32_t>({4000000000U}))), (V{4e9}));
  EXPECT_EQ(values_of(file_of(header("|b1", "(2,)"), data_of<std::uint8_t>({0, 1}))), (V{0, 1}));
  EXPECT_EQ(values_of(file_of(header(">i2", "(2,)"), std::string("\x01\x02\xff\xff", 4))), (V{258, -1}));
}

TEST(ReadNpy, CountsInCOrderWhateverTheFileDoes) {
  using V = std::vector<double>;
  const std::string data = data_of<std::uint8_t>({0, 3, 1, 4, 2, 5});
  EXPECT_EQ(values_of(file_of(header("|u1", "(2, 3)", true), data)), (V{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(values_of(file_of(header("|u1", "(2, 3)"), data)), (V{0, 3, 1, 4, 2, 5}));
}

TEST(ReadNpy, TakesVersionsOneToThree) {
  for (const char version : {'\x01', '\x02', '\x03'})
    EXPECT_EQ(values_of(file_of(header("|u1", "(1,)"), "\x05", version)), std::vector<double>{5});
  EXPECT_EQ(read(file_of(header("|u1", "(1,)"), "\x05", 4)).error().message,
            "format version 4 of .npy, 1 to 3 can be read");
}

TEST(ReadNpy, TakesScalarsEmptyArraysAndOtherSpellings) {
  EXPECT_EQ(values_of(file_of(header("|u1", "()"), "\x05")), std::vector<double>{5});
  EXPECT_EQ(values_of(file_of(header("|u1", "(0, 4)"), "")), std::vector<double>());
  EXPECT_EQ(values_of(file_of("{\"shape\":(1L,),\"fortran_order\":False,\"descr\":\"|u1\"}", "\x05")),
            std::vector<double>{5});
}

TEST(ReadNpy, ReadsWhatIsWritten) {
  StringSink sink;
  sink.write(npy_half_header(std::vector<std::uint64_t>{1, 2, 1, 2}));
  const std::vector<std::uint16_t> halves = {0x7e01, 0xfc00, 0x0001, 0x8000};
  write_halves(sink, halves);
  const auto array = read(sink.text);
  ASSERT_TRUE(array);
  EXPECT_EQ(array->shape(), (std::vector<std::uint64_t>{1, 2, 1, 2}));
  EXPECT_EQ(array->type(), "float16");
  for (std::size_t i = 0; i < halves.size(); ++i) EXPECT_EQ(array->half(i), halves[i]) << "bit by bit";
}

TEST(ReadNpy, SaysWhatIsWrongAndWhere) {
  const auto error = [](const std::string& file) {
    const auto array = read(file);
    EXPECT_FALSE(array);
    EXPECT_TRUE(array.error().where);
    return array.error();
  };
  EXPECT_EQ(error("PK").message, "not a .npy file: it does not begin with \\x93NUMPY");
  const Error shorter = error(file_of(header("<f4", "(3,)"), "1234"));
  EXPECT_EQ(shorter.message, "elements of shape 3 and 4 bytes each need 12 bytes, the file has 4");
  EXPECT_EQ(shorter.where->size, 4u);
  EXPECT_EQ(error(file_of(header("<c8", "(1,)"), "12345678")).message,
            "elements of type '<c8', float16 to float64, integers of 8 to 64 bits and bool can be read");
  EXPECT_EQ(error(file_of("{'descr': [('a', '<f4')], }", "")).message,
            "the header should have one element type, not a record of several here");
  EXPECT_EQ(error(file_of("{'descr': '<f4', }", "")).message,
            "the header lacks one of 'descr', 'fortran_order' and 'shape'");
  EXPECT_NE(error(file_of(header("<f8", "(9223372036854775807, 4, 4)"), "")).message.find("more than 2^64"),
            std::string::npos);
  std::string cut = file_of(header("<f4", "(3,)"), "");
  cut.resize(20);
  EXPECT_NE(error(cut).message.find("does not end inside of the file of 20"), std::string::npos);
}

TEST(ReadNpy, SurvivesDamage) {
  const std::string good = file_of(header("<f2", "(2, 3)"), data_of<std::uint16_t>({1, 2, 3, 4, 5, 6}));
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string file = good;
    for (auto n = random() % 3 + 1; n > 0; --n) file[random() % file.size()] = static_cast<char>(random());
    if (random() % 4 == 0) file.resize(random() % file.size());
    const auto array = read(file);
    for (std::uint64_t i = 0; array && i < array->count(); ++i) static_cast<void>(array->value(i));
  }
}

}  // namespace
}  // namespace ane
