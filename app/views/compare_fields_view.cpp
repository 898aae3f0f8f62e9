// Fields of the selected pair of tasks: what changed, or all of them.

#include <algorithm>
#include <cmath>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/compare_lines.hpp"
#include "app/views/compare_parts.hpp"
#include "app/views/list_parts.hpp"

namespace ane::views {
namespace {

using diff::Change;
using ui::Align;
using ui::Rect;
using ui::Style;

/// Where the parts of a field's row stand.
struct Places {
  Rect glyph, name, a, arrow, b, meaning;
};

/// `value` is the room that the longest value on either side takes.
Places places_in(const ui::Ui& ui, Rect row, float value) {
  Places p;
  row.cut_right(ui.px(14));
  p.glyph = row.cut_left(ui.px(28));
  const float rest = row.w - 2 * value - ui.px(40);
  p.name = row.cut_left(std::round(std::max(ui.px(130), rest * 0.46F)));
  p.a = row.cut_left(value);
  p.arrow = row.cut_left(ui.px(28));
  p.b = row.cut_left(value);
  row.cut_left(ui.px(12));
  p.meaning = row;
  return p;
}

/// What a field is for, without the words on how it changed, which it did not.
std::string meaning_of_same(const std::string& meaning) {
  constexpr std::string_view kPart = " · ";
  const std::size_t at = meaning.find(kPart);
  if (at != std::string::npos) return meaning.substr(at + kPart.size());
  return meaning.find("→") == std::string::npos ? meaning : "";
}

class CompareFieldsView final : public ui::View {
 public:
  explicit CompareFieldsView(bool all) : all_(all) {}

  void draw(ui::ViewContext& context) override {
    if (draw_without_comparison(context)) return;
    const diff::TaskPair* pair = context.app.comparing.selected();
    if (pair == nullptr)
      return ui::draw_empty(context.ui, context.area, "No task is selected",
                            "Click one in the list of tasks.");
    state::show_all_fields(context.app);
    refresh(context);
    Rect area = context.area;
    draw_title(context, area.cut_top(context.ui.px(28)), *pair);
    draw_header(context.ui, area.cut_top(context.ui.px(24)));
    if (all_ && lines_.empty()) return ui::draw_loading(context.ui, area);
    draw_lines(context, area);
  }

  void draw_tools(ui::ViewContext& context, Rect& bar) override {
    if (!context.app.comparing.has_files()) return;
    ui::Ui& ui = context.ui;
    if (ui.icon_button("copy", bar.cut_right(ui.px(24)).inset(0, ui.px(2)), ui::Icon::Copy,
                       "Copy the comparison as text"))
      context.app.run_or_tell("compare.copy");
    bar.cut_right(ui.px(6));
    static constexpr std::array<std::string_view, 2> kModes = {"Effective state", "Written words"};
    const float part = std::round(ui.width(Style::Body, kModes[0])) + ui.px(20);
    if (bar.w < 2 * part) return;
    const Rect place = bar.cut_right(2 * part + ui.px(4)).inset(0, ui.px(2));
    const int on = context.app.comparing.options.written_only ? 1 : 0;
    const auto chosen = ui.segmented("state", place, kModes.data(), 2, on);
    if (chosen && *chosen != on) context.app.run_or_tell("compare.written");
  }

  std::string badge(const state::App& app) override {
    const diff::TaskPair* pair = app.comparing.selected();
    if (all_ || pair == nullptr) return "";
    return ui::comma_number(pair->change_count);
  }

 private:
  void refresh(ui::ViewContext& context) {
    const state::ComparisonWork& work = context.app.comparing;
    const auto fields = all_ ? work.all_fields : nullptr;
    const bool same =
        result_ == work.result && pair_ == work.pair && noise_ == work.show_noise && fields == fields_;
    if (!same) {
      if (result_ != work.result || pair_ != work.pair) scroll_ = {};
      result_ = work.result;
      pair_ = work.pair;
      noise_ = work.show_noise;
      fields_ = fields;
      lines_.clear();
      if (!all_) {
        lines_ = change_lines(work.result->comparison, *pair_, noise_);
      } else if (fields_ && fields_->pair == *pair_) {
        lines_ = all_lines(work.result->comparison, fields_->list);
      }
    }
    if (!same) measure(context);
    if (steps_ == work.steps && same) return;
    steps_ = work.steps;
    for (std::size_t i = 0; i < lines_.size() && !work.field.path.empty(); ++i)
      if (is_selected(work, lines_[i])) ui::reveal_row(scroll_, i, context.ui.row());
  }

