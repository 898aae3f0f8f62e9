// Where programs can be executed: every device that was found, usable or not, with the reason and the fix.

#include "app/views/all_views.hpp"
#include "app/views/run_parts.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kDevicesPad = 12;

class DevicesView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::Ui& ui = context.ui;
    state::need_devices(context.app);
    const ui::Scroller scroller(ui, "devices", context.area, height_, scroll_);
    const float top = scroller.at(0);
    Rect column{context.area.x + ui.px(kDevicesPad), top, context.area.w - ui.px(2 * kDevicesPad), 1e6F};
    column.cut_top(ui.px(10));
    const std::string_view again = "Look again";
    Rect line = column.cut_top(ui.px(24));
    if (ui.button("again", line.cut_left(ui.button_width(again)), again))
      context.app.run_or_tell("run.devices");
    if (!context.app.running.devices_known) draw_sentence(ui, column, ui.c.tx3, "Looking for devices …");
    for (const state::DeviceRow& row : context.app.running.devices) draw_device(ui, column, row);
    column.cut_top(ui.px(8));
    draw_sentence(ui, column, ui.c.tx3, "Devices are looked for when a program is opened and on request.");
    height_ = static_cast<double>(column.y - top + ui.px(16));
  }

  std::string badge(const state::App& app) override {
    return app.running.devices_known ? std::to_string(app.running.devices.size()) : "";
  }

 private:
  static void draw_device(const ui::Ui& ui, Rect& column, const state::DeviceRow& row) {
    const device::Probe& probe = row.probe;
    column.cut_top(ui.px(8));
    ui.hline(column.x - ui.px(kDevicesPad), column.right() + ui.px(kDevicesPad), column.y, ui.c.line1);
    column.cut_top(ui.px(8));
    const Rect title = column.cut_top(ui.px(20));
    const bool ready = probe.usable && row.objection.empty();
    const std::string_view verdict = !probe.usable ? "cannot be used"
                                     : ready       ? "ready"
                                                   : "not for this program";
    ui.text(title, Style::Caption, ready ? ui.c.tx2 : ui.c.warning, verdict, Align::Right);
    Rect name = title;
    name.cut_right(ui.width(Style::Caption, verdict) + ui.px(8));
    ui.text(name, Style::BodyBold, probe.usable ? ui.c.tx1 : ui.c.tx3, probe.name);
    draw_fact(ui, column, "name", probe.id);
    std::string generations;
    for (const std::string& id : probe.generations) generations += (generations.empty() ? "" : ", ") + id;
    draw_fact(ui, column, "runs", generations.empty() ? "not known" : generations);
    draw_fact(ui, column, "shows",
              row.capabilities.intermediates ? "what every task wrote" : "inputs and outputs");
    draw_fact(
        ui, column, "explains",
        row.capabilities.explains ? "on which rules each task ran, and its hazards" : "nothing about tasks");
    draw_fact(
        ui, column, "can hang",
        row.capabilities.can_hang ? "yes: it works in a process of its own, which is ended then" : "no");
    if (!probe.usable) draw_sentence(ui, column, ui.c.warning, probe.reason, ui::Icon::Warning);
    if (!probe.usable && !probe.advice.empty())
      draw_sentence(ui, column, ui.c.tx1, "What to do: " + probe.advice, ui::Icon::Info);
    if (!row.objection.empty()) draw_sentence(ui, column, ui.c.warning, row.objection, ui::Icon::Warning);
  }

  static void draw_fact(const ui::Ui& ui, Rect& column, std::string_view title, std::string_view text) {
    Rect line = column;
    line.cut_left(ui.px(64));
    ui.text({column.x, column.y, ui.px(60), ui.px(17)}, Style::Caption, ui.c.tx3, title);
    column.cut_top(std::max(ui.px(17), ui.paragraph(line, Style::Caption, ui.c.tx2, text)));
  }

  ui::Scroll scroll_;
  double height_ = 0;
};

}  // namespace

std::unique_ptr<ui::View> make_devices_view() {
  return std::make_unique<DevicesView>();
}

}  // namespace ane::views
