#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/step_marks.hpp"
#include "core/base/text.hpp"
#include "core/debug/stepper.hpp"

namespace ane::views {
namespace {

using state::DebugMoment;
using ui::Align;
using ui::Elide;
using ui::Rect;
using ui::Style;

// At scale 1.
constexpr float kStepBarHeight = 40, kSegmentHeight = 14, kMarkRoom = 16, kNumberGap = 24, kBarMargin = 16;

enum class StepGlyph { None, Restart, Back, Forward, To, Run, Stop };

struct StepButton {
  std::string_view command, label;
  StepGlyph glyph;
};
constexpr std::array<StepButton, 5> kMoves = {{{"debug.restart", "", StepGlyph::Restart},
                                               {"debug.back", "Back", StepGlyph::Back},
                                               {"debug.step", "Step", StepGlyph::Forward},
                                               {"debug.to-selection", "To selection", StepGlyph::To},
                                               {"debug.run", "Run", StepGlyph::Run}}};
constexpr std::array<StepButton, 4> kSearches = {
    {{"debug.next-nan", "NaN or Inf", StepGlyph::None},
     {"debug.next-difference", "difference from B", StepGlyph::None},
     {"debug.next-write", "write of this buffer", StepGlyph::None},
     {"debug.next-change", "change of this field", StepGlyph::None}}};

void draw_step_triangle(const ui::Ui& ui, ImVec2 at, float side, bool right, ImU32 color) {
  const float tip = right ? side : -side;
  ui.list().AddTriangle({at.x, at.y - side}, {at.x, at.y + side}, {at.x + tip, at.y}, color, ui.px(1.25F));
}

void draw_step_glyph(const ui::Ui& ui, StepGlyph glyph, const Rect& box, ImU32 color) {
  const ImVec2 middle{box.x + box.w / 2, box.y + box.h / 2};
  const float side = ui.px(4);
  const auto bar = [&](float x) {
    ui.list().AddLine({x, middle.y - side}, {x, middle.y + side}, color, ui.px(1.25F));
  };
  switch (glyph) {
    case StepGlyph::Restart:
      draw_step_triangle(ui, {middle.x, middle.y}, side, false, color);
      draw_step_triangle(ui, {middle.x + side, middle.y}, side, false, color);
      return;
    case StepGlyph::Back:
      bar(middle.x - side);
      draw_step_triangle(ui, {middle.x + side, middle.y}, side, false, color);
      return;
    case StepGlyph::Forward:
      bar(middle.x + side);
      draw_step_triangle(ui, {middle.x - side, middle.y}, side, true, color);
      return;
    case StepGlyph::To:
      bar(middle.x + side);
      ui.list().AddLine({middle.x - side, middle.y}, {middle.x + side, middle.y}, color, ui.px(1.25F));
      return;
    case StepGlyph::Run:
      ui.list().AddTriangleFilled({middle.x - side / 2, middle.y - side},
                                  {middle.x - side / 2, middle.y + side}, {middle.x + side, middle.y}, color);
      return;
    case StepGlyph::Stop:
      ui.fill({middle.x - side / 2, middle.y - side / 2, side, side}, color);
      return;
    case StepGlyph::None:
      return;
  }
}

void draw_diamond(const ui::Ui& ui, ImVec2 at, float radius, ImU32 color) {
  ui.list().AddQuadFilled({at.x, at.y - radius}, {at.x + radius, at.y}, {at.x, at.y + radius},
                          {at.x - radius, at.y}, color);
}

class StepBarView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const ui::Ui& ui = context.ui;
    Rect area = context.area;
    ui.fill(area, ui.c.bg2);
    const Rect bar = area.cut_top(ui.px(kStepBarHeight));
    ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
    ui.hline(area.x, area.right(), area.bottom() - ui.line(), ui.c.line1);
    draw_buttons(context, bar);
    if (moment_here(context.app) != nullptr) draw_position_bar(context, area);
  }

