#include "core/device/driver_node.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "core/base/text.hpp"
#include "core/device/ane_uapi.hpp"

namespace ane::device {
namespace {

constexpr const char* kFolder = "/dev/accel";

// Calls may be interrupted by signals of the program that we are part of.
int ioctl_again(int fd, unsigned long request, void* data) {
  int result = -1;
  do {
    result = ioctl(fd, request, data);
  } while (result < 0 && errno == EINTR);
  return result;
}

}  // namespace

std::string node_path(unsigned number) {
  return std::string(kFolder) + "/accel" + std::to_string(number);
}

std::string error_text(int error) {
  return std::generic_category().message(error);
}

NodeFault open_fault(const std::string& path, int error) {
  const std::string name = escaped(path);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return {
          "there is no node " + name,
          "load the kernel module ane; under Linux on Apple silicon the device tree needs an entry for the "
          "engine too, which stock kernels lack (docs/formats/device.md, 6)"};
    case EACCES:
    case EPERM:
      return {"no permission to open " + name + " (" + error_text(error) + ")",
              "let your user read and write the node: as root, chmod 666 " + name +
                  ", or give it to a group that you are in"};
    case EINVAL:
      return {"the kernel refuses to open " + name + " (" + error_text(error) + ")",
              "kernels from about 6.12 on need a driver that sets the unsigned-offset flag of its file "
              "operations: build a patched one (docs/formats/device.md, 2 and 7)"};
    case ENXIO:
    case ENODEV:
      return {"nothing is behind " + name + " (" + error_text(error) + ")",
              "the driver is gone or did not find the engine: see the kernel log"};
    default:
      return {"cannot open " + name + " (" + error_text(error) + ")", ""};
  }
}

NodeFault driver_fault(const std::string& path, const std::string& driver) {
  if (driver.empty())
    return {escaped(path) + " does not answer as a DRM device", "name a node of the driver ane"};
  return {escaped(path) + " belongs to the driver " + escaped(driver) + ", not to " +
              std::string(uapi::kDriverName),
          ""};
}

std::size_t read_driver_name(int fd, char (&name)[kMaxDriverName]) {
  uapi::Version version;
  if (ioctl_again(fd, uapi::kVersion, &version) != 0 || version.name_size == 0) return 0;
  const std::size_t length = std::min<std::uint64_t>(version.name_size, kMaxDriverName);
  version = {};
  version.name_size = length;
  version.name = name;
  if (ioctl_again(fd, uapi::kVersion, &version) != 0) return 0;
  return std::min<std::uint64_t>(length, version.name_size);
}

bool is_engine_driver(const char* name, std::size_t length) {
  return std::string_view(name, length) == uapi::kDriverName;
}

Probe probe_node(const std::string& path) {
  Probe probe;
  probe.id = path;
  probe.name = "Apple Neural Engine driver";
  probe.generations = {"h13"};
  const auto refuse = [&](NodeFault fault) {
    probe.reason = std::move(fault.reason);
    probe.advice = std::move(fault.advice);
    return probe;
  };
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return refuse(open_fault(path, errno));
  char name[kMaxDriverName];
  const std::size_t length = read_driver_name(fd, name);
  close(fd);
  probe.usable = is_engine_driver(name, length);
  return probe.usable ? probe : refuse(driver_fault(path, std::string(name, length)));
}

}  // namespace ane::device
