// The reports: their JSON as promised, their text complete, their pages safe.

#include <nlohmann/json.hpp>

#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using nlohmann::json;
using test::Bytes;
using test::compared;

using Write = void (*)(const Comparison&, const ReportOptions&, Sink&);

std::string written(Write write, const Comparison& comparison, const ReportOptions& options = {}) {
  StringSink sink;
  write(comparison, options, sink);
  return sink.text;
}
json json_of(const Comparison& comparison, const ReportOptions& options = {}) {
  return json::parse(written(write_json, comparison, options));
}
bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Comparison chain_with(std::string_view path, std::int64_t number) {
  const Bytes chain = test::sample_bytes("chain");
  return compared(chain, test::with_field(chain, 1, path, number));
}

TEST(Json, HasEveryPairWithItsChanges) {
  const json report = json_of(chain_with("NE.MACCfg.NonlinearMode", 0));
  EXPECT_EQ(report.at("identical"), false);
  EXPECT_EQ(report.at("bytes_identical"), false);
  ASSERT_EQ(report.at("tasks").size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const json& task = report.at("tasks")[i];
    EXPECT_EQ(task.at("a"), i);
    EXPECT_EQ(task.at("b"), i);
    EXPECT_EQ(task.at("status"), i == 1 ? "changed" : "same");
  }
  const json& change = report.at("tasks")[1].at("changes").at(0);
  EXPECT_EQ(change.at("path"), "NE.MACCfg.NonlinearMode");
  EXPECT_EQ(change.at("a"), 1);
  EXPECT_EQ(change.at("a.name"), "ReLU");
  EXPECT_EQ(change.at("a.held"), "written");
  EXPECT_EQ(change.at("b"), 0);
  EXPECT_EQ(report.at("summary").at("tasks_changed"), 1);
  EXPECT_EQ(report.at("summary").at("fields_changed"), 1);
  EXPECT_FALSE(report.contains("bytes"));
}

TEST(Json, HasNumbersAsTheyAreMeant) {
  json change = json_of(chain_with("NE.PostScale.PostScale", 0x3800)).at("tasks")[1].at("changes")[0];
  EXPECT_EQ(change.at("a"), 1.0);
  change = json_of(chain_with("TileDMASrc.RowStride.Stride", 0x180)).at("tasks")[1].at("changes")[0];
  EXPECT_EQ(change.at("b"), 0x180) << "addresses and strides are in bytes";
}

TEST(Json, HasNullForWhatIsNotKnown) {
  const Bytes chain = test::sample_bytes("chain"), relu = test::sample_bytes("relu");
  const json report = json_of(compared(chain, relu));
  std::size_t only_a = 0;
  for (const json& task : report.at("tasks")) {
    if (task.at("status") != "only_a") continue;
    ++only_a;
    EXPECT_TRUE(task.at("b").is_null());
    EXPECT_TRUE(task.at("changes").empty());
  }
  EXPECT_EQ(only_a, 3u);
  Options options;
  options.written_only = true;
  const json by_writes = json_of(compared(relu, test::sample_bytes("sigmoid"), options));
  std::size_t unwritten = 0;
  for (const json& task : by_writes.at("tasks"))
    for (const json& change : task.at("changes"))
      for (const char* side : {"a", "b"})
        if (change.at(side).is_null()) {
          EXPECT_EQ(change.at(std::string(side) + ".held"), "unset");
          ++unwritten;
        }
  EXPECT_GT(unwritten, 0u);
}

TEST(Json, TellsBytesAndNoiseOnRequest) {
  const Bytes chain = test::sample_bytes("chain");
  const Comparison comparison = chain_with("NE.MACCfg.NonlinearMode", 0);
  ReportOptions options;
  options.bytes = options.noise = true;
  options.name_a = "first";
  const json report = json_of(comparison, options);
  EXPECT_EQ(report.at("a").at("path"), "first");
  EXPECT_EQ(report.at("b").at("bytes"), chain.size());
  EXPECT_EQ(report.at("bytes").at("differing"), 1);
  EXPECT_EQ(report.at("bytes").at("parts").size(), 1u);
  EXPECT_EQ(report.at("bytes").at("parts")[0].at("differing"), 1);
  EXPECT_TRUE(report.at("tasks")[0].contains("noise"));
}

TEST(Text, HasTheAnswerFirst) {
  const std::string text = written(write_text, chain_with("NE.MACCfg.NonlinearMode", 0));
  EXPECT_TRUE(text.starts_with("1 task changed.")) << text;
  EXPECT_TRUE(holds(text, "~ task 1 ↔ 1  relu · 4 · 128x128 → copy · 4 · 128x128  1 field")) << text;
  EXPECT_TRUE(holds(text, "NE.MACCfg.NonlinearMode  ReLU(1) → None(0)")) << text;
  EXPECT_FALSE(holds(text, "\x1b"));
}

