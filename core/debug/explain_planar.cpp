// One result of the planar engine, in the order of docs/formats/execution-h13.md 9.

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/debug/explain_parts.hpp"
#include "core/exec/engines.hpp"
#include "core/exec/rounding.hpp"

namespace ane::debug {
namespace {

using exec::PlanarPlan;

class PlanarStory {
 public:
  PlanarStory(Explainer& explainer, const At& at)
      : explainer_(explainer),
        plan_(*explainer.insight.plan.planar),
        a_(explainer.insight.source1),
        b_(explainer.insight.source2 ? &*explainer.insight.source2 : nullptr),
        at_(at) {}

  void tell() {
    double value = 0;
    if (plan_.pool == PlanarPlan::Pool::None) {
      value = element(at_, 0, true);
      explainer_.stage(plan_.constant_rows ? kByRows : one_word(), value, "double precision", "pe.operation");
      value = scaled_in_stages(value);
    } else {
      value = pool();
      explainer_.stage(plan_.pool == PlanarPlan::Pool::Maximum ? "largest" : "accumulated", value,
                       "double precision", "pe.pool");
    }
    finish(value);
    explainer_.out.sentence = sentence();
  }

 private:
  struct Read {
    double value = 0;
    std::uint16_t bits = 0;
    At at;
  };

  /// An extent of 1 answers for every index (8.3).
  static Read read(const exec::Image& image, const At& at, bool negate) {
    const exec::Shape& s = image.shape;
    const At place{at.group, std::min(at.channel, s.channels - 1), std::min(at.row, s.height - 1),
                   std::min(at.column, s.width - 1)};
    const std::uint16_t bits = image.bits[image.index(place.group, place.channel, place.row, place.column)];
    const double value = exec::widen(bits);
    return {negate ? -value : value, bits, place};
  }

  double scaled(double v) const { return (v + plan_.bias) * plan_.scale; }

  double scaled_in_stages(double v) {
    if (plan_.bias != 0) explainer_.stage("+ Bias", v + plan_.bias, number(plan_.bias), "pe.bias");
    if (plan_.scale != 1) explainer_.stage("× Scale", scaled(v), number(plan_.scale), "pe.scale");
    return scaled(v);
  }

  /// Before bias and scale; `before` is the running value of a pool.
  double element(const At& at, double before, bool alone) {
    const Read a = read(a_, at, plan_.negate1);
    double v = 0;
    if (plan_.constant_rows) {
      const Read add = read(*b_, {at.group, at.channel, 0, 0}, plan_.negate2);
      const Read factor = read(*b_, {at.group, at.channel, 1, 0}, false);
      v = (a.value + add.value) * factor.value;
      note(a, plan_.source1, "a", a.value, a.value);
      note(add, *plan_.source2, "row to add", add.value, a.value + add.value);
      note(factor, *plan_.source2, "row to multiply", factor.value, v);
    } else if (b_ != nullptr) {
      const Read b = read(*b_, at, plan_.negate2);
      v = exec::combine_planar(plan_.operation, a.value, b.value);
      note(a, plan_.source1, "a", a.value, alone ? a.value : before);
      note(b, *plan_.source2, "b", b.value, v);
    } else {
      v = plan_.operation == PlanarPlan::Operation::SumOfSquares ? a.value * a.value
          : plan_.absolute                                       ? std::fabs(a.value)
                                                                 : a.value;
      note(a, plan_.source1, "in", v, v);
    }
    return v;
  }

  void note(const Read& read, const exec::PlannedOperand& operand, const char* name, double product,
            double sum) {
    Term term;
    term.source = element_text(name, operand.shape, read.at);
    term.x = read.bits;
    term.product = product;
    term.sum = sum;
    term.row = read.at.row;
    term.column = read.at.column;
    term.channel = read.at.channel;
    if (explainer_.out.terms.size() < kMostTerms) term.x_from = explainer_.of_operand(operand, read.at);
    explainer_.term(std::move(term));
  }

