#include "core/run/trace.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/report/weights.hpp"

namespace ane::run {
namespace {

namespace fs = std::filesystem;

/// Of HalfCounts, which every kept tensor has.
constexpr std::uint64_t kCountBytes = 65536 * sizeof(std::uint64_t);

KeptTensor input_tensor(const Port& port, std::vector<std::uint16_t> values) {
  KeptTensor tensor;
  tensor.role = TensorRole::Input;
  tensor.name = port.tensor.name;
  tensor.shape = port.layout.shape();
  tensor.values = std::move(values);
  tensor.slot = port.slot;
  tensor.layout = port.layout;
  return tensor;
}

const TaskReport* last_writer(const Report& report, std::uint32_t slot) {
  const TaskReport* found = nullptr;
  for (const TaskReport& task : report.tasks) {
    const auto& result = task.outcome.result;
    if (result && !result->on_chip && result->slot == slot) found = &task;
  }
  return found;
}

KeptTensor output_tensor(const OutputReport& output, const Report& report) {
  KeptTensor tensor = input_tensor(output.port, output.values);
  tensor.role = TensorRole::Output;
  if (const TaskReport* writer = last_writer(report, output.port.slot)) {
    tensor.task = writer->index;
    tensor.operation = writer->outcome.operation;
  }
  return tensor;
}

/// The number in "task-003-convolution.npy", or nothing.
std::optional<std::size_t> task_of_file(std::string_view name) {
  static constexpr std::string_view kFront = "task-";
  if (!name.starts_with(kFront)) return std::nullopt;
  name.remove_prefix(kFront.size());
  std::size_t task = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), task);
  const auto used = static_cast<std::size_t>(end - name.data());
  if (error != std::errc{} || used == name.size() || (name[used] != '-' && name[used] != '.'))
    return std::nullopt;
  return task;
}

/// Which tensor of `like` a file is meant for, by its name without ".npy".
std::optional<std::size_t> tensor_of_file(const Trace& like, const std::string& name) {
  if (const auto task = task_of_file(name + "."))
    if (const auto found = like.of_task(*task)) return found;
  for (const bool with_slot : {false, true}) {
    for (const TensorRole role : {TensorRole::Output, TensorRole::Input}) {
      for (std::size_t i = 0; i < like.tensors.size(); ++i) {
        const KeptTensor& tensor = *like.tensors[i];
        if (tensor.role != role) continue;
        const std::string slot = with_slot ? "-" + std::to_string(tensor.slot) : "";
        if (report::npy_name(tensor.name) + slot == name) return i;
      }
    }
  }
  return std::nullopt;
}

Result<KeptTensorPtr> read_kept(const std::string& path, const KeptTensor& like) {
  ANE_TRY(NpyArray array, read_array(path, like.shape));
  KeptTensor tensor;
  tensor.role = like.role;
  tensor.name = like.name;
  tensor.task = like.task;
  tensor.operation = like.operation;
  tensor.shape = like.shape;
  tensor.file = path;
  tensor.values.resize(array.count());
  for (std::uint64_t i = 0; i < tensor.values.size(); ++i) tensor.values[i] = array.half(i);
  if (array.type() != "float16") tensor.exact = std::make_shared<const NpyArray>(std::move(array));
  return kept_tensor(std::move(tensor));
}

Result<std::vector<fs::path>> array_files(const std::string& folder) {
  std::error_code code;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code))
    if (at->path().extension() == ".npy") files.push_back(at->path());
  if (code) return Error{folder + ": cannot read the folder: " + code.message(), {}};
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::string_view tensor_role_name(TensorRole role) {
  switch (role) {
    case TensorRole::Input:
      return "input";
    case TensorRole::Task:
      return "task";
    case TensorRole::Output:
      break;
  }
  return "output";
}

double KeptTensor::value(std::uint64_t element) const {
  return exact ? exact->value(element) : half_to_double(values[element]);
}

KeptTensorPtr kept_tensor(KeptTensor tensor) {
  tensor.counts = {};
  tensor.counts.add(tensor.values);
  tensor.statistics = tensor.counts.statistics();
  return std::make_shared<const KeptTensor>(std::move(tensor));
}

