#pragma once
// Lists of changes as text (docs/change-lists.md): one change a line, to be read, kept and replayed.

#include <string_view>

#include "core/base/file.hpp"
#include "core/base/result.hpp"
#include "core/edit/change.hpp"
#include "core/regdb/generation.hpp"

namespace ane::edit {

/// `generation` is that of the file, null where it has none; it says how values of fields are written.
void write_changes(const ChangeList& list, const regdb::Generation* generation, Sink& sink);

/// Only the lines of the changes, without the two in front.
void write_change_lines(const ChangeList& list, const regdb::Generation* generation, Sink& sink);

/// Reads what write_changes() wrote, or what somebody wrote by hand. Fails with line and column (in bytes,
/// from 1) for what is no list, for another version, and for names and values that the generation does not
/// have. Whether the list fits a file is the business of Editor::replay().
Result<ChangeList> parse_changes(std::string_view text, const regdb::Generation* generation);

}  // namespace ane::edit
