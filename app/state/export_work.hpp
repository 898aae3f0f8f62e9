#pragma once
// The export of a file to .anec as the sheet shows it: where to and how, what would be written, how it ended.
// Each command function is that of one row in commands.cpp.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/commands.hpp"
#include "core/base/result.hpp"
#include "core/export/describe.hpp"
#include "core/export/plan.hpp"

namespace ane::state {

class App;

struct ExportWork {
  int file = 0;  ///< id of the OpenFile, 0: none
  document::DocumentPtr document;
  exporter::Options options;
  std::string path;  ///< where to write
  bool sidecar = false;
  bool corrected = false;                            ///< a copy of an .anec file whose numbering is wrong
  std::shared_ptr<const exporter::Plan> plan;        ///< null while it is worked out
  std::shared_ptr<const exporter::Outcome> outcome;  ///< of the last attempt to write this plan
  bool writing = false;
  bool write_when_planned = false;  ///< Enter was quicker than the plan
  std::uint64_t request = 0;        ///< which plan was asked for last

  enum class Place { Unknown, Free, Taken, NoFolder };
  Place place = Place::Unknown;  ///< what is at `path` now
  std::string place_of;          ///< the path that `place` was asked for

  bool written() const { return outcome && !outcome->error; }
};

/// "none", "planning", "refused", "ready", "writing", "written", "failed", "cancelled"
std::string_view export_status(const ExportWork& work);

/// Sets another path to write to; what was written before is forgotten.
void set_export_path(App& app, const std::string& path);

bool can_export(const App& app);
/// The sheet has a plan that can be carried out and is not being carried out.
bool can_write_export(const App& app);
bool has_exported(const App& app);
/// The active file is an .anec file in which only the numbering is wrong.
bool can_correct(const App& app);
bool export_is_open(const App& app);

/// Opens the sheet; `path` may be "".
Result<void> open_export(App& app, std::string_view path);
Result<void> open_corrected(App& app, std::string_view path);
Result<void> set_export_mode(App& app, std::string_view name);
std::vector<Choice> export_mode_choices(const App& app);
Result<void> set_export_payload(App& app, std::string_view offset);
std::vector<Choice> export_payload_choices(const App& app);
Result<void> set_export_program(App& app, std::string_view name);
std::vector<Choice> export_program_choices(const App& app);
Result<void> toggle_export_sidecar(App& app, std::string_view);
Result<void> toggle_export_force(App& app, std::string_view);
Result<void> export_path(App& app, std::string_view path);
Result<void> write_export(App& app, std::string_view);
Result<void> show_exported(App& app, std::string_view);

}  // namespace ane::state
