#include "app/views/byte_parts.hpp"

#include <algorithm>
#include <cstdio>

#include "core/container/layout.hpp"

namespace ane::views {
namespace {

using Ranges = std::vector<Extent>;

Ranges common(const Ranges& a, const Ranges& b) {
  Ranges both;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const std::uint64_t start = std::max(a[i].offset, b[j].offset), end = std::min(a[i].end(), b[j].end());
    if (start < end) both.push_back({start, end - start});
    if (a[i].end() < b[j].end()) {
      ++i;
    } else {
      ++j;
    }
  }
  return both;
}

IntervalSet set_of(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end(), [](Extent a, Extent b) { return a.offset < b.offset; });
  IntervalSet set;
  for (const Extent range : ranges)
    if (!range.empty()) set.add(range);
  return set;
}

std::array<Ranges, 4> claims_of(const document::Document& document) {
  const container::Container& container = document.container();
  std::array<Ranges, 4> claims;
  if (const anec::Anec* anec = document.anec()) {
    claims[0] = {anec->header};
    claims[2] = {anec->weights};
  } else {
    claims[0] = {{0, container.command_area.end()}};
  }
  for (const container::Note& note : container.notes) claims[0].push_back(note.payload);
  for (const document::TaskPlace& task : document.tasks())
    claims[1].push_back({document.text().extent().offset + task.span.offset, task.span.size});
  for (const container::Section& section : container.sections) {
    if (section.type() == container::section::kTypeConst) claims[2].push_back(section.bytes);
    const std::uint64_t size = document.file().size();
    if (section.nreloc == 0 || section.reloff >= size) continue;
    const std::uint64_t wanted = std::uint64_t{section.nreloc} * container::relocation::kSize;
    claims[3].push_back({section.reloff, std::min(wanted, size - section.reloff)});
  }
  if (container.symbols) {
    claims[3].push_back(container.symbols->symbols);
    claims[3].push_back(container.symbols->strings);
  }
  return claims;
}

}  // namespace

std::string_view byte_part_title(BytePart part) {
  constexpr std::array<std::string_view, kByteParts> titles = {
      "header, commands", "task words", "constants", "symbols, strings", "padding, zero", "unexplained"};
  return titles[static_cast<std::size_t>(part)];
}

std::shared_ptr<const ByteParts> split_bytes(const document::DocumentPtr& document,
                                             const state::Survey& survey) {
  auto parts = std::make_shared<ByteParts>();
  const Extent whole{0, document->file().size()};
  parts->total = whole.size;
  const auto keep = [&](std::size_t part, const Ranges& ranges) {
    for (const Extent range : ranges) parts->bytes[part] += range.size;
    const auto count = static_cast<std::ptrdiff_t>(std::min(ranges.size(), ByteParts::kRanges));
    parts->ranges[part].assign(ranges.begin(), ranges.begin() + count);
  };
  IntervalSet taken;
  const std::array<Ranges, 4> claims = claims_of(*document);
  for (std::size_t part = 0; part < claims.size(); ++part) {
    const IntervalSet wanted = set_of(claims[part]);
    keep(part, common(common(wanted.ranges(), taken.gaps(whole)), survey.explained.ranges()));
    for (const Extent range : wanted.ranges()) taken.add(range);
  }
  keep(static_cast<std::size_t>(BytePart::Padding), common(taken.gaps(whole), survey.explained.ranges()));
  keep(static_cast<std::size_t>(BytePart::Unexplained), survey.explained.gaps(whole));
  return parts;
}

std::string percent_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "—";
  const double share = 1000.0 * static_cast<double>(part) / static_cast<double>(whole);
  const auto cut =
      part == whole ? std::uint64_t{1000} : std::min<std::uint64_t>(999, static_cast<std::uint64_t>(share));
  return std::to_string(cut / 10) + "." + std::to_string(cut % 10) + " %";
}

}  // namespace ane::views
