#include "tests/support/vector_values.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "tests/support/corpus.hpp"
#include "tests/support/sha256.hpp"

namespace ane::test {
namespace {

using nlohmann::json;

/// The generator of the specs: one state over all elements.
class Lcg {
 public:
  explicit Lcg(const json& spec)
      : state_(spec.at("seed").get<std::uint32_t>()),
        whole_(spec.at("kind") == "int9"),
        scale_(spec.value("scale", 1.0)),
        absolute_(spec.value("abs", false)),
        add_(spec.value("add", 0.0)) {}

  double next() {
    state_ = state_ * 1664525 + 1013904223;
    double value = whole_ ? static_cast<double>((state_ >> 24) % 9) - 4
                          : (static_cast<double>(state_ >> 20) - 2048) / 256;
    value *= scale_;
    return (absolute_ ? std::fabs(value) : value) + add_;
  }

 private:
  std::uint32_t state_;
  bool whole_;
  double scale_;
  bool absolute_;
  double add_;
};

std::vector<double> affine(const json& a, const Placed& t) {
  const auto factor = [&](const char* key) { return a.value(key, std::int64_t{0}); };
  std::vector<double> values;
  for (std::int64_t c = 0; c < static_cast<std::int64_t>(t.channels); ++c) {
    for (std::int64_t y = 0; y < static_cast<std::int64_t>(t.height); ++y) {
      for (std::int64_t x = 0; x < static_cast<std::int64_t>(t.width); ++x) {
        const std::int64_t sum = factor("y") * y + factor("x") * x + factor("c") * c + factor("b");
        values.push_back(static_cast<double>(sum % factor("mod") - factor("sub")) / a.value("div", 1.0));
      }
    }
  }
  return values;
}

std::vector<double> numbers_of(const json& spec, const Placed& t) {
  const std::uint64_t count = t.elements();
  if (spec.contains("fill")) return std::vector<double>(count, spec["fill"].get<double>());
  if (spec.contains("affine")) return affine(spec["affine"], t);
  std::vector<double> values(count, spec.value("default", 0.0));
  if (spec.contains("lcg")) {
    Lcg lcg(spec["lcg"]);
    for (double& value : values) value = lcg.next();
  } else if (spec.contains("sparse")) {
    for (const json& s : spec["sparse"]) {
      const auto at = [&](std::size_t i) { return s[i].get<std::uint64_t>(); };
      values.at((at(0) * t.height + at(1)) * t.width + at(2)) = s[3].get<double>();
    }
  } else if (spec.contains("repeat")) {
    const auto some = spec["repeat"].get<std::vector<double>>();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = some[i % some.size()];
  } else {
    const auto first = spec.at(spec.contains("values") ? "values" : "prefix").get<std::vector<double>>();
    EXPECT_TRUE(first.size() == count || spec.contains("prefix")) << spec;
    EXPECT_LE(first.size(), count);
    std::copy(first.begin(), first.end(), values.begin());
  }
  return values;
}

/// Little-endian, zeros positive, as the hashes of expected tensors count them.
Bytes dense_bytes(const Halves& values) {
  Bytes bytes;
  bytes.reserve(values.size() * 2);
  for (std::uint16_t half : values) {
    if (half == 0x8000) half = 0;
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  return bytes;
}

bool accepted(double value, double expected, Tolerance tolerance) {
  if (value == expected) return true;  // zeros of both signs, and infinities
  const double off = std::fabs(value - expected);
  return off <= tolerance.absolute || off <= tolerance.ulps * half_spacing(expected);
}

}  // namespace

std::uint32_t hex_word(const json& text) {
  if (text.is_number()) return text.get<std::uint32_t>();
  return static_cast<std::uint32_t>(std::stoul(text.get<std::string>(), nullptr, 16));
}

Bytes hex_bytes(const std::string& text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

json read_vectors(const std::filesystem::path& corpus, const std::string& name) {
  return json::parse(read_file(corpus / "vectors" / name));
}

VectorBuffer buffer_of(const json& from) {
  VectorBuffer buffer;
  buffer.tensor.slot = from.at("index").get<std::uint32_t>();
  buffer.role = from.at("role").get<std::string>();
  buffer.bytes = from.at("bytes").get<std::uint64_t>();
  EXPECT_EQ(from.value("N", 1), 1);
  const auto number = [&](const char* key) { return from.value(key, std::uint64_t{0}); };
  buffer.tensor.channels = number("C"), buffer.tensor.height = number("H"), buffer.tensor.width = number("W");
  buffer.tensor.row_bytes = number("row_bytes"), buffer.tensor.plane_bytes = number("plane_bytes");
  return buffer;
}

Tolerance tolerance_of(const json& from) {
  const std::string kind = from.at("kind").get<std::string>();
  if (kind == "abs") return {from.at("value").get<double>(), 0};
  if (kind == "ulp") return {0, from.at("value").get<double>()};
  if (kind == "abs_or_ulp") return {from.at("abs").get<double>(), from.at("ulp").get<double>()};
  EXPECT_EQ(kind, "exact");
  return {};
}

Halves values_of(const json& spec, const Placed& tensor) {
  Halves halves;
  halves.reserve(tensor.elements());
  for (const double value : numbers_of(spec, tensor)) halves.push_back(double_to_half(value));
  return halves;
}

ExpectedTensor expected_of(const json& from, const Placed& tensor) {
  ExpectedTensor expected;
  if (from.contains("fill") || from.contains("values")) expected.all = numbers_of(from, tensor);
  if (from.contains("check")) {
    for (const auto& s : from["check"])
      expected.samples.push_back({s[0].get<std::uint64_t>(), s[1].get<std::uint64_t>(),
                                  s[2].get<std::uint64_t>(), s[3].get<double>()});
  }
  expected.sha256 = from.value("sha256_dense_fp16", "");
  EXPECT_FALSE(expected.empty()) << from;
  return expected;
}

Halves read_tensor(std::span<const std::uint8_t> buffer, const Placed& t) {
  Halves values;
  values.reserve(t.elements());
  for (std::uint64_t c = 0; c < t.channels; ++c) {
    for (std::uint64_t y = 0; y < t.height; ++y) {
      for (std::uint64_t x = 0; x < t.width; ++x) {
        const std::uint64_t at = t.offset_of(c, y, x);
        const bool there = at + 2 <= buffer.size();
        values.push_back(there ? static_cast<std::uint16_t>(buffer[at] | buffer[at + 1] << 8)
                               : std::uint16_t{0});
      }
    }
  }
  return values;
}

void write_tensor(std::span<std::uint8_t> buffer, const Placed& t, const Halves& values) {
  ASSERT_EQ(values.size(), t.elements());
  ASSERT_GT(values.size(), 0u);
  ASSERT_LE(t.offset_of(t.channels - 1, t.height - 1, t.width), buffer.size()) << "of buffer " << t.slot;
  std::size_t i = 0;
  for (std::uint64_t c = 0; c < t.channels; ++c) {
    for (std::uint64_t y = 0; y < t.height; ++y) {
      for (std::uint64_t x = 0; x < t.width; ++x) {
        const std::uint64_t at = t.offset_of(c, y, x);
        buffer[at] = static_cast<std::uint8_t>(values[i]);
        buffer[at + 1] = static_cast<std::uint8_t>(values[i++] >> 8);
      }
    }
  }
}

std::string difference(const Halves& values, const Placed& t, const ExpectedTensor& expected,
                       Tolerance tolerance) {
  std::ostringstream text;
  std::size_t wrong = 0;
  const auto look = [&](std::uint64_t index, double want) {
    const double value = half_value(values.at(index));
    if (accepted(value, want, tolerance) || ++wrong > 1) return;
    const std::uint64_t x = index % t.width, row = index / t.width;
    text << "element (" << row / t.height << ", " << row % t.height << ", " << x << ") is " << value
         << " instead of " << want;
  };
  for (std::size_t i = 0; i < expected.all.size(); ++i) look(i, expected.all[i]);
  for (const auto& s : expected.samples) look((s.c * t.height + s.y) * t.width + s.x, s.value);
  if (wrong > 0) {
    text << ", " << wrong << " of " << expected.all.size() + expected.samples.size() << " are wrong";
    return text.str();
  }
  if (expected.sha256.empty()) return "";
  const std::string hash = sha256(dense_bytes(values));
  return hash == expected.sha256 ? "" : "all samples are right, but the hash of all values is " + hash;
}

}  // namespace ane::test
