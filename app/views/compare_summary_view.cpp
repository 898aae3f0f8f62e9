// The answer first: what differs in words and numbers, what the two files are, what is only noise.

#include <algorithm>
#include <array>
#include <cmath>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/compare_figures.hpp"
#include "app/views/compare_parts.hpp"

namespace ane::views {
namespace {

// What is to say where no option differs: files that name no compiler have none to compare.
std::string without_options(const diff::Comparison& comparison) {
  const auto named = [](const document::Document& document) { return !document.container().banners.empty(); };
  const bool a = named(*comparison.a), b = named(*comparison.b);
  if (a && b) return "The compiler's options are the same";
  if (a || b) return std::string(a ? "B" : "A") + " names no compiler and no options";
  return "Neither file names a compiler";
}

using diff::Comparison;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr const char* kDetails = "compare details";
constexpr float kSummaryLine = 18;

std::string_view command_of(diff::Target target) {
  switch (target) {
    case diff::Target::Tasks:
      return "view compare-tasks";
    case diff::Target::Fields:
      return "view compare-fields";
    case diff::Target::Weights:
      return "view compare-weights";
    case diff::Target::Tensors:
    case diff::Target::Container:
      return "view compare-container";
    case diff::Target::Symbols:
      return "view compare-symbols";
    case diff::Target::Noise:
      return "compare.noise";
    case diff::Target::None:
      break;
  }
  return "";
}

/// An option of the compiler that differs, as one line.
struct OptionLine {
  diff::Status status = diff::Status::Changed;
  std::string name, value;
};

std::vector<OptionLine> options_of(const Comparison& comparison) {
  constexpr std::string_view kOptions = ".options.";
  std::vector<OptionLine> lines;
  for (const diff::PropertyChange& change : comparison.container) {
    const std::size_t at = change.path.find(kOptions);
    if (at == std::string::npos) continue;
    OptionLine line;
    line.name = change.path.substr(at + kOptions.size());
    line.status = !change.a ? diff::Status::OnlyB : !change.b ? diff::Status::OnlyA : diff::Status::Changed;
    line.value = change.a && change.b ? *change.a + " → " + *change.b : change.a ? *change.a : *change.b;
    lines.push_back(std::move(line));
  }
  return lines;
}

class CompareSummaryView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const state::ComparisonWork& work = context.app.comparing;
    if (!work.result) return draw_none(context);
    if (result_ != work.result) {
      result_ = work.result;
      options_ = options_of(result_->comparison);
    }
    const ui::Ui& ui = context.ui;
    Rect area = context.area;
    const bool small = area.h < ui.px(140);
    const auto column = [&](float share) {
      const Rect part = area.cut_left(std::round(context.area.w * share));
      ui.vline(area.x, part.y, part.bottom(), ui.c.line1);
      area.cut_left(ui.line());
      return part;
    };
    draw_answer(context, column(small ? 0.64F : 0.487F), small);
    if (!small) draw_files(context, column(0.27F), true);
    if (small) {
      Rect files = area;
      const Rect buttons = files.cut_bottom(ui.px(40));
      draw_files(context, files, false);
      draw_buttons(context, buttons.inset(ui.px(12), ui.px(8)), true);
    } else {
      draw_noise(context, area);
    }
    draw_details(context);
  }

 private:
  // ---- without a comparison ----

  void draw_none(ui::ViewContext& context) {
    const state::ComparisonWork& work = context.app.comparing;
    ui::Ui& ui = context.ui;
    Rect area = context.area.inset(ui.px(16), ui.px(12));
    const std::string_view status = state::comparison_status(work);
    const Rect head = area.cut_top(ui.px(28)), line = area.cut_top(ui.px(20));
    area.cut_top(ui.px(8));
    Rect buttons = area.cut_top(ui.px(24));
    if (status == "working") return draw_working(context, head, line, buttons);
    if (status == "failed") {
      ui.text(head, Style::Display, ui.c.tx1, "Not compared");
      ui.text(line, Style::Lead, ui.c.tx2, work.error);
      if (ui.button("again", buttons.cut_left(ui.button_width("Compare again")), "Compare again", {}, true))
        context.app.run_or_tell("compare.again");
      return;
    }
    const state::OpenFile* a = context.app.active();
    ui.text(head, Style::Display, ui.c.tx1, "Compare with another file");
    ui.text(line, Style::Lead, ui.c.tx2,
            (a == nullptr ? "" : a->name() + " is side A. ") +
                "Side B can be dropped on the right half of the window.");
    draw_choices(context, buttons);
  }