std::optional<std::size_t> Trace::find(TensorRole role, std::string_view name) const {
  for (std::size_t i = 0; i < tensors.size(); ++i)
    if (tensors[i]->role == role && tensors[i]->name == name) return i;
  return std::nullopt;
}

std::optional<std::size_t> Trace::of_task(std::size_t task) const {
  for (std::size_t i = 0; i < tensors.size(); ++i)
    if (tensors[i]->role == TensorRole::Task && tensors[i]->task == task) return i;
  return std::nullopt;
}

TraceRecorder::TraceRecorder(std::uint64_t limit) : limit_(limit) {}

std::function<void(std::size_t, const exec::TaskOutcome&, const exec::Memory&)> TraceRecorder::hook() {
  return [this](std::size_t task, const exec::TaskOutcome& outcome, const exec::Memory& memory) {
    if (!outcome.result) return;
    const exec::StoredTensor& stored = *outcome.result;
    const std::uint64_t bytes = stored.elements() * 2 + kCountBytes;
    auto layout = TensorLayout::of(stored);
    auto values = bytes > limit_ - used_ || !layout
                      ? Result<std::vector<std::uint16_t>>(Error{"not kept", {}})
                      : layout->load(stored.on_chip ? memory.on_chip() : memory.buffer(stored.slot));
    if (!values) {
      ++not_kept_;
      return;
    }
    used_ += bytes;
    KeptTensor tensor;
    tensor.name = "task " + std::to_string(task);
    tensor.task = task;
    tensor.operation = outcome.operation;
    tensor.shape = layout->shape();
    tensor.values = std::move(values).value();
    tensor.on_chip = stored.on_chip;
    tensor.slot = stored.slot;
    tensor.layout = std::move(layout).value();
    tasks_.push_back(kept_tensor(std::move(tensor)));
  };
}

Trace TraceRecorder::finish(const Signature& signature, const Request& request, Report report) && {
  Trace trace;
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const Port& port = signature.inputs[i];
    const auto given = request.inputs.find(i);
    trace.tensors.push_back(kept_tensor(
        input_tensor(port, given == request.inputs.end() ? std::vector<std::uint16_t>(port.layout.count())
                                                         : given->second)));
  }
  trace.tensors.insert(trace.tensors.end(), tasks_.begin(), tasks_.end());
  for (const OutputReport& output : report.outputs)
    trace.tensors.push_back(kept_tensor(output_tensor(output, report)));
  trace.not_kept = not_kept_;
  trace.report = std::move(report);
  return trace;
}

Result<Trace> read_reference(const std::string& folder, const Trace& like) {
  ANE_TRY(const std::vector<fs::path> files, array_files(folder));
  Trace trace;
  trace.report.program = like.report.program;
  trace.report.ok = true;
  std::vector<KeptTensorPtr> found(like.tensors.size());
  for (const fs::path& file : files) {
    const std::string name = file.filename().string();
    const auto warn = [&](const std::string& what) {
      trace.report.problems.add(Severity::Warning, "reference-file", name + ": " + what);
    };
    const auto number = tensor_of_file(like, file.stem().string());
    if (!number) {
      warn("fits no task and no output");
    } else if (found[*number]) {
      warn("another file is for the same tensor, " + fs::path(found[*number]->file).filename().string());
    } else if (auto tensor = read_kept(file.string(), *like.tensors[*number]); !tensor) {
      warn(tensor.error().message);
      const KeptTensor& wanted = *like.tensors[*number];
      trace.unread.push_back({wanted.role, wanted.name, name + ": " + tensor.error().message});
    } else {
      found[*number] = std::move(tensor).value();
    }
  }
  for (KeptTensorPtr& tensor : found)
    if (tensor) trace.tensors.push_back(std::move(tensor));
  const auto compared = [](const KeptTensorPtr& tensor) { return tensor->role != TensorRole::Input; };
  if (std::any_of(trace.tensors.begin(), trace.tensors.end(), compared)) return trace;
  const auto problems = trace.report.problems.list();
  return Error{folder + ": " +
                   (problems.empty() ? "no .npy file there; outputs are NAME.npy, tasks task-003-NAME.npy"
                                     : "no .npy file there fits; " + problems.begin()->message),
               {}};
}

}  // namespace ane::run
