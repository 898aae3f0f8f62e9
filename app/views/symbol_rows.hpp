#pragma once
// Rows of the symbol table and of all relocations, by number. Nothing is kept of an entry: files have a
// hundred thousand of them, and one is read when it is on screen.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/state/jobs.hpp"
#include "core/document/document.hpp"

namespace ane::views {

/// All relocations of a file, section after section.
class RelocationRows {
 public:
  explicit RelocationRows(const document::Document& document);

  struct Entry {
    const container::Section* section = nullptr;  ///< whose bytes are relocated
    container::Relocation relocation;
    std::string target;  ///< symbol or section, "" where there is none of that number
  };
  std::size_t size() const { return starts_.empty() ? 0 : starts_.back().first; }
  std::optional<Entry> at(const document::Document& document, std::size_t row) const;
  /// The row whose entry lies at this file offset.
  std::optional<std::size_t> row_at(const document::Document& document, std::uint64_t offset) const;

 private:
  /// First: rows up to and with this section. Second: its index.
  std::vector<std::pair<std::size_t, std::size_t>> starts_;
};

std::string target_name(const document::Document& document, const container::Relocation& relocation);
/// The bytes that a relocation changes, where the file holds them.
std::optional<Extent> patched_bytes(const RelocationRows::Entry& entry);

/// "external", "local", "stab" or the number.
std::string symbol_type(std::uint8_t type);
/// "__const" for section number 3, "" for none.
std::string section_name(const document::Document& document, std::uint8_t number);

/// Order of a list: the numbers of what is shown.
using Order = std::shared_ptr<const std::vector<std::uint32_t>>;
enum class SymbolKey { Index, Name, Section, Value, Type };
/// The symbols whose name or section has `filter` in it, sorted. Null where it was cancelled.
Order order_symbols(const document::Document& document, const std::string& filter, SymbolKey key, bool down,
                    state::Progress& progress);
/// The relocations whose section or target has `filter` in it, in file order.
Order order_relocations(const document::Document& document, const RelocationRows& rows,
                        const std::string& filter, state::Progress& progress);

}  // namespace ane::views
