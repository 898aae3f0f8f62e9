#include "core/regdb/database.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/embed.hpp"
#include "core/base/source.hpp"
#include "core/base/text.hpp"

namespace ane::regdb {
namespace {

struct Undescribed {
  std::uint32_t value;
  std::string_view name;
  std::uint32_t td_version;
  std::string_view chip;
};

// Subtypes that compilers are known to write and that have no register database, from the compiler tables in
// 751K/Apple-Neural-Engine-Microarchitecture-Study-M6 (notes/hwx_h18g.md, notes/ane_naming.md).
constexpr std::array kUndescribed = {
    Undescribed{2, "T0", 4, ""}, Undescribed{8, "M11", 10, ""}, Undescribed{12, "", 31, ""},
    Undescribed{14, "", 36, ""}, Undescribed{16, "", 28, ""},   Undescribed{17, "M12", 26, ""},
};

Result<std::string> read_text(const std::string& path) {
  ANE_TRY(const SourcePtr source, open_source(path));
  const auto bytes = source->contiguous();
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace

Identity Database::identify(std::uint32_t subtype) const {
  Identity identity;
  identity.subtype = subtype;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, entry] : entries_) {
    if (!entry.summary) {
      auto summary = parse_summary(entry.text);
      entry.summary = summary ? std::move(summary).value() : Summary{};
    }
    const auto& subtypes = entry.summary->cpu_subtypes;
    if (std::find(subtypes.begin(), subtypes.end(), subtype) == subtypes.end()) continue;
    identity.generation = id;
    identity.name = entry.summary->name;
    identity.td_version = entry.summary->td_version;
    identity.chips = entry.summary->chips;
    return identity;
  }
  for (const Undescribed& row : kUndescribed) {
    if (row.value != subtype) continue;
    identity.name = row.name;
    identity.td_version = row.td_version;
    if (!row.chip.empty()) identity.chips.emplace_back(row.chip);
  }
  return identity;
}

std::shared_ptr<Database> Database::embedded() {
  auto database = std::make_shared<Database>();
  for (const embed::File& file : embed::registers()) {
    database->entries_[std::string(file.name)].text = file.text;
  }
  return database;
}

Result<std::shared_ptr<Database>> Database::from_folder(const std::string& folder) {
  auto database = std::make_shared<Database>();
  std::error_code failed;
  std::filesystem::directory_iterator files(folder, failed);
  if (failed) return Error{"cannot read the folder " + folder + ": " + failed.message(), {}};
  for (; files != std::filesystem::directory_iterator(); files.increment(failed)) {
    if (failed) return Error{"cannot read the folder " + folder + ": " + failed.message(), {}};
    const std::filesystem::path& path = files->path();
    if (path.extension() != ".json") continue;
    auto text = read_text(path.string());
    if (!text) return Error{path.string() + ": " + text.error().message, {}};
    auto summary = parse_summary(*text);
    if (!summary) return Error{path.string() + ": " + summary.error().message, {}};
    Entry& entry = database->entries_[path.stem().string()];
    entry.owned = std::move(text).value();
    entry.text = entry.owned;
    entry.summary = std::move(summary).value();
  }
  if (database->entries_.empty()) return Error{"the folder " + folder + " holds no .json file", {}};
  return database;
}

std::vector<std::string> Database::ids() const {
  std::vector<std::string> names;
  for (const auto& [id, entry] : entries_) names.push_back(id);
  return names;
}

Result<GenerationPtr> Database::generation(std::string_view id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end()) {
    return Error{
        "no register database for \"" + std::string(id) + "\" (there are: " + join(ids(), ", ") + ")", {}};
  }
  const std::lock_guard lock(mutex_);
  const Entry& entry = found->second;
  if (entry.parsed == nullptr) {
    auto parsed = parse_generation(entry.text);
    if (!parsed) return Error{"register database " + std::string(id) + ": " + parsed.error().message, {}};
    entry.parsed = std::move(parsed).value();
  }
  return entry.parsed;
}

}  // namespace ane::regdb
