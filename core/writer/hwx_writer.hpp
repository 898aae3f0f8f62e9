#pragma once
// Writes HWX containers (docs/formats/container.md): whole, valid files from a task stream, constants and
// tensors, in the manner of several compiler versions, and on purpose also unusual ones for tests.
//
//   HwxSpec spec;
//   spec.style = style_v7_6_4();
//   spec.banner = honest_banner("h13");
//   spec.text = stream_bytes;                                     // raw, or from the task builder
//   spec.tensors = {tensor("x", Role::Input, {1, 3, 16, 16}), tensor("y", Role::Output, {1, 8, 16, 16})};
//   ANE_TRY(const auto bytes, write_hwx(spec));
//
// Rejected: a writer that patches a template file. It could not show that every byte is understood, and the
// tests rebuild real files byte for byte to show just that.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.hpp"
#include "core/base/result.hpp"
#include "core/container/layout.hpp"
#include "core/regdb/database.hpp"
#include "core/writer/content.hpp"

namespace ane::writer {

/// Habits in which compiler versions differ (container.md 13).
struct Style {
  bool wide_bindings = false;        ///< command 0x40 with 64-bit addresses instead of 0x06
  bool outputs_first = true;         ///< outputs take the buffer slots before inputs
  bool text_last = false;            ///< segments: inputs, outputs, __TEXT (macOS 26) instead of __TEXT first
  bool stream_program = false;       ///< program record of flavour 4 (stream family) instead of 1
  bool runtime_graph = false;        ///< no thread and binding commands at all (h18g family)
  bool property_record = false;      ///< one property record, tag 9: the largest run-time estimate
  bool decorated_symbols = false;    ///< symbol names of outputs end in @output, as their binding names do
  bool outputs_touch_total = false;  ///< outputs: touched bytes are the total, not up to the last element
  std::uint32_t tensor_words = 842;  ///< state of a tensor record: 30 or 842
  std::uint32_t type_stabs = 15;     ///< element types that the symbol table defines: 10 or 15
  std::uint16_t input_desc = 2;      ///< n_desc of input buffer symbols
  std::uint32_t slot_step = 1;       ///< 2 on the stream family, whose addresses take slot pairs
  std::uint32_t first_buffer_slot = 4;
  std::uint64_t constants_alignment = 64;  ///< of __const behind __text
};

/// macOS 11: 0x06, outputs first, `probs@output` also as symbol name, 10 type stabs.
Style style_v4_2_1();
/// macOS 12: 0x06, outputs first, larger tensor records, 15 type stabs.
Style style_v5_4_1();
/// macOS 14: 0x40, inputs first, property record.
Style style_v7_6_4();
/// H14 and later (container.md 7.2, one careful source): as v7.6.4 with __TEXT last, flavour 4 and slot
/// pairs. The first buffer slot is 8 in H14 records and 12 in files of subtype 7 and 9.
Style style_stream(std::uint32_t first_buffer_slot = 12);

enum class Role : std::uint32_t {
  Input = container::tensor::kRoleInput,
  Output = container::tensor::kRoleOutput,
};

struct Shape {
  std::uint32_t n = 1, c = 1, h = 1, w = 1;
};

/// Bytes from one index to the next.
struct Strides {
  std::uint64_t batch = 0, plane = 0, row = 0, element = 0;
  friend bool operator==(const Strides&, const Strides&) = default;
};

/// The strides of every known fp16 file: rows and planes are padded to 64 bytes (container.md 7.3).
Strides padded_strides(Shape shape, std::uint64_t element_bytes = 2);

/// An input or output. Fields left unset follow from the others as in real files.
struct TensorSpec {
  std::string name = {};  ///< undecorated: "probs"
  Role role = Role::Input;
  Shape shape = {};
  Strides strides = {};
  std::uint32_t element_type = container::tensor::kTypeFloat16;
  std::string program = {};  ///< name of the program that it belongs to; empty: the first one
  std::optional<std::string> binding_name = {};     ///< else `name`, for outputs with "@output"
  std::optional<std::string> symbol_name = {};      ///< else as the style says
  std::optional<std::uint64_t> total_bytes = {};    ///< else N * batch stride
  std::optional<std::uint64_t> touched_bytes = {};  ///< else as the style says
  std::optional<std::uint64_t> section_bytes = {};  ///< else total_bytes
  /// False: an earlier tensor with the same symbol name is the buffer; several programs may share one.
  bool own_buffer = true;
};

/// A tensor with the strides of `padded_strides`.
TensorSpec tensor(std::string name, Role role, Shape shape);

/// A program record. What is unset is read out of `__text` with the register database, or is 0 where the
/// generation has none.
struct ProgramSpec {
  std::string name = "net";
  std::uint64_t first_task_offset = 0;                 ///< in __text
  std::optional<std::uint32_t> first_task_words = {};  ///< H13 only
  std::optional<std::uint32_t> text_words = {};  ///< flavour 4: else up to the next program's first task
  std::optional<std::uint32_t> task_count = {};
  std::optional<std::uint64_t> events = {};  ///< bits set in the event masks of all tasks
  std::optional<std::uint64_t> debug_events = {};
  std::optional<std::uint64_t> longest_task = {};  ///< largest run-time estimate
  struct Slot {
    std::uint32_t index = 0;
    std::uint64_t address = 0;
  };
  std::vector<Slot> slots =
      {};  ///< laid over the table that follows from the segments; address 0 clears a slot
};

/// A symbol of a weight chunk; `offset` from the start of `__const`, or of `__kern_n` where there are any.
struct WeightSymbol {
  std::string name = {};
  std::uint64_t offset = 0;
  std::size_t kernel = 0;  ///< index into HwxSpec::kernels
};

/// "K" + 64 hexadecimal digits + "_ne_<core>", the digits made from `seed`. Real ones are opaque ids.
std::string weight_symbol_name(std::uint64_t seed, std::optional<std::uint32_t> core = {});

struct SectionSpec {
  std::string name = {};
  Content content = {};  ///< for zero-fill sections only its size counts
  std::uint32_t align_log2 = 14;
  std::uint32_t flags = container::section::kTypeConst;
  bool zero_fill = false;
};

/// A segment beside those that follow from the rest, such as __KERN_0 or __DEBUG.
struct SegmentSpec {
  std::string name = {};
  std::vector<SectionSpec> sections = {};
  std::uint32_t protection = 1;
  std::uint32_t flags = 4;
  /// An address slot that gets the first section's address, in every program.
  std::optional<std::uint32_t> slot = {};
};

struct NoteSpec {
  std::string owner = {};                  ///< its first 16 characters count
  std::vector<std::uint8_t> payload = {};  ///< stored inside the command, as real files do
};

struct SymbolSpec {
  std::string name = {};
  std::uint8_t type = 0;
  std::uint8_t section = 0;
  std::uint16_t desc = 0;
  std::uint64_t value = 0;
};

struct HwxSpec {
  Style style = style_v7_6_4();
  std::uint32_t cpu_subtype = 4;
  /// Reads the task stream; null: the embedded database of `cpu_subtype`, if there is one.
  regdb::GenerationPtr generation = {};
  std::string banner = {};              ///< text of LC_IDENT
  std::vector<std::uint8_t> text = {};  ///< __text
  Content constants = {};               ///< __TEXT,__const; empty: the zero block of 0x4000 bytes
  /// Weights of the stream family: segments __KERN_0, __KERN_1 … behind all others. Relocations then mean the
  /// first (container.md 5.1 and 11.2, one careful source).
  std::vector<Content> kernels = {};
  std::vector<WeightSymbol> weight_symbols = {};
  /// Offsets in __text of words that hold a place in __const or __kern_0; unset: all enabled kernel bases of
  /// the stream.
  std::optional<std::vector<std::uint32_t>> relocations = {};
  std::uint64_t scratch_bytes = 0;                 ///< size of __DATA,__bss; 0: no such segment
  std::optional<std::uint64_t> scratch_used = {};  ///< as told in the program record, else scratch_bytes
  std::vector<ProgramSpec> programs = {ProgramSpec{}};
  std::vector<TensorSpec> tensors = {};  ///< in the order of their records
  /// Indices into `tensors` in the order of their segments, inputs before outputs; empty: as in `tensors`.
  std::vector<std::size_t> buffer_order = {};
  std::vector<SegmentSpec> segments_before = {};  ///< before all others but __PAGEZERO
  std::vector<SegmentSpec> segments_after = {};   ///< behind all others
  std::vector<NoteSpec> notes = {};
  std::vector<std::vector<std::uint8_t>> extra_commands = {};  ///< whole commands, put before LC_SYMTAB
  std::vector<SymbolSpec> extra_symbols = {};                  ///< behind all others
};

/// What says who wrote a file of ours: "ANEC v1", "anescope_writer v1", "\t-t <target>".
std::string honest_banner(std::string_view target);

/// Where everything of a planned file lies.
struct HwxPlan {
  struct Command {
    std::uint32_t cmd = 0;
    std::uint64_t offset = 0;  ///< in the file
    std::uint32_t size = 0;
  };
  struct Section {
    std::string segment, name;
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    std::uint64_t file_offset = 0;  ///< 0 for zero-fill
  };
  std::vector<std::uint8_t> head = {};  ///< header, commands, symbols, names, relocations
  std::vector<Command> commands = {};
  std::vector<Section> sections = {};  ///< number 1 first
  std::uint64_t symbols_offset = 0;
  std::uint64_t strings_offset = 0;
  std::uint64_t relocations_offset = 0;  ///< 0 without any
  std::uint64_t file_size = 0;

  struct Piece {
    std::uint64_t offset = 0;
    Content content;
  };
  std::vector<Piece> pieces = {};  ///< file-backed sections in file order

  /// The `index`th command of this kind, or null.
  const Command* command(container::Cmd cmd, std::size_t index = 0) const;
  const Section* section(std::string_view segment, std::string_view name) const;
};

/// Lays the file out. Fails where the parts contradict each other: a tensor of no program, a shared buffer
/// that does not exist, a name too long for its field, a section past the 32-bit offsets.
Result<HwxPlan> plan_hwx(const HwxSpec& spec);

/// Writes a planned file from its first to its last byte.
void write_plan(const HwxPlan& plan, Sink& sink);

/// Both, into memory.
Result<std::vector<std::uint8_t>> write_hwx(const HwxSpec& spec);

}  // namespace ane::writer
