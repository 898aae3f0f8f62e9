// Every field of every generation: what is packed is what is unpacked, and nothing else changes.

#include "core/regdb/codec.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/base/bits.hpp"
#include "tests/unit/regdb/minimal.hpp"

namespace ane::regdb {
namespace {

using test::for_every_generation;

template <class Check>
void for_every_field(const Generation& generation, Check check) {
  const auto visit = [&](const std::string& owner, const std::vector<Field>& fields) {
    for (const Field& field : fields) {
      SCOPED_TRACE(owner + "." + field.name);
      check(field);
      if (testing::Test::HasFatalFailure()) return;
    }
  };
  for (const HeaderWord& word : generation.header) visit(word.name, word.fields);
  if (generation.encoding.extended) visit("extended header", generation.encoding.extended->layout.fields);
  for (const Block& block : generation.blocks) {
    for (const Register& reg : block.registers) visit(block.name + "." + reg.name, reg.fields);
  }
}

std::uint32_t largest(const Field& field) {
  return static_cast<std::uint32_t>(low_mask(field.width));
}

std::uint32_t mask_of(const Field& field) {
  return static_cast<std::uint32_t>(low_mask(field.width) << field.lsb);
}

/// Boundary values and a sample of the rest, as bits at bit 0.
std::vector<std::uint32_t> sample(const Field& field) {
  const std::uint32_t most = largest(field);
  std::vector<std::uint32_t> values = {0, 1, most, most - 1, most / 2, most / 2 + 1};
  std::mt19937 random(field.lsb * 37u + field.width);
  for (int i = 0; i < 24; ++i) values.push_back(static_cast<std::uint32_t>(random()));
  for (std::uint32_t& value : values) value &= most;
  return values;
}

/// What the bits mean, worked out apart from the code under test.
std::int64_t meaning(const Field& field, std::uint32_t raw) {
  const std::int64_t span = std::int64_t{1} << field.width;
  if (field.kind == FieldKind::Int && raw >= static_cast<std::uint64_t>(span / 2)) return raw - span;
  if (field.kind == FieldKind::Address) return std::int64_t{raw} * (std::int64_t{1} << field.shift);
  return raw;
}

Result<std::uint32_t> pack_back(const Field& field, std::uint32_t background, const FieldValue& value) {
  return value.is_real ? pack_real(field, background, value.real) : pack(field, background, value.number);
}

void expect_round_trip(const Field& field, std::uint32_t raw, std::uint32_t background) {
  const std::uint32_t mask = mask_of(field);
  const std::uint32_t word = (background & ~mask) | (raw << field.lsb);
  const FieldValue value = unpack(field, word);
  ASSERT_EQ(value.raw, raw);
  if (!value.is_real) {
    ASSERT_EQ(value.number, meaning(field, raw));
  }
  const auto packed = pack_back(field, ~mask & background, value);
  ASSERT_TRUE(packed) << packed.error().message;
  ASSERT_EQ(*packed & ~mask, word & ~mask) << "bits of others changed";
  if (value.is_real && std::isnan(value.real)) {
    ASSERT_TRUE(std::isnan(unpack(field, *packed).real));
  } else {
    ASSERT_EQ(*packed, word);
  }
}

TEST(EveryField, PacksWhatItUnpacks) {
  for_every_generation([](const Generation& generation) {
    for_every_field(generation, [](const Field& field) {
      for (const std::uint32_t raw : sample(field)) {
        for (const std::uint32_t background : {0u, 0xffffffffu, 0xa5a5a5a5u}) {
          expect_round_trip(field, raw, background);
        }
      }
    });
  });
}

TEST(EveryField, RefusesTheFirstNumberOnEitherSideOfItsRange) {
  for_every_generation([](const Generation& generation) {
    for_every_field(generation, [](const Field& field) {
      if (field.kind == FieldKind::Float16 || field.kind == FieldKind::Float32) return;
      const std::int64_t step = field.kind == FieldKind::Address ? std::int64_t{1} << field.shift : 1;
      const std::int64_t span = std::int64_t{1} << field.width;
      const bool is_signed = field.kind == FieldKind::Int;
      const std::int64_t low = is_signed ? -span / 2 : 0;
      const std::int64_t high = is_signed ? span / 2 - 1 : span - 1;
      ASSERT_TRUE(pack(field, 0, low * step));
      ASSERT_TRUE(pack(field, 0, high * step));
      ASSERT_FALSE(pack(field, 0, (low - 1) * step));
      ASSERT_FALSE(pack(field, 0, (high + 1) * step));
      ASSERT_FALSE(pack(field, 0, INT64_MAX));
      ASSERT_FALSE(pack(field, 0, INT64_MIN));
    });
  });
}

TEST(EveryField, OfKindAddressRefusesWhatIsNotAMultiple) {
  for_every_generation([](const Generation& generation) {
    for_every_field(generation, [](const Field& field) {
      if (field.kind != FieldKind::Address || field.shift == 0) return;
      ASSERT_FALSE(pack(field, 0, 1));
      ASSERT_FALSE(pack(field, 0, (std::int64_t{1} << field.shift) + 1));
    });
  });
}

TEST(EveryField, OfKindEnumFindsItsNamesBothWays) {
  for_every_generation([](const Generation& generation) {
    for_every_field(generation, [](const Field& field) {
      if (field.kind != FieldKind::Enum) return;
      for (const auto& [number, name] : field.enumeration->values) {
        ASSERT_EQ(unpack(field, number << field.lsb).name, name);
        const auto found = enum_number(field, name);
        ASSERT_TRUE(found) << name;
        ASSERT_EQ(field.enumeration->values.at(*found), name);
      }
    });
  });
}

Field field_of(FieldKind kind, std::uint8_t lsb, std::uint8_t width, std::uint8_t shift = 0) {
  Field field;
  field.name = "Part";
  field.kind = kind;
  field.lsb = lsb;
  field.width = width;
  field.shift = shift;
  return field;
}

TEST(Codec, EveryKindAtEveryPlacePacksWhatItUnpacks) {
  for (const FieldKind kind : {FieldKind::Uint, FieldKind::Int, FieldKind::Reserved, FieldKind::Address}) {
    for (unsigned lsb = 0; lsb < 32; ++lsb) {
      for (unsigned width = 1; lsb + width <= 32; ++width) {
        const Field field = field_of(kind, static_cast<std::uint8_t>(lsb), static_cast<std::uint8_t>(width),
                                     kind == FieldKind::Address ? 6 : 0);
        for (const std::uint32_t raw : sample(field)) expect_round_trip(field, raw, 0x5aa55aa5);
      }
    }
  }
}

TEST(Codec, SaysWhatDoesNotFit) {
  const auto too_large = pack(field_of(FieldKind::Uint, 4, 3), 0, 8);
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().message, "field Part: 8 does not fit in 3 uint bits");
  const auto odd = pack(field_of(FieldKind::Address, 6, 26, 6), 0, 65);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().message, "field Part: 65 is not a multiple of 64");
}

