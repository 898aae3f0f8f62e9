#include "core/edit/apply.hpp"

#include <algorithm>
#include <set>

#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace ane::edit {
namespace {

constexpr std::uint64_t kPiece = 1 << 20;

std::vector<std::uint8_t> piece_of(const ByteSource& source, std::uint64_t at) {
  std::vector<std::uint8_t> piece(std::min(kPiece, source.size() - at));
  source.copy(at, piece);
  return piece;
}

}  // namespace

Result<std::vector<Patch>> patches_of(const document::DocumentPtr& document, const ChangeList& list) {
  Editor editor(document);
  ANE_CHECK(editor.replay(list));
  return editor.patches();
}

Result<Edited> open_edited(const document::Document& original, const Editor& editor) {
  Edited edited;
  ANE_TRY(edited.document, original.with_edits(editor.patches()));
  edited.problems = editor.problems();
  const std::size_t before = original.tasks().size(), after = edited.document->tasks().size();
  if (before != after)
    edited.problems.add(
        Severity::Warning, "changes-task-list",
        "the file had " + counted(before, "task") + ", after the changes it has " + counted(after, "task"));
  std::set<std::pair<std::string, std::string>> known;
  for (const Diagnostic& problem : document::check(original).list())
    known.emplace(problem.code, problem.message);
  for (const Diagnostic& problem : document::check(*edited.document).list()) {
    if (known.count({problem.code, problem.message}) == 0) edited.problems.add(problem);
  }
  return edited;
}

Result<void> write_edited(const document::Document& edited, const std::string& path) {
  const ByteSource& source = edited.source();
  ANE_TRY(const auto file, AtomicFile::create(path));
  for (std::uint64_t at = 0; at < source.size(); at += kPiece) {
    const std::vector<std::uint8_t> piece = piece_of(source, at);
    file->write(std::string_view(reinterpret_cast<const char*>(piece.data()), piece.size()));
  }
  ANE_TRY(const SourcePtr written, file->read_back());
  bool same = written->size() == source.size();
  for (std::uint64_t at = 0; same && at < source.size(); at += kPiece)
    same = piece_of(*written, at) == piece_of(source, at);
  if (!same) return Error{"what was written is not what was to be written", {}};
  return file->commit();
}

}  // namespace ane::edit
