// One element of a result and everything that made it: products as grids and as rows, what happens after the
// sum, the rules that it rests on, and the rounding between its neighbours.

#include "app/state/explain_work.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/explain_grids.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"
#include "core/exec/rounding.hpp"

namespace ane::views {
namespace {

using debug::Explanation;
using debug::Term;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kEdge = 12;  ///< left and right of everything
constexpr float kHeadValue = 28, kHeadEdge = 8, kHeadLine = 20;
constexpr float kTermRow = 20, kStageRow = 20, kFactRow = 20, kTitle = 28;

constexpr auto kTermColumns = std::to_array<Column>({{"Source", 70, Align::Left, true},
                                                     {"x", 60, Align::Right},
                                                     {"w", 60, Align::Right},
                                                     {"x · w", 68, Align::Right},
                                                     {"Sum, double", 78, Align::Right},
                                                     {"From", 70, Align::Left, true}});

/// Where there are no weights: what stands in memory, and what it is with its sign, or of a pool when scaled.
constexpr auto kPlainTermColumns = std::to_array<Column>({{"Source", 70, Align::Left, true},
                                                          {"Stored", 60, Align::Right},
                                                          {"Taken as", 68, Align::Right},
                                                          {"So far, double", 86, Align::Right},
                                                          {"From", 70, Align::Left, true}});

bool has_weights(const Explanation& e) {
  return std::any_of(e.terms.begin(), e.terms.end(), [](const Term& term) { return term.w.has_value(); });
}

regdb::Confidence confidence_of_basis(exec::Basis basis) {
  switch (basis) {
    case exec::Basis::Confirmed:
      return regdb::Confidence::High;
    case exec::Basis::Supported:
      return regdb::Confidence::Medium;
    case exec::Basis::Inferred:
      return regdb::Confidence::Low;
  }
  return regdb::Confidence::Unstated;
}

std::string half_or_nothing(const std::optional<std::uint16_t>& bits) {
  return bits ? explained_number(exec::widen(*bits), 5) : std::string();
}

/// Where a term is from, as short as it is still found: the weight's place, else the input's.
const debug::Origin& origin_shown(const Term& term) {
  return term.w_from.text.empty() ? term.x_from : term.w_from;
}

class ExplainView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    state::explain_picked(context.app);
    const state::ExplainWork& work = context.app.explaining;
    if (!work.subject.tensor)
      return ui::draw_empty(context.ui, context.area, "No element is picked",
                            "Run or step, then click an element of a result.");
    if (!work.error.empty())
      return ui::draw_empty(context.ui, context.area, "Cannot be explained", work.error);
    if (!work.result) return ui::draw_loading(context.ui, context.area);
    if (work.result != shown_) {
      shown_ = work.result;
      weighted_ = has_weights(*shown_);
      scroll_ = {};
    }
    Rect area = context.area;
    draw_explain_head(context, area);
    draw_body(context, area);
  }

 private:
  /// Takes as much of the top of `area` as the sentence needs.
  void draw_explain_head(ui::ViewContext& context, Rect& area) {
    const ui::Ui& ui = context.ui;
    const Explanation& e = *shown_;
    area.cut_top(ui.px(kHeadEdge));
    Rect line = area.cut_top(ui.px(kHeadValue)).inset(ui.px(kEdge), 0);
    draw_same_chip(context, line);
    const std::string name = "out[" + std::to_string(e.channel) + "," + std::to_string(e.row) + "," +
                             std::to_string(e.column) + "]";
    float x = ui.text(line, Style::Data, ui.c.tx1, name) + ui.px(8);
    x = ui.text({x, line.y, ui.px(20), line.h}, Style::Data, ui.c.tx3, "=") + ui.px(8);
    const std::string value = explained_number(exec::widen(e.stored));
    x = ui.text({x, line.y, line.right() - x, line.h}, Style::Figure, ui.c.tx1, value) + ui.px(10);
    ui.text({x, line.y, line.right() - x, line.h}, Style::Small, ui.c.tx3, hex(e.stored, 4));
    const std::string sentence =
        "task " + std::to_string(context.app.explaining.task) + " · " + e.operation + ": " + e.sentence;
    const Rect place = area.inset(ui.px(kEdge), 0);
    area.cut_top(std::max(ui.px(kHeadLine), ui.paragraph(place, Style::Body, ui.c.tx2, sentence)));
    area.cut_top(ui.px(kHeadEdge));
  }

