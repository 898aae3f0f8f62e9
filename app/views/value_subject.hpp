#pragma once
// What the selection means: the field, register, task or part of the container, with everything that is known
// of it.

#include <optional>
#include <string>
#include <vector>

#include "app/state/goto.hpp"
#include "app/ui/view.hpp"
#include "core/regdb/generation.hpp"

namespace ane::views {

/// A line that leads somewhere when it is clicked.
struct SubjectLink {
  std::string text;
  state::Selection target;
};

struct SubjectField {
  std::string name, meaning, bits;
  bool zero = false;
  state::Selection selection;
};

struct Subject {
  std::string block;  ///< hardware block, "" for none
  std::string path;   ///< around what the title names, "" for none
  std::string title;
  std::string value;
  std::string changed;  ///< what it was, where it was changed
  std::string doc;
  std::vector<std::string> lines;                   ///< facts: bits, width, type, place
  const regdb::Enumeration* enumeration = nullptr;  ///< whose values are listed
  std::uint32_t number = 0;                         ///< the current one
  bool has_number = false;
  std::vector<SubjectField> fields;  ///< of a whole register
  std::string origin;                ///< why it has its value, where it is not written here
  std::optional<SubjectLink> writer;
  regdb::Confidence confidence = regdb::Confidence::Unstated;
  std::string sources, source_list, conflict;
  std::optional<SubjectLink> link;  ///< what it points at
  bool is_field = false, is_register = false, watched = false, changeable = false;
};
Subject subject_of(const state::OpenFile& file);

/// Draws it from `area`'s top; returns the height. `area` is clipped by the caller.
float draw_subject(ui::ViewContext& context, const ui::Rect& area, const Subject& subject);

}  // namespace ane::views
