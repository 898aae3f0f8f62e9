#pragma once
// What the database knows of one hardware generation: how its tasks are encoded, which registers exist and
// what their bits mean. Filled from assets/registers/<id>.json, immutable afterwards. This is the only
// knowledge of bit positions in the programs; docs/register-database.md describes the JSON.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ane::regdb {

enum class FieldKind { Uint, Int, Bool, Enum, Float16, Float32, Address, Reserved };
std::string_view kind_name(FieldKind kind);

/// high: two independent sources agree or real files confirm it; medium: one careful source; low: a guess.
enum class Confidence { High, Medium, Low, Unstated };
std::string_view confidence_name(Confidence confidence);

/// Names of an enumeration's values.
struct Enumeration {
  std::string name;
  std::map<std::uint32_t, std::string> values;
};

/// Bits [lsb, lsb + width) of a word.
struct Field {
  std::string name;
  std::uint8_t lsb = 0;
  std::uint8_t width = 0;
  FieldKind kind = FieldKind::Uint;
  std::uint8_t shift = 0;  ///< address fields: value << shift is bytes
  const Enumeration* enumeration = nullptr;
  std::string unit;
  std::string concept_name;  ///< generation-free name that rules bind to, or ""
  std::string doc;
  Confidence confidence = Confidence::Unstated;  ///< the field's own, else Unstated: the register's counts
};

/// True for names by which the database only keeps a place (Reserved30, Unknown8, Unmapped4): such a word or
/// field is unknown to us, whatever it is called.
bool is_placeholder(std::string_view name);

/// One register, or an array of `count` equal ones `stride` bytes apart.
struct Register {
  std::string name;
  std::uint32_t address = 0;  ///< byte address of the first element
  std::uint32_t count = 1;
  std::uint32_t stride = 4;
  std::string doc;
  std::vector<Field> fields;  ///< sorted by lsb, never overlapping
  Confidence confidence = Confidence::Unstated;
  std::vector<std::string> sources;  ///< keys of Generation::sources
  std::string conflict;

  bool placeholder() const { return is_placeholder(name); }
};

struct Block {
  std::string name;
  std::string title;
  std::string doc;
  std::uint32_t base = 0;   ///< byte address
  std::uint32_t words = 0;  ///< length in 32-bit words
  std::vector<Register> registers;
};

/// One word of the task header. `word` counts from the start of the task.
struct HeaderWord {
  std::uint32_t word = 0;
  std::string name;
  std::string doc;
  std::vector<Field> fields;
};

/// How a register-write record is told apart and read (SCHEMA `record_layouts`).
struct RecordLayout {
  std::string name;
  std::uint32_t match_mask = 0;
  std::uint32_t match_value = 0;
  std::uint8_t address_lsb = 0, address_width = 0;
  std::uint32_t address_unit = 1;               ///< bytes an address step is worth
  std::uint8_t count_lsb = 0, count_width = 0;  ///< burst forms: number of consecutive words
  std::uint32_t count_bias = 0;
  std::uint8_t mask_lsb = 0, mask_width = 0;  ///< scatter forms: bit i selects base + 1 + i
  bool writes_base = false;
  std::uint8_t slot_lsb = 0, slot_width = 0;  ///< address forms: base-address slot that the loader adds

  bool matches(std::uint32_t header) const { return (header & match_mask) == match_value; }
};

/// A field of the task header or of a register, found by name or concept.
struct FieldRef {
  const HeaderWord* header = nullptr;  ///< set for header fields
  const Block* block = nullptr;        ///< set, with reg, for register fields
  const Register* reg = nullptr;
  std::uint32_t element = 0;  ///< of an array register
  const Field* field = nullptr;

  std::uint32_t address() const { return reg->address + element * reg->stride; }
  /// "Header8.WBase", "Common.InDim.Win", "KernelDMASrc.CoeffBaseAddr[3].Addr"
  std::string path() const;
};

/// A word of the register file.
struct RegisterRef {
  const Block* block = nullptr;
  const Register* reg = nullptr;
  std::uint32_t element = 0;