  /// B's value of the same element, where there is a B.
  void draw_same_chip(ui::ViewContext& context, Rect& line) const {
    const state::ExplainWork& work = context.app.explaining;
    const run::KeptTensor* b = state::explained_b(context.app);
    if (b == nullptr) return;
    const bool same = b->values[work.subject.element] == shown_->stored;
    const std::string text = same ? "same as B" : "B is " + explained_number(b->value(work.subject.element));
    const ui::Ui& ui = context.ui;
    const Rect place = line.cut_right(ui.width(Style::Caption, text) + ui.px(20)).inset(0, ui.px(4));
    ui.frame(place, same ? ui.c.line2 : ui.c.changed, place.h / 2);
    ui.text(place, Style::Caption, same ? ui.c.tx2 : ui.c.changed, text, Align::Centre, ui::Elide::Never);
    line.cut_right(ui.px(8));
  }

  float disagreement_height(const ui::Ui& ui) const { return shown_->agrees() ? 0 : ui.px(32); }

  struct StageParts {
    ui::Rect name, detail, value, origin;
    ui::Rect below;  ///< a second line for what the first has no room for; without height where it has
    ui::Rect bytes;  ///< of a field's stage, where it is from: in the second line or below it
    float height() const { return std::max({name.bottom(), below.bottom(), bytes.bottom()}) - name.y; }
  };
  static std::string stage_detail(const debug::Stage& stage) {
    return stage.bits && stage.detail.empty() ? hex(*stage.bits, 4) : stage.detail;
  }
  static StageParts stage_parts(const ui::Ui& ui, Rect line, const debug::Stage& stage) {
    StageParts parts;
    Rect text = line.cut_top(ui.px(kStageRow));
    const float width = text.w;
    parts.below = {text.x + ui.px(12), text.bottom(), width - ui.px(12), 0};
    parts.origin = text.cut_right(std::min(ui.px(150), width * 0.3F));
    parts.origin.cut_left(ui.px(12));
    parts.value = text.cut_right(ui.px(90));
    parts.name = text.cut_left(std::min(ui.px(150), width * 0.32F));
    parts.detail = text.inset(ui.px(4), 0);
    const bool places = !stage.field.empty() && !stage.from.text.empty();
    const float detail = ui.width(Style::Data, stage_detail(stage));
    if (places || detail > parts.detail.w) parts.below.h = ui.px(kStageRow);
    if (!places) return parts;
    const float bytes = ui.width(Style::Small, stage.from.text) + ui.px(8);
    parts.bytes = parts.below;
    if (detail + bytes <= parts.below.w) {
      parts.bytes = parts.below.cut_right(bytes);
    } else {
      parts.bytes.y = parts.below.bottom();
    }
    return parts;
  }
  static float stage_height(const ui::Ui& ui, float width, const debug::Stage& stage) {
    return stage_parts(ui, {0, 0, width, ui.px(kStageRow)}, stage).height();
  }
  double stages_height(const ui::Ui& ui, float width) const {
    double height = 0;
    for (const debug::Stage& stage : shown_->stages)
      height += static_cast<double>(stage_height(ui, width, stage));
    return height;
  }

  double content_height(const ui::Ui& ui, float width) const {
    const Explanation& e = *shown_;
    const double rows = static_cast<double>(e.terms.size() + (e.terms_total > e.terms.size() ? 1 : 0));
    return static_cast<double>(disagreement_height(ui)) + explain_grids_height(ui, e, width) +
           static_cast<double>(ui.px(kTitle)) + rows * static_cast<double>(ui.px(kTermRow)) +
           stages_height(ui, width - 2 * ui.px(kEdge)) +
           static_cast<double>(ui.px(kFactRow)) * static_cast<double>(e.facts.size()) +
           static_cast<double>(ui.px(2 * kTitle + kRoundingHeight + 40));
  }

