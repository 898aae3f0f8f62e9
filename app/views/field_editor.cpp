#include "app/views/field_editor.hpp"

#include <imgui_internal.h>

#include <algorithm>

#include "app/state/edit_commands.hpp"
#include "app/state/fuzzy.hpp"
#include "app/views/weights_detail.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/edit/paths.hpp"
#include "core/regdb/codec.hpp"

namespace ane::views {
namespace {

constexpr std::size_t kMostNames = 8;
constexpr float kNoteHeight = 20;

}  // namespace

void FieldEditor::start(std::string text) {
  open_ = fresh_ = true;
  typed_ = over_names_ = false;
  text_ = std::move(text);
  highlighted_.reset();
  scroll_ = {};
}

std::optional<std::string> FieldEditor::draw(ui::ViewContext& context, const ui::Rect& place,
                                             const std::vector<std::string>& names,
                                             const std::function<TypedValue(const std::string&)>& check) {
  const bool first = fresh_;
  fresh_ = false;
  bool submit = false;
  const TypedValue before = check(text_);
  const bool changed =
      context.ui.input("##value", place, text_, "value", {}, first, &submit, !text_.empty() && !before.good);
  const bool active = ImGui::IsItemActive();
  if (changed) {
    typed_ = true;
    highlighted_.reset();
  }
  offered_.clear();
  for (const std::string& name : names)
    if (!typed_ || state::contains_text(name, text_)) offered_.push_back(name);
  if (active && !offered_.empty()) {
    const std::size_t last = offered_.size() - 1;
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow))
      highlighted_ = highlighted_ ? std::min(last, *highlighted_ + 1) : 0;
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow) && highlighted_ && *highlighted_ > 0) --*highlighted_;
    if (highlighted_) ui::reveal_row(scroll_, std::min(last, *highlighted_), context.ui.row());
  }
  const TypedValue typed = changed ? check(text_) : before;
  std::optional<std::string> chosen = draw_below(context, place, typed);
  if (submit && highlighted_ && *highlighted_ < offered_.size()) chosen = offered_[*highlighted_];
  if (submit && !chosen && !typed.good && offered_.size() == 1) chosen = offered_.front();
  if (submit && !chosen && typed.good) chosen = text_;
  if (submit && !chosen) fresh_ = true;  // what is wrong stays to be mended
  const bool left = !first && !active && !submit && !over_names_;
  if (chosen || left) open_ = false;
  return chosen;
}

// Over everything else, since rows end at the pane's edge.
std::optional<std::string> FieldEditor::draw_below(ui::ViewContext& context, const ui::Rect& place,
                                                   const TypedValue& typed) {
  const ui::Ui& ui = context.ui;
  const bool told = !typed.note.empty() && (typed_ || typed.good);
  const std::size_t shown = std::min(offered_.size(), kMostNames);
  const float height = ui.row() * static_cast<float>(shown) + (told ? ui.px(kNoteHeight) : 0) + ui.px(4);
  over_names_ = false;
  if (shown == 0 && !told) return std::nullopt;
  const float width =
      std::max({place.w, ui.px(180), told ? ui.width(ui::Style::Caption, typed.note) + ui.px(20) : 0});
  const float bottom = ImGui::GetIO().DisplaySize.y - ui.px(28);
  const bool above = place.bottom() + height > bottom;
  ui::Rect box{place.x, above ? place.y - height - ui.px(2) : place.bottom() + ui.px(2), width, height};
  ImGui::SetNextWindowPos({box.x, box.y});
  ImGui::SetNextWindowSize({box.w, box.h});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::Begin("typed value", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
  ui.fill(box, ui.c.bg4, ui.px(4));
  ui.frame(box, ui.c.line2, ui.px(4));
  over_names_ = ui.hovers(box);
  box = box.inset(0, ui.px(2));
  if (told) {
    const ui::Rect note = box.cut_top(ui.px(kNoteHeight));
    ui.text(note.inset(ui.px(8), 0), ui::Style::Caption, typed.good ? ui.c.tx2 : ui.c.error, typed.note);
  }
  std::optional<std::string> chosen;
  if (shown > 0) {
    ui::List list(ui, "names", box, offered_.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      const ui::Rect row = list.row(i);
      ui::draw_row_ground(ui, row, highlighted_ == i, true, list.hovered == i);
      ui.text(row.inset(ui.px(8), 0), ui::Style::Body, ui.c.tx1, offered_[i]);
      if (ui.clicks(row)) chosen = offered_[i];
    }
  }
  ImGui::End();
  ImGui::PopStyleVar();
  return chosen;
}

std::vector<std::string> value_names(const regdb::Field* field) {
  std::vector<std::string> names;
  if (field == nullptr || field->enumeration == nullptr) return names;
  // Names that are numbers would be read as the number that they look like.
  for (const auto& [value, name] : field->enumeration->values) {
    const auto back = edit::parse_value(field, name);
    names.push_back(back && *back == value ? std::string(name) : std::to_string(value));
  }
  return names;
}

TypedValue check_field_text(const regdb::Field* field, const std::string& text) {
  const auto bits = edit::parse_value(field, text);
  if (!bits) return {false, bits.error().message};
  const std::string words = bits_text(field, *bits);
  const std::string raw = "raw " + hex(*bits);
  return {true, words == text ? raw : words + " · " + raw};
}

TypedValue check_half_text(const std::string& text) {
  const auto bits = state::parse_half(text);
  if (!bits) return {false, bits.error().message};
  const std::string value = value_text(*bits);
  return {true, (value == text ? "exact" : "rounded to " + value) + " · " + hex(*bits, 4)};
}

std::optional<std::uint32_t> bits_before(const state::OpenFile& file, Extent where,
                                         const regdb::Field* field) {
  if (where.size != 4) return std::nullopt;
  const auto before = file.edits.word_before(where.offset);
  const auto now = file.document()->file().u32(where.offset);
  if (!before || !now) return std::nullopt;
  const auto part = [&](std::uint32_t word) {
    return field == nullptr ? word : extract_bits(word, field->lsb, field->width);
  };
  return part(*before) == part(*now) ? std::nullopt : std::optional(part(*before));
}

bool is_edited(const state::OpenFile& file, Extent where, const std::optional<tree::BitRange>& bits) {
  if (!file.edits.touches(where)) return false;
  if (!bits || where.size != 4) return true;
  const auto before = file.edits.word_before(where.offset);
  const auto now = file.document()->file().u32(where.offset);
  return before && now &&
         extract_bits(*before, bits->lsb, bits->width) != extract_bits(*now, bits->lsb, bits->width);
}

std::string bits_text(const regdb::Field* field, std::uint32_t bits) {
  const std::string_view name = edit::value_name(field, bits);
  return name.empty() ? edit::value_text(field, bits) : std::string(name);
}

}  // namespace ane::views
