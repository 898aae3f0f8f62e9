#include "core/report/json_writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace ane::report {
namespace {

using nlohmann::json;

json parsed(const std::string& text) {
  const json document = json::parse(text, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << text;
  return document;
}

/// What `write` writes, as text.
template <class Write>
std::string text_of(Write write, std::size_t lines = 1) {
  StringSink sink;
  JsonWriter writer(sink, lines);
  write(writer);
  writer.finish();
  return sink.text;
}

TEST(JsonWriter, EndsWithOneLineFeed) {
  EXPECT_EQ(text_of([](JsonWriter& w) { w.null(); }), "null\n");
}

TEST(JsonWriter, PutsOuterMembersOnLinesOfTheirOwn) {
  const auto nested = [](JsonWriter& w) {
    w.begin_object();
    w.member("a", 1u);
    w.key("b").begin_array();
    w.value(2u);
    w.value(3u);
    w.end_array();
    w.end_object();
  };
  EXPECT_EQ(text_of(nested, 0), "{\"a\":1,\"b\":[2,3]}\n");
  EXPECT_EQ(text_of(nested, 1), "{\n\"a\":1,\n\"b\":[2,3]\n}\n");
  EXPECT_EQ(text_of(nested, 2), "{\n\"a\":1,\n\"b\":[\n2,\n3\n]\n}\n");
}

TEST(JsonWriter, LeavesEmptyContainersClosed) {
  const std::string text = text_of([](JsonWriter& w) {
    w.begin_array();
    w.begin_object();
    w.end_object();
    w.begin_array();
    w.end_array();
    w.end_array();
  });
  EXPECT_EQ(parsed(text), json::parse("[{},[]]"));
}

TEST(JsonWriter, NestsDeeply) {
  static constexpr std::size_t kDepth = 1000;
  const std::string text = text_of([](JsonWriter& w) {
    for (std::size_t i = 0; i < kDepth; ++i) {
      w.begin_object();
      w.key("k").begin_array();
    }
    w.value(7u);
    for (std::size_t i = 0; i < kDepth; ++i) {
      w.end_array();
      w.end_object();
    }
  });
  const json document = parsed(text);
  const json* at = &document;
  for (std::size_t i = 0; i < kDepth; ++i) at = &at->at("k").at(0);
  EXPECT_EQ(*at, 7);
}

TEST(JsonWriter, KeepsIntegersExactly) {
  const json document = parsed(text_of([](JsonWriter& w) {
    w.begin_array();
    w.value(std::numeric_limits<std::uint64_t>::max());
    w.value(std::numeric_limits<std::int64_t>::min());
    w.value(std::numeric_limits<std::uint32_t>::max());
    w.value(std::numeric_limits<std::int32_t>::min());
    w.value(true);
    w.value(false);
    w.end_array();
  }));
  EXPECT_EQ(document[0].get<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(document[1].get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(document[2], std::numeric_limits<std::uint32_t>::max());
  EXPECT_EQ(document[3], std::numeric_limits<std::int32_t>::min());
  EXPECT_TRUE(document[4].is_boolean());
  EXPECT_EQ(document[5], false);
}

TEST(JsonWriter, WritesRealNumbersThatReadBackAsTheSameFloat) {
  for (const float number : {0.0f, -0.5f, 1.0f / 3, 1e-30f, 3.4e38f, 5.9604645e-8f, 65504.0f, 1e9f}) {
    const json document = parsed(text_of([&](JsonWriter& w) { w.value(double{number}); }));
    ASSERT_TRUE(document.is_number()) << document;
    EXPECT_EQ(static_cast<float>(document.get<double>()), number);
  }
}

TEST(JsonWriter, WritesWhatIsNoNumberAsAString) {
  const json document = parsed(text_of([](JsonWriter& w) {
    w.begin_array();
    w.value(std::nan(""));
    w.value(HUGE_VAL);
    w.value(-HUGE_VAL);
    w.end_array();
  }));
  EXPECT_EQ(document, (json{"nan", "inf", "-inf"}));
}

TEST(JsonString, EscapesWhatJsonMustNotHold) {
  EXPECT_EQ(json_string("plain"), "\"plain\"");
  EXPECT_EQ(json_string("a \"b\" \\ c"), "\"a \\\"b\\\" \\\\ c\"");
  EXPECT_EQ(parsed(json_string("line\nnext\ttab")), "line\nnext\ttab");
}

TEST(JsonString, KeepsTextInOtherScripts) {
  for (const std::string text : {"größe", "张量", "тензор", "C↔W", "𝒙"})
    EXPECT_EQ(parsed(json_string(text)), text);
}

TEST(JsonString, ShowsBytesThatAreNoUtf8) {
  EXPECT_EQ(parsed(json_string("a\xff\x62")), "a\\xffb");
  EXPECT_EQ(parsed(json_string("\xc3")), "\\xc3") << "a character cut short";
  EXPECT_EQ(parsed(json_string("\xc0\xaf")), "\\xc0\\xaf") << "an overlong form";
  EXPECT_EQ(parsed(json_string("\xed\xa0\x80")), "\\xed\\xa0\\x80") << "half a surrogate pair";
  EXPECT_EQ(parsed(json_string("\xf5\x80\x80\x80")), "\\xf5\\x80\\x80\\x80") << "above U+10FFFF";
}

TEST(JsonString, IsValidForEveryPairOfBytes) {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const std::string raw = {static_cast<char>(a), static_cast<char>(b)};
      const json document = json::parse(json_string(raw), nullptr, false);
      ASSERT_TRUE(document.is_string()) << a << " " << b << ": " << json_string(raw);
    }
  }
}

TEST(JsonWriter, EscapesKeysLikeValues) {
  const json document = parsed(text_of([](JsonWriter& w) {
    w.begin_object();
    w.member("a\"\n\xff", 1u);
    w.end_object();
  }));
  EXPECT_TRUE(document.contains("a\"\\n\\xff") || document.contains("a\"\n\\xff")) << document;
}

/// Counts bytes and keeps nothing.
class CountingSink final : public Sink {
 public:
  void write(std::string_view piece) override {
    bytes += piece.size();
    largest = std::max(largest, piece.size());
  }
  std::size_t bytes = 0;
  std::size_t largest = 0;
};

TEST(JsonWriter, StreamsALargeDocumentInPieces) {
  const auto write = [](Sink& sink) {
    JsonWriter w(sink);
    w.begin_array();
    for (std::uint32_t i = 0; i < 200000; ++i) {
      w.begin_object();
      w.member("index", i);
      w.member("name", "element " + std::to_string(i));
      w.end_object();
    }
    w.end_array();
    w.finish();
  };
  CountingSink counter;
  write(counter);
  EXPECT_LT(counter.largest, std::size_t{1} << 20) << "nothing like the whole is held";
  StringSink whole;
  write(whole);
  EXPECT_EQ(whole.text.size(), counter.bytes);
  const json document = parsed(whole.text);
  ASSERT_EQ(document.size(), 200000u);
  EXPECT_EQ(document.back().at("name"), "element 199999");
}

}  // namespace
}  // namespace ane::report
