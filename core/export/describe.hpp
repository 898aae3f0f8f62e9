#pragma once
// What an export is, for people, for programs and for the C compiler.

#include <optional>
#include <string>

#include "core/base/file.hpp"
#include "core/base/result.hpp"
#include "core/export/plan.hpp"
#include "core/export/verify.hpp"
#include "core/report/json_writer.hpp"

namespace ane::exporter {

/// How an export ended.
struct Outcome {
  std::string input;
  std::string output;   ///< "" where nothing was written
  std::string sidecar;  ///< likewise
  Plan plan;
  std::optional<Verdict> verdict;  ///< where something was written
  std::optional<Error> error;      ///< why not, where the plan was possible
};

/// Problems of the plan, those that only the written file has, and why it was not written.
std::vector<Diagnostic> problems_of(const Outcome& outcome);

/// Sizes, channels, what was renumbered and the verdict, in columns. For exports that succeeded.
void write_outcome_text(const Outcome& outcome, Sink& sink);
/// The object that the command line promises; a failed export has the output null.
void write_outcome_json(const Outcome& outcome, report::JsonWriter& json);

/// The channels with their names, as JSON: what the format itself does not store.
void write_sidecar(const document::Document& source, const Plan& plan, Sink& sink);

/// The header as C text: `struct anec` and its fields as docs/formats/anec.md, section 2.1, names them.
void write_c_struct(const document::Document& source, const Plan& plan, const std::string& name, Sink& sink);

/// "0x26964 → 0x249a5  source1 4 → 5, source2 5 → 6, result 6 → 4"
std::string change_text(const WordChange& change);
/// What was compared, in a sentence.
std::string verdict_text(const Verdict& verdict);

}  // namespace ane::exporter
