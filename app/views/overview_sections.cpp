#include "app/views/overview_sections.hpp"

#include <algorithm>
#include <cmath>

#include "app/ui/labels.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"
#include "core/model/buffers.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Style;

void draw_title(OverviewPage& page, std::string_view title, std::string_view right = {}) {
  page.gap(12);
  const ui::Rect row = page.line(20);
  page.ui().text(row, Style::Body, page.ui().c.tx2, title);
  page.ui().text(row, Style::Data, page.ui().c.tx3, right, Align::Right);
}

ImU32 part_color(const ui::Colors& c, std::size_t part) {
  switch (static_cast<BytePart>(part)) {
    case BytePart::Commands:
      return c.tx3;
    case BytePart::Tasks:
      return ui::block_color(c, "TileDMASrc").hue;
    case BytePart::Constants:
      return ui::block_color(c, "KernelDMASrc").hue;
    case BytePart::Symbols:
      return c.tx4;
    default:
      return c.line2;
  }
}

void draw_swatch(const ui::Ui& ui, const ui::Rect& place, std::size_t part) {
  if (static_cast<BytePart>(part) == BytePart::Unexplained) {
    ui.hatch(place, ui.c.unknown, 3);
  } else {
    ui.fill(place, part_color(ui.c, part));
  }
}

/// Every part that has bytes is at least 2 px wide; the largest gives what that takes.
void draw_bar(const ui::Ui& ui, const ui::Rect& bar, const ByteParts& parts) {
  std::array<float, kByteParts> widths{};
  float sum = 0;
  for (std::size_t i = 0; i < kByteParts; ++i) {
    if (parts.bytes[i] == 0) continue;
    const double share = static_cast<double>(parts.bytes[i]) / static_cast<double>(parts.total);
    widths[i] = std::max(ui.px(3), std::round(static_cast<float>(share) * bar.w));
    sum += widths[i];
  }
  *std::max_element(widths.begin(), widths.end()) -= sum - bar.w;
  float x = bar.x;
  for (std::size_t i = 0; i < kByteParts; ++i) {
    if (widths[i] <= 0) continue;
    const float joint = x + widths[i] < bar.right() - 1 ? ui.line() : 0;
    draw_swatch(ui, {x, bar.y, widths[i] - joint, bar.h}, i);
    x += widths[i];
  }
}

/// A click goes to one range of the part after the other.
void draw_legend(OverviewPage& page, const ByteParts& parts, std::size_t part, std::size_t& next) {
  const ui::Ui& ui = page.ui();
  const ui::Rect row = page.line(18);
  const std::vector<Extent>& ranges = parts.ranges[part];
  const bool unexplained = static_cast<BytePart>(part) == BytePart::Unexplained;
  draw_overview_link(page, row,
                     [&] { return page.context.file->of_extent(ranges[next % ranges.size()], {}); });
  if (ui.clicks(row)) ++next;
  draw_swatch(ui, {row.x, row.y + ui.px(5), ui.px(8), ui.px(8)}, part);
  ui.text({row.x + ui.px(14), row.y, row.w, row.h}, Style::Small, ui.c.tx2,
          byte_part_title(static_cast<BytePart>(part)));
  ui.text(row, Style::Small, unexplained ? ui.c.accent : ui.c.tx1, bytes_text(parts.bytes[part]),
          Align::Right);
  const std::string count = ui::plural(ranges.size(), "range");
  ui.tooltip(row, ranges.size() == 1 ? "Show it" : "Show the next of " + count);
}

/// A segment, or a channel of an .anec file.
struct MemoryRow {
  std::string name;
  std::uint64_t size = 0;
  std::string middle;         ///< its address, or what the channel is for
  std::uint64_t in_file = 0;  ///< bytes
  Extent target;              ///< what a click selects
};

constexpr std::size_t kMostMemory = 64;

/// The first kMostMemory of them.
std::vector<MemoryRow> memory_rows(const document::Document& document) {
  std::vector<MemoryRow> rows;
  if (const anec::Anec* anec = document.anec()) {
    for (const model::Buffer& buffer : model::buffers_of(document, 0))
      rows.push_back({"@" + std::to_string(buffer.slot) + " " + buffer.name, buffer.size,
                      std::string(model::buffer_kind_name(buffer.kind)), buffer.bytes.size,
                      buffer.bytes.empty() ? anec->channels[buffer.slot].tiles_where : buffer.bytes});
    return rows;
  }
  const std::uint64_t end = document.file().size();
  for (const container::Segment& segment : document.container().segments) {
    if (rows.size() == kMostMemory) break;
    const bool stored = segment.file_backed() && segment.fileoff < end;
    rows.push_back({escaped(segment.name), segment.vmsize, hex(segment.vmaddr, 4), segment.filesize,
                    stored ? Extent{segment.fileoff, std::min(segment.filesize, end - segment.fileoff)}
                           : Extent{segment.record, 8}});
  }
  return rows;
}

}  // namespace

