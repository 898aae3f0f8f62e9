#include "core/run/files.hpp"

#include <filesystem>
#include <set>

#include "core/base/npy.hpp"
#include "core/report/weights.hpp"

namespace ane::run {
namespace {

namespace fs = std::filesystem;

Result<void> make_folder(const std::string& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) return Error{folder + ": cannot make the folder: " + code.message(), {}};
  return {};
}

void write_array(Sink& sink, const Shape& shape, std::span<const std::uint16_t> values) {
  sink.write(npy_half_header(shape));
  static constexpr std::size_t kPiece = 1 << 16;
  for (std::size_t at = 0; at < values.size(); at += kPiece)
    write_halves(sink, values.subspan(at, std::min(kPiece, values.size() - at)));
}

Error at_path(const std::string& path, const Error& error) {
  return {path + ": " + error.message, {}};
}

}  // namespace

Result<void> write_outputs(Report& report, const std::string& folder) {
  ANE_CHECK(make_folder(folder));
  std::vector<std::unique_ptr<AtomicFile>> files;
  std::vector<std::string> paths;
  std::set<std::string> taken;
  for (const OutputReport& output : report.outputs) {
    std::string name = report::npy_name(output.port.tensor.name);
    if (!taken.insert(name).second) name += "-" + std::to_string(output.port.slot);
    taken.insert(name);
    paths.push_back((fs::path(folder) / (name + ".npy")).string());
    auto file = AtomicFile::create(paths.back());
    if (!file) return at_path(paths.back(), file.error());
    write_array(**file, output.port.layout.shape(), output.values);
    files.push_back(std::move(file).value());
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (const auto written = files[i]->commit(); !written) return at_path(paths[i], written.error());
    report.outputs[i].file = paths[i];
  }
  return {};
}

void TaskDump::operator()(std::size_t task, const exec::TaskOutcome& outcome, const exec::Memory& memory) {
  if (error_ || !outcome.result) return;
  std::string number = std::to_string(task);
  number.insert(0, 3 - std::min<std::size_t>(number.size(), 3), '0');
  std::string operation = outcome.operation;
  for (char& c : operation) {
    if (c == ' ') c = '-';
  }
  const std::string path =
      (fs::path(folder_) / ("task-" + number + "-" + report::npy_name(operation) + ".npy")).string();
  if (const auto done = write(path, *outcome.result, memory); !done) {
    error_ = at_path(path, done.error());
  } else {
    ++written_;
  }
}

Result<void> TaskDump::write(const std::string& path, const exec::StoredTensor& tensor,
                             const exec::Memory& memory) {
  ANE_CHECK(make_folder(folder_));
  ANE_TRY(const TensorLayout layout, TensorLayout::of(tensor));
  const std::span<const std::uint8_t> bytes = tensor.on_chip ? memory.on_chip() : memory.buffer(tensor.slot);
  ANE_TRY(const std::vector<std::uint16_t> values, layout.load(bytes));
  ANE_TRY(const auto file, AtomicFile::create(path));
  write_array(*file, layout.shape(), values);
  return file->commit();
}

}  // namespace ane::run
