#include "core/device/usage.hpp"

#include <set>

#include "core/anec/slots.hpp"
#include "core/base/text.hpp"

namespace ane::device {
namespace {

std::string slots_text(const std::vector<model::Buffer>& table) {
  std::vector<std::string> slots;
  slots.reserve(table.size());
  for (const model::Buffer& buffer : table) slots.push_back(std::to_string(buffer.slot));
  return slots.empty() ? "none" : join(slots, ", ");
}

/// Follows the tasks of a program and tells each buffer's first contradiction.
class RoleCheck {
 public:
  RoleCheck(const std::vector<model::Buffer>& table, Diagnostics& problems)
      : table_(table), problems_(problems) {}

  void add(const std::vector<anec::SlotUse>& uses, std::size_t index) {
    for (const anec::SlotUse& use : uses) {
      const model::Buffer* buffer = model::find_buffer(table_, use.slot);
      if (buffer == nullptr || !anec::is_read(use.operand)) continue;
      if (buffer->kind == model::BufferKind::Output && written_.count(use.slot) == 0)
        warn("output-read-first", use, index,
             "reads " + title(*buffer) + ", which is declared as an output and which no task wrote before");
    }
    for (const anec::SlotUse& use : uses) {
      if (!anec::is_written(use.operand)) continue;
      const model::Buffer* buffer = model::find_buffer(table_, use.slot);
      if (buffer != nullptr && buffer->kind == model::BufferKind::Input)
        warn("input-written", use, index, "writes " + title(*buffer) + ", which is declared as an input");
      written_.insert(use.slot);
    }
  }

 private:
  void warn(std::string_view code, const anec::SlotUse& use, std::size_t index, const std::string& what) {
    if (!told_.insert(use.slot).second) return;
    problems_.add(Severity::Warning, code, "task " + std::to_string(index) + ": " + what, use.where, index);
  }

  const std::vector<model::Buffer>& table_;
  Diagnostics& problems_;
  std::set<std::uint32_t> written_, told_;
};

}  // namespace

std::string title(const model::Buffer& buffer) {
  const std::string number = "buffer " + std::to_string(buffer.slot);
  return buffer.name.empty() ? number : number + " (" + escaped(buffer.name) + ")";
}

std::optional<std::string> program_objection(const document::Document& document, std::size_t program) {
  if (program < document.programs().size()) return std::nullopt;
  return "program " + std::to_string(program) + ": the file has " +
         counted(document.programs().size(), "program");
}

std::optional<std::string> buffers_objection(
    const std::vector<model::Buffer>& table,
    const std::map<std::uint32_t, std::vector<std::uint8_t>>& given) {
  for (const auto& [slot, bytes] : given) {
    const model::Buffer* buffer = model::find_buffer(table, slot);
    if (buffer == nullptr)
      return "buffer " + std::to_string(slot) + " is given, the program has " + slots_text(table);
    if (buffer->kind == model::BufferKind::Text)
      return title(*buffer) + " is given, but it holds the tasks, which are those of the file";
    if (bytes.size() != buffer->size)
      return title(*buffer) + ": " + std::to_string(bytes.size()) + " bytes are given, it has " +
             std::to_string(buffer->size);
  }
  return std::nullopt;
}

void check_roles(const document::Document& document, std::size_t program,
                 const std::vector<model::Buffer>& table, Diagnostics& problems) {
  if (!document.decodes_tasks()) return;
  RoleCheck check(table, problems);
  Diagnostics ignored;  // whoever opens the file is told
  const document::ProgramTasks& tasks = document.programs()[program];
  for (std::size_t i = tasks.first_task; i < tasks.first_task + tasks.task_count; ++i)
    check.add(anec::slots_of(*document.generation(), document.decode(i, ignored)), i);
}

}  // namespace ane::device
