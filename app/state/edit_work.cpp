#include "app/state/edit_work.hpp"

#include <algorithm>
#include <set>

#include "app/state/app.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/edit/apply.hpp"
#include "core/edit/text.hpp"
#include "core/model/visit.hpp"

namespace ane::state {
namespace {

/// Programs of the history that are kept, so that undo takes effect at once; older ones are made anew.
constexpr std::size_t kKeptPrograms = 16;

struct EditMade {
  edit::ChangeList list;
  EditedProgramPtr program;
};

/// What the job of a change starts from.
struct EditFrom {
  document::DocumentPtr original, shown;
  edit::ChangeList current;
  ShownConstantPtr constant, lookup_table;
};

std::string edit_tag(const OpenFile& file) {
  return "edit " + std::to_string(file.id());
}

void add_differences(const document::Document& original, const std::vector<Patch>& patches,
                     IntervalSet& bytes) {
  std::vector<std::uint8_t> before;
  for (const Patch& patch : patches) {
    before.resize(patch.bytes.size());
    original.file().copy(patch.offset, before);
    for (std::size_t i = 0; i < before.size(); ++i)
      if (before[i] != patch.bytes[i]) bytes.add({patch.offset + i, 1});
  }
}

bool overlaps_some(const IntervalSet& set, Extent where) {
  const std::vector<Extent>& ranges = set.ranges();
  const auto first = std::partition_point(ranges.begin(), ranges.end(),
                                          [&](Extent range) { return range.end() <= where.offset; });
  return first != ranges.end() && first->overlaps(where);
}

void find_carriers(EditedProgram& made) {
  made.carriers.assign(made.document->tasks().size(), false);
  const regdb::Generation* generation = made.document->generation();
  if (generation == nullptr || !generation->encoding.registers_carry_over) return;
  Diagnostics told_elsewhere;
  std::set<std::uint32_t> changed;  // registers whose last write was changed
  std::size_t program = 0;
  model::visit_tasks(*made.document, told_elsewhere, [&](const model::TaskVisit& visit) {
    if (visit.program != program) changed.clear();
    program = visit.program;
    for (const task::Write& write : visit.task.writes) changed.erase(write.address);
    made.carriers[visit.index] = !changed.empty();
    for (const task::Write& write : visit.task.writes)
      if (overlaps_some(made.bytes, {write.offset, 4})) changed.insert(write.address);
    return true;
  });
}

ShownConstantPtr read_again(const EditedProgram& program, const ShownConstantPtr& shown, Progress& progress) {
  if (!shown) return nullptr;
  const std::vector<model::Constant>& all = program.survey->constants;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].name == shown->constant.name) return make_shown(program.document, all[i], i, progress);
  return nullptr;
}

/// Works everything out of the document that views need at once.
Result<EditedProgramPtr> make_program(const EditFrom& from, const edit::ChangeList& list) {
  auto made = std::make_shared<EditedProgram>();
  if (list.changes.empty()) {
    made->document = from.original;
  } else {
    edit::Editor editor(from.original);
    ANE_CHECK(editor.replay(list));
    ANE_TRY(edit::Edited edited, edit::open_edited(*from.original, editor));
    made->document = std::move(edited.document);
    made->problems = edited.problems.list();
    add_differences(*from.original, editor.patches(), made->bytes);
  }
  const document::Document& document = *made->document;
  for (const document::TaskPlace& task : document.tasks())
    made->tasks.push_back(
        overlaps_some(made->bytes, {document.text().extent().offset + task.span.offset, task.span.size}));
  find_carriers(*made);
  Progress progress;
  made->table = TaskTable::build(made->document, progress);
  made->survey = make_survey(made->document, progress);
  made->constant = read_again(*made, from.constant, progress);
  made->lookup_table = read_again(*made, from.lookup_table, progress);
  return EditedProgramPtr(std::move(made));
}

/// The same changes with those of one field as one, where that comes to the same bytes.
edit::ChangeList shortened(const document::DocumentPtr& original, const edit::ChangeList& list) {
  edit::ChangeList shorter = merged(list);
  if (shorter == list) return list;
  const auto wanted = edit::patches_of(original, list), found = edit::patches_of(original, shorter);
  const auto same = [](const Patch& a, const Patch& b) { return a.offset == b.offset && a.bytes == b.bytes; };
  const bool equal =
      wanted && found && std::equal(wanted->begin(), wanted->end(), found->begin(), found->end(), same);
  return equal ? shorter : list;
}

Result<EditMade> make_edit(const EditFrom& from, const EditStep& step) {
  ANE_TRY(edit::ChangeList list, step(from.original, from.current, *from.shown));
  EditMade made{shortened(from.original, list), nullptr};
  if (made.list.changes == from.current.changes) return made;
  ANE_TRY(made.program, make_program(from, made.list));
  return made;
}

