// Tasks of the planar engine: docs/formats/execution-h13.md, 8.2, 8.3 and 9.

#include <cmath>
#include <string>

#include "core/exec/plan.hpp"

namespace ane::exec {
namespace {

class PlanarPlanner {
 public:
  PlanarPlanner(Gate& gate, const History& history, TaskPlan& plan)
      : gate_(gate), history_(history), task_(plan), plan_(plan.planar.emplace()) {}

  void run() {
    type_ = gate_.name("common.task_type");
    two_sources_ =
        type_ == "PlanarTwoSources" || type_ == "PlanarConstantRows" || type_ == "PlanarReductionTwoSources";
    reduction_ = type_ == "PlanarReduction" || type_ == "PlanarReductionTwoSources";
    plan_.constant_rows = type_ == "PlanarConstantRows";
    operation();
    sources();
    pool();
    function();
    scales();
    if (gate_.open()) shapes();
    if (gate_.open()) operands();
  }

 private:
  void operation() {
    const std::string_view name = gate_.name("pe.operation");
    const auto is = [&](std::string_view wanted, PlanarPlan::Operation operation, const char* words) {
      if (name != wanted) return false;
      plan_.operation = operation;
      task_.operation = words;
      return true;
    };
    const bool known = is("Add", PlanarPlan::Operation::Add, "planar add") ||
                       is("Multiply", PlanarPlan::Operation::Multiply, "planar multiply") ||
                       is("Maximum", PlanarPlan::Operation::Maximum, "planar maximum") ||
                       is("Minimum", PlanarPlan::Operation::Minimum, "planar minimum") ||
                       is("SumOfSquares", PlanarPlan::Operation::SumOfSquares, "planar square of a sum");
    gate_.require(known, "pe.operation", "the operation is not known", "9");
    const bool add = plan_.operation == PlanarPlan::Operation::Add,
               square = plan_.operation == PlanarPlan::Operation::SumOfSquares;
    if (type_ == "PlanarOneSource") {
      gate_.require(add, "pe.operation", "not known with one source", "12");
      task_.operation = "planar copy";
    } else if (plan_.constant_rows) {
      gate_.require(add, "pe.operation", "not known with two rows of values", "9.2");
      task_.operation = "planar add and multiply by rows";
      gate_.lean(Basis::Supported, "common.task_type", "two rows of values, 5 records agree", "9.2");
    } else if (type_ == "PlanarReduction") {
      gate_.require(add || square, "pe.operation", "not known in a reduction", "9.2");
      if (square)
        gate_.lean(Basis::Supported, "pe.operation", "squares in a reduction, 2 records agree", "9.1");
      gate_.lean(Basis::Supported, "common.task_type", "reduction over H and W, 13 records agree", "9.2");
    } else if (type_ == "PlanarReductionTwoSources") {
      gate_.require(square, "pe.operation", "not known in a reduction of two sources", "9.2");
      gate_.lean(Basis::Supported, "common.task_type", "reduction of two sources, 2 records agree", "9.2");
    }
  }

  void sources() {
    const std::string_view second = gate_.name("pe.second_source");
    plan_.negate2 = second == "NegatedSource2";
    gate_.require(!second.empty(), "pe.second_source", "not known", "9");
    if (!two_sources_) {
      gate_.require(second == "None", "pe.second_source", "the task has no second source", "12");
    } else {
      gate_.require(second == "Source2" || (plan_.negate2 && type_ != "PlanarReductionTwoSources"),
                    "pe.second_source", "not known in this kind of task", "12");
    }
    plan_.negate1 = gate_.is_set("pe.source1_negate");
    gate_.require(plan_.negate1 == (type_ == "PlanarReductionTwoSources"), "pe.source1_negate",
                  plan_.negate1 ? "not known in this kind of task" : "a reduction of two sources has it set",
                  "12");
    const std::string_view condition = gate_.name("pe.condition");
    plan_.absolute = condition == "AbsoluteValue";
    gate_.require(condition == "None" || (plan_.absolute && type_ == "PlanarOneSource"), "pe.condition",
                  "not known in this kind of task", "9");
    if (plan_.absolute) {
      task_.operation = "planar absolute value";
      gate_.lean(Basis::Supported, "pe.condition", "absolute value, 2 records agree", "9");
    }
    plan_.relu = gate_.is_set("pe.relu");
    if (plan_.relu) gate_.lean(Basis::Inferred, "pe.relu", "ReLU of the planar engine, 1 record", "9");
  }

