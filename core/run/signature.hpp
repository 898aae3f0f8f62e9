#pragma once
// The inputs and outputs of a program, found by the names that people use for them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/model/buffers.hpp"
#include "core/model/tensors.hpp"
#include "core/run/layout.hpp"

namespace ane::run {

/// A declared input or output with its place.
struct Port {
  model::Tensor tensor;
  std::uint32_t slot = 0;
  TensorLayout layout;
  model::Buffer buffer;
};

struct Signature {
  std::vector<Port> inputs, outputs;   ///< in the order of the file
  std::vector<model::Buffer> buffers;  ///< of the program
};

/// Fails for a tensor that has no buffer, or whose elements cannot be found in it; such a program cannot be
/// given its inputs.
Result<Signature> signature_of(const document::Document& document, std::size_t program);

/// The number in `ports` of the one called so: by name, with or without "@output", by symbol, or by its
/// buffer as "@5". Fails with the nearest name, and where several are called so. `what` is "input" or
/// "output", for the message.
Result<std::size_t> find_port(const std::vector<Port>& ports, std::string_view name, std::string_view what);

/// The program that --program names: a name, else a number; the first without one. Fails where there is none.
Result<std::size_t> find_program(const document::Document& document, std::string_view name);

}  // namespace ane::run