 private:
  // Draws one and moves `x` past it; nothing where it does not fit.
  static void draw_button(ui::ViewContext& context, float& x, const Rect& bar, float end,
                          const StepButton& button, bool with_key) {
    ui::Ui& ui = context.ui;
    const state::Command* command = state::find_command(button.command);
    const bool enabled = command->enabled(context.app);
    const std::string key = with_key ? state::key_of(context.app, *command) : "";
    const float glyph = button.glyph == StepGlyph::None ? 0 : ui.px(22);
    const float words = button.label.empty() ? 0 : std::round(ui.width(Style::Body, button.label)) + ui.px(4);
    const float caps = key.empty() ? 0 : ui::keys_width(ui, key) + ui.px(6);
    const Rect place{x, bar.y + ui.px(8), ui.px(14) + glyph + words + caps, ui.px(24)};
    if (place.right() > end) return;
    ImGui::SetCursorScreenPos({place.x, place.y});
    const bool pressed =
        ImGui::InvisibleButton(std::string(button.command).c_str(), {place.w, place.h}) && enabled;
    if (ImGui::IsItemHovered() && enabled) ui.fill(place, ui.c.bg3, ui.px(4));
    const ImU32 color = enabled ? ui.c.tx1 : ui.c.tx4;
    float at = place.x + ui.px(7);
    draw_step_glyph(ui, button.glyph, {at, place.y, ui.px(14), place.h}, color);
    at += glyph;
    ui.text({at, place.y, words, place.h}, Style::Body, color, button.label, Align::Left, Elide::Never);
    if (!key.empty()) ui::draw_keys(ui, at + words + ui.px(2), place.y, place.h, key);
    ui.tooltip(place, std::string(command->title) + (enabled ? "" : reason_against(context.app, button)));
    if (pressed) context.app.run_or_tell(button.command);
    x = place.right() + ui.px(2);
  }

  static std::string reason_against(const state::App& app, const StepButton& button) {
    const state::DebugWork& work = app.debugging;
    if (work.file != app.active_file) return "\nThis program is not stepped through.";
    if (work.busy) return "\nA move is going on.";
    if (button.command == "debug.next-difference" && app.running.b == nullptr)
      return "\nThere is no B: compare a run with a device, a folder or another run first.";
    if (!work.moment) return work.error.empty() ? "" : "\n" + work.error;
    if (work.moment->at_end()) return "\nEvery task has run.";
    return work.moment->position == 0 ? "\nThis is the start." : "";
  }

  static void draw_buttons(ui::ViewContext& context, const Rect& bar) {
    const ui::Ui& ui = context.ui;
    const float end = draw_facts(context, bar) - ui.px(12);
    float x = bar.x + ui.px(8);
    const bool roomy = bar.w >= ui.px(1300);
    for (const StepButton& button : kMoves)
      draw_button(context, x, bar, end, button, roomy && !button.label.empty());
    x += ui.px(6);
    ui.vline(x, bar.y + ui.px(10), bar.bottom() - ui.px(10), ui.c.line2);
    x += ui.px(10);
    x = ui.text({x, bar.y, ui.px(40), bar.h}, Style::Body, ui.c.tx3, "Next") + ui.px(4);
    for (const StepButton& button : kSearches) draw_button(context, x, bar, end, button, false);
    draw_button(context, x, bar, end, {"debug.stop", "End", StepGlyph::Stop}, false);
  }

  // Where the program is and what going back costs, from the right; returns the left edge.
  static float draw_facts(ui::ViewContext& context, const Rect& bar) {
    const ui::Ui& ui = context.ui;
    const state::DebugWork& work = context.app.debugging;
    float x = bar.right() - ui.px(12);
    const auto tell = [&](Style style, ImU32 color, const std::string& text) {
      const float width = std::ceil(ui.width(style, text)) + 1;
      x -= width;
      ui.text({x, bar.y, width, bar.h}, style, color, text, Align::Left, Elide::Never);
      x -= ui.px(16);
    };
    if (const state::OpenFile* other = stepped_elsewhere(context.app)) {
      tell(Style::Caption, ui.c.tx2, "stepping through " + escaped(other->name()));
      return x;
    }
    if (work.busy) tell(Style::Caption, ui.c.tx2, "working…");
    if (!work.moment) {
      if (!work.error.empty()) tell(Style::Caption, ui.c.error, "cannot be stepped through");
      return x;
    }
    const DebugMoment& moment = *work.moment;
    std::array<char, 48> kept{};
    std::snprintf(kept.data(), kept.size(), "%.1f of %llu MiB",
                  static_cast<double>(moment.kept_bytes) / (1 << 20),
                  static_cast<unsigned long long>(debug::kKeepBytes >> 20));
    if (bar.w >= ui.px(1100)) tell(Style::Caption, ui.c.tx3, std::string("undo ") + kept.data());
    tell(Style::Body, ui.c.tx1, position_text(moment));
    const std::size_t count = work.marks_of(work.file).breakpoints.size();
    if (count > 0) {
      tell(Style::Body, ui.c.tx2, ui::plural(count, "breakpoint"));
      ui.list().AddCircleFilled({x + ui.px(6), bar.y + bar.h / 2}, ui.px(4), ui.c.removed);
      x -= ui.px(8);
    }
    return x;
  }

