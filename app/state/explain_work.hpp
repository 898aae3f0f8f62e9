#pragma once
// How one element came about: of what the last task wrote while a program is stepped through, else of the
// tensor of a run that is looked at. Worked out by a job that runs the program up to the task.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/debug/explain.hpp"
#include "core/run/trace.hpp"

namespace ane::state {

class App;
class ExplainMachine;

/// Which element is meant.
struct ExplainSubject {
  run::KeptTensorPtr tensor;  ///< null for none
  std::uint64_t element = 0;  ///< of it, in C order
  bool stepping = false;      ///< it is what the last task wrote
  int run = 0;                ///< else the run that it is of
  friend bool operator==(const ExplainSubject&, const ExplainSubject&) = default;
};

struct ExplainWork {
  ExplainSubject subject;                            ///< that `result` is about, or will be
  std::shared_ptr<const debug::Explanation> result;  ///< null where there is none, or not yet
  std::string error;                                 ///< why there is none
  bool busy = false;
  std::size_t task = 0;             ///< that made the element, over the whole file
  std::uint64_t channel = 0;        ///< whose products the grids show, counted among the input channels
  std::optional<std::size_t> term;  ///< that was selected
  std::uint64_t request = 0;
  std::shared_ptr<ExplainMachine> machine;  ///< of the run that was asked about last; touched by jobs only
};

/// The element that is picked, or one without a tensor.
ExplainSubject picked_subject(const App& app);
/// Starts explaining what is picked; nothing happens where that is there or under way.
void explain_picked(App& app);
/// Drops what was explained, since the moment or the bytes are others now.
void forget_explanation(App& app);
/// Selects the bytes that term `term` is from: of the weight where it has one in the file, else of the input.
Result<void> select_term(App& app, std::size_t term);
/// Looks at the element that term `term` read, as an earlier task or an input left it, so that it is
/// explained in turn. Fails while stepping, and where the run kept no such element.
Result<void> show_source(App& app, std::size_t term);
/// B's tensor in which the explained element is, or null.
const run::KeptTensor* explained_b(const App& app);
/// Channels that the terms of an explanation go over, at least 1; grids show one at a time.
std::uint64_t explained_channels(const debug::Explanation& explanation);
/// "explain.…" for `expect`, or nothing for an unknown path.
std::optional<std::string> query_explain(const App& app, std::string_view path);

}  // namespace ane::state
