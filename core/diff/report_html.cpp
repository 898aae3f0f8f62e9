// One page that needs nothing but itself: no script, no picture, nothing fetched.

#include <algorithm>

#include "core/base/text.hpp"
#include "core/diff/report_parts.hpp"

namespace ane::diff {
namespace {

constexpr std::string_view kHead =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n";

constexpr std::string_view kStyle = R"(<style>
:root { --ground: #ffffff; --raised: #f4f5f7; --line: #d9dce1; --text: #1c1f24; --quiet: #626974;
  --added: #17713a; --removed: #b3261e; --changed: #8a5a00; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181c; --raised: #1f2228; --line: #353a43; --text: #e4e6ea; --quiet: #9aa2ae;
    --added: #6fd08c; --removed: #ff8a80; --changed: #f0b95a; --link: #8ab4f8; }
}
body { margin: 2rem auto; max-width: 76rem; padding: 0 1.25rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.05rem; font-weight: 500; color: var(--quiet); margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .25rem; }
.answer { font-size: 1.6rem; line-height: 1.25; margin: .25rem 0 .75rem; font-weight: 600; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .75rem;
  margin: 1.25rem 0; padding: 0; list-style: none; }
.figures li { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; }
.figures b { display: block; }
.figures span, .summary, .detail { color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line);
  font-variant-numeric: tabular-nums; }
th { font-weight: 500; color: var(--quiet); }
td { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: 6px; padding: .35rem .8rem; margin: .4rem 0; }

summary { cursor: pointer; }
.added { color: var(--added); } .removed { color: var(--removed); }
.changed, .moved { color: var(--changed); } .quiet { color: var(--quiet); }
@media print { body { margin: 0; max-width: none; } }
</style>
)";

std::string text_html(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string_view class_of(Tone tone) {
  switch (tone) {
    case Tone::Added:
      return "added";
    case Tone::Removed:
      return "removed";
    case Tone::Changed:
      return "changed";
    case Tone::Moved:
      return "moved";
    case Tone::Quiet:
      return "quiet";
    case Tone::Plain:
      break;
  }
  return "plain";
}

std::string_view anchor_of(Part part) {
  switch (part) {
    case Part::Tasks:
      return "tasks";
    case Part::Tensors:
      return "tensors";
    case Part::Weights:
      return "weights";
    case Part::Container:
      return "container";
    case Part::Symbols:
      return "symbols";
    case Part::Noise:
      return "noise";
    case Part::Bytes:
      break;
  }
  return "bytes";
}

std::optional<Part> part_of(Target target) {
  switch (target) {
    case Target::Tasks:
    case Target::Fields:
      return Part::Tasks;
    case Target::Tensors:
      return Part::Tensors;
    case Target::Weights:
      return Part::Weights;
    case Target::Container:
      return Part::Container;
    case Target::Symbols:
      return Part::Symbols;
    case Target::Noise:
      return Part::Noise;
    case Target::None:
      break;
  }
  return std::nullopt;
}

class HtmlPainter final : public Painter {
 public:
  explicit HtmlPainter(Sink& sink) : sink_(sink) {}

  void begin(const Section& section) override {
    sink_.write("<section id=\"" + std::string(anchor_of(section.part)) + "\">\n<h2>" +
                text_html(section.title) + "</h2>\n");
    sink_.write("<p class=\"summary\">" + text_html(section.summary) + "</p>\n");
  }
  void block(const Block& block) override {
    const bool leaf = block.rows.empty();
    if (block.title.empty()) return table(block);
    const std::string detail =
        block.detail.empty() ? "" : " <span class=\"detail\">" + text_html(block.detail) + "</span>";
    const std::string title = "<span class=\"" + std::string(class_of(block.tone)) + "\">" +
                              text_html(tone_mark(block.tone)) + " " + text_html(block.title) + "</span>" +
                              detail;
    if (leaf) {
      sink_.write("<p>" + title + "</p>\n");
      return;
    }
    sink_.write("<details><summary>" + title + "</summary>\n");
    table(block);
    sink_.write("</details>\n");
  }
  void end(const Section&) override { sink_.write("</section>\n"); }

  void table(const Block& block) {
    sink_.write("<div class=\"scroll\"><table>\n<tr>");
    if (block.marked) sink_.write("<th></th>");
    for (const std::string& column : block.columns) sink_.write("<th>" + text_html(column) + "</th>");
    sink_.write("</tr>\n");
    for (const Row& row : block.rows) {
      std::string line = "<tr class=\"" + std::string(class_of(row.tone)) + "\">";
      if (block.marked) line += "<td>" + text_html(tone_mark(row.tone)) + "</td>";
      for (const std::string& cell : row.cells) line += "<td>" + text_html(cell) + "</td>";
      sink_.write(line + "</tr>\n");
    }
    sink_.write("</table></div>\n");
  }

  void sentence(const Sentence& sentence, const std::vector<Section>& sections) {
    for (const Piece& piece : sentence) {
      const auto part = part_of(piece.target);
      const bool told = part && std::any_of(sections.begin(), sections.end(),
                                            [&](const Section& section) { return section.part == *part; });
      sink_.write(told
                      ? "<a href=\"#" + std::string(anchor_of(*part)) + "\">" + text_html(piece.text) + "</a>"
                      : text_html(piece.text));
    }
  }

 private:
  Sink& sink_;
};

void write_figures(const std::vector<Section>& sections, bool linked, Sink& sink) {
  sink.write("<ul class=\"figures\">\n");
  for (const Section& section : sections) {
    std::string title = "<b>" + text_html(section.title) + "</b>";
    if (linked) title = "<a href=\"#" + std::string(anchor_of(section.part)) + "\">" + title + "</a>";
    sink.write("<li>" + title + "<span>" + text_html(section.summary) + "</span></li>\n");
  }
  sink.write("</ul>\n");
}

}  // namespace

void write_html(const Comparison& comparison, const ReportOptions& options, Sink& sink) {
  const Summary summary = summarise(comparison);
  const std::vector<Section> sections = sections_of(comparison, options);
  // What is not told cannot be linked to.
  const std::vector<Section> told = options.stat ? std::vector<Section>() : sections;
  HtmlPainter painter(sink);
  const std::string title =
      text_html(name_of_a(comparison, options)) + " and " + text_html(name_of_b(comparison, options));
  sink.write(std::string(kHead) + "<title>" + title + "</title>\n" + std::string(kStyle) +
             "</head>\n<body>\n");
  sink.write("<header>\n<h1>" + title + "</h1>\n<p class=\"answer\">");
  painter.sentence(summary.headline, told);
  sink.write("</p>\n");
  for (const Sentence& sentence : summary.details) {
    sink.write("<p>");
    painter.sentence(sentence, told);
    sink.write("</p>\n");
  }
  painter.table(files_block(comparison, options));
  sink.write("</header>\n");
  write_figures(sections, !options.stat, sink);
  if (!options.stat) tell_sections(comparison, options, {.alignment = true}, painter);
  sink.write("</body>\n</html>\n");
}

}  // namespace ane::diff
