#include "core/document/streams.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"

namespace ane::document {
namespace {

namespace ct = container;

// A compile has one stream an engine and procedure; a file that claims thousands is hostile.
constexpr std::size_t kMaxStreams = 4096;
constexpr std::uint64_t kWord = 4;

bool has_prefix(ByteView strings, std::uint64_t at, std::string_view prefix) {
  if (!strings.has(at, prefix.size())) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (strings.u8(at + i) != static_cast<std::uint8_t>(prefix[i])) return false;
  }
  return true;
}

// "main__bonded_ane0" is the part of main__bonded for engine 0: "main__bonded ane_0". Published tools tell
// the streams apart by "ane0", operations are spelled "ane_0"; other names stay as they are.
std::string stream_name(std::string_view symbol) {
  const std::size_t at = symbol.rfind("ane");
  if (at == std::string_view::npos || at == 0 || symbol[at - 1] != '_') return std::string(symbol);
  std::string_view engine = symbol.substr(at + 3);
  if (engine.starts_with('_')) engine.remove_prefix(1);
  const bool number = !engine.empty() && engine.find_first_not_of("0123456789") == std::string_view::npos;
  std::string_view procedure = symbol.substr(0, at);
  while (procedure.ends_with('_')) procedure.remove_suffix(1);
  if (!number || procedure.empty()) return std::string(symbol);
  return std::string(procedure) + " ane_" + std::string(engine);
}

// Where symbols say that streams start, with their names.
std::map<std::uint64_t, std::string> named_starts(ByteView file, const ct::Container& container,
                                                  const ct::Section& text, Diagnostics& problems) {
  std::map<std::uint64_t, std::string> starts;
  if (!container.symbols) return starts;
  const ct::SymbolTable& table = *container.symbols;
  const ByteView strings = file.clipped(table.strings.offset, table.strings.size);
  for (std::uint32_t i = 0; i < table.count; ++i) {
    const std::uint64_t entry = table.symbols.offset + std::uint64_t{i} * ct::symbol::kSize;
    const std::uint32_t name = file.u32(entry + ct::symbol::kName.offset).value_or(0);
    if (!has_prefix(strings, name, ct::runtime::kStreamSymbol)) continue;
    const ct::Symbol symbol = ct::read_symbol(file, table, i);
    if (symbol.value < text.addr || symbol.value - text.addr >= text.bytes.size) {
      problems.add(Severity::Warning, "stream-outside-text",
                   "symbol " + std::to_string(i) + " (" + escaped(symbol.name) +
                       "): a stream cannot start at " + hex(symbol.value) + ", outside __TEXT,__text",
                   symbol.where);
      continue;
    }
    if (starts.size() >= kMaxStreams) {
      problems.add(Severity::Warning, "too-many-streams",
                   "more than 4096 task streams: the rest is shown as part of the last one", symbol.where);
      break;
    }
    starts.emplace(symbol.value - text.addr,
                   stream_name(std::string_view(symbol.name).substr(ct::runtime::kStreamSymbol.size())));
  }
  return starts;
}

// Without symbols: the start of the text, and every step that begins as streams do.
std::map<std::uint64_t, std::string> guessed_starts(const ct::Section& section, ByteView text) {
  std::map<std::uint64_t, std::string> starts = {{0, ""}};
  const std::uint64_t into_step = section.addr % ct::runtime::kStreamAlignment;
  for (std::uint64_t at = ct::runtime::kStreamAlignment - into_step;
       text.has(at, kWord) && starts.size() < kMaxStreams; at += ct::runtime::kStreamAlignment) {
    if (ct::is_stream_header(text, at)) starts.emplace(at, "");
  }
  std::size_t number = 0;
  for (auto& [at, name] : starts) name = "stream " + std::to_string(number++);
  return starts;
}

// Where a record's part of the text begins; a record that says less than the section's address says nothing.
std::uint64_t begin_of(const ct::Program& record, const ct::Section& text) {
  return record.first_task > text.addr ? record.first_task - text.addr : 0;
}

}  // namespace

std::vector<Stream> runtime_streams(ByteView file, const ct::Container& container, ByteView text,
                                    Diagnostics& problems) {
  const ct::Section& section = *container.text();
  std::map<std::uint64_t, std::string> starts = named_starts(file, container, section, problems);
  if (starts.empty() && container.runtime() != nullptr) starts = guessed_starts(section, text);
  std::vector<Stream> streams;
  for (const auto& [at, name] : starts) {
    if (!streams.empty()) streams.back().end = at;
    streams.push_back({name, at, text.size()});
  }
  return streams;
}

std::vector<Stream> record_streams(const ct::Container& container, ByteView text, Diagnostics& problems) {
  const ct::Section& section = *container.text();
  std::set<std::uint64_t> starts;
  for (const ct::Program& record : container.programs) starts.insert(begin_of(record, section));
  std::vector<Stream> streams;
  for (const ct::Program& record : container.programs) {
    const std::uint64_t begin = begin_of(record, section);
    std::uint64_t end = text.size();
    const std::uint64_t declared = std::uint64_t{record.text_words.value_or(0)} * kWord;
    if (declared != 0 && begin < section.size && declared > section.size - begin) {
      problems.add(
          Severity::Warning, "program-text-past-section",
          "program " + escaped(record.name) + ": declares " + hex(declared) +
              " bytes of text, the section has " + hex(section.size - begin) + " from its start on",
          {record.thread.state.offset + ct::program64::kTextWords.offset, ct::program64::kTextWords.size});
    } else if (declared != 0 && begin < text.size()) {
      end = std::min(end, begin + declared);
    }
    if (const auto next = starts.upper_bound(begin); next != starts.end()) end = std::min(end, *next);
    streams.push_back({record.name, begin, end});
  }
  return streams;
}

}  // namespace ane::document