  /// The file that is stepped through, where that is another one than is shown.
  static const state::OpenFile* stepped_elsewhere(const state::App& app) {
    for (const auto& file : app.files)
      if (file->id() == app.debugging.file && file->id() != app.active_file) return file.get();
    return nullptr;
  }

  static std::string position_text(const DebugMoment& moment) {
    const auto next = moment.next();
    if (!next) return "after the last of " + ui::plural(moment.task_count, "task");
    return std::string(moment.refused ? "refused: task " : "before task ") + std::to_string(*next) + " of " +
           std::to_string(moment.task_count);
  }

  struct Segments {
    Rect strip;
    float cell = 1;
    float left(std::size_t index) const { return std::round(strip.x + cell * static_cast<float>(index)); }
    float middle(std::size_t index) const { return (left(index) + left(index + 1)) / 2; }
  };

  void draw_position_bar(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    const DebugMoment& moment = *context.app.debugging.moment;
    Segments segments;
    segments.strip = {area.x + ui.px(kBarMargin), area.y + ui.px(kMarkRoom), area.w - ui.px(2 * kBarMargin),
                      ui.px(kSegmentHeight)};
    segments.cell = segments.strip.w / static_cast<float>(std::max<std::size_t>(moment.task_count, 1));
    draw_segments(context, segments, moment);
    draw_numbers(ui, segments, moment);
    draw_marks(context, segments, moment);
    draw_position(ui, segments, wanted_.value_or(moment.position));
    drag(context, area, segments, moment);
  }

  static void draw_segments(ui::ViewContext& context, const Segments& segments, const DebugMoment& moment) {
    const ui::Ui& ui = context.ui;
    const Rect& strip = segments.strip;
    if (segments.cell < ui.px(4)) {
      ui.fill(strip, ui.c.bg3);
      ui.fill({strip.x, strip.y, segments.left(moment.position) - strip.x, strip.h}, ui.c.sel);
      return;
    }
    const auto& table = context.file->tasks;
    for (std::size_t i = 0; i < moment.task_count; ++i) {
      const bool passed = i < moment.position;
      const float x = segments.left(i);
      const Rect segment{x, strip.y, segments.left(i + 1) - x - 1, strip.h};
      ui.fill(segment, passed ? ui.c.sel : ui.c.bg3);
      const std::size_t task = moment.first_task + i;
      if (!table || task >= table->rows().size()) continue;
      const ImU32 hue = ui::block_color(ui.c, table->rows()[task].engine).hue;
      ui.fill({x, strip.y, std::min(ui.px(3), segment.w / 2), strip.h}, ui::faded(hue, passed ? 1.0F : 0.5F));
      if (moment.task == task) ui.frame(segment, ui.c.accent);
    }
  }

  static void draw_numbers(const ui::Ui& ui, const Segments& segments, const DebugMoment& moment) {
    std::size_t every = 1;
    while (segments.cell * static_cast<float>(every) < ui.px(kNumberGap)) every *= every % 3 == 2 ? 5 : 2;
    for (std::size_t i = 0; i < moment.task_count; i += every) {
      const Rect place{segments.middle(i) - ui.px(20), segments.strip.bottom() + 1, ui.px(40), ui.px(14)};
      ui.text(place, Style::Small, moment.task == moment.first_task + i ? ui.c.tx1 : ui.c.tx3,
              std::to_string(moment.first_task + i), Align::Centre, Elide::Never);
    }
  }

