// Nodes of the load commands.

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/tree/parts.hpp"

namespace ane::tree {
namespace {

namespace ct = container;
using container::FieldSpec;

std::vector<Node> head_nodes(const Doc& doc, const ct::Command& command) {
  return field_nodes(doc, command.extent(), command.extent(),
                     std::array{ct::command::kCmd, ct::command::kCmdSize});
}

Node string_node(const Doc& doc, std::string name, Extent command, std::uint64_t offset) {
  const ByteView::Text text = doc->file().clipped(command.offset, command.size).text(offset);
  const Extent where{command.offset + offset, text.text.size() + (text.terminated ? 1 : 0)};
  return leaf(std::move(name), Kind::Text, where, {text.text, escaped(text.text)}, "NUL-terminated name.");
}

// One text node for each distinct string that the name fields of `fields` point at.
void add_strings(const Doc& doc, Extent record, Extent command, std::span<const FieldSpec> fields,
                 std::vector<Node>& nodes) {
  std::map<std::uint32_t, std::string> names;
  for (const FieldSpec& field : fields) {
    if (field.show != ct::Show::NameOffset || std::uint64_t{field.offset} + 4 > record.size) continue;
    const std::uint32_t offset = doc->file().u32(record.offset + field.offset).value_or(0);
    if (offset < ct::thread::kHead || offset >= command.size) continue;
    std::string& name = names[offset];
    name += (name.empty() ? "" : ", ") + std::string(field.name);
  }
  for (const auto& [offset, name] : names) nodes.push_back(string_node(doc, name, command, offset));
}

std::vector<Node> segment_children(const Doc& doc, const ct::Command& command) {
  std::vector<Node> nodes = field_nodes(doc, command.extent(), command.extent(), ct::segment::kAll);
  const auto& segments = doc->container().segments;
  const auto segment = std::lower_bound(segments.begin(), segments.end(), command.offset,
                                        [](const ct::Segment& s, std::uint64_t at) { return s.record < at; });
  if (segment == segments.end() || segment->record != command.offset) return nodes;
  for (std::uint32_t i = 0; i < segment->section_count; ++i) {
    const ct::Section& section = doc->container().sections[segment->first_section + i];
    const Extent where{section.record, ct::section::kSize};
    Node node = branch("section " + std::to_string(segment->first_section + i + 1), Kind::Section, where,
                       [doc, where] { return field_nodes(doc, where, where, ct::section::kAll); });
    node.value = Value::words(escaped(section.segment) + "," + escaped(section.name));
    nodes.push_back(std::move(node));
  }
  return nodes;
}

std::vector<Node> binding_children(const Doc& doc, const ct::Command& command) {
  const bool wide = command.cmd == static_cast<std::uint32_t>(ct::Cmd::MappedRegion);
  const std::span<const FieldSpec> fields =
      wide ? std::span<const FieldSpec>(ct::binding64::kAll) : ct::binding32::kAll;
  std::vector<Node> nodes = field_nodes(doc, command.extent(), command.extent(), fields);
  add_strings(doc, command.extent(), command.extent(), fields, nodes);
  return nodes;
}

Node slot_node(const Doc& doc, Extent table, std::size_t index, std::size_t step) {
  const Extent where{table.offset + index * ct::thread::kSlotBytes, ct::thread::kSlotBytes};
  const std::uint64_t address = doc->file().u64(where.offset).value_or(0);
  Node node =
      leaf("base address " + std::to_string(index * step), Kind::Field, where, Value::hexadecimal(address),
           "Address of the buffer that tasks call by this number; 0 is unused.");
  if (address == 0) node.value.text = "unused";
  return node;
}

// `step` is how many of the tasks' numbers an entry takes.
Node slots_node(const Doc& doc, Extent state, std::size_t step) {
  const std::uint64_t count =
      std::min<std::uint64_t>(ct::thread::kSlots, state.size / ct::thread::kSlotBytes);
  const Extent where{state.offset, count * ct::thread::kSlotBytes};
  Node node;
  node.name = "base addresses";
  node.kind = Kind::Record;
  node.where = where;
  node.doc = "Which buffer each base-address number of the tasks means.";
  node.expand = [doc, where, count, step] {
    return make_children(count, [doc, where, step](std::size_t i) { return slot_node(doc, where, i, step); });
  };
  return node;
}

// What a property is, and how sure that is (docs/formats/container.md 7.1).
std::string_view property_name(std::uint32_t tag) {
  switch (tag) {
    case ct::property::kScratchBytes:
      return "scratch bytes (medium confidence)";
    case ct::property::kConstant3:
      return "0x08020004 in published files, meaning unknown (medium confidence)";
    case ct::property::kMagicFloat:
      return "float 10000 in published files, meaning unknown (medium confidence)";
    case ct::property::kLongestTask:
      return "largest run-time estimate of a task (high confidence)";
    default:
      return "unknown property";
  }
}

void add_properties(const ct::Program& program, std::vector<Node>& nodes) {
  for (const ct::Property& property : program.properties) {
    const Extent where{property.value.offset - ct::property::kHead,
                       ct::property::kHead + property.value.size};
    const bool known =
        property.tag == ct::property::kLongestTask || property.tag == ct::property::kScratchBytes;
    nodes.push_back(leaf(
        "property " + std::to_string(property.tag), known ? Kind::Record : Kind::Unknown, where,
        {property.number, std::to_string(property.number) + "  " + std::string(property_name(property.tag))},
        "Tag, length and value. Tags but 9 were published for program records of flavour 4 only."));
  }
}

// What of a state no field covers: its meaning is not known, even where it is zero in every file.
std::vector<Node> with_reserved(const Doc& doc, std::vector<Node> nodes, Extent state) {
  IntervalSet covered;
  for (const Node& node : nodes) covered.add(node.where);
  for (const Extent gap : covered.gaps(state)) {
    const bool zero = doc->file().clipped(gap.offset, gap.size).all_zero();
    nodes.push_back(leaf("reserved", Kind::Unknown, gap,
                         Value::words(byte_size(gap.size) + (zero ? ", zero" : ", not zero")),
                         "Room at the end of the state; zero in every known file, meaning unknown."));
  }
  std::stable_sort(nodes.begin(), nodes.end(),
                   [](const Node& a, const Node& b) { return a.where.offset < b.where.offset; });
  return nodes;
}

std::vector<Node> program_state(const Doc& doc, Extent state, Extent command, const ct::Program& program) {
  std::vector<Node> nodes;
  const bool wide = program.thread.flavour == ct::thread::kFlavourProgram64;
  nodes.push_back(slots_node(doc, state, wide ? ct::thread::kSlotStep64 : 1));
  const std::span<const FieldSpec> fields =
      wide ? std::span<const FieldSpec>(ct::program64::kAll) : ct::program::kAll;
  for (Node& node : field_nodes(doc, state, command, fields)) nodes.push_back(std::move(node));
  const FieldSpec& count = wide ? ct::program64::kPropertyCount : ct::program::kPropertyCount;
  if (std::uint64_t{count.offset} + count.size <= state.size)
    nodes.push_back(field_node(doc, state, command, count));
  add_properties(program, nodes);
  return with_reserved(doc, std::move(nodes), state);
}

template <class Record>
const Record* record_of(const std::vector<Record>& records, std::uint64_t command_offset) {
  const auto at =
      std::lower_bound(records.begin(), records.end(), command_offset,
                       [](const Record& r, std::uint64_t offset) { return r.thread.where.offset < offset; });
  return at == records.end() || at->thread.where.offset != command_offset ? nullptr : &*at;
}

std::vector<Node> thread_children(const Doc& doc, const ct::Command& command) {
  const Extent whole = command.extent();
  std::vector<Node> nodes = field_nodes(doc, whole, whole, ct::thread::kAll);
  const auto add_state = [&](std::string name, Extent state, std::span<const FieldSpec> fields,
                             std::function<std::vector<Node>()> make) {
    nodes.push_back(branch(std::move(name), Kind::Record, state, std::move(make)));
    add_strings(doc, state, whole, fields, nodes);
  };
  if (const auto* program = record_of(doc->container().programs, command.offset)) {
    const Extent state = program->thread.state;
    const bool wide = program->thread.flavour == ct::thread::kFlavourProgram64;
    add_state("program record", state,
              wide ? std::span<const FieldSpec>(ct::program64::kAll) : ct::program::kAll,
              [doc, state, whole, program] { return program_state(doc, state, whole, *program); });
  } else if (const auto* tensor = record_of(doc->container().tensors, command.offset)) {
    const Extent state = tensor->thread.state;
    add_state("tensor record", state, ct::tensor::kAll, [doc, state, whole] {
      return with_reserved(doc, field_nodes(doc, state, whole, ct::tensor::kAll), state);
    });
  } else if (command.size > ct::thread::kHead) {
    const Extent rest{command.offset + ct::thread::kHead, command.size - ct::thread::kHead};
    nodes.push_back(leaf("state", Kind::Unknown, rest, Value::words(byte_size(rest.size)),
                         "State of a flavour that is not known."));
  }
  return nodes;
}

std::vector<Node> ident_children(const Doc& doc, const ct::Command& command) {
  std::vector<Node> nodes = head_nodes(doc, command);
  const auto& banners = doc->container().banners;
  if (banners.empty() || banners.front().where.offset != command.offset + ct::command::kSize) return nodes;
  const ct::Banner& banner = banners.front();
  const Extent text{banner.where.offset, std::min<std::uint64_t>(banner.text.size() + 1, banner.where.size)};
  nodes.push_back(branch("banner", Kind::Text, text, [doc, text] {
    const std::string& whole = doc->container().banners.front().text;
    std::vector<Node> lines;
    std::uint64_t at = text.offset;
    for (const std::string_view line : split_lines(whole)) {
      const std::uint64_t size = std::min<std::uint64_t>(line.size() + 1, text.end() - at);
      lines.push_back(leaf("line " + std::to_string(lines.size() + 1), Kind::Text, {at, size},
                           {std::string(line), escaped(line)}));
      at += size;
    }
    return with_gaps(doc, std::move(lines), text);
  }));
  return nodes;
}

std::vector<Node> note_children(const Doc& doc, const ct::Command& command) {
  std::vector<Node> nodes = field_nodes(doc, command.extent(), command.extent(), ct::note::kAll);
  const auto& notes = doc->container().notes;
  const auto note = std::lower_bound(notes.begin(), notes.end(), command.offset,
                                     [](const ct::Note& n, std::uint64_t at) { return n.where.offset < at; });
  if (note != notes.end() && note->where.offset == command.offset && note->in_command &&
      !note->payload.empty()) {
    nodes.push_back(
        leaf("payload", Kind::Data, note->payload,
             Value::words(byte_size(note->payload.size) + "  " + escaped(ct::note_text(doc->file(), *note))),
             "Offset taken from the start of this command."));
  }
  return nodes;
}

std::vector<Node> raw_children(const Doc& doc, const ct::Command& command) {
  std::vector<Node> nodes = head_nodes(doc, command);
  if (command.size > ct::command::kSize) {
    const Extent rest{command.offset + ct::command::kSize, command.size - ct::command::kSize};
    nodes.push_back(leaf("bytes", Kind::Unknown, rest, Value::words(byte_size(rest.size)),
                         "Content of a command that is not decoded."));
  }
  return nodes;
}

std::vector<Node> command_children(const Doc& doc, const ct::Command& command) {
  switch (static_cast<ct::Cmd>(command.cmd)) {
    case ct::Cmd::Segment64:
      return segment_children(doc, command);
    case ct::Cmd::LoadFvmLib:
    case ct::Cmd::IdFvmLib:
    case ct::Cmd::MappedRegion:
      return binding_children(doc, command);
    case ct::Cmd::Thread:
    case ct::Cmd::UnixThread:
      return thread_children(doc, command);
    case ct::Cmd::Ident:
      return ident_children(doc, command);
    case ct::Cmd::Note:
      return note_children(doc, command);
    case ct::Cmd::Symtab:
      return field_nodes(doc, command.extent(), command.extent(), ct::symtab::kAll);
    case ct::Cmd::Uuid:
      break;
  }
  return raw_children(doc, command);
}

// What a command is about, in a word or two.
std::string command_summary(const Doc& doc, const ct::Command& command) {
  const ByteView view = doc->file().clipped(command.offset, command.size);
  switch (static_cast<ct::Cmd>(command.cmd)) {
    case ct::Cmd::Segment64:
      return escaped(view.clipped(ct::segment::kName.offset, ct::segment::kName.size).text(0).text);
    case ct::Cmd::LoadFvmLib:
    case ct::Cmd::IdFvmLib:
    case ct::Cmd::MappedRegion:
      return escaped(view.text(view.u32(ct::binding32::kName.offset).value_or(0)).text);
    case ct::Cmd::Thread:
    case ct::Cmd::UnixThread:
      if (const auto* program = record_of(doc->container().programs, command.offset))
        return "program " + escaped(program->name);
      if (const auto* tensor = record_of(doc->container().tensors, command.offset))
        return "tensor " + escaped(tensor->binding_name);
      return "flavour " + std::to_string(view.u32(ct::thread::kFlavour.offset).value_or(0));
    case ct::Cmd::Note:
      return escaped(view.clipped(ct::note::kOwner.offset, ct::note::kOwner.size).text(0).text);
    default:
      return {};
  }
}

}  // namespace

Node command_node(const Doc& doc, std::size_t index) {
  const ct::Command command = doc->container().commands[index];
  const std::string_view known = ct::command_name(command.cmd);
  const std::string name = known.empty() ? "command " + hex(command.cmd) : std::string(known);
  Node node = branch(
      name, command.cmd == static_cast<std::uint32_t>(ct::Cmd::Segment64) ? Kind::Segment : Kind::Command,
      command.extent(),
      [doc, command] { return with_gaps(doc, command_children(doc, command), command.extent()); });
  node.value = Value::words(command_summary(doc, command));
  return node;
}

}  // namespace ane::tree