  // Values stand beside their names; what is longer than most is cut.
  void measure(const ui::ViewContext& context) {
    constexpr std::size_t kLooked = 200;
    const ui::Ui& ui = context.ui;
    value_room_ = ui.px(48);
    for (std::size_t i = 0; i < std::min(lines_.size(), kLooked); ++i) {
      if (lines_[i].kind != FieldLine::Field && lines_[i].kind != FieldLine::Noise) continue;
      const diff::ChangeText text = diff::text_of(result_->comparison, lines_[i].change);
      value_room_ = std::max({value_room_, value_width(ui, text.a), value_width(ui, text.b)});
    }
    value_room_ = std::min(value_room_, std::round(context.area.w * 0.2F));
  }

  bool is_selected(const state::ComparisonWork& work, const FieldLine& line) const {
    const bool field = line.kind == FieldLine::Field || line.kind == FieldLine::Noise;
    return field && !work.field.path.empty() && path_of(line) == work.field.path;
  }

  // A run of elements is called by its first.
  std::string path_of(const FieldLine& line) const {
    const Change& change = line.change;
    return change.field == Change::kNoField ? diff::text_of(result_->comparison, change).path
                                            : result_->comparison.fields[change.field].path();
  }

  void draw_title(const ui::ViewContext& context, const Rect& line, const diff::TaskPair& pair) const {
    const ui::Ui& ui = context.ui;
    const diff::PairText text = result_->texts->of(pair);
    Rect inside = line.inset(ui.px(12), 0);
    inside.cut_left(ui.text(inside, Style::Title, ui.c.tx1, pair_title(pair), Align::Left, ui::Elide::Never) -
                    inside.x + ui.px(12));
    const bool other = pair.paired() && text.a != text.b;
    ui.text(inside, Style::Body, ui.c.tx2,
            other            ? text.a + "  →  " + text.b
            : text.a.empty() ? text.b
                             : text.a);
    ui.tooltip(inside, other ? "A: " + text.a + "\nB: " + text.b : "");
    ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
  }

  void draw_header(const ui::Ui& ui, const Rect& line) const {
    ui.fill(line, ui.c.bg2);
    ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
    const Places p = places_in(ui, line, value_room_);
    ui.text(p.name, Style::Caption, ui.c.tx3, "Field");
    ui.text(p.a.inset(ui.px(4), 0), Style::Caption, ui.c.tx3, "A", Align::Right);
    ui.text(p.b.inset(ui.px(4), 0), Style::Caption, ui.c.tx3, "B");
    ui.text(p.meaning, Style::Caption, ui.c.tx3, "What it means");
  }

  void draw_lines(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    handle_keys(context, area);
    const ui::List list(ui, "fields", area, lines_.size(), ui.row(), scroll_);
    std::string command;
    for (std::size_t i = list.first; i < list.last; ++i) {
      const Rect row = list.row(i);
      const bool hovered = list.hovered == i;
      switch (lines_[i].kind) {
        case FieldLine::Block:
          draw_block(ui, row, lines_[i], i != 0);
          break;
        case FieldLine::Field:
        case FieldLine::Noise:
          draw_field(context, row, lines_[i], hovered);
          if (hovered && ui.clicks(row)) command = "compare.field " + path_of(lines_[i]);
          break;
        default:
          draw_sentence(context, row, lines_[i], command);
      }
    }
    if (!command.empty()) context.app.run_or_tell(command);
  }

