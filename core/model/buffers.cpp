#include "core/model/buffers.hpp"

#include <algorithm>

#include "core/container/layout.hpp"
#include "core/model/tensors.hpp"

namespace ane::model {
namespace {

BufferKind kind_of(const container::Section& section) {
  if (section.in_kernel_segment()) return BufferKind::Constants;
  switch (section.type()) {
    case container::section::kTypeText:
      return BufferKind::Text;
    case container::section::kTypeConst:
      return BufferKind::Constants;
    case container::section::kTypeBss:
      return BufferKind::Scratch;
    case container::section::kTypeInput:
      return BufferKind::Input;
    case container::section::kTypeOutput:
      return BufferKind::Output;
    default:
      return BufferKind::Other;
  }
}

void describe_section(const container::Section& section, Buffer& buffer) {
  buffer.kind = kind_of(section);
  const std::uint64_t skipped = buffer.address - section.addr;
  buffer.size = section.size - skipped;
  const std::uint64_t gone = std::min(skipped, section.bytes.size);
  buffer.bytes = {section.bytes.offset + gone, section.bytes.size - gone};
  if (buffer.name.empty()) buffer.name = section.segment + "," + section.name;
}

// Files with a run-time graph have no table of base addresses. Two numbers are known all the same; inputs and
// outputs are mapped by the graph, which is not decoded (docs/formats/container.md 11.2 and 12.3).
std::vector<Buffer> buffers_of_graph(const document::Document& document) {
  std::vector<Buffer> buffers;
  const auto add = [&](std::uint32_t slot, const container::Section& section) {
    Buffer buffer;
    buffer.slot = slot;
    buffer.address = section.addr;
    describe_section(section, buffer);
    buffers.push_back(std::move(buffer));
  };
  const container::Container& c = document.container();
  if (c.runtime() == nullptr) return buffers;
  if (const container::Section* text = c.text()) add(0, *text);
  const auto weights =
      std::find_if(c.sections.begin(), c.sections.end(),
                   [](const container::Section& section) { return section.in_kernel_segment(); });
  if (weights != c.sections.end()) add(container::runtime::kWeightsSlot, *weights);
  return buffers;
}

BufferKind kind_of(anec::ChannelUse use) {
  switch (use) {
    case anec::ChannelUse::Commands:
      return BufferKind::Text;
    case anec::ChannelUse::Weights:
      return BufferKind::Constants;
    case anec::ChannelUse::Scratch:
      return BufferKind::Scratch;
    case anec::ChannelUse::Output:
      return BufferKind::Output;
    case anec::ChannelUse::Input:
      return BufferKind::Input;
    case anec::ChannelUse::Unused:
      break;
  }
  return BufferKind::Other;
}

std::vector<Buffer> channels_of(const document::Document& document, const anec::Anec& anec) {
  std::vector<Buffer> buffers;
  for (std::uint32_t i = 0; i < anec::kChannels; ++i) {
    Buffer buffer;
    buffer.slot = i;
    buffer.kind = kind_of(anec.use_of(i));
    buffer.name = anec.name_of(i);
    buffer.size = anec.channels[i].buffer_bytes();
    if (buffer.kind == BufferKind::Text)
      buffer.bytes = document.file().clipped(anec::payload_offset(anec.variant), anec.payload_bytes).extent();
    if (buffer.kind == BufferKind::Constants) {
      buffer.size = anec.weight_bytes;
      buffer.bytes = anec.weights;
    }
    if (buffer.kind == BufferKind::Input || buffer.kind == BufferKind::Output) buffer.tensor = buffer.name;
    if (buffer.size != 0) buffers.push_back(std::move(buffer));
  }
  return buffers;
}

}  // namespace

std::string_view buffer_kind_name(BufferKind kind) {
  switch (kind) {
    case BufferKind::Text:
      return "text";
    case BufferKind::Constants:
      return "constants";
    case BufferKind::Scratch:
      return "scratch";
    case BufferKind::Input:
      return "input";
    case BufferKind::Output:
      return "output";
    case BufferKind::Other:
      return "other";
  }
  return "other";
}

std::vector<Buffer> buffers_of(const document::Document& document, std::size_t program) {
  if (document.anec() != nullptr) return channels_of(document, *document.anec());
  std::vector<Buffer> buffers;
  const document::ProgramTasks& tasks = document.programs()[program];
  if (tasks.record == nullptr) return buffers_of_graph(document);
  const std::vector<Tensor> tensors = declared_tensors(document);
  for (const container::Slot& slot : tasks.record->slots) {
    Buffer buffer;
    buffer.slot = slot.index;
    buffer.address = slot.address;
    const auto tensor = std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& t) {
      return t.program == tasks.name && t.buffer == slot.index;
    });
    if (tensor != tensors.end()) {
      buffer.name = buffer.tensor = tensor->name;
      if (tensor->role == Role::Input) buffer.kind = BufferKind::Input;
      if (tensor->role == Role::Output) buffer.kind = BufferKind::Output;
    }
    const BufferKind declared = buffer.kind;
    if (const container::Section* section = document.container().section_at(slot.address))
      describe_section(*section, buffer);
    if (declared != BufferKind::Other) buffer.kind = declared;
    buffers.push_back(std::move(buffer));
  }
  return buffers;
}

const Buffer* find_buffer(const std::vector<Buffer>& buffers, std::uint32_t slot) {
  const auto at =
      std::find_if(buffers.begin(), buffers.end(), [&](const Buffer& b) { return b.slot == slot; });
  return at == buffers.end() ? nullptr : &*at;
}

}  // namespace ane::model