  static void draw_choices(ui::ViewContext& context, Rect buttons) {
    ui::Ui& ui = context.ui;
    const Rect open = buttons.cut_left(ui.button_width("Open side B…", "Ctrl Shift O"));
    if (ui.button("open b", open, "Open side B…", "Ctrl Shift O", true))
      context.app.run_or_tell("compare.open-b");
    for (const auto& file : context.app.files) {
      if (file->id() == context.app.active_file) continue;
      const std::string label = "Compare with " + file->name();
      const float wide = ui.button_width(label);
      buttons.cut_left(ui.px(6));
      if (buttons.w < wide) return;
      ImGui::PushID(file->id());
      if (ui.button("with", buttons.cut_left(wide), label))
        context.app.run_or_tell("compare.with " + std::to_string(file->id()));
      ImGui::PopID();
    }
  }

  static void draw_working(ui::ViewContext& context, const Rect& head, const Rect& line, Rect buttons) {
    ui::Ui& ui = context.ui;
    const auto name = [&](int id) {
      const state::OpenFile* file = context.app.file(id);
      return file == nullptr ? std::string() : file->name();
    };
    const state::ComparisonWork& work = context.app.comparing;
    ui.text(head, Style::Display, ui.c.tx1, "Comparing");
    ui.text(line, Style::Lead, ui.c.tx2, name(work.file_a) + " with " + name(work.file_b), Align::Left,
            ui::Elide::Middle);
    float share = -1;
    std::uint64_t job = 0;
    for (const auto& running : context.app.jobs.running()) {
      if (running.tag != "compare") continue;
      share = running.fraction;
      job = running.id;
    }
    const Rect track{buttons.x, buttons.y + ui.px(10), ui.px(240), ui.px(4)};
    ui.fill(track, ui.c.line2, ui.px(2));
    ui.fill({track.x, track.y, track.w * (share < 0 ? 0.3F : share), track.h}, ui.c.accent, ui.px(2));
    buttons.cut_left(ui.px(256));
    if (ui.button("cancel", buttons.cut_left(ui.button_width("Cancel")), "Cancel"))
      context.app.jobs.cancel(job);
  }

  // ---- the answer ----

  void draw_answer(ui::ViewContext& context, const Rect& area, bool small) {
    const ui::Ui& ui = context.ui;
    Rect inside = area.inset(ui.px(16), 0);
    inside.cut_top(ui.px(small ? 10.0F : 12.0F));
    const std::string headline = diff::plain(result_->summary.headline);
    const Rect head = inside.cut_top(ui.px(28));
    ui.text(head, Style::Display, ui.c.tx1, headline);
    if (ui.width(Style::Display, headline) > head.w) ui.tooltip(head, headline);
    const auto& details = result_->summary.details;
    for (std::size_t i = 0; i < std::min<std::size_t>(details.size(), small ? 0 : 2); ++i)
      draw_sentence(context, inside.cut_top(ui.px(20)), details[i]);
    std::string all;
    for (const diff::Sentence& sentence : details) all += (all.empty() ? "" : "\n") + diff::plain(sentence);
    ui.tooltip({head.x, head.y, head.w, ui.px(small ? 28.0F : 68.0F)}, all);
    const Rect figures{inside.x, area.bottom() - ui.px(small ? 58.0F : 66.0F), inside.w, ui.px(46)};
    const std::string command = draw_figures(ui, figures, result_->comparison);
    if (!command.empty()) context.app.run_or_tell(command);
  }

  static void draw_sentence(ui::ViewContext& context, const Rect& line, const diff::Sentence& sentence) {
    const ui::Ui& ui = context.ui;
    float x = line.x;
    for (const diff::Piece& piece : sentence) {
      const Rect room{x, line.y, line.right() - x, line.h};
      const bool fits = ui.width(Style::Lead, piece.text) <= room.w;
      if (piece.target == diff::Target::None || !fits) {
        x = ui.text(room, Style::Lead, ui.c.tx2, piece.text);
        if (!fits) return;
      } else if (draw_link(ui, x, line, Style::Lead, piece.text)) {
        const auto* comparison = context.app.comparing.comparison();
        if (piece.pair) context.app.run_or_tell(select_command(comparison->tasks[*piece.pair]));
        context.app.run_or_tell(command_of(piece.target));
      }
    }
  }

