// The start page.

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <filesystem>

#include "app/state/commands.hpp"
#include "app/state/directory.hpp"
#include "app/ui/labels.hpp"
#include "app/ui/sample_pictures.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"
#include "core/writer/samples.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Elide;
using ui::Rect;
using ui::Style;
using ui::Ui;

constexpr float kRecentRow = 40;

struct KeyToKnow {
  std::string_view command, what;
};
constexpr std::array<KeyToKnow, 6> kKeysToKnow = {{{"go to", "Go to a task, field, tensor or address"},
                                                   {"palette", "Every command, with its key"},
                                                   {"back", "Back to the previous selection"},
                                                   {"next task", "Next task, with the same register in view"},
                                                   {"find all", "Find in the whole file"},
                                                   {"keys", "All keys"}}};

std::string key_of(const state::App& app, std::string_view id) {
  const state::Command* command = state::find_command(id);
  return command == nullptr ? "" : state::key_of(app, *command);
}

class Welcome {
 public:
  void draw(ui::ViewContext& context);

 private:
  void look_for_files(const state::App& app);
  void save(state::App& app) const;
  void handle_keys(ui::ViewContext& context);
  void draw_left(ui::ViewContext& context, Rect area);
  void draw_drop_zone(ui::ViewContext& context, const Rect& zone);
  void draw_recent(ui::ViewContext& context, Rect area);
  void draw_recent_row(ui::ViewContext& context, Rect row, std::size_t index, bool& remove);
  void draw_right(ui::ViewContext& context, Rect area);
  static void draw_sample_title(ui::ViewContext& context, const Rect& line);
  void draw_sample(ui::ViewContext& context, const Rect& row, float picture, std::size_t index);
  void draw_keys_to_know(ui::ViewContext& context, Rect area);

  std::vector<std::string> looked_for_;
  std::vector<bool> missing_;
  double looked_at_ = -10;
  std::size_t selected_ = 0;
  std::size_t fitting_ = 0;  ///< recent files that there was room for
  std::int64_t now_ = 0;
};

void Welcome::look_for_files(const state::App& app) {
  std::vector<std::string> paths;
  for (const state::RecentFile& file : app.settings.recent) paths.push_back(file.path);
  if (paths == looked_for_ && app.seconds() - looked_at_ < 1) return;
  looked_for_ = std::move(paths);
  looked_at_ = app.seconds();
  now_ = static_cast<std::int64_t>(std::time(nullptr));
  missing_.clear();
  for (const std::string& path : looked_for_) {
    std::error_code code;
    missing_.push_back(!std::filesystem::exists(path, code));
  }
}

void Welcome::save(state::App& app) const {
  if (app.settings_path.empty()) return;
  if (const auto saved = app.settings.save(app.settings_path); !saved)
    app.log(Severity::Warning, saved.error().message);
}

void Welcome::handle_keys(ui::ViewContext& context) {
  if (!context.focused || ImGui::GetIO().WantTextInput || ImGui::GetIO().KeyMods != 0 || fitting_ == 0)
    return;
  selected_ = std::min(selected_, fitting_ - 1);
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) selected_ = std::min(selected_ + 1, fitting_ - 1);
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow) && selected_ > 0) --selected_;
  if (ImGui::IsKeyPressed(ImGuiKey_Home)) selected_ = 0;
  if (ImGui::IsKeyPressed(ImGuiKey_End)) selected_ = fitting_ - 1;
  if (ImGui::IsKeyPressed(ImGuiKey_Enter, false) && !missing_[selected_])
    context.app.open(looked_for_[selected_]);
}

void Welcome::draw(ui::ViewContext& context) {
  const Ui& ui = context.ui;
  look_for_files(context.app);
  handle_keys(context);
  const Rect& area = context.area;
  const float width = std::min(ui.px(1040), area.w - ui.px(48));
  const float gap = ui.px(area.w < ui.px(1100) ? 32.0F : 64.0F);
  const float top = std::round(std::clamp((area.h - ui.px(620)) * 0.35F, ui.px(24), ui.px(112)));
  Rect page{std::round(area.x + (area.w - width) / 2), area.y + top, width, area.h - top - ui.px(16)};
  const float right = std::round((width - gap) * 0.426F);
  const Rect samples = page.cut_right(right);
  page.cut_right(gap);
  draw_left(context, page);
  draw_right(context, samples);
}

