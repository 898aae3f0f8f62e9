// Decides what a container holds and where it lies: names, buffers, addresses, places in the file.

#include <algorithm>
#include <span>

#include "core/base/extent.hpp"
#include "core/base/text.hpp"
#include "core/writer/hwx_parts.hpp"

namespace ane::writer {
namespace {

namespace layout_section = container::section;

constexpr std::size_t kMostSections = 255;        // n_sect has one byte
constexpr std::size_t kNameField = 16;            // segname, sectname, data_owner
constexpr std::uint64_t kZeroConstants = 0x4000;  // stands for "no constants" (container.md 5.1)
constexpr std::uint32_t kNoRelocations = 4, kFvmlib = 6;
constexpr std::uint32_t kRead = 1, kWrite = 2, kReadWrite = 3, kReadExecute = 5;

std::uint64_t touched_by(const TensorSpec& spec) {
  const Shape& s = spec.shape;
  const auto steps = [](std::uint32_t count, std::uint64_t stride) {
    return count == 0 ? 0 : (count - 1) * stride;
  };
  return steps(s.n, spec.strides.batch) + steps(s.c, spec.strides.plane) + steps(s.h, spec.strides.row) +
         s.w * spec.strides.element;
}

PlacedTensor resolve_tensor(const HwxSpec& spec, const TensorSpec& tensor) {
  const Style& style = spec.style;
  const bool output = tensor.role == Role::Output;
  const std::string decorated = output ? tensor.name + "@output" : tensor.name;
  PlacedTensor placed;
  placed.spec = &tensor;
  placed.program = tensor.program.empty() ? spec.programs.front().name : tensor.program;
  placed.binding_name = tensor.binding_name.value_or(decorated);
  placed.symbol_name = tensor.symbol_name.value_or(style.decorated_symbols ? decorated : tensor.name);
  placed.total_bytes = tensor.total_bytes.value_or(tensor.shape.n * tensor.strides.batch);
  const bool whole = !output || style.outputs_touch_total;
  placed.touched_bytes = tensor.touched_bytes.value_or(whole ? placed.total_bytes : touched_by(tensor));
  return placed;
}

Result<std::vector<std::size_t>> order_of_buffers(const HwxSpec& spec) {
  std::vector<std::size_t> order = spec.buffer_order;
  if (order.empty()) {
    for (const Role role : {Role::Input, Role::Output}) {
      for (std::size_t i = 0; i < spec.tensors.size(); ++i) {
        if (spec.tensors[i].role == role && spec.tensors[i].own_buffer) order.push_back(i);
      }
    }
    return order;
  }
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  const bool repeated = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
  const auto owners = static_cast<std::size_t>(std::count_if(
      spec.tensors.begin(), spec.tensors.end(), [](const TensorSpec& t) { return t.own_buffer; }));
  if (repeated || order.size() != owners || sorted.back() >= spec.tensors.size()) {
    return Error{
        "buffer_order does not name each of the " + std::to_string(owners) + " tensors with a buffer once",
        {}};
  }
  return order;
}

Result<void> resolve_tensors(Layout& layout) {
  const HwxSpec& spec = *layout.spec;
  for (const TensorSpec& tensor : spec.tensors) {
    layout.tensors.push_back(resolve_tensor(spec, tensor));
    const std::string& program = layout.tensors.back().program;
    if (std::none_of(spec.programs.begin(), spec.programs.end(),
                     [&](const auto& p) { return p.name == program; })) {
      return Error{
          "tensor " + tensor.name + " belongs to the program " + program + ", which is not in the file", {}};
    }
  }
  ANE_TRY(const auto order, order_of_buffers(spec));
  for (const std::size_t index : order) {
    layout.tensors[index].buffer = layout.buffers.size();
    layout.buffers.push_back({index, 0, 0});
  }
  for (PlacedTensor& tensor : layout.tensors) {
    if (tensor.spec->own_buffer) continue;
    const auto owner = std::find_if(layout.buffers.begin(), layout.buffers.end(), [&](const Buffer& buffer) {
      return layout.tensors[buffer.tensor].symbol_name == tensor.symbol_name;
    });
    if (owner == layout.buffers.end()) {
      return Error{"tensor " + tensor.spec->name + " shares the buffer " + tensor.symbol_name +
                       ", which no tensor owns",
                   {}};
    }
    tensor.buffer = static_cast<std::size_t>(owner - layout.buffers.begin());
  }
  return {};
}

SegmentSpec text_segment(const HwxSpec& spec, bool relocated) {
  SectionSpec text{"__text", Content(spec.text), 14, layout_section::kTypeText, false};
  if (relocated) text.flags |= layout_section::kHasRelocations;
  const bool none = spec.constants.size == 0;
  SectionSpec constants{"__const", none ? Content::zeros(kZeroConstants) : spec.constants, 6,
                        layout_section::kTypeConst, false};
  return {
      "__TEXT", {std::move(text), std::move(constants)}, kReadExecute, relocated ? 0 : kNoRelocations, {}};
}

SegmentSpec kernel_segment(const Content& weights, std::size_t index) {
  const std::string number = std::to_string(index);
  SectionSpec section{"__kern_" + number, weights, 14, layout_section::kTypeConst, false};
  return {std::string(container::segment::kKernelPrefix) + number,
          {std::move(section)},
          kRead,
          kNoRelocations,
          {}};
}

SegmentSpec buffer_segment(const PlacedTensor& tensor) {
  const bool output = tensor.spec->role == Role::Output;
  const std::uint64_t size = tensor.spec->section_bytes.value_or(tensor.total_bytes);
  SectionSpec section{output ? "__data" : "__const", Content::zeros(size), 14,
                      output ? layout_section::kTypeOutput : layout_section::kTypeInput, true};
  return {"__FVMLIB", {std::move(section)}, output ? kWrite : kRead, kFvmlib, {}};
}

Result<void> add_segments(Layout& layout) {
  const HwxSpec& spec = *layout.spec;
  const auto add = [&](SegmentSpec segment) {
    layout.segments.emplace_back();
    layout.segments.back().spec = std::move(segment);
  };
  const auto add_text = [&] {
    layout.text_segment = layout.segments.size();
    add(text_segment(spec, !layout.relocations.empty()));
  };
  for (const SegmentSpec& segment : spec.segments_before) add(segment);
  if (!spec.style.text_last) add_text();
  if (spec.scratch_bytes != 0) {
    layout.scratch_segment = layout.segments.size();
    SectionSpec bss{"__bss", Content::zeros(spec.scratch_bytes), 6, layout_section::kTypeBss, true};
    add({"__DATA", {std::move(bss)}, kReadWrite, kNoRelocations, {}});
  }
  std::size_t first_buffer = layout.segments.size();
  for (const Buffer& buffer : layout.buffers) add(buffer_segment(layout.tensors[buffer.tensor]));
  if (spec.style.text_last) add_text();
  for (const SegmentSpec& segment : spec.segments_after) add(segment);
  if (!spec.kernels.empty()) layout.kernel_segment = layout.segments.size();
  for (std::size_t i = 0; i < spec.kernels.size(); ++i) add(kernel_segment(spec.kernels[i], i));

  std::size_t number = 0;
  for (PlacedSegment& segment : layout.segments) {
    for (const SectionSpec& section : segment.spec.sections) {
      PlacedSection placed;
      placed.spec = &section;
      placed.number = ++number;
      placed.flags = section.flags;
      segment.sections.push_back(placed);
    }
  }
  for (Buffer& buffer : layout.buffers) buffer.section = layout.segments[first_buffer++].sections[0].number;
  if (number > kMostSections) {
    return Error{std::to_string(number) + " sections are more than the 255 that symbols can name", {}};
  }
  return {};
}

Result<void> place_in_memory(Layout& layout) {
  std::uint64_t address = kFirstAddress;
  for (PlacedSegment& segment : layout.segments) {
    const bool is_text = &segment == &layout.segments[layout.text_segment];
    segment.address = address;
    for (PlacedSection& section : segment.sections) {
      const SectionSpec& spec = *section.spec;
      if (spec.name.size() > kNameField || segment.spec.name.size() > kNameField) {
        return Error{"the name " + segment.spec.name + "," + spec.name + " is longer than 16 characters", {}};
      }
      if (spec.align_log2 > 62) {
        return Error{"section " + spec.name + " has the alignment 2^" + std::to_string(spec.align_log2), {}};
      }
      const bool constants = is_text && section.number != segment.sections[0].number;
      const std::uint64_t alignment =
          constants ? layout.spec->style.constants_alignment : std::uint64_t{1} << spec.align_log2;
      section.address = round_up(address, alignment);
      if (!add_fits(section.address, spec.content.size, address) || address > UINT64_MAX - kPage) {
        return Error{
            "section " + spec.name + " of " + hex(spec.content.size) + " bytes does not fit in memory", {}};
      }
    }
    address = round_up(address, kPage);
    segment.size = address - segment.address;
  }
  for (Buffer& buffer : layout.buffers) {
    for (const PlacedSegment& segment : layout.segments) {
      for (const PlacedSection& section : segment.sections) {
        if (section.number == buffer.section) buffer.address = section.address;
      }
    }
  }
  return {};
}

void read_programs(Layout& layout) {
  const HwxSpec& spec = *layout.spec;
  regdb::GenerationPtr generation = spec.generation;
  if (!generation) {
    const auto database = regdb::Database::embedded();
    if (auto found = database->generation(database->identify(spec.cpu_subtype).generation))
      generation = *found;
  }
  for (const ProgramSpec& program : spec.programs) {
    StreamFacts facts;
    if (generation) {
      const bool streams = generation->encoding.order == regdb::TaskOrder::AlignedArray;
      const auto end = static_cast<std::size_t>(
          streams ? program.first_task_offset + program_text_bytes(spec, program) : spec.text.size());
      facts = read_stream(*generation, std::span(spec.text).first(std::min(end, spec.text.size())),
                          program.first_task_offset, program.first_task_words);
    }
    const auto& bases = facts.kernel_bases;
    // On the stream family other words are relocated, of which only one source tells.
    if (!spec.style.stream_program)
      layout.relocations.insert(layout.relocations.end(), bases.begin(), bases.end());
    layout.facts.push_back(std::move(facts));
  }
  if (spec.relocations) layout.relocations = *spec.relocations;
}

}  // namespace

std::uint64_t program_text_bytes(const HwxSpec& spec, const ProgramSpec& program) {
  std::uint64_t end = spec.text.size();
  for (const ProgramSpec& other : spec.programs) {
    if (other.first_task_offset > program.first_task_offset) end = std::min(end, other.first_task_offset);
  }
  return end - std::min(end, program.first_task_offset);
}

Result<Layout> make_layout(const HwxSpec& spec) {
  if (spec.programs.empty() && !spec.style.runtime_graph)
    return Error{"a file needs at least one program record", {}};
  if (spec.style.runtime_graph && !(spec.programs.empty() && spec.tensors.empty()))
    return Error{"a file with a run-time graph has neither program nor tensor records", {}};
  for (const WeightSymbol& weight : spec.weight_symbols) {
    if (weight.kernel >= std::max<std::size_t>(spec.kernels.size(), 1)) {
      return Error{"weight symbol " + weight.name + " lies in __KERN_" + std::to_string(weight.kernel) +
                       ", which is not in the file",
                   {}};
    }
  }
  Layout layout;
  layout.spec = &spec;
  read_programs(layout);
  ANE_CHECK(resolve_tensors(layout));
  ANE_CHECK(add_segments(layout));
  ANE_CHECK(place_in_memory(layout));
  return layout;
}

Result<void> place_in_file(Layout& layout, std::uint64_t head_end, std::uint64_t& file_size) {
  std::uint64_t offset = round_up(head_end, kPage);
  file_size = head_end;
  for (PlacedSegment& segment : layout.segments) {
    const bool backed = std::any_of(segment.sections.begin(), segment.sections.end(),
                                    [](const PlacedSection& section) { return !section.spec->zero_fill; });
    if (!backed) continue;
    segment.file_offset = offset;
    segment.file_size = segment.size;
    for (PlacedSection& section : segment.sections) {
      if (section.spec->zero_fill) continue;
      section.file_offset = offset + (section.address - segment.address);
      if (section.file_offset > UINT32_MAX) {
        return Error{"section " + section.spec->name + " would start at " + hex(section.file_offset) +
                         " of the file, past the 32 bits of its offset",
                     {}};
      }
    }
    offset += segment.size;
    file_size = offset;
  }
  return {};
}

}  // namespace ane::writer
