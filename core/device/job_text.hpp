#pragma once
// Inside of core/device: what became of a submission to the Linux driver, in words.

#include <chrono>
#include <string>

#include "core/device/device.hpp"
#include "core/device/driver_job.hpp"

namespace ane::device {

/// Sets ok, failure, advice and problems of `outcome`.
void tell(const JobEnd& end, const std::string& node, std::chrono::milliseconds timeout, Outcome& outcome);

}  // namespace ane::device
