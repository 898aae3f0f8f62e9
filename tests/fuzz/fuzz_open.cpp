// The fuzzer: built by Clang with -DANESCOPE_FUZZ=ON, run by ./test.sh --fuzz.

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/render_all.hpp"

/// Undefined behaviour ends the run, as a crash does.
extern "C" const char* __ubsan_default_options() {
  return "halt_on_error=1:print_stacktrace=1";
}

/// Reports make many short-lived strings; with smaller books on them an input takes a quarter less time.
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=16:malloc_context_size=6";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ane::test::render_all({data, size});
  return 0;
}
