#include "core/task/state.hpp"

namespace ane::task {

std::string_view origin_name(Origin origin) {
  switch (origin) {
    case Origin::Written:
      return "written";
    case Origin::Carried:
      return "carried";
    case Origin::Reset:
      return "reset";
    case Origin::Unset:
      return "unset";
  }
  return "unset";
}

void StateTracker::apply(const Task& task, std::size_t index) {
  current_ = index;
  for (const Write& write : task.writes)
    written_[write.address] = {write.value, index, write.offset, write.slot};
}

RegisterState StateTracker::at(std::uint32_t address) const {
  const auto found = written_.find(address);
  if (found != written_.end()) {
    const Last& last = found->second;
    if (last.task == current_) return {Origin::Written, last.value, last.task, last.offset, last.slot};
    if (generation_->encoding.registers_carry_over)
      return {Origin::Carried, last.value, last.task, last.offset, last.slot};
  }
  if (!generation_->encoding.registers_carry_over) {
    if (const auto reset = generation_->reset_value(address))
      return {Origin::Reset, reset->value, current_, 0, -1};
  }
  return {};
}

}  // namespace ane::task