void forget_old_programs(EditState& edits) {
  for (std::size_t i = 0; i < edits.programs.size(); ++i) {
    const std::size_t distance = i > edits.at ? i - edits.at : edits.at - i;
    if (distance > kKeptPrograms) edits.programs[i].reset();
  }
}

void show_place(App& app, int id, std::size_t at, const EditedProgramPtr& program) {
  OpenFile* file = app.file(id);
  if (at != file->edits.at) file->edits.warned_of_loss = false;
  file->edits.at = at;
  file->edits.programs[at] = program;
  forget_old_programs(file->edits);
  app.show_edited(id, *program);
}

void take_edit(App& app, int id, EditMade made) {
  OpenFile* file = app.file(id);
  EditState& edits = file->edits;
  if (!made.program) return;
  const std::size_t next = edits.at + 1;
  // What was undone is gone with a new change, and with it what was saved of it.
  if (edits.saved >= next) edits.saved = SIZE_MAX;
  edits.history.resize(next);
  edits.programs.resize(next);
  edits.history.push_back(std::move(made.list));
  edits.programs.push_back(made.program);
  show_place(app, id, next, made.program);
}

void refuse_edit(App& app, EditState& edits, const Error& error) {
  edits.error = error.message;
  const std::string text =
      "Not changed: " + error.message + (error.where ? " (" + range_text(*error.where) + ")" : "");
  app.toast(Severity::Warning, text);
  app.log(Severity::Warning, text);
}

void next_edits(App& app, int id);

/// Ends what was under way and goes on with what waits. Nothing happens where the file is no longer there or
/// was read anew.
template <class Take>
void end_edit(App& app, int id, const document::DocumentPtr& original, Take take) {
  OpenFile* file = app.file(id);
  if (file == nullptr || file->edits.original != original) return;
  file->edits.busy = false;
  take();
  next_edits(app, id);
}

EditFrom edit_from(const OpenFile& file) {
  const EditState& edits = file.edits;
  return {edits.original, file.document(), edits.history[edits.at], file.constant, file.table};
}

void start_step(App& app, OpenFile& file, WaitingEdit wanted) {
  app.jobs.start(
      edit_tag(file), wanted.title,
      [&app, id = file.id(), from = edit_from(file), step = std::move(wanted.step)](Progress&) -> Completion {
        auto made = make_edit(from, step);
        return [&app, id, original = from.original, made = std::move(made)]() mutable {
          end_edit(app, id, original, [&] {
            EditState& edits = app.file(id)->edits;
            edits.error.clear();
            if (made) return take_edit(app, id, *std::move(made));
            refuse_edit(app, edits, made.error());
          });
        };
      },
      Jobs::Ending::Always);
}

// A program that is no longer kept.
void start_move(App& app, OpenFile& file, std::size_t at) {
  app.jobs.start(
      edit_tag(file), "Changing " + file.name(),
      [&app, id = file.id(), from = edit_from(file), at,
       list = file.edits.history[at]](Progress&) -> Completion {
        auto made = make_program(from, list);
        return [&app, id, at, original = from.original, made = std::move(made)] {
          end_edit(app, id, original, [&] {
            if (made) return show_place(app, id, at, *made);
            refuse_edit(app, app.file(id)->edits, made.error());
          });
        };
      },
      Jobs::Ending::Always);
}

/// True where a job was started.
bool start_next_step(App& app, OpenFile& file) {
  EditState& edits = file.edits;
  if (edits.busy || edits.waiting.empty() || !edits.waiting.front().step) return false;
  edits.busy = true;
  WaitingEdit wanted = std::move(edits.waiting.front());
  edits.waiting.pop_front();
  start_step(app, file, std::move(wanted));
  return true;
}

// Puts other documents in place, so only between two frames.
void next_edits(App& app, int id) {
  for (;;) {
    OpenFile* file = app.file(id);
    if (file == nullptr || file->edits.busy || file->edits.waiting.empty()) return;
    if (start_next_step(app, *file)) return;
    EditState& edits = file->edits;
    const int move = edits.waiting.front().move;
    edits.waiting.pop_front();
    if (move < 0 ? !edits.can_undo() : !edits.can_redo()) continue;
    const std::size_t at = move < 0 ? edits.at - 1 : edits.at + 1;
    edits.error.clear();
    const EditedProgramPtr known = edits.programs[at];
    if (!known) {
      edits.busy = true;
      return start_move(app, *file, at);
    }
    show_place(app, id, at, known);
  }
}

}  // namespace

const edit::ChangeList* EditState::changes() const {
  return at < history.size() && !history[at].changes.empty() ? &history[at] : nullptr;
}

const EditedProgram* EditState::shown() const {
  return changed() && at < programs.size() ? programs[at].get() : nullptr;
}