  void draw_body(ui::ViewContext& context, const Rect& area) {
    ui::Ui& ui = context.ui;
    const Explanation& e = *shown_;
    ui::Scroller scroller(ui, "explain", area, content_height(ui, area.w), scroll_);
    double at = 0;
    const auto place = [&](float height) {
      const Rect r{area.x + ui.px(kEdge), scroller.at(at), area.w - 2 * ui.px(kEdge), height};
      at += static_cast<double>(height);
      return r;
    };
    if (!e.agrees()) draw_disagreement(ui, place(disagreement_height(ui)));
    const float grids = explain_grids_height(ui, e, area.w);
    if (grids > 0) grids_.draw(context, place(grids), e);
    draw_terms(context, area, scroller, at);
    for (std::size_t i = 0; i < e.stages.size(); ++i)
      draw_stage(context, place(stage_height(ui, area.w - 2 * ui.px(kEdge), e.stages[i])), e.stages[i]);
    Rect title = place(ui.px(kTitle));
    ui.hline(area.x, area.right(), title.y + ui.px(4), ui.c.line1);
    ui.text(title, Style::Caption, ui.c.tx3, "Facts used");
    for (const debug::Fact& fact : e.facts) draw_fact(ui, place(ui.px(kFactRow)), fact);
    title = place(ui.px(kTitle));
    ui.text(title, Style::Caption, ui.c.tx3, "Rounding");
    draw_rounding(ui, place(ui.px(kRoundingHeight)), e);
  }

  void draw_disagreement(const ui::Ui& ui, Rect line) const {
    ui.fill({line.x, line.y + ui.px(2), ui.px(3), line.h - ui.px(6)}, ui.c.error);
    line.cut_left(ui.px(10));
    ui.text(line, Style::BodyBold, ui.c.error,
            "The steps below arrive at " + hex(shown_->explained, 4) + ", the executor stored " +
                hex(shown_->stored, 4) + ".");
  }

  std::span<const Column> term_columns() const {
    if (weighted_) return kTermColumns;
    return kPlainTermColumns;
  }

  void draw_terms(ui::ViewContext& context, const Rect& area, const ui::Scroller& scroller, double& at) {
    ui::Ui& ui = context.ui;
    const Explanation& e = *shown_;
    // Columns begin and end within their area, so that this is wider than what stands around them.
    const Rect inside{area.x + ui.px(4), area.y, area.w - ui.px(8), area.h};
    const Columns columns(ui, term_columns(), inside);
    const float row = ui.px(kTermRow), head = ui.px(kTitle);
    static_cast<void>(columns.draw_header(ui, {inside.x, scroller.at(at), inside.w, head}, 99, false));
    at += static_cast<double>(head);
    const double step = static_cast<double>(row);
    const double seen_from = std::max(0.0, (scroller.first() - at) / step);
    const auto first = std::min(static_cast<std::size_t>(seen_from), e.terms.size());
    const auto last =
        std::min(e.terms.size(), static_cast<std::size_t>(std::max(0.0, (scroller.last() - at) / step)) + 1);
    for (std::size_t i = first; i < last; ++i) {
      const Rect line{area.x, scroller.at(at + static_cast<double>(i) * step), area.w, row};
      draw_term(context, line, columns, i);
    }
    at += static_cast<double>(e.terms.size()) * step;
    if (e.terms_total > e.terms.size()) {
      ui.text({area.x + ui.px(kEdge), scroller.at(at), inside.w, row}, Style::Caption, ui.c.tx3,
              ui::comma_number(e.terms_total - e.terms.size()) + " terms more are in the sum and not listed");
      at += step;
    }
  }

  void draw_term(ui::ViewContext& context, const Rect& line, const Columns& columns, std::size_t index) {
    ui::Ui& ui = context.ui;
    const Term& term = shown_->terms[index];
    const bool hovered = ui.hovers(line);
    ui::draw_row_ground(ui, line, context.app.explaining.term == index, context.focused, hovered);
    const debug::Origin& origin = origin_shown(term);
    std::vector<std::string> texts = {term.source, half_or_nothing(term.x)};
    if (weighted_) texts.push_back(half_or_nothing(term.w));
    texts.insert(texts.end(), {explained_number(term.product), explained_number(term.sum), origin.text});
    const std::size_t from = texts.size() - 1, sum = from - 1;
    for (std::size_t column = 0; column < texts.size() && columns.has(column); ++column) {
      const bool link = column == from && origin.kind == debug::Origin::Kind::File;
      const bool figure = column > 0 && column < from;
      ui.text(columns.cell(line, column), Style::Data,
              link                           ? ui.c.accent
              : column == 0 || column == sum ? ui.c.tx1
                                             : ui.c.tx2,
              texts[column], term_columns()[column].align, figure ? ui::Elide::Never : ui::Elide::Middle);
    }
    if (hovered) {
      std::string places = (weighted_ && !term.x_from.text.empty() ? "x: " : "") + term.x_from.text;
      if (!term.w_from.text.empty()) places += (places.empty() ? "w: " : "\nw: ") + term.w_from.text;
      if (can_follow(context.app, term))
        places += weighted_ ? "\nDouble-click explains x." : "\nDouble-click explains it.";
      if (!places.empty()) ui.tooltip(line, places);
    }
    if (ui.clicks(line)) context.app.run_or_tell("explain.term " + std::to_string(index));
    if (can_follow(context.app, term) && ui.double_clicks(line))
      context.app.run_or_tell("explain.source " + std::to_string(index));
  }

