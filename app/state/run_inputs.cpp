// What inputs hold, chosen and worked out.

#include <algorithm>
#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/run_parts.hpp"
#include "core/base/bits.hpp"
#include "core/writer/samples.hpp"

namespace ane::state {
namespace {

constexpr std::uint64_t kSmallestPicture = 8;

double pixel_value(double byte, run::PixelRange range) {
  if (range == run::PixelRange::Unit) return byte / 255;
  return range == run::PixelRange::Signed ? byte / 127.5 - 1 : byte;
}

/// One channel of a pixel as 0 … 255; of a tensor of one channel its brightness, of four the last is opaque.
double sample_pixel(const std::vector<std::uint8_t>& rgb, std::size_t pixel, std::uint64_t channel,
                    std::uint64_t channels) {
  const auto part = [&](std::size_t i) { return static_cast<double>(rgb[pixel * 3 + i]); };
  if (channels == 1) return std::round(0.299 * part(0) + 0.587 * part(1) + 0.114 * part(2));
  return channel == 3 ? 255.0 : part(channel);
}

/// Of each element the pixel that lies nearest.
std::vector<std::uint16_t> picture_values(const run::Shape& shape, run::PixelRange range) {
  const std::vector<std::uint8_t> rgb = writer::sample_picture();
  const auto& [n, channels, height, width] = shape;
  std::vector<std::uint16_t> values;
  values.reserve(n * channels * height * width);
  for (std::uint64_t c = 0; c < channels; ++c) {
    for (std::uint64_t y = 0; y < height; ++y) {
      const std::uint64_t row = (2 * y + 1) * writer::kPictureSide / (2 * height);
      for (std::uint64_t x = 0; x < width; ++x) {
        const std::uint64_t column = (2 * x + 1) * writer::kPictureSide / (2 * width);
        const double byte = sample_pixel(rgb, row * writer::kPictureSide + column, c, channels);
        values.push_back(double_to_half(pixel_value(byte, range)));
      }
    }
  }
  return values;
}

bool is_sample_picture(const run::Shape& shape) {
  return shape == run::Shape{1, 3, writer::kPictureSide, writer::kPictureSide};
}

std::vector<InputSetup> default_inputs(const run::Signature& signature) {
  std::vector<InputSetup> inputs(signature.inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (is_sample_picture(signature.inputs[i].layout.shape())) inputs[i].fill = kPictureFill;
  return inputs;
}

RunTarget make_target(const document::DocumentPtr& document, std::size_t program) {
  RunTarget target;
  target.document = document;
  target.program = program;
  if (program >= document->programs().size()) {
    target.error = "the file has no program that could be executed";
    return target;
  }
  auto signature = run::signature_of(*document, program);
  if (signature) {
    target.signature = *std::move(signature);
  } else {
    target.error = signature.error().message;
  }
  return target;
}

/// What inputs depend on.
bool same_inputs(const RunSetup& a, const RunSetup& b) {
  return a.program == b.program && a.inputs == b.inputs && a.seed == b.seed;
}

PreparedInput prepare_input(const InputSetup& setup, const run::Port& port, std::uint64_t seed,
                            std::uint64_t number) {
  PreparedInput made;
  made.setup = setup;
  auto values = input_values(setup, port, seed, number);
  if (!values) {
    made.error = values.error().message;
    return made;
  }
  run::KeptTensor tensor;
  tensor.role = run::TensorRole::Input;
  tensor.name = port.tensor.name;
  tensor.shape = port.layout.shape();
  tensor.values = *std::move(values);
  tensor.slot = port.slot;
  tensor.layout = port.layout;
  made.tensor = run::kept_tensor(std::move(tensor));
  made.blind_spot = run::blind_spot(*made.tensor);
  return made;
}

}  // namespace

bool takes_picture(const run::Shape& shape) {
  const auto& [n, channels, height, width] = shape;
  return n == 1 && (channels == 1 || channels == 3 || channels == 4) && height >= kSmallestPicture &&
         width >= kSmallestPicture;
}

Result<std::vector<std::uint16_t>> input_values(const InputSetup& setup, const run::Port& port,
                                                std::uint64_t seed, std::uint64_t number) {
  const run::Shape& shape = port.layout.shape();
  if (!setup.file.empty()) {
    auto values = run::read_values(setup.file, shape, setup.pixels);
    if (!values) return Error{setup.file + ": " + values.error().message, {}};
    return values;
  }
  if (setup.fill == kPictureFill) {
    if (takes_picture(shape)) return picture_values(shape, setup.pixels);
    return Error{"a picture needs a tensor of 1, 3 or 4 channels, this one is " + sizes_text(shape), {}};
  }
  ANE_TRY(const run::Fill fill, run::parse_fill(setup.fill));
  return run::filled(fill, port.layout.count(), seed, number);
}

Result<InputValues> all_input_values(const RunSetup& setup, const run::Signature& signature) {
  InputValues inputs;
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const run::Port& port = signature.inputs[i];
    auto values = input_values(setup.inputs.at(i), port, setup.seed, i);
    if (!values) return Error{"input " + port.tensor.name + ": " + values.error().message, {}};
    inputs[i] = *std::move(values);
  }
  return inputs;
}

Result<std::map<std::uint32_t, std::vector<std::uint8_t>>> buffers_with(const run::Signature& signature,
                                                                        const InputValues& values) {
  std::map<std::uint32_t, std::vector<std::uint8_t>> buffers;
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const run::Port& port = signature.inputs[i];
    auto& bytes = buffers[port.slot];
    if (bytes.empty()) bytes.resize(port.buffer.size);
    ANE_CHECK(port.layout.store(values.at(i), bytes));
  }
  return buffers;
}

