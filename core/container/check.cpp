// The rules of docs/formats/container.md 15 that look across records.

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "core/base/interval_set.hpp"
#include "core/base/text.hpp"
#include "core/container/container.hpp"
#include "core/container/layout.hpp"
#include "core/container/stab.hpp"

namespace ane::container {
namespace {

class Checker {
 public:
  Checker(ByteView file, const Container& container, Diagnostics& problems)
      : file_(file), c_(container), problems_(problems) {}

  void run() {
    map_memory();
    for (const TensorRecord& tensor : c_.tensors) records_.emplace(tensor.symbol_name, &tensor);
    check_segment_order();
    check_overlaps();
    check_file_end();
    for (std::size_t i = 0; i < c_.sections.size(); ++i) check_relocations(c_.sections[i]);
    check_symbols();
    for (const Program& program : c_.programs) check_program(program);
    check_tensors();
  }

 private:
  void add(Severity severity, std::string_view code, std::string message, Extent where) {
    problems_.add(severity, code, std::move(message), where);
  }
  void error(std::string_view code, std::string message, Extent where) {
    add(Severity::Error, code, std::move(message), where);
  }
  void warn(std::string_view code, std::string message, Extent where) {
    add(Severity::Warning, code, std::move(message), where);
  }

  void map_memory();
  void check_segment_order();
  void check_overlaps();
  void check_file_end();
  void check_relocations(const Section& section);
  void check_relocation(const Section& section, const Relocation& entry, std::uint32_t index);
  bool too_many(std::size_t& bad, const std::string& owner, std::string_view what, Extent where);
  void check_symbols();
  void check_symbol(const Symbol& symbol, std::uint32_t index);
  void check_stab(const Symbol& symbol, const std::string& title);
  void check_program(const Program& program);
  void check_tensors();
  void check_tensor(const TensorRecord& tensor);
  void check_shape(const TensorRecord& tensor, const std::string& title);

  struct Range {
    std::uint64_t begin, size;
    std::string name;
    Extent where;
  };
  void check_ranges(std::vector<Range> ranges, std::string_view code, std::string_view kind);

  ByteView file_;
  const Container& c_;
  Diagnostics& problems_;
  std::unordered_map<std::string, std::uint64_t> bindings_;         ///< symbol name → address
  std::unordered_map<std::uint64_t, std::uint64_t> segment_sizes_;  ///< vmaddr → vmsize
  std::unordered_map<std::string, const TensorRecord*> records_;    ///< by symbol name
  std::uint64_t relocations_seen_ = 0;
  std::size_t bad_relocations_ = 0;
  std::size_t bad_symbols_ = 0;
  IntervalSet memory_;  ///< what all segments hold
};

std::string name_of(const Section& section) {
  return escaped(section.segment) + "," + escaped(section.name);
}

void Checker::map_memory() {
  std::vector<Extent> ranges;
  for (const Segment& s : c_.segments) {
    std::uint64_t end = 0;
    if (!add_fits(s.vmaddr, s.vmsize, end)) continue;
    ranges.push_back({s.vmaddr, s.vmsize});
    segment_sizes_.emplace(s.vmaddr, s.vmsize);
  }
  std::sort(ranges.begin(), ranges.end(), [](Extent a, Extent b) { return a.offset < b.offset; });
  for (const Extent range : ranges) memory_.add(range);
}

void Checker::check_segment_order() {
  const Segment* previous = nullptr;
  for (const Segment& segment : c_.segments) {
    if (segment.vmaddr == 0) continue;  // __PAGEZERO stands apart
    if (previous != nullptr &&
        (segment.vmaddr < previous->vmaddr || segment.vmaddr - previous->vmaddr != previous->vmsize)) {
      warn("segments-not-contiguous",
           "segment " + escaped(segment.name) + ": starts at " + hex(segment.vmaddr) +
               ", the one before is " + hex(previous->vmaddr) + " + " + hex(previous->vmsize),
           {segment.record + segment::kVmAddr.offset, 8});
    }
    previous = &segment;
  }
}

// Reports every range that begins before the furthest end of those that begin earlier.
void Checker::check_ranges(std::vector<Range> ranges, std::string_view code, std::string_view kind) {
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const Range& a, const Range& b) { return a.begin < b.begin; });
  const Range* furthest = nullptr;
  for (const Range& range : ranges) {
    std::uint64_t end = 0;
    if (range.size == 0 || !add_fits(range.begin, range.size, end)) continue;
    if (furthest != nullptr && range.begin < furthest->begin + furthest->size) {
      warn(
          code,
          range.name + " overlaps " + furthest->name + " in " + std::string(kind) + " at " + hex(range.begin),
          range.where);
    }
    if (furthest == nullptr || end > furthest->begin + furthest->size) furthest = &range;
  }
}

