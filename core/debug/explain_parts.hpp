#pragma once
// Inside of core/debug: what explanations of both engines are made with.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/debug/explain.hpp"
#include "core/exec/insight.hpp"
#include "core/exec/memory.hpp"

namespace ane::debug {

/// An element of an operand as the operation sees it.
struct At {
  std::uint64_t group = 0, channel = 0, row = 0, column = 0;
};

class Explainer {
 public:
  Explainer(const exec::Machine& machine, const exec::Insight& insight, Explanation& out);

  // Where numbers lie.
  Origin of_operand(const exec::PlannedOperand& operand, const At& at) const;
  Origin of_buffer(std::uint32_t slot, Extent bytes) const;
  /// Path of the field with this concept in the current generation; "" where it has none.
  std::string field(std::string_view concept_name) const;

  /// Adds a term; beyond kMostTerms it is only counted.
  void term(Term term);
  Stage& stage(std::string what, double value, std::string detail = {}, std::string_view concept_name = {});
  /// The one rounding to fp16, with what is known to be doubtful about it.
  std::uint16_t round(double value);
  /// Says which numbers are such that the hardware may compute something else (execution-h13.md, 13).
  void tell_hazards();
  void fact(std::string text, exec::Basis basis, std::string section);

  const exec::Machine& machine;
  const exec::Insight& insight;
  Explanation& out;

 private:
  exec::Hazards hazards_;  ///< of all terms, also of those that are not kept
};

/// "in[9,36,61]": channel, row, column; the group in front where there are several.
std::string element_text(std::string_view name, const exec::Shape& shape, const At& at);
/// "0x358b"
std::string bits_text(std::uint16_t bits);

/// Sets the terms, the stages, `exact` and `explained`. `at` is an element of the result as the operation
/// makes it.
void explain_neural(Explainer& explainer, const At& at);
void explain_planar(Explainer& explainer, const At& at);

}  // namespace ane::debug
