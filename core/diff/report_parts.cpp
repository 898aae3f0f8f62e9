#include "core/diff/report_parts.hpp"

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "core/tree/build.hpp"

namespace ane::diff {
namespace {

/// Counts joined to "3 same, 1 changed"; those that are 0 are left out.
class Figures {
 public:
  Figures& add(std::uint64_t count, std::string_view what) {
    if (count == 0) return *this;
    if (!text_.empty()) text_ += ", ";
    text_ += grouped(count) + " " + std::string(what);
    return *this;
  }
  std::string text(std::string_view otherwise) const {
    return text_.empty() ? std::string(otherwise) : text_;
  }

 private:
  std::string text_;
};

/// "in NE 3, Common 2": fields that changed by block, most first.
std::string blocks_text(const Comparison& comparison) {
  std::map<std::uint32_t, std::uint64_t> by_field;
  for (const TaskPair& pair : comparison.tasks)
    for (std::size_t i = 0; i < pair.change_count; ++i)
      ++by_field[comparison.changes[pair.first_change + i].field];
  std::map<std::string, std::uint64_t> by_block;
  for (const auto& [field, count] : by_field)
    by_block[field == Change::kNoField ? "unknown words" : comparison.fields[field].block()] += count;
  std::vector<std::pair<std::string, std::uint64_t>> blocks(by_block.begin(), by_block.end());
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const auto& x, const auto& y) { return x.second > y.second; });
  std::string text;
  for (const auto& [block, count] : blocks)
    text += (text.empty() ? "in " : ", ") + block + " " + grouped(count);
  return text;
}

std::string tasks_summary(const Comparison& comparison) {
  const Counts& counts = comparison.counts;
  std::string text = Figures()
                         .add(counts.tasks_same, "same")
                         .add(counts.tasks_changed, "changed")
                         .add(counts.tasks_only_a, "only in A")
                         .add(counts.tasks_only_b, "only in B")
                         .add(counts.tasks_moved, "moved")
                         .text("none");
  if (counts.fields_changed == 0) return text;
  return text + "; " + fields_text(counts.fields_changed, counts.fields_off) + "; " + blocks_text(comparison);
}

template <class Pairs>
std::string status_summary(const Pairs& pairs) {
  const auto count = [&](Status status) {
    return static_cast<std::uint64_t>(
        std::count_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.status == status; }));
  };
  return Figures()
      .add(count(Status::Same), "same")
      .add(count(Status::Changed), "changed")
      .add(count(Status::OnlyA), "only in A")
      .add(count(Status::OnlyB), "only in B")
      .text("no difference");
}

std::string weights_summary(const Comparison& comparison) {
  Figures figures;
  for (const auto verdict : {WeightsVerdict::Equal, WeightsVerdict::Reordered, WeightsVerdict::Different,
                             WeightsVerdict::OnlyA, WeightsVerdict::OnlyB, WeightsVerdict::NotCompared}) {
    const auto count = std::count_if(comparison.weights.begin(), comparison.weights.end(),
                                     [&](const WeightsPair& pair) { return pair.verdict == verdict; });
    figures.add(static_cast<std::uint64_t>(count), verdict_text(verdict));
  }
  std::string text = figures.text(comparison.has_weights ? "equal" : "none on both sides");
  if (const std::uint64_t bytes = comparison.counts.weights_bytes_changed; bytes != 0)
    text += "; " + grouped(bytes) + (bytes == 1 ? " byte differs" : " bytes differ");
  return text;
}

std::string container_summary(const Comparison& comparison) {
  const auto counting = std::count_if(comparison.container.begin(), comparison.container.end(),
                                      [](const PropertyChange& change) { return change.semantic; });
  const auto semantic = static_cast<std::uint64_t>(counting);
  const std::uint64_t others = comparison.container.size() - semantic;
  std::string text =
      Figures().add(semantic, semantic == 1 ? "difference" : "differences").text("no difference");
  if (others == 0) return text;
  return text + "; " + grouped(others) + (others == 1 ? " property" : " properties") +
         " of where the file comes from and how it is laid out";
}

std::string bytes_summary(const ByteComparison& bytes) {
  if (bytes.identical) return "the files are identical";
  std::string text = grouped(bytes.differing) + (bytes.differing == 1 ? " byte differs" : " bytes differ");
  if (bytes.first) text += ", the first at " + hex(*bytes.first);
  if (bytes.size_a != bytes.size_b)
    text += "; A has " + grouped(bytes.size_a) + " bytes, B " + grouped(bytes.size_b);
  return text;
}

std::string noise_summary(const Comparison& comparison) {
  return comparison.noise.empty() ? "none"
                                  : "not counted, since it says nothing about what the hardware does";
}

std::string with_name(std::string_view text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : escaped(text);
}

std::string compiler_of(const document::Document& document) {
  const auto& banners = document.container().banners;
  if (banners.empty() || banners.front().compiler.empty()) return "compiler not stated";
  return escaped(banners.front().compiler) + " " + escaped(banners.front().version);
}

Row file_row(std::string_view side, const std::string& name, const document::Document& document) {
  const bool anec = document.format() == document::Format::Anec;
  return {{std::string(side), name, anec ? "ANEC" : "HWX", with_name(document.identity().name, "unknown"),
           counted(document.tasks().size(), "task"), grouped(document.file().size()) + " bytes",
           compiler_of(document)},
          Tone::Plain};
}

