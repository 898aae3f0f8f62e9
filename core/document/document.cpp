#include "core/document/document.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/document/streams.hpp"
#include "core/regdb/codec.hpp"

namespace ane::document {
namespace {

// Programs of one file may share text, but a file whose records claim the same bytes over and over is
// hostile.
constexpr std::uint64_t kMaxTextReuse = 4;

// The subtype whose real files everything here was held against (docs/formats/container.md 14).
constexpr std::uint32_t kVerifiedSubtype = 4;
const Extent kSubtypeWhere{container::header::kCpuSubtype.offset, container::header::kCpuSubtype.size};

/// What a record says of its tasks. `offset` is where they begin.
task::WalkStart walk_start(const container::Program& record, std::uint64_t offset) {
  task::WalkStart start;
  start.offset = offset;
  start.first_size_words = record.first_task_words;
  start.declared_count = record.task_count;
  start.where = {record.thread.state.offset + container::program::kFirstTask.offset, 16};
  return start;
}

}  // namespace

Result<DocumentPtr> Document::open(SourcePtr source, std::shared_ptr<const regdb::Database> database,
                                   std::string path, OpenOptions options) {
  std::shared_ptr<Document> document(new Document());
  document->path_ = std::move(path);
  document->options_ = std::move(options);
  document->source_ = std::move(source);
  document->database_ = std::move(database);
  ANE_TRY(document->container_, container::parse_container(document->file(), document->problems_));
  ANE_CHECK(document->choose_generation());
  document->note_unverified();
  document->find_tasks();
  return DocumentPtr(std::move(document));
}

Result<DocumentPtr> Document::with_edits(std::vector<Patch> patches) const {
  ANE_TRY(SourcePtr edited, overlay_source(source_, std::move(patches)));
  return open(std::move(edited), database_, path_, options_);
}

Result<DocumentPtr> Document::decoded_as(OpenOptions options) const {
  return open(source_, database_, path_, std::move(options));
}

Result<void> Document::choose_generation() {
  identity_ = database_->identify(container_.header.cpusubtype);
  if (!options_.generation.empty()) {
    ANE_TRY(generation_, database_->generation(options_.generation));
    const std::string who = identity_.name.empty() ? "" : " (" + identity_.name + ")";
    problems_.add(Severity::Note, "decoded-as",
                  "cpusubtype " + std::to_string(identity_.subtype) + who + ": decoded as " +
                      generation_->name + ", as was chosen",
                  kSubtypeWhere);
    // Chips are what the subtype tells, not the choice.
    identity_ = {identity_.subtype, generation_->id, generation_->name, generation_->td_version, {}};
  } else if (!identity_.generation.empty()) {
    ANE_TRY(generation_, database_->generation(identity_.generation));
  }
  return {};
}

void Document::note_unverified() {
  const bool own_tasks =
      generation_ != nullptr && database_->identify(kVerifiedSubtype).generation == generation_->id;
  if (decodes_tasks() && !own_tasks) unverified_.emplace_back("the tasks");
  if (container_.header.cpusubtype != kVerifiedSubtype)
    unverified_.emplace_back("the container of this cpusubtype");
  const auto& programs = container_.programs;
  if (std::any_of(programs.begin(), programs.end(), [](const container::Program& program) {
        return program.thread.flavour == container::thread::kFlavourProgram64;
      }))
    unverified_.emplace_back("the 64-bit program record");
  const auto& sections = container_.sections;
  if (std::any_of(sections.begin(), sections.end(),
                  [](const container::Section& section) { return section.in_kernel_segment(); }))
    unverified_.emplace_back("weights in __KERN_n");
  if (container_.runtime() != nullptr) unverified_.emplace_back("the run-time graph and its task streams");
  if (verified()) return;
  problems_.add(Severity::Note, "decoding-unverified",
                "read after published descriptions, not checked against a real file of this kind: " +
                    join(unverified_, ", "),
                kSubtypeWhere);
}

void Document::find_tasks() {
  const container::Section* text = container_.text();
  if (text != nullptr) text_ = file().clipped(text->bytes.offset, text->bytes.size);
  if (!decodes_tasks()) {
    const std::string who =
        identity_.name.empty() ? "cpusubtype " + std::to_string(identity_.subtype) : identity_.name;
    problems_.add(Severity::Note, "tasks-not-decoded",
                  who + ": tasks of this generation are not decoded yet, __text is shown as bytes",
                  kSubtypeWhere);
  }
  if (text == nullptr)
    problems_.add(Severity::Error, "no-text", "there is no section __TEXT,__text", container_.command_area);
  if (!decodes_tasks() || text_.empty()) {
    for (const container::Program& record : container_.programs)
      programs_.push_back({record.name, &record, 0, 0});
    return;
  }
  if (generation_->encoding.order == regdb::TaskOrder::LinkedList) {
    walk_lists();
  } else {
    walk_streams();
  }
  check_text_end();
}

void Document::walk_lists() {
  const std::uint64_t address = container_.text()->addr;
  if (container_.programs.empty()) return walk({}, {});
  std::uint64_t claimed = 0;
  for (const container::Program& record : container_.programs) {
    if (claimed > kMaxTextReuse * text_.size()) {
      problems_.add(
          Severity::Error, "text-claimed-too-often",
          "program " + escaped(record.name) +
              ": the programs before it claim the text several times over, its tasks are not listed",
          record.thread.where);
      programs_.push_back({record.name, &record, tasks_.size(), 0});
      continue;
    }
    const std::size_t first = tasks_.size();
    walk({record.name, &record, 0, 0},
         walk_start(record, record.first_task > address ? record.first_task - address : 0));
    for (std::size_t i = first; i < tasks_.size(); ++i) claimed += tasks_[i].span.size;
  }
}

void Document::walk_streams() {
  if (container_.programs.empty()) {
    const std::vector<Stream> streams = runtime_streams(file(), container_, text_, problems_);
    for (const Stream& stream : streams) {
      task::WalkStart start;
      start.offset = stream.begin;
      start.end = stream.end;
      walk({stream.name, nullptr, 0, 0}, start);
    }
    return streams.empty() ? walk({}, {}) : void();
  }
  const std::vector<Stream> streams = record_streams(container_, text_, problems_);
  std::map<std::uint64_t, const std::string*> owners;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const container::Program& record = container_.programs[i];
    const auto [owner, fresh] = owners.emplace(streams[i].begin, &record.name);
    if (!fresh) {
      problems_.add(Severity::Note, "text-shared",
                    "program " + escaped(record.name) + ": its tasks are those of program " +
                        escaped(*owner->second) + " and are listed there",
                    record.thread.where);
      programs_.push_back({record.name, &record, tasks_.size(), 0});
      continue;
    }
    task::WalkStart start = walk_start(record, streams[i].begin);
    start.end = streams[i].end;
    walk({record.name, &record, 0, 0}, start);
  }
}

