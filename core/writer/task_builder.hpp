#pragma once
// Builds task descriptors from readable code: fields by path or concept, registers by name. Which bits that
// means is the register database's business.
//
//   TaskBuilder task(generation);
//   task.write_all()
//       .set("common.in_width", 64)             // a concept …
//       .set("Common.OutDim.Wout", 64)          // … or a path
//       .set_named("Common.Cfg.TaskType", "NeuralEngine")
//       .set_real("ne.post_scale", 1.0)
//       .set("KernelDMASrc.CoeffBaseAddr[3].Addr", 0xc0)
//       .set_word("Common.ConvCfg3D", 0x2041);
//   ANE_TRY(const auto words, task.encode());
//
// The first call that fails is remembered and reported by encode(), so that building code stays straight.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/regdb/database.hpp"

namespace ane::writer {

class TaskBuilder {
 public:
  explicit TaskBuilder(regdb::GenerationPtr generation);

  /// Sets a field of the header or of a register; `number` is in the field's own unit (bytes for addresses).
  /// Setting a field of a register also marks that word as written.
  TaskBuilder& set(std::string_view field, std::int64_t number);
  /// As set(), for float16 and float32 fields.
  TaskBuilder& set_real(std::string_view field, double value);
  /// As set(), by the name of an enum's value.
  TaskBuilder& set_named(std::string_view field, std::string_view value_name);
  /// Sets all bits of "Header4", "Common.TileCfg" or "KernelDMASrc.CoeffDMAConfig[3]"; without an index, of
  /// all elements of an array.
  TaskBuilder& set_word(std::string_view name, std::uint32_t word);

  /// Marks registers as written, with 0 where nothing was set: all of them, or a block or register by name.
  TaskBuilder& write_all();
  TaskBuilder& write(std::string_view block_or_register);
  /// The opposite: the task leaves these registers as they are.
  TaskBuilder& skip(std::string_view block_or_register);

  /// The task as words: header, then one record per run of consecutive written registers, cut where a record
  /// cannot hold more, block after block in the order of real H13 files (h13-notes.md, "Records").
  Result<std::vector<std::uint32_t>> encode() const;

 private:
  /// The register words that a name stands for; empty where there is no such name.
  std::vector<std::uint32_t> registers_named(std::string_view name) const;
  std::uint32_t* header_word(const regdb::HeaderWord& word);
  std::uint32_t* word_of(const regdb::FieldRef& ref);
  std::optional<regdb::FieldRef> find(std::string_view name) const;
  template <class Pack>
  TaskBuilder& change(std::string_view field, Pack pack);
  void fail(std::string message);
  Result<void> append_block(const regdb::Block& block, const regdb::RecordLayout& form,
                            std::vector<std::uint32_t>& words) const;

  regdb::GenerationPtr generation_;
  std::vector<std::uint32_t> header_;
  std::uint32_t extra_header_ = 0;                    ///< written only where the header says that it is there
  std::map<std::uint32_t, std::uint32_t> registers_;  ///< byte address → word, of those that are written
  std::optional<Error> error_;
};

/// How the event masks of real files depend on a task's place (h13-notes.md, "Differences between
/// compilers").
enum class EventHabit { Keep, MacOs11, MacOs14 };

/// Lays tasks out as a linked list from the start of `__text` and sets what binds them: TID, LNID and EON,
/// the next task's offset and length, TBE where there is a next one, and event masks as `events` says. Fails
/// for generations without linked lists and for a task longer than the next-length field can say.
Result<std::vector<std::uint8_t>> link_tasks(const regdb::Generation& generation,
                                             std::vector<std::vector<std::uint32_t>> tasks,
                                             EventHabit events = EventHabit::Keep);

/// Lays tasks out one behind the other as a task stream: the 16-byte frame of length 0, then each task at a
/// multiple of the generation's alignment (container.md 12.2). Sets what frames them: number, counted from
/// `first_id`, length, and the mark of the last one where the generation has it. Fails for generations with
/// other orders and for a task longer than its length field can say.
Result<std::vector<std::uint8_t>> stream_tasks(const regdb::Generation& generation,
                                               std::vector<std::vector<std::uint32_t>> tasks,
                                               std::uint32_t first_id = 0);

}  // namespace ane::writer
