#include "core/writer/stream_facts.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "core/base/bits.hpp"
#include "core/base/extent.hpp"
#include "core/writer/word.hpp"

namespace ane::writer {
namespace {

using regdb::FieldRef;
using regdb::Generation;
using regdb::RecordLayout;

std::vector<std::uint32_t> words_at(std::span<const std::uint8_t> text, std::uint64_t offset,
                                    std::size_t count) {
  std::vector<std::uint32_t> words;
  if (offset > text.size()) return words;
  const auto rest = text.subspan(static_cast<std::size_t>(offset));
  words.resize(std::min(count, rest.size() / kWordBytes));
  for (std::size_t i = 0; i < words.size() * kWordBytes; ++i) {
    words[i / kWordBytes] |= std::uint32_t{rest[i]} << (8 * (i % kWordBytes));
  }
  return words;
}

std::uint32_t field_bits(const FieldRef& ref, std::span<const std::uint32_t> task) {
  if (ref.header->word >= task.size()) return 0;
  return extract_bits(task[ref.header->word], ref.field->lsb, ref.field->width);
}

std::uint64_t header_bit_count(const std::optional<FieldRef>& ref, std::span<const std::uint32_t> task) {
  if (!ref || ref->header == nullptr || ref->header->word >= task.size()) return 0;
  return static_cast<std::uint64_t>(std::popcount(task[ref->header->word]));
}

std::size_t header_length(const Generation& generation, std::span<const std::uint32_t> task) {
  std::size_t length = generation.encoding.header_words;
  const auto& extended = generation.encoding.extended;
  if (extended && extended->word < task.size() &&
      (task[extended->word] & extended->mask) == extended->equals) {
    length += extended->extra_words;
  }
  return length;
}

void note_kernel_bases(const Generation& generation, std::span<const std::uint32_t> task,
                       std::uint64_t offset, StreamFacts& facts) {
  std::map<std::uint32_t, std::uint32_t> enables;  // register address → channel
  std::map<std::uint32_t, std::uint32_t> bases;
  const auto first = generation.by_concept("kernel.channel_enable");
  if (!first || first->reg == nullptr) return;
  for (std::uint32_t i = 0; i < first->reg->count; ++i) {
    const auto enable = generation.by_concept("kernel.channel_enable", i);
    const auto base = generation.by_concept("kernel.channel_base", i);
    if (!enable || !base) return;
    enables[enable->address()] = i;
    bases[base->address()] = i;
  }
  std::set<std::uint32_t> enabled;
  std::map<std::uint32_t, std::uint32_t> places;
  visit_writes(generation, task, [&](std::uint32_t address, std::size_t index) {
    if (const auto enable = enables.find(address); enable != enables.end()) {
      if (extract_bits(task[index], first->field->lsb, first->field->width) != 0)
        enabled.insert(enable->second);
    }
    if (const auto base = bases.find(address); base != bases.end()) {
      places[base->second] = static_cast<std::uint32_t>(offset + index * kWordBytes);
    }
  });
  for (const auto& [channel, place] : places) {
    if (enabled.contains(channel)) facts.kernel_bases.push_back(place);
  }
}

void note_task(const Generation& generation, std::span<const std::uint32_t> task, std::uint64_t offset,
               StreamFacts& facts) {
  if (facts.task_count == 0) facts.first_task_words = static_cast<std::uint32_t>(task.size());
  ++facts.task_count;
  facts.events += header_bit_count(generation.by_concept("task.events"), task);
  facts.debug_events += header_bit_count(generation.by_concept("task.debug_events"), task);
  if (const auto cycles = generation.by_concept("task.cycles"); cycles && cycles->header != nullptr) {
    facts.longest_task = std::max<std::uint64_t>(facts.longest_task, field_bits(*cycles, task));
  }
  note_kernel_bases(generation, task, offset, facts);
}

void follow_links(const Generation& generation, std::span<const std::uint8_t> text, std::uint64_t offset,
                  std::optional<std::uint32_t> length, StreamFacts& facts) {
  const regdb::Walk& walk = *generation.encoding.walk;
  std::set<std::uint64_t> visited;
  while (offset < text.size() && visited.insert(offset).second) {
    auto task = words_at(text, offset, length.value_or(static_cast<std::uint32_t>(text.size() / kWordBytes)));
    if (!length) task.resize(visit_writes(generation, task, [](std::uint32_t, std::size_t) {}));
    if (task.size() < generation.encoding.header_words) return;
    note_task(generation, task, offset, facts);
    const std::uint32_t next = field_bits(*walk.next_offset, task);
    if (next == 0) return;
    offset = next;
    length = field_bits(*walk.next_size, task) + walk.next_size_bias;
  }
}

void follow_array(const Generation& generation, std::span<const std::uint8_t> text, std::uint64_t offset,
                  StreamFacts& facts) {
  const std::uint64_t alignment = generation.encoding.task_alignment;
  if (offset == 0) offset = generation.encoding.section_header_words * kWordBytes;
  while (offset + generation.encoding.header_words * kWordBytes <= text.size()) {
    const auto head = words_at(text, offset, generation.encoding.header_words);
    const std::uint32_t size = field_bits(*generation.encoding.walk->size, head);
    if (size >= generation.encoding.header_words)
      note_task(generation, words_at(text, offset, size), offset, facts);
    offset += std::max(round_up(size * kWordBytes, alignment), alignment);
  }
}

}  // namespace

std::size_t visit_writes(const Generation& generation, std::span<const std::uint32_t> task,
                         const std::function<void(std::uint32_t, std::size_t)>& visit) {
  std::size_t at = header_length(generation, task);
  // A zero header is the gap behind the last record: no real record writes one word of the first register.
  while (at < task.size() && task[at] != 0) {
    const std::uint32_t header = task[at];
    const auto& layouts = generation.encoding.records;
    const auto layout = std::find_if(layouts.begin(), layouts.end(),
                                     [&](const RecordLayout& form) { return form.matches(header); });
    if (layout == layouts.end()) return at;
    const std::uint32_t base =
        extract_bits(header, layout->address_lsb, layout->address_width) * layout->address_unit;
    std::vector<std::uint32_t> addresses;
    if (layout->mask_width == 0) {
      const std::uint32_t count =
          extract_bits(header, layout->count_lsb, layout->count_width) + layout->count_bias;
      for (std::uint32_t i = 0; i < count; ++i)
        addresses.push_back(base + i * static_cast<std::uint32_t>(kWordBytes));
    } else {
      if (layout->writes_base) addresses.push_back(base);
      const std::uint32_t mask = extract_bits(header, layout->mask_lsb, layout->mask_width);
      for (std::uint32_t bit = 0; bit < layout->mask_width; ++bit) {
        if ((mask >> bit & 1) != 0)
          addresses.push_back(base + (bit + 1) * static_cast<std::uint32_t>(kWordBytes));
      }
    }
    if (addresses.size() > task.size() - at - 1) return at;
    for (std::size_t i = 0; i < addresses.size(); ++i) visit(addresses[i], at + 1 + i);
    at += 1 + addresses.size();
  }
  return std::min(at, task.size());
}

StreamFacts read_stream(const Generation& generation, std::span<const std::uint8_t> text,
                        std::uint64_t first_offset, std::optional<std::uint32_t> first_words) {
  StreamFacts facts;
  const auto& walk = generation.encoding.walk;
  if (!walk) return facts;
  if (generation.encoding.order == regdb::TaskOrder::LinkedList && walk->next_offset && walk->next_size) {
    follow_links(generation, text, first_offset, first_words, facts);
  } else if (walk->size) {
    follow_array(generation, text, first_offset, facts);
  }
  return facts;
}

}  // namespace ane::writer
