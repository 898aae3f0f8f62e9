#include <algorithm>
#include <cmath>

#include "app/state/weights_commands.hpp"
#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/field_editor.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/weights_detail.hpp"
#include "app/views/weights_grid.hpp"
#include "app/views/weights_range.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using model::Constant;
using model::ConstantKind;
using state::WeightsLayout;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr const char* kWeightsMenu = "constants";

bool is_table(const Constant& constant) {
  return constant.kind == ConstantKind::Table;
}

bool holds(const Constant& constant, std::uint64_t offset) {
  return std::any_of(constant.chunks.begin(), constant.chunks.end(),
                     [&](const model::Chunk& chunk) { return chunk.bytes.contains(offset); });
}

std::string sizes_text(const Constant& constant) {
  if (constant.dtype.empty() || constant.shape[0] == 0) return "—";
  if (constant.kind == ConstantKind::Bias || constant.kind == ConstantKind::CommonBias)
    return std::to_string(constant.shape[0]);
  return ui::shape_text(constant.shape);
}

/// "Task 3 · weights"
std::string title_of(const Constant& constant) {
  if (!constant.task)
    return "Constants" + constant.name.substr(std::min<std::size_t>(9, constant.name.size()));
  return "Task " + std::to_string(*constant.task) + " · " +
         std::string(model::constant_kind_name(constant.kind));
}

class WeightsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    state::OpenFile& file = *context.file;
    if (!file.survey) return ui::draw_loading(context.ui, context.area);
    survey_ = file.survey;
    if (survey_ != counted_) {
      counted_ = survey_;
      count_ = static_cast<std::size_t>(std::count_if(survey_->constants.begin(), survey_->constants.end(),
                                                      [](const Constant& c) { return !is_table(c); }));
    }
    if (survey_->constants.empty())
      return ui::draw_empty(context.ui, context.area, "No constants",
                            "This file has no section for weights.");
    if (count_ == 0)
      return ui::draw_empty(context.ui, context.area, "No weights",
                            "The constants are lookup tables: see LUT.");
    follow(context);
    if (file.constant != shown_) {
      // The same constant with other values keeps what is looked at.
      const bool same = shown_ && file.constant && shown_->constant.name == file.constant->constant.name;
      shown_ = file.constant;
      if (!same) range_control_.clear_brush();
      if (!same) picked_.reset();
      edited_ = shown_ ? edited_elements(file, *shown_) : std::vector<std::uint64_t>();
    }
    Rect area = context.area;
    follow_editor(context);
    draw_title(context, area.cut_top(context.ui.px(36)));
    if (!shown_) return ui::draw_loading(context.ui, area);
    draw_shown(context, area.inset(context.ui.px(12), 0));
    draw_menu(context);
  }

  std::string badge(const state::App& app) override {
    const state::OpenFile* file = app.active();
    if (file == nullptr || file->survey != counted_ || count_ == 0) return "";
    return ui::comma_number(count_);
  }

 private:
  /// The constant of the selected bytes or of the selected task; what is shown stays where it fits.
  void follow(ui::ViewContext& context) {
    state::OpenFile& file = *context.file;
    const std::vector<Constant>& all = survey_->constants;
    const bool changed = watch_.changed(file) || !file.wanted_constant;
    if (!changed) return;
    const state::Selection& selection = file.selection();
    const auto fits = [&](const Constant& constant) {
      if (is_table(constant)) return false;
      if (!selection.bytes.empty() && holds(constant, selection.bytes.offset)) return true;
      return selection.task && constant.task == selection.task;
    };
    revealed_ = false;
    if (file.wanted_constant && fits(all[*file.wanted_constant])) return;
    auto found = std::find_if(all.begin(), all.end(), fits);
    if (found == all.end() && !file.wanted_constant)
      found = std::find_if(all.begin(), all.end(), [](const Constant& c) { return !is_table(c); });
    if (found != all.end()) context.app.show_constant(file, static_cast<std::size_t>(found - all.begin()));
  }

  void draw_title(ui::ViewContext& context, Rect line) {
    ui::Ui& ui = context.ui;
    line = line.inset(ui.px(12), ui.px(6));
    const std::string_view layouts[] = {"Filters", "Matrix", "Stored"};
    const auto effective = shown_ ? WeightsGrid::possible(*shown_, context.app.options.weights_layout)
                                  : context.app.options.weights_layout;
    const Rect layout = line.cut_right(ui.px(190));
    const auto chosen = ui.segmented("layout", layout, layouts, 3, static_cast<int>(effective));
    if (chosen) {
      context.app.run_or_tell("weights layout " +
                              std::string(state::weights_layout_name(static_cast<WeightsLayout>(*chosen))));
    }
    line.cut_right(ui.px(8));
    const std::string name = shown_ ? title_of(shown_->constant) : "Constants";
    const Rect box{line.x, line.y, std::min(ui.width(Style::Title, name) + ui.px(26), line.w), line.h};
    if (ui.hovers(box)) ui.fill({box.x - ui.px(4), box.y, box.w + ui.px(4), box.h}, ui.c.hover, ui.px(4));
    ui.text({box.x, box.y, box.w - ui.px(18), box.h}, Style::Title, ui.c.tx1, name);
    ui.icon({box.right() - ui.px(16), box.y, ui.px(12), box.h}, ui::Icon::Collapse, 10, ui.c.tx2);
    if (ui.clicks(box)) ImGui::OpenPopup(kWeightsMenu);
    if (!shown_) return;
    const Constant& constant = shown_->constant;
    std::string facts = shown_->tensor ? sizes_text(constant) + " " + constant.dtype + " · " +
                                             std::string(model::encoding_name(constant.encoding))
                                       : "raw";
    if (constant.chunks.size() > 1) facts += " · " + ui::plural(constant.chunks.size(), "engine");
    facts += " · " + bytes_text(constant.bytes());
    ui.text({box.right() + ui.px(8), line.y, line.right() - box.right() - ui.px(8), line.h}, Style::Data,
            ui.c.tx2, facts);
  }

  void draw_menu(ui::ViewContext& context) {
    const ui::Ui& ui = context.ui;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, ui.px(4)});
    ImGui::SetNextWindowSize({ui.px(440), 0});
    if (ImGui::BeginPopup(kWeightsMenu)) {
      const std::vector<Constant>& all = survey_->constants;
      const float height = std::min(ui.px(400), ui.row() * static_cast<float>(all.size()));
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const Rect area{at.x, at.y, ui.px(440), height};
      ImGui::Dummy({area.w, area.h});
      ui::List list(ui, "list", area, all.size(), ui.row(), menu_scroll_);
      for (std::size_t i = list.first; i < list.last; ++i)
        draw_menu_row(context, list.row(i), i, list.hovered == i);
      if (list.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
        context.app.run_or_tell("weights show " + std::to_string(*list.hovered));
        ImGui::CloseCurrentPopup();
      }
      ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
  }

  void draw_menu_row(ui::ViewContext& context, const Rect& row, std::size_t index, bool hovered) const {
    const ui::Ui& ui = context.ui;
    const Constant& constant = survey_->constants[index];
    const bool on = context.file->wanted_constant == index;
    ui::draw_row_ground(ui, row, on, true, hovered);
    Rect rest = row.inset(ui.px(12), 0);
    const ImU32 quiet = on ? ui.c.tx2 : ui.c.tx3;
    ui.text(rest.cut_right(ui.px(86)), Style::Data, quiet, bytes_text(constant.bytes()), Align::Right);
    ui.text(rest.cut_right(ui.px(150)), Style::Data, ui.c.tx2, sizes_text(constant), Align::Right);
    ui.text(rest, Style::Body, ui.c.tx1, escaped(constant.name));
  }

  void draw_shown(ui::ViewContext& context, Rect area) {
    const ui::Ui& ui = context.ui;
    const ValueRange range = range_of(context.app.options, *shown_);
    colors_.update(ui.c, PlaneMap::Diverging, range);
    if (!shown_->tensor) {
      const Rect line = area.cut_top(ui.px(20));
      ui.text(line, Style::Body, ui.c.tx2, "Shown as fp16: " + shown_->reason + ".");
      area.cut_top(ui.px(4));
    }
    const GridSubject subject = subject_of(context, range);
    if (area.h > ui.px(430)) {
      draw_weights_statistics(ui, area.cut_bottom(ui.px(40)), *shown_, range);
      area.cut_bottom(ui.px(8));
    }
    if (area.h > ui.px(300)) {
      range_control_.draw(context, area.cut_bottom(ui.px(RangeControl::kHeight)), *shown_, colors_, range);
      area.cut_bottom(ui.px(8));
      ui.hline(area.x, area.right(), area.bottom(), ui.c.line1);
      area.cut_bottom(ui.px(8));
    }
    if (shown_->tensor && subject.picked && area.h > ui.px(330)) {
      const bool filters = WeightsGrid::possible(*shown_, WeightsLayout::Filters) == WeightsLayout::Filters;
      const Rect detail = area.cut_bottom(ui.px(filters ? 150.0F : 116.0F));
      area.cut_bottom(ui.px(8));
      ui.hline(area.x, area.right(), area.bottom(), ui.c.line1);
      area.cut_bottom(ui.px(8));
      const DetailHit hit = draw_weights_detail(context, detail, *shown_, colors_, *subject.picked);
      if (hit.element)
        pick(context, *hit.element, shown_->tensor->offset_of(shown_->tensor->index_of(*hit.element)));
      if (ui.double_clicks(hit.value)) context.app.edit_in = "weights";
      draw_editor(context, hit.value, *subject.picked);
    }
    const Rect told = area.cut_bottom(ui.px(20));
    const auto hit = grid_.draw(context, area, subject, colors_);
    tell(context, told, hit, subject.layout);
    if (!hit) return;
    if (hit->offset) {
      state::Selection bytes;
      bytes.bytes = {*hit->offset, 2};
      context.file->hover = bytes;
    }
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) pick(context, hit->element, hit->offset);
    if (hit->element && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) context.app.edit_in = "weights";
  }

  /// Elements of `shown` that the file's changes change.
  static std::vector<std::uint64_t> edited_elements(const state::OpenFile& file,
                                                    const state::ShownConstant& shown) {
    std::vector<std::uint64_t> elements;
    const edit::ChangeList* list = file.edits.changes();
    if (list == nullptr || !shown.tensor) return elements;
    for (const edit::Change& change : list->changes) {
      const auto* weights = std::get_if<edit::WeightChange>(&change);
      const auto* half = std::get_if<edit::HalfChange>(&change);
      if (half != nullptr) {
        if (const auto index = shown.tensor->index_at(half->offset))
          elements.push_back(shown.tensor->element_of(*index));
      }
      if (weights == nullptr || weights->name != shown.constant.name) continue;
      for (const edit::ElementChange& element : weights->elements)
        elements.push_back(shown.tensor->element_of(
            {element.index[0], element.index[1], element.index[2], element.index[3]}));
    }
    std::sort(elements.begin(), elements.end());
    return elements;
  }

  void follow_editor(ui::ViewContext& context) {
    const bool asked = context.app.edit_in == "weights";
    if (asked == editor_.open()) return;
    if (!asked) return editor_.close();
    if (!shown_ || !shown_->tensor || !picked_) return context.app.edit_in.clear();
    edited_element_ = *picked_;
    editor_.start(value_text(shown_->at(*picked_)));
  }

  void draw_editor(ui::ViewContext& context, const Rect& value, std::uint64_t picked) {
    if (!editor_.open()) return;
    if (picked != edited_element_) {
      editor_.close();
      return context.app.edit_in.clear();
    }
    const ui::Ui& ui = context.ui;
    const Rect place{value.x - ui.px(8), value.y, std::max(ui.px(110), value.w), value.h};
    const auto done = editor_.draw(context, place, {}, check_half_text);
    if (done) {
      std::string index;
      for (const std::uint64_t i : shown_->tensor->index_of(picked))
        index += (index.empty() ? "" : ",") + std::to_string(i);
      context.app.run_or_tell("edit.weight " + shown_->constant.name + " " + index + " " + *done);
    }
    if (!editor_.open()) context.app.edit_in.clear();
  }

  GridSubject subject_of(const ui::ViewContext& context, ValueRange range) {
    GridSubject subject{*shown_,
                        context.file->document(),
                        WeightsGrid::possible(*shown_, context.app.options.weights_layout),
                        range,
                        range_control_.brush(),
                        {},
                        {},
                        edited_};
    const Extent selected = context.file->selection().bytes;
    if (!selected.empty() && holds(shown_->constant, selected.offset) && selected.size <= 8) {
      subject.selected = selected.offset;
      const auto index = shown_->tensor ? shown_->tensor->index_at(selected.offset) : std::nullopt;
      if (index) picked_ = shown_->tensor->element_of(*index);
    }
    if (shown_->tensor && !picked_) picked_ = 0;
    if (shown_->tensor) subject.picked = picked_;
    if (!revealed_ && subject.picked) grid_.reveal(*subject.picked);
    revealed_ = true;
    return subject;
  }

  void pick(ui::ViewContext& context, std::optional<std::uint64_t> element,
            std::optional<std::uint64_t> offset) {
    if (element) picked_ = element;
    if (!offset) return;
    state::Selection bytes;
    bytes.bytes = {*offset, 2};
    context.app.select(bytes);
  }

  /// The line below the picture: what the pointer is on.
  void tell(const ui::ViewContext& context, const Rect& line, const std::optional<GridHit>& hit,
            WeightsLayout layout) const {
    const ui::Ui& ui = context.ui;
    if (!hit) {
      const char* hint =
          layout == WeightsLayout::Stored
              ? "Halfwords in the order of the file, engine by engine. A click selects the bytes."
              : "Point at a cell to see its value and its bytes; Ctrl+wheel zooms.";
      ui.text(line, Style::Caption, ui.c.tx3, hint);
      return;
    }
    std::string text = hit->element ? element_name(*shown_, *hit->element) : "no element";
    text += " = " + value_text(hit->bits) + "   " + hex(hit->bits, 4);
    const auto before = hit->offset ? context.file->edits.half_before(*hit->offset) : std::nullopt;
    if (before) text += "   was " + value_text(*before);
    if (hit->offset) text += "   file " + hex(*hit->offset, 4);
    if (!hit->offset) text += "   a zero that is not stored";
    if (hit->stands_for > 1) text += "   the first of " + ui::comma_number(hit->stands_for) + " in this cell";
    ui.text(line, Style::Data, ui.c.tx1, text);
  }

  std::shared_ptr<const state::Survey> survey_, counted_;
  std::size_t count_ = 0;  ///< constants that are no lookup tables
  state::ShownConstantPtr shown_;
  ui::SelectionWatch watch_;
  ValueColors colors_;
  WeightsGrid grid_;
  RangeControl range_control_;
  std::optional<std::uint64_t> picked_;
  std::vector<std::uint64_t> edited_;
  FieldEditor editor_;
  std::uint64_t edited_element_ = 0;  ///< what the editor is for, while it is open
  bool revealed_ = false;
  ui::Scroll menu_scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_weights_view() {
  return std::make_unique<WeightsView>();
}

}  // namespace ane::views
