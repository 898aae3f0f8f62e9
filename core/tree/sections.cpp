// Nodes of what lies behind the load commands: symbols, names, relocations, the bytes of sections.

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/container/stab.hpp"
#include "core/tree/parts.hpp"

namespace ane::tree {
namespace {

namespace ct = container;

// What a symbol is, beside its name.
std::string symbol_note(const ct::Symbol& symbol) {
  if (const auto tensor = ct::parse_tensor_stab(symbol.name)) {
    const auto row = [](const std::array<std::uint64_t, 4>& numbers, char between) {
      std::string text;
      for (const std::uint64_t number : numbers)
        text += (text.empty() ? "" : std::string(1, between)) + std::to_string(number);
      return text;
    };
    return "  tensor " + row(tensor->shape, 'x') + ", strides " + row(tensor->strides, '/') +
           ", element type " + std::to_string(tensor->element_type);
  }
  if (const auto type = ct::parse_type_stab(symbol.name))
    return "  element type " + std::to_string(type->number);
  return {};
}

Node symbol_node(const Doc& doc, std::uint32_t index) {
  const ct::Symbol symbol = ct::read_symbol(doc->file(), *doc->container().symbols, index);
  Node node =
      branch("symbol " + std::to_string(index), Kind::Record, symbol.where,
             [doc, where = symbol.where] { return field_nodes(doc, where, where, ct::symbol::kAll); });
  node.value = {symbol.name, escaped(symbol.name) + symbol_note(symbol)};
  return node;
}

Node relocation_node(const Doc& doc, const ct::Section& section, std::uint32_t index) {
  const auto entry = ct::read_relocation(doc->file(), section, index);
  Node node =
      branch("relocation " + std::to_string(index), Kind::Record, entry->where,
             [doc, where = entry->where] { return field_nodes(doc, where, where, ct::relocation::kAll); });
  node.value = Value::words("word at " + hex(static_cast<std::uint32_t>(entry->address)) + " → " +
                            (entry->external ? "symbol " : "section ") + std::to_string(entry->number) +
                            ", " + std::to_string(1u << entry->length) + " bytes");
  return node;
}

/// A weight chunk: from its symbol to the next one or the section's end.
struct Chunk {
  std::uint64_t address;
  std::uint32_t symbol;
};

// The symbols of one section, by address. Only symbols are read, not the section.
std::vector<Chunk> chunks_of(const Doc& doc, std::size_t section_index) {
  std::vector<Chunk> chunks;
  const auto& table = doc->container().symbols;
  if (!table || section_index >= UINT8_MAX) return chunks;
  const ct::Section& section = doc->container().sections[section_index];
  for (std::uint32_t i = 0; i < table->count; ++i) {
    const ByteView entry =
        doc->file().clipped(table->symbols.offset + std::uint64_t{i} * ct::symbol::kSize, ct::symbol::kSize);
    if (entry.u8(ct::symbol::kType.offset) != ct::symbol::kExternal ||
        entry.u8(ct::symbol::kSection.offset) != section_index + 1)
      continue;
    const std::uint64_t address = entry.u64(ct::symbol::kValue.offset).value_or(0);
    if (address >= section.addr && address - section.addr < section.bytes.size)
      chunks.push_back({address, i});
  }
  std::stable_sort(chunks.begin(), chunks.end(),
                   [](const Chunk& a, const Chunk& b) { return a.address < b.address; });
  return chunks;
}

// Compilers give programs without weights a block of zeros of this size (container.md 5.1).
constexpr std::uint64_t kPlaceholderBytes = 0x4000;

bool is_placeholder_block(const Doc& doc, const ct::Section& section) {
  const ct::Section* text = doc->container().text();
  if (section.size != kPlaceholderBytes || text == nullptr || section.in_kernel_segment()) return false;
  // The stream family keeps the block beside weights elsewhere (container.md 5.1).
  const auto& sections = doc->container().sections;
  return text->nreloc == 0 || std::any_of(sections.begin(), sections.end(),
                                          [](const ct::Section& other) { return other.in_kernel_segment(); });
}

Extent chunk_extent(const ct::Section& section, const std::vector<Chunk>& chunks, std::size_t i) {
  const std::uint64_t begin = chunks[i].address - section.addr;
  const std::uint64_t end = i + 1 < chunks.size() ? chunks[i + 1].address - section.addr : section.bytes.size;
  return {section.bytes.offset + begin, end - begin};
}

Node constants_node(const Doc& doc, std::size_t index) {
  const ct::Section& section = doc->container().sections[index];
  Node node;
  node.name = escaped(section.segment) + "," + escaped(section.name);
  node.kind = Kind::Section;
  node.where = section.bytes;
  node.doc = "Constants: weights, biases and lookup tables.";
  if (section.in_kernel_segment()) node.doc += " Weights outside of __TEXT are unverified: no real file.";
  const auto chunks = std::make_shared<const std::vector<Chunk>>(chunks_of(doc, index));
  if (chunks->empty()) {
    const bool placeholder = is_placeholder_block(doc, section);
    node.value =
        Value::words(byte_size(section.bytes.size) +
                     (placeholder ? ", placeholder of a program without weights" : ", named by no symbol"));
    node.kind = placeholder ? Kind::Data : Kind::Unknown;
    node.explained = placeholder;
    return node;
  }
  node.value = Value::words(byte_size(section.bytes.size) + ", " + std::to_string(chunks->size()) +
                            (chunks->size() == 1 ? " chunk" : " chunks"));
  const std::uint64_t first = chunks->front().address - section.addr;
  const Extent unnamed{section.bytes.offset, first};
  node.expand = [doc, &section, chunks, unnamed] {
    const std::size_t lead = unnamed.empty() ? 0 : 1;
    return make_children(
        chunks->size() + lead,
        [doc, &section, chunks, unnamed, lead](std::size_t i) {
          if (i < lead)
            return leaf("constants", Kind::Unknown, unnamed, Value::words(byte_size(unnamed.size)),
                        "Constants before the first that a symbol names.");
          const Extent where = chunk_extent(section, *chunks, i - lead);
          const ct::Symbol symbol =
              ct::read_symbol(doc->file(), *doc->container().symbols, (*chunks)[i - lead].symbol);
          return leaf("chunk " + std::to_string(i - lead), Kind::Data, where,
                      {symbol.name, byte_size(where.size) + "  " + escaped(symbol.name)},
                      "Weights of one core, or a table that all share.");
        },
        [&section, chunks, unnamed, lead](std::size_t i) {
          return i < lead ? unnamed : chunk_extent(section, *chunks, i - lead);
        });
  };
  node.coverage = [bytes = section.bytes, first](IntervalSet& explained) {
    explained.add({bytes.offset + first, bytes.size - first});
  };
  return node;
}

// The debug section of newer compilers seems to be records of tag, length, bytes (container.md 13a). Nothing
// in it is decoded further, so none of it counts as explained.
Node debug_node(const Doc& doc, const ct::Section& section) {
  Node node =
      branch(escaped(section.segment) + "," + escaped(section.name), Kind::Section, section.bytes,
             [doc, bytes = section.bytes] {
               static constexpr std::uint64_t kHead = 8;
               const ByteView view = doc->file().clipped(bytes.offset, bytes.size);
               std::vector<Node> nodes;
               std::uint64_t at = 0;
               while (view.has(at, kHead) && nodes.size() < ct::kMaxRecords) {
                 const std::uint64_t length = view.u32(at + 4).value_or(0);
                 if (!view.has(at + kHead, length)) break;
                 nodes.push_back(leaf("record " + hex(view.u32(at).value_or(0)), Kind::Unknown,
                                      {bytes.offset + at, kHead + length},
                                      Value::words(byte_size(length) + " (tag and length presumed)")));
                 at += kHead + length;
               }
               if (at < view.size())
                 nodes.push_back(leaf("rest", Kind::Unknown, {bytes.offset + at, view.size() - at},
                                      Value::words(byte_size(view.size() - at))));
               return nodes;
             });
  node.value = Value::words(byte_size(section.bytes.size) + " of debug records, not decoded");
  node.coverage = [](IntervalSet&) {};
  return node;
}

// Procedures and operations are known by their symbols only, so none of the bytes counts as explained.
Node runtime_node(const ct::Section& section) {
  return leaf(escaped(section.segment) + "," + escaped(section.name), Kind::Unknown, section.bytes,
              Value::words(byte_size(section.bytes.size) + " of run-time graph, not decoded"),
              "Procedures and operations that map buffers and start the engines. Known from one published "
              "description; its format is not, symbols name its parts.");
}

}  // namespace

Node symbol_table_node(const Doc& doc) {
  const ct::SymbolTable& table = *doc->container().symbols;
  Node node;
  node.name = "symbols";
  node.where = table.symbols;
  node.value = Value::words(std::to_string(table.count));
  node.expand = [doc] {
    return make_children(
        doc->container().symbols->count,
        [doc](std::size_t i) { return symbol_node(doc, static_cast<std::uint32_t>(i)); },
        [begin = doc->container().symbols->symbols.offset](std::size_t i) {
          return Extent{begin + i * ct::symbol::kSize, ct::symbol::kSize};
        });
  };
  node.coverage = [where = table.symbols](IntervalSet& explained) { explained.add(where); };
  return node;
}

Node string_table_node(const Doc& doc) {
  const Extent where = doc->container().symbols->strings;
  Node node;
  node.name = "names";
  node.where = where;
  node.value = Value::words(byte_size(where.size));
  node.doc = "String table of the symbols.";
  node.expand = [doc, where] {
    const ByteView view = doc->file().clipped(where.offset, where.size);
    auto starts = std::make_shared<std::vector<std::uint32_t>>();
    bool fresh = true;
    for (std::uint64_t at = 0; at < view.size(); ++at) {
      if (fresh) starts->push_back(static_cast<std::uint32_t>(at));
      fresh = view.u8(at) == 0;
    }
    return make_children(
        starts->size(),
        [doc, where, starts](std::size_t i) {
          const std::uint64_t begin = (*starts)[i];
          const std::uint64_t end = i + 1 < starts->size() ? (*starts)[i + 1] : where.size;
          const std::string text = doc->file().clipped(where.offset + begin, end - begin).text(0).text;
          return leaf("name " + std::to_string(i), Kind::Text, {where.offset + begin, end - begin},
                      {text, escaped(text)});
        },
        [where, starts](std::size_t i) {
          const std::uint64_t begin = (*starts)[i];
          const std::uint64_t end = i + 1 < starts->size() ? (*starts)[i + 1] : where.size;
          return Extent{where.offset + begin, end - begin};
        });
  };
  node.coverage = [where](IntervalSet& explained) { explained.add(where); };
  return node;
}

Node relocations_node(const Doc& doc, std::size_t section_index) {
  const ct::Section& section = doc->container().sections[section_index];
  const ByteView present =
      doc->file().clipped(section.reloff, std::uint64_t{section.nreloc} * ct::relocation::kSize);
  const auto count = static_cast<std::size_t>(present.size() / ct::relocation::kSize);
  Node node;
  node.name = "relocations of " + escaped(section.segment) + "," + escaped(section.name);
  node.where = {section.reloff, count * ct::relocation::kSize};
  node.value = Value::words(std::to_string(count));
  node.expand = [doc, &section, count] {
    return make_children(count, [doc, &section](std::size_t i) {
      return relocation_node(doc, section, static_cast<std::uint32_t>(i));
    });
  };
  node.coverage = [where = node.where](IntervalSet& explained) { explained.add(where); };
  return node;
}

Node section_bytes_node(const Doc& doc, std::size_t index) {
  const ct::Section& section = doc->container().sections[index];
  if (&section == doc->container().text()) return task_list_node(doc, section.bytes);
  if (section.in_kernel_segment()) return constants_node(doc, index);
  if (&section == doc->container().runtime()) return runtime_node(section);
  switch (section.type()) {
    case ct::section::kTypeConst:
      return constants_node(doc, index);
    case ct::section::kTypeDebug:
      return debug_node(doc, section);
    default:
      return leaf(escaped(section.segment) + "," + escaped(section.name), Kind::Unknown, section.bytes,
                  Value::words(byte_size(section.bytes.size)),
                  "Bytes of a section whose content is not decoded.");
  }
}

}  // namespace ane::tree
