#include <algorithm>
#include <cmath>

#include "app/views/list_parts.hpp"
#include "app/views/value_subject.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

/// Lays one thing below the other.
class Flow {
 public:
  Flow(ui::ViewContext& context, const ui::Rect& area)
      : context_(context), ui_(context.ui), area_(area), y_(area.y) {}

  float height() const { return y_ - area_.y; }
  void space(float length) { y_ += ui_.px(length); }

  void title(const Subject& subject) {
    float x = area_.x;
    if (!subject.path.empty()) {
      ui_.text(line(16), ui::Style::Small, ui_.c.tx3, subject.path, ui::Align::Left, ui::Elide::Middle);
      y_ += ui_.px(16);
    }
    if (!subject.block.empty()) {
      ui_.block_bar(x, y_ + ui_.px(3), ui_.px(14), subject.block);
      x += ui_.px(10);
    }
    ui::Rect room = line(20);
    room.cut_left(x - area_.x);
    ui_.text(room, ui::Style::Title, ui_.c.tx1, subject.title, ui::Align::Left, ui::Elide::Middle);
    ui_.tooltip(room, ui_.width(ui::Style::Title, subject.title) > room.w ? subject.title : "");
    y_ += ui_.px(24);
  }

  void words(ui::Style style, ImU32 color, std::string_view text, float indent = 0) {
    if (text.empty()) return;
    ui::Rect room{area_.x + ui_.px(indent), y_, area_.w - ui_.px(indent), ui_.px(16)};
    y_ += ui_.paragraph(room, style, color, text);
  }

  void names(const regdb::Enumeration& values, std::uint32_t number, bool has_number) {
    for (const auto& [value, name] : values.values) {
      const ui::Rect row = line(18);
      const bool on = has_number && value == number;
      if (on) ui_.fill({row.x - ui_.px(6), row.y, row.w + ui_.px(6), row.h}, ui_.c.sel);
      ui_.text({row.x, row.y, ui_.px(24), row.h}, ui::Style::Small, on ? ui_.c.tx1 : ui_.c.tx3,
               std::to_string(value));
      ui_.text({row.x + ui_.px(26), row.y, row.w - ui_.px(26), row.h}, ui::Style::Small,
               on ? ui_.c.tx1 : ui_.c.tx2, name);
      y_ += row.h;
    }
    if (has_number && !values.values.contains(number))
      words(ui::Style::Caption, ui_.c.unknown, "The database does not name " + std::to_string(number) + ".");
  }

  void fields(const Subject& subject) {
    for (const SubjectField& field : subject.fields) {
      const ui::Rect row = line(18);
      const bool hovered = ui_.hovers(row);
      if (hovered) {
        ui_.fill({row.x - ui_.px(6), row.y, row.w + ui_.px(6), row.h}, ui_.c.hover);
        context_.file->hover = field.selection;
      }
      const float bits = ui_.px(54), half = std::floor((row.w - bits) / 2);
      ui_.text({row.x, row.y, half - ui_.px(8), row.h}, ui::Style::Body, ui_.c.tx2, field.name,
               ui::Align::Left, ui::Elide::Middle);
      ui_.text({row.x + half, row.y, half - ui_.px(8), row.h}, ui::Style::Small,
               field.zero ? ui_.c.tx3 : ui_.c.tx1, field.meaning);
      ui_.text({row.x + 2 * half, row.y, bits, row.h}, ui::Style::Small, ui_.c.tx3, field.bits,
               ui::Align::Right);
      if (ui_.clicks(row)) context_.app.select(field.selection);
      y_ += row.h;
    }
  }