void draw_overview_bytes(OverviewPage& page, const ByteParts* parts, PartCycle& cycle) {
  const ui::Ui& ui = page.ui();
  page.gap(10);
  const ui::Rect title = page.line(20);
  ui.text(title, Style::Body, ui.c.tx2, "Bytes explained");
  const ui::Rect bar = page.line(8);
  page.gap(6);
  if (parts == nullptr) {
    ui.fill({bar.x, bar.y, bar.w * 0.7F, bar.h}, ui.c.bg2);
    return;
  }
  ui.text(title, Style::Data, ui.c.tx1, percent_text(parts->explained(), parts->total), Align::Right);
  draw_bar(ui, bar, *parts);
  for (std::size_t part = 0; part < kByteParts; ++part)
    if (parts->bytes[part] != 0) draw_legend(page, *parts, part, cycle[part]);
}

void draw_overview_operations(OverviewPage& page) {
  const state::OpenFile& file = *page.context.file;
  if (!file.survey || file.survey->info.operations.empty()) return;
  const ui::Ui& ui = page.ui();
  std::vector<std::pair<std::string, std::uint64_t>> kinds(file.survey->info.operations.begin(),
                                                           file.survey->info.operations.end());
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  draw_title(page, "Operations", ui::comma_number(file.document()->tasks().size()));
  for (const auto& kind : kinds) {
    const ui::Rect row = page.line(18);
    if (ui.hovers(row)) ui.fill({row.x - ui.px(4), row.y, row.w + ui.px(8), row.h}, ui.c.hover, ui.px(3));
    if (ui.clicks(row)) static_cast<void>(page.context.app.run("filter tasks op:" + kind.first));
    ui.tooltip(row, "Show only these tasks");
    const ui::Rect bar{row.right() - ui.px(96), row.y + ui.px(7), ui.px(48), ui.px(4)};
    ui.text({row.x, row.y, bar.x - row.x - ui.px(8), row.h}, Style::Body, ui.c.tx1, kind.first);
    ui.fill(bar, ui.c.dark ? ui.c.line2 : ui.c.bg3);
    ui.fill({bar.x, bar.y,
             std::max(ui.px(1), std::round(bar.w * static_cast<float>(kind.second) /
                                           static_cast<float>(kinds.front().second))),
             bar.h},
            ui.c.tx3);
    ui.text(row, Style::Data, ui.c.tx1, ui::comma_number(kind.second), Align::Right);
  }
}

void draw_overview_memory(OverviewPage& page) {
  const document::Document& document = *page.context.file->document();
  const std::vector<MemoryRow> rows = memory_rows(document);
  if (rows.empty()) return;
  const bool is_anec = document.format() == document::Format::Anec;
  const std::size_t count = is_anec ? rows.size() : document.container().segments.size();
  const ui::Ui& ui = page.ui();
  draw_title(page, "Memory", std::to_string(count));
  const bool in_file = page.area.w >= ui.px(360);
  const std::array<Column, 4> specs = {{{is_anec ? "Channel" : "Segment", 84, Align::Left, true},
                                        {"Size", 80, Align::Right},
                                        {is_anec ? "Use" : "Address", 84, Align::Right},
                                        {"In file", 80, Align::Right}}};
  const ui::Rect place{page.area.x - ui.px(8), 0, page.area.w + ui.px(20), 0};
  const Columns columns(ui, std::span(specs).first(in_file ? 4 : 3), place);
  const ui::Rect head = page.line(18);
  for (std::size_t i = 0; i < specs.size(); ++i)
    ui.text(columns.cell(head, i), Style::Caption, ui.c.tx3, specs[i].title, specs[i].align);
  for (const MemoryRow& memory : rows) {
    const ui::Rect row = page.line(18);
    draw_overview_link(page, row, [&] { return page.context.file->of_extent(memory.target, {}); });
    ui.text(columns.cell(row, 0), Style::Data, ui.c.tx1, memory.name, Align::Left, ui::Elide::Middle);
    ui.text(columns.cell(row, 2), Style::Small, ui.c.tx3, memory.middle, Align::Right);
    ui.text(columns.cell(row, 1), Style::Data, ui.c.tx2, ui::comma_number(memory.size), Align::Right);
    ui.text(columns.cell(row, 3), Style::Data, memory.in_file != 0 ? ui.c.tx2 : ui.c.tx4,
            memory.in_file != 0 ? ui::comma_number(memory.in_file) : "—", Align::Right);
  }
  if (count > rows.size())
    ui.text(page.line(18), Style::Caption, ui.c.tx3, std::to_string(count - rows.size()) + " more segments");
}

void draw_overview_options(OverviewPage& page) {
  const auto& banners = page.context.file->document()->container().banners;
  if (banners.empty() || banners.front().options.empty()) return;
  const ui::Ui& ui = page.ui();
  draw_title(page, "Compiler options", std::to_string(banners.front().options.size()));
  for (const container::Banner::Option& option : banners.front().options) {
    const ui::Rect row = page.line(18);
    const std::string value = option.value.empty() ? "on" : escaped(option.value);
    const float right = std::min(row.w / 2, ui.width(Style::Small, value));
    ui.text({row.right() - right, row.y, right, row.h}, Style::Small,
            option.value.empty() ? ui.c.tx3 : ui.c.tx2, value, Align::Right, ui::Elide::Middle);
    ui.text({row.x, row.y, row.w - right - ui.px(8), row.h}, Style::Data, ui.c.tx1, escaped(option.key),
            Align::Left, ui::Elide::Middle);
    ui.tooltip(row, escaped(option.key) + (option.value.empty() ? "" : " = " + escaped(option.value)));
  }
}

}  // namespace ane::views