  double pool() {
    const bool maximum = plan_.pool == PlanarPlan::Pool::Maximum;
    double v = maximum ? -std::numeric_limits<double>::infinity() : 0;
    for (std::uint64_t y = 0; y < plan_.shape.height; ++y) {
      for (std::uint64_t x = 0; x < plan_.shape.width; ++x) {
        const double e = scaled(element({at_.group, at_.channel, y, x}, v, false));
        if (!maximum) {
          v += e;
        } else if (e > v || std::isnan(e)) {
          v = e;
        }
        if (explainer_.out.terms_total != explainer_.out.terms.size()) continue;
        explainer_.out.terms.back().product = e;
        explainer_.out.terms.back().sum = v;
      }
    }
    return v;
  }

  void finish(double v) {
    if (plan_.final_scale != 1)
      explainer_.stage("× FinalScale", v * plan_.final_scale, number(plan_.final_scale), "pe.final_scale");
    v = v * plan_.final_scale + plan_.epsilon;
    if (plan_.epsilon != 0) explainer_.stage("+ Epsilon", v, number(plan_.epsilon), "pe.epsilon");
    if (plan_.function == PlanarPlan::Function::Reciprocal) {
      v = 1 / v;
      explainer_.stage("1 / v", v, "reciprocal", "pe.nonlinear");
    }
    if (plan_.function == PlanarPlan::Function::InverseSquareRoot) {
      v = 1 / std::sqrt(v);
      explainer_.stage("1 / √v", v, "inverse square root", "pe.nonlinear");
    }
    if (plan_.relu) {
      const bool cut = !(v > 0);
      if (cut) v = 0;
      explainer_.stage("ReLU", v, cut ? "not above 0, so 0" : "above 0, unchanged", "pe.relu");
    }
    explainer_.out.explained = explainer_.round(v);
  }

  /// "a × b, + bias, × scale"
  std::string combination() const {
    std::string text = plan_.constant_rows ? kByRows : one_word();
    if (plan_.bias != 0) text += ", + " + number(plan_.bias);
    if (plan_.scale != 1) text += ", × " + number(plan_.scale);
    return text;
  }

  std::string one_word() const {
    const bool squares = plan_.operation == PlanarPlan::Operation::SumOfSquares;
    if (b_ == nullptr) return squares ? "a²" : plan_.absolute ? "|a|" : "a";
    const std::string a = plan_.negate1 ? "−a" : "a", b = plan_.negate2 ? "−b" : "b";
    switch (plan_.operation) {
      case PlanarPlan::Operation::Add:
        return plan_.negate2 ? a + " − b" : a + " + " + b;
      case PlanarPlan::Operation::Multiply:
        return a + " × " + b;
      case PlanarPlan::Operation::Maximum:
        return "max(" + a + ", " + b + ")";
      case PlanarPlan::Operation::Minimum:
        return "min(" + a + ", " + b + ")";
      case PlanarPlan::Operation::SumOfSquares:
        return "(" + a + (plan_.negate2 ? " − b" : " + b") + ")²";
    }
    return "";
  }

  std::string sentence() const {
    std::string text = combination();
    if (plan_.pool != PlanarPlan::Pool::None) {
      text = (plan_.pool == PlanarPlan::Pool::Maximum ? "the largest " : "the sum of ") + text + " over " +
             std::to_string(plan_.shape.height) + " × " + std::to_string(plan_.shape.width) + " elements";
    }
    if (plan_.function == PlanarPlan::Function::Reciprocal) text += ", its reciprocal";
    if (plan_.function == PlanarPlan::Function::InverseSquareRoot) text += ", its inverse square root";
    if (plan_.relu) text += ", ReLU";
    return text + ", one rounding to fp16";
  }

  static constexpr const char* kByRows = "(a + row) × row";

  Explainer& explainer_;
  const PlanarPlan& plan_;
  const exec::Image& a_;
  const exec::Image* b_;
  At at_;
};

}  // namespace

void explain_planar(Explainer& explainer, const At& at) {
  PlanarStory(explainer, at).tell();
}

}  // namespace ane::debug
