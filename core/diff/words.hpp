#pragma once
// What every task of a document holds, as a table of words: one row a task, one column a word of the header,
// a register or a base-address slot. Made in one walk, kept for aligning and comparing.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/diff/compare.hpp"
#include "core/diff/fields.hpp"
#include "core/document/document.hpp"
#include "core/model/buffers.hpp"

namespace ane::diff {

/// A run of constants that one task loads.
struct Load {
  std::uint32_t core = 0;
  std::uint64_t base = 0;  ///< in the buffer
  std::uint64_t size = 0;  ///< as the register says
  Extent bytes;            ///< what of it is in the file
};

/// A write to an address that no database knows.
struct StrayWord {
  std::uint32_t address = 0, value = 0;
};

class Words {
 public:
  /// Columns for `fields` of one side, rows for all tasks of the document. False from `goes_on` cancels.
  static Result<Words> read(const document::Document& document, const std::vector<ComparedField>& fields,
                            bool side_b, bool written_only, const std::function<bool()>& goes_on);

  std::size_t rows() const { return first_load_.empty() ? 0 : first_load_.size() - 1; }
  std::size_t columns() const { return columns_; }
  /// Values of a task; 0 where a register is not set.
  std::span<const std::uint32_t> values(std::size_t task) const {
    return {values_.data() + task * columns_, columns_};
  }
  std::span<const Held> held(std::size_t task) const { return {held_.data() + task * columns_, columns_}; }
  /// The column of a field of the plan, or nothing where this side does not have it.
  std::optional<std::uint32_t> column(std::size_t field) const {
    return column_of_[field] == kNone ? std::nullopt : std::optional(column_of_[field]);
  }
  std::span<const Load> loads(std::size_t task) const {
    return {loads_.data() + first_load_[task], first_load_[task + 1] - first_load_[task]};
  }
  std::span<const StrayWord> strays(std::size_t task) const {
    return {strays_.data() + first_stray_[task], first_stray_[task + 1] - first_stray_[task]};
  }
  /// True where the task reads an operand from the constants, as a tensor.
  bool reads_constants(std::size_t task) const { return reads_constants_[task]; }
  std::size_t program(std::size_t task) const { return program_[task]; }
  const std::vector<model::Buffer>& buffers(std::size_t program) const { return buffers_[program]; }
  const std::vector<std::vector<model::Buffer>>& buffers() const { return buffers_; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  class Reader;

  std::size_t columns_ = 0;
  std::vector<std::uint32_t> column_of_;
  std::vector<std::uint32_t> values_;
  std::vector<Held> held_;
  std::vector<Load> loads_;
  std::vector<std::size_t> first_load_;
  std::vector<StrayWord> strays_;
  std::vector<std::size_t> first_stray_;
  std::vector<bool> reads_constants_;
  std::vector<std::size_t> program_;
  std::vector<std::vector<model::Buffer>> buffers_;
};

}  // namespace ane::diff
