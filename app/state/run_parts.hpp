#pragma once
// What the files that execute programs share; all of it is for jobs, which touch no state.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "app/state/jobs.hpp"
#include "app/state/run_work.hpp"

namespace ane::state {

/// fp16 bits in C order, by number in Signature::inputs.
using InputValues = std::map<std::size_t, std::vector<std::uint16_t>>;

inline constexpr std::string_view kPictureFill = "picture";

/// True where the sample picture can be an input of this shape: one image of 1, 3 or 4 channels.
bool takes_picture(const run::Shape& shape);
/// What an input holds. Fails where its file does not fit, or a formula not its shape.
Result<std::vector<std::uint16_t>> input_values(const InputSetup& setup, const run::Port& port,
                                                std::uint64_t seed, std::uint64_t number);
/// The same of every input.
Result<InputValues> all_input_values(const RunSetup& setup, const run::Signature& signature);
/// These values in whole buffers by slot, for a stepper.
Result<std::map<std::uint32_t, std::vector<std::uint8_t>>> buffers_with(const run::Signature& signature,
                                                                        const InputValues& values);
/// What the inputs of a setup hold, likewise.
Result<std::map<std::uint32_t, std::vector<std::uint8_t>>> buffers_of_setup(
    const document::Document& document, const RunSetup& setup);
/// What the inputs hold, in words: "picture", "lake.png, ramp".
std::string inputs_text(const RunSetup& setup);

/// What became of an execution.
struct Executed {
  run::TracePtr trace;  ///< null where it could not begin
  std::string failure, advice;
};

/// Executes a program on the device that the setup names.
Executed execute_setup(const document::DocumentPtr& document, const run::Signature& signature,
                       const RunSetup& setup, InputValues inputs, Progress& progress);

}  // namespace ane::state