Result<std::map<std::uint32_t, std::vector<std::uint8_t>>> buffers_of_setup(
    const document::Document& document, const RunSetup& setup) {
  ANE_TRY(const run::Signature signature, run::signature_of(document, setup.program));
  ANE_TRY(const InputValues values, all_input_values(setup, signature));
  return buffers_with(signature, values);
}

std::string inputs_text(const RunSetup& setup) {
  std::string text;
  for (const InputSetup& input : setup.inputs) {
    if (!text.empty()) text += ", ";
    text += input.file.empty() ? input.fill : std::filesystem::path(input.file).filename().string();
  }
  return text;
}

const RunTarget& run_target(App& app, const OpenFile& file) {
  const auto setup = app.running.setups.find(file.id());
  const std::size_t program = setup == app.running.setups.end() ? 0 : setup->second.program;
  RunTarget& target = app.running.targets[file.id()];
  if (target.document != file.document() || target.program != program)
    target = make_target(file.document(), program);
  return target;
}

RunSetup& run_setup(App& app, const OpenFile& file) {
  RunSetup& setup = app.running.setups[file.id()];
  if (setup.program >= file.document()->programs().size()) setup.program = 0;
  const RunTarget& target = run_target(app, file);
  if (setup.inputs.size() != target.signature.inputs.size()) setup.inputs = default_inputs(target.signature);
  return setup;
}

void prepare_inputs(App& app, const OpenFile& file) {
  const RunSetup& setup = run_setup(app, file);
  const RunTarget& target = run_target(app, file);
  RunWork& work = app.running;
  const auto before = work.prepared_for.find(file.id());
  if (before != work.prepared_for.end() && same_inputs(before->second, setup)) return;
  work.prepared_for[file.id()] = setup;
  work.prepared.erase(file.id());
  // Also where it was cancelled: nothing else would ask for the same inputs again.
  app.jobs.start(
      "run inputs " + std::to_string(file.id()), "Working out what the inputs hold",
      [&app, id = file.id(), setup, ports = target.signature.inputs](Progress&) -> Completion {
        std::vector<PreparedInput> made;
        for (std::size_t i = 0; i < ports.size(); ++i)
          made.push_back(prepare_input(setup.inputs[i], ports[i], setup.seed, i));
        return [&app, id, setup, made = std::move(made)]() mutable {
          const auto wanted = app.running.prepared_for.find(id);
          if (wanted != app.running.prepared_for.end() && same_inputs(wanted->second, setup))
            app.running.prepared[id] = std::move(made);
        };
      },
      Jobs::Ending::Always);
}

}  // namespace ane::state
