#pragma once
// Inside of core/device: a Neural Engine behind the Linux driver `ane` (docs/formats/device.md, 2 to 5).

#include <string>

#include "core/device/device.hpp"

namespace ane::device {

/// The device behind a node, which need not exist: probe() says what is wrong with it.
DevicePtr make_linux_device(std::string node);

}  // namespace ane::device
