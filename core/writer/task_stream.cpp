// Lays tasks out as the streams of H14 and later.

#include <array>

#include "core/base/extent.hpp"
#include "core/container/layout.hpp"
#include "core/regdb/codec.hpp"
#include "core/writer/task_builder.hpp"

namespace ane::writer {
namespace {

Result<void> set(const regdb::FieldRef& ref, std::vector<std::uint32_t>& task, std::size_t value) {
  std::uint32_t& word = task[ref.header->word];
  ANE_TRY(word, regdb::pack(*ref.field, word, static_cast<std::int64_t>(value)));
  return {};
}

void append_words(std::span<const std::uint32_t> words, std::vector<std::uint8_t>& text) {
  for (const std::uint32_t word : words) {
    for (unsigned shift = 0; shift < 32; shift += 8) text.push_back(static_cast<std::uint8_t>(word >> shift));
  }
}

}  // namespace

Result<std::vector<std::uint8_t>> stream_tasks(const regdb::Generation& generation,
                                               std::vector<std::vector<std::uint32_t>> tasks,
                                               std::uint32_t first_id) {
  const regdb::Encoding& encoding = generation.encoding;
  if (encoding.order != regdb::TaskOrder::AlignedArray || !encoding.walk || !encoding.walk->size)
    return Error{"tasks of " + generation.name + " are not streams", {}};
  std::vector<std::uint8_t> text;
  append_words(container::stream::kHeader, text);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    std::vector<std::uint32_t>& task = tasks[i];
    if (task.size() < encoding.header_words) {
      return Error{"a task of " + std::to_string(task.size()) + " words is shorter than its header", {}};
    }
    ANE_CHECK(set(encoding.walk->id, task, first_id + i));
    ANE_CHECK(set(*encoding.walk->size, task, task.size()));
    if (encoding.walk->last) ANE_CHECK(set(*encoding.walk->last, task, i + 1 == tasks.size() ? 1 : 0));
    text.resize(static_cast<std::size_t>(round_up(text.size(), encoding.task_alignment)));
    append_words(task, text);
  }
  return text;
}

}  // namespace ane::writer
