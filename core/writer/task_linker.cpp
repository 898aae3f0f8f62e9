// Binds tasks into the linked list that H13 walks.

#include "core/base/extent.hpp"
#include "core/regdb/codec.hpp"
#include "core/writer/task_builder.hpp"
#include "core/writer/word.hpp"

namespace ane::writer {
namespace {

using regdb::FieldRef;
using regdb::Generation;

// Event masks of real files: what every task has, and what the first and the last task add.
constexpr std::uint32_t kEvents = 0x400, kFirstEvents = 0x08, kLastEvents = 0x22;
constexpr std::uint32_t kFirstDebugEvents = 0x68, kLastDebugEvents = 0x6a;

class Linker {
 public:
  explicit Linker(const Generation& generation) : generation_(generation) {}

  Result<void> set(std::string_view concept_name, std::vector<std::uint32_t>& task,
                   std::int64_t value) const {
    const auto ref = generation_.by_concept(concept_name);
    if (!ref || ref->header == nullptr) {
      return Error{generation_.name + " has no header field for " + std::string(concept_name), {}};
    }
    return set(*ref, task, value);
  }
  Result<void> set(const FieldRef& ref, std::vector<std::uint32_t>& task, std::int64_t value) const {
    ANE_TRY(task[ref.header->word], regdb::pack(*ref.field, task[ref.header->word], value));
    return {};
  }
  Result<void> add_bits(std::string_view concept_name, std::vector<std::uint32_t>& task,
                        std::uint32_t bits) const {
    const auto ref = generation_.by_concept(concept_name);
    if (!ref || ref->header == nullptr) return set(concept_name, task, 0);
    const auto old = regdb::unpack(*ref->field, task[ref->header->word]).raw;
    return set(*ref, task, old | bits);
  }

  Result<void> set_place(std::vector<std::uint32_t>& task, std::size_t index, std::size_t count) const {
    ANE_CHECK(set("task.id", task, static_cast<std::int64_t>(index)));
    ANE_CHECK(set("task.not_first", task, index != 0));
    return set("task.last", task, index + 1 == count);
  }
  Result<void> set_next(std::vector<std::uint32_t>& task, std::size_t offset, std::size_t words) const {
    const regdb::Walk& walk = *generation_.encoding.walk;
    ANE_CHECK(set(*walk.next_offset, task, static_cast<std::int64_t>(offset)));
    const std::int64_t size = words == 0 ? 0 : static_cast<std::int64_t>(words) - walk.next_size_bias;
    ANE_CHECK(set(*walk.next_size, task, size));
    return set("buffer.task_enable", task, offset != 0);
  }
  Result<void> set_events(std::vector<std::uint32_t>& task, bool first, bool last, EventHabit habit) const {
    if (habit == EventHabit::Keep) return {};
    const bool marks_first = first && habit == EventHabit::MacOs14;
    const std::uint32_t events = kEvents | (marks_first ? kFirstEvents : 0) | (last ? kLastEvents : 0);
    const std::uint32_t debug = (first ? kFirstDebugEvents : 0) | (last ? kLastDebugEvents : 0);
    ANE_CHECK(add_bits("task.events", task, events));
    return add_bits("task.debug_events", task, debug);
  }

 private:
  const Generation& generation_;
};

}  // namespace

Result<std::vector<std::uint8_t>> link_tasks(const Generation& generation,
                                             std::vector<std::vector<std::uint32_t>> tasks,
                                             EventHabit events) {
  const auto& encoding = generation.encoding;
  if (encoding.order != regdb::TaskOrder::LinkedList || !encoding.walk || !encoding.walk->next_offset ||
      !encoding.walk->next_size) {
    return Error{"tasks of " + generation.name + " are not linked lists", {}};
  }
  const Linker linker(generation);
  std::vector<std::size_t> offsets;
  std::size_t end = 0;
  for (const auto& task : tasks) {
    if (task.size() < encoding.header_words) {
      return Error{"a task of " + std::to_string(task.size()) + " words is shorter than its header", {}};
    }
    offsets.push_back(static_cast<std::size_t>(round_up(end, encoding.task_alignment)));
    end = offsets.back() + task.size() * kWordBytes;
  }
  std::vector<std::uint8_t> text(end);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const bool last = i + 1 == tasks.size();
    ANE_CHECK(linker.set_place(tasks[i], i, tasks.size()));
    ANE_CHECK(linker.set_next(tasks[i], last ? 0 : offsets[i + 1], last ? 0 : tasks[i + 1].size()));
    ANE_CHECK(linker.set_events(tasks[i], i == 0, last, events));
    for (std::size_t byte = 0; byte < tasks[i].size() * kWordBytes; ++byte) {
      text[offsets[i] + byte] =
          static_cast<std::uint8_t>(tasks[i][byte / kWordBytes] >> (8 * (byte % kWordBytes)));
    }
  }
  return text;
}

}  // namespace ane::writer
