#pragma once
// A list of changes made on a file, and what that does to it.

#include "core/base/diagnostics.hpp"
#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/edit/change.hpp"
#include "core/edit/editor.hpp"

namespace ane::edit {

/// The bytes that a list changes, for Document::with_edits(). Fails as Editor::replay() does.
Result<std::vector<Patch>> patches_of(const document::DocumentPtr& document, const ChangeList& list);

/// A changed program, read anew.
struct Edited {
  document::DocumentPtr document;
  /// What document::check() finds in it and did not find before, and the editor's warnings.
  Diagnostics problems;
};

/// Opens what the editor made. Fails where that is no program any more.
Result<Edited> open_edited(const document::Document& original, const Editor& editor);

/// Writes the bytes of `edited` to `path`, as a whole or not at all, read back and compared before it gets
/// its name.
Result<void> write_edited(const document::Document& edited, const std::string& path);

}  // namespace ane::edit
