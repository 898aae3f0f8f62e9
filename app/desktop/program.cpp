#include "app/desktop/program.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "app/state/directory.hpp"
#include "app/views/all_views.hpp"
#include "core/base/file.hpp"

namespace ane::desktop {
namespace {

/// One input can take effect over a few frames: what it selects is shown by the next.
constexpr int kFramesPerInput = 3;
constexpr double kDiskCheckSeconds = 1;
constexpr int kBenchWarmUp = 5;

double milliseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

state::Settings load_settings(state::App* app) {
  auto loaded = state::Settings::load(state::Settings::default_path());
  if (loaded) return *loaded;
  if (app != nullptr) app->log(Severity::Warning, loaded.error().message);
  return {};
}

double at_share(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto index = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  return values[index];
}

void print_times(const char* name, const std::vector<double>& times) {
  std::printf("\"%s\":{\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"max\":%.3f}", name, at_share(times, 0.5),
              at_share(times, 0.95), at_share(times, 0.99), at_share(times, 1));
}

}  // namespace

Program::Program(Options options, std::unique_ptr<Window> window, Clock::time_point start,
                 Clock::time_point opened)
    : options_(std::move(options)),
      start_(start),
      opened_(opened),
      window_(std::move(window)),
      app_(regdb::Database::embedded(), load_settings(nullptr), &Window::wake),
      shell_(app_, &views::find_view, &views::draw_welcome) {
  scripted_ = !options_.script.empty() || !options_.screenshot.empty() || options_.bench_frames > 0;
  app_.settings_path = state::Settings::default_path();
  if (!options_.theme.empty()) app_.settings.dark = options_.theme == "dark";
  if (options_.scale > 0) app_.settings.scale = options_.scale;
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigInputTextCursorBlink = false;  // a blinking caret would draw frames for ever
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  shell_.ui.load_fonts();
  if (!shell_.ui.missing_fonts().empty())
    app_.log(Severity::Note, "fonts not installed, others take their place: " + shell_.ui.missing_fonts());
  app_.log(Severity::Note, "renderer: " + window_->renderer());
  if (options_.diff) {
    state::open_comparison(app_, options_.files[0], options_.files[1]);
  } else {
    for (const std::string& file : options_.files) app_.open(file);
  }
}

void Program::take_input() {
  if (window_->take_dirty()) frames_wanted_ = kFramesPerInput;
  for (const Dropped& dropped : window_->take_dropped()) {
    if (dropped.right_half && app_.active() != nullptr) {
      app_.run_or_tell("compare.open-b " + dropped.path);
    } else {
      app_.open(dropped.path);
    }
  }
  if (window_->take_wish_to_close()) app_.ask_to_quit();
  if (app_.seconds() - last_disk_check_ > kDiskCheckSeconds) {
    last_disk_check_ = app_.seconds();
    if (app_.check_disk()) frames_wanted_ = kFramesPerInput;
  }
  if (app_.begin_frame()) frames_wanted_ = kFramesPerInput;
}

void Program::wait_for_work() {
  double wait = frames_wanted_ > 0 ? 0 : kDiskCheckSeconds;
  if (frames_wanted_ <= 0) {
    const double next = shell_.next_frame_after();
    if (next >= 0 && next < wait) wait = next;
    if (script_status_ == Script::Status::Waiting) wait = std::min(wait, script_.wait_left(app_));
  }
  const double before = app_.seconds();
  window_->take_events(wait);
  const double next = shell_.next_frame_after();
  if (frames_wanted_ <= 0 && next >= 0 && app_.seconds() - before >= next) frames_wanted_ = 1;
  take_input();
}

void Program::frame() {
  const auto start = Clock::now();
  window_->begin_frame();
  // Pictures and scripts come out the same wherever the pointer was left.
  if (scripted_ && !window_->pointer_moved() && options_.bench_frames == 0)
    ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  ImGui::NewFrame();
  const float scale = app_.settings.scale > 0 ? app_.settings.scale : window_->monitor_scale();
  shell_.keys = window_->take_key_chords();
  shell_.draw(ImGui::GetIO().DisplaySize, scale);
  ImGui::Render();
  const auto built = Clock::now();
  window_->render();
  if (!picture_.empty()) {
    if (!write_picture(picture_)) status_ = 1;
    picture_.clear();
  }
  write_wanted_picture();
  window_->present();
  if (++app_.frames == 1) report_first_frame();
  --frames_wanted_;
  // Fast typing is taken in over several frames; what is left of it would wait for the next input.
  if (ImGui::GetCurrentContext()->InputEventsQueue.Size > 0) frames_wanted_ = std::max(frames_wanted_, 1);
  if (bench_.frame >= kBenchWarmUp) {
    bench_.build.push_back(milliseconds(built - start));
    bench_.submit.push_back(milliseconds(Clock::now() - built));
  }
  if (app_.clipboard_changed) {
    window_->set_clipboard(app_.clipboard);
    app_.clipboard_changed = false;
  }
  const state::OpenFile* file = app_.active();
  const std::string title = file == nullptr ? "anescope" : file->name() + " — anescope";
  if (title != title_) window_->set_title(title_ = title);
}

void Program::report_first_frame() {
  const auto whole = [](Clock::duration time) {
    return std::to_string(static_cast<long>(milliseconds(time)));
  };
  const Clock::time_point now = Clock::now();
  app_.first_frame_ms = milliseconds(now - opened_);
  app_.log(Severity::Note, "first frame " + whole(now - start_) + " ms after the start, " +
                               whole(opened_ - start_) +
                               " ms of them until the window and OpenGL were there");
}

bool Program::write_picture(const std::string& path) {
  const auto png = window_->picture_png();
  const auto written = png ? write_file(path, *png) : Result<void>(png.error());
  if (written) return true;
  std::fprintf(stderr, "anescope: %s: %s\n", path.c_str(), written.error().message.c_str());
  return false;
}

// The part of the frame that a view was asked to save.
void Program::write_wanted_picture() {
  const state::App::WantedPicture wanted = app_.wanted_picture;
  if (wanted.w < 1 || wanted.h < 1) return;
  app_.wanted_picture = {};
  const auto cut = [&]() -> Result<std::vector<std::uint8_t>> {
    ANE_TRY(const auto png, window_->picture_png());
    ANE_TRY(const image::Picture picture, image::read_png(png));
    return image::write_part(picture, static_cast<std::uint32_t>(std::max(0.0F, wanted.x)),
                             static_cast<std::uint32_t>(std::max(0.0F, wanted.y)),
                             static_cast<std::uint32_t>(wanted.w), static_cast<std::uint32_t>(wanted.h));
  }();
  const auto written = cut ? write_file(wanted.path, *cut) : Result<void>(cut.error());
  const std::string text =
      written ? "Saved " + state::without_home(wanted.path) : wanted.path + ": " + written.error().message;
  app_.toast(written ? Severity::Note : Severity::Error, text);
  app_.log(written ? Severity::Note : Severity::Error, text);
  frames_wanted_ = kFramesPerInput;
}

// One step after each frame. False where the program should end.
bool Program::step_script() {
  const bool ended = script_.ended();
  if (!ended) {
    script_status_ = script_.step(app_);
    if (script_status_ == Script::Status::Screenshot) picture_ = script_.picture();
    if (script_status_ == Script::Status::Failed) {
      std::fprintf(stderr, "anescope: %s: %s\n", options_.script.c_str(), script_.error().c_str());
      status_ = 1;
      return false;
    }
    if (script_status_ != Script::Status::Waiting) frames_wanted_ = std::max(frames_wanted_, 1);
    return !app_.quit;
  }
  script_status_ = Script::Status::Done;
  if (options_.bench_frames > 0) return bench_step();
  if (options_.screenshot.empty()) return true;
  if (!picture_.empty() || frames_wanted_ > 0 || !app_.jobs.idle()) {
    frames_wanted_ = std::max(frames_wanted_, 1);
    return true;
  }
  picture_ = options_.screenshot;
  frame();
  return false;
}

void Program::start_bench() {
  if (!script_.shown_view().empty()) {
    bench_.views = {script_.shown_view()};
  } else {
    for (const ui::ViewDesc& view : views::all_views()) bench_.views.emplace_back(view.id);
  }
}

// Scrolls with the wheel over the view and walks through the tasks, as a user in a hurry does.
bool Program::bench_step() {
  if (!app_.jobs.idle()) {
    frames_wanted_ = 1;
    return true;
  }
  if (bench_.views.empty()) start_bench();
  if (bench_.at >= bench_.views.size()) return false;
  const std::string& view = bench_.views[bench_.at];
  if (bench_.frame < 0) {
    app_.bring_view = view;
    bench_.build.clear();
    bench_.submit.clear();
  }
  ++bench_.frame;
  frames_wanted_ = kFramesPerInput;
  const ui::Rect area = shell_.area_of(view);
  ImGuiIO& io = ImGui::GetIO();
  if (area.w > 0) io.AddMousePosEvent(area.x + area.w / 2, area.y + area.h * 0.6F);
  io.AddMouseWheelEvent(0, bench_.frame % 40 < 20 ? -3.0F : 3.0F);
  const state::OpenFile* file = app_.active();
  const std::size_t tasks = file == nullptr ? 0 : file->document()->tasks().size();
  if (tasks > 0 && bench_.frame % 2 == 0)
    app_.select(file->of_task(static_cast<std::size_t>(bench_.frame) * 37 % tasks));
  if (static_cast<int>(bench_.build.size()) >= options_.bench_frames) finish_bench_view();
  return true;
}

void Program::finish_bench_view() {
  std::printf("{\"view\":\"%s\",\"frames\":%zu,", bench_.views[bench_.at].c_str(), bench_.build.size());
  print_times("cpu_ms", bench_.build);
  std::printf(",");
  print_times("gl_ms", bench_.submit);
  std::printf("}\n");
  std::fflush(stdout);
  ++bench_.at;
  bench_.frame = -1;
}

int Program::run() {
  if (!options_.script.empty()) {
    std::ifstream stream(options_.script);
    std::stringstream text;
    text << stream.rdbuf();
    if (!stream.is_open()) {
      std::fprintf(stderr, "anescope: cannot read %s\n", options_.script.c_str());
      return 1;
    }
    script_.load(text.str());
  }
  while (!app_.quit) {
    wait_for_work();
    if (frames_wanted_ > 0) frame();
    if (scripted_ && !step_script()) break;
    if (app_.quit) break;
  }
  return finish();
}

int Program::finish() {
  if (const auto saved = app_.settings.save(app_.settings_path); !saved && status_ == 0)
    std::fprintf(stderr, "anescope: %s\n", saved.error().message.c_str());
  return status_;
}

}  // namespace ane::desktop
