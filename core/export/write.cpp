#include "core/export/write.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/base/file.hpp"
#include "core/base/view.hpp"
#include "core/export/bytes.hpp"
#include "core/export/describe.hpp"

namespace ane::exporter {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWrittenAtOnce = std::size_t{1} << 20;

Result<void> copy_all(const ByteSource& bytes, Sink& sink, const std::function<bool()>& goes_on) {
  std::vector<std::uint8_t> chunk(std::min<std::uint64_t>(kWrittenAtOnce, bytes.size()));
  for (std::uint64_t at = 0; at < bytes.size(); at += chunk.size()) {
    if (goes_on && !goes_on()) return Error{"cancelled", {}};
    const auto part = std::span(chunk).first(std::min<std::uint64_t>(chunk.size(), bytes.size() - at));
    bytes.copy(at, part);
    sink.write({reinterpret_cast<const char*>(part.data()), part.size()});
  }
  return {};
}

// The source is mapped while it is copied, and an export is never meant to replace what it was made of. A
// folder would be found only when one of two files has its name already.
Result<void> can_be_replaced(const std::string& path, const std::string& source) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return Error{"cannot write: Is a directory", {}};
  if (fs::equivalent(source, path, ignored))
    return Error{"this is the source: an export never replaces it", {}};
  return {};
}

}  // namespace

std::string sidecar_path(const std::string& path) {
  return path + ".json";
}

Result<Verdict> write_anec(const document::DocumentPtr& source, const Plan& plan, const Target& target,
                           const std::function<bool()>& goes_on) {
  for (const std::string& path : {target.path, target.sidecar})
    if (!path.empty()) ANE_CHECK(can_be_replaced(path, source->path()));
  ANE_TRY(const auto file, AtomicFile::create(target.path));
  ANE_CHECK(copy_all(*planned_bytes(source, plan), *file, goes_on));
  ANE_TRY(SourcePtr back, file->read_back());
  ANE_TRY(const Verdict verdict, verify(source, plan, std::move(back), goes_on));
  if (target.sidecar.empty()) {
    ANE_CHECK(file->commit());
    return verdict;
  }
  ANE_TRY(const auto names, AtomicFile::create(target.sidecar));
  write_sidecar(*source, plan, *names);
  // A disk that has no room for the names shows now, before the program gets its name.
  if (const auto kept = names->read_back(); !kept) return kept.error();
  ANE_CHECK(file->commit());
  if (const auto named = names->commit(); !named)
    return Error{"the file is written and checked, but not " + target.sidecar + ": " + named.error().message,
                 {}};
  return verdict;
}

Result<Verdict> stream_anec(const document::DocumentPtr& source, const Plan& plan, Sink& sink) {
  const SourcePtr bytes = planned_bytes(source, plan);
  ANE_TRY(const Verdict verdict, verify(source, plan, bytes));
  ANE_CHECK(copy_all(*bytes, sink, {}));
  return verdict;
}

}  // namespace ane::exporter
