#include "core/base/diagnostics.hpp"

#include <algorithm>
#include <utility>

namespace ane {

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "note";
}

void Diagnostics::add(Diagnostic diagnostic) {
  const auto repeats = [&](const Diagnostic& kept) {
    return kept.where == diagnostic.where && kept.task == diagnostic.task && kept.code == diagnostic.code &&
           kept.message == diagnostic.message;
  };
  std::size_t& seen = seen_[diagnostic.code];
  if (seen < kPerCode && std::any_of(kept_.begin(), kept_.end(), repeats)) return;
  ++seen;
  ++counts_[static_cast<std::size_t>(diagnostic.severity)];
  if (seen <= kPerCode) kept_.push_back(std::move(diagnostic));
}

void Diagnostics::add(Severity severity, std::string_view code, std::string message, Extent where,
                      std::optional<std::size_t> task) {
  add(Diagnostic{severity, std::string(code), std::move(message), where, task});
}

void Diagnostics::append(const Diagnostics& other) {
  // What `other` counted without keeping has no entry to pass on, only its numbers.
  std::array<std::size_t, 3> unlisted = other.counts_;
  for (const Diagnostic& diagnostic : other.kept_) {
    add(diagnostic);
    --unlisted[static_cast<std::size_t>(diagnostic.severity)];
  }
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += unlisted[i];
  for (const auto& [code, count] : other.seen_) {
    if (count > kPerCode) seen_[code] += count - kPerCode;
  }
}

std::vector<Diagnostic> Diagnostics::list() const {
  std::vector<Diagnostic> all = kept_;
  for (const auto& [code, count] : seen_) {
    if (count <= kPerCode) continue;
    all.push_back({Severity::Note,
                   code,
                   std::to_string(count - kPerCode) + " more problems of this kind are not listed",
                   {},
                   {}});
  }
  return all;
}

std::size_t Diagnostics::count(Severity severity) const {
  return counts_[static_cast<std::size_t>(severity)];
}

}  // namespace ane
