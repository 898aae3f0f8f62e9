#pragma once
// The application without a window: open files, what is selected, what runs, what the user set. The UI thread
// alone owns it. Views read it and send commands.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/state/comparison_work.hpp"
#include "app/state/debug_work.hpp"
#include "app/state/explain_work.hpp"
#include "app/state/export_work.hpp"
#include "app/state/find.hpp"
#include "app/state/heatmap_state.hpp"
#include "app/state/jobs.hpp"
#include "app/state/open_file.hpp"
#include "app/state/open_request.hpp"
#include "app/state/run_work.hpp"
#include "app/state/save_request.hpp"
#include "app/state/selection.hpp"
#include "app/state/settings.hpp"
#include "core/regdb/database.hpp"

namespace ane::state {

struct LogLine {
  double seconds = 0;  ///< since the start
  Severity severity = Severity::Note;
  std::string text;
};

struct Toast {
  std::string text;
  Severity severity = Severity::Note;
  double until = 0;  ///< seconds since the start; errors stay until they are closed
};

/// How much of the structure one tint of the hex view covers.
enum class Overlay { Section, Task, Block, Register, Field };
/// What the offset column counts from.
enum class OffsetMode { File, Address, Section };

/// How the weights view lays a tensor out: a tile for each filter, one matrix (out) x (the rest), or the
/// halfwords as they are stored, engine by engine.
enum class WeightsLayout { Filters, Matrix, Stored };
/// What the ends of the colours stand for: the largest magnitude on both sides, smallest and largest value,
/// all but one of a thousand values, or two numbers of the user's.
enum class WeightsRange { Symmetric, Fit, Clipped, Manual };

/// Choices of single views that commands change.
struct ViewOptions {
  std::uint32_t hex_width = 16;
  Overlay overlay = Overlay::Register;
  OffsetMode offsets = OffsetMode::File;
  bool show_written = true, show_carried = true, show_unset = false;
  std::string sort = "index";  ///< column of the task table
  bool sort_down = false;
  std::string cost_sort = "time";  ///< one of kCostKeys
  bool cost_down = true;
  std::string timeline;  ///< field whose values over all tasks are shown, or ""
  bool compact_rows = false;
  WeightsLayout weights_layout = WeightsLayout::Filters;
  WeightsRange weights_range = WeightsRange::Symmetric;
  double weights_low = -1, weights_high = 1;  ///< where the range is Manual
  bool weights_log = true;                    ///< the histogram counts in powers of two
  int weights_zoom = 0;                       ///< steps from what fits into the view
  GraphColor graph_color = GraphColor::Engine;
  bool edit_bits = false;      ///< a click on a bit of the inspector's ruler turns it round
  std::string table_function;  ///< that a table is compared with; "" for the best
};

/// Sheets over the panes; one at a time.
enum class Sheet {
  None,
  Palette,
  GoTo,
  Open,
  GoToOffset,
  Keys,
  About,
  DecodeAs,
  Export,
  Save,
  Choose,  ///< a file for a command, see open_request.hpp
  ExportComparison
};

/// How the panes are arranged: around one file, around two that are compared, or around a run.
enum class Layout { Inspect, Compare, Debug };

class App {
 public:
  /// `wake` makes the window draw again; it is called from any thread.
  App(std::shared_ptr<const regdb::Database> database, Settings settings, std::function<void()> wake);

  /// Takes in what jobs and commands of the last frame left to do. True where something changed.
  bool begin_frame();
  double seconds() const;

  // Files.
  /// `then` is called with the id of the file, once it is there.
  void open(const std::string& path, std::function<void(int file)> then = {});
  void open_document(document::DocumentPtr document);
  Result<void> open_sample(std::string_view name);
  void close(int file);
  /// Closes a file, unless it has changes that nothing holds and the user was not told of them yet.
  void ask_to_close(int file);
  /// Ends the program, with the same exception.
  void ask_to_quit();
  void reload();
  /// Puts a program with other changes in the place of a file; what the user chose in it stays. Only between
  /// two frames.
  void show_edited(int file, const EditedProgram& program);
  /// Decodes the active file as another generation; "" is the one of its cpusubtype. Fails where there is no
  /// such generation.
  Result<void> decode_as(const std::string& generation);
  OpenFile* active();
  const OpenFile* active() const;
  OpenFile* file(int id);
  void activate(int file);
  void show_database() {
    database_shown = true;
    active_file = 0;
  }
  /// Looks whether open files changed on disk. True where one did.
  bool check_disk();