void Checker::check_overlaps() {
  std::vector<Range> file, memory, section_file, section_memory;
  for (const Segment& s : c_.segments) {
    const Extent where{s.record, segment::kSize};
    file.push_back({s.fileoff, s.filesize, "segment " + escaped(s.name), where});
    memory.push_back({s.vmaddr, s.vmsize, "segment " + escaped(s.name), where});
  }
  for (const Section& s : c_.sections) {
    const Extent where{s.record, section::kSize};
    section_file.push_back({s.bytes.offset, s.bytes.size, "section " + name_of(s), where});
    section_memory.push_back({s.addr, s.size, "section " + name_of(s), where});
  }
  check_ranges(std::move(file), "segments-overlap", "the file");
  check_ranges(std::move(memory), "segments-overlap", "memory");
  check_ranges(std::move(section_file), "sections-overlap", "the file");
  check_ranges(std::move(section_memory), "sections-overlap", "memory");
}

void Checker::check_file_end() {
  std::uint64_t last = 0;
  for (const Segment& s : c_.segments) {
    std::uint64_t end = 0;
    if (s.file_backed() && add_fits(s.fileoff, s.filesize, end)) last = std::max(last, end);
  }
  if (last == 0 || last >= file_.size()) return;
  warn("bytes-after-last-segment",
       "the last segment ends at " + hex(last) + ", the file at " + hex(file_.size()),
       {last, file_.size() - last});
}

void Checker::check_relocations(const Section& section) {
  if (section.nreloc == 0) return;
  const Extent where{section.record + section::kRelocOff.offset, 8};
  const std::uint64_t bytes = std::uint64_t{section.nreloc} * relocation::kSize;
  if (!file_.has(section.reloff, bytes)) {
    error("relocations-past-file-end",
          "section " + name_of(section) + ": " + std::to_string(section.nreloc) + " relocations at " +
              hex(section.reloff) + " end behind the file's end at " + hex(file_.size()),
          where);
  }
  for (std::uint32_t i = 0; i < section.nreloc; ++i) {
    const auto entry = read_relocation(file_, section, i);
    if (!entry) return;
    // Sections of an honest file do not share relocations, so all of them fit in it.
    if (++relocations_seen_ > file_.size() / relocation::kSize) {
      warn("relocations-overlap", "the sections' relocations overlap, those from here on are not checked",
           where);
      return;
    }
    const std::size_t before = problems_.total();
    check_relocation(section, *entry, i);
    if (problems_.total() != before &&
        too_many(bad_relocations_, "section " + section.name + " has", "relocations", where))
      return;
  }
}

// Words for millions of bad entries cost seconds and nobody reads them.
bool Checker::too_many(std::size_t& bad, const std::string& owner, std::string_view what, Extent where) {
  static constexpr std::size_t kMaxBad = 10000;
  if (++bad < kMaxBad) return false;
  warn("check-ended-early",
       escaped(owner) + " too many bad " + std::string(what) + ", the rest is not checked", where);
  return true;
}

void Checker::check_relocation(const Section& section, const Relocation& entry, std::uint32_t index) {
  const std::string title = "section " + name_of(section) + ": relocation " + std::to_string(index);
  const std::uint64_t width = std::uint64_t{1} << entry.length;
  const auto address = static_cast<std::uint32_t>(entry.address);
  if (std::uint64_t{address} + width > section.size) {
    error("relocation-outside-section",
          title + " at " + hex(address) + " of " + std::to_string(width) +
              " bytes is not inside the section's " + hex(section.size),
          entry.where);
  }
  if (entry.external) {
    const std::uint32_t count = c_.symbols ? c_.symbols->count : 0;
    if (entry.number >= count) {
      error("relocation-symbol",
            title + " names symbol " + std::to_string(entry.number) + " of " + std::to_string(count),
            entry.where);
    }
  } else if (entry.number == 0 || entry.number > c_.sections.size()) {
    error("relocation-section",
          title + " names section " + std::to_string(entry.number) + ", there are 1 to " +
              std::to_string(c_.sections.size()),
          entry.where);
  }
}

