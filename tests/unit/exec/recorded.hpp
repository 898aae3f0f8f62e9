#pragma once
// Recorded task streams and cases of corpus/vectors, made ready to run.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/corpus.hpp"
#include "tests/support/sha256.hpp"
#include "tests/support/vectors.hpp"
#include "tests/unit/exec/bench.hpp"

namespace ane::test {

/// A name that googletest takes: what is not a letter or digit becomes "_".
inline std::string test_name(std::string text) {
  for (char& c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return text;
}

/// A chain with its inputs in place.
struct ChainRun {
  ChainCase chain;
  GuardedBuffers buffers;
  exec::Machine machine;

  ChainRun(const ChainCase& from, exec::Options options)
      : chain(from), machine(h13(), decode_tasks(from.tasks), options) {
    for (const VectorBuffer& buffer : chain.buffers) {
      const auto bytes = buffers.add(buffer.tensor.slot, buffer.bytes);
      const auto input = chain.inputs.find(buffer.tensor.slot);
      if (input != chain.inputs.end()) write_tensor(bytes, buffer.tensor, input->second);
      if (buffer.role == "constants")
        std::copy(chain.constants.begin(), chain.constants.end(), bytes.begin());
    }
    buffers.bind(machine.memory());
  }

  /// What is wrong with the outputs, else "".
  std::string difference() const {
    if (!buffers.intact()) return "bytes beside a buffer were written";
    for (const VectorBuffer& buffer : chain.buffers) {
      const auto expected = chain.outputs.find(buffer.tensor.slot);
      if (expected == chain.outputs.end()) continue;
      const Halves values = read_tensor(buffers.at(buffer.tensor.slot), buffer.tensor);
      const std::string wrong = test::difference(values, buffer.tensor, expected->second, chain.tolerance);
      if (!wrong.empty()) return "buffer " + std::to_string(buffer.tensor.slot) + ": " + wrong;
    }
    return "";
  }
};

}  // namespace ane::test
