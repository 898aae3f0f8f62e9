#include <algorithm>
#include <set>

#include "core/diff/align.hpp"
#include "core/diff/signatures.hpp"
#include "core/diff/tasks.hpp"

namespace ane::diff {
namespace {

/// Programs with the same name first, then those that are left in their order.
void pair_programs(Work& work) {
  const auto& a = work.result.a->programs();
  const auto& b = work.result.b->programs();
  std::vector<bool> taken(b.size(), false);
  work.program_b.assign(a.size(), std::nullopt);
  for (const bool by_name : {true, false}) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < b.size() && !work.program_b[i]; ++j) {
        if (taken[j] || (by_name && a[i].name != b[j].name)) continue;
        work.program_b[i] = j;
        taken[j] = true;
      }
    }
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    work.buffers.emplace_back();
    if (work.program_b[i])
      work.buffers.back() = BufferMap(work.a.buffers(i), work.b.buffers(*work.program_b[i]));
  }
}

TaskPair by_hand_pair(std::size_t a, std::size_t b, float similarity) {
  TaskPair pair;
  pair.a = a;
  pair.b = b;
  pair.basis = Basis::ByHand;
  pair.similarity = similarity;
  return pair;
}

TaskPair unpaired(std::optional<std::size_t> a, std::optional<std::size_t> b) {
  TaskPair pair;
  pair.a = a;
  pair.b = b;
  pair.status = a ? Status::OnlyA : Status::OnlyB;
  pair.basis = Basis::Unpaired;
  pair.similarity = 0;
  return pair;
}

/// Finds the pairs of all programs.
class Pairing {
 public:
  explicit Pairing(Work& work)
      : work_(work), signatures_(work.result.fields, work.result.across_generations) {}

  Result<void> run() {
    ANE_CHECK(by_hand());
    sig_a_ = signatures_.of(*work_.result.a, work_.a, false);
    if (!work_.goes_on()) return Error{"cancelled", {}};
    sig_b_ = signatures_.of(*work_.result.b, work_.b, true);
    if (!work_.goes_on()) return Error{"cancelled", {}};
    for (std::size_t p = 0; p < work_.program_b.size(); ++p)
      if (work_.program_b[p]) program(p, *work_.program_b[p]);
    put_in_order();
    return {};
  }

 private:
  Result<void> by_hand() {
    for (const auto& [a, b] : work_.result.options.by_hand) {
      const std::string what = "the pair " + std::to_string(a) + ":" + std::to_string(b);
      if (a >= work_.a.rows() || b >= work_.b.rows()) return Error{what + ": there is no such task", {}};
      if (!hand_a_.insert(a).second || !hand_b_.insert(b).second)
        return Error{what + ": one of the tasks is in another pair already", {}};
      found_.push_back(by_hand_pair(a, b, signatures_.similarity(work_.a, a, work_.b, b)));
    }
    return {};
  }

  static std::vector<std::size_t> tasks_of(const document::ProgramTasks& program,
                                           const std::set<std::size_t>& without) {
    std::vector<std::size_t> tasks;
    for (std::size_t i = 0; i < program.task_count; ++i)
      if (!without.contains(program.first_task + i)) tasks.push_back(program.first_task + i);
    return tasks;
  }

  void program(std::size_t a, std::size_t b) {
    const std::vector<std::size_t> tasks_a = tasks_of(work_.result.a->programs()[a], hand_a_);
    const std::vector<std::size_t> tasks_b = tasks_of(work_.result.b->programs()[b], hand_b_);
    std::vector<Signature> in_a, in_b;
    for (const std::size_t task : tasks_a) in_a.push_back(sig_a_[task]);
    for (const std::size_t task : tasks_b) in_b.push_back(sig_b_[task]);
    const auto alike = [&](std::size_t i, std::size_t j) {
      return signatures_.similarity(work_.a, tasks_a[i], work_.b, tasks_b[j]);
    };
    for (const AlignedTask& aligned : align(in_a, in_b, alike)) {
      TaskPair pair;
      pair.a = tasks_a[aligned.a];
      pair.b = tasks_b[aligned.b];
      pair.basis = aligned.basis;
      pair.similarity = aligned.similarity;
      pair.moved = aligned.moved;
      found_.push_back(pair);
    }
  }

  /// In the order of B; tasks that only A has follow what comes before them in A.
  void put_in_order() {
    std::vector<const TaskPair*> of_a(work_.a.rows(), nullptr);
    std::vector<const TaskPair*> of_b(work_.b.rows(), nullptr);
    for (const TaskPair& pair : found_) of_a[*pair.a] = of_b[*pair.b] = &pair;
    std::vector<TaskPair>& out = work_.result.tasks;
    std::size_t next_a = 0;
    const auto only_a = [&](std::size_t until) {
      for (; next_a < until; ++next_a) {
        if (of_a[next_a] != nullptr) continue;
        out.push_back(unpaired(next_a, {}));
      }
    };
    for (std::size_t b = 0; b < of_b.size(); ++b) {
      if (of_b[b] != nullptr) {
        // A task that moved up says nothing about where those around it belong.
        if (!of_b[b]->moved && of_b[b]->basis != Basis::ByHand) only_a(std::max(next_a, *of_b[b]->a));
        out.push_back(*of_b[b]);
        continue;
      }
      out.push_back(unpaired({}, b));
    }
    only_a(of_a.size());
  }

  Work& work_;
  Signatures signatures_;
  std::vector<Signature> sig_a_, sig_b_;
  std::set<std::size_t> hand_a_, hand_b_;
  std::vector<TaskPair> found_;
};

}  // namespace

Result<void> pair_tasks(Work& work) {
  pair_programs(work);
  return Pairing(work).run();
}

}  // namespace ane::diff
