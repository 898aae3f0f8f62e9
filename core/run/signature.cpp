#include "core/run/signature.hpp"

#include <charconv>

#include "core/base/text.hpp"

namespace ane::run {
namespace {

constexpr std::string_view kOutputMark = "@output";

std::string_view without_mark(std::string_view name) {
  if (name.ends_with(kOutputMark)) name.remove_suffix(kOutputMark.size());
  return name;
}

Result<Port> port_of(const model::Tensor& tensor, const std::vector<model::Buffer>& buffers) {
  const std::string name = std::string(role_name(tensor.role)) + " " + escaped(tensor.name);
  if (!tensor.buffer) return Error{name + " has no buffer among those of the program", tensor.where};
  const model::Buffer* buffer = model::find_buffer(buffers, *tensor.buffer);
  if (buffer == nullptr)
    return Error{name + ": the program has no buffer " + std::to_string(*tensor.buffer), tensor.where};
  auto layout = TensorLayout::of(tensor);
  if (!layout) return Error{name + ": " + layout.error().message, layout.error().where};
  if (layout->extent().end() > buffer->size)
    return Error{name + " ends at " + hex(layout->extent().end()) + ", its buffer at " + hex(buffer->size),
                 tensor.where};
  return Port{tensor, *tensor.buffer, std::move(layout).value(), *buffer};
}

std::string choices(const std::vector<Port>& ports) {
  static constexpr std::size_t kShown = 8;
  std::vector<std::string> names;
  for (const Port& port : ports) {
    if (names.size() == kShown) {
      names.emplace_back("…");
      break;
    }
    names.push_back(escaped(port.tensor.name) + " (@" + std::to_string(port.slot) + ")");
  }
  return names.empty() ? "none" : join(names, ", ");
}

}  // namespace

Result<Signature> signature_of(const document::Document& document, std::size_t program) {
  Signature signature;
  if (program >= document.programs().size())
    return Error{"there is no program " + std::to_string(program) + ", the file has " +
                     std::to_string(document.programs().size()),
                 {}};
  signature.buffers = model::buffers_of(document, program);
  const std::string& name = document.programs()[program].name;
  for (const model::Tensor& tensor : model::declared_tensors(document)) {
    // Tensors of .anec files belong to their only program.
    if (document.anec() == nullptr && tensor.program != name) continue;
    if (tensor.role != model::Role::Input && tensor.role != model::Role::Output) continue;
    ANE_TRY(Port port, port_of(tensor, signature.buffers));
    (tensor.role == model::Role::Input ? signature.inputs : signature.outputs).push_back(std::move(port));
  }
  return signature;
}

Result<std::size_t> find_port(const std::vector<Port>& ports, std::string_view name, std::string_view what) {
  std::vector<std::size_t> found;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const model::Tensor& tensor = ports[i].tensor;
    const bool same = tensor.name == without_mark(name) || (!name.empty() && tensor.symbol == name) ||
                      "@" + std::to_string(ports[i].slot) == name;
    if (same) found.push_back(i);
    names.push_back(tensor.name);
  }
  if (found.size() == 1) return found.front();
  if (found.size() > 1)
    return Error{counted(found.size(), what) + " are called " + escaped(name) + ": name the buffer, as @" +
                     std::to_string(ports[found.front()].slot),
                 {}};
  const std::string_view close = name.size() > 100 ? "" : nearest(without_mark(name), names);
  return Error{
      "there is no " + std::string(what) + " " + escaped(name) +
          (close.empty() ? ": there are " + choices(ports) : ", did you mean " + escaped(close) + "?"),
      {}};
}

Result<std::size_t> find_program(const document::Document& document, std::string_view name) {
  const auto& programs = document.programs();
  if (programs.empty()) return Error{"the file holds no program", {}};
  if (name.empty()) return std::size_t{0};
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    if (programs[i].name == name) return i;
    names.push_back(programs[i].name);
  }
  std::size_t number = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error == std::errc{} && stop == name.data() + name.size() && number < programs.size()) return number;
  const std::string_view close = name.size() > 100 ? "" : nearest(name, names);
  return Error{"there is no program " + escaped(name) + " among " + std::to_string(programs.size()) +
                   (close.empty() ? "" : ", did you mean " + escaped(close) + "?"),
               {}};
}

}  // namespace ane::run