  // ---- the files ----

  void draw_files(ui::ViewContext& context, const Rect& area, bool with_options) const {
    const ui::Ui& ui = context.ui;
    Rect inside = area.inset(ui.px(16), 0);
    inside.cut_top(ui.px(with_options ? 14.0F : 8.0F));
    draw_file(ui, inside.cut_top(ui.px(22)), *result_->comparison.a, "A");
    draw_file(ui, inside.cut_top(ui.px(22)), *result_->comparison.b, "B");
    if (!with_options) return;
    inside.cut_top(ui.px(8));
    const std::string title = options_.empty()
                                  ? without_options(result_->comparison)
                                  : "Compiler options that differ " + std::to_string(options_.size());
    ui.text(inside.cut_top(ui.px(kSummaryLine)), Style::Caption, ui.c.tx3, title);
    const auto room = static_cast<std::size_t>(std::max(0.0F, (inside.h - ui.px(4)) / ui.px(kSummaryLine)));
    const std::size_t shown =
        options_.size() <= room ? options_.size() : room - std::min<std::size_t>(room, 1);
    for (std::size_t i = 0; i < shown; ++i) draw_option(ui, inside.cut_top(ui.px(kSummaryLine)), options_[i]);
    if (shown == options_.size() || room == 0) return;
    float x = inside.x + ui.px(16);
    const std::string more = "and " + std::to_string(options_.size() - shown) + " more";
    if (draw_link(ui, x, inside.cut_top(ui.px(kSummaryLine)), Style::Caption, more))
      context.app.run_or_tell("view compare-container");
  }

  static void draw_file(const ui::Ui& ui, Rect line, const document::Document& document,
                        std::string_view side) {
    float x = line.x;
    ui.badge(x, line.y, line.h, side);
    line.cut_left(ui.px(24));
    const auto& banners = document.container().banners;
    const std::string version =
        banners.empty() || banners.front().version.empty() ? "—" : banners.front().version;
    const std::string& path = document.path();
    const std::string size =
        document.identity().name + " · " + ui::comma_number(document.file().size()) + " B";
    const float right = std::ceil(ui.width(Style::Data, size));
    ui.text(line.cut_right(right), Style::Data, ui.c.tx2, size, Align::Right, ui::Elide::Never);
    line.cut_right(ui.px(12));
    ui.text(line.cut_right(ui.px(64)), Style::Data, version == "—" ? ui.c.tx4 : ui.c.tx2, version,
            Align::Left, ui::Elide::Middle);
    line.cut_right(ui.px(12));
    ui.text(line, Style::Body, ui.c.tx1, path.substr(path.rfind('/') + 1), Align::Left, ui::Elide::Middle);
    ui.tooltip(line, path);
  }

  static void draw_option(const ui::Ui& ui, Rect line, const OptionLine& option) {
    const StatusLook look = look_of(ui, option.status);
    ui.text(line.cut_left(ui.px(16)), Style::DataBold, look.color, look.glyph);
    const Rect whole = line;
    const float end = ui.text(line, Style::Small, ui.c.tx1, option.name, Align::Left, ui::Elide::Middle);
    line.cut_left(end - line.x + ui.px(8));
    ui.text(line, Style::Small, ui.c.tx3, option.value, Align::Left, ui::Elide::Middle);
    ui.tooltip(whole, option.name + "\n" + option.value);
  }

  // ---- noise ----

  void draw_noise(ui::ViewContext& context, const Rect& area) const {
    const ui::Ui& ui = context.ui;
    Rect inside = area.inset(ui.px(16), 0);
    inside.cut_top(ui.px(12));
    const Rect buttons = inside.cut_bottom(ui.px(40));
    const auto& noise = result_->comparison.noise;
    ui.text(inside.cut_top(ui.px(kSummaryLine)), Style::Caption, ui.c.tx3,
            noise.empty() ? "Nothing was set aside as noise" : "Recognised as noise, not counted");
    const auto room = static_cast<std::size_t>(std::max(0.0F, inside.h / ui.px(kSummaryLine)));
    const std::size_t shown = noise.size() <= room ? noise.size() : room - std::min<std::size_t>(room, 1);
    for (std::size_t i = 0; i < shown; ++i)
      draw_noise_line(ui, inside.cut_top(ui.px(kSummaryLine)), noise[i]);
    if (shown < noise.size() && room != 0) {
      float x = inside.x;
      const std::string more = "and " + std::to_string(noise.size() - shown) + " more";
      if (draw_link(ui, x, inside.cut_top(ui.px(kSummaryLine)), Style::Caption, more))
        ImGui::OpenPopup(kDetails);
    }
    draw_buttons(context, {buttons.x, buttons.y + ui.px(2), buttons.w, ui.px(24)}, false);
  }

