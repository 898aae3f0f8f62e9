#pragma once
// Choosing a file to open, or a name to save under. One line of text is path, type-ahead and completion at
// once: what stands before the last slash is the folder, what stands behind it picks in the list. To save, it
// is the name, and the list shows what is there already.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/state/directory.hpp"
#include "app/state/open_request.hpp"
#include "app/state/save_request.hpp"
#include "app/ui/line_input.hpp"
#include "app/ui/view.hpp"

namespace ane::ui {

class FileDialog {
 public:
  /// Asks for a file; see open_request.hpp.
  void open(state::App& app, const state::OpenRequest& request);
  /// Asks where to save; see save_request.hpp.
  void open_to_save(state::App& app);
  /// Draws it into the current window and returns its place. Closes the sheet when a file was chosen.
  Rect draw(state::App& app, Ui& ui, const Rect& area);

 private:
  /// What the jobs read.
  struct Listing {
    std::string folder;
    bool ready = false;
    std::vector<state::DirectoryEntry> entries;
    std::string error;
  };
  struct Place {
    std::string title, folder;
    Icon icon = Icon::Open;
  };

  /// What would be written, and what stands in the way of it.
  struct Target {
    std::string name;                              ///< with its extension
    const state::DirectoryEntry* there = nullptr;  ///< that would be replaced
    bool possible = false;
  };

  void start(state::App& app, const std::string& folder);
  void go_to(state::App& app, const std::string& folder);
  void read(state::App& app, const std::string& folder);
  void find_places(state::App& app);
  void text_changed(state::App& app);
  void narrow();
  std::string typed_name() const;
  void complete(state::App& app);
  void choose(state::App& app, const state::DirectoryEntry& entry);
  void enter(state::App& app);
  void finish(state::App& app, const std::string& path) const;
  void go_to_parent(state::App& app);
  void move(const Ui& ui, int step);
  void handle_keys(state::App& app, const Ui& ui);

  void draw_path(state::App& app, Ui& ui, Rect bar);
  void draw_places(state::App& app, Ui& ui, Rect area);
  void draw_list(state::App& app, Ui& ui, Rect area);
  void draw_rows(state::App& app, Ui& ui, const Rect& area);
  void draw_row(const Ui& ui, Rect row, const state::DirectoryEntry& entry) const;
  void draw_foot(state::App& app, Ui& ui, Rect bar);
  void draw_save_foot(state::App& app, Ui& ui, Rect bar);
  float draw_extensions(Ui& ui, Rect bar);

  bool is_listed(const state::DirectoryEntry& entry, const std::string& name) const;
  bool is_wanted_name(const std::string& name) const;
  Target target() const;
  void save(state::App& app);
  void take_name(const std::string& name);

  state::OpenRequest wanted_;
  LineInput input_;
  std::string folder_;  ///< whose entries are listed, with "/" at its end
  std::shared_ptr<Listing> listing_;
  std::shared_ptr<std::vector<Place>> places_;
  bool was_ready_ = false;
  bool show_all_ = false;
  std::vector<std::size_t> shown_;  ///< entries that fit what was typed
  std::size_t hidden_ = 0;          ///< that are no programs
  std::size_t highlighted_ = 0;
  std::optional<state::SaveRequest> save_;  ///< null while a file to open is chosen
  bool walking_ = false;                    ///< the keys or the pointer chose a row, not the name typed
  std::string replacing_;                   ///< path that Enter was pressed for once
  std::string come_from_;                   ///< folder to highlight in its parent
  std::int64_t now_ = 0;
  Scroll scroll_;
};

}  // namespace ane::ui
