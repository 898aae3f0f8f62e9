// Runs the tests with the fake kernel in front of the C library.

#include <dlfcn.h>
#include <unistd.h>

#include "tests/unit/device/fake.hpp"

namespace ane::test {

bool fake_kernel_is_here() {
  return dlsym(RTLD_DEFAULT, "fake_ane_kernel_present") != nullptr;
}

}  // namespace ane::test

int main(int argc, char** argv) {
#ifndef ANESCOPE_SANITIZED  // their run-time library has to come first, and checks it
  // The mark keeps a library that cannot be loaded from being tried for ever.
  constexpr const char* kMark = "ANESCOPE_FAKE_KERNEL_TRIED";
  if (!ane::test::fake_kernel_is_here() && std::getenv(kMark) == nullptr) {
    const char* others = std::getenv("LD_PRELOAD");
    const std::string all = std::string(ANESCOPE_FAKE_KERNEL) + ":" + (others == nullptr ? "" : others);
    setenv("LD_PRELOAD", all.c_str(), 1);
    setenv(kMark, "1", 1);
    execv("/proc/self/exe", argv);
  }
#endif
  unsetenv("LD_PRELOAD");  // programs that the tests start have no use for it
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
