#pragma once
// The search bar of the hex view, and the places of what was found.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/ui/view.hpp"

namespace ane::views {

class HexSearch {
 public:
  bool is_open() const { return open_; }
  void open();
  /// Takes in new matches; once a frame.
  void update(ui::ViewContext& context);
  void draw(ui::ViewContext& context, const ui::Rect& bar);
  /// The bytes of all matches in the active file, in ascending order.
  std::span<const Extent> hits() const;

 private:
  void step(state::App& app, bool forward);
  std::string status(const state::App& app) const;

  bool open_ = false, take_focus_ = false, stepped_ = false;
  bool here_ = false;  ///< the matches are from the active file
  std::string query_;
  std::shared_ptr<const state::Matches> matches_;  ///< those that `hits_` were made of
  const void* document_ = nullptr;                 ///< that they are from
  std::size_t taken_ = 0;
  std::vector<Extent> hits_;
};

}  // namespace ane::views
