#pragma once
// Two compiled programs compared: what the hardware is told to do differently, and what merely looks
// different. Tasks are aligned by what they do, so that an inserted one shifts nothing else. Registers are
// compared as the hardware would see them (effective state); by choice as they were written.
//
// Everything here refers to the two documents by index and is made of numbers, so that tens of thousands of
// tasks cost little; texts are made where somebody looks (describe.hpp, report.hpp).

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/result.hpp"
#include "core/diff/fields.hpp"
#include "core/document/document.hpp"
#include "core/model/buffers.hpp"
#include "core/model/constants.hpp"
#include "core/model/tensors.hpp"
#include "core/task/state.hpp"

namespace ane::diff {

enum class Status { Same, Changed, OnlyA, OnlyB };
/// "same", "changed", "only_a", "only_b"
std::string_view status_name(Status status);

/// How two tasks were found to belong together.
enum class Basis {
  Exact,     ///< every register but ids and addresses is equal, and the weights look equal
  Shape,     ///< the same operation with the same sizes
  Nearest,   ///< the most similar ones between two aligned pairs
  ByHand,    ///< somebody said so
  Unpaired,  ///< on one side only
};
/// "exact", "shape", "nearest", "by hand", "unpaired"
std::string_view basis_name(Basis basis);

/// What is recognised as noise: differences that say nothing about what the hardware does.
enum class NoiseKind {
  BufferNumbers,      ///< the table of base addresses numbers the same buffers differently
  TaskNumbers,        ///< tasks are numbered on, with another start or behind an added one
  TaskLinks,          ///< where the next task lies, and how long it is
  Position,           ///< flags of the first and the last task, which are others now
  NetworkNumber,      ///< another id of the program
  ConstantAddresses,  ///< weights and tables lie elsewhere in the constants, with the same bytes
  AddressShift,       ///< all addresses of a kind shift by one constant
  KernelNames,        ///< symbols of weights are named after a hash of their content
  Paths,              ///< file names in the compiler's options
  Padding,            ///< bytes between the parts of the file
  SymbolForm,         ///< symbols that number their types differently, or mark outputs in their name
  LeftOver,           ///< what earlier tasks left in registers of parts that are switched off on both sides
};
/// "buffer-numbers", "task-numbers" …
std::string_view noise_name(NoiseKind kind);

/// One kind of noise, listed once.
struct Noise {
  NoiseKind kind = NoiseKind::TaskNumbers;
  std::uint64_t count = 0;  ///< fields, symbols or bytes
  std::string what;         ///< "base-address numbers of the same buffers"
  std::string value;        ///< "image 5 → 4, image2 6 → 5", "+0x4000", "" where a count says all
};

/// Of one side of a field: whether a task wrote it, or what else decides its value. Absent: the generation
/// has no such field.
enum class Held : std::uint8_t { Written, Carried, Reset, Unset, Absent };

/// One field that differs between the tasks of a pair.
struct Change {
  static constexpr std::uint32_t kNoField = 0xffffffff;
  std::uint32_t field = 0;     ///< in Comparison::fields; kNoField for a word that no database knows
  std::uint32_t address = 0;   ///< of such a word, in bytes
  std::uint32_t a = 0, b = 0;  ///< the field's bits moved down to bit 0; slots: the number
  Held held_a = Held::Unset, held_b = Held::Unset;
  bool off = false;  ///< the part of the hardware is switched off on both sides
  bool noise = false;
  NoiseKind kind = NoiseKind::TaskNumbers;  ///< where it is noise
};

/// A task of A with its counterpart in B, or a task without one. Pairs are in the order of B, with the tasks
/// that only A has behind the pair that comes before them in A.
struct TaskPair {
  std::optional<std::size_t> a, b;  ///< in Document::tasks
  Status status = Status::Same;
  bool moved = false;  ///< both are there, but not in the same order as the tasks around them
  Basis basis = Basis::Exact;
  float similarity = 1;              ///< share of the registers that say something and are equal, 0 to 1
  std::size_t first_change = 0;      ///< in Comparison::changes, the real ones first …
  std::uint32_t change_count = 0;    ///< … and how many
  std::uint32_t noise_count = 0;     ///< that follow them
  std::optional<std::size_t> group;  ///< in Comparison::groups, where real changes are there
  bool weights_differ = false;       ///< an entry of Comparison::weights of this pair is not equal

