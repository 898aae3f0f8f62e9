#include "core/document/document.hpp"

#include <algorithm>
#include <bit>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/regdb/codec.hpp"

namespace ane::document {
namespace {

// Programs of one file may share text, but a file whose records claim the same bytes over and over is
// hostile.
constexpr std::uint64_t kMaxTextReuse = 4;

task::WalkStart walk_start(const container::Program* record, const container::Section& text) {
  task::WalkStart start;
  if (record == nullptr) return start;
  if (record->first_task > text.addr) start.offset = record->first_task - text.addr;
  start.first_size_words = record->first_task_words;
  start.declared_count = record->task_count;
  start.where = {record->thread.state.offset + container::program::kFirstTask.offset, 16};
  return start;
}

task::WalkStart walk_start(const anec::Anec& anec) {
  task::WalkStart start;
  start.first_size_words = anec.first_task_bytes / 4;
  if (!anec.has_header()) return start;
  start.declared_count = anec.task_count;
  start.declared_by = "the header";
  start.where = anec::where_of(anec::header::kFirstTask);
  return start;
}

bool has_container_magic(ByteView file) {
  const auto magic = file.u32(container::header::kMagic.offset);
  return magic == container::header::kMagicHwx || magic == container::header::kMagicMachO;
}

// Null where the file starts like a container, or where the database does not know what .anec files are for.
regdb::GenerationPtr anec_generation(ByteView file, const regdb::Database& database) {
  if (has_container_magic(file)) return nullptr;
  auto generation = database.generation(anec::kGeneration);
  return generation ? *std::move(generation) : nullptr;
}

}  // namespace

Result<DocumentPtr> Document::open(SourcePtr source, std::shared_ptr<const regdb::Database> database,
                                   std::string path) {
  std::shared_ptr<Document> document(new Document());
  document->path_ = std::move(path);
  document->source_ = std::move(source);
  document->database_ = std::move(database);
  regdb::GenerationPtr generation = anec_generation(document->file(), *document->database_);
  const bool is_anec = generation != nullptr && (anec::find_variant(document->file(), *generation) ||
                                                 anec::sizes_add_up(document->file()));
  ANE_CHECK(is_anec ? document->open_anec(std::move(generation)) : document->open_container());
  return DocumentPtr(std::move(document));
}

Result<void> Document::open_container() {
  ANE_TRY(container_, container::parse_container(file(), problems_));
  identity_ = database_->identify(container_.header.cpusubtype);
  if (!identity_.generation.empty()) {
    ANE_TRY(generation_, database_->generation(identity_.generation));
  }
  find_tasks();
  return {};
}

Result<void> Document::open_anec(regdb::GenerationPtr generation) {
  ANE_TRY(anec_, anec::parse_anec(file(), *generation, problems_));
  generation_ = std::move(generation);
  if (!generation_->cpu_subtypes.empty()) identity_ = database_->identify(generation_->cpu_subtypes.front());
  find_anec_tasks();
  return {};
}

Result<DocumentPtr> Document::with_edits(std::vector<Patch> patches) const {
  ANE_TRY(SourcePtr edited, overlay_source(source_, std::move(patches)));
  return open(std::move(edited), database_, path_);
}

void Document::find_tasks() {
  const container::Section* text = container_.text();
  if (text != nullptr) text_ = file().clipped(text->bytes.offset, text->bytes.size);
  const Extent subtype_where{8, 4};
  if (!decodes_tasks()) {
    const std::string who =
        identity_.name.empty() ? "cpusubtype " + std::to_string(identity_.subtype) : identity_.name;
    problems_.add(Severity::Note, "tasks-not-decoded",
                  who + ": tasks of this generation are not decoded yet, __text is shown as bytes",
                  subtype_where);
  }
  for (const container::Program& record : container_.programs)
    programs_.push_back({record.name, &record, 0, 0});
  if (text == nullptr) {
    problems_.add(Severity::Error, "no-text", "there is no section __TEXT,__text", container_.command_area);
    return;
  }
  if (!decodes_tasks() || text_.empty()) return;
  if (programs_.empty()) programs_.push_back({});
  std::vector<ProgramTasks> found = std::move(programs_);
  programs_.clear();
  std::uint64_t bytes_claimed = 0;
  for (ProgramTasks& program : found) walk_program(std::move(program), bytes_claimed);
  check_text_end();
}

void Document::find_anec_tasks() {
  text_ = file().clipped(anec_->tasks.offset, anec_->tasks.size);
  ProgramTasks program;
  for (const task::TaskSpan& span : task::walk_tasks(*generation_, text_, walk_start(*anec_), problems_))
    tasks_.push_back({0, span});
  program.task_count = tasks_.size();
  programs_.push_back(std::move(program));
  check_text_end();
}

void Document::walk_program(ProgramTasks program, std::uint64_t& bytes_claimed) {
  const container::Section& section = *container_.text();
  task::WalkStart start = walk_start(program.record, section);
  start.first_index = tasks_.size();
  program.first_task = tasks_.size();
  if (bytes_claimed > kMaxTextReuse * text_.size()) {
    problems_.add(Severity::Error, "text-claimed-too-often",
                  "program " + escaped(program.name) +
                      ": the programs before it claim the text several times over, its tasks are not listed",
                  program.record->thread.where);
    programs_.push_back(std::move(program));
    return;
  }
  if (start.declared_count == 0u) {
    problems_.add(Severity::Warning, "no-tasks-declared",
                  "program " + escaped(program.name) + ": declares 0 tasks", program.record->thread.where);
  }
  for (const task::TaskSpan& span : task::walk_tasks(*generation_, text_, start, problems_)) {
    tasks_.push_back({static_cast<std::uint32_t>(programs_.size()), span});
    bytes_claimed += span.size;
  }
  program.task_count = tasks_.size() - program.first_task;
  programs_.push_back(std::move(program));
}

void Document::check_text_end() {
  std::uint64_t end = 0;
  for (const TaskPlace& place : tasks_) end = std::max(end, place.span.offset + place.span.size);
  if (tasks_.empty() || end == text_.size()) return;
  problems_.add(Severity::Warning, "tasks-do-not-fill-text",
                "the last task ends at " + hex(text_.extent().offset + end) + ", the text at " +
                    hex(text_.extent().end()),
                {text_.extent().offset + end, text_.size() - end});
}

task::Task Document::decode(std::size_t index, Diagnostics& problems) const {
  return task::decode_task(*generation_, text_, tasks_[index].span, index, problems);
}

Result<DocumentPtr> open_document(const std::string& path, std::shared_ptr<const regdb::Database> database) {
  ANE_TRY(SourcePtr source, path == "-" ? read_standard_input() : open_source(path));
  return Document::open(std::move(source), std::move(database), path);
}

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

bool is_program(ByteView file, const regdb::Database& database) {
  const auto magic = file.u32(container::header::kMagic.offset);
  if (magic == container::header::kMagicHwx) return true;
  // Folders hold ordinary Mach-O files too, which share a magic with some programs but not the cputype.
  if (magic == container::header::kMagicMachO)
    return file.u32(container::header::kCpuType.offset) == container::header::kCpuTypeAne;
  const regdb::GenerationPtr generation = anec_generation(file, database);
  return generation != nullptr && anec::find_variant(file, *generation).has_value();
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
