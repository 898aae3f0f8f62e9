#include "app/views/hex_regions.hpp"

#include <algorithm>

#include "core/container/layout.hpp"

namespace ane::views {
namespace {

std::vector<Region> anec_parts(const anec::Anec& anec) {
  std::vector<Region> parts;
  for (const auto& [where, part] : {std::pair{anec.header, Part::Header}, std::pair{anec.tasks, Part::Tasks},
                                    std::pair{anec.weights, Part::Constants}})
    if (!where.empty()) parts.push_back({where, part, where.offset, nullptr});
  return parts;
}

std::vector<Region> named_parts(const document::Document& document) {
  if (document.anec() != nullptr) return anec_parts(*document.anec());
  const container::Container& c = document.container();
  std::vector<Region> parts;
  const auto add = [&](Extent where, Part part, const container::Section* section) {
    if (!where.empty()) parts.push_back({where, part, where.offset, section});
  };
  add({0, container::header::kSize}, Part::Header, nullptr);
  add(c.command_area, Part::Header, nullptr);
  if (c.symbols) {
    add(c.symbols->symbols, Part::Header, nullptr);
    add(c.symbols->strings, Part::Header, nullptr);
  }
  for (const container::Section& section : c.sections) {
    const bool text = &section == c.text();
    const bool constants = section.type() == container::section::kTypeConst;
    add(section.bytes, text ? Part::Tasks : constants ? Part::Constants : Part::Padding, &section);
    const Extent relocations{section.reloff, std::uint64_t{section.nreloc} * container::relocation::kSize};
    add(document.file().clipped(relocations.offset, relocations.size).extent(), Part::Header, nullptr);
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Region& a, const Region& b) { return a.where.offset < b.where.offset; });
  return parts;
}

}  // namespace

HexRegions::HexRegions(const document::Document& document) {
  const std::uint64_t size = document.file().size();
  std::uint64_t at = 0;
  const auto fill_to = [&](std::uint64_t end) {
    if (end > at) list_.push_back({{at, end - at}, Part::Padding, at, nullptr});
    at = std::max(at, end);
  };
  for (Region part : named_parts(document)) {
    const std::uint64_t end = std::min(part.where.end(), size);
    if (end <= at) continue;
    fill_to(part.where.offset);
    part.where = {at, end - at};
    list_.push_back(part);
    at = end;
  }
  fill_to(size);
}

const Region* HexRegions::at(std::uint64_t offset) const {
  const auto found = std::partition_point(list_.begin(), list_.end(),
                                          [&](const Region& region) { return region.where.end() <= offset; });
  return found == list_.end() ? nullptr : &*found;
}

ImU32 part_hue(const ui::Colors& colors, Part part) {
  switch (part) {
    case Part::Header:
      return colors.tx3;
    case Part::Tasks:
      return ui::block_color(colors, "TileDMASrc").hue;
    case Part::Constants:
      return ui::block_color(colors, "KernelDMASrc").hue;
    case Part::Padding:
      break;
  }
  return colors.dark ? colors.bg3 : colors.line2;
}

ImU32 part_tint(const ui::Colors& colors, Part part) {
  switch (part) {
    case Part::Header:
      return ui::block_color(colors, "Common").tint;
    case Part::Tasks:
      return ui::block_color(colors, "TileDMASrc").tint;
    case Part::Constants:
      return ui::block_color(colors, "KernelDMASrc").tint;
    case Part::Padding:
      break;
  }
  return 0;
}

}  // namespace ane::views
