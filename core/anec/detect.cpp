// Telling the variants apart (docs/formats/anec.md, section 3).

#include "core/anec/detect.hpp"

#include <algorithm>

#include "core/anec/anec.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"
#include "core/task/task.hpp"

namespace ane::anec {
namespace {

constexpr std::uint64_t kWord = 4;

std::uint64_t task_field(ByteView task, const regdb::FieldRef& field) {
  const std::uint32_t word = task.u32(field.header->word * kWord).value_or(0);
  return regdb::unpack(*field.field, word).raw;
}

// Every known task writes the kernel DMA block first, from its first register on.
bool starts_with_kernel_record(ByteView task, const regdb::Generation& generation) {
  const auto header = task.u32(generation.encoding.header_words * kWord);
  const auto kernel = generation.by_concept("kernel.enable");
  if (!header || !kernel || kernel->block == nullptr) return false;
  const regdb::RecordLayout* layout = task::match_record(generation, *header);
  if (layout == nullptr) return false;
  return extract_bits(*header, layout->address_lsb, layout->address_width) * layout->address_unit ==
         kernel->block->base;
}

bool is_first_task(ByteView task, std::uint64_t task_bytes, const regdb::Generation& generation) {
  if (!generation.encoding.walk || !generation.encoding.walk->next_offset) return false;
  if (task_field(task, generation.encoding.walk->id) != 0) return false;
  const std::uint64_t next = task_field(task, *generation.encoding.walk->next_offset);
  if (next != 0 && (next >= task_bytes || next % kWord != 0)) return false;
  return starts_with_kernel_record(task, generation);
}

Error against(const FieldSpec& field, std::uint64_t value, const std::string& allowed) {
  return {"not an .anec program: " + std::string(field.name) + " is " + hex(value) + ", " + allowed,
          where_of(field)};
}

// Rule 2, in its order; says what fails first.
std::optional<Error> header_fault(ByteView file) {
  if (file.size() < header::kSize)
    return Error{"too short for an .anec header: " + std::to_string(file.size()) + " of " +
                     std::to_string(header::kSize) + " bytes",
                 file.extent()};
  const std::uint64_t size = read_field(file, header::kPayload);
  const std::uint64_t first = read_field(file, header::kFirstTask);
  const std::uint64_t count = read_field(file, header::kTaskCount);
  const std::uint64_t task_bytes = read_field(file, header::kTaskBytes);
  const std::uint64_t weights = read_field(file, header::kWeightBytes);
  const std::uint64_t sources = read_field(file, header::kSources);
  const std::uint64_t results = read_field(file, header::kResults);
  if (count == 0 || count > tasks::kMost)
    return against(header::kTaskCount, count, "allowed are 1 to 0xffff");
  if (first % kWord != 0 || first < tasks::kShortest || first > tasks::kLongest)
    return against(header::kFirstTask, first, "allowed are multiples of 4 from 0x28 to 0x800");
  if (first > task_bytes)
    return against(header::kTaskBytes, task_bytes, "less than the " + hex(first) + " of td_size");
  std::uint64_t sum = 0;
  if (!add_fits(task_bytes, payload::kWeightAlignment, sum) ||
      !add_fits(round_up(task_bytes, payload::kWeightAlignment), weights, sum))
    return against(header::kTaskBytes, task_bytes, "which with krn_size is more than 64 bits hold");
  if (size < sum) return against(header::kPayload, size, "tsk_size and krn_size make " + hex(sum));
  if (results == 0) return against(header::kResults, results, "at least 1 is needed");
  if (sources == 0) return against(header::kSources, sources, "at least 1 is needed");
  if (sources + results > kMostTensors)
    return against(header::kSources, sources, "with dst_count " + hex(results) + " more than 28 together");
  const std::uint64_t given = file.u32(tiles::kOffset).value_or(0);
  const std::uint64_t needed = tiles::count_for(size);
  if (given < needed)
    return Error{"not an .anec program: tiles[0] is " + hex(given) + ", the payload needs " + hex(needed),
                 Extent{tiles::kOffset, tiles::kStep}};
  return std::nullopt;
}

// Rule 4: zeros up to the payload, and a first task there.
bool can_start_at(ByteView file, std::uint64_t base, const regdb::Generation& generation) {
  const auto task = file.sub(base, read_field(file, header::kFirstTask));
  if (!task) return false;
  return file.clipped(header::kSize, base - header::kSize).all_zero() &&
         is_first_task(*task, read_field(file, header::kTaskBytes), generation);
}

Result<Variant> by_payload(ByteView file, const regdb::Generation& generation) {
  const std::uint64_t size = read_field(file, header::kPayload);
  if (file.size() >= payload::kAt1000 && file.size() - payload::kAt1000 == size) return Variant::Header1000;
  if (file.size() >= payload::kAt800 && file.size() - payload::kAt800 == size) return Variant::Header800;
  // These exclude each other: a task at 0x800 lies where zeros have to be before one at 0x1000.
  if (can_start_at(file, payload::kAt1000, generation)) return Variant::Header1000;
  if (can_start_at(file, payload::kAt800, generation)) return Variant::Header800;
  return Error{"an .anec header whose tasks start neither at 0x800 nor at 0x1000, and the file's length of " +
                   hex(file.size()) + " fits neither",
               where_of(header::kPayload)};
}

}  // namespace

std::uint64_t read_field(ByteView file, const FieldSpec& field) {
  return field.size == 8 ? file.u64(field.offset).value_or(0) : file.u32(field.offset).value_or(0);
}

std::uint64_t measure_first_task(const regdb::Generation& generation, ByteView text) {
  const auto& walk = generation.encoding.walk;
  const std::uint64_t next = walk && walk->next_offset ? task_field(text, *walk->next_offset) : 0;
  const std::uint64_t header_bytes = generation.encoding.header_words * kWord;
  const std::uint64_t end = next % kWord == 0 && next > header_bytes ? next : tasks::kLongest;
  const auto room = static_cast<std::uint32_t>(std::min({text.size(), end, tasks::kLongest}));
  Diagnostics ignored;  // where the records end is all that is asked here
  const task::Task task = task::decode_task(generation, text, {0, room}, 0, ignored);
  std::uint64_t measured = task.header.size() * kWord;
  for (const task::Record& record : task.records) {
    if (record.header == 0 || record.write_count == 0) break;
    if (!generation.find(task.writes[record.first_write].address)) break;
    measured = record.offset + kWord * (std::uint64_t{record.write_count} + 1) - text.extent().offset;
  }
  return measured;
}

bool sizes_add_up(ByteView file) {
  const std::uint64_t tasks = read_field(file, header::kTaskBytes);
  std::uint64_t sum = 0;
  return tasks != 0 && file.size() >= header::kSources.offset &&
         add_fits(round_up(tasks, payload::kWeightAlignment), read_field(file, header::kWeightBytes), sum) &&
         read_field(file, header::kPayload) == sum;
}

Result<Variant> find_variant(ByteView file, const regdb::Generation& generation) {
  std::optional<Error> fault = header_fault(file);
  if (!fault) return by_payload(file, generation);
  if (starts_with_kernel_record(file, generation)) return Variant::Raw;
  return *std::move(fault);
}

}  // namespace ane::anec