  // Selection. Takes effect before the next frame, so that all views of one frame agree.
  void select(Selection selection);
  /// As select(), but leaves no trace in the history; nothing ends the preview.
  void preview(std::optional<Selection> selection);
  void go(const std::optional<Place>& place);

  // Running and telling.
  Result<void> run(std::string_view line);
  /// Runs a command; what it has to say against it becomes a toast and a line of the log.
  void run_or_tell(std::string_view line);
  void log(Severity severity, std::string text);
  void toast(Severity severity, std::string text);
  void start_find(const std::string& query);
  void set_task_filter(const std::string& text);
  void show_timeline(const std::string& path);
  /// Starts working a constant of the survey out, so that it becomes OpenFile::constant, or OpenFile::table
  /// where it is a lookup table. Nothing happens where it is there or under way.
  void show_constant(OpenFile& file, std::size_t index);

  /// What `expect PATH VALUE` compares, or nothing for an unknown path.
  std::optional<std::string> query(std::string_view path) const;

  std::shared_ptr<const regdb::Database> database;
  Settings settings;
  std::string settings_path;
  Jobs jobs;
  History history;
  std::vector<std::unique_ptr<OpenFile>> files;
  int active_file = 0;  ///< 0: none
  bool database_shown = false;
  std::string database_generation = "h13";
  ViewOptions options;
  std::vector<LogLine> log_lines;
  std::vector<Toast> toasts;
  Layout layout = Layout::Inspect;
  bool shows_steps = false;  ///< Layout::Debug with the panes for stepping before anything is stepped through
  Sheet sheet = Sheet::None;
  std::string sheet_text;                  ///< what the sheet starts with
  std::string bring_view;                  ///< view to bring to the front in the next frame
  std::string focus_find;                  ///< view whose find box takes the keyboard
  std::string edit_in;                     ///< view that opens its editor for what is selected
  std::vector<std::string> visible_views;  ///< written by the shell
  std::string focused_view = "explorer";
  std::string clipboard;  ///< last text copied
  bool clipboard_changed = false;
  bool layout_reset = false;
  bool bottom_open = false;
  bool quit = false;
  std::uint64_t frames = 0;
  double first_frame_ms = 0;  ///< from the open window to the end of the first frame
  std::shared_ptr<Matches> matches;
  int matches_file = 0;  ///< where they were found
  std::size_t match_at = 0;

  ExportWork exporting;
  ComparisonWork comparing;
  RunWork running;
  HeatWork heat;
  DebugWork debugging;
  ExplainWork explaining;
  SaveRequest saving;    ///< what Sheet::Save asks for
  OpenRequest choosing;  ///< what Sheet::Choose asks for

  std::string asked_for;  ///< path of the program that was asked for or brought to the front last
  /// A .dot file that waits for the program that it is shown beside.
  struct WaitingGraph {
    std::string path;
    std::string program;  ///< App::asked_for when it came
  };
  std::vector<WaitingGraph> waiting_graphs;

  /// A part of the window that becomes a PNG. The view that is asked sets the place when it is drawn.
  struct WantedPicture {
    std::string path, view;
    float x = 0, y = 0, w = 0, h = 0;
  };
  WantedPicture wanted_picture;

  struct FilterResult {
    int file = 0;
    std::string text;
    std::string error;
    std::shared_ptr<const std::vector<std::size_t>> tasks;  ///< null while it is worked out
  };
  FilterResult filter;

  struct Timeline {
    int file = 0;
    std::string path;
    std::shared_ptr<const std::vector<task::RegisterState>> states;
  };
  Timeline timeline;

 private:
  int add_file(document::DocumentPtr document, std::optional<int> replace);
  void start_reading(OpenFile& file);
  void save_settings();
  /// Drops what was worked out of a file that is no longer there.
  void forget_results(int file);
  void forget_bytes(int file);

  std::function<void()> wake_;
  std::chrono::steady_clock::time_point start_;
  void put(int file, Selection selection, bool remember);

  std::optional<Place> pending_;
  bool pending_history_ = true;
  std::optional<Place> before_preview_;
  int next_file_ = 1;
};

}  // namespace ane::state
