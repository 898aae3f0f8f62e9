#include "app/state/edit_commands.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/edit/paths.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

bool edits_file(const App& app) {
  return app.active() != nullptr;
}
bool edits_tasks(const App& app) {
  return edits_file(app) && !app.active()->document()->tasks().empty();
}
bool has_edits(const App& app) {
  return edits_file(app) && app.active()->edits.changed();
}
// What waits may yet change what can be undone.
bool can_undo_edit(const App& app) {
  return edits_file(app) && (app.active()->edits.can_undo() || app.active()->edits.busy);
}
bool can_redo_edit(const App& app) {
  return edits_file(app) && app.active()->edits.can_redo();
}

/// Takes the first word off `text`.
Text first_word(Text& text) {
  const std::size_t space = text.find(' ');
  const Text word = text.substr(0, space);
  text = space == Text::npos ? Text() : text.substr(space + 1);
  return word;
}

/// Takes the last word off `text`.
Text last_word(Text& text) {
  const std::size_t space = text.rfind(' ');
  const Text word = space == Text::npos ? text : text.substr(space + 1);
  text = space == Text::npos ? Text() : text.substr(0, space);
  return word;
}

void request_set(App& app, std::size_t task, const std::string& path, const std::string& value) {
  request_edit(app, *app.active(), "Changing " + path,
               editor_step([task, path, value](edit::Editor& editor, const document::Document&) {
                 return editor.set(task, path, value);
               }));
}

Result<void> set_path(App& app, Text text) {
  const Text task_word = first_word(text);
  const Text path = first_word(text);
  if (path.empty() || text.empty()) return Error{"what is set is TASK PATH VALUE", {}};
  ANE_TRY(const std::uint64_t task, edit::parse_number(task_word, UINT32_MAX));
  request_set(app, static_cast<std::size_t>(task), std::string(path), std::string(text));
  return {};
}

Result<void> set_selected_field(App& app, Text value) {
  ANE_TRY(const EditTarget target, edit_target(*app.active(), app.active()->selection()));
  request_set(app, target.task, target.path, std::string(value));
  return {};
}

Result<void> toggle_bit(App& app, Text text) {
  ANE_TRY(const std::uint64_t bit, edit::parse_number(text, 31));
  ANE_TRY(const EditTarget target, edit_target(*app.active(), app.active()->selection()));
  // Of a field where one has the bit, so that the list of changes says what it is about.
  unsigned lsb = 0, width = 32;
  std::string path = target.word;
  for (const regdb::Field& field : *target.facts.fields) {
    if (bit < field.lsb || bit >= static_cast<unsigned>(field.lsb) + field.width) continue;
    lsb = field.lsb;
    width = field.width;
    path += "." + field.name;
    break;
  }
  request_edit(app, *app.active(), "Changing " + path,
               editor_step([task = target.task, path, lsb, width, mask = 1U << (bit - lsb),
                            offset = target.facts.state.offset](
                               edit::Editor& editor, const document::Document& shown) -> Result<void> {
                 const auto word = shown.file().u32(offset);
                 if (!word) return Error{path + " is not in the file", {}};
                 return editor.set_bits(task, path, extract_bits(*word, lsb, width) ^ mask);
               }));
  return {};
}

Result<model::ElementIndex> parse_index(Text text) {
  model::ElementIndex index{};
  std::size_t axis = 0;
  for (;; ++axis) {
    const std::size_t comma = text.find(',');
    if (axis >= index.size()) break;
    ANE_TRY(index[axis], edit::parse_number(text.substr(0, comma), UINT32_MAX));
    if (comma == Text::npos) break;
    text.remove_prefix(comma + 1);
  }
  if (axis != index.size() - 1) return Error{"an element is four numbers: 5,1,0,2", {}};
  return index;
}

Result<void> set_one_weight(App& app, Text text) {
  const Text value = last_word(text);
  const Text index_text = last_word(text);
  if (text.empty()) return Error{"what is set is NAME I,J,K,L VALUE", {}};
  ANE_TRY(const model::ElementIndex index, parse_index(index_text));
  ANE_TRY(const std::uint16_t bits, parse_half(value));
  request_edit(
      app, *app.active(), "Changing " + std::string(text),
      editor_step([name = std::string(text), index, bits](edit::Editor& editor, const document::Document&) {
        return editor.set_weight(name, index, bits);
      }));
  return {};
}

Result<void> set_one_half(App& app, Text text) {
  const Text where = first_word(text);
  if (text.empty()) return Error{"what is set is OFFSET VALUE", {}};
  ANE_TRY(const std::uint64_t offset, edit::parse_number(where));
  ANE_TRY(const std::uint16_t bits, parse_half(text));
  request_edit(app, *app.active(), "Changing " + hex(offset),
               editor_step([offset, bits](edit::Editor& editor, const document::Document&) {
                 return editor.set_half(offset, bits);
               }));
  return {};
}

