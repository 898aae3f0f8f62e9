#include "core/document/document.hpp"

#include <algorithm>
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
  const std::uint32_t magic = file.u32(container::header::kMagic.offset).value_or(0);
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
                                   std::string path, OpenOptions options) {
  std::shared_ptr<Document> document(new Document());
  document->path_ = std::move(path);
  document->options_ = std::move(options);
  document->source_ = std::move(source);
  document->database_ = std::move(database);
  regdb::GenerationPtr generation = anec_generation(document->file(), *document->database_);
  const bool is_anec = generation != nullptr && (anec::find_variant(document->file(), *generation) ||
                                                 anec::sizes_add_up(document->file()));
  ANE_CHECK(is_anec ? document->open_anec(std::move(generation)) : document->open_container());
  return DocumentPtr(std::move(document));
}

Result<DocumentPtr> Document::with_edits(std::vector<Patch> patches) const {
  ANE_TRY(SourcePtr edited, overlay_source(source_, std::move(patches)));
  return open(std::move(edited), database_, path_, options_);
}

Result<DocumentPtr> Document::decoded_as(OpenOptions options) const {
  return open(source_, database_, path_, std::move(options));
}

Result<void> Document::open_container() {
  ANE_TRY(container_, container::parse_container(file(), problems_));
  ANE_CHECK(choose_generation());
  note_unverified();
  find_tasks();
  return {};
}

Result<void> Document::open_anec(regdb::GenerationPtr generation) {
  ANE_TRY(anec_, anec::parse_anec(file(), *generation, problems_));
  if (!generation->cpu_subtypes.empty()) identity_ = database_->identify(generation->cpu_subtypes.front());
  generation_ = std::move(generation);
  if (!options_.generation.empty() && options_.generation != generation_->id)
    return Error{".anec files are for " + generation_->name + " only, they cannot be decoded as " +
                     options_.generation,
                 {}};
  find_anec_tasks();
  return {};
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

void Document::find_anec_tasks() {
  text_ = file().clipped(anec_->tasks.offset, anec_->tasks.size);
  ProgramTasks program;
  for (const task::TaskSpan& span : task::walk_tasks(*generation_, text_, walk_start(*anec_), problems_))
    tasks_.push_back({0, span});
  program.task_count = tasks_.size();
  programs_.push_back(std::move(program));
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
  // Zeros are frames without a task where tasks follow each other; linked lists end with the text, but for an
  // .anec file whose weights were aligned (docs/formats/anec.md, section 8.2).
  const bool frames = generation_->encoding.order == regdb::TaskOrder::AlignedArray;
  const bool aligned = anec() != nullptr && text_.size() - end < anec::payload::kMovedAlignment;
  if ((frames || aligned) && text_.clipped(end, text_.size() - end).all_zero()) return;
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

bool is_program(ByteView file, const regdb::Database& database) {
  const auto magic = file.u32(container::header::kMagic.offset);
  if (magic == container::header::kMagicHwx) return true;
  // Folders hold ordinary Mach-O files too, which share a magic with some programs but not the cputype.
  if (magic == container::header::kMagicMachO)
    return file.u32(container::header::kCpuType.offset) == container::header::kCpuTypeAne;
  const regdb::GenerationPtr generation = anec_generation(file, database);
  return generation != nullptr && anec::find_variant(file, *generation).has_value();
}

}  // namespace ane::document
