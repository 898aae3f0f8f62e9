// What is run: inputs, where, compared with what, and the runs there were.

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "app/state/commands.hpp"
#include "app/state/directory.hpp"
#include "app/state/run_parts.hpp"
#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/run_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::SideB;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kRunPad = 12, kPreviewHeight = 168;
constexpr std::array<std::string_view, 3> kPixelNames = {"0..1", "-1..1", "0..255"};
constexpr std::array<const char*, 6> kFormulas = {"ramp", "random", "onehot:0", "ones", "zeros", "0.5"};

/// What one input is chosen with.
struct InputControls {
  InputPreview preview;
  SettingField value;
};

class RunView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const state::OpenFile& file = *context.file;
    if (file.document()->programs().empty())
      return ui::draw_empty(context.ui, context.area, "Nothing to run",
                            "The file has no program whose tasks can be decoded.");
    state::prepare_inputs(context.app, file);
    state::need_devices(context.app);
    const ui::Scroller scroller(context.ui, "run", context.area, height_, scroll_);
    const float top = scroller.at(0);
    Rect column{context.area.x + context.ui.px(kRunPad), top, context.area.w - context.ui.px(2 * kRunPad),
                1e6F};
    column.cut_top(context.ui.px(10));
    draw_button(context, column);
    draw_inputs(context, column);
    draw_devices(context, column);
    draw_sides(context, column);
    draw_tolerance(context, column);
    draw_runs(context, column);
    draw_options(context, column);
    height_ = static_cast<double>(column.y - top + context.ui.px(16));
  }

 private:
  static void draw_button(ui::ViewContext& context, Rect& column) {
    ui::Ui& ui = context.ui;
    const Rect place = column.cut_top(ui.px(26));
    const state::RunWork& work = context.app.running;
    if (work.running) {
      if (ui.button("stop", place, "Stop")) context.app.run_or_tell("run.cancel");
      column.cut_top(ui.px(4));
      draw_sentence(ui, column, ui.c.tx2, "Running …");
      return;
    }
    const state::Command* command = state::find_command("run");
    const std::string key = ui::key_label(state::key_of(context.app, *command));
    if (ui.button("run", place, "Run", key, true, command->enabled(context.app)))
      context.app.run_or_tell("run");
    column.cut_top(ui.px(6));
    const state::RunTarget& target = state::run_target(context.app, *context.file);
    if (!target.error.empty()) draw_sentence(ui, column, ui.c.error, target.error, ui::Icon::Error);
  }

  void draw_inputs(ui::ViewContext& context, Rect& column) {
    const state::RunSetup& setup = state::run_setup(context.app, *context.file);
    const std::vector<run::Port>& ports = state::run_target(context.app, *context.file).signature.inputs;
    if (file_ != context.file->id() || inputs_.size() != ports.size()) {
      file_ = context.file->id();
      inputs_ = std::vector<InputControls>(ports.size());
    }
    const auto prepared = context.app.running.prepared.find(file_);
    for (std::size_t i = 0; i < ports.size(); ++i) {
      ImGui::PushID(static_cast<int>(i));
      const bool known = prepared != context.app.running.prepared.end() && i < prepared->second.size();
      // A command of the row takes effect in the next frame: what is drawn is a copy.
      const state::InputSetup input = setup.inputs[i];
      draw_input_head(context.ui, column, ports[i]);
      draw_input(context, column, ports[i], input, inputs_[i], known ? &prepared->second[i] : nullptr);
      ImGui::PopID();
    }
  }

  static void draw_input_head(const ui::Ui& ui, Rect& column, const run::Port& port) {
    column.cut_top(ui.px(2));
    const Rect line = column.cut_top(ui.px(20));
    float x = ui.text(line, Style::Caption, ui.c.tx3, "Input") + ui.px(6);
    const std::string shape = ui::shape_text(port.layout.shape()) + " f16";
    const float shape_width = ui.width(Style::Small, shape) + ui.px(8);
    const Rect name{x, line.y, std::max(0.0F, line.right() - x - shape_width), line.h};
    ui.text(name, Style::Data, ui.c.tx1, escaped(port.tensor.name), Align::Left, ui::Elide::Middle);
    ui.text(line, Style::Small, ui.c.tx2, shape, Align::Right);
  }

  static void draw_input(ui::ViewContext& context, Rect& column, const run::Port& port,
                         const state::InputSetup& input, InputControls& controls,
                         const state::PreparedInput* prepared) {
    ui::Ui& ui = context.ui;
    const bool flat = port.layout.shape()[2] < 4 || port.layout.shape()[3] < 4;
    const Rect picture = column.cut_top(ui.px(flat ? 28 : kPreviewHeight));
    if (prepared != nullptr) {
      controls.preview.draw(ui, picture, prepared->tensor, input.pixels);
    } else {
      ui.fill(picture, ui.c.bg0);
    }
    column.cut_top(ui.px(6));
    Rect row = column.cut_top(ui.px(24));
    const std::string& name = port.tensor.name;
    const std::string shown = input.file.empty() ? input.fill : "file";
    if (ui.button("fill", row.cut_left(ui.px(76)), shown)) ImGui::OpenPopup("fills");
    draw_fill_menu(context, port);
    row.cut_left(ui.px(6));
    const std::string value = input.file.empty() ? input.fill : state::without_home(input.file);
    if (controls.value.draw(ui, "value", row, value, "formula, number, .npy or .png"))
      context.app.run_or_tell("run.input " + name + " " + controls.value.text());
    column.cut_top(ui.px(5));
    const bool has_pixels = input.file.empty() ? input.fill == state::kPictureFill
                                               : std::filesystem::path(input.file).extension() == ".png";
    if (has_pixels) {
      const auto chosen = ui.segmented("pixels", column.cut_top(ui.px(22)), kPixelNames.data(),
                                       static_cast<int>(kPixelNames.size()), static_cast<int>(input.pixels));
      if (chosen)
        context.app.run_or_tell("run.pixels " + name + " " +
                                std::string(kPixelNames[static_cast<std::size_t>(*chosen)]));
      column.cut_top(ui.px(5));
    }
    if (prepared != nullptr) draw_input_verdict(ui, column, *prepared);
  }

  static void draw_fill_menu(ui::ViewContext& context, const run::Port& port) {
    if (!ImGui::BeginPopup("fills")) return;
    const auto item = [&](const char* fill) {
      if (ImGui::MenuItem(fill)) context.app.run_or_tell("run.input " + port.tensor.name + " " + fill);
    };
    if (state::takes_picture(port.layout.shape())) item(std::string(state::kPictureFill).c_str());
    for (const char* fill : kFormulas) item(fill);
    ImGui::Separator();
    if (ImGui::MenuItem("file…")) context.app.run_or_tell("run.input-file " + port.tensor.name);
    ImGui::EndPopup();
  }

  static void draw_input_verdict(const ui::Ui& ui, Rect& column, const state::PreparedInput& input) {
    if (!input.error.empty()) {
      draw_sentence(ui, column, ui.c.error, input.error, ui::Icon::Error);
    } else if (!input.blind_spot.empty()) {
      draw_sentence(ui, column, ui.c.warning,
                    input.blind_spot + ": a program that mixes these up gives the same result.",
                    ui::Icon::Warning);
    } else {
      draw_sentence(ui, column, ui.c.tx2, "this input can tell layouts apart", ui::Icon::Check);
    }
  }

  static void draw_devices(ui::ViewContext& context, Rect& column) {
    const ui::Ui& ui = context.ui;
    draw_part_title(ui, column, "Executor A");
    const std::string chosen = state::run_setup(context.app, *context.file).device;
    bool listed = false;
    for (const state::DeviceRow& row : context.app.running.devices) {
      listed = listed || row.probe.id == chosen;
      if (draw_device(ui, column, row, row.probe.id == chosen))
        context.app.run_or_tell("run.device " + row.probe.id);
    }
    if (!listed && context.app.running.devices_known)
      draw_radio(ui, column,
                 {chosen, chosen == "auto" ? "an engine that takes the program, else the processor" : "", "",
                  true, true});
    if (!context.app.running.devices_known) draw_sentence(ui, column, ui.c.tx3, "Looking for devices …");
    float x = column.x + ui.px(20);
    if (draw_device_link(ui, x, column.cut_top(ui.px(18)))) context.app.run_or_tell("view devices");
  }

  static bool draw_device_link(const ui::Ui& ui, float x, const Rect& row) {
    const std::string_view text = "All devices";
    const Rect place{x, row.y, ui.width(Style::Caption, text), row.h};
    ui.text(place, Style::Caption, ui.c.accent, text, Align::Left, ui::Elide::Never);
    return ui.clicks(place);
  }

  static bool draw_device(const ui::Ui& ui, Rect& column, const state::DeviceRow& row, bool on) {
    const device::Probe& probe = row.probe;
    std::string generations;
    for (const std::string& generation : probe.generations)
      generations += (generations.empty() ? "" : ", ") + generation;
    const std::string note = probe.id + (generations.empty() ? "" : " · " + generations);
    std::string trouble = probe.usable ? row.objection : probe.reason;
    // The whole advice would push what is below out of sight; Devices has it too.
    const std::string first = trouble.substr(0, trouble.find(". "));
    if (!probe.usable && !probe.advice.empty()) trouble += ". To mend it: " + probe.advice;
    const float top = column.y;
    const bool clicked =
        draw_radio(ui, column, {probe.name, note, first, on, probe.usable && row.objection.empty()});
    ui.tooltip({column.x, top, column.w, column.y - top}, trouble);
    return clicked;
  }

  void draw_sides(ui::ViewContext& context, Rect& column) {
    ui::Ui& ui = context.ui;
    state::App& app = context.app;
    const SideB side = app.running.side_b;
    draw_part_title(ui, column, "Compare with B");
    if (draw_radio(ui, column, {"Nothing", "", "", side == SideB::None, true}))
      app.run_or_tell("run.compare-none");
    for (const state::DeviceRow& row : app.running.devices) {
      if (!row.probe.usable) continue;
      const bool on = side == SideB::Device && app.running.b_device == row.probe.id;
      if (draw_radio(ui, column,
                     {row.probe.name, on ? "the same inputs, on " + row.probe.id : "", row.objection, on,
                      row.objection.empty()}))
        app.run_or_tell("run.compare-device " + row.probe.id);
    }
    const bool folder = side == SideB::Folder;
    if (draw_radio(ui, column, {"Folder of .npy", "", "", folder, true}))
      app.run_or_tell("run.compare-folder");
    if (folder) draw_folder(context, column);
    draw_earlier(context, column);
    if (!app.running.b_error.empty())
      draw_sentence(ui, column, ui.c.warning, app.running.b_error, ui::Icon::Warning);
  }

  void draw_folder(ui::ViewContext& context, Rect& column) {
    Rect place = column.cut_top(context.ui.px(24));
    place.cut_left(context.ui.px(20));
    const Rect choose = place.cut_right(context.ui.px(26));
    if (context.ui.icon_button("choose folder", choose, ui::Icon::Open, "Choose the folder"))
      context.app.run_or_tell("run.choose-folder");
    const std::string& folder = context.app.running.b_folder;
    if (folder_.draw(context.ui, "folder", place, state::without_home(folder), "folder, then Enter"))
      context.app.run_or_tell("run.compare-folder " + folder_.text());
    Rect note = column;
    note.cut_left(context.ui.px(20));
    const run::Trace* b = context.app.running.b.get();
    const std::string text = b == nullptr ? "Outputs are NAME.npy, tasks task-003-NAME.npy."
                                          : ui::plural(b->tensors.size(), "tensor") + " found there by name";
    column.cut_top(context.ui.paragraph(note, Style::Caption, context.ui.c.tx3, text) + context.ui.px(4));
  }

  static void draw_earlier(ui::ViewContext& context, Rect& column) {
    const state::RunWork& work = context.app.running;
    const bool any = work.runs.size() > 1;
    const bool on = work.side_b == SideB::Run;
    const std::string note = on ? work.b_title : "choose B beside a run below";
    draw_radio(context.ui, column, {"Earlier run", any ? note : "run twice to have one", "", on, any});
  }

  void draw_tolerance(ui::ViewContext& context, Rect& column) {
    ui::Ui& ui = context.ui;
    draw_part_title(ui, column, "Tolerance  |A − B| ≤ a + r · |B|");
    Rect row = column.cut_top(ui.px(24));
    const run::Tolerance tolerance = context.app.running.tolerance;
    const float half = std::floor((row.w - ui.px(48)) / 2);
    ui.text(row.cut_left(ui.px(16)), Style::Body, ui.c.tx3, "a");
    const bool a = absolute_.draw(ui, "absolute", row.cut_left(half), number(tolerance.absolute), "0.02");
    row.cut_left(ui.px(16));
    ui.text(row.cut_left(ui.px(16)), Style::Body, ui.c.tx3, "r");
    const bool r = relative_.draw(ui, "relative", row, number(tolerance.relative), "0.02");
    if (a || r) context.app.run_or_tell("run.tolerance " + absolute_.text() + " " + relative_.text());
  }

  void draw_options(ui::ViewContext& context, Rect& column) {
    ui::Ui& ui = context.ui;
    draw_part_title(ui, column, "How it runs");
    const state::RunSetup setup = state::run_setup(context.app, *context.file);
    if (draw_switch(ui, column, "Allow inferred rules", setup.allow_inferred))
      context.app.run_or_tell("run.allow-inferred");
    draw_sentence(ui, column, setup.allow_inferred ? ui.c.warning : ui.c.tx3,
                  "Runs tasks whose rules no recorded program confirms; what ran on them is labelled.");
    column.cut_top(ui.px(4));
    Rect row = column.cut_top(ui.px(24));
    const float half = std::floor((row.w - ui.px(12)) / 2);
    Rect left = row.cut_left(half);
    row.cut_left(ui.px(12));
    ui.text(left.cut_left(ui.px(44)), Style::Body, ui.c.tx3, "repeat");
    if (repeat_.draw(ui, "repeat", left, std::to_string(setup.repeat), "1"))
      context.app.run_or_tell("run.repeat " + repeat_.text());
    ui.text(row.cut_left(ui.px(36)), Style::Body, ui.c.tx3, "seed");
    if (seed_.draw(ui, "seed", row, std::to_string(setup.seed), "0"))
      context.app.run_or_tell("run.seed " + seed_.text());
    draw_programs(context, column, setup.program);
  }

  static void draw_programs(ui::ViewContext& context, Rect& column, std::size_t shown) {
    const auto& programs = context.file->document()->programs();
    if (programs.size() < 2) return;
    draw_part_title(context.ui, column, "Program");
    for (std::size_t i = 0; i < programs.size(); ++i) {
      const std::string name = programs[i].name.empty() ? "program " + std::to_string(i) : programs[i].name;
      const std::string tasks = ui::plural(programs[i].task_count, "task");
      if (draw_radio(context.ui, column, {name, tasks, "", i == shown, true}))
        context.app.run_or_tell("run.program " + std::to_string(i));
    }
  }

  static void draw_runs(ui::ViewContext& context, Rect& column) {
    const ui::Ui& ui = context.ui;
    draw_part_title(ui, column, "Runs");
    const state::RunWork& work = context.app.running;
    if (work.runs.empty())
      draw_sentence(ui, column, ui.c.tx3, "None yet. They are kept until the program ends.");
    for (const state::FinishedRunPtr& run : work.runs) draw_run(context, column.cut_top(ui.px(22)), *run);
  }

  static void draw_run(ui::ViewContext& context, const Rect& row, const state::FinishedRun& run) {
    const ui::Ui& ui = context.ui;
    const state::RunWork& work = context.app.running;
    const Rect ground{row.x - ui.px(kRunPad), row.y, row.w + ui.px(2 * kRunPad), row.h};
    draw_row_ground(ui, ground, work.a == run.id, context.focused, ui.hovers(ground));
    Rect rest = row;
    ui.text(rest.cut_left(ui.px(40)), Style::Small, ui.c.tx3, run.clock);
    const Rect side = rest.cut_right(ui.px(18));
    const bool is_b = work.side_b == SideB::Run && work.b_run == run.id;
    ui.text(side, Style::SmallBold, is_b ? ui.c.accent : ui.c.tx4, "B", Align::Right);
    ui.tooltip(side, "Compare with this run");
    const auto verdict = work.verdicts.find(run.id);
    const bool failed = !run.failure.empty();
    const std::string outcome = failed ? "failed" : verdict == work.verdicts.end() ? "ran" : verdict->second;
    ui.text(rest.cut_right(ui.px(64)), Style::Small, failed ? ui.c.error : ui.c.tx2, outcome, Align::Right);
    if (run.trace && !run.trace->report.seconds.empty())
      ui.text(rest.cut_right(ui.px(58)), Style::Small, ui.c.tx2,
              duration_text(run::timing_of(run.trace->report.seconds).median), Align::Right);
    rest.cut_right(ui.px(6));
    const bool other = run.file != context.file->id();
    std::string what = (other ? run.file_name + " · " : "") + run.device + " · " + run.inputs;
    if (run.changes > 0) what += " · " + ui::plural(run.changes, "change");
    if (run.inferred) what = "~ " + what;
    ui.text(rest, Style::Body, ui.c.tx1, what, Align::Left, ui::Elide::End);
    ui.tooltip(rest, run.file_name + " on " + what + (run.inferred ? " · inferred rules" : "") +
                         (failed ? " · " + run.failure : ""));
    if (ui.clicks(side)) return context.app.run_or_tell("run.compare-run " + std::to_string(run.id));
    if (ui.clicks(ground)) context.app.run_or_tell("run.show-run " + std::to_string(run.id));
  }

  ui::Scroll scroll_;
  double height_ = 0;
  int file_ = 0;
  std::vector<InputControls> inputs_;
  SettingField folder_, absolute_, relative_, repeat_, seed_;
};

}  // namespace

std::unique_ptr<ui::View> make_run_view() {
  return std::make_unique<RunView>();
}

}  // namespace ane::views
