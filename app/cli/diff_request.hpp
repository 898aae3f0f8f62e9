#pragma once
// What `anetool diff` was asked for.

#include <functional>
#include <string>

#include "app/cli/command.hpp"
#include "core/diff/compare.hpp"
#include "core/diff/report.hpp"

namespace ane::cli {

struct DiffFormat {
  std::string_view name;
  void (*write)(const diff::Comparison&, const diff::ReportOptions&, Sink&);
};

struct DiffRequest {
  diff::Options options;
  diff::ReportOptions report;
  const DiffFormat* format = nullptr;
  std::string output;  ///< "-" for standard output

  bool json() const { return format->name == "json"; }
};

/// The arguments, understood; fails with what is wrong with them.
Result<DiffRequest> understand_diff(const Context& context);

/// Writes to where the request says; kFailed, and a message, where that is not possible.
int deliver(const Context& context, const DiffRequest& request, const std::function<void(Sink&)>& write);

/// A difference, as the request counts them.
bool differs(const diff::Comparison& comparison, const DiffRequest& request);

/// One file against all programs of a folder.
int diff_folder(const Context& context, const DiffRequest& request);

}  // namespace ane::cli
