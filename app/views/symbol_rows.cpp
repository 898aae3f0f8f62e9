#include "app/views/symbol_rows.hpp"
#include "app/state/fuzzy.hpp"

#include <algorithm>
#include <tuple>

#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"
#include "core/container/layout.hpp"

namespace ane::views {

using container::Section;

RelocationRows::RelocationRows(const document::Document& document) {
  const std::vector<Section>& sections = document.container().sections;
  const std::uint64_t file = document.file().size();
  std::size_t total = 0;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section& section = sections[i];
    if (section.nreloc == 0 || section.reloff >= file) continue;
    total += std::min<std::uint64_t>(section.nreloc, (file - section.reloff) / container::relocation::kSize);
    starts_.emplace_back(total, i);
  }
}

std::optional<RelocationRows::Entry> RelocationRows::at(const document::Document& document,
                                                        std::size_t row) const {
  const auto found =
      std::upper_bound(starts_.begin(), starts_.end(), row,
                       [](std::size_t value, const auto& start) { return value < start.first; });
  if (found == starts_.end()) return std::nullopt;
  const std::size_t before = found == starts_.begin() ? 0 : std::prev(found)->first;
  Entry entry;
  entry.section = &document.container().sections[found->second];
  const auto relocation =
      container::read_relocation(document.file(), *entry.section, static_cast<std::uint32_t>(row - before));
  if (!relocation) return std::nullopt;
  entry.relocation = *relocation;
  entry.target = target_name(document, *relocation);
  return entry;
}

std::optional<std::size_t> RelocationRows::row_at(const document::Document& document,
                                                  std::uint64_t offset) const {
  std::size_t before = 0;
  for (const auto& [end, index] : starts_) {
    const std::uint64_t start = document.container().sections[index].reloff;
    const Extent where{start, (end - before) * std::uint64_t{container::relocation::kSize}};
    if (where.contains(offset)) return before + (offset - start) / container::relocation::kSize;
    before = end;
  }
  return std::nullopt;
}

std::string target_name(const document::Document& document, const container::Relocation& relocation) {
  const container::Container& container = document.container();
  if (!relocation.external)
    return relocation.number > 0xff ? ""
                                    : section_name(document, static_cast<std::uint8_t>(relocation.number));
  if (!container.symbols || relocation.number >= container.symbols->count) return "";
  return container::read_symbol(document.file(), *container.symbols, relocation.number).name;
}

std::optional<Extent> patched_bytes(const RelocationRows::Entry& entry) {
  if (entry.relocation.address < 0 || entry.relocation.length > 3) return std::nullopt;
  const auto at = static_cast<std::uint64_t>(entry.relocation.address);
  const Extent bytes{entry.section->bytes.offset + at, std::uint64_t{1} << entry.relocation.length};
  if (!entry.section->bytes.contains(bytes)) return std::nullopt;
  return bytes;
}

std::string symbol_type(std::uint8_t type) {
  if (type == container::symbol::kExternal) return "external";
  if (type == container::symbol::kLocal) return "local";
  if (type == container::symbol::kStabBindable) return "stab, bindable";
  if (type == container::symbol::kStabLocal) return "stab, local";
  return hex(type, 2);
}

std::string section_name(const document::Document& document, std::uint8_t number) {
  const std::vector<Section>& sections = document.container().sections;
  if (number == 0 || number > sections.size()) return "";
  return sections[number - 1u].name;
}

namespace {

/// What one symbol is sorted by.
struct Key {
  std::string text;
  std::uint64_t value = 0;
  std::uint32_t index = 0;
  friend bool operator<(const Key& a, const Key& b) {
    return std::tie(a.text, a.value, a.index) < std::tie(b.text, b.value, b.index);
  }
};

Key key_of(const document::Document& document, const container::Symbol& symbol, std::uint32_t index,
           SymbolKey key) {
  switch (key) {
    case SymbolKey::Index:
      return {"", index, index};
    case SymbolKey::Name:
      return {symbol.name, 0, index};
    case SymbolKey::Section:
      return {section_name(document, symbol.section), symbol.value, index};
    case SymbolKey::Value:
      return {"", symbol.value, index};
    case SymbolKey::Type:
      return {symbol_type(symbol.type), 0, index};
  }
  return {"", index, index};
}

}  // namespace

Order order_symbols(const document::Document& document, const std::string& filter, SymbolKey key, bool down,
                    state::Progress& progress) {
  const container::SymbolTable& table = *document.container().symbols;
  progress.set_total(table.count);
  std::vector<Key> keys;
  for (std::uint32_t i = 0; i < table.count; ++i) {
    if (!progress.tick()) return nullptr;
    const container::Symbol symbol = container::read_symbol(document.file(), table, i);
    if (!filter.empty() && !state::contains_text(symbol.name, filter) &&
        !state::contains_text(section_name(document, symbol.section), filter))
      continue;
    keys.push_back(key_of(document, symbol, i, key));
  }
  std::sort(keys.begin(), keys.end());
  if (down) std::reverse(keys.begin(), keys.end());
  auto order = std::make_shared<std::vector<std::uint32_t>>();
  order->reserve(keys.size());
  for (const Key& entry : keys) order->push_back(entry.index);
  return order;
}

Order order_relocations(const document::Document& document, const RelocationRows& rows,
                        const std::string& filter, state::Progress& progress) {
  progress.set_total(rows.size());
  auto order = std::make_shared<std::vector<std::uint32_t>>();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!progress.tick()) return nullptr;
    const auto entry = rows.at(document, i);
    if (!entry) continue;
    if (state::contains_text(entry->section->name, filter) || state::contains_text(entry->target, filter))
      order->push_back(static_cast<std::uint32_t>(i));
  }
  return order;
}

}  // namespace ane::views
