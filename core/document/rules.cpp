// Rules that hold a document's parts against each other.

#include <algorithm>
#include <bit>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/document/document.hpp"
#include "core/regdb/codec.hpp"

namespace ane::document {

void check_file_state(const Document& document, Diagnostics& problems) {
  switch (document.source().file_state()) {
    case FileState::Same:
      return;
    case FileState::Changed:
      problems.add(Severity::Warning, "file-changed", "the file changed while it was read");
      return;
    case FileState::Shrank:
      problems.add(Severity::Error, "file-shrank",
                   "the file became shorter while it was read; what is missing reads as zeros");
      return;
    case FileState::Vanished:
      problems.add(Severity::Warning, "file-vanished", "the file was removed while it was read");
      return;
  }
}

ProgramRules::ProgramRules(const Document& document, const ProgramTasks& program)
    : document_(document), program_(program) {
  if (document.anec() != nullptr) channels_.emplace(*document.anec(), *document.generation());
}

void ProgramRules::add(const task::Task& task, std::size_t index, Diagnostics& problems) {
  const auto word_of = [&](std::string_view name) -> std::uint32_t {
    const auto field = document_.generation()->by_concept(name);
    if (!field || field->header == nullptr) return 0;
    return regdb::unpack(*field->field, task.header_word(*field->header)).raw;
  };
  events_ += static_cast<std::uint64_t>(std::popcount(word_of("task.events")));
  debug_events_ += static_cast<std::uint64_t>(std::popcount(word_of("task.debug_events")));
  longest_ = std::max<std::uint64_t>(longest_, word_of("task.cycles"));
  if (channels_) channels_->add(task, index, problems);
}

void ProgramRules::finish(Diagnostics& problems) const {
  if (channels_) channels_->finish(problems);
  const container::Program* record = program_.record;
  if (record == nullptr || program_.task_count == 0) return;
  const auto differ = [&](std::string_view what, std::uint64_t declared, std::uint64_t found) {
    if (declared == found) return;
    problems.add(Severity::Warning, "program-totals",
                 "program " + escaped(program_.name) + ": declares " + std::to_string(declared) + " " +
                     std::string(what) + ", its tasks have " + std::to_string(found),
                 record->thread.where);
  };
  differ("events", record->events, events_);
  differ("debug events", record->debug_events, debug_events_);
  for (const container::Property& property : record->properties) {
    if (property.tag == container::property::kLongestTask)
      differ("as the largest run-time estimate", property.number, longest_);
  }
}

void check_container(const Document& document, Diagnostics& problems) {
  if (document.format() == Format::Hwx)
    container::check_container(document.file(), document.container(), problems);
}

Diagnostics check(const Document& document) {
  Diagnostics problems = document.problems();
  check_container(document, problems);
  for (const ProgramTasks& program : document.programs()) {
    ProgramRules rules(document, program);
    for (std::size_t i = program.first_task; i < program.first_task + program.task_count; ++i)
      rules.add(document.decode(i, problems), i, problems);
    rules.finish(problems);
  }
  check_file_state(document, problems);
  return problems;
}

}  // namespace ane::document
