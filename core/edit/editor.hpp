#pragma once
// Changes a program step by step, and remembers how. The document stays as it is.
//
//   Editor editor(document);
//   ANE_CHECK(editor.set(3, "NE.MACCfg.NonlinearMode", "1"));
//   ANE_TRY(const auto edited, document->with_edits(editor.patches()));

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/npy.hpp"
#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/edit/change.hpp"
#include "core/edit/workspace.hpp"
#include "core/model/constants.hpp"
#include "core/regdb/generation.hpp"
#include "core/task/task.hpp"

namespace ane::edit {

class Editor {
 public:
  explicit Editor(document::DocumentPtr document);

  /// Gives a field or a word (paths.hpp) of a task another value. Only words that are in the file can be
  /// changed: those of the header, and registers that the task itself writes, of which the last write counts.
  /// What a task inherits has no bytes of its own. Fails for generations whose tasks are not decoded.
  Result<void> set(std::size_t task, std::string_view path, std::string_view value);
  Result<void> set_bits(std::size_t task, std::string_view path, std::uint32_t bits);

  /// Replaces the values of a constant, named as `anetool weights` names it or its files. The array has the
  /// constant's shape, axes of one element in front left aside; values are rounded to fp16. Fails where a
  /// value is too large for that, and where the zero-skipping form (docs/formats/weights-h13.md 5.4) does not
  /// store an element that is no longer zero. An element that it stores may become zero: it then stays
  /// stored, with the value 0, since counts and masks say where halfwords are and not what they hold.
  Result<void> set_weights(std::string_view name, const NpyArray& values);
  Result<void> set_weight(std::string_view name, const model::ElementIndex& index, std::uint16_t bits);

  /// Two bytes of the constants, for what nobody knows the layout of.
  Result<void> set_half(std::uint64_t offset, std::uint16_t bits);

  /// Makes the changes of a list, each only where it finds the value that the list expects; where one does
  /// not, it fails with that place, and the editor is of no further use. That the list was made for another
  /// file is told as a warning in problems().
  Result<void> replay(const ChangeList& list);

  /// Everything so far, for the file as it was. Changes that change nothing are left out.
  const ChangeList& changes() const { return list_; }
  std::vector<Patch> patches() const { return work_.patches(); }
  /// Warnings: another file's list, bytes that other constants share.
  Diagnostics problems() const;

 private:
  struct Word {
    regdb::FieldRef ref;
    std::uint64_t offset = 0;
  };
  struct OpenConstant {
    model::Constant constant;
    model::ConstantTensorPtr tensor;
  };

  Result<Word> find_word(std::size_t task, std::string_view path);
  std::uint32_t bits_at(const Word& word) const;
  Result<void> put(std::size_t task, const Word& word, std::uint32_t bits);
  Result<const OpenConstant*> constant(std::string_view name);
  Result<std::optional<ElementChange>> changed(const OpenConstant& constant, const model::ElementIndex& index,
                                               std::uint16_t bits) const;
  void write_element(const OpenConstant& constant, const ElementChange& change);
  Result<void> check_half(std::uint64_t offset) const;
  const std::vector<model::Constant>& constants();

  Result<void> replay(const RegisterChange& change);
  Result<void> replay(const WeightChange& change);
  Result<void> replay(const HalfChange& change);

  document::DocumentPtr document_;
  Workspace work_;
  ChangeList list_;
  Diagnostics problems_;
  std::optional<std::size_t> decoded_index_;
  task::Task decoded_;
  std::optional<std::vector<model::Constant>> constants_;
  std::map<std::string, OpenConstant, std::less<>> open_;  ///< by model::Constant::name
};

}  // namespace ane::edit
