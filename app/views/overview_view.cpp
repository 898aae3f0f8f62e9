#include <algorithm>
#include <cmath>

#include "app/views/all_views.hpp"
#include "app/views/overview_sections.hpp"

namespace ane::views {
namespace {

constexpr float kTwoColumnsFrom = 640;  ///< from here on two columns

/// What is shown of the bytes, worked out once for each survey.
struct Counted {
  std::shared_ptr<const state::Survey> survey;
  std::shared_ptr<const ByteParts> parts;
};

class OverviewView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    update(context);
    ui::Scroller scroller(context.ui, "overview", context.area, height_, scroll_);
    const float top = scroller.at(0) + context.ui.px(8);
    const float margin = context.ui.px(12);
    const bool wide = context.area.w >= context.ui.px(kTwoColumnsFrom);
    const float width = wide ? std::floor((context.area.w - 4 * margin) / 2) : context.area.w - 2 * margin;
    OverviewPage left{context, {context.area.x + margin, top, width, 0}};
    OverviewPage right{context, {left.area.x + width + 2 * margin, top, width, 0}};
    OverviewPage& second = wide ? right : left;
    draw_overview_problems(left);
    draw_overview_facts(left, engines_);
    if (wide) draw_overview_programs(left);
    draw_overview_bytes(second, parts_of(*context.file), cycle_);
    if (!wide) draw_overview_programs(left);
    draw_overview_operations(left);
    draw_overview_memory(second);
    draw_overview_options(second);
    height_ = static_cast<double>(std::max(left.area.y, right.area.y) - top + context.ui.px(16));
  }

  void draw_tools(ui::ViewContext& context, ui::Rect& bar) override {
    ui::Ui& ui = context.ui;
    const ui::Rect place = bar.cut_right(ui.px(24));
    if (!ui.icon_button("copy overview", {place.x, bar.y + ui.px(2), place.w, ui.px(24)}, ui::Icon::Copy,
                        "Copy as text"))
      return;
    if (context.file == nullptr || !context.file->survey)
      return context.app.toast(Severity::Note, "The file is still being looked at");
    StringSink sink;
    report::write_info_text(context.file->survey->info, sink);
    context.app.clipboard = std::move(sink.text);
    context.app.clipboard_changed = true;
    context.app.toast(Severity::Note, "Overview copied");
  }

 private:
  const ByteParts* parts_of(const state::OpenFile& file) const {
    return counted_->survey == file.survey ? counted_->parts.get() : nullptr;
  }

  void update(ui::ViewContext& context) {
    const state::OpenFile& file = *context.file;
    if (file.survey && counted_->survey != file.survey) {
      counted_ = std::make_shared<Counted>();
      counted_->survey = file.survey;
      cycle_ = {};
      context.app.jobs.start(
          "overview", "Counting bytes",
          [counted = counted_, document = file.document()](state::Progress&) -> state::Completion {
            auto parts = split_bytes(document, *counted->survey);
            return [counted, parts] { counted->parts = parts; };
          });
    }
    if (file.tasks == table_) return;
    table_ = file.tasks;
    engines_.clear();
    if (!table_) return;
    for (const state::TaskRow& row : table_->rows())
      if (!row.engine.empty()) ++engines_[row.engine];
  }

  std::shared_ptr<Counted> counted_ = std::make_shared<Counted>();
  state::TaskTablePtr table_;  ///< that engines_ was counted from
  EngineCounts engines_;
  PartCycle cycle_{};
  ui::Scroll scroll_;
  double height_ = 0;
};

}  // namespace

std::unique_ptr<ui::View> make_overview_view() {
  return std::make_unique<OverviewView>();
}

}  // namespace ane::views