  void pool() {
    const std::string_view name = gate_.name("pe.pool");
    const bool maximum = name == "Maximum";
    gate_.require(!name.empty(), "pe.pool", "not known", "9");
    gate_.require(!maximum || type_ == "PlanarReduction", "pe.pool", "not known in this kind of task", "12");
    if (reduction_) {
      plan_.pool = maximum ? PlanarPlan::Pool::Maximum : PlanarPlan::Pool::Sum;
      task_.operation = maximum ? "planar maximum over H and W" : "planar sum over H and W";
      if (maximum) gate_.lean(Basis::Supported, "pe.pool", "maximum over H and W, 5 records agree", "9");
    }
    if (!gate_.is_set("l2.padding")) return;
    gate_.require(gate_.number("l2.padding") == 1 && maximum, "l2.padding", "seen in maximum reductions only",
                  "12");
    gate_.lean(Basis::Supported, "l2.padding", "padding mode of maximum reductions, 8 records agree", "12");
  }

  void function() {
    const std::string_view name = gate_.name("pe.nonlinear");
    gate_.require(!name.empty(), "pe.nonlinear", "the function is not known", "9");
    if (name == "None" || name.empty()) return;
    gate_.require(reduction_, "pe.nonlinear", "seen in reductions only", "9");
    const bool root = name == "InverseSquareRoot";
    plan_.function = root ? PlanarPlan::Function::InverseSquareRoot : PlanarPlan::Function::Reciprocal;
    gate_.lean(Basis::Supported, "pe.nonlinear",
               root ? "1/sqrt of a reduction, 4 records agree" : "reciprocal of a reduction, 3 records agree",
               "9");
  }

  void scales() {
    plan_.bias = gate_.real("pe.bias");
    plan_.scale = gate_.real("pe.scale");
    plan_.final_scale = gate_.real("pe.final_scale");
    plan_.epsilon = gate_.real("pe.epsilon");
    gate_.require(std::isfinite(plan_.bias), "pe.bias", "is no finite number", "9");
    gate_.require(std::isfinite(plan_.scale), "pe.scale", "is no finite number", "9");
    gate_.require(std::isfinite(plan_.final_scale), "pe.final_scale", "is no finite number", "9");
    gate_.require(plan_.bias == 0 || plan_.scale == 1, "pe.scale",
                  "the order of a bias and a scale is not known", "9");
    if (plan_.scale != 1) gate_.lean(Basis::Supported, "pe.scale", "scale, 4 records agree", "9");
    if (plan_.epsilon == 0) return;
    gate_.require(reduction_ && plan_.function == PlanarPlan::Function::InverseSquareRoot, "pe.epsilon",
                  "seen before 1/sqrt only", "9");
    gate_.require(std::isfinite(plan_.epsilon), "pe.epsilon", "is no finite number", "9");
    gate_.lean(Basis::Supported, "pe.epsilon", "epsilon before 1/sqrt, 4 records agree", "9");
  }

  void shapes() {
    shape_ = {gate_.count("common.groups"), gate_.count("common.in_channels"),
              gate_.count("common.in_height"), gate_.count("common.in_width")};
    const auto same = [&](const char* out, std::uint64_t in) {
      gate_.require(gate_.count(out) == in, out, "differs from the input of a planar task", "10");
    };
    same("common.out_channels", shape_.channels);
    same("common.out_height", shape_.height);
    same("common.out_width", shape_.width);
    for (const char* field : {"common.groups", "common.in_channels", "common.in_height", "common.in_width"})
      gate_.require(gate_.number(field) > 0, field, "a tensor without elements", "9");
    if (shape_.groups > 1) {
      gate_.require(type_ == "PlanarReduction", "common.groups",
                    "groups were seen in reductions of one source only", "12");
      gate_.lean(Basis::Supported, "common.groups", "groups of a reduction, 6 records agree", "9.2");
    }
    // Sizes are at most 17 bits each; a product of two cannot overflow.
    gate_.require(shape_.groups * shape_.channels <= kMaxElements &&
                      shape_.groups * shape_.channels * (shape_.height * shape_.width) <= kMaxElements &&
                      shape_.height * shape_.width <= kMaxElements,
                  "common.in_channels", "more elements than the executor takes on", "12");
  }

