#pragma once
// How the fake kernel behaves: by the environment, read anew for every call, so that a test may change it.
//
//   FAKE_ANE_NODE     its nodes, separated by colons; /dev/accel/accel0 where it is not set, none where it is
//                     empty
//   FAKE_ANE_MODE     ok            as docs/formats/device.md, 2 to 5, says; the default
//                     eacces        open() fails with EACCES
//                     einval_open   open() fails with EINVAL
//                     other_driver  the node belongs to the driver vc4
//                     enospc        the second buffer object has no room in the address space
//                     timeout       SUBMIT fails with ETIMEDOUT, nothing is executed
//                     hang          SUBMIT never returns
//                     crash         SUBMIT ends the process with SIGSEGV
//                     silent        SUBMIT succeeds, nothing is executed
//                     wrong         one element of the last result is wrong
//   FAKE_ANE_LOG      a file to which every close() of a node adds a line
//   FAKE_ANE_VERBOSE  set: why the engine hangs goes to standard error

#include <string>
#include <vector>

namespace ane::fake {

std::vector<std::string> nodes();
/// True where FAKE_ANE_MODE is this.
bool mode_is(const char* mode);
/// Adds a line to FAKE_ANE_LOG.
void log_line(const std::string& line);
/// A line on standard error with FAKE_ANE_VERBOSE.
void complain(const std::string& line);

}  // namespace ane::fake
