#include "app/ui/file_dialog.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "app/state/fuzzy.hpp"
#include "app/ui/sheet_parts.hpp"

namespace ane::ui {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRecentFolders = 6;

std::string with_slash(std::string folder) {
  if (!folder.ends_with("/")) folder += '/';
  return folder;
}

std::string current_folder() {
  std::error_code code;
  const fs::path path = fs::current_path(code);
  return with_slash(code ? std::string("/") : path.string());
}

std::string folder_of(const std::string& path) {
  return with_slash(fs::path(path).parent_path().string());
}

bool is_hidden(const state::DirectoryEntry& entry) {
  return entry.name.starts_with(".");
}

bool starts_with_text(std::string_view name, std::string_view start) {
  return name.size() >= start.size() && state::contains_text(name.substr(0, start.size()), start);
}

// Where the samples lie beside a build or an installation.
std::vector<std::string> sample_folders() {
  std::error_code code;
  const fs::path program = fs::read_symlink("/proc/self/exe", code);
  std::vector<std::string> folders = {current_folder() + "assets/samples"};
  if (!code)
    folders.push_back((program.parent_path() / "../share/anescope/samples").lexically_normal().string());
  return folders;
}

}  // namespace

void FileDialog::open(state::App& app, const state::OpenRequest& request) {
  wanted_ = request;
  save_.reset();
  start(app, request.start);
}

void FileDialog::start(state::App& app, const std::string& folder) {
  now_ = static_cast<std::int64_t>(std::time(nullptr));
  come_from_.clear();
  find_places(app);
  std::string start = folder;
  if (start.empty() && app.active() != nullptr && fs::path(app.active()->path()).is_absolute())
    start = folder_of(app.active()->path());
  if (start.empty() && folder_.empty() && !app.settings.recent.empty())
    start = folder_of(app.settings.recent.front().path);
  if (start.empty()) start = folder_.empty() ? current_folder() : folder_;
  go_to(app, start);
}

void FileDialog::find_places(state::App& app) {
  places_ = std::make_shared<std::vector<Place>>();
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    places_->push_back({"Home", with_slash(home), Icon::Open});
  places_->push_back({"Current folder", current_folder(), Icon::Open});
  std::vector<Place> recent;
  for (const state::RecentFile& file : app.settings.recent) {
    const std::string folder = folder_of(file.path);
    const bool known =
        std::any_of(recent.begin(), recent.end(), [&](const Place& p) { return p.folder == folder; });
    if (!known && recent.size() < kRecentFolders)
      recent.push_back({fs::path(file.path).parent_path().filename().string(), folder, Icon::File});
  }
  places_->insert(places_->end(), recent.begin(), recent.end());
  // A look at a disk may take long.
  app.jobs.start("places", "Looking for samples", [places = places_](state::Progress&) -> state::Completion {
    for (const std::string& folder : sample_folders()) {
      std::error_code code;
      if (!fs::is_directory(folder, code)) continue;
      return [places, folder] {
        const auto at =
            std::find_if(places->begin(), places->end(), [](const Place& p) { return p.icon == Icon::File; });
        places->insert(at, {"Samples", with_slash(folder), Icon::Open});
      };
    }
    return {};
  });
}

void FileDialog::go_to(state::App& app, const std::string& folder) {
  // The name that was typed goes along into another folder; what was to be opened lies in this one.
  const std::string name = save_ ? typed_name() : "";
  read(app, with_slash(folder));
  input_.set(state::without_home(folder_) + name);
  narrow();
}

void FileDialog::read(state::App& app, const std::string& folder) {
  folder_ = folder;
  listing_ = std::make_shared<Listing>();
  listing_->folder = folder;
  was_ready_ = false;
  app.jobs.start("folder", "Reading " + folder,
                 [listing = listing_, folder](state::Progress&) -> state::Completion {
                   auto entries = state::list_directory(folder);
                   return [listing, entries = std::move(entries)]() mutable {
                     listing->ready = true;
                     if (entries) {
                       listing->entries = std::move(*entries);
                     } else {
                       listing->error = entries.error().message;
                     }
                   };
                 });
}

std::string FileDialog::typed_name() const {
  const std::string& text = input_.text();
  const std::size_t slash = text.rfind('/');
  return slash == std::string::npos ? text : text.substr(slash + 1);
}

