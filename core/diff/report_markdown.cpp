#include "core/diff/report_parts.hpp"

namespace ane::diff {
namespace {

/// Text from files must not turn into markup.
std::string marked_up(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>|~$&").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

class MarkdownPainter final : public Painter {
 public:
  explicit MarkdownPainter(Sink& sink) : sink_(sink) {}

  void begin(const Section& section) override {
    sink_.write("## " + section.title + "\n\n");
    sink_.write(marked_up(section.summary) + "\n\n");
  }
  void block(const Block& block) override {
    if (!block.title.empty()) {
      sink_.write("### " + marked_up(block.title) + "\n\n");
      if (!block.detail.empty()) sink_.write(marked_up(block.detail) + "\n\n");
    }
    table(block);
  }
  void end(const Section&) override {}

  void table(const Block& block) {
    if (block.rows.empty()) return;
    std::string heading = block.marked ? "| " : "";
    std::string rule = block.marked ? "|---" : "";
    for (const std::string& column : block.columns) {
      heading += "| " + column + " ";
      rule += "|---";
    }
    sink_.write(heading + "|\n" + rule + "|\n");
    for (const Row& row : block.rows) {
      std::string line = block.marked ? "| " + marked_up(tone_mark(row.tone)) + " " : "";
      for (const std::string& cell : row.cells) line += "| " + marked_up(cell) + " ";
      sink_.write(line + "|\n");
    }
    sink_.write("\n");
  }

 private:
  Sink& sink_;
};

}  // namespace

void write_markdown(const Comparison& comparison, const ReportOptions& options, Sink& sink) {
  const Summary summary = summarise(comparison);
  MarkdownPainter painter(sink);
  sink.write("# " + marked_up(name_of_a(comparison, options)) + " and " +
             marked_up(name_of_b(comparison, options)) + "\n\n");
  sink.write("**" + marked_up(plain(summary.headline)) + "**\n\n");
  for (const Sentence& sentence : summary.details) sink.write("- " + marked_up(plain(sentence)) + "\n");
  if (!summary.details.empty()) sink.write("\n");
  painter.table(files_block(comparison, options));
  tell_sections(comparison, options, {.alignment = true}, painter);
}

}  // namespace ane::diff