// The editor is the view's; here is only decided in which one.
Result<void> start_editor(App& app, Text) {
  const OpenFile& file = *app.active();
  const Selection& selection = file.selection();
  if (word_of(file, selection)) {
    ANE_CHECK(edit_target(file, selection));
    app.edit_in = "inspector";
  } else {
    const auto holds_selection = [&](const model::Constant& constant) {
      return std::any_of(constant.chunks.begin(), constant.chunks.end(),
                         [&](const model::Chunk& chunk) { return chunk.bytes.contains(selection.bytes); });
    };
    const bool weight =
        file.survey && !selection.bytes.empty() &&
        std::any_of(file.survey->constants.begin(), file.survey->constants.end(), holds_selection);
    if (!weight) return Error{"select a field of a register or a weight first", {}};
    app.edit_in = "weights";
  }
  app.bring_view = app.edit_in;
  return {};
}

Result<void> toggle_bit_editing(App& app, Text) {
  app.options.edit_bits = !app.options.edit_bits;
  return {};
}

Result<void> undo_edit(App& app, Text) {
  move_in_history(*app.active(), -1);
  return {};
}

Result<void> redo_edit(App& app, Text) {
  move_in_history(*app.active(), 1);
  return {};
}

Result<void> revert_one(App& app, Text text) {
  ANE_TRY(const std::uint64_t index, edit::parse_number(text));
  const OpenFile& file = *app.active();
  if (index >= file.edits.count()) return Error{"there is no change " + std::string(text), {}};
  request_edit(app, *app.active(), "Reverting a change", revert_step(static_cast<std::size_t>(index)));
  return {};
}

Result<void> revert_all(App& app, Text) {
  request_edit(app, *app.active(), "Reverting all changes",
               [](const document::DocumentPtr&, const edit::ChangeList& current,
                  const document::Document&) -> Result<edit::ChangeList> {
                 return edit::ChangeList{current.origin, {}};
               });
  return {};
}

std::vector<Choice> revert_choices(const App& app) {
  static constexpr std::size_t kMost = 100;
  std::vector<Choice> list;
  const OpenFile* file = app.active();
  for (std::size_t i = 0; file != nullptr && i < std::min(file->edits.count(), kMost); ++i) {
    if (const auto row = change_row(*file, i))
      list.push_back(
          {std::to_string(i), row->place + "  " + row->what + "  " + row->before + " → " + row->after});
  }
  return list;
}

constexpr Command kEditCommands[] = {
    {"edit.undo", "Undo", "Ctrl+Z", "Edit", "", can_undo_edit, undo_edit},
    {"edit.redo", "Redo", "Ctrl+Shift+Z", "Edit", "", can_redo_edit, redo_edit},
    {"edit.start", "Change what is selected", "F2", "Edit", "", edits_file, start_editor},
    {"edit.bits", "Bits of the ruler turn round with a click", "E", "Edit", "", edits_tasks,
     toggle_bit_editing},
    {"edit.set", "Set a field of a task", "", "", "TASK PATH VALUE", edits_tasks, set_path},
    {"edit.field", "Set the selected field", "", "", "VALUE", edits_tasks, set_selected_field},
    {"edit.bit", "Toggle a bit of the selected word", "", "", "NUMBER", edits_tasks, toggle_bit},
    {"edit.weight", "Set a weight", "", "", "NAME I,J,K,L VALUE", edits_file, set_one_weight},
    {"edit.half", "Set two bytes of the constants", "", "", "OFFSET VALUE", edits_file, set_one_half},
    {"edit.revert", "Revert a change", "", "Edit", "NUMBER", edits_file, revert_one, revert_choices},
    {"edit.revert-all", "Revert all changes", "", "Edit", "", has_edits, revert_all},
    {"edit.save-as", "Save the changed program as…", "Ctrl+Shift+S", "Edit", "[PATH]", has_edits,
     save_edited},
    {"edit.save-list", "Save the list of changes…", "", "Edit", "[PATH]", has_edits, save_change_list},
    {"edit.load-list", "Make the changes of a list…", "", "Edit", "[PATH]", edits_file, load_change_list},
    {"edit.copy-list", "Copy the list of changes", "", "Edit", "", has_edits, copy_change_list},
};

}  // namespace

std::span<const Command> edit_commands() {
  return kEditCommands;
}

Result<std::uint16_t> parse_half(Text text) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    ANE_TRY(const std::uint64_t bits, edit::parse_number(text, UINT16_MAX));
    return static_cast<std::uint16_t>(bits);
  }
  double value = 0;
  if (text.starts_with("+")) text.remove_prefix(1);
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size())
    return Error{"not a number: \"" + std::string(text) + "\"", {}};
  const std::uint16_t bits = double_to_half(value);
  if (std::isfinite(value) && !std::isfinite(half_to_double(bits)))
    return Error{std::string(text) + " is too large, float16 ends at 65504", {}};
  return bits;
}

Result<EditTarget> edit_target(const OpenFile& file, const Selection& selection) {
  const auto facts = word_of(file, selection);
  if (!facts) return Error{"select a register or one of its fields first", {}};
  EditTarget target{*selection.task, facts->path, facts->path, *facts};
  if (facts->field != nullptr) target.path += "." + facts->field->name;
  const std::string who = "task " + std::to_string(target.task);
  const task::RegisterState& state = facts->state;
  if (state.origin == task::Origin::Carried)
    return Error{who + " inherits " + target.word + " from task " + std::to_string(state.task) +
                     " and has no bytes for it. Change it there.",
                 {}};
  if (state.origin != task::Origin::Written)
    return Error{who + " does not write " + target.word + ", so the file has no bytes for it.", {}};
  return target;
}

}  // namespace ane::state