  bool paired() const { return a.has_value() && b.has_value(); }
};

/// Pairs in which the same fields changed. With `same_values` also from and to the same values.
struct ChangeGroup {
  std::vector<std::size_t> pairs;  ///< in Comparison::tasks
  bool same_values = true;
};

/// One property that differs, by name. `semantic` is false for what says where the file comes from or how it
/// is laid out: it is listed, and does not count as a difference of the program.
struct PropertyChange {
  std::string path;                 ///< "compiler.version", "segments.__TEXT.vmsize", "shape"
  std::optional<std::string> a, b;  ///< nothing where that side does not have it
  bool semantic = true;
  Extent where_a, where_b;  ///< the bytes behind it, where they are known
};

struct TensorPair {
  std::optional<std::size_t> a, b;  ///< in Comparison::tensors_a, tensors_b
  Status status = Status::Same;
  std::vector<PropertyChange> changes;  ///< semantic ones only count for the status
};

enum class WeightsVerdict {
  Equal,      ///< the same bytes
  Reordered,  ///< the same values, stored in another order or form
  Different,
  OnlyA,
  OnlyB,
  NotCompared,  ///< a file does not hold the bytes; `reason` says which
};
/// "equal", "reordered", "different", "only_a", "only_b", "not compared"
std::string_view verdict_name(WeightsVerdict verdict);

/// A constant of A with its counterpart in B.
struct WeightsPair {
  std::optional<model::Constant> a, b;
  std::optional<std::size_t> pair;  ///< in Comparison::tasks; nothing for bytes that no task loads
  WeightsVerdict verdict = WeightsVerdict::Equal;
  std::string reason;  ///< where values could not be compared: why
  /// In elements where values were compared, in bytes where only bytes could be.
  std::uint64_t compared = 0, differing = 0;
  bool by_value = false;
  double largest_difference = 0;        ///< of values; NaN against a number counts as infinite
  model::ElementIndex largest_at{};     ///< of values
  double largest_a = 0, largest_b = 0;  ///< the values there
  std::uint64_t bytes_changed = 0;      ///< bytes of values that differ, or are there on one side only
};

/// A symbol that is on one side only, or has another value or another description of its type.
struct SymbolPair {
  std::string name;                   ///< made safe to print, as other_name
  std::string other_name;             ///< B's, where only the description behind the colon differs
  std::optional<std::uint64_t> a, b;  ///< values
  Status status = Status::Same;
};

struct ByteComparison {
  bool identical = false;
  std::uint64_t size_a = 0, size_b = 0;
  std::uint64_t differing = 0;  ///< bytes at the same offset that differ, and those that one file has more
  std::optional<std::uint64_t> first;  ///< offset of the first of them
  std::vector<Extent> ranges;  ///< the first kMaxRanges of them, neighbours closer than 8 bytes as one
  static constexpr std::size_t kMaxRanges = 4096;
  std::uint64_t range_count = 0;
};

/// What to compare, and how.
struct Options {
  bool written_only = false;  ///< words that tasks wrote, instead of the effective state
  /// Pairs that somebody chose, tasks of A with tasks of B. Those that do not exist, or use a task twice, are
  /// an error.
  std::vector<std::pair<std::size_t, std::size_t>> by_hand;
  bool tasks = true, tensors = true, weights = true, container = true, symbols = true;
};

/// Steps of the work for whoever shows progress; false cancels.
using Progress = std::function<bool(std::size_t done, std::size_t total)>;

struct Counts {
  std::uint64_t tasks_same = 0, tasks_changed = 0, tasks_only_a = 0, tasks_only_b = 0, tasks_moved = 0;
  std::uint64_t fields_changed = 0, fields_off = 0;  ///< `fields_off` of them are switched off on both sides
  std::uint64_t tensors_changed = 0, weights_changed = 0, weights_bytes_changed = 0;
  std::uint64_t container_changed = 0, symbols_changed = 0, noise = 0;
};

struct Comparison {
  document::DocumentPtr a, b;
  Options options;
  bool across_generations = false;
  std::vector<ComparedField> fields;
  std::vector<TaskPair> tasks;
  std::vector<Change> changes;
  std::vector<ChangeGroup> groups;  ///< largest first
  /// Of each program: looked up for every field that names a buffer, so not made anew each time.
  std::vector<std::vector<model::Buffer>> buffers_a, buffers_b;
  std::vector<model::Tensor> tensors_a, tensors_b;
  std::vector<TensorPair> tensors;
  std::vector<WeightsPair> weights;  ///< those that are not equal
  bool has_weights = false;          ///< tasks load constants on both sides
  std::vector<PropertyChange> container;
  std::vector<SymbolPair> symbols;  ///< without equal ones and without noise
  std::vector<Noise> noise;
  ByteComparison bytes;
  Counts counts;
  /// Fields that only one of the generations has, by number of fields; 0 within one generation.
  std::size_t fields_only_a = 0, fields_only_b = 0;
  /// Across generations: fields that a task of one side writes and of which nobody knows what the other
  /// holds. They are no changes.
  std::uint64_t fields_not_known = 0;
  /// What could not be compared, in sentences: "the tasks of H12 are not decoded".
  std::vector<std::string> limits;

  /// No difference in what was compared but noise and what PropertyChange calls not semantic.
  bool identical() const;
  /// The pair of a task of A or B, or nothing.
  std::optional<std::size_t> pair_of_a(std::size_t task) const;
  std::optional<std::size_t> pair_of_b(std::size_t task) const;
  /// Pairs that are not the same, or whose weights differ, in order.
  std::vector<std::size_t> differing_pairs() const;

  std::vector<std::size_t> by_a, by_b;  ///< task → pair
};

/// Fails where it was cancelled ("cancelled"), where a pair by hand cannot be, and where the tasks would need
/// more memory than kMaxWords.
Result<Comparison> compare(const document::DocumentPtr& a, const document::DocumentPtr& b,
                           const Options& options = {}, const Progress& progress = {});

/// At most this many register words of both sides together are kept.
inline constexpr std::uint64_t kMaxWords = std::uint64_t{1} << 28;

}  // namespace ane::diff
