#pragma once
// Inside of core/device: device nodes of the Linux driver, looked at without being used.

#include <cstddef>
#include <string>

#include "core/device/device.hpp"

namespace ane::device {

inline constexpr unsigned kNodes = 64;  ///< accel0 to accel63

/// "/dev/accel/accel3"
std::string node_path(unsigned number);

/// Why something with a node did not work, and what to do about it.
struct NodeFault {
  std::string reason;
  std::string advice;  ///< "" where nothing is known
};

/// Of open() that failed with `error` (errno).
NodeFault open_fault(const std::string& path, int error);
/// Of a node that opens but belongs to `driver`, "" where it is no DRM device at all.
NodeFault driver_fault(const std::string& path, const std::string& driver);

/// "Permission denied"
std::string error_text(int error);

/// Longest driver name that is looked at, in bytes; longer ones are cut.
inline constexpr std::size_t kMaxDriverName = 64;

/// Asks the opened node for its driver's name, without a NUL, as DRM does: twice, first for the length. Only
/// system calls, so that a child process may call it. Returns the length, 0 where the node does not answer.
std::size_t read_driver_name(int fd, char (&name)[kMaxDriverName]);
/// True for the name of the engine's driver, to the letter.
bool is_engine_driver(const char* name, std::size_t length);

/// Opens the node, asks for its name and closes it.
Probe probe_node(const std::string& path);

}  // namespace ane::device
