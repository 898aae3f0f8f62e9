#include "core/diff/words.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/model/chunks.hpp"
#include "core/model/lookup_table.hpp"
#include "core/model/visit.hpp"

namespace ane::diff {

/// Fills a table. Columns are found once; the writes of a task then go straight to theirs.
class Words::Reader {
 public:
  Reader(const document::Document& document, const std::vector<ComparedField>& fields, bool side_b,
         bool written_only)
      : document_(document), generation_(*document.generation()), written_only_(written_only) {
    words_.column_of_.assign(fields.size(), kNone);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto& ref = side_b ? fields[i].b : fields[i].a;
      if (ref) words_.column_of_[i] = column_for(*ref, fields[i].slot);
    }
    words_.columns_ = next_;
  }

  Result<Words> run(const std::function<bool()>& goes_on) {
    ANE_CHECK(reserve());
    bool whole = true;
    for (std::size_t p = 0; p < document_.programs().size() && whole; ++p) {
      words_.buffers_.push_back(model::buffers_of(document_, p));
      start_program();
      Diagnostics ignored;  // whoever opens the document is told of them
      whole = model::visit_program(document_, p, ignored, [&](const model::TaskVisit& visit) {
        add(visit);
        return goes_on();
      });
    }
    if (!whole) return Error{"cancelled", {}};
    words_.first_load_.push_back(words_.loads_.size());
    words_.first_stray_.push_back(words_.strays_.size());
    return std::move(words_);
  }

 private:
  std::uint32_t column_for(const regdb::FieldRef& ref, bool slot) {
    if (ref.header != nullptr) return column_in(headers_, ref.header->word);
    return column_in(slot ? slots_ : registers_, ref.address());
  }

  std::uint32_t column_in(std::vector<std::uint32_t>& index, std::uint32_t number) {
    const std::size_t at = &index == &headers_ ? number : number / 4;
    if (at >= index.size()) index.resize(at + 1, kNone);
    if (index[at] == kNone) index[at] = next_++;
    return index[at];
  }

  static std::uint32_t find(const std::vector<std::uint32_t>& index, std::size_t at) {
    return at < index.size() ? index[at] : kNone;
  }

  Result<void> reserve() {
    const std::uint64_t tasks = document_.tasks().size();
    if (words_.columns_ != 0 && tasks > kMaxWords / words_.columns_)
      return Error{"comparing " + counted(tasks, "task") + " needs more memory than is used for it", {}};
    words_.values_.resize(tasks * words_.columns_);
    words_.held_.resize(tasks * words_.columns_, Held::Unset);
    words_.first_load_.reserve(tasks + 1);
    words_.first_stray_.reserve(tasks + 1);
    words_.program_.assign(tasks, 0);
    words_.reads_constants_.assign(tasks, false);
    return {};
  }

  /// What registers hold before the first task. Where they carry over nobody knows.
  void start_program() {
    current_.assign(words_.columns_, 0);
    state_.assign(words_.columns_, Held::Unset);
    if (written_only_ || generation_.encoding.registers_carry_over) return;
    for (const regdb::ResetValue& reset : generation_.reset_values) {
      const std::uint32_t column = find(registers_, reset.address / 4);
      if (column == kNone) continue;
      current_[column] = reset.value;
      state_[column] = Held::Reset;
    }
  }

  void add(const model::TaskVisit& visit) {
    words_.program_[visit.index] = visit.program;
    words_.first_load_.push_back(words_.loads_.size());
    words_.first_stray_.push_back(words_.strays_.size());
    const bool carries = generation_.encoding.registers_carry_over && !written_only_;
    std::uint32_t* values = words_.values_.data() + visit.index * words_.columns_;
    Held* held = words_.held_.data() + visit.index * words_.columns_;
    std::copy(current_.begin(), current_.end(), values);
    std::copy(state_.begin(), state_.end(), held);
    for (std::size_t i = 0; i < visit.task.header.size(); ++i) {
      const std::uint32_t column = find(headers_, i);
      if (column == kNone) continue;
      values[column] = visit.task.header[i];
      held[column] = Held::Written;
    }
    for (const task::Write& write : visit.task.writes) put(write, values, held, carries);
    add_loads(visit);
  }

  void put(const task::Write& write, std::uint32_t* values, Held* held, bool carries) {
    const std::uint32_t column = find(registers_, write.address / 4);
    if (column == kNone || write.address % 4 != 0) {
      words_.strays_.push_back({write.address, write.value});
      return;
    }
    set(column, write.value, values, held, carries);
    const std::uint32_t slot = find(slots_, write.address / 4);
    if (slot != kNone && write.slot >= 0)
      set(slot, static_cast<std::uint32_t>(write.slot), values, held, carries);
  }

  void set(std::uint32_t column, std::uint32_t value, std::uint32_t* values, Held* held, bool carries) {
    values[column] = value;
    held[column] = Held::Written;
    if (!carries) return;
    current_[column] = value;
    state_[column] = Held::Carried;
  }

  void add_loads(const model::TaskVisit& visit) {
    const std::vector<model::Buffer>& buffers = words_.buffers_[visit.program];
    for (const model::Chunk& chunk : model::chunks_of(visit.facts, buffers).list)
      words_.loads_.push_back({chunk.core, chunk.base, chunk.size, chunk.bytes});
    if (generation_.by_concept("table.base")) {
      for (const model::Chunk& table : model::table_places(visit.facts, buffers))
        words_.loads_.push_back({table.core, table.base, table.size, table.bytes});
    }
    for (const char* source : {"source1", "source2"}) {
      const auto place = visit.facts.operand(source);
      const model::Buffer* buffer = place ? model::find_buffer(buffers, place->slot) : nullptr;
      if (buffer != nullptr && buffer->kind == model::BufferKind::Constants)
        words_.reads_constants_[visit.index] = true;
    }
  }

  const document::Document& document_;
  const regdb::Generation& generation_;
  const bool written_only_;
  Words words_;
  std::uint32_t next_ = 0;
  std::vector<std::uint32_t> headers_, registers_, slots_;  ///< number → column
  std::vector<std::uint32_t> current_;                      ///< what the next task finds
  std::vector<Held> state_;
};

Result<Words> Words::read(const document::Document& document, const std::vector<ComparedField>& fields,
                          bool side_b, bool written_only, const std::function<bool()>& goes_on) {
  return Reader(document, fields, side_b, written_only).run(goes_on);
}

}  // namespace ane::diff
