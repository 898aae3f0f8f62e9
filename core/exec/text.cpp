// The words of outcomes.

#include "core/base/text.hpp"

#include "core/exec/basis.hpp"
#include "core/exec/gate.hpp"
#include "core/exec/hazards.hpp"
#include "core/exec/machine.hpp"
#include "core/exec/refusal.hpp"

namespace ane::exec {

std::string_view basis_name(Basis basis) {
  switch (basis) {
    case Basis::Confirmed:
      return "confirmed";
    case Basis::Supported:
      return "supported";
    case Basis::Inferred:
      return "inferred";
  }
  return "";
}

std::string_view task_status_name(TaskStatus status) {
  switch (status) {
    case TaskStatus::Done:
      return "done";
    case TaskStatus::Refused:
      return "refused";
    case TaskStatus::Cancelled:
      return "cancelled";
  }
  return "";
}

std::string NeededRule::sentence() const {
  return std::string(basis_name(basis)) + ": " + text + " (" + section + ")";
}

std::string Refusal::sentence() const {
  std::string text;
  if (!path.empty()) text += path + (value.empty() ? "" : " is " + value) + ": ";
  text += reason + " (";
  const bool weights = section.starts_with("weights");
  if (!weights) text += "execution-h13.md, ";
  return text + std::string(section) + ")";
}

bool Hazards::none() const {
  return sentences().empty();
}

Hazards& Hazards::operator+=(const Hazards& other) {
  large_sums += other.large_sums;
  nan_inputs += other.nan_inputs;
  infinite_inputs += other.infinite_inputs;
  subnormal_inputs += other.subnormal_inputs;
  outside_table += other.outside_table;
  tiny_results += other.tiny_results;
  ties += other.ties;
  nan_results += other.nan_results;
  infinite_results += other.infinite_results;
  return *this;
}

std::vector<std::string> Hazards::sentences() const {
  std::vector<std::string> out;
  const auto tell = [&](std::uint64_t count, const char* one, const char* many) {
    if (count != 0) out.push_back(std::to_string(count) + (count == 1 ? one : many));
  };
  tell(nan_inputs, " input is NaN", " inputs are NaN");
  tell(infinite_inputs, " input is infinite", " inputs are infinite");
  tell(subnormal_inputs, " input is subnormal", " inputs are subnormal");
  tell(outside_table, " input is one for which the table says nothing, NaN was taken",
       " inputs are such for which the table says nothing, NaN was taken");
  tell(large_sums, " sum is 32768 or more in magnitude", " sums are 32768 or more in magnitude");
  tell(infinite_results, " result is infinite", " results are infinite");
  tell(nan_results, " result is NaN", " results are NaN");
  tell(tiny_results, " result is smaller than 2^-14 and not zero",
       " results are smaller than 2^-14 and not zero");
  tell(ties, " result lies half-way between two fp16 numbers",
       " results lie half-way between two fp16 numbers");
  return out;
}

}  // namespace ane::exec
