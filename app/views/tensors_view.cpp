#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/fuzzy.hpp"
#include "app/state/goto.hpp"
#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/tensor_layout.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using model::Tensor;
using ui::Align;
using ui::Style;

enum TensorCells {
  kTensorBuffer,
  kTensorRole,
  kTensorName,
  kTensorType,
  kTensorShape,
  kTensorBytes,
  kTensorStrides,
  kTensorAddress,
  kTensorTask
};
constexpr std::array<Column, 9> kTensorColumns = {{{"Buffer", 44},
                                                   {"Role", 84},
                                                   {"Name", 110, Align::Left, true},
                                                   {"Type", 44},
                                                   {"N×C×H×W", 110},
                                                   {"Bytes", 84, Align::Right},
                                                   {"Strides N/C/H/W", 190},
                                                   {"Address", 84, Align::Right},
                                                   {"Task", 44, Align::Right}}};

std::string strides_text(const Tensor& tensor) {
  std::string text;
  if (!tensor.strides) return "—";
  for (const std::uint64_t stride : *tensor.strides)
    text += (text.empty() ? "" : "/") + std::to_string(stride);
  return text;
}

state::Selection selection_of(const state::OpenFile& file, const Tensor& tensor) {
  if (tensor.task) return file.of_task(*tensor.task);
  return file.of_extent(tensor.where, {});
}

