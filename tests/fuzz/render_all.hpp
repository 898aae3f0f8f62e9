#pragma once
// What the fuzzer and the replay of its seeds do with an input.

#include <cstdint>
#include <span>

namespace ane::test {

/// Opens the bytes as a program and prints everything that can be printed of it: all reports, as text and as
/// JSON. Each report is cut at 128 KiB, so that an input cannot ask for more work than it is worth. Then runs
/// what can be executed.
void render_all(std::span<const std::uint8_t> bytes);

}  // namespace ane::test
