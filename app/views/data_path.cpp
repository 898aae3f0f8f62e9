#include "app/views/data_path.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/text.hpp"
#include "core/model/access.hpp"

namespace ane::views {
namespace {

using ui::Rect;
using ui::Style;

enum BoxIndex : std::size_t { kIn, kL2, kPe, kNe, kKernel, kOut, kCommon, kCache };

constexpr std::array<Box, kBoxes> kAll = {{{"TileDMA in", "TileDMASrc", 0, 30, 24},
                                           {"L2", "L2", 1, 30, 24},
                                           {"PE", "PE", 2, 8, 6},
                                           {"NE", "NE", 2, 56, 42},
                                           {"KernelDMA", "KernelDMASrc", 2, 104, 78},
                                           {"TileDMA out", "TileDMADst", 4, 30, 24},
                                           {"Common", "Common", 0, 104, 78},
                                           {"CacheDMA", "CacheDMA", 4, 104, 78}}};
/// L2 out is a box without registers of its own; it shows where L2 keeps the result.
constexpr Box kL2Out = {"L2 out", "L2", 3, 30, 24};

struct Frame {
  const ui::Ui& ui;
  Rect area;
  bool compact;
  float stretch;

  Rect box(const Box& b) const {
    const float x = 16 + 152 * static_cast<float>(b.column) * stretch;
    return {area.x + ui.px(x), area.y + ui.px(compact ? b.y_compact : b.y), ui.px(124 * stretch),
            ui.px(compact ? 24.0F : 40.0F)};
  }
};

bool on_generation(const regdb::Generation& generation, std::string_view name) {
  return std::any_of(generation.blocks.begin(), generation.blocks.end(),
                     [&](const regdb::Block& b) { return b.name == name; });
}

bool writes_block(const regdb::Generation& generation, const task::Task& task, std::string_view name) {
  return std::any_of(task.writes.begin(), task.writes.end(), [&](const task::Write& write) {
    const auto ref = generation.find(write.address);
    return ref && ref->block->name == name;
  });
}

std::string base_line(const model::Facts& facts, std::string_view buffer, std::string_view base) {
  const auto at = facts.number(base);
  const std::string offset = at ? "+" + hex(static_cast<std::uint64_t>(*at)) : "";
  return std::string(buffer) + (buffer.empty() || offset.empty() ? "" : " ") + offset;
}

std::string kernel_line(const model::Facts& facts) {
  const auto enable = facts.get("kernel.channel_enable");
  if (!enable) return "";
  std::uint32_t channels = 0;
  std::int64_t bytes = 0;
  for (std::uint32_t i = 0; i < enable->field.reg->count; ++i) {
    if (facts.number("kernel.channel_enable", i).value_or(0) == 0) continue;
    ++channels;
    bytes = std::max(bytes, facts.number("kernel.channel_size", i).value_or(0));
  }
  if (channels == 0 && facts.is_set("table.enable")) return "table";
  return channels == 0 ? "off" : std::to_string(channels) + " × " + std::to_string(bytes) + " B";
}

std::string address_line(const model::Facts& facts, std::string_view name) {
  const auto at = facts.number(name);
  return at ? "at " + hex(static_cast<std::uint64_t>(*at), 4) : "";
}

void wire(const ui::Ui& ui, const std::vector<ImVec2>& points, bool lit) {
  const ImU32 color = lit ? ui.c.tx2 : ui.c.line2;
  const float thickness = lit ? 1.5F * std::max(1.0F, ui.scale) : ui.line();
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    if (lit) {
      ui.list().AddLine(points[i], points[i + 1], color, thickness);
    } else {
      ui.dashed_line(points[i], points[i + 1], color, ui.px(3), ui.px(3), thickness);
    }
  }
  const ImVec2 tip = points.back(), from = points[points.size() - 2];
  const float back = ui.px(5), half = ui.px(3.5F);
  const bool upward = tip.y < from.y && tip.x == from.x;
  const ImVec2 a = upward ? ImVec2(tip.x - half, tip.y + back) : ImVec2(tip.x - back, tip.y - half);
  const ImVec2 b = upward ? ImVec2(tip.x + half, tip.y + back) : ImVec2(tip.x - back, tip.y + half);
  ui.list().AddLine(a, tip, color, thickness);
  ui.list().AddLine(tip, b, color, thickness);
}

void across(const Frame& f, const Rect& from, const Rect& to, bool lit) {
  const float y0 = std::round(from.y + from.h / 2) + 0.5F, y1 = std::round(to.y + to.h / 2) + 0.5F;
  const float middle = std::round((from.right() + to.x) / 2) + 0.5F;
  if (y0 == y1) {
    wire(f.ui, {{from.right() + 1, y0}, {to.x - 2, y1}}, lit);
  } else {
    wire(f.ui, {{from.right() + 1, y0}, {middle, y0}, {middle, y1}, {to.x - 2, y1}}, lit);
  }
}

void draw_box(const Frame& f, const Box& box, const BoxFacts& facts, std::size_t number, bool selected) {
  const ui::Ui& ui = f.ui;
  const Rect r = f.box(box);
  const ui::BlockColor color = ui::block_color(ui.c, box.block);
  const float radius = ui.px(4);
  if (facts.state == BoxState::Used) {
    ui.fill(r, color.tint, radius);
    ui.frame(r, color.hue, radius);
  } else if (facts.state == BoxState::Inherited) {
    ui.dashed(r, ui.c.line2, ui.px(3), ui.px(3));
  } else {
    ui.frame(r, ui.c.line2, radius);
    if (facts.state == BoxState::Written)
      ui.fill({r.x + 2, r.y + ui.px(4), ui.px(2), r.h - ui.px(8)}, color.hue);
  }
  if (selected) ui.frame(r.inset(-2, -2), ui.c.ring, radius + 2, 2 * ui.line());
  Rect inside = r.inset(ui.px(8), ui.px(f.compact ? 2.0F : 4.0F));
  Rect line = f.compact ? inside : inside.cut_top(ui.px(16));
  ui.fill({line.x, line.y + std::round((line.h - ui.px(10)) / 2), ui.px(3), ui.px(10)}, color.hue);
  const bool used = facts.state == BoxState::Used;
  if (facts.edited) {
    const Rect mark{r.right() - ui.px(16), r.bottom() - ui.px(16), ui.px(12), ui.px(14)};
    ui.text(mark, Style::DataBold, ui.c.changed, "~", ui::Align::Right, ui::Elide::Never);
  }
  if (number > 0 && !f.compact)
    ui.text(line, Style::Micro, ui.c.tx3, std::to_string(number), ui::Align::Right, ui::Elide::Never);
  line.cut_left(ui.px(9));
  ui.text(line, used ? Style::BodyBold : Style::Body, used ? ui.c.tx1 : ui.c.tx3, box.title);
  if (!f.compact) {
    inside.cut_left(ui.px(9));
    ui.text(inside, Style::Small, used ? ui.c.tx2 : ui.c.tx3, facts.line);
  }
}

}  // namespace

