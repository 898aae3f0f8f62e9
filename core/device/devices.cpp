#include <unistd.h>

#include <array>

#include "core/base/text.hpp"
#include "core/device/cpu.hpp"
#include "core/device/device.hpp"
#include "core/device/driver_node.hpp"
#include "core/device/linux_ane.hpp"

namespace ane::device {

std::vector<DevicePtr> all_devices() {
  std::vector<DevicePtr> devices = {make_cpu_device()};
  for (unsigned number = 0; number < kNodes; ++number) {
    const std::string path = node_path(number);
    if (access(path.c_str(), F_OK) == 0) devices.push_back(make_linux_device(path));
  }
  if (devices.size() == 1) devices.push_back(make_linux_device(node_path(0)));
  return devices;
}

Result<DevicePtr> find_device(std::string_view id, const document::Document& document, std::size_t program) {
  if (id == "auto") {
    for (DevicePtr& device : all_devices()) {
      const Probe probe = device->probe();
      if (probe.id != "cpu" && probe.usable && !device->objection(document, program))
        return std::move(device);
    }
    return make_cpu_device();
  }
  if (id == "cpu") return make_cpu_device();
  if (id.find('/') != std::string_view::npos) return make_linux_device(std::string(id));
  std::string message =
      "no device is called " + escaped(id) + ": cpu, auto or a node such as " + node_path(0);
  const std::array<std::string_view, 2> known = {"cpu", "auto"};
  if (const std::string_view close = nearest(id, known); !close.empty())
    message += "; is " + std::string(close) + " meant?";
  return Error{std::move(message), {}};
}

}  // namespace ane::device