  void link(const SubjectLink& link, std::string_view hint) {
    const ui::Rect row = line(18);
    const float end =
        ui_.text(row, ui::Style::Small, ui_.c.accent, link.text, ui::Align::Left, ui::Elide::Middle);
    const ui::Rect hot{row.x, row.y, end - row.x, row.h};
    ui_.tooltip(hot, hint);
    if (ui_.hovers(hot)) {
      ui_.hline(hot.x, hot.right(), hot.bottom() - ui_.px(3), ui_.c.accent);
      context_.file->hover = link.target;
    }
    if (ui_.clicks(hot)) context_.app.select(link.target);
    y_ += row.h;
  }

  void sources(const Subject& subject) {
    if (!subject.sources.empty()) {
      draw_confidence(ui_, {area_.x + ui_.px(4), y_ + ui_.px(8)}, subject.confidence);
      const float top = y_;
      words(ui::Style::Caption, ui_.c.tx2, subject.sources, 14);
      ui_.tooltip({area_.x, top, area_.w, y_ - top}, subject.source_list);
    }
    if (subject.conflict.empty()) return;
    space(4);
    ui_.icon({area_.x - ui_.px(2), y_, ui_.px(12), ui_.px(16)}, ui::Icon::Warning, 12, ui_.c.warning);
    words(ui::Style::Caption, ui_.c.tx2, subject.conflict, 14);
  }

  void buttons(const Subject& subject) {
    float x = area_.x;
    if (subject.is_field && subject.is_register && button(x, "Timeline", "T"))
      context_.app.run_or_tell("timeline");
    if (subject.is_field && button(x, subject.watched ? "Unwatch" : "Watch", "P"))
      context_.app.run_or_tell("watch");
    if (subject.changeable && button(x, "Change", "F2")) context_.app.run_or_tell("edit.start");
    if (button(x, "Copy as command", "")) context_.app.run_or_tell("copy command");
    y_ += ui_.px(24);
  }

 private:
  ui::Rect line(float height) const { return {area_.x, y_, area_.w, ui_.px(height)}; }

  bool button(float& x, const char* label, std::string_view key) {
    const float wide = std::round(ui_.button_width(label, key));
    if (x > area_.x && x + wide > area_.right()) {
      x = area_.x;
      y_ += ui_.px(28);
    }
    const bool pressed = ui_.button(label, {x, y_, wide, ui_.px(22)}, label, key);
    x += wide + ui_.px(6);
    return pressed;
  }

  ui::ViewContext& context_;
  ui::Ui& ui_;
  ui::Rect area_;
  float y_;
};

}  // namespace

float draw_subject(ui::ViewContext& context, const ui::Rect& area, const Subject& subject) {
  const ui::Colors& c = context.ui.c;
  Flow flow(context, area);
  if (subject.title.empty()) {
    flow.words(ui::Style::Body, c.tx2, "Nothing is selected.");
    flow.words(ui::Style::Caption, c.tx3, "Click a byte, a row or a name in any view to see what it is.");
    return flow.height();
  }
  flow.title(subject);
  flow.words(ui::Style::Data, c.tx1, subject.value);
  flow.words(ui::Style::Small, c.changed, subject.changed);
  if (!subject.value.empty() || !subject.changed.empty()) flow.space(4);
  flow.words(ui::Style::Body, c.tx2, subject.doc);
  flow.space(6);
  for (const std::string& line : subject.lines) flow.words(ui::Style::Small, c.tx3, line);
  flow.space(6);
  if (subject.enumeration != nullptr) {
    flow.names(*subject.enumeration, subject.number, subject.has_number);
    flow.space(8);
  }
  if (!subject.fields.empty()) {
    flow.fields(subject);
    flow.space(8);
  }
  if (!subject.origin.empty()) {
    flow.words(ui::Style::Body, c.tx2, subject.origin);
    if (subject.writer) flow.link(*subject.writer, "Show the task that wrote it");
    flow.space(6);
  }
  if (subject.link) {
    flow.link({"→ " + subject.link->text, subject.link->target}, "Follow the pointer (F12)");
    flow.space(6);
  }
  flow.sources(subject);
  flow.space(8);
  flow.buttons(subject);
  return flow.height();
}

}  // namespace ane::views