const std::array<Box, kBoxes>& boxes() {
  return kAll;
}

std::optional<std::size_t> box_of(std::string_view block) {
  for (std::size_t i = 0; i < kAll.size(); ++i)
    if (kAll[i].block == block) return i;
  return std::nullopt;
}

std::array<BoxFacts, kBoxes> box_facts(const state::OpenFile& file, const state::TaskDetail& detail) {
  const regdb::Generation& generation = *file.document()->generation();
  const model::Facts facts(generation, detail.task, detail.state);
  const state::TaskRow& row = file.tasks->rows()[detail.index];
  bool reads = false, kernel = false, writes = false;
  for (const model::Access& access : model::accesses_of(facts)) {
    const bool constant = access.port == model::Port::Kernel || access.port == model::Port::Table;
    if (access.on_chip) continue;
    (access.writes() ? writes : constant ? kernel : reads) = true;
  }
  const std::array<bool, kBoxes> used = {reads, true, row.engine == "PE", row.engine == "NE", kernel, writes,
                                         true,  false};
  std::array<BoxFacts, kBoxes> all;
  for (std::size_t i = 0; i < kBoxes; ++i) {
    if (!on_generation(generation, kAll[i].block)) {
      all[i] = {BoxState::Missing, "not on " + generation.name};
      continue;
    }
    const bool written = writes_block(generation, detail.task, kAll[i].block);
    all[i].state = used[i] ? BoxState::Used : written ? BoxState::Written : BoxState::Inherited;
  }
  const auto lower = [](const std::string& text) { return text.substr(0, text.find(" · ")); };
  all[kIn].line =
      used[kIn] ? base_line(facts, row.reads.substr(0, row.reads.find(',')), "source1.base") : "off";
  all[kL2].line = address_line(facts, "l2.source1_base");
  all[kPe].line = used[kPe] ? lower(row.summary) : "not used";
  all[kNe].line = used[kNe] ? lower(row.summary) : "not used";
  all[kKernel].line = used[kKernel] ? kernel_line(facts) : "off";
  all[kOut].line = used[kOut] ? base_line(facts, row.writes, "result.base") : "off";
  all[kCommon].line = row.result.empty() ? "" : "→ " + row.result;
  return all;
}

float data_path_height(const ui::Ui& ui, bool compact) {
  return ui.px(compact ? 112.0F : 152.0F);
}

std::optional<std::size_t> draw_data_path(const ui::Ui& ui, const Rect& area, bool compact,
                                          const std::array<BoxFacts, kBoxes>& facts,
                                          std::optional<std::size_t> selected) {
  const Frame f{ui, area, compact, std::max(0.5F, (area.w / ui.scale - 32) / 732)};
  const auto used = [&](std::size_t box) { return facts[box].state == BoxState::Used; };
  const Rect l2_out = f.box(kL2Out);
  across(f, f.box(kAll[kIn]), f.box(kAll[kL2]), used(kIn));
  for (const bool lit : {false, true}) {
    for (const std::size_t engine : {std::size_t{kPe}, std::size_t{kNe}}) {
      if (used(engine) != lit) continue;
      across(f, f.box(kAll[kL2]), f.box(kAll[engine]), lit);
      across(f, f.box(kAll[engine]), l2_out, lit);
    }
  }
  across(f, l2_out, f.box(kAll[kOut]), used(kOut));
  const Rect ne = f.box(kAll[kNe]), kernel = f.box(kAll[kKernel]);
  const float x = std::round(ne.x + ne.w / 2) + 0.5F;
  wire(ui, {{x, kernel.y - 1}, {x, ne.bottom() + 2}}, used(kKernel));
  std::optional<std::size_t> clicked;
  for (std::size_t i = 0; i < kBoxes; ++i) {
    draw_box(f, kAll[i], facts[i], i + 1, selected == i);
    if (facts[i].state != BoxState::Missing && ui.clicks(f.box(kAll[i]))) clicked = i;
  }
  BoxFacts out = facts[kL2];
  out.line.clear();
  draw_box(f, kL2Out, out, 0, false);
  if (ui.clicks(l2_out)) clicked = kL2;
  return clicked;
}

}  // namespace ane::views
