#include "core/model/task_describer.hpp"

#include "core/model/table_function.hpp"

namespace ane::model {
namespace {

std::string name_of(const LookupTable& table) {
  const auto function = identify(table);
  if (!function) return "";
  return function->name() +
         (function->exact_samples == function->compared ? " by table" : " by table (fitted)");
}

}  // namespace

Operation TaskDescriber::describe(const Facts& facts, std::size_t program) {
  return model::describe(facts, table_name(facts, program));
}

const std::string& TaskDescriber::table_name(const Facts& facts, std::size_t program) {
  if (facts.name("ne.nonlinear") != "LookupTable") return none_;
  auto buffers = buffers_.find(program);
  if (buffers == buffers_.end()) buffers = buffers_.emplace(program, buffers_of(document_, program)).first;
  const auto table = table_of(document_.file(), facts, buffers->second);
  if (!table) return none_;
  const auto known = tables_.find(table->where().offset);
  if (known != tables_.end()) return known->second;
  return tables_.emplace(table->where().offset, name_of(*table)).first->second;
}

}  // namespace ane::model
