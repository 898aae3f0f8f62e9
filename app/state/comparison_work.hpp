#pragma once
// Two open files compared: which ones, how, and what came out. The comparing is done by a job; what it made
// never changes, and a choice of the user starts another one.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/shown_constant.hpp"
#include "core/diff/byte_layout.hpp"
#include "core/diff/compare.hpp"
#include "core/diff/describe.hpp"

namespace ane::state {

class App;

/// A comparison with everything that views ask of it in each frame.
struct Compared {
  diff::Comparison comparison;
  diff::Summary summary;
  std::optional<diff::TaskTexts> texts;  ///< always there once it is made
  std::vector<std::size_t> differing;    ///< pairs, see Comparison::differing_pairs
  diff::ByteLayout bytes;
  double seconds = 0;  ///< that it took
};
using ComparedPtr = std::shared_ptr<const Compared>;

/// A field that is looked at, with the bytes that say what it is on each side; empty where the task inherits
/// it.
struct ComparedPlace {
  std::string path;
  Extent a, b;
};

/// Every field of a pair, equal ones too; made by a job.
struct AllFields {
  std::size_t pair = 0;
  std::vector<diff::Change> list;
};

/// A constant of both sides, worked out so that it can be drawn; made by a job.
struct ComparedWeights {
  std::size_t index = 0;        ///< in Comparison::weights
  ShownConstantPtr a, b;        ///< null where that side has none
  ShownConstantPtr difference;  ///< A - B; null where the values cannot be compared one by one
  double largest = 0;           ///< magnitude of all of them, so that they share one scale
};
using ComparedWeightsPtr = std::shared_ptr<const ComparedWeights>;

struct ComparisonWork {
  int file_a = 0, file_b = 0;  ///< ids of open files, 0: none
  diff::Options options;
  bool only_changes = true;  ///< tasks that are the same fold
  bool show_noise = false;
  ComparedPtr result;  ///< null while it is worked out
  std::string error;   ///< why there is no result; "" where there is one or will be
  std::uint64_t request = 0;

  std::optional<std::size_t> pair;              ///< in Comparison::tasks
  ComparedPlace field;                          ///< path "" for none
  std::shared_ptr<const AllFields> all_fields;  ///< perhaps still of an earlier pair, or null
  std::optional<std::size_t> wanted_fields;     ///< see show_all_fields
  ComparedWeightsPtr weights;                   ///< perhaps still earlier ones, or null
  std::optional<std::size_t> wanted_weights;    ///< see show_compared_weights
  std::uint64_t steps = 0;                      ///< grows with everything that views should bring into sight

  bool has_files() const { return file_a != 0 && file_b != 0; }
  const diff::Comparison* comparison() const { return result ? &result->comparison : nullptr; }
  /// The selected pair, or null.
  const diff::TaskPair* selected() const;
};

/// "none", "working", "failed", "ready"
std::string_view comparison_status(const ComparisonWork& work);

/// Compares two open files from now on and shows them.
void compare_files(App& app, int a, int b);
/// Opens two files and compares them.
void open_comparison(App& app, const std::string& a, const std::string& b);
/// Works the comparison out again, after another choice of options. What is selected stays.
enum class Sides { Same, Swapped };
void restart_comparison(App& app, Sides sides = Sides::Same);
/// A file was closed, or another document took its place.
void forget_comparison(App& app, int file);

/// Shows a pair; its first changed field becomes the one that is looked at.
void select_pair(App& app, std::size_t pair);
/// Looks at a field of the selected pair. Fails where the comparison knows no such field.
Result<void> select_compared_field(App& app, std::string_view path);
/// Starts working out every field of the selected pair. Nothing happens where that is there or under way.
void show_all_fields(App& app);
/// Starts working out a constant of both sides, one of Comparison::weights.
void show_compared_weights(App& app, std::size_t index);
/// "2 of 6": which of the differing pairs is selected; "6 differ" where another one is.
std::string comparison_position(const ComparisonWork& work);

/// What `expect compare.…` compares, or nothing for an unknown path.
std::optional<std::string> query_comparison(const App& app, std::string_view path);

}  // namespace ane::state
