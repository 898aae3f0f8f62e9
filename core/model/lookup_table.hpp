#pragma once
// The 128-byte tables by which the engines apply functions (docs/formats/weights-h13.md, 4). The format is
// the same in all generations that are known.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/view.hpp"
#include "core/model/buffers.hpp"
#include "core/model/facts.hpp"

namespace ane::model {

/// What of a table's meaning is known, and how well.
enum class TableBasis {
  Supported,  ///< modes 0x01 and 0x60: read off tables, and outputs of the hardware agree
  Inferred,   ///< follows from the samples; for most of them recorded programs come out right
  Unknown,
};

class LookupTable {
 public:
  static constexpr std::size_t kBytes = 128, kSamples = 33;

  /// How inputs reach the samples.
  enum class Mode {
    TwoSided,           ///< 0x01: samples around 0
    Odd,                ///< 0x60: samples from 0 on, f(-x) = -f(x)
    PowerOfTwo,         ///< 0x0a: samples of one octave, times 2^floor(x)
    Logarithm,          ///< 0xc9: samples of the mantissa, plus the exponent
    Reciprocal,         ///< 0x67
    SquareRoot,         ///< 0xc5
    InverseSquareRoot,  ///< 0xc6
    Unknown,
  };

  /// Reads a table; nothing where fewer than 128 bytes are there.
  static std::optional<LookupTable> parse(ByteView bytes);

  Extent where() const { return where_; }  ///< in the file
  std::uint16_t half(std::size_t index) const { return halves_[index]; }
  /// File offset of a halfword.
  std::uint64_t offset_of(std::size_t index) const { return where_.offset + 2 * index; }

  double x_low() const { return value(0); }   ///< inputs below it give y_low()
  double x_high() const { return value(1); }  ///< inputs above it give y_high()
  double y_low() const { return value(2); }
  double y_high() const { return value(3); }
  double sample(std::size_t j) const { return value(kFirstSample + j); }
  double low_slope() const { return value(37); }
  double low_intercept() const { return value(38); }
  double high_slope() const { return value(39); }
  double high_intercept() const { return value(40); }
  std::uint16_t shift() const { return halves_[41]; }  ///< samples are 2^-shift apart
  std::uint16_t mode_word() const { return halves_[42]; }
  Mode mode() const;
  TableBasis basis() const;

  /// Input of sample j, for Unknown modes as if two-sided.
  double sample_x(std::size_t j) const;
  /// Where the sampled inputs begin and end.
  double domain_start() const { return sample_x(0); }
  double domain_end() const { return sample_x(kSamples - 1); }
  /// True where the samples lie so close to 0 that all other inputs take a straight piece or a constant.
  bool without_samples() const { return shift() >= kNoSamples; }

  /// The output for x before it is rounded to fp16; nothing for unknown modes, for NaN, and where the mode is
  /// not defined for negative inputs.
  std::optional<double> evaluate(double x) const;

  /// Which samples an input is looked up between.
  struct Lookup {
    bool negate = false;  ///< its sign was taken out and comes back
    double input = 0;     ///< of the samples: without its sign, in tables of one octave without its exponent
    int exponent = 0;     ///< comes back as a factor 2^exponent, in tables of a logarithm as a summand
    std::size_t sample = 0;  ///< the lower one
    double share = 0;        ///< of the way to the next one
    double y = 0;            ///< what the samples say, sign and exponent not yet back
  };
  /// Nothing where evaluate() gives nothing, a constant or a straight piece beside the samples.
  std::optional<Lookup> lookup(double x) const;

  static constexpr std::size_t kFirstSample = 4;  ///< halfword of sample 0

 private:
  static constexpr std::uint16_t kNoSamples = 64;

  double value(std::size_t index) const;
  double interpolate(double position) const;
  std::optional<double> in_octaves(double x) const;
  /// An input without its exponent, and the exponent that comes back.
  std::pair<double, int> octave_of(double x) const;

  std::array<std::uint16_t, kBytes / 2> halves_{};
  Extent where_;
};

/// A stretch of inputs on which a table is straight.
struct TableSegment {
  enum class Kind { Below, LowPiece, Sampled, HighPiece, Above };
  Kind kind = Kind::Sampled;
  std::size_t sample = 0;   ///< the first of its two samples, where Sampled
  double from = 0, to = 0;  ///< inputs; may be infinite
  double slope = 0;
  double y = 0;  ///< output at `from`, at `to` where `from` is infinite
  Extent bytes;  ///< the halfwords behind it, in the file
};
/// All segments in ascending order of their inputs, of |x| for odd tables. Empty ones are left out.
std::vector<TableSegment> segments_of(const LookupTable& table);

/// The table of a task whose activation is one; nothing where it has none or where the bytes are not in the
/// file.
std::optional<LookupTable> table_of(ByteView file, const Facts& facts, const std::vector<Buffer>& buffers);

}  // namespace ane::model
