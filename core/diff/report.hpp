#pragma once
// A comparison as text, JSON, Markdown and one self-contained HTML page.

#include <optional>
#include <string>
#include <vector>

#include "core/base/file.hpp"
#include "core/diff/compare.hpp"
#include "core/diff/describe.hpp"
#include "core/report/json_writer.hpp"

namespace ane::diff {

struct ReportOptions {
  bool stat = false;           ///< text: the summary and counts only
  bool bytes = false;          ///< also which bytes differ, and any differing byte is a difference
  bool noise = false;          ///< also every field that is noise
  bool colour = false;         ///< text: for a terminal
  std::string name_a, name_b;  ///< as the files are to be called; their paths where empty
};

void write_text(const Comparison& comparison, const ReportOptions& options, Sink& sink);
void write_json(const Comparison& comparison, const ReportOptions& options, Sink& sink);
void write_markdown(const Comparison& comparison, const ReportOptions& options, Sink& sink);
void write_html(const Comparison& comparison, const ReportOptions& options, Sink& sink);

/// What is left of a comparison where many are told in one table.
struct Answer {
  bool identical = false, bytes_identical = false;
  std::string headline;
  std::vector<std::string> details;
  Counts counts;
};
Answer answer_of(const Comparison& comparison);
/// Its members of an object: "identical", "bytes_identical", "headline", "details" and "summary".
void write_answer_json(const Answer& answer, report::JsonWriter& json);

}  // namespace ane::diff
