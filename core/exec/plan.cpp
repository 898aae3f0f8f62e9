#include "core/exec/plan.hpp"

#include <algorithm>

namespace ane::exec {
namespace {

/// Section 4: three fields that always agree.
std::optional<Engine> engine_of(Gate& gate) {
  const std::string_view type = gate.name("common.task_type");
  gate.require(!type.empty(), "common.task_type", "no such kind of task is known", "4");
  const bool neural = type == "NeuralEngine";
  const std::uint64_t engines = gate.count("task.engines");
  gate.require(
      neural == (engines != 0), "task.engines",
      neural ? "a neural engine task switches on no engine" : "a planar task switches on neural engines",
      "4");
  gate.require(!gate.name("task.engines").empty(), "task.engines", "no chip has so many engines", "3");
  gate.require(gate.is_set("Common.TaskInfo.NID") == neural, "Common.TaskInfo.NID",
               "is 1 in neural engine tasks and 0 in planar ones", "4");
  if (neural) {
    gate.require(engines == gate.count("common.active_engines") + 1, "task.engines",
                 "does not agree with the active engines of Common.Cfg", "4");
  } else {
    gate.require(gate.number("common.active_engines") == 0, "common.active_engines",
                 "a planar task with neural engines was never seen", "4");
  }
  if (!gate.open()) return std::nullopt;
  return neural ? Engine::Neural : Engine::Planar;
}

}  // namespace

TaskPlan plan_task(Gate& gate, const Acceptance& acceptance, const History& history) {
  TaskPlan plan;
  const auto engine = engine_of(gate);
  if (!engine) return plan;
  acceptance.apply(gate, *engine);
  if (!gate.open()) return plan;
  if (*engine == Engine::Neural) {
    plan_neural(gate, history, plan);
  } else {
    plan_planar(gate, history, plan);
  }
  return plan;
}

Shape stored_shape(Shape shape, bool transposed) {
  if (transposed) std::swap(shape.channels, shape.width);
  return shape;
}

}  // namespace ane::exec
