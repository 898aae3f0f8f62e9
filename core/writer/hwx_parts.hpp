#pragma once
// Between plan_hwx and the functions that make the single parts of a container. Not for other folders.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/stream_facts.hpp"

namespace ane::writer {

/// A tensor with everything decided.
struct PlacedTensor {
  const TensorSpec* spec = nullptr;
  std::string program, binding_name, symbol_name;
  std::uint64_t total_bytes = 0;
  std::uint64_t touched_bytes = 0;
  std::size_t buffer = 0;  ///< index into Layout::buffers
};

/// The segment of one input or output.
struct Buffer {
  std::size_t tensor = 0;   ///< index into Layout::tensors of the tensor that owns it
  std::size_t section = 0;  ///< number of its section, from 1
  std::uint64_t address = 0;
};

struct PlacedSection {
  const SectionSpec* spec = nullptr;
  std::size_t number = 0;  ///< as symbols and relocations count it
  std::uint64_t address = 0;
  std::uint64_t file_offset = 0;
  std::uint32_t flags = 0;
  std::uint32_t relocations_offset = 0;
  std::uint32_t relocation_count = 0;
};

struct PlacedSegment {
  SegmentSpec spec;
  std::vector<PlacedSection> sections;
  std::uint64_t address = 0;
  std::uint64_t size = 0;
  std::uint64_t file_offset = 0;
  std::uint64_t file_size = 0;
};

/// Everything that plan_hwx decides before it writes the first byte.
struct Layout {
  const HwxSpec* spec = nullptr;
  std::vector<PlacedTensor> tensors;    ///< parallel to HwxSpec::tensors
  std::vector<Buffer> buffers;          ///< in the order of their segments
  std::vector<PlacedSegment> segments;  ///< without __PAGEZERO
  std::vector<StreamFacts> facts;       ///< parallel to HwxSpec::programs
  std::vector<std::uint32_t> relocations;
  std::size_t text_segment = 0;  ///< index into segments
  std::optional<std::size_t> scratch_segment;
  std::optional<std::size_t> kernel_segment;  ///< index into segments of the first __KERN_n

  const PlacedSection& text_section() const { return segments[text_segment].sections[0]; }
  const PlacedSection& const_section() const { return segments[text_segment].sections[1]; }
  /// Where weights lie: __kern_n, or __const where there is no such segment.
  const PlacedSection& weight_section(std::size_t kernel = 0) const {
    return kernel_segment ? segments[*kernel_segment + kernel].sections[0] : const_section();
  }
};

inline constexpr std::size_t kCommandAlignment = 8;
inline constexpr std::uint64_t kPage = 0x4000;
inline constexpr std::uint64_t kFirstAddress = 0x30000000;

using Bytes = std::vector<std::uint8_t>;

// hwx_layout.cpp
Result<Layout> make_layout(const HwxSpec& spec);
/// Gives file-backed segments their places from `head_end` on, and sets `file_size`.
Result<void> place_in_file(Layout& layout, std::uint64_t head_end, std::uint64_t& file_size);

/// Bytes of a program's own part of the text: up to the next program's first task.
std::uint64_t program_text_bytes(const HwxSpec& spec, const ProgramSpec& program);

// hwx_commands.cpp
Bytes segment_command(const PlacedSegment& segment);
Bytes page_zero_command();
Result<Bytes> binding_command(const Layout& layout, const Buffer& buffer);
Bytes ident_command(std::string_view banner);
Bytes note_command(const NoteSpec& note);
Bytes symtab_command(std::uint64_t symbols, std::size_t count, std::uint64_t strings,
                     std::size_t string_bytes);
/// Relocation entries of __text (container.md 11.2).
Bytes relocation_entries(const Layout& layout);

// hwx_threads.cpp
Bytes program_command(const Layout& layout, std::size_t program);
Bytes tensor_command(const Layout& layout, const PlacedTensor& tensor);

// hwx_symbols.cpp
struct SymbolTable {
  std::size_t count = 0;
  Bytes entries;
  Bytes strings;
};
SymbolTable make_symbols(const Layout& layout);

}  // namespace ane::writer