void Welcome::draw_left(ui::ViewContext& context, Rect area) {
  const Ui& ui = context.ui;
  const bool low = area.h < ui.px(680);
  ui.text(area.cut_top(ui.px(28)), Style::Display, ui.c.tx1, "anescope");
  ui.text(area.cut_top(ui.px(24)), Style::Lead, ui.c.tx2,
          "See what a compiled program will tell the Neural Engine to do.");
  area.cut_top(ui.px(low ? 16.0F : 24.0F));
  draw_drop_zone(context, area.cut_top(ui.px(low ? 144.0F : 176.0F)));
  area.cut_top(ui.px(low ? 16.0F : 24.0F));
  draw_recent(context, area);
}

void Welcome::draw_drop_zone(ui::ViewContext& context, const Rect& zone) {
  const Ui& ui = context.ui;
  ui.fill(zone, ui.c.dark ? ui.c.bg0 : ui.c.bg2, ui.px(6));
  ui.dashed(zone, ui.c.line2, ui.px(3), ui.px(3));
  const std::string key = ui::key_label(key_of(context.app, "open"));
  float y = zone.y + std::round((zone.h - ui.px(116)) / 2);
  ui.icon({zone.x, y, zone.w, ui.px(32)}, ui::Icon::Open, 28, ui.c.tx2);
  y += ui.px(40);
  struct Piece {
    Style style;
    std::string_view text;
  };
  constexpr std::array<Piece, 5> kLine = {{{Style::Lead, "Drop a "},
                                           {Style::Data, ".hwx"},
                                           {Style::Lead, " or "},
                                           {Style::Data, ".anec"},
                                           {Style::Lead, " file anywhere in this window"}}};
  float width = 0;
  for (const Piece& piece : kLine) width += ui.width(piece.style, piece.text);
  float x = std::round(zone.x + (zone.w - width) / 2);
  for (const Piece& piece : kLine)
    x = ui.text({x, y, zone.w, ui.px(20)}, piece.style, ui.c.tx1, piece.text, Align::Left, Elide::Never);
  y += ui.px(20);
  ui.text({zone.x, y, zone.w, ui.px(20)}, Style::Body, ui.c.tx3, "The file is only read, never changed",
          Align::Centre);
  y += ui.px(32);
  const float button = std::round(ui.button_width("Open…", key) + ui.px(2));
  if (context.ui.button("open", {std::round(zone.x + (zone.w - button) / 2), y, button, ui.px(24)}, "Open…",
                        key, true))
    context.app.run_or_tell("open");
}

void Welcome::draw_recent(ui::ViewContext& context, Rect area) {
  const Ui& ui = context.ui;
  std::vector<state::RecentFile>& recent = context.app.settings.recent;
  const Rect head = area.cut_top(ui.px(24)).inset(ui.px(12), 0);
  ui.text(head, Style::Title, ui.c.tx1, "Recent");
  fitting_ = 0;
  if (recent.empty()) {
    ui.text(area.cut_top(ui.px(28)).inset(ui.px(12), 0), Style::Body, ui.c.tx3,
            "Files that you open are listed here. Begin with a sample at the right.");
    return;
  }
  if (std::find(missing_.begin(), missing_.end(), true) != missing_.end()) {
    const float width = ui.width(Style::Caption, "Clear missing");
    const Rect link{head.right() - width, head.y, width, head.h};
    ui.text(link, Style::Caption, ui.hovers(link) ? ui.c.tx1 : ui.c.tx3, "Clear missing", Align::Left,
            Elide::Never);
    if (ui.clicks(link)) {
      std::erase_if(recent, [&](const state::RecentFile& file) {
        const auto at = std::find(looked_for_.begin(), looked_for_.end(), file.path) - looked_for_.begin();
        return missing_[static_cast<std::size_t>(at)];
      });
      save(context.app);
      return;
    }
  }
  area.cut_top(ui.px(4));
  fitting_ = std::min(recent.size(), static_cast<std::size_t>(std::max(0.0F, area.h / ui.px(kRecentRow))));
  std::optional<std::size_t> removed;
  for (std::size_t i = 0; i < fitting_; ++i) {
    bool remove = false;
    draw_recent_row(context, area.cut_top(ui.px(kRecentRow)), i, remove);
    if (remove) removed = i;
  }
  if (!removed) return;
  recent.erase(recent.begin() + static_cast<std::ptrdiff_t>(*removed));
  fitting_ = 0;
  save(context.app);
}