void Checker::check_symbols() {
  if (!c_.symbols) return;
  // Names of an honest file do not overlap; without a limit, many symbols could share one long string.
  std::uint64_t budget = 2 * c_.symbols->strings.size;
  for (std::uint32_t i = 0; i < c_.symbols->count; ++i) {
    const Symbol symbol = read_symbol(file_, *c_.symbols, i);
    if (symbol.name.size() > budget) {
      warn("symbol-names-overlap",
           "the names of the symbols overlap, symbols from " + std::to_string(i) + " on are not checked",
           symbol.where);
      return;
    }
    budget -= symbol.name.size();
    const std::size_t before = problems_.total();
    check_symbol(symbol, i);
    if (problems_.total() != before &&
        too_many(bad_symbols_, "the symbol table has", "symbols", symbol.where))
      return;
  }
}

void Checker::check_symbol(const Symbol& s, std::uint32_t index) {
  const std::string title = "symbol " + std::to_string(index);
  const Extent name_field{s.where.offset + symbol::kName.offset, symbol::kName.size};
  if (!s.name_ok && s.name_where.empty()) {
    error("symbol-name-outside-strings",
          title + ": its name starts at " + std::to_string(file_.u32(name_field.offset).value_or(0)) +
              ", the string table has " + std::to_string(c_.symbols->strings.size) + " bytes",
          name_field);
  } else if (!s.name_ok) {
    warn("symbol-name-not-terminated", title + ": its name is longer than 4096 bytes or has no NUL",
         s.name_where);
  }
  if (!is_plain_text(s.name)) {
    warn("symbol-name-not-printable",
         title + ": its name has bytes that do not print: " + escaped(s.name.substr(0, 64)), s.name_where);
  }
  if (s.type == symbol::kStabBindable || s.type == symbol::kStabLocal) {
    check_stab(s, title);
    return;
  }
  if (s.type != symbol::kExternal && s.type != symbol::kLocal) return;
  if (s.section == 0 || s.section > c_.sections.size()) {
    error("symbol-section",
          title + " (" + escaped(s.name) + "): section " + std::to_string(s.section) +
              " does not exist, there are 1 to " + std::to_string(c_.sections.size()),
          {s.where.offset + symbol::kSection.offset, symbol::kSection.size});
    return;
  }
  const Section& section = c_.sections[s.section - 1u];
  if (s.value < section.addr || s.value - section.addr > section.size) {
    error("symbol-outside-section",
          title + " (" + escaped(s.name) + "): value " + hex(s.value) + " is not inside section " +
              name_of(section),
          {s.where.offset + symbol::kValue.offset, symbol::kValue.size});
  }
}

void Checker::check_stab(const Symbol& s, const std::string& title) {
  const auto tensor = parse_tensor_stab(s.name);
  if (!tensor) {
    if (parse_type_stab(s.name)) return;
    add(Severity::Note, "stab-not-understood",
        title + ": the stab does not follow the grammar, kept as text: " + escaped(s.name.substr(0, 64)),
        s.name_where);
    return;
  }
  if (s.type != symbol::kStabBindable) return;
  const auto found = records_.find(tensor->name);
  if (found == records_.end()) return;
  const TensorRecord& record = *found->second;
  const bool same_shape = std::equal(tensor->shape.begin(), tensor->shape.end(), record.shape.begin());
  if (same_shape && tensor->strides == record.strides && tensor->element_type == record.type) return;
  warn("stab-differs-from-record",
       title + ": the stab of " + escaped(tensor->name) + " and its tensor record differ, the record counts",
       s.name_where);
}

void Checker::check_program(const Program& program) {
  const std::string title = "program " + escaped(program.name);
  std::unordered_map<std::uint64_t, std::uint32_t> seen;
  for (const Slot& slot : program.slots) {
    const Extent where{slot.offset, thread::kSlotBytes};
    if (!memory_.contains({slot.address, 1})) {
      warn("slot-outside-segments",
           title + ": base address " + std::to_string(slot.index) + " is " + hex(slot.address) +
               ", which no segment holds",
           where);
    }
    const auto [first, fresh] = seen.emplace(slot.address, slot.index);
    if (!fresh) {
      warn("slot-address-twice",
           title + ": base addresses " + std::to_string(first->second) + " and " +
               std::to_string(slot.index) + " are both " + hex(slot.address),
           where);
    }
  }
  const Section* text = c_.text();
  if (text == nullptr || program.thread.state.size < program::kFirstTask.offset + 8) return;
  if (program.first_task < text->addr || program.first_task - text->addr >= text->size) {
    error("first-task-outside-text",
          title + ": the first task's address " + hex(program.first_task) + " is not inside __TEXT,__text (" +
              hex(text->addr) + " + " + hex(text->size) + ")",
          {program.thread.state.offset + program::kFirstTask.offset, 8});
  }
}

