#pragma once
// One file that is open, with everything that was worked out of it so far. What takes time is done by jobs
// and is null until they end; views say so.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/state/bookmarks.hpp"
#include "app/state/edit_work.hpp"
#include "app/state/graph_state.hpp"
#include "app/state/selection.hpp"
#include "app/state/shown_constant.hpp"
#include "app/state/task_table.hpp"
#include "app/state/time_window.hpp"
#include "core/report/report.hpp"
#include "core/tree/build.hpp"

namespace ane::state {

/// Everything about the file that takes a look at all of it.
struct Survey {
  report::Info info;
  IntervalSet explained;
  std::vector<model::Tensor> tensors;  ///< declared ones, then those of the tasks
  std::vector<Diagnostic> problems;    ///< errors first
  std::vector<model::Constant> constants;
  bool correctable = false;  ///< an .anec file in which only the numbering of its tasks is wrong
};

/// One step of the path to what is selected.
struct Crumb {
  std::string text;
  Selection selection;
};

class OpenFile {
 public:
  OpenFile(int number, document::DocumentPtr opened);

  int id() const { return id_; }
  const document::DocumentPtr& document() const { return document_; }
  const std::string& path() const { return document_->path(); }
  const std::string& name() const { return name_; }  ///< without its folder

  const Selection& selection() const { return selection_; }
  void set_selection(Selection selection) { selection_ = std::move(selection); }

  /// The task that views show: the selected one, else the last that was.
  std::size_t current_task() const { return current_task_; }
  /// The program that it belongs to, in Document::programs(); 0 where the file has no task.
  std::size_t current_program() const;
  /// The current task in full, or null while the table is not there or where the file has no task.
  TaskDetailPtr detail() const;
  TaskDetailPtr detail(std::size_t task) const;
  void remember_task(std::size_t task) { current_task_ = task; }

  /// What lies at a byte: the field of a register or of the task header, else the smallest part of the
  /// container that holds it.
  Selection at_byte(std::uint64_t offset) const;
  /// The bytes and bits of a node of the structure tree, with the register where it is one.
  Selection of_extent(Extent where, std::optional<tree::BitRange> bits) const;
  /// A register of a task, or one of its fields. `field` may be "".
  Selection of_register(std::size_t task, std::uint32_t address, const std::string& field) const;
  Selection of_header(std::size_t task, std::uint32_t word, const std::string& field) const;
  Selection of_task(std::size_t task) const;
  /// What is selected now, in another task: the same register or header word, so that it can be compared.
  Selection same_in_task(std::size_t task) const;
  /// The selection with everything around it, outermost first.
  std::vector<Crumb> path_of(const Selection& selection) const;
  /// "Task 5 › NE › MACCfg › NonlinearMode = LookupTable"
  std::string describe(const Selection& selection) const;
  /// The task whose bytes hold this offset.
  std::optional<std::size_t> task_at(std::uint64_t offset) const;
  Extent task_bytes(std::size_t task) const;
  const tree::Node& root() const { return root_; }

  TaskTablePtr tasks;                    ///< null until the job ends
  std::shared_ptr<const Survey> survey;  ///< null until the job ends
  /// The constant and the lookup table that views show, perhaps still an earlier one; null until the job
  /// ends.
  ShownConstantPtr constant, table;
  std::optional<std::size_t> wanted_constant, wanted_table;  ///< in the survey's list; see App::show_constant
  std::optional<Selection> hover;    ///< what the pointer is on; the view under it sets this in each frame
  std::optional<Selection> hovered;  ///< what it was on in the last frame, for all views to show
  std::vector<std::string> watched;  ///< paths of fields, "NE.MACCfg.OpMode"
  Bookmarks bookmarks;
  bool changed_on_disk = false;
  bool ignore_changes = false;
  std::string task_filter;
  GraphState graph;
  EditState edits;
  TimeWindow memory_window;  ///< what the memory map shows of the current program's tasks

 private:
  Selection in_task(std::size_t task, std::uint64_t offset) const;

  int id_;
  document::DocumentPtr document_;
  std::string name_;
  tree::Node root_;
  std::vector<std::pair<std::uint64_t, std::size_t>> by_offset_;  ///< file offset of each task, sorted
  Selection selection_;
  std::size_t current_task_ = 0;
  mutable std::map<std::size_t, TaskDetailPtr> details_;  ///< the last few
};

/// Looks at the whole document; null where it was cancelled.
std::shared_ptr<const Survey> make_survey(const document::DocumentPtr& document, Progress& progress);

/// The word that holds a selection's register or header field: its value, where that is known.
struct WordFacts {
  std::string path;  ///< "NE.MACCfg"
  std::string doc;
  const std::vector<regdb::Field>* fields = nullptr;
  const regdb::Field* field = nullptr;  ///< the selected one
  const regdb::Register* reg = nullptr;
  const regdb::Block* block = nullptr;
  task::RegisterState state;  ///< header words are always written
};
std::optional<WordFacts> word_of(const OpenFile& file, const Selection& selection);

}  // namespace ane::state
