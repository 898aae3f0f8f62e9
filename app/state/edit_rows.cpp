// Lists of changes as views show them: a row for each changed thing, and the list without one of them.

#include <algorithm>

#include "app/state/edit_work.hpp"
#include "app/state/open_file.hpp"
#include "core/base/bits.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/edit/paths.hpp"
#include "core/edit/text.hpp"

namespace ane::state {
namespace {

/// Which element of which change a row stands for.
struct RowPlace {
  std::size_t change = 0, element = 0;
};

std::optional<RowPlace> place_of_row(const edit::ChangeList& list, std::size_t row) {
  for (std::size_t i = 0; i < list.changes.size(); ++i) {
    const auto* weights = std::get_if<edit::WeightChange>(&list.changes[i]);
    const std::size_t rows = weights == nullptr ? 1 : weights->elements.size();
    if (row < rows) return RowPlace{i, row};
    row -= rows;
  }
  return std::nullopt;
}

std::string half_in_words(std::uint16_t bits) {
  return number(half_to_double(bits));
}

std::string field_in_words(const regdb::Field* field, std::uint32_t bits) {
  const std::string_view name = edit::value_name(field, bits);
  return name.empty() ? edit::value_text(field, bits) : std::string(name);
}

ChangeRow row_of_register(const OpenFile& file, const edit::RegisterChange& change) {
  ChangeRow row{"task " + std::to_string(change.task), change.path, "", "", {}};
  const regdb::Generation* generation = file.document()->generation();
  const auto ref = generation == nullptr ? Result<regdb::FieldRef>(Error{"", {}})
                                         : edit::find_path(*generation, change.path);
  const regdb::Field* field = ref ? ref->field : nullptr;
  row.before = field_in_words(field, change.before);
  row.after = field_in_words(field, change.after);
  if (!ref || change.task >= file.document()->tasks().size()) return row;
  const std::string name = field == nullptr ? "" : field->name;
  row.selection = ref->header != nullptr ? file.of_header(change.task, ref->header->word, name)
                                         : file.of_register(change.task, ref->address(), name);
  return row;
}

ChangeRow row_of_weight(const OpenFile& file, const edit::WeightChange& change,
                        const edit::ElementChange& element) {
  std::string index;
  for (const std::uint32_t i : element.index) index += "[" + std::to_string(i) + "]";
  ChangeRow row{
      "", change.name + " " + index, half_in_words(element.before), half_in_words(element.after), {}};
  // "task 3 weights" names its task itself.
  const std::size_t space = change.name.rfind(' ');
  if (space != std::string::npos && change.name.starts_with("task ")) {
    row.place = change.name.substr(0, space);
    row.what = change.name.substr(space + 1) + " " + index;
  }
  const ShownConstantPtr& shown = file.constant;
  const model::ElementIndex at = {element.index[0], element.index[1], element.index[2], element.index[3]};
  if (shown && shown->tensor && shown->constant.name == change.name) {
    if (const auto offset = shown->tensor->offset_of(at)) row.selection.bytes = {*offset, 2};
  } else if (file.survey) {
    for (const model::Constant& constant : file.survey->constants)
      if (constant.name == change.name && !constant.chunks.empty())
        row.selection.bytes = constant.chunks.front().bytes;
  }
  return row;
}

/// Whether two changes are of the same field, word or halfword.
bool same_target(const edit::Change& a, const edit::Change& b) {
  const auto *ra = std::get_if<edit::RegisterChange>(&a), *rb = std::get_if<edit::RegisterChange>(&b);
  if (ra != nullptr && rb != nullptr) return ra->task == rb->task && ra->path == rb->path;
  const auto *ha = std::get_if<edit::HalfChange>(&a), *hb = std::get_if<edit::HalfChange>(&b);
  return ha != nullptr && hb != nullptr && ha->offset == hb->offset;
}

bool is_nothing(const edit::Change& change) {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.elements; }) {
          return one.elements.empty();
        } else {
          return one.before == one.after;
        }
      },
      change);
}

void merge_elements(edit::WeightChange& into, const edit::WeightChange& from) {
  for (const edit::ElementChange& element : from.elements) {
    const auto known = std::find_if(into.elements.begin(), into.elements.end(),
                                    [&](const auto& e) { return e.index == element.index; });
    if (known == into.elements.end()) {
      into.elements.push_back(element);
    } else {
      known->after = element.after;
      if (known->before == known->after) into.elements.erase(known);
    }
  }
}

}  // namespace

std::optional<ChangeRow> change_row(const OpenFile& file, std::size_t index) {
  const edit::ChangeList* list = file.edits.changes();
  if (list == nullptr) return std::nullopt;
  const auto place = place_of_row(*list, index);
  if (!place) return std::nullopt;
  const edit::Change& change = list->changes[place->change];
  if (const auto* weights = std::get_if<edit::WeightChange>(&change))
    return row_of_weight(file, *weights, weights->elements[place->element]);
  if (const auto* half = std::get_if<edit::HalfChange>(&change)) {
    ChangeRow row{
        "file " + hex(half->offset), "halfword", half_in_words(half->before), half_in_words(half->after), {}};
    row.selection.bytes = {half->offset, 2};
    return row;
  }
  return row_of_register(file, std::get<edit::RegisterChange>(change));
}

std::string change_text(const OpenFile& file) {
  const edit::ChangeList* list = file.edits.changes();
  if (list == nullptr) return "";
  StringSink sink;
  edit::write_changes(*list, file.document()->generation(), sink);
  return sink.text;
}

edit::ChangeList merged(const edit::ChangeList& list) {
  edit::ChangeList made{list.origin, {}};
  for (const edit::Change& change : list.changes) {
    const auto* weights = std::get_if<edit::WeightChange>(&change);
    const auto known = std::find_if(made.changes.begin(), made.changes.end(), [&](const edit::Change& other) {
      const auto* others = std::get_if<edit::WeightChange>(&other);
      return weights != nullptr ? others != nullptr && others->name == weights->name
                                : same_target(other, change);
    });
    if (known == made.changes.end()) {
      made.changes.push_back(change);
    } else if (weights != nullptr) {
      merge_elements(std::get<edit::WeightChange>(*known), *weights);
    } else if (auto* known_register = std::get_if<edit::RegisterChange>(&*known)) {
      known_register->after = std::get<edit::RegisterChange>(change).after;
    } else {
      std::get<edit::HalfChange>(*known).after = std::get<edit::HalfChange>(change).after;
    }
  }
  std::erase_if(made.changes, is_nothing);
  return made;
}

EditStep revert_step(std::size_t index) {
  return [index](const document::DocumentPtr& original, const edit::ChangeList& current,
                 const document::Document&) -> Result<edit::ChangeList> {
    const auto place = place_of_row(current, index);
    if (!place) return Error{"there is no change " + std::to_string(index), {}};
    edit::ChangeList left = current;
    auto* weights = std::get_if<edit::WeightChange>(&left.changes[place->change]);
    if (weights != nullptr)
      weights->elements.erase(weights->elements.begin() + static_cast<std::ptrdiff_t>(place->element));
    if (weights == nullptr || weights->elements.empty())
      left.changes.erase(left.changes.begin() + static_cast<std::ptrdiff_t>(place->change));
    edit::Editor editor(original);
    if (const auto done = editor.replay(left); !done)
      return Error{"a later change builds on this one: " + done.error().message, done.error().where};
    return left;
  };
}

}  // namespace ane::state
