#pragma once
// Where every field of the HWX container lies: the tables that the parser, the structure tree and the writer
// share, so that a position stands here once. Source: docs/formats/container.md, section numbers below; what
// is marked unknown there is marked `Meaning::Unknown` here. Offsets of load-command fields count from the
// first byte of the command; offsets in thread states count from the first byte of the state (16 bytes
// later).

#include <array>
#include <cstdint>
#include <string_view>

namespace ane::container {

/// How a field's value is best shown.
enum class Show : std::uint8_t {
  Number,      ///< a count or size, decimal
  Hex,         ///< an identifier, mask or unknown word
  Address,     ///< a VM address
  FileOffset,  ///< an offset in the file
  NameOffset,  ///< offset of a NUL-terminated string from the start of the load command
  FixedName,   ///< characters, NUL-padded
  Float,       ///< an IEEE float
};

/// Known: the meaning is documented. Presumed: documented as a guess. Unknown: only its place is known.
enum class Meaning : std::uint8_t { Known, Presumed, Unknown };

struct FieldSpec {
  std::string_view name;
  std::uint32_t offset;
  std::uint32_t size;  ///< bytes; 4 or 8 for numbers
  Show show;
  std::string_view doc;
  Meaning meaning = Meaning::Known;
};

/// Header (section 2).
namespace header {
inline constexpr std::uint32_t kSize = 32;
inline constexpr std::uint32_t kMagicHwx = 0xbeefface;
inline constexpr std::uint32_t kMagicMachO = 0xfeedfacf;
inline constexpr std::uint32_t kCpuTypeAne = 0x80;
inline constexpr std::uint32_t kCpuTypeArm64 = 0x0100000c;
inline constexpr std::uint32_t kFileTypeExecute = 2;
inline constexpr FieldSpec kMagic{"magic", 0x00, 4, Show::Hex, "0xbeefface marks an HWX file."};
inline constexpr FieldSpec kCpuType{"cputype", 0x04, 4, Show::Hex, "0x80 is the Neural Engine."};
inline constexpr FieldSpec kCpuSubtype{"cpusubtype", 0x08, 4, Show::Number,
                                       "Hardware generation; selects the register layout."};
inline constexpr FieldSpec kFileType{"filetype", 0x0c, 4, Show::Number, "2 is an executable."};
inline constexpr FieldSpec kCommandCount{"ncmds", 0x10, 4, Show::Number, "Number of load commands."};
inline constexpr FieldSpec kCommandBytes{"sizeofcmds", 0x14, 4, Show::Number,
                                         "Bytes of all load commands together."};
inline constexpr FieldSpec kFlags{"flags", 0x18, 4, Show::Hex,
                                  "0x200000, the bit that Mach-O calls PIE, in every known file."};
inline constexpr FieldSpec kReserved{"reserved", 0x1c, 4, Show::Hex, "Zero in every known file."};
inline constexpr std::array kAll{kMagic,        kCpuType,      kCpuSubtype, kFileType,
                                 kCommandCount, kCommandBytes, kFlags,      kReserved};
}  // namespace header

/// Load-command numbers (section 4).
enum class Cmd : std::uint32_t {
  Symtab = 0x02,
  Thread = 0x04,
  UnixThread = 0x05,
  LoadFvmLib = 0x06,
  IdFvmLib = 0x07,
  Ident = 0x08,
  Segment64 = 0x19,
  Uuid = 0x1b,
  Note = 0x31,
  MappedRegion = 0x40,
};

/// The two words that every load command starts with.
namespace command {
inline constexpr std::uint32_t kSize = 8;
inline constexpr FieldSpec kCmd{"cmd", 0x00, 4, Show::Hex, "Kind of load command."};
inline constexpr FieldSpec kCmdSize{"cmdsize", 0x04, 4, Show::Number,
                                    "Bytes of this command, these two words included."};
}  // namespace command

/// LC_SEGMENT_64 (section 5).
namespace segment {
inline constexpr std::uint32_t kSize = 72;
/// Weights of the stream family lie in segments __KERN_0, __KERN_1 … (section 5.1).
inline constexpr std::string_view kKernelPrefix = "__KERN_";
/// Programs with a run-time graph have it here, and no thread commands (section 12.3).
inline constexpr std::string_view kRuntime = "__RUNTIME";
inline constexpr FieldSpec kName{"segname", 0x08, 16, Show::FixedName, "Segment name."};
inline constexpr FieldSpec kVmAddr{"vmaddr", 0x18, 8, Show::Address,
                                   "Address that the segment is meant for."};
inline constexpr FieldSpec kVmSize{"vmsize", 0x20, 8, Show::Hex, "Bytes in memory."};
inline constexpr FieldSpec kFileOff{"fileoff", 0x28, 8, Show::FileOffset,
                                    "Where its bytes lie in the file; 0 without any."};
inline constexpr FieldSpec kFileSize{"filesize", 0x30, 8, Show::Hex, "Bytes in the file; 0 for zero-fill."};
inline constexpr FieldSpec kMaxProt{"maxprot", 0x38, 4, Show::Hex,
                                    "Largest protection: 1 read, 2 write, 4 execute, seen from the engine."};
inline constexpr FieldSpec kInitProt{"initprot", 0x3c, 4, Show::Hex, "Initial protection."};
inline constexpr FieldSpec kSectionCount{"nsects", 0x40, 4, Show::Number, "Number of sections."};
inline constexpr FieldSpec kFlags{"flags", 0x44, 4, Show::Hex,
                                  "4: no relocations; 2: input or output buffer (fvmlib)."};
inline constexpr std::array kAll{command::kCmd, command::kCmdSize, kName,     kVmAddr,
                                 kVmSize,       kFileOff,          kFileSize, kMaxProt,
                                 kInitProt,     kSectionCount,     kFlags};
}  // namespace segment

/// section_64 (section 5). Offsets from the start of the section record.
namespace section {
inline constexpr std::uint32_t kSize = 80;
inline constexpr FieldSpec kName{"sectname", 0x00, 16, Show::FixedName, "Section name."};
inline constexpr FieldSpec kSegment{"segname", 0x10, 16, Show::FixedName, "Name of its segment."};
inline constexpr FieldSpec kAddr{"addr", 0x20, 8, Show::Address, "Address in memory."};
inline constexpr FieldSpec kBytes{"size", 0x28, 8, Show::Hex, "Exact bytes, not rounded."};
inline constexpr FieldSpec kOffset{"offset", 0x30, 4, Show::FileOffset,
                                   "Where its bytes lie in the file; 0 for zero-fill."};
inline constexpr FieldSpec kAlign{"align", 0x34, 4, Show::Number, "Alignment as a power of two."};
inline constexpr FieldSpec kRelocOff{"reloff", 0x38, 4, Show::FileOffset,
                                     "Where its relocation entries lie in the file."};
inline constexpr FieldSpec kRelocCount{"nreloc", 0x3c, 4, Show::Number, "Number of relocation entries."};
inline constexpr FieldSpec kFlags{"flags", 0x40, 4, Show::Hex,
                                  "Low byte: type; 0x100: has local relocations."};
inline constexpr FieldSpec kReserved1{"reserved1", 0x44, 4, Show::Hex, "Zero in every known file."};
inline constexpr FieldSpec kReserved2{"reserved2", 0x48, 4, Show::Hex, "Zero in every known file."};
inline constexpr FieldSpec kReserved3{"reserved3", 0x4c, 4, Show::Hex, "Zero in every known file."};
inline constexpr std::array kAll{kName,     kSegment,    kAddr,  kBytes,     kOffset,    kAlign,
                                 kRelocOff, kRelocCount, kFlags, kReserved1, kReserved2, kReserved3};
/// Section types, flags & 0xff (section 5.1).
inline constexpr std::uint32_t kTypeInput = 0x21, kTypeOutput = 0x23, kTypeBss = 0x25, kTypeConst = 0x26,
                               kTypeText = 0x28, kTypeDebug = 0x32;
inline constexpr std::uint32_t kHasRelocations = 0x100;
}  // namespace section

/// LC_LOADFVMLIB and its private 64-bit twin (section 6).
namespace binding32 {
inline constexpr std::uint32_t kSize = 0x14;
inline constexpr FieldSpec kName{"name", 0x08, 4, Show::NameOffset, "Symbol name of the tensor."};
inline constexpr FieldSpec kMinor{"minor_version", 0x0c, 4, Show::Number, "Zero in every known file."};
inline constexpr FieldSpec kAddress{"header_addr", 0x10, 4, Show::Address,
                                    "Address of the buffer's segment."};
inline constexpr std::array kAll{command::kCmd, command::kCmdSize, kName, kMinor, kAddress};
}  // namespace binding32
namespace binding64 {
inline constexpr std::uint32_t kSize = 0x18;
inline constexpr FieldSpec kName{"name", 0x08, 4, Show::NameOffset, "Symbol name of the tensor."};
inline constexpr FieldSpec kReserved{"reserved", 0x0c, 4, Show::Hex, "Zero in every known file."};
inline constexpr FieldSpec kAddress{"address", 0x10, 8, Show::Address, "Address of the buffer's segment."};
inline constexpr std::array kAll{command::kCmd, command::kCmdSize, kName, kReserved, kAddress};
}  // namespace binding64

/// LC_THREAD (section 7): a fixed state, then the strings that it points at.
namespace thread {
inline constexpr std::uint32_t kHead = 16;  ///< bytes before the state
inline constexpr FieldSpec kFlavour{"flavour", 0x08, 4, Show::Number,
                                    "1 program, 3 tensor, 4 program with 64-bit addresses."};
inline constexpr FieldSpec kCount{"count", 0x0c, 4, Show::Number,
                                  "Length of the state in 32-bit words; names follow it."};
inline constexpr std::array kAll{command::kCmd, command::kCmdSize, kFlavour, kCount};
inline constexpr std::uint32_t kFlavourProgram = 1, kFlavourTensor = 3, kFlavourProgram64 = 4;
/// Both program flavours begin with a table of base addresses, u64 each, 0 = unused.
inline constexpr std::uint32_t kSlots = 256;
inline constexpr std::uint32_t kSlotBytes = 8;
/// Tasks of flavour-4 programs count 32-bit words of the table: two numbers an entry (container.md 7.2 and
/// registers/h16-h18-notes.md 3).
inline constexpr std::uint32_t kSlotStep64 = 2;
}  // namespace thread

/// Flavour 1, the H13 program record (section 7.1). Offsets in the state.
namespace program {
inline constexpr std::uint32_t kSize = 0x850;
inline constexpr FieldSpec kFirstTask{"first_task", 0x800, 8, Show::Address,
                                      "Address of the first task descriptor."};
inline constexpr FieldSpec kFirstTaskWords{"first_task_words_minus_one", 0x808, 4, Show::Number,
                                           "Length of the first task descriptor in words, minus one."};
inline constexpr FieldSpec kTaskCount{"task_count", 0x80c, 4, Show::Number, "Number of task descriptors."};
inline constexpr FieldSpec kZero810{"zero_810",      0x810, 4, Show::Hex, "Zero in every known file.",
                                    Meaning::Unknown};
inline constexpr FieldSpec kUnknown814{
    "unknown_814", 0x814, 4, Show::Hex, "0xffff in every known file; meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kZero818{"zero_818",      0x818, 20, Show::Hex, "Zero in every known file.",
                                    Meaning::Unknown};
inline constexpr FieldSpec kName{"name", 0x82c, 4, Show::NameOffset, "Name of the program."};
inline constexpr FieldSpec kZero830{"zero_830",      0x830, 8, Show::Hex, "Zero in every known file.",
                                    Meaning::Unknown};
inline constexpr FieldSpec kScratch{
    "scratch_bytes",  0x838, 8, Show::Number, "Scratch memory in use, presumably; seen in one file.",
    Meaning::Presumed};
inline constexpr FieldSpec kDebugEvents{
    "debug_events", 0x840, 8, Show::Number,
    "Debug events of one run: bits set in the debug event masks of all tasks."};
inline constexpr FieldSpec kEvents{"events", 0x848, 8, Show::Number,
                                   "Events of one run: bits set in the event masks of all tasks."};
inline constexpr std::array kAll{kFirstTask, kFirstTaskWords, kTaskCount, kZero810,     kUnknown814, kZero818,
                                 kName,      kZero830,        kScratch,   kDebugEvents, kEvents};
/// Behind kAll, only where the state is long enough for it; property records follow.
inline constexpr FieldSpec kPropertyCount{"property_count", 0x850, 8, Show::Number,
                                          "Number of property records."};
inline constexpr std::uint32_t kProperties = 0x858;
}  // namespace program

/// Flavour 4, the program record of the stream family (section 7.2). Offsets in the state. One careful
/// source.
namespace program64 {
inline constexpr std::uint32_t kSize = 0x868;
inline constexpr FieldSpec kFirstTask{"text_address", 0x800, 8, Show::Address, "Address of the task stream."};
inline constexpr FieldSpec kUnknown808{"unknown_808",      0x808,           8, Show::Hex,
                                       "Meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kUnknown810{
    "unknown_810", 0x810, 4, Show::Hex, "4 in the known files; meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kTextWords{"text_words", 0x814, 4, Show::Number,
                                      "Length of __text in words, stream header included."};
inline constexpr FieldSpec kUnknown818{"unknown_818",      0x818,           8, Show::Hex,
                                       "Meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kTaskCount{"task_count", 0x820, 4, Show::Number, "Number of task descriptors."};
inline constexpr FieldSpec kUnknown824{"unknown_824",      0x824,           4, Show::Hex,
                                       "Meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kOnes828{
    "unknown_828", 0x828, 8, Show::Hex, "All ones in the known files; meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kUnknown830{"unknown_830",      0x830,           4, Show::Hex,
                                       "Meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kUnknown834{
    "unknown_834", 0x834, 4, Show::Hex, "0xffff in the known files; meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kName{"name", 0x838, 4, Show::NameOffset, "Name of the program."};
inline constexpr FieldSpec kUnknown83c{"unknown_83c",      0x83c,           12, Show::Hex,
                                       "Meaning unknown.", Meaning::Unknown};
inline constexpr FieldSpec kScratch{"scratch_bytes", 0x848, 8, Show::Number, "Scratch memory."};
inline constexpr FieldSpec kDebugEvents{"debug_events", 0x850, 8, Show::Number, "Debug events of one run."};
inline constexpr FieldSpec kEvents{"events", 0x858, 8, Show::Number, "Events of one run."};
inline constexpr FieldSpec kPropertyCount{"property_count", 0x860, 8, Show::Number,
                                          "Number of property records."};
inline constexpr std::uint32_t kProperties = 0x868;
inline constexpr std::array kAll{kFirstTask, kUnknown808, kUnknown810, kTextWords,   kUnknown818,
                                 kTaskCount, kUnknown824, kOnes828,    kUnknown830,  kUnknown834,
                                 kName,      kUnknown83c, kScratch,    kDebugEvents, kEvents};
}  // namespace program64

/// Property records at the end of a program state (section 7.1): tag, length, that many bytes.
namespace property {
inline constexpr std::uint32_t kHead = 8;
inline constexpr std::uint32_t kScratchBytes = 2, kConstant3 = 3, kMagicFloat = 7, kLongestTask = 9;
}  // namespace property

/// What aligned arrays of tasks begin with: a frame of length 0 (section 12.2).
namespace stream {
inline constexpr std::uint32_t kHeaderBytes = 16;
inline constexpr std::array<std::uint32_t, 4> kHeader = {1, 0, 0, 0};
}  // namespace stream

/// Programs with a run-time graph (section 12.3, one source): procedures, operations and the starts of task
/// streams are symbols.
namespace runtime {
inline constexpr std::string_view kSection = "__runtime";
inline constexpr std::string_view kStreamSymbol = "text_section_start_for_";
inline constexpr std::string_view kOperationSymbol = "rt_op_";
inline constexpr std::string_view kVersionNote = "rt.version";
/// Streams begin at multiples of this address step.
inline constexpr std::uint64_t kStreamAlignment = 0x4000;
/// Tasks reach the weights, which both engines share, by this base-address number (section 11.2).
inline constexpr std::uint32_t kWeightsSlot = 4;
}  // namespace runtime

/// Flavour 3, the tensor record (section 7.3). Offsets in the state.
namespace tensor {
inline constexpr std::uint32_t kSize = 0x78;
inline constexpr FieldSpec kKind{"record_kind", 0x00, 4, Show::Number, "3 in every known file."};
inline constexpr FieldSpec kRole{"role", 0x04, 4, Show::Number, "1 input, 2 output."};
inline constexpr FieldSpec kProgram{"program", 0x08, 4, Show::NameOffset,
                                    "Name of the program that it belongs to."};
inline constexpr FieldSpec kZero0c{"zero_0c",       0x0c, 4, Show::Hex, "Zero in every known file.",
                                   Meaning::Unknown};
inline constexpr FieldSpec kName{"binding_name", 0x10, 4, Show::NameOffset,
                                 "Name that callers bind; outputs end in @output."};
inline constexpr FieldSpec kType{"element_type", 0x14, 4, Show::Number, "Element type number; 5 is float16."};
inline constexpr FieldSpec kN{"n", 0x18, 4, Show::Number, "Batch."};
inline constexpr FieldSpec kC{"c", 0x1c, 4, Show::Number, "Channels."};
inline constexpr FieldSpec kH{"h", 0x20, 4, Show::Number, "Height."};
inline constexpr FieldSpec kW{"w", 0x24, 4, Show::Number, "Width."};
inline constexpr FieldSpec kDepth{
    "depth", 0x28, 4, Show::Number, "1 in every known file; depth, presumably.", Meaning::Presumed};
inline constexpr FieldSpec kZero2c{"zero_2c",       0x2c, 20, Show::Hex, "Zero in every known file.",
                                   Meaning::Unknown};
inline constexpr FieldSpec kBatchStride{"batch_stride", 0x40, 8, Show::Number, "Bytes from batch to batch."};
inline constexpr FieldSpec kPlaneStride{"plane_stride", 0x48, 8, Show::Number,
                                        "Bytes from channel to channel."};
inline constexpr FieldSpec kRowStride{"row_stride", 0x50, 8, Show::Number, "Bytes from row to row."};
inline constexpr FieldSpec kElementStride{"element_stride", 0x58, 8, Show::Number,
                                          "Bytes from element to element."};
inline constexpr FieldSpec kTotal{"total_bytes", 0x60, 8, Show::Number, "Bytes of the tensor with padding."};
inline constexpr FieldSpec kInterleave{
    "interleave", 0x68, 4, Show::Number, "1 in every known file; interleave, presumably.", Meaning::Presumed};
inline constexpr FieldSpec kSymbol{"symbol_name", 0x6c, 4, Show::NameOffset,
                                   "Name in the symbol table and the binding command."};
inline constexpr FieldSpec kTouched{
    "touched_bytes", 0x70, 8, Show::Number,
    "Bytes from the first to behind the last element; newer compilers write the total."};
inline constexpr std::array kAll{kKind,          kRole,   kProgram,     kZero0c,      kName,
                                 kType,          kN,      kC,           kH,           kW,
                                 kDepth,         kZero2c, kBatchStride, kPlaneStride, kRowStride,
                                 kElementStride, kTotal,  kInterleave,  kSymbol,      kTouched};
inline constexpr std::uint32_t kRoleInput = 1, kRoleOutput = 2;
inline constexpr std::uint32_t kTypeFloat16 = 5;
}  // namespace tensor

/// LC_NOTE (section 9).
namespace note {
inline constexpr std::uint32_t kSize = 0x28;
inline constexpr FieldSpec kOwner{"data_owner", 0x08, 16, Show::FixedName, "Whose note this is."};
inline constexpr FieldSpec kOffset{
    "offset", 0x18, 8, Show::Hex,
    "Where the note is: in this command where it fits there, else in the file."};
inline constexpr FieldSpec kBytes{"size", 0x20, 8, Show::Number, "Bytes of the note."};
inline constexpr std::array kAll{command::kCmd, command::kCmdSize, kOwner, kOffset, kBytes};
}  // namespace note

/// LC_SYMTAB and nlist_64 (section 10).
namespace symtab {
inline constexpr std::uint32_t kSize = 0x18;
inline constexpr FieldSpec kSymOff{"symoff", 0x08, 4, Show::FileOffset, "Where the symbols lie."};
inline constexpr FieldSpec kSymCount{"nsyms", 0x0c, 4, Show::Number, "Number of symbols."};
inline constexpr FieldSpec kStrOff{"stroff", 0x10, 4, Show::FileOffset, "Where their names lie."};
inline constexpr FieldSpec kStrSize{"strsize", 0x14, 4, Show::Number, "Bytes of names."};
inline constexpr std::array kAll{command::kCmd, command::kCmdSize, kSymOff, kSymCount, kStrOff, kStrSize};
}  // namespace symtab
namespace symbol {
inline constexpr std::uint32_t kSize = 16;
inline constexpr FieldSpec kName{"n_strx", 0x00, 4, Show::Number,
                                 "Where its name starts in the string table; 0 is no name."};
inline constexpr FieldSpec kType{"n_type", 0x04, 1, Show::Hex,
                                 "0x0f external in a section, 0x0e local in a section, 0x20 and 0x80 stabs."};
inline constexpr FieldSpec kSection{"n_sect", 0x05, 1, Show::Number, "Section number, from 1; 0 is none."};
inline constexpr FieldSpec kDesc{"n_desc", 0x06, 2, Show::Number, "Type number modulo 32 for tensor stabs."};
inline constexpr FieldSpec kValue{"n_value", 0x08, 8, Show::Address,
                                  "Address, or an on-chip address for stabs of internal tensors."};
inline constexpr std::array kAll{kName, kType, kSection, kDesc, kValue};
inline constexpr std::uint8_t kLocal = 0x0e, kExternal = 0x0f, kStabBindable = 0x20, kStabLocal = 0x80;
}  // namespace symbol

/// Relocation entries (section 11.2): the address, then a word of symbol number, pcrel, length, extern, type.
namespace relocation {
inline constexpr std::uint32_t kSize = 8;
inline constexpr FieldSpec kAddress{"r_address", 0x00, 4, Show::Hex,
                                    "Where the word to adjust lies, from the start of the section."};
inline constexpr FieldSpec kInfo{
    "r_info", 0x04, 4, Show::Hex,
    "Section or symbol (24 bits), pcrel, length (2 bits), extern, type (4 bits)."};
inline constexpr std::array kAll{kAddress, kInfo};
}  // namespace relocation

}  // namespace ane::container