  /// "Common.InDim", "KernelDMASrc.CoeffBaseAddr[3]"
  std::string path() const;
};

/// Which header fields steer a reader from task to task. Absent where tasks of the generation are not
/// decoded.
struct Walk {
  FieldRef id;
  std::optional<FieldRef> last;         ///< marks the last task
  std::optional<FieldRef> size;         ///< aligned arrays: this task's length in words
  std::optional<FieldRef> next_offset;  ///< linked lists: byte offset of the next task in the section
  std::optional<FieldRef>
      next_size;  ///< linked lists: the next task's length in words, minus `next_size_bias`
  std::uint32_t next_size_bias = 0;
};

/// An extra header word, present where `header[word] & mask == equals`.
struct ExtendedHeader {
  std::uint32_t word = 0;
  std::uint32_t mask = 0;
  std::uint32_t equals = 0;
  std::uint32_t extra_words = 0;
  HeaderWord layout;
};

enum class TaskOrder { LinkedList, AlignedArray };

struct Encoding {
  TaskOrder order = TaskOrder::LinkedList;
  std::uint32_t task_alignment = 1;  ///< bytes
  std::uint32_t header_words = 0;
  std::uint32_t section_header_words = 0;  ///< words before the first task
  std::optional<ExtendedHeader> extended;
  std::optional<Walk> walk;
  std::vector<RecordLayout> records;  ///< in the order in which they are tried
  bool registers_carry_over = false;
  std::string doc;
};

/// What an unwritten register holds where nothing carries over.
struct ResetValue {
  std::uint32_t address = 0;
  std::uint32_t value = 0;
  std::string doc;
  Confidence confidence = Confidence::Unstated;
};

/// What the engine of one chip of the generation can do at most, as published. Estimates are made of it; it
/// was not measured.
struct Performance {
  std::string chip;
  double operations_per_second = 0;    ///< fp16, two a multiply-add, with all cores
  double memory_bytes_per_second = 0;  ///< of the whole chip
  std::uint32_t cores = 0;
  std::string doc;
  Confidence confidence = Confidence::Unstated;
};

class Generation {
 public:
  Generation() = default;
  Generation(const Generation&) = delete;  // fields point into enums_, references into blocks_
  Generation& operator=(const Generation&) = delete;

  std::string id;    ///< "h13"
  std::string name;  ///< "H13"
  std::uint32_t td_version = 0;
  std::vector<std::uint32_t> cpu_subtypes;
  std::vector<std::string> compiler_targets;
  std::vector<std::string> chips;
  Encoding encoding;
  std::vector<HeaderWord> header;
  std::vector<Block> blocks;
  std::map<std::string, Enumeration> enums;
  std::map<std::string, std::string> sources;  ///< short name → where it is from
  std::map<std::uint32_t, std::string> address_slots;
  std::vector<ResetValue> reset_values;  ///< sorted by address
  std::optional<Performance> performance;
  std::string
      kernel_layout;  ///< how weights lie in the constants: "slots" (weights-h13.md), or "" where not known

  /// The register whose word lies at this byte address.
  std::optional<RegisterRef> find(std::uint32_t address) const;
  /// The field of this path, "Block.Register.Field", "Block.Register[2].Field" or "HeaderN.Field".
  std::optional<FieldRef> field(std::string_view path) const;
  /// The field that carries this concept; of an array register, its element `element`.
  std::optional<FieldRef> by_concept(std::string_view concept_name, std::uint32_t element = 0) const;
  /// The names of all concepts, sorted.
  std::vector<std::string_view> concepts() const;
  std::optional<ResetValue> reset_value(std::uint32_t address) const;

  /// Builds the indexes after filling; called once by the loader.
  void index();

 private:
  struct Place {
    std::uint32_t block = 0, reg = 0, element = 0;
  };
  std::vector<Place> places_;
  std::vector<std::uint32_t> by_word_;  ///< word address → index into places_ plus one, 0: no register
  std::map<std::string, FieldRef, std::less<>> concepts_;
};

}  // namespace ane::regdb