  void handle_keys(ui::ViewContext& context, const Rect& area) {
    const state::ComparisonWork& work = context.app.comparing;
    std::vector<std::size_t> fields;
    std::optional<std::size_t> current;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].kind != FieldLine::Field && lines_[i].kind != FieldLine::Noise) continue;
      if (!current && context.focused && is_selected(work, lines_[i])) current = fields.size();
      fields.push_back(i);
    }
    if (const auto next = row_by_key(context, current, fields.size(), area.h / context.ui.row()))
      context.app.run_or_tell("compare.field " + path_of(lines_[fields[*next]]));
  }

  void draw_block(const ui::Ui& ui, const Rect& row, const FieldLine& line, bool ruled) const {
    if (ruled) ui.hline(row.x, row.right(), row.y, ui.c.line1);
    const ui::BlockColor color = ui::block_color(ui.c, line.block);
    ui.fill({row.x + ui.px(12), row.y + ui.px(3), ui.px(3), row.h - ui.px(6)}, color.hue);
    Rect text = row;
    text.cut_left(ui.px(22));
    const std::string title = line.block == "Header" ? "Task header" : std::string(color.title);
    const float end = ui.text(text, Style::BodyBold, ui.c.tx1, title, Align::Left, ui::Elide::Never);
    ui.text({end + ui.px(10), row.y, row.right() - end, row.h}, Style::Caption, ui.c.tx3,
            line.count == 0 ? "same" : ui::comma_number(line.count) + " changed");
  }

  static void draw_name(const ui::Ui& ui, Rect place, std::string_view path, bool quiet) {
    const std::size_t block = path.find('.');
    if (block != std::string_view::npos) path.remove_prefix(block + 1);
    const std::size_t dot = path.rfind('.');
    const std::string_view head = dot == std::string_view::npos ? "" : path.substr(0, dot + 1);
    const std::string_view tail = path.substr(head.size());
    const float wanted = ui.width(Style::Body, tail);
    Rect before = place;
    before.w = std::max(0.0F, std::min(ui.width(Style::Body, head) + 1, place.w - std::min(wanted, place.w)));
    const float end =
        ui.text(before, Style::Body, quiet ? ui.c.tx3 : ui.c.tx2, head, Align::Left, ui::Elide::Middle);
    place.cut_left(end - place.x);
    ui.text(place, Style::Body, quiet ? ui.c.tx2 : ui.c.tx1, tail, Align::Left, ui::Elide::Middle);
  }

  void draw_field(const ui::ViewContext& context, const Rect& row, const FieldLine& line,
                  bool hovered) const {
    const ui::Ui& ui = context.ui;
    const diff::ChangeText text = diff::text_of(result_->comparison, line.change);
    const bool selected = is_selected(context.app.comparing, line);
    ui::draw_row_ground(ui, row, selected, context.focused, hovered);
    const Places p = places_in(ui, row, value_room_);
    const std::string& path = line.path.empty() ? text.path : line.path;
    const bool same = is_same(line.change), noise = line.kind == FieldLine::Noise || line.change.noise;
    const bool quiet = same || noise || line.change.off;
    draw_status(ui, p.glyph,
                noise && !same ? StatusLook{"·", ui.c.tx3, 0}
                               : look_of(ui, same ? diff::Status::Same : diff::Status::Changed));
    draw_name(ui, p.name, path, quiet);
    draw_values(ui, p, text, same, quiet);
    std::string meaning = same ? meaning_of_same(text.meaning) : text.meaning;
    if (line.change.off && !same)
      meaning = meaning.empty() ? "switched off on both sides" : meaning + " · switched off";
    ui.text(p.meaning, Style::Body, quiet || same ? ui.c.tx3 : ui.c.tx2, same && !all_ ? "" : meaning);
    if (hovered)
      ui.tooltip(row, path + "\n" + text.a + " → " + text.b + (meaning.empty() ? "" : "\n" + meaning));
  }

  static void draw_values(const ui::Ui& ui, const Places& p, const diff::ChangeText& text, bool same,
                          bool quiet) {
    const ImU32 color = quiet ? ui.c.tx3 : ui.c.tx1;
    if (same) {
      ui.text(p.a.inset(ui.px(4), 0), Style::Data, color, text.a, Align::Right, ui::Elide::Middle);
      ui.text(p.b.inset(ui.px(4), 0), Style::Data, color, text.b, Align::Left, ui::Elide::Middle);
      return;
    }
    const std::string a = ui.elided(Style::Data, text.a, p.a.w - ui.px(8), ui::Elide::Middle);
    const std::string b = ui.elided(Style::Data, text.b, p.b.w - ui.px(8), ui::Elide::Middle);
    ui.text(p.arrow, Style::Data, ui.c.tx3, "→", Align::Centre, ui::Elide::Never);
    if (quiet) {
      ui.text(p.a.inset(ui.px(4), 0), Style::Data, color, a, Align::Right, ui::Elide::Never);
      ui.text(p.b.inset(ui.px(4), 0), Style::Data, color, b, Align::Left, ui::Elide::Never);
      return;
    }
    draw_value(ui, p.a.right() - value_width(ui, a), p.a, a, false);
    draw_value(ui, p.b.x, p.b, b, true);
  }

  void draw_sentence(const ui::ViewContext& context, const Rect& row, const FieldLine& line,
                     std::string& command) const {
    const ui::Ui& ui = context.ui;
    Rect text = row;
    const Rect glyph = text.cut_left(ui.px(28));
    text.cut_right(ui.px(14));
    float x = text.x;
    switch (line.kind) {
      case FieldLine::Group:
        draw_status(ui, glyph, look_of(ui, diff::Status::Changed));
        x = ui.text(text, Style::Body, ui.c.tx1, line.text, Align::Left, ui::Elide::Never) + ui.px(12);
        return draw_group_links(ui, {x, row.y, text.right() - x, row.h}, line, command);
      case FieldLine::Weights:
        draw_status(ui, glyph, look_of(ui, diff::Status::Changed));
        if (draw_link(ui, x, text, Style::Body, line.text)) command = "view compare-weights";
        return;
      case FieldLine::Same:
        return draw_same_count(context, row, command);
      case FieldLine::NoiseHead:
        ui.hline(row.x, row.right(), row.y, ui.c.line1);
        ui.text(row.inset(ui.px(12), 0), Style::Caption, ui.c.tx3, line.text);
        return;
      default:
        ui.text(row.inset(ui.px(12), 0), Style::Body, ui.c.tx2, line.text);
    }
  }

  void draw_group_links(const ui::Ui& ui, const Rect& area, const FieldLine& line,
                        std::string& command) const {
    const std::vector<std::size_t>& pairs = result_->comparison.groups[line.index].pairs;
    float x = area.x;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const diff::TaskPair& pair = result_->comparison.tasks[pairs[i]];
      const std::string label = std::to_string(pair.a ? *pair.a : *pair.b);
      const float wide = ui.width(Style::Data, label);
      const std::string rest = "and " + ui::comma_number(pairs.size() - i) + " more";
      if (x + wide + ui.width(Style::Body, rest) + ui.px(12) > area.right() && i + 1 < pairs.size()) {
        ui.text({x, area.y, area.right() - x, area.h}, Style::Body, ui.c.tx3, rest);
        return;
      }
      if (pairs[i] == *pair_) {
        x = ui.text({x, area.y, wide + 1, area.h}, Style::Data, ui.c.tx2, label);
      } else if (draw_link(ui, x, area, Style::Data, label)) {
        command = select_command(pair);
      }
      x += ui.px(8);
    }
  }

  void draw_same_count(const ui::ViewContext& context, const Rect& row, std::string& command) const {
    const ui::Ui& ui = context.ui;
    const auto& all = context.app.comparing.all_fields;
    if (!all || all->pair != *pair_) return;
    const auto count = static_cast<std::size_t>(std::count_if(
        all->list.begin(), all->list.end(), [](const Change& change) { return is_same(change); }));
    Rect text = row;
    draw_status(ui, text.cut_left(ui.px(28)), look_of(ui, diff::Status::Same));
    float x = ui.text(text, Style::Body, ui.c.tx3,
                      ui::plural(count, "field") +
                          (count == 1 ? " of this task is the same" : " of this task are the same"),
                      Align::Left, ui::Elide::Never) +
              ui.px(12);
    if (draw_link(ui, x, row, Style::Body, "Show all")) command = "view compare-all-fields";
  }

  bool all_;
  state::ComparedPtr result_;
  std::optional<std::size_t> pair_;
  bool noise_ = false;
  std::shared_ptr<const state::AllFields> fields_;
  std::vector<FieldLine> lines_;
  float value_room_ = 0;
  std::uint64_t steps_ = 0;
  ui::Scroll scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_compare_fields_view() {
  return std::make_unique<CompareFieldsView>(false);
}
std::unique_ptr<ui::View> make_compare_all_fields_view() {
  return std::make_unique<CompareFieldsView>(true);
}

}  // namespace ane::views