template <class T>
int compare(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare_by(std::size_t column, const Tensor& a, const Tensor& b) {
  switch (column) {
    case kTensorBuffer:
      return compare(a.buffer, b.buffer);
    case kTensorRole:
      return compare(a.role, b.role);
    case kTensorName:
      return compare(a.name, b.name);
    case kTensorType:
      return compare(a.dtype, b.dtype);
    case kTensorShape:
      return compare(a.shape, b.shape);
    case kTensorBytes:
      return compare(a.bytes, b.bytes);
    case kTensorStrides:
      return compare(a.strides, b.strides);
    case kTensorAddress:
      return compare(a.address, b.address);
    default:
      return compare(a.task, b.task);
  }
}

class TensorsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const state::OpenFile& file = *context.file;
    if (!file.survey) return ui::draw_loading(context.ui, context.area);
    collect(file);
    ui::Rect area = context.area;
    if (survey_->tensors.empty())
      return ui::draw_empty(context.ui, area, "No tensors",
                            "This file declares none and has no task that makes one.");
    ui::Rect drawing = split(context.ui, area);
    draw_filter(context, area.cut_top(context.ui.px(32)));
    if (rows_.empty()) {
      if (draw_no_match(context, area, filter_)) stale_ = true;
    } else {
      draw_table(context, area);
    }
    draw_selected(context, drawing);
    draw_row_menu(context);
  }

  std::string badge(const state::App& app) override {
    const state::OpenFile* file = app.active();
    if (file == nullptr || !file->survey || file->survey->tensors.empty()) return "";
    return ui::comma_number(file->survey->tensors.size());
  }

 private:
  void collect(const state::OpenFile& file) {
    if (survey_ != file.survey) {
      survey_ = file.survey;
      chosen_ = survey_->tensors.empty() ? std::nullopt : std::optional<std::size_t>(0);
      // What is selected when a file opens is its first task, which says less here than its first input.
      static_cast<void>(watch_.changed(file));
      stale_ = true;
    }
    if (!stale_) return;
    stale_ = false;
    rows_.clear();
    const std::vector<Tensor>& all = survey_->tensors;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (state::contains_text(all[i].name, filter_) ||
          state::contains_text(model::role_name(all[i].role), filter_) ||
          state::contains_text(all[i].dtype, filter_) ||
          state::contains_text(ui::shape_text(all[i].shape), filter_))
        rows_.push_back(i);
    }
    if (!sorted_) return;
    std::stable_sort(rows_.begin(), rows_.end(), [&](std::size_t a, std::size_t b) {
      const int order = compare_by(sorting_.column, all[a], all[b]);
      return sorting_.down ? order > 0 : order < 0;
    });
  }

  /// Takes the part for the drawing off `area`: below the table, or beside it in a wide and low pane.
  ui::Rect split(const ui::Ui& ui, ui::Rect& area) const {
    if (area.h < ui.px(330) && area.w >= ui.px(1100)) {
      const ui::Rect side = area.cut_right(std::floor(area.w * 0.45F));
      ui.vline(side.x, side.y, side.bottom(), ui.c.line1);
      return side;
    }
    const float table =
        ui.px(32) + ui.px(24) + static_cast<float>(std::max<std::size_t>(3, rows_.size())) * ui.row();
    const float most = std::max(ui.px(120), area.h - ui.px(240));
    const float height = std::min(std::min(table + ui.px(8), most), area.h);
    const ui::Rect below = area.cut_bottom(area.h - height);
    ui.hline(below.x, below.right(), below.y, ui.c.line1);
    return below;
  }

  void draw_filter(ui::ViewContext& context, const ui::Rect& bar) {
    const ui::Ui& ui = context.ui;
    const float width = std::min(ui.px(280), bar.w - ui.px(16));
    if (draw_filter_box(context, {bar.x + ui.px(8), bar.y + ui.px(5), width, ui.px(22)}, "##filter", filter_,
                        "Name, role, type or shape", "tensors"))
      stale_ = true;
    const ui::Rect rest{bar.x + width + ui.px(20), bar.y, bar.w - width - ui.px(32), bar.h};
    if (!filter_.empty())
      ui.text(rest, Style::Caption, ui.c.tx3,
              ui::comma_number(rows_.size()) + " of " + ui::comma_number(survey_->tensors.size()));
  }

  void draw_table(ui::ViewContext& context, ui::Rect area) {
    const ui::Ui& ui = context.ui;
    const Columns columns(ui, kTensorColumns, area);
    const ui::Rect header = area.cut_top(ui.px(24));
    const auto clicked =
        columns.draw_header(ui, header, sorted_ ? sorting_.column : kTensorColumns.size(), sorting_.down);
    if (clicked) {
      if (sorted_) {
        sorting_.click(*clicked);
      } else {
        sorting_ = {*clicked, false};
      }
      sorted_ = stale_ = true;
    }
    follow(context, area);
    ui::List list(ui, "tensors", area, rows_.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i)
      draw_row(context, columns, list.row(i), rows_[i], list.hovered == i);
    if (!list.hovered) return;
    const std::size_t tensor = rows_[*list.hovered];
    context.file->hover = selection_of(*context.file, survey_->tensors[tensor]);
    const bool right = ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (right || ImGui::IsMouseClicked(ImGuiMouseButton_Left)) choose(context, tensor);
    if (right) open_row_menu();
    ui.tooltip(list.row(*list.hovered), escaped(survey_->tensors[tensor].symbol));
  }

  void follow(ui::ViewContext& context, const ui::Rect& area) {
    const ui::Ui& ui = context.ui;
    if (watch_.changed(*context.file)) {
      find_selected(*context.file);
      if (const auto row = row_of_chosen(); row && !ui.hovers(area)) ui::reveal_row(scroll_, *row, ui.row());
    }
    if (!context.focused) return;
    const auto next = row_by_key(context, row_of_chosen(), rows_.size(), area.h / ui.row());
    if (!next) return;
    choose(context, rows_[*next]);
    ui::reveal_row(scroll_, *next, ui.row());
  }

  std::optional<std::size_t> row_of_chosen() const {
    const auto found = chosen_ ? std::find(rows_.begin(), rows_.end(), *chosen_) : rows_.end();
    if (found == rows_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - rows_.begin());
  }

  /// The tensor that the selection is about; the one shown stays where the selection is about none.
  void find_selected(const state::OpenFile& file) {
    const state::Selection& selection = file.selection();
    const std::vector<Tensor>& all = survey_->tensors;
    const auto fits = [&](const Tensor& tensor) {
      return tensor.task ? selection.task == tensor.task
                         : !selection.bytes.empty() && tensor.where.contains(selection.bytes);
    };
    if (chosen_ && fits(all[*chosen_])) return;
    const auto found = std::find_if(all.begin(), all.end(), fits);
    if (found != all.end()) chosen_ = static_cast<std::size_t>(found - all.begin());
  }

  void choose(ui::ViewContext& context, std::size_t tensor) {
    chosen_ = tensor;
    context.app.select(selection_of(*context.file, survey_->tensors[tensor]));
  }

  void draw_row(const ui::ViewContext& context, const Columns& columns, const ui::Rect& row,
                std::size_t index, bool hovered) const {
    const ui::Ui& ui = context.ui;
    const Tensor& tensor = survey_->tensors[index];
    const bool selected = chosen_ == index;
    ui::draw_row_ground(ui, row, selected, context.focused, hovered);
    const ImU32 quiet = selected ? ui.c.tx2 : ui.c.tx3;
    const auto cell = [&](TensorCells column, const std::string& text, ImU32 color,
                          ui::Elide elide = ui::Elide::End) {
      ui.text(columns.cell(row, column), Style::Data, text.empty() ? ui.c.tx4 : color,
              text.empty() ? "—" : text, kTensorColumns[column].align, elide);
    };
    cell(kTensorBuffer, tensor.buffer ? "@" + std::to_string(*tensor.buffer) : "", quiet);
    ui.text(columns.cell(row, kTensorRole), Style::Body, ui.c.tx2, model::role_name(tensor.role));
    cell(kTensorName, escaped(tensor.name), ui.c.tx1, ui::Elide::Middle);
    cell(kTensorType, short_type(tensor.dtype), ui.c.tx2);
    cell(kTensorShape, ui::shape_text(tensor.shape), ui.c.tx1);
    cell(kTensorStrides, tensor.strides ? strides_text(tensor) : "", quiet);
    cell(kTensorBytes, tensor.bytes ? ui::comma_number(*tensor.bytes) : "", ui.c.tx1);
    cell(kTensorAddress, tensor.address ? hex(*tensor.address, 4) : "", quiet);
    cell(kTensorTask, tensor.task ? std::to_string(*tensor.task) : "", quiet);
  }

  void draw_selected(ui::ViewContext& context, ui::Rect area) const {
    if (!chosen_ || area.h < context.ui.px(40)) return;
    const ui::Ui& ui = context.ui;
    const Tensor& tensor = survey_->tensors[*chosen_];
    ui.list().PushClipRect({area.x, area.y}, {area.right(), area.bottom()}, true);
    area = area.inset(ui.px(12), ui.px(6));
    draw_heading(ui, area.cut_top(ui.px(24)), tensor);
    draw_facts(ui, area.cut_top(ui.px(18)), tensor);
    const ui::Rect told = area.cut_top(ui.px(18));
    area.cut_top(ui.px(8));
    const auto element = draw_tensor_layout(ui, area, tensor);
    if (element) {
      draw_element(context, told, tensor, *element);
    } else if (tensor.strides) {
      ui.text(told, Style::Caption, ui.c.tx3, "Point at an element to see where it lies.");
    }
    ui.list().PopClipRect();
  }

  static void draw_heading(const ui::Ui& ui, const ui::Rect& line, const Tensor& tensor) {
    const std::string name = tensor.name.empty() ? "unnamed" : escaped(tensor.name);
    const std::string shape = ui::shape_text(tensor.shape) + " " + escaped(tensor.dtype) + " · " +
                              std::string(model::role_name(tensor.role));
    const float room = line.w - ui.width(Style::Data, shape) - ui.px(8);
    const float end = ui.text({line.x, line.y, std::max(ui.px(60), room), line.h}, Style::DataBold, ui.c.tx1,
                              name, Align::Left, ui::Elide::Middle);
    ui.text({end + ui.px(8), line.y, line.right() - end - ui.px(8), line.h}, Style::Data, ui.c.tx2, shape);
  }

  static void draw_facts(const ui::Ui& ui, const ui::Rect& line, const Tensor& tensor) {
    std::vector<std::string> facts;
    if (tensor.strides) {
      const auto& strides = *tensor.strides;
      facts.push_back("element " + bytes_text(element_bytes(tensor)));
      if (tensor.interleave > 1) facts.push_back("interleave " + std::to_string(tensor.interleave));
      facts.push_back("row stride " + bytes_text(strides[2]));
      facts.push_back("plane stride " + bytes_text(strides[1]));
      if (tensor.shape[0] != 1)
        facts.push_back(std::to_string(tensor.shape[0]) + " batches, " + bytes_text(strides[0]) + " apart");
    }
    if (tensor.bytes) facts.push_back(bytes_text(*tensor.bytes) + " in all");
    ui.text(line, Style::Caption, ui.c.tx3, join(facts, " · "));
  }

  static void draw_element(ui::ViewContext& context, const ui::Rect& line, const Tensor& tensor,
                           const TensorElement& element) {
    const ui::Ui& ui = context.ui;
    std::string text = "[";
    for (const std::uint64_t part : element.index)
      text += (text.size() == 1 ? "" : " ") + std::to_string(part);
    text += "] at " + place_text(tensor, element);
    std::uint64_t address = 0;
    const bool placed = tensor.address && add_fits(*tensor.address, element.offset, address);
    const auto offset = placed ? state::offset_of_address(*context.file, address) : std::nullopt;
    if (placed) text += " · address " + ui::grouped_hex(address, 8);
    if (offset) text += " · file " + hex(*offset, 4);
    ui.text(line, Style::Data, ui.c.tx1, text);
    if (!offset) return;
    state::Selection bytes;
    bytes.bytes = {*offset, std::max<std::uint64_t>(1, element.bytes)};
    context.file->hover = bytes;
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) context.app.select(bytes);
  }

  std::shared_ptr<const state::Survey> survey_;
  std::vector<std::size_t> rows_;
  std::string filter_;
  Sorting sorting_;
  bool sorted_ = false, stale_ = true;
  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
  std::optional<std::size_t> chosen_;
};

}  // namespace

std::unique_ptr<ui::View> make_tensors_view() {
  return std::make_unique<TensorsView>();
}

}  // namespace ane::views
