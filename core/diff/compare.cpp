#include "core/diff/compare.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/diff/bytes.hpp"
#include "core/diff/parts.hpp"
#include "core/diff/tasks.hpp"
#include "core/diff/weights.hpp"

namespace ane::diff {
namespace {

constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

Error cancelled() {
  return {"cancelled", {}};
}

bool has_tasks(const document::Document& document) {
  return document.generation() != nullptr && document.decodes_tasks();
}

class Steps {
 public:
  Steps(document::DocumentPtr a, document::DocumentPtr b, const Options& options, const Progress& progress)
      : progress_(progress) {
    result_.a = std::move(a);
    result_.b = std::move(b);
    result_.options = options;
    // Reading, signing, loads and comparing look at every task; the other steps count as one each.
    total_ = 2 * (result_.a->tasks().size() + result_.b->tasks().size()) + 16;
  }

  Result<Comparison> run() {
    const auto bytes = compare_files(result_.a->source(), result_.b->source(), goes_on());
    if (!bytes) return cancelled();
    result_.bytes = *bytes;
    limits();
    const bool tasks = has_tasks(*result_.a) && has_tasks(*result_.b);
    ANE_TRY(const Words a, words(tasks, false));
    ANE_TRY(const Words b, words(tasks, true));
    result_.buffers_a = a.buffers();
    result_.buffers_b = b.buffers();
    Work work{result_, a, b, {}, {}, goes_on()};
    if (tasks) ANE_CHECK(task_steps(work));
    if (result_.options.weights && !compare_weights(work)) return cancelled();
    if (tasks) {
      sort_out_noise(work);
      note_buffers(work);
      group_changes(result_);
    }
    if (result_.options.tensors) compare_tensors(work);
    if (result_.options.container) compare_container(work);
    if (!tasks && result_.options.tasks) compare_text();
    if (result_.options.symbols && !compare_symbols(work)) return cancelled();
    forget_tasks();
    count();
    return std::move(result_);
  }

 private:
  std::function<bool()> goes_on() {
    return [this] { return !progress_ || progress_(std::min(done_++, total_), total_); };
  }

  void limits() {
    for (const document::DocumentPtr& document : {result_.a, result_.b})
      if (!has_tasks(*document))
        result_.limits.push_back(escaped(document->path()) +
                                 ": the tasks of this generation are not decoded");
    if (result_.a->format() != result_.b->format())
      result_.limits.push_back(
          "an .anec file holds no names, addresses, symbols or compiler options: they are not compared");
  }

  Result<Words> words(bool tasks, bool side_b) {
    if (!tasks) return Words();
    if (result_.fields.empty()) plan();
    const document::Document& document = side_b ? *result_.b : *result_.a;
    return Words::read(document, result_.fields, side_b, result_.options.written_only, goes_on());
  }

  void plan() {
    const regdb::Generation& a = *result_.a->generation();
    const regdb::Generation& b = *result_.b->generation();
    result_.across_generations = a.id != b.id;
    result_.fields = plan_fields(a, b);
    for (const ComparedField& field : result_.fields) {
      result_.fields_only_a += field.b ? 0U : 1U;
      result_.fields_only_b += field.a ? 0U : 1U;
    }
  }

  Result<void> task_steps(Work& work) {
    ANE_CHECK(pair_tasks(work));
    result_.by_a.assign(work.a.rows(), kNobody);
    result_.by_b.assign(work.b.rows(), kNobody);
    for (std::size_t i = 0; i < result_.tasks.size(); ++i) {
      const TaskPair& pair = result_.tasks[i];
      if (pair.a) result_.by_a[*pair.a] = i;
      if (pair.b) result_.by_b[*pair.b] = i;
    }
    if (!compare_loads(work) || !compare_tasks(work)) return cancelled();
    result_.has_weights = loads_any(work.a) && loads_any(work.b);
    return {};
  }

  /// Where the table numbers buffers differently and tasks do not follow, the table is what changed.
  void note_buffers(const Work& work) {
    for (const TaskPair& pair : result_.tasks) {
      const auto first = result_.changes.begin() + static_cast<std::ptrdiff_t>(pair.first_change);
      const bool follows = std::none_of(first, first + pair.change_count, [&](const Change& change) {
        return change.field != Change::kNoField && change.a == change.b &&
               result_.fields[change.field].role == FieldRole::BufferNumber;
      });
      if (follows || !result_.options.container) continue;
      const std::size_t program = work.a.program(*pair.a);
      result_.container.push_back({"programs[" + std::to_string(program) + "].numbers of buffers",
                                   "as A",
                                   work.buffers[program].text(),
                                   true,
                                   {},
                                   {}});
      return;
    }
  }

  static bool loads_any(const Words& words) {
    for (std::size_t task = 0; task < words.rows(); ++task)
      for (const Load& load : words.loads(task))
        if (load.size != 0 && load.bytes.size == load.size) return true;
    return false;
  }

