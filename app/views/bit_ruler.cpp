#include "app/views/bit_ruler.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace ane::views {
namespace {

constexpr int kBits = 32;
constexpr float kNumbers = 14, kCell = 22, kNames = 20;

/// Bits [lsb, lsb + width) that look alike: a field, or bits that nothing names.
struct Run {
  const regdb::Field* field = nullptr;
  int lsb = 0, width = 0;
  bool named() const {
    return field != nullptr && field->kind != regdb::FieldKind::Reserved &&
           !regdb::is_placeholder(field->name);
  }
};

std::vector<Run> runs_of(const std::vector<regdb::Field>* fields) {
  std::vector<Run> runs;
  int next = 0;
  const auto gap_to = [&](int lsb) {
    if (lsb > next) runs.push_back({nullptr, next, lsb - next});
  };
  if (fields != nullptr) {
    for (const regdb::Field& field : *fields) {
      gap_to(field.lsb);
      runs.push_back({&field, field.lsb, std::min<int>(field.width, kBits - field.lsb)});
      next = field.lsb + field.width;
    }
  }
  gap_to(kBits);
  return runs;
}

float cell_size(const ui::Ui& ui, float width) {
  for (const float size : {kCell, 19.0F, 16.0F})
    if (ui.px(size) * kBits <= width) return ui.px(size);
  return std::max(ui.px(8), std::floor(width / kBits));
}

class Ruler {
 public:
  Ruler(const ui::Ui& ui, const ui::Rect& area, const RulerSpec& spec)
      : ui_(ui),
        spec_(spec),
        cell_(cell_size(ui, area.w)),
        cells_{area.x, area.y + ui.px(kNumbers), cell_ * kBits, ui.px(kCell)},
        runs_(runs_of(spec.fields)) {}

