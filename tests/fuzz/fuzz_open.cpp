// The fuzzer: built by Clang with -DANESCOPE_FUZZ=ON, run by ./test.sh --fuzz.

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/render_all.hpp"

/// Undefined behaviour ends the run, as a crash does.
extern "C" const char* __ubsan_default_options() {
  return "halt_on_error=1:print_stacktrace=1";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ane::test::render_all({data, size});
  return 0;
}