TEST(Text, HasColoursWhereTheyAreAllowed) {
  ReportOptions options;
  options.colour = true;
  const std::string text =
      written(write_text, compared(test::sample_bytes("chain"), test::sample_bytes("relu")), options);
  EXPECT_TRUE(holds(text, "\x1b[31m  - task ")) << "what is gone is red" << text;
  const std::string other =
      written(write_text, compared(test::sample_bytes("relu"), test::sample_bytes("chain")), options);
  EXPECT_TRUE(holds(other, "\x1b[32m  + task ")) << "what is new is green" << other;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\x1b') % 2, 0) << "every colour ends";
}

TEST(Text, CutToCountsHasNoLists) {
  ReportOptions options;
  options.stat = true;
  const std::string text = written(write_text, chain_with("NE.MACCfg.NonlinearMode", 0), options);
  EXPECT_TRUE(holds(text, "Tasks:     3 same, 1 changed; 1 field; in NE 1")) << text;
  EXPECT_FALSE(holds(text, "~ task 1"));
}

TEST(Text, ListsNoiseFieldsOnRequest) {
  writer::HwxSpec outputs_first = test::spec_of({test::add_task(5, 6, 4)}, 2, 1);
  outputs_first.style.outputs_first = true;
  writer::HwxSpec inputs_first = test::spec_of({test::add_task(4, 5, 6)}, 2, 1);
  const Comparison comparison = compared(inputs_first, outputs_first);
  ReportOptions options;
  EXPECT_FALSE(holds(written(write_text, comparison, options), "Header8.WBase"));
  options.noise = true;
  const std::string text = written(write_text, comparison, options);
  EXPECT_TRUE(holds(text, "Header8.WBase")) << text;
  EXPECT_TRUE(holds(text, "No semantic difference")) << text;
}

/// A program whose names want to be markup.
writer::HwxSpec hostile(std::string name) {
  writer::HwxSpec spec = test::copy_spec();
  spec.tensors[0].name = std::move(name);
  return spec;
}

TEST(Html, IsOnePageThatFetchesNothing) {
  const std::string page = written(write_html, chain_with("NE.MACCfg.NonlinearMode", 0));
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(page.ends_with("</html>\n"));
  for (const char* outside : {"http:", "https:", "<script", "<link", "<img", "@import", "url("})
    EXPECT_FALSE(holds(page, outside)) << outside;
  EXPECT_TRUE(holds(page, "prefers-color-scheme: dark"));
  EXPECT_TRUE(holds(page, "<details>"));
}

TEST(Html, EscapesWhatComesFromFiles) {
  const std::string name = "<b onload='x'>&\"";
  const std::string page = written(write_html, compared(test::copy_spec(), hostile(name)));
  EXPECT_FALSE(holds(page, "<b onload"));
  EXPECT_TRUE(holds(page, "&lt;b onload=&#39;x&#39;&gt;&amp;&quot;")) << page;
}

TEST(Html, HasAsManyEndsAsStarts) {
  const std::string page =
      written(write_html, compared(test::sample_bytes("chain"), test::sample_bytes("conv3x3")));
  const auto count = [&](std::string_view what) {
    std::size_t n = 0;
    for (std::size_t at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++n;
    return n;
  };
  for (const char* tag : {"section", "details", "table", "tr", "div", "p", "ul", "li", "header"}) {
    const std::string open = "<" + std::string(tag);
    EXPECT_EQ(count(open + ">") + count(open + " "), count("</" + std::string(tag) + ">")) << tag;
  }
}

TEST(Markdown, EscapesWhatComesFromFiles) {
  const std::string text = written(write_markdown, compared(test::copy_spec(), hostile("a|b*c[d](e)<f>`")));
  EXPECT_TRUE(holds(text, "a\\|b\\*c\\[d\\](e)\\<f\\>\\`")) << text;
}

TEST(Markdown, TablesHaveOneWidth) {
  const std::string text =
      written(write_markdown, compared(test::sample_bytes("chain"), test::sample_bytes("add")));
  const auto bars = [](std::string_view line) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < line.size(); ++i)
      if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) ++n;
    return n;
  };
  std::size_t width = 0, rows = 0;
  for (const std::string_view line : split_lines(text)) {
    const bool row = line.starts_with("|");
    if (row && width != 0) {
      EXPECT_EQ(bars(line), width) << line;
    }
    width = row ? bars(line) : 0;
    rows += row ? 1 : 0;
  }
  EXPECT_GT(rows, 8u);
}

}  // namespace
}  // namespace ane::diff
