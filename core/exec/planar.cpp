// The pipeline of the planar engine: docs/formats/execution-h13.md, 9.

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/exec/engines.hpp"
#include "core/exec/rounding.hpp"

namespace ane::exec {
namespace {

/// An operand with its broadcast dimensions (8.3): an extent of 1 answers for every index.
class Broadcast {
 public:
  Broadcast(const Image& image, bool negate) : image_(image), negate_(negate) {}
  double at(std::uint64_t g, std::uint64_t c, std::uint64_t y, std::uint64_t x) const {
    const Shape& s = image_.shape;
    const double value = widen(image_.bits[image_.index(
        g, std::min(c, s.channels - 1), std::min(y, s.height - 1), std::min(x, s.width - 1))]);
    return negate_ ? -value : value;
  }

 private:
  const Image& image_;
  bool negate_;
};

class PlanarPipeline {
 public:
  PlanarPipeline(const PlanarPlan& plan, const Image& source1, const Image* source2, Hazards& hazards)
      : plan_(plan),
        two_(source2 != nullptr),
        a_(source1, plan.negate1),
        b_(two_ ? *source2 : source1, plan.negate2),
        factors_(two_ ? *source2 : source1, false),
        hazards_(hazards) {}

  Image run() {
    const Shape& out = plan_.result.shape;
    Image result{out, {}};
    result.bits.reserve(out.elements());
    for (std::uint64_t g = 0; g < out.groups; ++g) {
      for (std::uint64_t c = 0; c < out.channels; ++c) {
        if (plan_.pool != PlanarPlan::Pool::None) {
          result.bits.push_back(finish(pool(g, c)));
          continue;
        }
        for (std::uint64_t y = 0; y < out.height; ++y) {
          for (std::uint64_t x = 0; x < out.width; ++x) result.bits.push_back(finish(element(g, c, y, x)));
        }
      }
    }
    return result;
  }

 private:
  /// Up to and with bias and scale.
  double element(std::uint64_t g, std::uint64_t c, std::uint64_t y, std::uint64_t x) const {
    const double a = a_.at(g, c, y, x);
    double v = 0;
    if (plan_.constant_rows) {
      v = (a + b_.at(g, c, 0, 0)) * factors_.at(g, c, 1, 0);
    } else if (two_) {
      v = combine_planar(plan_.operation, a, b_.at(g, c, y, x));
    } else {
      v = plan_.operation == PlanarPlan::Operation::SumOfSquares ? a * a : plan_.absolute ? std::fabs(a) : a;
    }
    return (v + plan_.bias) * plan_.scale;
  }

  double pool(std::uint64_t g, std::uint64_t c) const {
    const bool maximum = plan_.pool == PlanarPlan::Pool::Maximum;
    double v = maximum ? -std::numeric_limits<double>::infinity() : 0;
    for (std::uint64_t y = 0; y < plan_.shape.height; ++y) {
      for (std::uint64_t x = 0; x < plan_.shape.width; ++x) {
        const double e = element(g, c, y, x);
        if (!maximum) {
          v += e;
        } else if (e > v || std::isnan(e)) {
          v = e;
        }
      }
    }
    return v;
  }

  /// 9.1 from FinalScale on.
  std::uint16_t finish(double v) {
    v = v * plan_.final_scale + plan_.epsilon;
    if (plan_.function == PlanarPlan::Function::Reciprocal) v = 1 / v;
    if (plan_.function == PlanarPlan::Function::InverseSquareRoot) v = 1 / std::sqrt(v);
    if (plan_.relu && !(v > 0)) v = 0;
    return round_result(v, hazards_);
  }

  const PlanarPlan& plan_;
  bool two_;
  Broadcast a_, b_;
  Broadcast factors_;  ///< the row of TaskType 4 that is never negated
  Hazards& hazards_;
};

}  // namespace

double combine_planar(PlanarPlan::Operation operation, double a, double b) {
  switch (operation) {
    case PlanarPlan::Operation::Add:
      return a + b;
    case PlanarPlan::Operation::Multiply:
      return a * b;
    case PlanarPlan::Operation::Maximum:
      return std::isnan(b) || b > a ? b : a;
    case PlanarPlan::Operation::Minimum:
      return std::isnan(b) || b < a ? b : a;
    case PlanarPlan::Operation::SumOfSquares:
      return (a + b) * (a + b);
  }
  return 0;
}

Image execute_planar(const PlanarPlan& plan, const Image& source1, const Image* source2, Hazards& hazards) {
  PlanarPipeline pipeline(plan, source1, source2, hazards);
  return pipeline.run();
}

}  // namespace ane::exec
