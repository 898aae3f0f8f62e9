#include "core/device/job_text.hpp"

#include <cerrno>
#include <cstring>

#include "core/base/text.hpp"
#include "core/device/driver_node.hpp"

namespace ane::device {
namespace {

constexpr const char* kLeak =
    "the driver keeps the buffers of a process that was ended: reload its module to get the memory back";
constexpr const char* kAfterTimeout =
    "it was not tried again, since the driver does not reset the engine and later submissions may fail as "
    "well: wait until the engine is suspended, one second after its last use, else reload the module or "
    "restart; base addresses and tasks of the program are the first suspects (docs/formats/device.md, 5)";

std::string step_text(JobStep step) {
  switch (step) {
    case JobStep::Begun:
    case JobStep::Open:
      return "opening the node";
    case JobStep::Identify:
      return "asking for the driver's name";
    case JobStep::Allocate:
      return "allocating a buffer";
    case JobStep::Map:
      return "mapping a buffer";
    case JobStep::Submit:
      return "submitting";
    case JobStep::Free:
    case JobStep::Done:
      return "giving the buffers back";
  }
  return "submitting";
}

NodeFault submit_fault(int error) {
  if (error == ETIMEDOUT)
    return {"the engine was still busy after one second, the driver's limit (" + error_text(error) + ")",
            kAfterTimeout};
  if (error == EINVAL)
    return {"the driver refuses the submission (" + error_text(error) + ")",
            "its checks differ from those that are known: another version of the driver?"};
  return {"submitting failed (" + error_text(error) + ")", ""};
}

NodeFault fault_of(const JobEnd& end, const std::string& node) {
  const std::string why = " (" + error_text(end.error) + ")";
  switch (end.step) {
    case JobStep::Open:
      return open_fault(node, end.error);
    case JobStep::Identify:
      return {escaped(node) + " does not belong to the driver ane any more", ""};
    case JobStep::Allocate:
      if (end.error == ENOSPC)
        return {"no room for the buffers in the engine's address space" + why,
                "all processes share 3.5 GiB: end others that use the engine; buffers that were never freed "
                "come back when the module is reloaded"};
      if (end.error == ENOMEM) return {"no memory for the buffers" + why, ""};
      break;
    case JobStep::Submit:
      return submit_fault(end.error);
    default:
      break;
  }
  return {step_text(end.step) + " failed" + why, ""};
}

void add_advice(Outcome& outcome, const std::string& advice) {
  if (!outcome.advice.empty()) outcome.advice += "; ";
  outcome.advice += advice;
}

}  // namespace

void tell(const JobEnd& end, const std::string& node, std::chrono::milliseconds timeout, Outcome& outcome) {
  switch (end.kind) {
    case JobEnd::Kind::Finished:
      outcome.ok = true;
      return;
    case JobEnd::Kind::Failed: {
      // Everything was computed by then.
      outcome.ok = end.step == JobStep::Free;
      NodeFault fault = fault_of(end, node);
      if (outcome.ok) {
        outcome.problems.add(Severity::Warning, "buffers-not-freed", fault.reason + ": " + kLeak);
        return;
      }
      outcome.failure = std::move(fault.reason);
      outcome.advice = std::move(fault.advice);
      break;
    }
    case JobEnd::Kind::TimedOut:
      outcome.failure = "no answer within " + std::to_string(timeout.count()) + " ms, while " +
                        step_text(end.step) + ": the process that waited was ended";
      if (end.step == JobStep::Submit) outcome.advice = kAfterTimeout;
      break;
    case JobEnd::Kind::Cancelled:
      outcome.failure = "cancelled";
      break;
    case JobEnd::Kind::Signal:
      outcome.failure = "the process that submits was ended by signal " + std::to_string(end.error) + " (" +
                        strsignal(end.error) + "), while " + step_text(end.step);
      break;
    case JobEnd::Kind::Lost:
      outcome.failure = "the process that submits ended without a result, while " + step_text(end.step);
      break;
    case JobEnd::Kind::NoProcess:
      outcome.failure = "cannot start a process to submit from (" + error_text(end.error) + ")";
      break;
  }
  if (end.leaked) add_advice(outcome, kLeak);
}

}  // namespace ane::device
