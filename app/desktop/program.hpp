#pragma once
// The desktop program: frames while something changes, none while nothing does.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "app/desktop/options.hpp"
#include "app/desktop/script.hpp"
#include "app/desktop/window.hpp"
#include "app/state/app.hpp"
#include "app/ui/shell.hpp"

namespace ane::desktop {

class Program {
 public:
  using Clock = std::chrono::steady_clock;

  /// `start` is when the program began, `opened` when its window was there: the log says how long the first
  /// frame took.
  Program(Options options, std::unique_ptr<Window> window, Clock::time_point start, Clock::time_point opened);

  /// Runs until the user, the script or the benchmark ends it; the exit status.
  int run();

 private:
  void frame();
  bool step_script();
  void wait_for_work();
  bool bench_step();
  void start_bench();
  void finish_bench_view();
  bool write_picture(const std::string& path);
  void write_wanted_picture();
  void take_input();
  int finish();

  void report_first_frame();

  Options options_;
  Clock::time_point start_, opened_;
  std::unique_ptr<Window> window_;
  state::App app_;
  ui::Shell shell_;
  Script script_;
  Script::Status script_status_ = Script::Status::Done;
  int frames_wanted_ = 3;
  bool scripted_ = false;
  int status_ = 0;
  double last_disk_check_ = 0;
  std::string title_;
  std::string picture_;  ///< to be written after this frame

  struct Bench {
    std::vector<std::string> views;
    std::size_t at = 0;
    int frame = -1;
    std::vector<double> build, submit;  ///< milliseconds
  };
  Bench bench_;
};

}  // namespace ane::desktop