void Welcome::draw_recent_row(ui::ViewContext& context, Rect row, std::size_t index, bool& remove) {
  Ui& ui = context.ui;
  const state::RecentFile file = context.app.settings.recent[index];
  const bool missing = missing_[index];
  const bool hovered = ui.hovers(row);
  draw_row_ground(ui, row, index == selected_, context.focused, hovered);
  const Rect whole = row;
  row = row.inset(ui.px(12), 0);
  ui.icon(row.cut_left(ui.px(16)), ui::Icon::File, 16, missing ? ui.c.tx4 : ui.c.tx2);
  row.cut_left(ui.px(12));
  const Rect last = row.cut_right(ui.px(88));
  const Rect cross{last.right() - ui.px(18), last.y + ui.px(8), ui.px(24), ui.px(24)};
  bool over_cross = false;
  if (hovered) {
    remove = ui.icon_button(("remove " + std::to_string(index)).c_str(), cross, ui::Icon::Close,
                            "Remove from the list");
    over_cross = cross.contains(ImGui::GetIO().MousePos);
  } else if (!missing) {
    ui.text(last, Style::Body, ui.c.tx2, ui::day_text(file.opened, now_), Align::Right);
  }
  if (missing) {
    const Rect note{last.x - ui.px(60), last.y, last.w + ui.px(60) - (hovered ? ui.px(24) : 0), last.h};
    ui.text(note, Style::Body, ui.c.tx3, "file not found", Align::Right);
    row.cut_right(ui.px(168));
  } else {
    ui.text(row.cut_right(ui.px(80)), Style::Data, ui.c.tx2, byte_size(file.bytes), Align::Right);
    ui.text(row.cut_right(ui.px(88)), Style::Data, ui.c.tx2,
            ui::comma_number(file.tasks) + (file.tasks == 1 ? " task" : " tasks"), Align::Right);
  }
  const Rect badge = row.cut_right(ui.px(40));
  float x = badge.x;
  if (!file.generation.empty()) ui.badge(x, badge.y, badge.h, file.generation);
  row.cut_right(ui.px(8));
  const std::filesystem::path path(file.path);
  ui.text({row.x, row.y + ui.px(4), row.w, ui.px(18)}, Style::Lead, missing ? ui.c.tx3 : ui.c.tx1,
          escaped(path.filename().string()), Align::Left, Elide::Middle);
  ui.text({row.x, row.y + ui.px(21), row.w, ui.px(16)}, Style::Caption, missing ? ui.c.tx4 : ui.c.tx3,
          escaped(state::without_home(path.parent_path().string())), Align::Left, Elide::Middle);
  if (!over_cross) ui.tooltip({row.x, row.y, row.w, row.h}, escaped(file.path));
  if (over_cross || !ui.clicks(whole)) return;
  selected_ = index;
  if (missing) {
    context.app.toast(Severity::Warning, escaped(file.path) + " is not there any more");
  } else {
    context.app.open(file.path);
  }
}

