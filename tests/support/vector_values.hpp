#pragma once
// Values as corpus/vectors writes them: input specs, expected tensors, tolerances, buffers.

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/vectors.hpp"

namespace ane::test {

/// A number that the records write as "0x1f", or as a number.
std::uint32_t hex_word(const nlohmann::json& text);
/// Bytes written as hexadecimal digits.
Bytes hex_bytes(const std::string& text);
/// corpus/vectors/<name>
nlohmann::json read_vectors(const std::filesystem::path& corpus, const std::string& name);

VectorBuffer buffer_of(const nlohmann::json& from);
Tolerance tolerance_of(const nlohmann::json& from);
/// The elements of a tensor by its spec.
Halves values_of(const nlohmann::json& spec, const Placed& tensor);
ExpectedTensor expected_of(const nlohmann::json& from, const Placed& tensor);

/// Inputs and outputs of a case, read for the buffers given.
template <class Case>
void read_tensors(const nlohmann::json& from, Case& c) {
  for (const VectorBuffer& buffer : c.buffers) {
    const std::string key = std::to_string(buffer.tensor.slot);
    if (from.at("inputs").contains(key))
      c.inputs[buffer.tensor.slot] = values_of(from["inputs"][key], buffer.tensor);
    if (from.at("expect").contains(key))
      c.outputs[buffer.tensor.slot] = expected_of(from["expect"][key], buffer.tensor);
  }
  c.tolerance = tolerance_of(from.at("tolerance"));
}

}  // namespace ane::test