void Checker::check_tensors() {
  for (const Binding& binding : c_.bindings) {
    const auto [first, fresh] = bindings_.emplace(binding.name, binding.address);
    if (!fresh)
      warn("binding-name-twice", "two binding commands are named " + escaped(binding.name), binding.where);
  }
  std::unordered_set<std::string> names;
  for (const TensorRecord& tensor : c_.tensors) {
    // A record that was cut has been reported; what it lacks is not to be blamed again.
    if (tensor.thread.state.size < tensor::kSize) continue;
    if (!names.insert(tensor.program + '\n' + tensor.binding_name).second) {
      warn("tensor-name-twice", "two tensor records are named " + escaped(tensor.binding_name),
           tensor.thread.where);
    }
    check_tensor(tensor);
  }
}

void Checker::check_tensor(const TensorRecord& tensor) {
  const std::string title = "tensor " + escaped(tensor.binding_name);
  const std::uint64_t state = tensor.thread.state.offset;
  if (tensor.role != tensor::kRoleInput && tensor.role != tensor::kRoleOutput) {
    warn("tensor-role",
         title + ": role " + std::to_string(tensor.role) + " is neither input (1) nor output (2)",
         {state + tensor::kRole.offset, tensor::kRole.size});
  }
  if (bindings_.find(tensor.symbol_name) == bindings_.end()) {
    warn("tensor-without-binding", title + ": no binding command is named " + escaped(tensor.symbol_name),
         tensor.thread.where);
  }
  if (element_type_name(tensor.type).empty()) {
    warn("tensor-type", title + ": element type " + std::to_string(tensor.type) + " is not known",
         {state + tensor::kType.offset, tensor::kType.size});
  }
  check_shape(tensor, title);
}

void Checker::check_shape(const TensorRecord& tensor, const std::string& title) {
  static constexpr std::array<std::string_view, 4> kNames = {"N", "C", "H", "W"};
  const std::uint64_t state = tensor.thread.state.offset;
  const Extent shape_where{state + tensor::kN.offset, 16};
  const Extent stride_where{state + tensor::kBatchStride.offset, 32};
  for (std::size_t i = 0; i < 4; ++i) {
    if (tensor.shape[i] == 0) {
      error("tensor-zero-dimension", title + ": dimension " + std::string(kNames[i]) + " is 0",
            {state + tensor::kN.offset + 4 * i, 4});
      return;
    }
  }
  // Innermost first: what a dimension spans must fit in the next stride out.
  std::uint64_t elements = 1;
  std::uint64_t reach = 0;
  for (std::size_t i = 4; i-- > 0;) {
    std::uint64_t step = 0;
    if (!multiply_fits(elements, tensor.shape[i], elements) ||
        !multiply_fits(tensor.strides[i], tensor.shape[i] - 1, step) || !add_fits(reach, step, reach)) {
      error("tensor-shape-overflow", title + ": its shape and strides overflow 64 bits", shape_where);
      return;
    }
  }
  std::uint64_t inner = element_type_bytes(tensor.type);
  for (std::size_t i = 4; i-- > 0;) {
    if (inner > tensor.strides[i]) {
      warn("tensor-stride-too-small",
           title + ": the stride of " + std::string(kNames[i]) + " is " + std::to_string(tensor.strides[i]) +
               " bytes, its data need " + std::to_string(inner),
           {state + tensor::kBatchStride.offset + 8 * i, 8});
      return;
    }
    if (!multiply_fits(tensor.strides[i], tensor.shape[i], inner)) {
      error("tensor-shape-overflow", title + ": its shape and strides overflow 64 bits", stride_where);
      return;
    }
  }
  const std::uint64_t needed = reach + element_type_bytes(tensor.type);
  const Extent total_where{state + tensor::kTotal.offset, tensor::kTotal.size};
  if (tensor.total < needed) {
    error("tensor-total-too-small",
          title + ": total of " + std::to_string(tensor.total) + " bytes, its shape and strides need " +
              std::to_string(needed),
          total_where);
  }
  const auto bound = bindings_.find(tensor.symbol_name);
  if (bound == bindings_.end()) return;
  const auto segment = segment_sizes_.find(bound->second);
  if (segment != segment_sizes_.end() && tensor.total > segment->second) {
    error("tensor-larger-than-segment",
          title + ": total of " + std::to_string(tensor.total) + " bytes, its segment has " +
              std::to_string(segment->second),
          total_where);
  }
}

}  // namespace

void check_container(ByteView file, const Container& container, Diagnostics& problems) {
  Checker(file, container, problems).run();
}

}  // namespace ane::container