  /// 8.3.
  Shape broadcast(const std::string& source, Shape shape) {
    struct Direction {
      const char* suffix;
      std::uint64_t Shape::*extent;
      const char* rule;
    };
    constexpr Direction kDirections[] = {
        {"_broadcast_w", &Shape::width, "broadcast along W, 6 records agree"},
        {"_broadcast_h", &Shape::height, "broadcast along H, 3 records agree"},
        {"_broadcast_c", &Shape::channels, "broadcast along C, 5 records agree"}};
    for (const Direction& direction : kDirections) {
      const std::string field = source + direction.suffix;
      if (!gate_.is_set(field)) continue;
      shape.*direction.extent = 1;
      gate_.lean(Basis::Supported, field, direction.rule, "8.3");
    }
    return shape;
  }

  PlannedOperand source1(const Operands& where) {
    PlannedOperand source;
    source.port = "source 1";
    source.field = where.source1_on_chip ? "l2.source1_base" : "source1.base";
    source.shape = broadcast("pe.source1", shape_);
    source.transposed = gate_.is_set("pe.source1_transpose");
    if (source.transposed)
      gate_.lean(Basis::Supported, "pe.source1_transpose", "transposed source 1, 2 records agree", "8.2");
    const Shape stored = stored_shape(source.shape, source.transposed);
    source.place = place_source1(gate_, where, history_, stored);
    if (where.source1_kept) source.kept = place_kept(gate_, stored);
    return source;
  }

  PlannedOperand source2(const Operands& where) {
    PlannedOperand source;
    source.port = "source 2";
    source.field = where.source2_on_chip ? "l2.source2_base" : "source2.base";
    // Two rows of one value a channel: broadcast along W and H is implied (9.2).
    source.shape = plan_.constant_rows ? Shape{shape_.groups, shape_.channels, 2, 1} : shape_;
    check_h_broadcast();
    if (plan_.constant_rows) {
      if (gate_.is_set("pe.source2_broadcast_c")) {
        source.shape.channels = 1;
        gate_.lean(Basis::Supported, "pe.source2_broadcast_c", "broadcast along C, 5 records agree", "8.3");
      }
    } else {
      source.shape = broadcast("pe.source2", source.shape);
    }
    source.transposed = gate_.is_set("pe.source2_transpose");
    if (source.transposed)
      gate_.lean(Basis::Supported, "pe.source2_transpose", "transposed source 2, 5 records agree", "8.2");
    source.place = place_source2(gate_, where, stored_shape(source.shape, source.transposed));
    return source;
  }

  /// Section 12: bit 5 was seen together with bit 4, in one record.
  void check_h_broadcast() {
    if (!gate_.is_set("pe.source2_broadcast_h")) return;
    gate_.require(gate_.is_set("pe.source2_broadcast_w"), "pe.source2_broadcast_h",
                  "source 2 along H was seen together with W only", "12");
    gate_.lean(Basis::Inferred, "pe.source2_broadcast_h", "source 2 broadcast along W and H, 1 record", "12");
  }

  void check_unused_second() {
    if (two_sources_) return;
    for (const char* field : {"pe.source2_broadcast_w", "pe.source2_broadcast_h", "pe.source2_broadcast_c",
                              "pe.source2_transpose"})
      gate_.require(!gate_.is_set(field), field, "the task has no second source", "12");
  }

  void operands() {
    const Operands where = plan_operands(gate_, two_sources_);
    plan_.shape = shape_;
    plan_.source1 = source1(where);
    check_unused_second();
    if (two_sources_) plan_.source2 = source2(where);
    plan_.result.port = "result";
    plan_.result.field = where.result_on_chip ? "l2.result_base" : "result.base";
    plan_.result.shape = reduction_ ? Shape{shape_.groups, shape_.channels, 1, 1} : shape_;
    plan_.result.transposed = gate_.is_set("pe.result_transpose");
    if (plan_.result.transposed)
      gate_.lean(Basis::Supported, "pe.result_transpose", "transposed result, 6 records agree", "8.2");
    plan_.result.place =
        place_result(gate_, where, stored_shape(plan_.result.shape, plan_.result.transposed));
  }

  Gate& gate_;
  const History& history_;
  TaskPlan& task_;
  PlanarPlan& plan_;
  std::string_view type_;
  bool two_sources_ = false, reduction_ = false;
  Shape shape_;
};

}  // namespace

void plan_planar(Gate& gate, const History& history, TaskPlan& plan) {
  PlanarPlanner(gate, history, plan).run();
}

}  // namespace ane::exec
