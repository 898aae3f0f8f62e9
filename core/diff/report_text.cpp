#include <algorithm>

#include "core/base/text.hpp"
#include "core/diff/report_parts.hpp"
#include "core/report/report.hpp"

namespace ane::diff {
namespace {

/// A cell that is longer sticks out instead of pushing the next column away from all others.
constexpr std::size_t kWidest = 48;
/// The longest title of a section with its colon.
constexpr std::size_t kTitle = 10;

std::string_view colour_of(Tone tone) {
  switch (tone) {
    case Tone::Added:
      return "\x1b[32m";
    case Tone::Removed:
      return "\x1b[31m";
    case Tone::Changed:
    case Tone::Moved:
      return "\x1b[33m";
    case Tone::Quiet:
      return "\x1b[2m";
    case Tone::Plain:
      break;
  }
  return "";
}

// Columns that a terminal gives the text: continuation bytes of UTF-8 take none.
std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// The width of each column, as far as cells keep to it.
std::vector<std::size_t> widths_of(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& cells : rows) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t columns = columns_of(cells[i]);
      if (columns <= kWidest) widths[i] = std::max(widths[i], columns);
    }
  }
  return widths;
}

/// From and to as one cell, "none(0) → relu(1)", the arrows below each other.
std::vector<std::vector<std::string>> joined(const Block& block) {
  std::vector<std::vector<std::string>> rows;
  std::size_t widest = 0;
  for (const Row& row : block.rows) {
    rows.push_back(row.cells);
    if (!block.arrow || row.cells[*block.arrow + 1].empty()) continue;
    const std::size_t columns = columns_of(row.cells[*block.arrow]);
    if (columns <= kWidest) widest = std::max(widest, columns);
  }
  if (!block.arrow) return rows;
  for (std::vector<std::string>& cells : rows) {
    const auto to = cells.begin() + static_cast<std::ptrdiff_t>(*block.arrow) + 1;
    std::string& from = cells[*block.arrow];
    if (from.empty()) {
      from = *to;
    } else if (!to->empty()) {
      from = report::padded(from, widest) + " → " + *to;
    }
    cells.erase(to);
  }
  return rows;
}

class TextPainter final : public Painter {
 public:
  TextPainter(const ReportOptions& options, Sink& sink) : options_(options), sink_(sink) {}

  void begin(const Section& section) override {
    if (had_blocks_) sink_.write("\n");
    had_blocks_ = false;
    line(Tone::Plain,
         report::padded(section.title + ":", options_.stat ? kTitle : 0) + " " + section.summary);
  }
  void block(const Block& block) override {
    had_blocks_ = true;
    if (!block.title.empty()) {
      const std::string_view mark = block.tone == Tone::Plain ? "" : tone_mark(block.tone);
      std::string title = "  " + std::string(mark) + (mark.empty() ? "" : " ") + block.title;
      if (!block.detail.empty()) title += "  " + block.detail;
      line(block.tone, title);
    }
    rows(block, block.title.empty() ? 2 : 6);
  }
  void end(const Section&) override {}

  void rows(const Block& block, std::size_t indent) {
    const std::vector<std::vector<std::string>> rows = joined(block);
    const std::vector<std::size_t> widths = widths_of(rows);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::string text(indent, ' ');
      if (block.marked) text += std::string(tone_mark(block.rows[r].tone)) + " ";
      for (std::size_t i = 0; i < rows[r].size(); ++i)
        // What has no from and to is told in their place.
        if (i != block.arrow || !rows[r][i].empty()) text += report::padded(rows[r][i], widths[i]) + "  ";
      line(block.rows[r].tone, text);
    }
  }

  void line(Tone tone, std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    const std::string_view colour = options_.colour ? colour_of(tone) : "";
    sink_.write(colour.empty() ? text + "\n" : std::string(colour) + text + "\x1b[0m\n");
  }

 private:
  const ReportOptions& options_;
  Sink& sink_;
  bool had_blocks_ = false;
};

}  // namespace

void write_text(const Comparison& comparison, const ReportOptions& options, Sink& sink) {
  const Summary summary = summarise(comparison);
  TextPainter painter(options, sink);
  sink.write((options.colour ? "\x1b[1m" : "") + plain(summary.headline) +
             (options.colour ? "\x1b[0m\n" : "\n"));
  for (const Sentence& sentence : summary.details) sink.write("  " + plain(sentence) + "\n");
  sink.write("\n");
  painter.rows(files_block(comparison, options), 2);
  sink.write("\n");
  tell_sections(comparison, options, {}, painter);
}

}  // namespace ane::diff
