#pragma once
// Changes to an open program. The file on disk never changes: what is shown is a document with the changes
// over it, and each change makes a new one, in a job. Undo and redo go along a list of lists of changes.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/selection.hpp"
#include "app/state/shown_constant.hpp"
#include "app/state/task_table.hpp"
#include "core/base/interval_set.hpp"
#include "core/document/document.hpp"
#include "core/edit/change.hpp"
#include "core/edit/editor.hpp"

namespace ane::state {

class App;
class OpenFile;
struct Survey;

/// A program with changes, and everything that was worked out of it, so that it takes the place of another
/// within one frame. Immutable.
struct EditedProgram {
  document::DocumentPtr document;
  std::vector<Diagnostic> problems;  ///< that the changes brought
  IntervalSet bytes;                 ///< that differ from the original
  std::vector<bool> tasks;           ///< by task: whether its bytes differ
  /// By task: whether it holds a register that a changed word of an earlier task wrote.
  std::vector<bool> carriers;
  TaskTablePtr table;
  std::shared_ptr<const Survey> survey;
  ShownConstantPtr constant, lookup_table;  ///< the ones that were shown, read anew; or null
};
using EditedProgramPtr = std::shared_ptr<const EditedProgram>;

/// Gives the list of changes that comes after `current`, the one of `shown`.
using EditStep = std::function<Result<edit::ChangeList>(
    const document::DocumentPtr& original, const edit::ChangeList& current, const document::Document& shown)>;

/// Something that was asked for while another change was being made.
struct WaitingEdit {
  std::string title;  ///< of the job
  EditStep step;      ///< empty for a move along the history
  int move = 0;       ///< -1: undo, 1: redo
};

/// The changes of one open file; empty until something is changed.
struct EditState {
  document::DocumentPtr original;         ///< null while nothing was ever changed
  std::vector<edit::ChangeList> history;  ///< history[at] is what is shown; history[0] has no changes
  std::size_t at = 0;
  std::size_t saved = 0;  ///< place in the history that is on disk as a file of its own or as a list
  std::vector<EditedProgramPtr> programs;  ///< like `history`; null for those that are made anew when needed
  std::deque<WaitingEdit> waiting;
  bool busy = false;
  std::string error;            ///< why the last change was refused, "" where it was not
  bool warned_of_loss = false;  ///< closing the file was refused once

  const edit::ChangeList* changes() const;  ///< null where there are none
  bool changed() const { return changes() != nullptr; }
  bool unsaved() const { return changed() && at != saved; }
  bool can_undo() const { return at > 0; }
  bool can_redo() const { return at + 1 < history.size(); }
  const EditedProgram* shown() const;  ///< null where nothing is changed
  /// Whether some byte of `where` differs from the original.
  bool touches(Extent where) const;
  bool touches_task(std::size_t task) const;
  /// Whether it runs with a register that was changed in an earlier task.
  bool carries_change(std::size_t task) const;
  /// The word at `offset` as it was, where it is another one now.
  std::optional<std::uint32_t> word_before(std::uint64_t offset) const;
  /// The two bytes at `offset` as they were, where they are others now.
  std::optional<std::uint16_t> half_before(std::uint64_t offset) const;
  /// Changed fields, words and elements.
  std::size_t count() const;
};

/// One changed field, word, element or halfword, in words.
struct ChangeRow {
  std::string place;  ///< "task 3", "file 0x5040"
  std::string what;   ///< "NE.MACCfg.NonlinearMode", "weights [5][1][0][2]"
  std::string before, after;
  Selection selection;  ///< its bytes in the file
};

/// The row `index` of EditState::count() of them, in the order of the list.
std::optional<ChangeRow> change_row(const OpenFile& file, std::size_t index);
/// The same changes with those of one field, word or element as one, at the place of the first. Where others
/// of the same bytes lie between them, what comes out may not fit the file.
edit::ChangeList merged(const edit::ChangeList& list);
/// The list as the text that docs/change-lists.md describes; "" where nothing is changed.
std::string change_text(const OpenFile& file);

/// Has a change made: at once where nothing is under way, else after what is. A step that fails changes
/// nothing, and why becomes a toast, a line of the log and EditState::error.
void request_edit(App& app, OpenFile& file, std::string title, EditStep step);
/// Goes back (-1) or forward (1) in the history before the next frame, after everything that was asked for
/// before.
void move_in_history(OpenFile& file, int move);
/// Does what waits, between two frames. True where something changed.
bool take_edits(App& app);

/// A step that calls `change` on an editor which has made all changes so far.
EditStep editor_step(
    std::function<Result<void>(edit::Editor& editor, const document::Document& shown)> change);
/// A step that takes one change back, counted as change_row() does. Fails where a later one builds on it.
EditStep revert_step(std::size_t index);

/// The changes of a file that is about to be read again; nothing where it has none.
std::optional<edit::ChangeList> take_changes(const OpenFile& file);
/// Makes them again on what was read. Where that cannot be done they are told in the log, line by line.
void change_again(App& app, OpenFile& file, const edit::ChangeList& changes);

/// True where closing the file loses nothing. Else says so and returns true from the second time on.
bool may_lose_changes(App& app, OpenFile& file);

/// "edit.…" for `expect`, or nothing for an unknown path.
std::optional<std::string> query_edit(const App& app, std::string_view path);

}  // namespace ane::state