void Document::walk(ProgramTasks program, task::WalkStart start) {
  start.first_index = tasks_.size();
  program.first_task = tasks_.size();
  if (start.declared_count == 0u) {
    problems_.add(Severity::Warning, "no-tasks-declared",
                  "program " + escaped(program.name) + ": declares 0 tasks", program.record->thread.where);
  }
  for (const task::TaskSpan& span : task::walk_tasks(*generation_, text_, start, problems_))
    tasks_.push_back({static_cast<std::uint32_t>(programs_.size()), span});
  program.task_count = tasks_.size() - program.first_task;
  programs_.push_back(std::move(program));
}

void Document::check_text_end() {
  std::uint64_t end = 0;
  for (const TaskPlace& place : tasks_) end = std::max(end, place.span.offset + place.span.size);
  if (tasks_.empty() || end == text_.size()) return;
  // Zeros are frames without a task where tasks follow each other; linked lists end with the text.
  const bool frames = generation_->encoding.order == regdb::TaskOrder::AlignedArray;
  if (frames && text_.clipped(end, text_.size() - end).all_zero()) return;
  problems_.add(Severity::Warning, "tasks-do-not-fill-text",
                "the last task ends at " + hex(text_.extent().offset + end) + ", the text at " +
                    hex(text_.extent().end()),
                {text_.extent().offset + end, text_.size() - end});
}

task::Task Document::decode(std::size_t index, Diagnostics& problems) const {
  return task::decode_task(*generation_, text_, tasks_[index].span, index, problems);
}

Result<DocumentPtr> open_document(const std::string& path, std::shared_ptr<const regdb::Database> database,
                                  OpenOptions options) {
  ANE_TRY(SourcePtr source, path == "-" ? read_standard_input() : open_source(path));
  return Document::open(std::move(source), std::move(database), path, std::move(options));
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

void TaskTotals::add(const regdb::Generation& generation, const task::Task& task) {
  const auto word_of = [&](std::string_view name) -> std::uint32_t {
    const auto field = generation.by_concept(name);
    if (!field || field->header == nullptr) return 0;
    return regdb::unpack(*field->field, task.header_word(*field->header)).raw;
  };
  events += static_cast<std::uint64_t>(std::popcount(word_of("task.events")));
  debug_events += static_cast<std::uint64_t>(std::popcount(word_of("task.debug_events")));
  longest = std::max<std::uint64_t>(longest, word_of("task.cycles"));
}

void TaskTotals::compare(const ProgramTasks& program, Diagnostics& problems) const {
  if (program.record == nullptr || program.task_count == 0) return;
  const auto differ = [&](std::string_view what, std::uint64_t declared, std::uint64_t found) {
    if (declared == found) return;
    problems.add(Severity::Warning, "program-totals",
                 "program " + escaped(program.name) + ": declares " + std::to_string(declared) + " " +
                     std::string(what) + ", its tasks have " + std::to_string(found),
                 program.record->thread.where);
  };
  differ("events", program.record->events, events);
  differ("debug events", program.record->debug_events, debug_events);
  for (const container::Property& property : program.record->properties) {
    if (property.tag == container::property::kLongestTask)
      differ("as the largest run-time estimate", property.number, longest);
  }
}

Diagnostics check(const Document& document) {
  Diagnostics problems = document.problems();
  container::check_container(document.file(), document.container(), problems);
  for (const ProgramTasks& program : document.programs()) {
    TaskTotals totals;
    for (std::size_t i = program.first_task; i < program.first_task + program.task_count; ++i) {
      totals.add(*document.generation(), document.decode(i, problems));
    }
    totals.compare(program, problems);
  }
  check_file_state(document, problems);
  return problems;
}

}  // namespace ane::document
