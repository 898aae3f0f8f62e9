#pragma once
// Programs as large as real compiles get (10 240 tasks and 402 MB of constants are reported), for benchmarks
// and memory tests. They are valid and could run, but compute nothing of use.

#include <cstdint>

#include "core/base/file.hpp"
#include "core/base/result.hpp"
#include "core/writer/hwx_writer.hpp"

namespace ane::writer {

struct BigProgram {
  std::uint32_t tasks = 1024;
  std::uint64_t constant_bytes = std::uint64_t{64} << 20;  ///< rounded down to a multiple of 64
  std::uint32_t symbols_every = 4;  ///< every n-th convolution has symbols for its chunks; 0: none has
};

/// A layer stack: convolution, ReLU, convolution, addition, again and again, through a ring of scratch
/// tensors. The constants are split evenly among the convolutions, 16 chunks each, and are made while they
/// are written. Fails without tasks and where the constants are out of reach of a 32-bit offset.
Result<HwxSpec> big_program(const BigProgram& size);

/// The same as a file, which never is in memory as a whole.
Result<void> write_big_program(const BigProgram& size, Sink& sink);

}  // namespace ane::writer
