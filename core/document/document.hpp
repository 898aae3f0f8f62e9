#pragma once
// An opened program: its bytes, its container, its generation and its tasks. Immutable: every thread may hold
// one, and an edit makes a new document over an overlay of the old one's bytes.
//
// Two formats hold programs, told apart by content: HWX containers, and .anec files, which have a header of
// their own instead of a container (docs/formats/anec.md). Tasks are the same in both.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/anec/anec.hpp"
#include "core/anec/task_rules.hpp"
#include "core/base/diagnostics.hpp"
#include "core/base/result.hpp"
#include "core/base/source.hpp"
#include "core/container/container.hpp"
#include "core/regdb/database.hpp"
#include "core/task/task.hpp"

namespace ane::document {

/// What a file is.
enum class Format { Hwx, Anec };

/// One task of the file: program by program in the order of their records, in list order within one.
struct TaskPlace {
  std::uint32_t program = 0;  ///< index into Document::programs
  task::TaskSpan span;        ///< from the start of the text section
};

/// A program and its share of Document::tasks: what a program record describes, or a task stream of a file
/// with a run-time graph, such as "main__bonded ane_0".
struct ProgramTasks {
  std::string name;                            ///< "" where the file has tasks but nothing names them
  const container::Program* record = nullptr;  ///< null where there is no record
  std::size_t first_task = 0;
  std::size_t task_count = 0;
};

/// How to open a file.
struct OpenOptions {
  /// The register database to decode tasks with, such as "h16"; "" is the one of the file's cpusubtype.
  std::string generation = {};
};

class Document {
 public:
  /// Opens what `source` holds: an HWX container where the first word says so, else an .anec file where it
  /// can be one. `path` is only remembered. Fails where no header can be read or where the chosen generation
  /// does not exist; everything less is in problems().
  static Result<std::shared_ptr<const Document>> open(SourcePtr source,
                                                      std::shared_ptr<const regdb::Database> database,
                                                      std::string path, OpenOptions options = {});
  /// The same file with `patches` laid over it.
  Result<std::shared_ptr<const Document>> with_edits(std::vector<Patch> patches) const;

  /// The same bytes, edits included, opened with other options.
  Result<std::shared_ptr<const Document>> decoded_as(OpenOptions options) const;

  const std::string& path() const { return path_; }
  ByteView file() const { return ByteView(*source_); }
  const ByteSource& source() const { return *source_; }
  Format format() const { return anec_ ? Format::Anec : Format::Hwx; }
  /// The container; without any part for an .anec file.
  const container::Container& container() const { return container_; }
  /// The header of an .anec file, null for a container.
  const anec::Anec* anec() const { return anec_ ? &*anec_ : nullptr; }
  /// Who the file is by its cpusubtype, or, where a generation was chosen, what it is decoded as; `subtype`
  /// is the file's own in both cases. .anec files have none, they are for one generation only.
  const regdb::Identity& identity() const { return identity_; }
  const OpenOptions& options() const { return options_; }
  /// What it was opened with.
  const std::shared_ptr<const regdb::Database>& database() const { return database_; }

  /// The database of the file's generation, or null where there is none.
  const regdb::Generation* generation() const { return generation_.get(); }
  /// True where the tasks of this generation can be decoded; else tasks() is empty and the text is raw bytes.
  bool decodes_tasks() const { return generation_ != nullptr && generation_->encoding.walk.has_value(); }

  /// What of the decoding rests on published descriptions alone, in words: "the tasks", "weights in __KERN_n"
  /// …. Real files of cpusubtype 4 have been read and rebuilt byte for byte (docs/formats/container.md 14);
  /// of all others none was at hand.
  const std::vector<std::string>& unverified() const { return unverified_; }
  /// True where everything has been held against real files of this kind.
  bool verified() const { return unverified_.empty(); }

  /// The program text, empty where there is none.
  ByteView text() const { return text_; }
  const std::vector<ProgramTasks>& programs() const { return programs_; }
  const std::vector<TaskPlace>& tasks() const { return tasks_; }

  /// Decodes task `index`; its problems are added to `problems`.
  task::Task decode(std::size_t index, Diagnostics& problems) const;

  /// What was found while opening: container structure and task list. check() finds the rest.
  const Diagnostics& problems() const { return problems_; }

 private:
  Document() = default;
  Result<void> open_container();
  Result<void> open_anec(regdb::GenerationPtr generation);
  Result<void> choose_generation();
  void note_unverified();
  void find_tasks();
  void find_anec_tasks();
  void walk_lists();
  void walk_streams();
  void walk(ProgramTasks program, task::WalkStart start);
  void check_text_end();

  std::string path_;
  OpenOptions options_;
  SourcePtr source_;
  std::shared_ptr<const regdb::Database> database_;
  container::Container container_;
  std::optional<anec::Anec> anec_;
  regdb::Identity identity_;
  regdb::GenerationPtr generation_;
  ByteView text_;
  std::vector<ProgramTasks> programs_;
  std::vector<TaskPlace> tasks_;
  std::vector<std::string> unverified_;
  Diagnostics problems_;
};

using DocumentPtr = std::shared_ptr<const Document>;

/// Opens the file `path`, or standard input for "-".
Result<DocumentPtr> open_document(const std::string& path, std::shared_ptr<const regdb::Database> database,
                                  OpenOptions options = {});

/// Whether `file` holds a program of a known format, as far as its first bytes tell.
bool is_program(ByteView file, const regdb::Database& database);

/// Rules that look at every task of one program: what the program record says of all of them together, added
/// up from the tasks (docs/formats/container.md, 7.1: bits set in the event masks, and the largest run-time
/// estimate), and for .anec files whether they agree with the header's channels. The references must outlive
/// it.
class ProgramRules {
 public:
  ProgramRules(const Document& document, const ProgramTasks& program);

  /// Takes the program's tasks in list order.
  void add(const task::Task& task, std::size_t index, Diagnostics& problems);
  /// Adds a problem for each total that differs from what is declared.
  void finish(Diagnostics& problems) const;

 private:
  const Document& document_;
  const ProgramTasks& program_;
  std::optional<anec::TaskRules> channels_;
  std::uint64_t events_ = 0, debug_events_ = 0, longest_ = 0;
};

/// Rules of the container that need every symbol, relocation and range to be looked at.
void check_container(const Document& document, Diagnostics& problems);

/// Adds a problem where the file changed since it was opened.
void check_file_state(const Document& document, Diagnostics& problems);

/// All problems of a document: those of opening it and those that need every symbol, relocation and task to
/// be looked at.
Diagnostics check(const Document& document);

}  // namespace ane::document
