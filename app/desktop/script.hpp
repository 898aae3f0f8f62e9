#pragma once
// Scripts: commands of the palette, one a line, and a few words of their own.

#include <map>
#include <string>
#include <vector>

#include "app/state/app.hpp"

namespace ane::desktop {

/// Runs a script a line a frame, so that every view sees the effect of each command.
class Script {
 public:
  /// Empty lines and lines that begin with # are passed over.
  void load(std::string_view text);

  enum class Status { Running, Waiting, Screenshot, Done, Failed };
  /// Does the next step. Waiting: nothing but the clock goes on, and no frame has to be drawn.
  Status step(state::App& app);

  const std::string& error() const { return error_; }
  /// Where the picture goes, after Screenshot.
  const std::string& picture() const { return picture_; }
  /// Seconds until a wait ends.
  double wait_left(const state::App& app) const;
  bool ended() const { return at_ >= lines_.size(); }
  /// The view that the last "view NAME" showed, or "".
  const std::string& shown_view() const { return shown_view_; }

 private:
  struct Line {
    std::size_t number;
    std::string text;
  };
  Status wait(state::App& app, const std::string& text);
  Status expect(state::App& app, const std::string& text);
  Status fail(const std::string& message);

  std::vector<Line> lines_;
  std::size_t at_ = 0;
  double wait_until_ = -1;
  int quiet_frames_ = 0;
  std::map<std::string, std::string> remembered_;
  std::string error_, picture_, shown_view_;
};

/// "3", "<=3", ">=3", "!=3", "~part" (contains), "same" (as at `remember`).
bool meets_expectation(const std::string& actual, std::string_view wanted, const std::string* remembered);

}  // namespace ane::desktop