  static void draw_noise_line(const ui::Ui& ui, Rect line, const diff::Noise& noise) {
    // The words come first: a value that leaves them no room is told by the tooltip.
    const bool fits =
        ui.width(Style::Body, noise.what) + ui.width(Style::Data, noise.value) + ui.px(12) < line.w;
    const std::string value = noise.value.empty() || !fits ? ui::comma_number(noise.count) : noise.value;
    const Rect whole = line;
    ui.text(line.cut_right(std::ceil(ui.width(Style::Data, value))), Style::Data, ui.c.tx2, value,
            Align::Right, ui::Elide::Never);
    line.cut_right(ui.px(12));
    ui.text(line, Style::Body, ui.c.tx2, noise.what);
    ui.tooltip(whole, noise.what + "\n" + ui::comma_number(noise.count) +
                          (noise.value.empty() ? "" : ": " + noise.value));
  }

  void draw_buttons(ui::ViewContext& context, Rect line, bool small) const {
    ui::Ui& ui = context.ui;
    const auto button = [&](const char* id, std::string_view label, std::string_view command, ui::Icon icon) {
      const float wide = ui.button_width(label) + ui.px(20);
      if (line.w < wide) return;
      const Rect place = line.cut_left(wide);
      line.cut_left(ui.px(6));
      const bool pressed = ui.button(id, place, "");
      ui.icon({place.x + ui.px(8), place.y, ui.px(14), place.h}, icon, 14, ui.c.tx2);
      ui.text({place.x + ui.px(28), place.y, place.w, place.h}, Style::Body, ui.c.tx1, label, Align::Left,
              ui::Elide::Never);
      if (!pressed) return;
      if (command.empty()) {
        ImGui::OpenPopup(kDetails);
      } else {
        context.app.run_or_tell(command);
      }
    };
    button("swap", "Swap sides", "compare.swap", ui::Icon::Swap);
    button("export", "Export…", "compare.export", ui::Icon::Export);
    const auto& noise = result_->comparison.noise;
    if (small) button("details", "Noise and options", "", ui::Icon::Info);
    if (noise.empty()) return;
    button("noise", context.app.comparing.show_noise ? "Hide noise" : "Show noise", "compare.noise",
           ui::Icon::Filter);
  }

  void draw_details(const ui::ViewContext& context) const {
    const ui::Ui& ui = context.ui;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(12), ui.px(8)});
    if (ImGui::BeginPopup(kDetails)) {
      const std::size_t lines = options_.size() + result_->comparison.noise.size() + 2;
      const ImVec2 at = ImGui::GetCursorScreenPos();
      Rect area{at.x, at.y, ui.px(520), ui.px(kSummaryLine) * static_cast<float>(lines) + ui.px(8)};
      ImGui::Dummy({area.w, area.h});
      ui.text(area.cut_top(ui.px(kSummaryLine)), Style::Caption, ui.c.tx3,
              "Recognised as noise, not counted");
      for (const diff::Noise& noise : result_->comparison.noise)
        draw_noise_line(ui, area.cut_top(ui.px(kSummaryLine)), noise);
      area.cut_top(ui.px(8));
      ui.text(area.cut_top(ui.px(kSummaryLine)), Style::Caption, ui.c.tx3, "Compiler options that differ");
      for (const OptionLine& option : options_) draw_option(ui, area.cut_top(ui.px(kSummaryLine)), option);
      ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
  }

  state::ComparedPtr result_;
  std::vector<OptionLine> options_;
};

}  // namespace

std::unique_ptr<ui::View> make_compare_summary_view() {
  return std::make_unique<CompareSummaryView>();
}

}  // namespace ane::views