void FileDialog::text_changed(state::App& app) {
  const std::string& text = input_.text();
  const std::size_t slash = text.rfind('/');
  std::string folder =
      slash == std::string::npos ? current_folder() : state::with_home(text.substr(0, slash + 1));
  if (!folder.starts_with("/")) folder = current_folder() + folder;
  if (folder != folder_) read(app, folder);
  narrow();
}

void FileDialog::narrow() {
  shown_.clear();
  hidden_ = 0;
  scroll_ = {};
  highlighted_ = 0;
  walking_ = false;
  replacing_.clear();
  const std::string name = typed_name();
  bool found = false;
  for (std::size_t i = 0; i < listing_->entries.size(); ++i) {
    const state::DirectoryEntry& entry = listing_->entries[i];
    if (!save_ && !state::contains_text(entry.name, name)) continue;
    if (!is_listed(entry, name)) {
      ++hidden_;
      continue;
    }
    const bool wanted = name.empty() ? entry.name == come_from_ : starts_with_text(entry.name, name);
    if (!found && wanted) {
      highlighted_ = shown_.size();
      found = true;
    }
    shown_.push_back(i);
  }
}

bool FileDialog::is_wanted_name(const std::string& name) const {
  if (!save_) return state::is_wanted(wanted_, name);
  return save_->extensions.empty() ||
         std::any_of(save_->extensions.begin(), save_->extensions.end(),
                     [&](const std::string& extension) { return name.ends_with(extension); });
}

bool FileDialog::is_listed(const state::DirectoryEntry& entry, const std::string& name) const {
  if (show_all_) return true;
  return is_hidden(entry) ? name.starts_with(".") : entry.is_folder || is_wanted_name(entry.name);
}

void FileDialog::complete(state::App& app) {
  if (shown_.empty()) return;
  if (save_ && !walking_ && !starts_with_text(listing_->entries[shown_[highlighted_]].name, typed_name()))
    return;
  const state::DirectoryEntry& entry = listing_->entries[shown_[highlighted_]];
  if (entry.is_folder) {
    const state::DirectoryEntry folder = entry;
    // What was typed was the folder's name, not that of a file in it.
    if (!walking_) input_.set("");
    return choose(app, folder);
  }
  input_.set(state::without_home(folder_ + entry.name));
  narrow();
}

void FileDialog::choose(state::App& app, const state::DirectoryEntry& entry) {
  come_from_.clear();
  if (entry.is_folder) return go_to(app, folder_ + entry.name);
  if (save_) return take_name(entry.name);
  finish(app, folder_ + entry.name);
}

void FileDialog::finish(state::App& app, const std::string& path) const {
  app.sheet = state::Sheet::None;
  app.run_or_tell(wanted_.command + " " + (wanted_.folder ? folder_of(path) : path));
}

void FileDialog::enter(state::App& app) {
  if (save_) return save(app);
  if (!shown_.empty()) return choose(app, listing_->entries[shown_[highlighted_]]);
  if (typed_name().empty()) return;
  finish(app, folder_ + typed_name());
}

void FileDialog::go_to_parent(state::App& app) {
  const fs::path folder = fs::path(folder_).parent_path();
  come_from_ = folder.filename().string();
  go_to(app, folder.parent_path().string());
}

void FileDialog::move(const Ui& ui, int step) {
  if (shown_.empty()) return;
  const auto last = static_cast<std::int64_t>(shown_.size()) - 1;
  highlighted_ = static_cast<std::size_t>(
      std::clamp<std::int64_t>(static_cast<std::int64_t>(highlighted_) + step, 0, last));
  walking_ = true;
  reveal_row(scroll_, highlighted_, ui.px(24));
}

void FileDialog::handle_keys(state::App& app, const Ui& ui) {
  constexpr int kPage = 12;
  if (sheet_key(ImGuiKey_DownArrow, true)) move(ui, 1);
  if (sheet_key(ImGuiKey_UpArrow, true)) move(ui, -1);
  if (sheet_key(ImGuiKey_PageDown, true)) move(ui, kPage);
  if (sheet_key(ImGuiKey_PageUp, true)) move(ui, -kPage);
  if (sheet_key(ImGuiKey_Backspace, true) && typed_name().empty()) go_to_parent(app);
  if (sheet_enter()) enter(app);
}

}  // namespace ane::ui
