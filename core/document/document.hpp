#pragma once
// An opened program: its bytes, its container, its generation and its tasks. Immutable: every thread may hold
// one, and an edit makes a new document over an overlay of the old one's bytes.

#include <memory>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/result.hpp"
#include "core/base/source.hpp"
#include "core/container/container.hpp"
#include "core/regdb/database.hpp"
#include "core/task/task.hpp"

namespace ane::document {

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
  /// Opens what `source` holds. `path` is only remembered. Fails where no header can be read or where the
  /// chosen generation does not exist; everything less is in problems().
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
  const container::Container& container() const { return container_; }
  /// Who the file is by its cpusubtype, or, where a generation was chosen, what it is decoded as; `subtype`
  /// is the file's own in both cases.
  const regdb::Identity& identity() const { return identity_; }
  const OpenOptions& options() const { return options_; }

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
  Result<void> choose_generation();
  void note_unverified();
  void find_tasks();
  void walk_lists();
  void walk_streams();
  void walk(ProgramTasks program, task::WalkStart start);
  void check_text_end();

  std::string path_;
  OpenOptions options_;
  SourcePtr source_;
  std::shared_ptr<const regdb::Database> database_;
  container::Container container_;
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

/// What a program record says of all its tasks together, added up from the tasks (docs/formats/container.md,
/// 7.1): bits set in the event masks, and the largest run-time estimate.
struct TaskTotals {
  std::uint64_t events = 0, debug_events = 0, longest = 0;

  void add(const regdb::Generation& generation, const task::Task& task);
  /// Adds a problem for each that differs from what the record declares.
  void compare(const ProgramTasks& program, Diagnostics& problems) const;
};

/// Adds a problem where the file changed since it was opened.
void check_file_state(const Document& document, Diagnostics& problems);

/// All problems of a document: those of opening it and those that need every symbol, relocation and task to
/// be looked at.
Diagnostics check(const Document& document);

}  // namespace ane::document
