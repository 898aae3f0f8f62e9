#pragma once
// Choosing a file to open. One line of text is path, type-ahead and completion at once: what stands before
// the last slash is the folder, what stands behind it picks in the list.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/state/directory.hpp"
#include "app/ui/line_input.hpp"
#include "app/ui/view.hpp"

namespace ane::ui {

class FileDialog {
 public:
  /// What becomes of the file that is chosen.
  enum class Purpose { Open, SideB };
  /// Starts in the folder of the last file, or in `folder` where one is given.
  void open(state::App& app, const std::string& folder, Purpose purpose = Purpose::Open);
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
  void draw_row(const Ui& ui, Rect row, const state::DirectoryEntry& entry) const;
  void draw_foot(state::App& app, Ui& ui, Rect bar);

  Purpose purpose_ = Purpose::Open;
  LineInput input_;
  std::string folder_;  ///< whose entries are listed, with "/" at its end
  std::shared_ptr<Listing> listing_;
  std::shared_ptr<std::vector<Place>> places_;
  bool was_ready_ = false;
  bool show_all_ = false;
  std::vector<std::size_t> shown_;  ///< entries that fit what was typed
  std::size_t hidden_ = 0;          ///< that are no programs
  std::size_t highlighted_ = 0;
  std::string come_from_;  ///< folder to highlight in its parent
  std::int64_t now_ = 0;
  Scroll scroll_;
};

}  // namespace ane::ui
