// The file dialog while it asks where to save.

#include <algorithm>
#include <filesystem>

#include "app/state/directory.hpp"
#include "app/ui/file_dialog.hpp"
#include "app/ui/labels.hpp"
#include "app/ui/sheet_parts.hpp"
#include "core/base/text.hpp"

namespace ane::ui {

void FileDialog::open_to_save(state::App& app) {
  save_ = app.saving;
  const std::filesystem::path path(state::with_home(save_->path));
  // The folder's own line comes first, and then keeps the name.
  input_.set(path.filename().string());
  start(app, path.has_parent_path() ? path.parent_path().string() : "");
}

void FileDialog::take_name(const std::string& name) {
  input_.set(state::without_home(folder_) + name);
  const bool walked = walking_;
  const std::size_t row = highlighted_;
  const Scroll scroll = scroll_;
  narrow();
  // The list stays as it is under the pointer.
  scroll_ = scroll;
  highlighted_ = row;
  walking_ = walked;
}

FileDialog::Target FileDialog::target() const {
  Target target;
  target.name = state::with_extension(*save_, typed_name());
  if (!listing_->ready || !listing_->error.empty() || target.name.empty()) return target;
  const auto found = std::find_if(listing_->entries.begin(), listing_->entries.end(),
                                  [&](const auto& entry) { return entry.name == target.name; });
  if (found != listing_->entries.end()) target.there = &*found;
  target.possible = target.there == nullptr || !target.there->is_folder;
  return target;
}

// What exists is replaced by a second press only, so that no habit of pressing Enter costs a file.
void FileDialog::save(state::App& app) {
  if (walking_ && !shown_.empty()) {
    const state::DirectoryEntry entry = listing_->entries[shown_[highlighted_]];
    if (entry.is_folder || entry.name != typed_name()) return choose(app, entry);
  }
  const std::string typed = typed_name();
  const auto folder = std::find_if(listing_->entries.begin(), listing_->entries.end(),
                                   [&](const auto& entry) { return entry.is_folder && entry.name == typed; });
  if (folder != listing_->entries.end()) {
    input_.set("");
    return go_to(app, folder_ + typed);
  }
  const Target wanted = target();
  if (!wanted.possible) return;
  const std::string path = folder_ + wanted.name;
  if (wanted.there != nullptr && replacing_ != path) {
    replacing_ = path;
    return;
  }
  app.sheet = state::Sheet::None;
  app.run_or_tell(save_->command + " " + path);
}

// One chip for each kind of file; returns where they end.
float FileDialog::draw_extensions(Ui& ui, Rect bar) {
  float x = bar.x;
  if (save_->extensions.size() < 2) return x;
  const std::string name = state::with_extension(*save_, typed_name());
  for (const std::string& extension : save_->extensions) {
    if (!ui.chip(x, bar.y + ui.px(2), extension, name.ends_with(extension)) || name.empty()) {
      x += ui.px(4);
      continue;
    }
    input_.set(state::without_home(folder_) + state::with_other_extension(*save_, name, extension));
    narrow();
    x += ui.px(4);
  }
  return x + ui.px(8);
}

void FileDialog::draw_save_foot(state::App& app, Ui& ui, Rect bar) {
  ui.hline(bar.x, bar.right(), bar.y, ui.c.line1);
  bar = bar.inset(ui.px(16), ui.px(10));
  float x = draw_extensions(ui, bar);
  if (ui.chip(x, bar.y + ui.px(2), "Show all", show_all_)) {
    show_all_ = !show_all_;
    narrow();
  }
  const Target wanted = target();
  const bool asked = wanted.there != nullptr && replacing_ == folder_ + wanted.name;
  const char* label = asked ? "Replace" : "Save";
  const float save_width = ui.button_width(label, "Enter"), cancel_width = ui.button_width("Cancel", "Esc");
  const bool enabled = wanted.possible || (walking_ && !shown_.empty());
  if (ui.button("save file", bar.cut_right(save_width), label, "Enter", true, enabled)) save(app);
  bar.cut_right(ui.px(6));
  if (ui.button("cancel save", bar.cut_right(cancel_width), "Cancel", "Esc")) app.run_or_tell("cancel");
  Rect line{x + ui.px(8), bar.y, bar.right() - x - ui.px(20), bar.h};
  if (wanted.possible && wanted.there != nullptr) {
    ui.icon(line.cut_left(ui.px(20)), Icon::Warning, 14, ui.c.warning);
    const std::string facts =
        byte_size(wanted.there->bytes) + ", " + moment_text(wanted.there->modified, now_);
    const std::string name = escaped(wanted.name);
    const std::string there =
        asked ? name + " (" + facts + ") will be replaced" : name + " is there already: " + facts;
    ui.text(line, Style::Caption, ui.c.tx1, there, Align::Left, Elide::Middle);
  } else if (wanted.possible) {
    ui.text(line, Style::Caption, ui.c.tx3, "Saves " + escaped(wanted.name), Align::Left, Elide::Middle);
  } else if (wanted.name.empty()) {
    ui.text(line, Style::Caption, ui.c.tx3, "Type a name");
  }
}

}  // namespace ane::ui
