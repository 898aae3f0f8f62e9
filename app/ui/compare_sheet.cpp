#include "app/ui/compare_sheet.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "app/state/directory.hpp"
#include "app/ui/sheet_parts.hpp"

namespace ane::ui {
namespace {

namespace fs = std::filesystem;

struct Form {
  std::string_view extension, title, hint;
};
constexpr std::array<Form, 4> kForms = {{{".html", "HTML", "One page with everything in it, for a browser."},
                                         {".md", "Markdown", "For an issue or a wiki."},
                                         {".json", "JSON", "For programs."},
                                         {".txt", "Text", "As anetool diff prints it."}}};

std::string stem_of(state::App& app, int file) {
  const state::OpenFile* found = app.file(file);
  return found == nullptr ? "" : fs::path(found->name()).stem().string();
}

}  // namespace

void CompareSheet::open(state::App& app) {
  std::error_code code;
  const state::OpenFile* a = app.file(app.comparing.file_a);
  fs::path folder = a == nullptr ? fs::path() : fs::path(a->path()).parent_path();
  if (folder.empty()) folder = fs::current_path(code);
  const std::string name =
      stem_of(app, app.comparing.file_a) + "-vs-" + stem_of(app, app.comparing.file_b) + ".html";
  input_.set(state::without_home((folder / name).string()));
}

Rect CompareSheet::draw(state::App& app, Ui& ui, const Rect& area) {
  const Rect whole = sheet_place(ui, area, 620, 176);
  Rect panel = whole;
  draw_sheet_ground(ui, panel);
  if (draw_sheet_title(ui, panel, "Export the comparison")) app.run_or_tell("cancel");
  input_.draw_framed(ui, panel.cut_top(ui.px(44)).inset(ui.px(16), ui.px(10)), Icon::Export,
                     "Path of the file to write");
  const fs::path path(input_.text());
  std::array<std::string_view, kForms.size()> titles;
  std::size_t on = kForms.size();
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    titles[i] = kForms[i].title;
    if (path.extension().string() == kForms[i].extension) on = i;
  }
  Rect forms = panel.cut_top(ui.px(40)).inset(ui.px(16), ui.px(8));
  const auto chosen = ui.segmented("form", forms.cut_left(ui.px(320)), titles.data(),
                                   static_cast<int>(titles.size()), static_cast<int>(on));
  if (chosen)
    input_.set(
        fs::path(path).replace_extension(kForms[static_cast<std::size_t>(*chosen)].extension).string());
  forms.cut_left(ui.px(12));
  ui.text(forms, Style::Caption, on < kForms.size() ? ui.c.tx3 : ui.c.warning,
          on < kForms.size() ? kForms[on].hint : "The name ends in none of these.");
  Rect foot = panel.cut_bottom(ui.px(44));
  ui.hline(foot.x, foot.right(), foot.y, ui.c.line1);
  foot = foot.inset(ui.px(16), ui.px(10));
  const std::string line = "compare.export " + input_.text();
  if (ui.button("export", foot.cut_right(ui.button_width("Export", "Enter")), "Export", "Enter", true,
                on < kForms.size()) ||
      (app.sheet == state::Sheet::ExportComparison && sheet_enter()))
    app.run_or_tell(line);
  foot.cut_right(ui.px(6));
  if (ui.button("close export", foot.cut_right(ui.button_width("Cancel", "Esc")), "Cancel", "Esc"))
    app.run_or_tell("cancel");
  return whole;
}

}  // namespace ane::ui
