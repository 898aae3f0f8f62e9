#pragma once
// The constants of a program as a list, with statistics, and as .npy files (docs/command-line.md, weights).

#include <optional>
#include <string>

#include "core/base/file.hpp"
#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/model/constants.hpp"
#include "core/model/half_counts.hpp"

namespace ane::report {

struct WeightsOptions {
  /// Folder for one .npy file a constant whose values are known; made with its parents. Nothing is written
  /// without it.
  std::optional<std::string> npy;
};

/// Both look at all constants, one after the other, and hold none of them. They fail with the first file that
/// could not be written; the list is complete even then.
Result<void> write_weights_text(const document::DocumentPtr& document, const WeightsOptions& options,
                                Sink& sink);
Result<void> write_weights_json(const document::DocumentPtr& document, const WeightsOptions& options,
                                Sink& sink);

/// Counts all elements of a tensor. `go_on`, where given, is asked between its pieces; false stops.
model::HalfCounts count_halves(const model::ConstantTensor& tensor, const std::function<bool()>& go_on = {});

/// Writes a tensor as float16 .npy; the file is there completely or not at all.
Result<void> write_npy(const model::Constant& constant, const model::ConstantTensor& tensor,
                       const std::string& path);

/// "task 3 weights" as a file name without folder: what is no letter, digit, dot or dash becomes "_".
std::string npy_name(std::string_view name);

}  // namespace ane::report
