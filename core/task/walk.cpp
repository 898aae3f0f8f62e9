#include <algorithm>
#include <map>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"
#include "core/task/task.hpp"
#include "core/task/word.hpp"

namespace ane::task {
namespace {

std::uint32_t header_value(ByteView task, const regdb::FieldRef& field) {
  const std::uint32_t word = task.u32(field.header->word * kWord).value_or(0);
  return regdb::unpack(*field.field, word).raw;
}

class Walker {
 public:
  Walker(const regdb::Generation& generation, ByteView text, std::size_t first_index, Diagnostics& problems)
      : encoding_(generation.encoding), text_(text), first_index_(first_index), problems_(problems) {}

  std::vector<TaskSpan> linked_list(const WalkStart& start) {
    std::uint64_t offset = start.offset;
    std::optional<std::uint64_t> size;
    if (start.first_size_words) size = std::uint64_t{*start.first_size_words} * kWord;
    // The bytes that led here, for the message.
    Extent pointer = start.where.empty() ? Extent{file_offset(offset), 0} : start.where;
    while (accept(offset, size, pointer)) {
      const ByteView task = text_.clipped(offset, size.value_or(text_.size() - offset));
      const std::uint32_t next = header_value(task, *encoding_.walk->next_offset);
      pointer = {task.extent().offset + encoding_.walk->next_offset->header->word * kWord, kWord};
      if (!size) size = guessed_size(offset, next);
      add(offset, *size);
      if (next == 0 || cut_) return std::move(tasks_);
      offset = next;
      size =
          (std::uint64_t{header_value(task, *encoding_.walk->next_size)} + encoding_.walk->next_size_bias) *
          kWord;
    }
    return std::move(tasks_);
  }

  std::vector<TaskSpan> aligned_array(const WalkStart& start) {
    // Further streams of a text have the same words in front, as a frame of length 0.
    std::uint64_t offset = start.offset == 0 ? encoding_.section_header_words * kWord : start.offset;
    if (!start.where.empty() && !text_.has(offset, kWord)) {
      std::optional<std::uint64_t> unknown;
      static_cast<void>(accept(offset, unknown, start.where));
      return {};
    }
    while (text_.has(offset, kWord)) {
      const ByteView rest = text_.clipped(offset, text_.size() - offset);
      std::optional<std::uint64_t> size = header_value(rest, *encoding_.walk->size) * kWord;
      if (*size == 0) {
        offset += encoding_.task_alignment;  // an empty frame, not the end
        continue;
      }
      if (!accept(offset, size, {rest.extent().offset, kWord})) break;
      add(offset, *size);
      offset = round_up(offset + *size, encoding_.task_alignment);
    }
    return std::move(tasks_);
  }

 private:
  // Without a program record nothing says how long the first task is: it ends where the next begins, as far
  // as that can be.
  std::uint64_t guessed_size(std::uint64_t offset, std::uint64_t next) const {
    const std::uint64_t rest = std::min(text_.size() - offset, longest_task());
    const std::uint64_t header_bytes = encoding_.header_words * kWord;
    const bool sensible = next % kWord == 0 && next >= offset + header_bytes && next - offset <= rest;
    return sensible ? next - offset : rest;
  }

  // The most that the field for a task's length can say.
  std::uint64_t longest_task() const {
    const regdb::FieldRef& field =
        encoding_.walk->next_size ? *encoding_.walk->next_size : *encoding_.walk->size;
    return (low_mask(field.field->width) + encoding_.walk->next_size_bias) * kWord;
  }

  std::uint64_t file_offset(std::uint64_t offset) const { return text_.extent().offset + offset; }

  void error(std::string_view code, std::string message, Extent where) {
    const std::size_t index = first_index_ + tasks_.size();
    problems_.add(Severity::Error, code, "task " + std::to_string(index) + ": " + std::move(message), where,
                  index);
  }

  // True where a task can stand at `offset`; its size is cut where the text ends. `pointer` are the bytes
  // that say that it does.
  bool accept(std::uint64_t offset, std::optional<std::uint64_t>& size, Extent pointer) {
    const std::uint64_t header_bytes = encoding_.header_words * kWord;
    if (offset % kWord != 0) {
      error("task-misaligned", "offset " + hex(offset) + " is not a multiple of 4", pointer);
      return false;
    }
    if (!text_.has(offset, header_bytes)) {
      error("task-outside-text",
            "offset " + hex(offset) + " leaves no room for a header in the " + hex(text_.size()) +
                " bytes of the text",
            pointer);
      return false;
    }
    if (taken_.find(offset) != taken_.end()) {
      error("task-loop", "the list leads back to offset " + hex(offset) + ", which is already part of it",
            pointer);
      return false;
    }
    if (!size) return true;
    if (*size < header_bytes) {
      error("task-too-short",
            "length of " + std::to_string(*size) + " bytes is less than the " + std::to_string(header_bytes) +
                "-byte header",
            pointer);
      return false;
    }
    if (*size > longest_task()) {
      error("task-too-long",
            "length of " + hex(*size) + " is more than the " + hex(longest_task()) + " that a task can have",
            pointer);
      size = longest_task();
      cut_ = true;
    }
    if (!text_.has(offset, *size)) {
      // A file that was cut still shows what is there of its last task.
      error("task-past-text",
            "length of " + hex(*size) + " at " + hex(offset) + " reaches past the end of the text at " +
                hex(text_.size()),
            pointer);
      size = text_.size() - offset;
      cut_ = true;
    }
    // Without this a hostile list could make a few bytes into millions of tasks.
    if (overlaps_another(offset, *size)) {
      error("task-overlap",
            "bytes " + range_text({file_offset(offset), *size}) + " already belong to another task", pointer);
      return false;
    }
    return true;
  }

  bool overlaps_another(std::uint64_t offset, std::uint64_t size) const {
    const auto after = taken_.lower_bound(offset);
    if (after != taken_.end() && after->first < offset + size) return true;
    return after != taken_.begin() && std::prev(after)->second > offset;
  }

  void add(std::uint64_t offset, std::uint64_t size) {
    tasks_.push_back({offset, static_cast<std::uint32_t>(std::min<std::uint64_t>(size, UINT32_MAX))});
    taken_.emplace_hint(taken_.end(), offset, offset + size);
  }

  const regdb::Encoding& encoding_;
  ByteView text_;
  std::size_t first_index_;
  Diagnostics& problems_;
  std::vector<TaskSpan> tasks_;
  bool cut_ = false;                              ///< the last task reaches past the text
  std::map<std::uint64_t, std::uint64_t> taken_;  ///< offset → end
};

}  // namespace

std::vector<TaskSpan> walk_tasks(const regdb::Generation& generation, ByteView text, const WalkStart& start,
                                 Diagnostics& problems) {
  if (!generation.encoding.walk) return {};
  if (start.end) text = text.clipped(0, *start.end);
  Walker walker(generation, text, start.first_index, problems);
  std::vector<TaskSpan> tasks = generation.encoding.order == regdb::TaskOrder::LinkedList
                                    ? walker.linked_list(start)
                                    : walker.aligned_array(start);
  if (start.declared_count && *start.declared_count != tasks.size()) {
    problems.add(Severity::Warning, "task-count",
                 std::string(start.declared_by) + " declares " + std::to_string(*start.declared_count) +
                     " tasks, the text holds " + std::to_string(tasks.size()),
                 text.clipped(start.offset, text.size()).extent());
  }
  return tasks;
}

}  // namespace ane::task
