#include "app/state/goto.hpp"

#include <algorithm>
#include <charconv>

#include "app/state/expression.hpp"
#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/model/buffers.hpp"
#include "core/regdb/codec.hpp"

namespace ane::state {
namespace {

constexpr std::uint32_t kMostSymbols = 20000;

NameLookup offsets_of(const OpenFile& file) {
  return [&file](std::string_view word) -> std::optional<std::int64_t> {
    const document::Document& document = *file.document();
    if (word == "text") return static_cast<std::int64_t>(document.text().extent().offset);
    if (word == "end") return static_cast<std::int64_t>(document.file().size());
    if (word.starts_with("task")) {
      std::size_t index = 0;
      const auto [end, code] = std::from_chars(word.data() + 4, word.data() + word.size(), index);
      if (code == std::errc{} && end == word.data() + word.size() && index < document.tasks().size())
        return static_cast<std::int64_t>(file.task_bytes(index).offset);
    }
    if (document.anec() != nullptr) {
      for (const anec::Part& part : anec::parts_of(*document.anec()))
        if (part.name == word) return static_cast<std::int64_t>(part.where.offset);
    }
    for (const container::Section& section : document.container().sections) {
      if ((section.name == word || section.segment + "." + section.name == word) && !section.bytes.empty())
        return static_cast<std::int64_t>(section.bytes.offset);
    }
    return std::nullopt;
  };
}

NameLookup addresses_of(const OpenFile& file) {
  return [&file, offsets = offsets_of(file)](std::string_view word) -> std::optional<std::int64_t> {
    const auto offset = offsets(word);
    const auto address = offset ? address_of_offset(file, static_cast<std::uint64_t>(*offset)) : std::nullopt;
    if (!address) return std::nullopt;
    return static_cast<std::int64_t>(*address);
  };
}

Result<std::uint64_t> place_in(const OpenFile& file, std::string_view text) {
  ANE_TRY(const std::int64_t value, evaluate(text, offsets_of(file)));
  const std::uint64_t size = file.document()->file().size();
  if (value < 0 || static_cast<std::uint64_t>(value) > size)
    return Error{"0x" + hex(static_cast<std::uint64_t>(value)).substr(2) +
                     " is outside the file, which ends at " + hex(size),
                 {}};
  return static_cast<std::uint64_t>(value);
}

Selection bytes_at(Extent where) {
  Selection selection;
  selection.bytes = where;
  return selection;
}

Result<Link> to_offset(const OpenFile& file, std::uint64_t offset, std::string text) {
  if (offset >= file.document()->file().size()) return Error{hex(offset) + " is outside the file", {}};
  const auto task = file.task_at(offset);
  if (task && file.task_bytes(*task).offset == offset)
    return Link{text + " · task " + std::to_string(*task), file.of_task(*task)};
  for (const container::Section& section : file.document()->container().sections) {
    if (section.bytes.offset == offset && !section.bytes.empty())
      return Link{text + " · " + section.segment + "," + section.name, bytes_at(section.bytes)};
  }
  return Link{text + " · " + file.describe(file.at_byte(offset)), file.at_byte(offset)};
}

Result<Link> to_address(const OpenFile& file, std::uint64_t address) {
  if (const auto offset = offset_of_address(file, address)) return to_offset(file, *offset, hex(address));
  const container::Section* section = file.document()->container().section_at(address);
  if (section == nullptr) return Error{hex(address) + " lies in no section", {}};
  return Link{hex(address) + " · " + section->segment + "," + section->name + " (not in the file)",
              bytes_at({section->record, container::section::kSize})};
}

// The buffer in which a task's kernel channels lie.
std::optional<model::Buffer> kernel_buffer(const OpenFile& file, std::size_t task) {
  const TaskDetailPtr detail = file.detail(task);
  const document::Document& document = *file.document();
  if (!detail) return std::nullopt;
  const model::Facts facts(*document.generation(), detail->task, detail->state);
  const auto operand = facts.operand("kernel");
  if (!operand) return std::nullopt;
  const std::vector<model::Buffer> buffers = model::buffers_of(document, document.tasks()[task].program);
  const model::Buffer* buffer = model::find_buffer(buffers, operand->slot);
  if (buffer == nullptr) return std::nullopt;
  return *buffer;
}

// Byte `offset` of a buffer.
Result<Link> to_buffer(const OpenFile& file, const model::Buffer& buffer, std::uint64_t offset) {
  if (file.document()->format() == document::Format::Hwx) return to_address(file, buffer.address + offset);
  if (offset >= buffer.bytes.size)
    return Error{hex(offset) + " is behind the " + hex(buffer.bytes.size) + " bytes of the weights", {}};
  return to_offset(file, buffer.bytes.offset + offset, hex(offset));
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

std::optional<std::uint64_t> offset_of_address(const OpenFile& file, std::uint64_t address) {
  const container::Section* section = file.document()->container().section_at(address);
  if (section == nullptr || address < section->addr || address - section->addr >= section->bytes.size)
    return std::nullopt;
  return section->bytes.offset + (address - section->addr);
}

std::optional<std::uint64_t> address_of_offset(const OpenFile& file, std::uint64_t offset) {
  for (const container::Section& section : file.document()->container().sections)
    if (section.bytes.contains(offset)) return section.addr + (offset - section.bytes.offset);
  return std::nullopt;
}

Result<Selection> parse_place(const OpenFile& file, std::string_view text) {
  while (text.starts_with(" ")) text.remove_prefix(1);
  if (text.starts_with("@")) {
    ANE_TRY(const std::int64_t address, evaluate(text.substr(1), addresses_of(file)));
    ANE_TRY(const Link link, to_address(file, static_cast<std::uint64_t>(address)));
    return link.target;
  }
  const std::size_t dots = text.find("..");
  ANE_TRY(const std::uint64_t begin, place_in(file, text.substr(0, dots)));
  if (dots == std::string_view::npos) {
    if (begin >= file.document()->file().size()) return Error{hex(begin) + " is the end of the file", {}};
    return file.at_byte(begin);
  }
  ANE_TRY(const std::uint64_t end, place_in(file, text.substr(dots + 2)));
  if (end <= begin) return Error{"the range ends before it begins", {}};
  return file.of_extent({begin, end - begin}, {});
}

Result<Link> link_of(const OpenFile& file, const Selection& selection) {
  const ByteView bytes = file.document()->file();
  if (const auto facts = word_of(file, selection)) {
    if (facts->field == nullptr) return Error{"the selection is not a pointer", {}};
    if (facts->state.origin == task::Origin::Unset)
      return Error{"nobody knows where the register points", {}};
    const regdb::FieldValue value = regdb::unpack(*facts->field, facts->state.value);
    if (facts->field->concept_name == "task.next_offset") {
      if (value.number == 0) return Error{"this is the last task", {}};
      return to_offset(file,
                       file.document()->text().extent().offset + static_cast<std::uint64_t>(value.number),
                       hex(value.raw));
    }
    if (facts->field->concept_name == "kernel.channel_base") {
      const auto buffer = kernel_buffer(file, *selection.task);
      if (!buffer) return Error{"the task names no buffer for its kernel", {}};
      return to_buffer(file, *buffer, static_cast<std::uint64_t>(value.number));
    }
    return Error{"the selection is not a pointer", {}};
  }
  const std::vector<tree::Node> path = tree::path_to(file.root(), selection.bytes.offset);
  if (path.empty() || !path.back().where.contains(selection.bytes))
    return Error{"the selection is not a pointer", {}};
  const tree::Node& node = path.back();
  const std::uint64_t value = node.where.size == 8 ? bytes.u64(node.where.offset).value_or(0)
                                                   : bytes.u32(node.where.offset).value_or(0);
  if (is_one_of(node.name, {"fileoff", "offset", "reloff", "symoff", "stroff"}) && value != 0)
    return to_offset(file, value, hex(value));
  if (is_one_of(node.name, {"addr", "vmaddr", "header_addr", "address", "first_task", "value", "n_value"}) ||
      node.name.starts_with("slot"))
    return to_address(file, value);
  return Error{"the selection is not a pointer", {}};
}

std::vector<Target> targets_of(const OpenFile& file, std::size_t task) {
  std::vector<Target> targets;
  const document::Document& document = *file.document();
  if (file.tasks) {
    for (std::size_t i = 0; i < file.tasks->rows().size(); ++i)
      targets.push_back({Target::Kind::Task, "Task " + std::to_string(i), file.tasks->rows()[i].summary, "",
                         file.of_task(i)});
  }
  if (!document.tasks().empty()) {
    const TaskDetailPtr detail = file.detail(task);
    for (const regdb::Block& block : document.generation()->blocks) {
      for (const regdb::Register& reg : block.registers) {
        targets.push_back({Target::Kind::Register, block.name + "." + reg.name, "register", block.name,
                           file.of_register(task, reg.address, "")});
        for (const regdb::Field& field : reg.fields) {
          const task::RegisterState state = detail ? detail->state.at(reg.address) : task::RegisterState{};
          const std::string value = state.origin == task::Origin::Unset
                                        ? "—"
                                        : regdb::value_text(field, regdb::unpack(field, state.value));
          targets.push_back({Target::Kind::Field, block.name + "." + reg.name + "." + field.name, value,
                             block.name, file.of_register(task, reg.address, field.name)});
        }
      }
    }
  }
  for (const model::Tensor& tensor : model::declared_tensors(document))
    targets.push_back({Target::Kind::Tensor, escaped(tensor.name), std::string(model::role_name(tensor.role)),
                       "", bytes_at(tensor.where)});
  if (document.anec() != nullptr) {
    for (const anec::Part& part : anec::parts_of(*document.anec()))
      targets.push_back(
          {Target::Kind::Section, std::string(part.name), hex(part.where.offset), "", bytes_at(part.where)});
  }
  for (const container::Section& section : document.container().sections)
    targets.push_back({Target::Kind::Section, escaped(section.segment + "," + section.name),
                       hex(section.bytes.offset), "",
                       bytes_at(section.bytes.empty() ? Extent{section.record, container::section::kSize}
                                                      : section.bytes)});
  if (document.container().symbols) {
    const container::SymbolTable& table = *document.container().symbols;
    for (std::uint32_t i = 0; i < std::min(table.count, kMostSymbols); ++i) {
      const container::Symbol symbol = container::read_symbol(document.file(), table, i);
      targets.push_back(
          {Target::Kind::Symbol, escaped(symbol.name), hex(symbol.value), "", bytes_at(symbol.where)});
    }
  }
  return targets;
}

}  // namespace ane::state
