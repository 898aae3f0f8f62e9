#pragma once
// A value that is typed in place: a register's field, a whole word, a weight. It is checked while it is
// typed, values with names are offered, and Enter sends a command.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ui/view.hpp"
#include "core/regdb/generation.hpp"

namespace ane::views {

/// What a text would come to: what is wrong with it, or what it will be, "" where the text says that itself.
struct TypedValue {
  bool good = false;
  std::string note;
};

class FieldEditor {
 public:
  bool open() const { return open_; }
  /// Starts with `text`, all of it to be typed over.
  void start(std::string text);
  void close() { open_ = false; }
  /// Draws the input into `place` and what it says below. `names` are offered. Returns the text that Enter or
  /// a click on a name accepted; the editor is closed then, as it is when the keyboard goes elsewhere.
  std::optional<std::string> draw(ui::ViewContext& context, const ui::Rect& place,
                                  const std::vector<std::string>& names,
                                  const std::function<TypedValue(const std::string&)>& check);

 private:
  std::optional<std::string> draw_below(ui::ViewContext& context, const ui::Rect& place,
                                        const TypedValue& typed);

  bool open_ = false, fresh_ = false, typed_ = false, over_names_ = false;
  std::string text_;
  std::vector<std::string> offered_;
  std::optional<std::size_t> highlighted_;
  ui::Scroll scroll_;
};

/// The values of `field` that have names, as they are typed.
std::vector<std::string> value_names(const regdb::Field* field);
/// What `text` comes to as a value of `field`, or of a whole word where it is null.
TypedValue check_field_text(const regdb::Field* field, const std::string& text);
/// What `text` comes to as a weight.
TypedValue check_half_text(const std::string& text);

/// The bits of a field, or of the whole word, as they were, where they are others now. `where` is the word.
std::optional<std::uint32_t> bits_before(const state::OpenFile& file, Extent where,
                                         const regdb::Field* field);
/// The same for any bytes with `bits` of them: whether they differ.
bool is_edited(const state::OpenFile& file, Extent where, const std::optional<tree::BitRange>& bits);
/// "ReLU", "5": bits of a field as a word or number.
std::string bits_text(const regdb::Field* field, std::uint32_t bits);

}  // namespace ane::views
