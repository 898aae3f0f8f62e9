#pragma once
// Inside of core/device: the executor of core/exec as a device.

#include "core/device/device.hpp"

namespace ane::device {

/// "cpu": always usable. It has no time limit, since every program ends; it can be cancelled between tasks.
DevicePtr make_cpu_device();

}  // namespace ane::device