  const regdb::Field* draw(const regdb::Field** hovered, std::optional<int>* bit) {
    const regdb::Field* under = nullptr;
    const regdb::Field* clicked = nullptr;
    draw_numbers();
    bool full = true;
    for (const Run& run : runs_) {
      draw_run(run, full);
      if (run.named()) full = !full;
      if (run.field == nullptr || !ui_.hovers(reach_of(run))) continue;
      under = run.field;
      if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) clicked = run.field;
    }
    ui_.frame(cells_, ui_.c.line2, ui_.px(3));
    draw_names();
    if (spec_.toggles && bit != nullptr && ui_.hovers(cells_)) {
      const int at = kBits - 1 - static_cast<int>((ImGui::GetIO().MousePos.x - cells_.x) / cell_);
      const int number = std::clamp(at, 0, kBits - 1);
      ui_.frame(cell_of(number), ui_.c.changed, 0, 2 * ui_.line());
      if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
        *bit = number;
        clicked = nullptr;
      }
    }
    if (under != nullptr) mark_hover(*under);
    if (hovered != nullptr) *hovered = under;
    return clicked;
  }

 private:
  ui::Rect place_of(const Run& run) const {
    return {cells_.x + cell_ * static_cast<float>(kBits - run.lsb - run.width), cells_.y,
            cell_ * static_cast<float>(run.width), cells_.h};
  }
  ui::Rect cell_of(int bit) const {
    return {cells_.x + cell_ * static_cast<float>(kBits - 1 - bit), cells_.y, cell_, cells_.h};
  }
  /// The cells and the name below them.
  ui::Rect reach_of(const Run& run) const {
    ui::Rect reach = place_of(run);
    reach.h += ui_.px(kNames);
    return reach;
  }

  void draw_numbers() const {
    for (const int bit : {31, 28, 24, 20, 16, 12, 8, 4, 0}) {
      const ui::Rect above{cells_.x + cell_ * static_cast<float>(kBits - 1 - bit),
                           cells_.y - ui_.px(kNumbers), cell_, ui_.px(12)};
      ui_.text(above, ui::Style::Micro, ui_.c.tx3, std::to_string(bit), ui::Align::Centre, ui::Elide::Never);
    }
  }

  void draw_run(const Run& run, bool full) const {
    const ui::Rect place = place_of(run);
    const ui::BlockColor color = ui::block_color(ui_.c, spec_.block);
    const bool selected = run.field != nullptr && run.field == spec_.selected;
    if (selected) {
      ui_.fill(place, ui_.c.selhex);
    } else if (run.named()) {
      ui_.fill(place, ui::faded(color.tint, full ? 1.0F : 0.55F));
    }
    if (run.lsb + run.width < kBits) ui_.vline(place.x, place.y, place.bottom(), ui_.c.line2);
    for (int i = 0; i < run.width; ++i) draw_bit(run, run.lsb + i);
  }

  void draw_bit(const Run& run, int bit) const {
    const ui::Rect cell = cell_of(bit);
    const bool edited = ((spec_.edited >> static_cast<unsigned>(bit)) & 1U) != 0;
    if (edited) ui_.fill({cell.x, cell.bottom() - ui_.px(3), cell.w, ui_.px(3)}, ui_.c.changed);
    const bool set = spec_.word && ((*spec_.word >> static_cast<unsigned>(bit)) & 1U) != 0;
    if (!run.named()) {
      if (set) ui_.hatch(cell.inset(ui_.line(), ui_.line()), ui_.c.unknown);
      if (!set) ui_.text(cell, ui::Style::Data, ui_.c.tx4, "·", ui::Align::Centre, ui::Elide::Never);
    }
    if (!spec_.word || (!run.named() && !set)) return;
    const bool selected = run.field == spec_.selected && run.field != nullptr;
    ui_.text(cell, set ? ui::Style::DataBold : ui::Style::Data,
             edited ? ui_.c.changed
             : set  ? ui_.c.tx1
                    : (selected ? ui_.c.tx2 : ui_.c.tx3),
             set ? "1" : "0", ui::Align::Centre, ui::Elide::Never);
  }

  /// The selected name is drawn whole and takes room from its neighbours; the others are cut to their run.
  void draw_names() const {
    const ui::Rect line{cells_.x, cells_.bottom() + ui_.px(4), cells_.w, ui_.px(16)};
    ui::Rect taken{0, line.y, 0, line.h};
    for (const Run& run : runs_) {
      if (run.field == nullptr || run.field != spec_.selected) continue;
      const ui::Rect place = place_of(run);
      const float width = ui_.width(ui::Style::BodyBold, run.field->name);
      const float x =
          std::clamp(place.x + (place.w - width) / 2, line.x, std::max(line.x, line.right() - width));
      taken = {x, line.y, width, line.h};
      ui_.text({x, line.y, width + 1, line.h}, ui::Style::BodyBold, ui_.c.tx1, run.field->name,
               ui::Align::Left, ui::Elide::Never);
    }
    for (const Run& run : runs_) {
      if (!run.named() || run.field == spec_.selected) continue;
      const ui::Rect place = place_of(run);
      ui::Rect room{place.x + ui_.px(2), line.y, place.w - ui_.px(4), line.h};
      if (taken.w > 0 && room.x < taken.right() + ui_.px(4) && room.right() > taken.x - ui_.px(4)) continue;
      const std::string name = ui_.elided(ui::Style::Caption, run.field->name, room.w, ui::Elide::End);
      if (name != run.field->name && name.size() < 4 + std::string_view("…").size()) continue;
      ui_.text(room, ui::Style::Caption, ui_.c.tx3, name, ui::Align::Centre, ui::Elide::Never);
    }
  }

  void mark_hover(const regdb::Field& field) const {
    for (const Run& run : runs_)
      if (run.field == &field) ui_.frame(place_of(run), ui_.c.tx3);
    const int msb = field.lsb + field.width - 1;
    const std::string bits = field.width == 1
                                 ? "[" + std::to_string(msb) + "]"
                                 : "[" + std::to_string(msb) + ":" + std::to_string(field.lsb) + "]";
    ui_.tooltip({cells_.x, cells_.y, cells_.w, cells_.h + ui_.px(kNames)},
                field.name + "  " + bits + (field.doc.empty() ? "" : "\n" + field.doc));
  }

  const ui::Ui& ui_;
  const RulerSpec& spec_;
  float cell_;
  ui::Rect cells_;
  std::vector<Run> runs_;
};

}  // namespace

const regdb::Field* draw_bit_ruler(const ui::Ui& ui, const ui::Rect& area, const RulerSpec& spec,
                                   const regdb::Field** hovered, std::optional<int>* bit) {
  return Ruler(ui, area, spec).draw(hovered, bit);
}

float bit_ruler_height(const ui::Ui& ui) {
  return ui.px(kNumbers) + ui.px(kCell) + ui.px(kNames);
}

}  // namespace ane::views
