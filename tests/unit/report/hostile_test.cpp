// Reports of files whose names try to steer a terminal or break JSON.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "core/report/report.hpp"
#include "core/tree/build.hpp"
#include "tests/unit/tree/sample_files.hpp"

namespace ane::report {
namespace {

using nlohmann::json;

using Report = std::function<void(const document::DocumentPtr&, Sink&)>;

const std::vector<std::pair<std::string, Report>>& text_reports() {
  static const std::vector<std::pair<std::string, Report>> reports = {
      {"info", [](const auto& d, Sink& sink) { write_info_text(gather_info(d), sink); }},
      {"tree", [](const auto& d, Sink& sink) { write_tree_text(tree::build(d), {}, sink); }},
      {"tasks",
       [](const auto& d, Sink& sink) {
         write_tasks_text(*d, {{}, true}, sink);
       }},
      {"tensors", [](const auto& d, Sink& sink) { write_tensors_text(*d, sink); }},
      {"check",
       [](const auto& d, Sink& sink) {
         for (const Diagnostic& problem : document::check(*d).list())
           sink.write(problem_line(problem) + "\n");
       }},
  };
  return reports;
}

void write_check_json(const document::DocumentPtr& d, Sink& sink) {
  JsonWriter writer(sink);
  writer.begin_array();
  for (const Diagnostic& problem : document::check(*d).list()) write_problem_json(problem, writer);
  writer.end_array();
  writer.finish();
}

const std::vector<std::pair<std::string, Report>>& json_reports() {
  static const std::vector<std::pair<std::string, Report>> reports = {
      {"info",
       [](const auto& d, Sink& sink) {
         JsonWriter writer(sink);
         write_info_json(gather_info(d), writer);
         writer.finish();
       }},
      {"tree", [](const auto& d, Sink& sink) { write_tree_json(tree::build(d), {}, sink); }},
      {"tasks",
       [](const auto& d, Sink& sink) {
         write_tasks_json(*d, {{}, true}, sink);
       }},
      {"tensors", [](const auto& d, Sink& sink) { write_tensors_json(*d, sink); }},
      {"check", write_check_json},
  };
  return reports;
}

std::vector<test::NamedFile> all_files() {
  std::vector<test::NamedFile> files = test::built_files();
  for (test::NamedFile& file : test::damaged_files()) files.push_back(std::move(file));
  return files;
}

TEST(TextReports, OfAnyFileArePrintableLines) {
  for (const test::NamedFile& file : all_files()) {
    for (const auto& [name, write] : text_reports()) {
      SCOPED_TRACE(name + " of " + file.name);
      StringSink sink;
      write(file.document, sink);
      for (const std::string_view line : split_lines(sink.text))
        EXPECT_TRUE(is_plain_text(line)) << escaped(line);
      EXPECT_TRUE(sink.text.empty() || sink.text.ends_with("\n"));
    }
  }
}

TEST(TextReports, HaveNoBlanksAtLineEnds) {
  for (const test::NamedFile& file : all_files()) {
    for (const auto& [name, write] : text_reports()) {
      StringSink sink;
      write(file.document, sink);
      const std::vector<std::string_view> lines = split_lines(sink.text);
      const auto at = std::find_if(lines.begin(), lines.end(), [](auto line) { return line.ends_with(" "); });
      if (at != lines.end()) ADD_FAILURE() << name << " of " << file.name << ": \"" << *at << "\"";
    }
  }
}

TEST(JsonReports, OfAnyFileAreValid) {
  for (const test::NamedFile& file : all_files()) {
    for (const auto& [name, write] : json_reports()) {
      SCOPED_TRACE(name + " of " + file.name);
      StringSink sink;
      write(file.document, sink);
      const json document = json::parse(sink.text, nullptr, false);
      EXPECT_FALSE(document.is_discarded());
      EXPECT_TRUE(sink.text.ends_with("\n"));
    }
  }
}

TEST(Reports, OfOneFileAreTheSameEveryTime) {
  for (const test::NamedFile& file : all_files()) {
    for (const auto* reports : {&text_reports(), &json_reports()}) {
      for (const auto& [name, write] : *reports) {
        StringSink once;
        StringSink again;
        write(file.document, once);
        write(file.document, again);
        EXPECT_EQ(once.text, again.text) << name << " of " << file.name;
      }
    }
  }
}

}  // namespace
}  // namespace ane::report