  static void draw_marks(ui::ViewContext& context, const Segments& segments, const DebugMoment& moment) {
    const ui::Ui& ui = context.ui;
    const state::DebugWork& work = context.app.debugging;
    const Rect& strip = segments.strip;
    const auto inside = [&](std::size_t task) {
      return task >= moment.first_task && task - moment.first_task < moment.task_count;
    };
    for (const state::Breakpoint& breakpoint : work.marks_of(work.file).breakpoints) {
      if (!breakpoint.task || !inside(*breakpoint.task)) continue;
      const ImVec2 at{segments.middle(*breakpoint.task - moment.first_task), strip.y - ui.px(8)};
      if (breakpoint.enabled) {
        ui.list().AddCircleFilled(at, ui.px(4), ui.c.removed);
      } else {
        ui.list().AddCircle(at, ui.px(3.5F), ui.c.removed, 0, ui.px(1.25F));
      }
    }
    const state::FinishedRun* shown = context.app.running.shown();
    const auto& comparison = context.app.running.comparison;
    if (shown != nullptr && shown->trace && shown->document == work.document && comparison) {
      for (const run::TensorVerdict& verdict : comparison->verdicts) {
        const run::KeptTensor& tensor = *shown->trace->tensors[verdict.a];
        if (verdict.comparison.pass || tensor.role != run::TensorRole::Task || !inside(*tensor.task))
          continue;
        draw_diamond(ui, {segments.middle(*tensor.task - moment.first_task), strip.y + strip.h / 2}, ui.px(4),
                     ui.c.changed);
      }
    }
    for (std::size_t i = 0; i < moment.written.size(); ++i) {
      const auto& written = moment.written[i];
      if (written && written->nan + written->inf > 0)
        draw_diamond(ui, {segments.middle(i), strip.y + strip.h / 2}, ui.px(4), ui.c.nan);
    }
  }

  // Left of the line has run.
  static void draw_position(const ui::Ui& ui, const Segments& segments, std::size_t position) {
    const float x = segments.left(position) - 1;
    const Rect& strip = segments.strip;
    ui.fill({x - ui.px(1), strip.y - ui.px(3), ui.px(2), strip.h + ui.px(6)}, ui.c.accent);
    ui.list().AddTriangleFilled({x - ui.px(5), strip.y - ui.px(8)}, {x + ui.px(5), strip.y - ui.px(8)},
                                {x, strip.y - ui.px(2)}, ui.c.accent);
  }

  void drag(ui::ViewContext& context, const Rect& area, const Segments& segments, const DebugMoment& moment) {
    const ui::Ui& ui = context.ui;
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::InvisibleButton("position", {area.w, area.h});
    const float mouse = ImGui::GetIO().MousePos.x - segments.strip.x;
    const auto count = static_cast<float>(moment.task_count);
    const bool active = ImGui::IsItemActive();
    if (active)
      wanted_ = static_cast<std::size_t>(std::clamp(std::round(mouse / segments.cell), 0.0F, count));
    if (!active && ui.hovers(area) && mouse >= 0 && mouse < segments.strip.w) {
      const auto index = static_cast<std::size_t>(mouse / segments.cell);
      ui.tooltip(area, hint_of(context, moment, std::min(index, moment.task_count - 1)));
    }
    if (!wanted_ || context.app.debugging.busy) return;
    if (*wanted_ != moment.position && *wanted_ != asked_) {
      asked_ = wanted_;
      context.app.run_or_tell("debug.to " + std::to_string(*wanted_));
    }
    if (active) return;
    wanted_.reset();
    asked_.reset();
  }

  static std::string hint_of(const ui::ViewContext& context, const DebugMoment& moment, std::size_t index) {
    const std::size_t task = moment.first_task + index;
    std::string text = "Task " + std::to_string(task);
    const auto& table = context.file->tasks;
    if (table && task < table->rows().size()) text += "  " + table->rows()[task].summary;
    if (index < moment.written.size() && moment.written[index]) {
      const model::Statistics& written = *moment.written[index];
      if (written.nan > 0) text += "\n" + ui::comma_number(written.nan) + " NaN";
      if (written.inf > 0) text += "\n" + ui::comma_number(written.inf) + " infinite";
    }
    return text;
  }

  std::optional<std::size_t> wanted_, asked_;  ///< positions, while the bar is dragged
};

}  // namespace

std::unique_ptr<ui::View> make_step_bar_view() {
  return std::make_unique<StepBarView>();
}

}  // namespace ane::views