void tell_noise(const Comparison& comparison, const ReportOptions& options, Painter& painter) {
  Block block;
  block.columns = {"kind", "how many", "what", "values"};
  for (const Noise& noise : comparison.noise)
    block.rows.push_back({{std::string(noise_name(noise.kind)), grouped(noise.count), escaped(noise.what),
                           escaped(noise.value)},
                          Tone::Quiet});
  if (!block.rows.empty()) painter.block(block);
  if (options.noise) tell_noise_fields(comparison, painter);
}

void tell_bytes(const Comparison& comparison, Painter& painter) {
  Block block;
  block.columns = {"part of A", "bytes that differ at equal offsets"};
  for (const PartBytes& part : differing_parts(comparison))
    block.rows.push_back({{escaped(part.name), grouped(part.differing)}, Tone::Plain});
  if (!block.rows.empty()) painter.block(block);
}

void tell(const Comparison& comparison, const ReportOptions& options, const PartOptions& parts,
          const Section& section, Painter& painter) {
  switch (section.part) {
    case Part::Tasks:
      return tell_tasks(comparison, parts, painter);
    case Part::Tensors:
      return tell_tensors(comparison, painter);
    case Part::Weights:
      return tell_weights(comparison, painter);
    case Part::Container:
      return tell_container(comparison, painter);
    case Part::Symbols:
      return tell_symbols(comparison, painter);
    case Part::Noise:
      return tell_noise(comparison, options, painter);
    case Part::Bytes:
      return tell_bytes(comparison, painter);
  }
}

/// Bytes of `where` that differ, or that B does not have.
std::uint64_t count_differing(const document::Document& a, const document::Document& b, Extent where) {
  static constexpr std::uint64_t kPiece = std::uint64_t{1} << 16;
  std::vector<std::uint8_t> left(kPiece);
  std::vector<std::uint8_t> right(kPiece);
  std::uint64_t count = 0;
  for (std::uint64_t at = where.offset; at < where.end(); at += kPiece) {
    const std::uint64_t size = a.file().clipped(at, std::min(kPiece, where.end() - at)).size();
    const std::uint64_t both = b.file().clipped(at, size).size();
    if (!a.file().copy(at, std::span(left).first(both)) || !b.file().copy(at, std::span(right).first(both)))
      return count;
    count += size - both;
    for (std::uint64_t i = 0; i < both; ++i)
      if (left[i] != right[i]) ++count;
  }
  return count;
}

}  // namespace

std::string_view tone_mark(Tone tone) {
  switch (tone) {
    case Tone::Added:
      return "+";
    case Tone::Removed:
      return "-";
    case Tone::Changed:
      return "~";
    case Tone::Moved:
      return ">";
    case Tone::Plain:
    case Tone::Quiet:
      break;
  }
  return " ";
}

std::string name_of_a(const Comparison& comparison, const ReportOptions& options) {
  return escaped(options.name_a.empty() ? comparison.a->path() : options.name_a);
}

std::string name_of_b(const Comparison& comparison, const ReportOptions& options) {
  return escaped(options.name_b.empty() ? comparison.b->path() : options.name_b);
}

Block files_block(const Comparison& comparison, const ReportOptions& options) {
  Block block;
  block.columns = {"", "file", "format", "generation", "tasks", "size", "compiler"};
  block.rows = {file_row("A", name_of_a(comparison, options), *comparison.a),
                file_row("B", name_of_b(comparison, options), *comparison.b)};
  return block;
}

std::vector<PartBytes> differing_parts(const Comparison& comparison) {
  std::vector<PartBytes> parts;
  if (comparison.bytes.identical) return parts;
  const auto children = tree::build(comparison.a).expand();
  for (std::size_t i = 0; i < children->count(); ++i) {
    const tree::Node node = children->at(i);
    const std::uint64_t count = count_differing(*comparison.a, *comparison.b, node.where);
    if (count != 0) parts.push_back({node.name, count});
  }
  const std::uint64_t size_a = comparison.bytes.size_a;
  if (comparison.bytes.size_b > size_a) parts.push_back({"behind A's end", comparison.bytes.size_b - size_a});
  return parts;
}

std::vector<Section> sections_of(const Comparison& comparison, const ReportOptions& options) {
  std::vector<Section> sections;
  const Options& compared = comparison.options;
  if (compared.tasks) sections.push_back({Part::Tasks, "Tasks", tasks_summary(comparison)});
  if (compared.tensors) sections.push_back({Part::Tensors, "Tensors", status_summary(comparison.tensors)});
  if (compared.weights) sections.push_back({Part::Weights, "Weights", weights_summary(comparison)});
  if (compared.container) sections.push_back({Part::Container, "Container", container_summary(comparison)});
  if (compared.symbols) sections.push_back({Part::Symbols, "Symbols", status_summary(comparison.symbols)});
  sections.push_back({Part::Noise, "Noise", noise_summary(comparison)});
  if (options.bytes) sections.push_back({Part::Bytes, "Bytes", bytes_summary(comparison.bytes)});
  return sections;
}

void tell_sections(const Comparison& comparison, const ReportOptions& options, const PartOptions& parts,
                   Painter& painter) {
  for (const Section& section : sections_of(comparison, options)) {
    painter.begin(section);
    if (!options.stat) tell(comparison, options, parts, section, painter);
    painter.end(section);
  }
}

}  // namespace ane::diff