void Welcome::draw_right(ui::ViewContext& context, Rect area) {
  Ui& ui = context.ui;
  // As much air between the samples as leaves room for the keys below them.
  constexpr float kRest = 324, kLeast = 44, kMost = 64;
  const float height = 100 * area.h / ui.px(100);
  const float pitch =
      std::clamp(std::floor((height - kRest) / static_cast<float>(writer::samples().size())), kLeast, kMost);
  const bool low = pitch < 52;
  if (!low) area.cut_top(ui.px(52));
  draw_sample_title(context, area.cut_top(ui.px(24)));
  area.cut_top(ui.px(4));
  const float picture = std::clamp(pitch - 14, 36.0F, 48.0F);
  for (std::size_t i = 0; i < writer::samples().size(); ++i)
    draw_sample(context, area.cut_top(ui.px(pitch)), picture, i);
  area.cut_top(ui.px(low ? 20.0F : 28.0F));
  draw_keys_to_know(context, area);
}

void Welcome::draw_sample_title(ui::ViewContext& context, const Rect& line) {
  const Ui& ui = context.ui;
  ui.text(line, Style::Title, ui.c.tx1, "Samples");
  constexpr std::string_view kRun = "Run one: picture in, filters out";
  const float width = ui.width(Style::Body, kRun);
  const Rect link{line.right() - width, line.y, width, line.h};
  ui.text(link, Style::Body, ui.c.accent, kRun, Align::Left, Elide::Never);
  if (ui.hovers(link)) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (ui.clicks(link)) context.app.run_or_tell("run.sample");
}

void Welcome::draw_sample(ui::ViewContext& context, const Rect& row, float picture, std::size_t index) {
  const Ui& ui = context.ui;
  const writer::Sample& sample = writer::samples()[index];
  const bool hovered = ui.hovers(row);
  if (hovered) ui.fill(row, ui.c.hover);
  ui.hline(row.x, row.right(), row.bottom() - ui.line(), ui.c.line1);
  const float height = ui.px(picture), width = std::round(height * 64 / 48);
  draw_sample_picture(ui, {row.x, std::round(row.y + (row.h - height) / 2), width, height}, sample.name);
  Rect text = row;
  text.cut_left(width + ui.px(14));
  ui.icon(text.cut_right(ui.px(28)), ui::Icon::Expand, 12, hovered ? ui.c.tx1 : ui.c.tx3);
  const float y = row.y + std::round((row.h - ui.px(36)) / 2);
  ui.text({text.x, y, text.w, ui.px(20)}, Style::Lead, ui.c.tx1, sample.title);
  ui.text({text.x, y + ui.px(18), text.w, ui.px(18)}, Style::Caption, ui.c.tx3, sample.description);
  ui.tooltip(row, sample.description);
  if (ui.clicks(row)) context.app.run_or_tell("open sample " + std::string(sample.name));
}

void Welcome::draw_keys_to_know(ui::ViewContext& context, Rect area) {
  const Ui& ui = context.ui;
  ui.text(area.cut_top(ui.px(24)), Style::Title, ui.c.tx1, "Keys to know");
  area.cut_top(ui.px(4));
  for (const KeyToKnow& known : kKeysToKnow) {
    const Rect row = area.cut_top(ui.px(24));
    if (row.h < ui.px(24)) return;
    draw_keys(ui, row.x, row.y, row.h, key_of(context.app, known.command));
    ui.text({row.x + ui.px(132), row.y, row.w - ui.px(132), row.h}, Style::Body, ui.c.tx2, known.what);
  }
  area.cut_top(ui.px(16));
  Rect link = area.cut_top(ui.px(28));
  if (link.h < ui.px(28)) return;
  const bool hovered = ui.hovers(link);
  ui.icon(link.cut_left(ui.px(16)), ui::Icon::Field, 14, hovered ? ui.c.tx1 : ui.c.tx2);
  link.cut_left(ui.px(8));
  const float end = ui.text(link, Style::Body, ui.c.accent, "Register database");
  ui.text({end + ui.px(8), link.y, link.right() - end - ui.px(8), link.h}, Style::Caption, ui.c.tx3,
          "every known register and field, without a file");
  if (hovered && ui.clicks(link)) context.app.run_or_tell("view database");
}

}  // namespace

void draw_welcome(ui::ViewContext& context) {
  // The page is one of a kind and has no object that could hold what it remembers between frames.
  static Welcome page;
  page.draw(context);
}

}  // namespace ane::views