  static bool can_follow(const state::App& app, const Term& term) {
    return !app.explaining.subject.stepping && term.x_from.kind == debug::Origin::Kind::Buffer;
  }

  void draw_stage(ui::ViewContext& context, const Rect& line, const debug::Stage& stage) {
    ui::Ui& ui = context.ui;
    const bool result = stage.what == "stored";
    const StageParts parts = stage_parts(ui, line, stage);
    ui.text(parts.name, result ? Style::BodyBold : Style::Body, ui.c.tx1, stage.what);
    ui.text(parts.value, result ? Style::DataBold : Style::Data, ui.c.tx1, explained_number(stage.value),
            Align::Right);
    const bool link = !stage.field.empty();
    if (parts.bytes.h > 0) draw_stage_bytes(context, parts.bytes, stage.from);
    ui.text(parts.below.h > 0 ? parts.below : parts.detail, Style::Data, ui.c.tx2, stage_detail(stage));
    const std::string from = link ? stage.field : stage.from.text;
    if (!result)
      ui.text(parts.origin, Style::Small, link ? ui.c.accent : ui.c.tx3, from, Align::Left,
              ui::Elide::Middle);
    ui.tooltip(line, stage.what + (stage.detail.empty() ? "" : ": " + stage.detail) +
                         (link ? "\n" + stage.field : "") +
                         (stage.from.text.empty() ? "" : "\n" + stage.from.text));
    if (link && ui.clicks(parts.origin)) {
      context.app.run_or_tell("select task " + std::to_string(context.app.explaining.task));
      context.app.run_or_tell("select field " + stage.field);
    }
  }

  static void draw_stage_bytes(ui::ViewContext& context, const Rect& place, const debug::Origin& from) {
    const ui::Ui& ui = context.ui;
    const bool in_file = from.kind == debug::Origin::Kind::File;
    ui.text(place, Style::Small, in_file ? ui.c.accent : ui.c.tx3, from.text, Align::Right, ui::Elide::Never);
    if (in_file && ui.clicks(place))
      context.app.run_or_tell("select bytes " + hex(from.bytes.offset) + ".." + hex(from.bytes.end()));
  }

  void draw_fact(const ui::Ui& ui, Rect line, const debug::Fact& fact) const {
    const Rect dot = line.cut_left(ui.px(16));
    draw_confidence(ui, {dot.x + ui.px(4), dot.y + dot.h / 2}, confidence_of_basis(fact.basis));
    const std::string basis(exec::basis_name(fact.basis));
    const std::string full = basis + (fact.section.empty() ? "" : " · " + fact.section);
    const float wanted = ui.width(Style::Body, fact.text) + ui.width(Style::Caption, full) + ui.px(16);
    const std::string note = wanted <= line.w ? full : basis;
    const float room = ui.width(Style::Caption, note) + ui.px(8);
    ui.text(line.cut_right(room), Style::Caption, ui.c.tx3, note, Align::Right);
    ui.text(line, Style::Body, ui.c.tx2, fact.text);
    ui.tooltip(line, fact.text + "\n" + full);
  }

  std::shared_ptr<const Explanation> shown_;
  bool weighted_ = true;  ///< its terms are products
  ExplainGrids grids_;
  ui::Scroll scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_explain_view() {
  return std::make_unique<ExplainView>();
}

}  // namespace ane::views