TEST(Codec, RoundsRealValuesToTheFormat) {
  const Field half = field_of(FieldKind::Float16, 16, 16);
  EXPECT_EQ(*pack_real(half, 0xffff, 1.0), 0x3c00ffffu);
  EXPECT_EQ(*pack_real(half, 0, 1e9), 0x7c000000u) << "infinity";
  EXPECT_EQ(*pack_real(field_of(FieldKind::Float32, 0, 32), 0, 0.5), 0x3f000000u);
  EXPECT_EQ(*pack(half, 0, 2), 0x40000000u) << "whole numbers go into float fields too";
}

TEST(Codec, RefusesRealValuesInOtherFields) {
  const auto packed = pack_real(field_of(FieldKind::Uint, 0, 8), 0, 0.5);
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().message, "field Part: 0.5 does not fit in 8 uint bits");
}

TEST(Codec, NamesNoValueThatTheEnumLacks) {
  const auto generation = test::parsed(test::minimal_json());
  const Field& mode = *generation->field("Common.InDim.Mode")->field;
  EXPECT_EQ(unpack(mode, 0x10000).name, "On");
  EXPECT_EQ(unpack(mode, 0x30000).name, "");
  const auto number = enum_number(mode, "Sideways");
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().message, "field Mode has no value named \"Sideways\"");
}

TEST(UncoveredBits, AreThoseOfNoField) {
  const std::vector<Field> fields = {field_of(FieldKind::Uint, 0, 8), field_of(FieldKind::Uint, 16, 4)};
  EXPECT_EQ(uncovered_bits(fields, 0xffffffff), 0xfff0ff00u);
  EXPECT_EQ(uncovered_bits(fields, 0x000f00ff), 0u);
  EXPECT_EQ(uncovered_bits({}, 0x12345678), 0x12345678u);
}

std::string text_of(const Field& field, std::uint32_t word) {
  return value_text(field, unpack(field, word));
}

TEST(ValueText, FollowsTheKind) {
  EXPECT_EQ(text_of(field_of(FieldKind::Uint, 0, 8), 64), "64");
  EXPECT_EQ(text_of(field_of(FieldKind::Int, 0, 8), 0xff), "-1");
  EXPECT_EQ(text_of(field_of(FieldKind::Bool, 3, 1), 8), "1");
  EXPECT_EQ(text_of(field_of(FieldKind::Address, 6, 26, 6), 0x1000), "0x1000");
  EXPECT_EQ(text_of(field_of(FieldKind::Float16, 0, 16), 0x3800), "0.5");
  EXPECT_EQ(text_of(field_of(FieldKind::Float32, 0, 32), 0xff800000), "-inf");
  EXPECT_EQ(text_of(field_of(FieldKind::Reserved, 0, 8), 0x1f), "0x1f");
}

TEST(ValueText, ShowsMasksAndPlaceholdersInHexadecimal) {
  Field mask = field_of(FieldKind::Uint, 0, 8);
  mask.unit = "mask";
  EXPECT_EQ(text_of(mask, 3), "0x3");
  Field unknown = field_of(FieldKind::Uint, 0, 8);
  unknown.name = "Unknown0";
  EXPECT_EQ(text_of(unknown, 9), "9");
  EXPECT_EQ(text_of(unknown, 10), "0xa");
}

TEST(ValueText, NamesEnumValuesWhereItCan) {
  const auto generation = test::parsed(test::minimal_json());
  const Field& mode = *generation->field("Common.InDim.Mode")->field;
  EXPECT_EQ(text_of(mode, 0x10000), "On(1)");
  EXPECT_EQ(text_of(mode, 0x20000), "unknown(2)");
}

}  // namespace
}  // namespace ane::regdb