  /// Tasks that are not decoded are held against each other as bytes: whether they do the same nobody knows.
  void compare_text() {
    const Extent a = result_.a->text().extent(), b = result_.b->text().extent();
    const std::uint64_t differing = differing_bytes(result_.a->file(), {a}, result_.b->file(), {b});
    if (differing == 0) return;
    result_.container.push_back({"program text", counted(a.size, "byte"),
                                 counted(b.size, "byte") + ", of which " + grouped(differing) + " differ",
                                 true, a, b});
  }

  /// Weights need the pairs even where nobody wants to see the tasks.
  void forget_tasks() {
    if (result_.options.tasks) return;
    for (TaskPair& pair : result_.tasks) {
      pair.status = Status::Same;
      pair.moved = false;
      pair.change_count = pair.noise_count = 0;
      pair.group.reset();
    }
    result_.changes.clear();
    result_.groups.clear();
  }

  void count() {
    Counts& counts = result_.counts;
    for (const TaskPair& pair : result_.tasks) count(pair);
    for (const TensorPair& pair : result_.tensors)
      counts.tensors_changed += pair.status == Status::Same ? 0U : 1U;
    for (const WeightsPair& pair : result_.weights) {
      const bool differs =
          pair.verdict != WeightsVerdict::Reordered && pair.verdict != WeightsVerdict::NotCompared;
      counts.weights_changed += differs ? 1U : 0U;
      counts.weights_bytes_changed += pair.bytes_changed;
    }
    counts.container_changed = result_.container.size();
    counts.symbols_changed = result_.symbols.size();
    // Bytes of padding are no differences that could be counted with fields and symbols.
    for (const Noise& noise : result_.noise)
      counts.noise += noise.kind == NoiseKind::Padding ? 1 : noise.count;
  }

  void count(const TaskPair& pair) {
    Counts& counts = result_.counts;
    if (!result_.options.tasks) return;
    counts.tasks_same += pair.status == Status::Same ? 1U : 0U;
    counts.tasks_changed += pair.status == Status::Changed ? 1U : 0U;
    counts.tasks_only_a += pair.status == Status::OnlyA ? 1U : 0U;
    counts.tasks_only_b += pair.status == Status::OnlyB ? 1U : 0U;
    counts.tasks_moved += pair.moved ? 1U : 0U;
    counts.fields_changed += pair.change_count;
    for (std::size_t i = 0; i < pair.change_count; ++i)
      counts.fields_off += result_.changes[pair.first_change + i].off ? 1U : 0U;
  }

  Comparison result_;
  const Progress& progress_;
  std::size_t done_ = 0, total_ = 0;
};

std::optional<std::size_t> pair_at(const std::vector<std::size_t>& index, std::size_t task) {
  if (task >= index.size() || index[task] == kNobody) return std::nullopt;
  return index[task];
}

}  // namespace

std::string_view status_name(Status status) {
  static constexpr std::array<std::string_view, 4> kNames = {"same", "changed", "only_a", "only_b"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string_view basis_name(Basis basis) {
  static constexpr std::array<std::string_view, 5> kNames = {"exact", "shape", "nearest", "by hand",
                                                             "unpaired"};
  return kNames[static_cast<std::size_t>(basis)];
}

std::string_view noise_name(NoiseKind kind) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "buffer-numbers", "task-numbers", "task-links", "position", "network-number", "constant-addresses",
      "address-shift",  "kernel-names", "paths",      "padding",  "symbol-form",    "left-over"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view verdict_name(WeightsVerdict verdict) {
  static constexpr std::array<std::string_view, 6> kNames = {"equal",  "reordered", "different",
                                                             "only_a", "only_b",    "not compared"};
  return kNames[static_cast<std::size_t>(verdict)];
}

bool Comparison::identical() const {
  const bool tasks_equal =
      counts.tasks_changed + counts.tasks_only_a + counts.tasks_only_b + counts.tasks_moved == 0;
  const bool properties = std::none_of(container.begin(), container.end(),
                                       [](const PropertyChange& change) { return change.semantic; });
  const bool names = std::none_of(symbols.begin(), symbols.end(),
                                  [](const SymbolPair& pair) { return pair.status != Status::Changed; });
  return tasks_equal && counts.weights_changed == 0 && counts.tensors_changed == 0 && properties && names;
}

std::optional<std::size_t> Comparison::pair_of_a(std::size_t task) const {
  return pair_at(by_a, task);
}

std::optional<std::size_t> Comparison::pair_of_b(std::size_t task) const {
  return pair_at(by_b, task);
}

std::vector<std::size_t> Comparison::differing_pairs() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < tasks.size(); ++i)
    if (tasks[i].status != Status::Same || tasks[i].moved || tasks[i].weights_differ) out.push_back(i);
  return out;
}

Result<Comparison> compare(const document::DocumentPtr& a, const document::DocumentPtr& b,
                           const Options& options, const Progress& progress) {
  return Steps(a, b, options, progress).run();
}

}  // namespace ane::diff
