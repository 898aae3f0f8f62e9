#include <sys/utsname.h>

#include <array>
#include <cstdio>

#include "app/state/fuzzy.hpp"
#include "app/ui/labels.hpp"
#include "app/version.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using ui::comma_number;

enum LogCells { kLogTime, kLogMark, kLogText };
constexpr std::array<Column, 3> kLogColumns = {
    {{"Time", 72}, {"", 16}, {"Text", 160, ui::Align::Left, true}}};

std::string time_text(double seconds) {
  const auto thousandths = static_cast<unsigned long long>(seconds * 1000);
  char text[40];
  std::snprintf(text, sizeof text, "%02llu:%02llu.%03llu", thousandths / 60000, thousandths / 1000 % 60,
                thousandths % 1000);
  return text;
}

void add_file_facts(const state::OpenFile& file, std::string& report) {
  const document::Document& document = *file.document();
  const container::Container& container = document.container();
  const regdb::Identity& identity = document.identity();
  report += "file: " + comma_number(document.file().size()) + " bytes, " +
            (identity.name.empty() ? "unknown generation" : identity.name) + ", subtype " +
            std::to_string(identity.subtype) + ", " + comma_number(document.tasks().size()) + " tasks, " +
            (document.anec() != nullptr
                 ? "anec " + std::string(anec::variant_name(document.anec()->variant))
                 : comma_number(container.commands.size()) + " load commands, " +
                       comma_number(container.symbols ? container.symbols->count : 0) + " symbols") +
            "\n";
  if (!container.banners.empty())
    report += "  compiler: " + escaped(container.banners.front().compiler) + " " +
              escaped(container.banners.front().version) + "\n";
  if (!file.survey) return;
  report += "  explained: " + comma_number(file.survey->explained.total()) + " bytes\n";
  std::map<std::string, std::size_t> codes;
  for (const Diagnostic& problem : file.survey->problems) ++codes[problem.code];
  for (const auto& [code, count] : codes) report += "  " + code + ": " + std::to_string(count) + "\n";
}

/// What a bug report needs; nothing of what files hold, and no names of files.
std::string make_report(const state::App& app, float scale) {
  const ImGuiIO& io = ImGui::GetIO();
  const auto name_of = [](const char* name) { return std::string(name == nullptr ? "unknown" : name); };
  std::string report = "anescope " + std::string(kVersion) + "\n";
  utsname system{};
  if (uname(&system) == 0)
    report += "system: " + std::string(system.sysname) + " " + system.release + " " + system.machine + "\n";
  report += "backend: " + name_of(io.BackendRendererName) + ", " + name_of(io.BackendPlatformName) + ", " +
            std::to_string(static_cast<int>(io.DisplaySize.x)) + "×" +
            std::to_string(static_cast<int>(io.DisplaySize.y)) + " at " +
            std::to_string(static_cast<int>(scale * 100)) + " %\n";
  for (const state::LogLine& line : app.log_lines)
    if (line.text.starts_with("renderer")) report += line.text + "\n";
  for (const auto& file : app.files) add_file_facts(*file, report);
  return report;
}

class LogView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::Rect area = context.area;
    draw_bar(context, area.cut_top(context.ui.px(32)));
    const std::vector<state::LogLine>& lines = context.app.log_lines;
    if (lines.empty())
      return ui::draw_empty(context.ui, area, "Nothing logged yet",
                            "Files that open, edits on disk and failures are told here.");
    collect(lines);
    if (rows_.empty()) {
      draw_no_match(context, area, filter_);
      return;
    }
    draw_rows(context, area);
    draw_menu(context);
  }

 private:
  void draw_bar(ui::ViewContext& context, const ui::Rect& bar) {
    ui::Ui& ui = context.ui;
    const float wanted = ui.button_width("Save report");
    const ui::Rect button{bar.right() - ui.px(8) - wanted, bar.y + ui.px(4), wanted, ui.px(24)};
    if (ui.button("report", button, "Save report")) {
      copy(context.app, make_report(context.app, ui.scale));
      context.app.toast(Severity::Note,
                        "Report copied: version, system, renderer and counts, no file content");
    }
    const float width = std::min(ui.px(240), button.x - ui.px(16) - bar.x);
    if (width < ui.px(60)) return;
    draw_filter_box(context, {bar.x + ui.px(8), bar.y + ui.px(5), width, ui.px(22)}, "##filter", filter_,
                    "Filter", "log");
  }

  static void copy(state::App& app, std::string text) {
    app.clipboard = std::move(text);
    app.clipboard_changed = true;
  }

  void collect(const std::vector<state::LogLine>& lines) {
    const std::size_t before = rows_.size();
    rows_.clear();
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (state::contains_text(lines[i].text, filter_)) rows_.push_back(i);
    if (chosen_ && *chosen_ >= rows_.size()) chosen_.reset();
    if (rows_.size() > before) reveal_end_ = true;
  }

  void draw_rows(ui::ViewContext& context, ui::Rect area) {
    const ui::Ui& ui = context.ui;
    const Columns columns(ui, kLogColumns, area);
    columns.draw_header(ui, area.cut_top(ui.px(24)), kLogColumns.size(), false);
    if (reveal_end_ && !ui.hovers(area)) ui::reveal_row(scroll_, rows_.size() - 1, ui.row());
    reveal_end_ = false;
    if (const auto next = row_by_key(context, chosen_, rows_.size(), area.h / ui.row())) {
      chosen_ = next;
      ui::reveal_row(scroll_, *next, ui.row());
    }
    ui::List list(ui, "log", area, rows_.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      const state::LogLine& line = context.app.log_lines[rows_[i]];
      const ui::Rect row = list.row(i);
      ui::draw_row_ground(ui, row, chosen_ == i, context.focused, list.hovered == i);
      ui.text(columns.cell(row, kLogTime), ui::Style::Data, chosen_ == i ? ui.c.tx2 : ui.c.tx3,
              time_text(line.seconds));
      if (line.severity != Severity::Note) ui::draw_severity(ui, columns.cell(row, kLogMark), line.severity);
      ui.text(columns.cell(row, kLogText), ui::Style::Body, ui.c.tx1, escaped(line.text));
    }
    if (!list.hovered) return;
    const bool right = ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (right || ImGui::IsMouseClicked(ImGuiMouseButton_Left)) chosen_ = list.hovered;
    if (right) ImGui::OpenPopup("log menu");
    ui.tooltip(list.row(*list.hovered), escaped(context.app.log_lines[rows_[*list.hovered]].text));
  }

  void draw_menu(ui::ViewContext& context) {
    const ui::Ui& ui = context.ui;
    ImGui::PushFont(ui.font(ui::Style::Body), ui.size(ui::Style::Body));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(8), ui.px(4)});
    if (ImGui::BeginPopup("log menu")) {
      if (ImGui::MenuItem("Copy line") && chosen_)
        copy(context.app, context.app.log_lines[rows_[*chosen_]].text);
      if (ImGui::MenuItem("Copy all lines")) {
        std::string all;
        for (const state::LogLine& line : context.app.log_lines)
          all += time_text(line.seconds) + "\t" + std::string(severity_name(line.severity)) + "\t" +
                 line.text + "\n";
        copy(context.app, std::move(all));
      }
      ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
    ImGui::PopFont();
  }

  std::string filter_;
  std::vector<std::size_t> rows_;
  ui::Scroll scroll_;
  std::optional<std::size_t> chosen_;
  bool reveal_end_ = false;
};

}  // namespace

std::unique_ptr<ui::View> make_log_view() {
  return std::make_unique<LogView>();
}

}  // namespace ane::views
