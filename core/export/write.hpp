#pragma once
// From a plan to a file that has proved itself.

#include <functional>
#include <memory>
#include <string>

#include "core/base/file.hpp"
#include "core/base/result.hpp"
#include "core/export/plan.hpp"
#include "core/export/verify.hpp"

namespace ane::exporter {

/// Where to write.
struct Target {
  std::string path;     ///< may not be the source
  std::string sidecar;  ///< of the file that names every channel, "" for none
};

/// `OUT.anec.json` for `OUT.anec`.
std::string sidecar_path(const std::string& path);

/// Writes the planned file beside `target.path`, reads it back, checks it against `source` and only then
/// gives it the name: whatever goes wrong, an older file of that name stays as it was. The plan must be
/// possible.
Result<Verdict> write_anec(const document::DocumentPtr& source, const Plan& plan, const Target& target,
                           const std::function<bool()>& goes_on = {});

/// Checks the planned file and hands its bytes to `sink`.
Result<Verdict> stream_anec(const document::DocumentPtr& source, const Plan& plan, Sink& sink);

}  // namespace ane::exporter
