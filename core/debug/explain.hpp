#pragma once
// How one element of a task's result came about: every product, bias, scale, table segment and rounding, each
// with the bytes that it came from. What the explanation arrives at is held against what the executor stored.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/result.hpp"
#include "core/exec/machine.hpp"

namespace ane::debug {

/// Where a number is from.
struct Origin {
  enum class Kind { Nowhere, File, Buffer, OnChip, Padding };
  Kind kind = Kind::Nowhere;
  std::uint32_t slot = 0;  ///< Kind::Buffer
  Extent bytes;            ///< in the file, in the buffer, or on chip
  std::string text;        ///< "buffer 5 + 0x4147a", "__kern_0 + 0x40 (file 0x8040)", "padding"
};

/// One term of the sum, in the order in which the executor adds them.
struct Term {
  std::string source;              ///< "in[9,36,61]" (C, y, x), "padding"
  std::optional<std::uint16_t> x;  ///< fp16 bits; nothing for a bias
  std::optional<std::uint16_t> w;
  double product = 0;
  double sum = 0;  ///< after this term
  Origin x_from, w_from;
  std::uint64_t column = 0, row = 0;  ///< in the kernel window, for grids
  std::uint64_t channel = 0;          ///< input channel
};

/// What happens after the sum.
struct Stage {
  std::string what;    ///< "bias", "× PostScale", "rounded to fp16", "table segment 12", "ReLU", "stored"
  std::string detail;  ///< "0x358b", "max(0, y)", "between knots -0.5 and -0.25"
  double value = 0;    ///< after it
  std::optional<std::uint16_t> bits;  ///< where it is an fp16 number by then
  std::string field;                  ///< register that says so: "NE.MACCfg.NonlinearMode", or ""
  Origin from;
};

/// A rule that the result rests on.
struct Fact {
  std::string text;
  exec::Basis basis = exec::Basis::Confirmed;
  std::string section;
};

struct Explanation {
  std::size_t task = 0;  ///< in the program
  std::string operation;
  std::uint64_t group = 0, channel = 0, row = 0, column = 0;
  std::uint16_t stored = 0;     ///< fp16 bits that the executor left
  std::uint16_t explained = 0;  ///< that the steps below arrive at
  bool agrees() const { return stored == explained; }
  std::string sentence;     ///< "9 products of one channel, a bias, ReLU, one rounding to fp16"
  std::vector<Term> terms;  ///< at most kMostTerms of them
  std::uint64_t terms_total = 0;
  std::uint64_t window_width = 0, window_height = 0;  ///< of the kernel; 0 where there is none
  std::vector<Stage> stages;
  double exact = 0;  ///< before the rounding that made `stored`
  std::vector<Fact> facts;
  Origin stored_at;
};

inline constexpr std::size_t kMostTerms = 4096;

/// `machine` stands before the task that made the result (so that its sources are still there), and
/// `stored` is what the task left at (group, channel, row, column) of its result as stored. Fails, with the
/// reason, for tasks that the executor refuses and for elements that are not there.
Result<Explanation> explain(const exec::Machine& machine, std::uint16_t stored, std::uint64_t group,
                            std::uint64_t channel, std::uint64_t row, std::uint64_t column);

}  // namespace ane::debug