bool EditState::touches(Extent where) const {
  const EditedProgram* program = shown();
  return program != nullptr && !where.empty() && overlaps_some(program->bytes, where);
}

bool EditState::touches_task(std::size_t task) const {
  const EditedProgram* program = shown();
  return program != nullptr && task < program->tasks.size() && program->tasks[task];
}

bool EditState::carries_change(std::size_t task) const {
  const EditedProgram* program = shown();
  return program != nullptr && task < program->carriers.size() && program->carriers[task];
}

std::optional<std::uint32_t> EditState::word_before(std::uint64_t offset) const {
  if (!touches({offset, 4})) return std::nullopt;
  const auto word = original->file().u32(offset);
  return word ? std::optional(*word) : std::nullopt;
}

std::optional<std::uint16_t> EditState::half_before(std::uint64_t offset) const {
  if (!touches({offset, 2})) return std::nullopt;
  const auto half = original->file().u16(offset);
  return half ? std::optional(*half) : std::nullopt;
}

std::size_t EditState::count() const {
  const edit::ChangeList* list = changes();
  return list == nullptr ? 0 : list->count();
}

void request_edit(App& app, OpenFile& file, std::string title, EditStep step) {
  EditState& edits = file.edits;
  if (!edits.original) {
    edits.original = file.document();
    edits.history = {edit::ChangeList{}};
    edits.programs = {nullptr};
  }
  edits.waiting.push_back({std::move(title), std::move(step), 0});
  start_next_step(app, file);
}

void move_in_history(OpenFile& file, int move) {
  if (file.edits.original) file.edits.waiting.push_back({"", {}, move});
}

bool take_edits(App& app) {
  bool changed = false;
  for (std::size_t i = 0; i < app.files.size(); ++i) {
    const EditState& edits = app.files[i]->edits;
    if (edits.busy || edits.waiting.empty()) continue;
    next_edits(app, app.files[i]->id());
    changed = true;
  }
  return changed;
}

EditStep editor_step(
    std::function<Result<void>(edit::Editor& editor, const document::Document& shown)> change) {
  return [change = std::move(change)](const document::DocumentPtr& original, const edit::ChangeList& current,
                                      const document::Document& shown) -> Result<edit::ChangeList> {
    edit::Editor editor(original);
    edit::ChangeList before = current;
    before.origin = editor.changes().origin;
    ANE_CHECK(editor.replay(before));
    ANE_CHECK(change(editor, shown));
    return editor.changes();
  };
}

std::optional<edit::ChangeList> take_changes(const OpenFile& file) {
  const edit::ChangeList* list = file.edits.changes();
  return list == nullptr ? std::nullopt : std::optional(*list);
}

void change_again(App& app, OpenFile& file, const edit::ChangeList& changes) {
  StringSink lines;
  edit::write_changes(changes, file.document()->generation(), lines);
  app.log(Severity::Note, "changes of " + file.name() + " before it was read again:\n" + lines.text);
  request_edit(app, file, "Changing " + file.name(),
               editor_step([changes](edit::Editor& editor, const document::Document&) {
                 return editor.replay(changes);
               }));
}

bool may_lose_changes(App& app, OpenFile& file) {
  EditState& edits = file.edits;
  if (!edits.unsaved() || edits.warned_of_loss) return true;
  edits.warned_of_loss = true;
  app.toast(Severity::Warning, file.name() + " has " + counted(edits.count(), "change") +
                                   " that no file holds. Save them with Ctrl+Shift+S, or do the same again "
                                   "to drop them.");
  app.bring_view = "changes";
  return false;
}

std::optional<std::string> query_edit(const App& app, std::string_view path) {
  const OpenFile* file = app.active();
  static const EditState kNone;
  const EditState& edits = file == nullptr ? kNone : file->edits;
  const auto yes_no = [](bool value) { return std::string(value ? "yes" : "no"); };
  if (path == "changed") return yes_no(edits.changed());
  if (path == "unsaved") return yes_no(edits.unsaved());
  if (path == "count") return std::to_string(edits.count());
  if (path == "can_undo") return yes_no(edits.can_undo());
  if (path == "can_redo") return yes_no(edits.can_redo());
  if (path == "busy") return yes_no(edits.busy);
  if (path == "error") return edits.error;
  if (path == "list") return file == nullptr ? "" : change_text(*file);
  if (path == "bytes") return std::to_string(edits.shown() == nullptr ? 0 : edits.shown()->bytes.total());
  if (path == "problems")
    return std::to_string(edits.shown() == nullptr ? 0 : edits.shown()->problems.size());
  if (path == "original") return edits.changed() ? hex(edits.changes()->origin.hash, 16) : "";
  return std::nullopt;
}

}  // namespace ane::state
