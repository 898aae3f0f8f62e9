#include <array>

#include "app/state/app.hpp"
#include "app/state/directory.hpp"
#include "app/state/heatmap_commands.hpp"
#include "core/base/file.hpp"
#include "core/base/npy.hpp"
#include "core/image/png.hpp"

namespace ane::state {
namespace {

/// "-task-3.npy": what makes a name beside the program.
std::string heat_ending(const run::KeptTensor& tensor, const std::string& extension) {
  std::string name = "-";
  for (const char letter : tensor.name) {
    const bool plain = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                       (letter >= 'A' && letter <= 'Z') || letter == '_';
    name += plain ? letter : '-';
  }
  return name + extension;
}

Result<void> ask_for_heat_path(App& app, const std::string& title, const std::string& command,
                               const std::string& extension) {
  const std::string ending = heat_ending(*app.running.tensor_a(), extension);
  const OpenFile* file = app.active();
  const std::string path = file != nullptr ? proposed_path(*file, ending) : ending.substr(1);
  return ask_where_to_save(app, {title, command, path, {extension}});
}

Result<void> write_tensor(const run::KeptTensor& tensor, const std::string& path) {
  ANE_TRY(const auto file, AtomicFile::create(path));
  file->write(npy_half_header(tensor.shape));
  write_halves(*file, tensor.values);
  return file->commit();
}

Completion tell_heat_saved(App& app, const std::string& path, const Result<void>& written) {
  return [&app, path, written] {
    const std::string name = path.substr(path.find_last_of('/') + 1);
    const std::string text = written ? "Saved " + name : "Not saved: " + written.error().message;
    const Severity severity = written ? Severity::Note : Severity::Error;
    app.log(severity, text);
    app.toast(severity, text);
  };
}

}  // namespace

Result<void> save_heat_npy(App& app, std::string_view wanted) {
  if (wanted.empty()) return ask_for_heat_path(app, "Save the tensor as .npy", "heat.save-npy", ".npy");
  const run::KeptTensorPtr tensor = heat_tensor(app, app.heat.side);
  if (!tensor) return Error{"this side has no values of the tensor", {}};
  const std::string path = with_home(std::string(wanted));
  ANE_CHECK(check_is_not_open(app, path));
  app.jobs.start(
      "heat save", "Saving " + tensor->name,
      [&app, tensor, path](Progress&) -> Completion {
        return tell_heat_saved(app, path, write_tensor(*tensor, path));
      },
      Jobs::Ending::Always);
  return {};
}

Result<void> save_heat_png(App& app, std::string_view wanted) {
  if (wanted.empty()) return ask_for_heat_path(app, "Save the channel as PNG", "heat.save-png", ".png");
  ANE_CHECK(check_is_not_open(app, std::string(wanted)));
  app.heat.wanted_png = with_home(std::string(wanted));
  app.bring_view = "sides";
  return {};
}

void write_heat_png(App& app, const std::string& path, std::uint32_t width, std::uint32_t height,
                    std::vector<std::uint8_t> rgb) {
  app.jobs.start(
      "heat save", "Saving " + path.substr(path.find_last_of('/') + 1),
      [&app, path, width, height, pixels = std::move(rgb)](Progress&) -> Completion {
        const auto write = [&]() -> Result<void> {
          ANE_TRY(const auto png, image::write_png(image::PixelFormat::Rgb8, width, height, pixels));
          return write_file(path, png);
        };
        return tell_heat_saved(app, path, write());
      },
      Jobs::Ending::Always);
}

}  // namespace ane::state
