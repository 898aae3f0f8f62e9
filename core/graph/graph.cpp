#include "core/graph/graph.hpp"

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "core/graph/writers.hpp"
#include "core/model/buffers.hpp"
#include "core/model/task_describer.hpp"
#include "core/model/tensors.hpp"
#include "core/model/visit.hpp"

namespace ane::graph {
namespace {

using model::Access;
using model::Buffer;
using model::BufferKind;
using model::Port;

// With more parts than this in a buffer, writes count as all that lies between their first and last byte.
constexpr std::size_t kMostParts = std::size_t{1} << 16;

std::string sides_text(std::span<const std::uint64_t> sides) {
  std::string text;
  for (const std::uint64_t side : sides) {
    if (!text.empty()) text += 'x';
    text += std::to_string(side);
  }
  return text;
}

class Builder {
 public:
  Builder(const document::Document& document, std::size_t program)
      : document_(document),
        program_(program),
        describer_(document),
        buffers_(model::buffers_of(document, program)) {
    graph_.program = program;
    tensors_ = model::declared_tensors(document);
    for (const Buffer& buffer : buffers_)
      if (buffer.kind == BufferKind::Input) add_source(buffer);
  }

  void visit(const model::TaskVisit& visit) {
    const std::vector<Access> accesses = model::accesses_of(visit.facts);
    weights_ = add_weights(accesses, visit.index);
    task_ = add_task(visit);
    for (const Access& access : accesses)
      if (!access.writes()) read(access);
    // A task reads all its sources before it writes (docs/formats/execution-h13.md, 8.7).
    for (const Access& access : accesses) {
      if (access.kept) write_on_chip(access);
      if (access.writes()) write(access);
    }
  }

  Graph finish() {
    for (const Buffer& buffer : buffers_)
      if (buffer.kind == BufferKind::Output) add_result(buffer);
    return std::move(graph_);
  }

 private:
  std::size_t add(Node node) {
    graph_.nodes.push_back(std::move(node));
    return graph_.nodes.size() - 1;
  }

  Node of_buffer(NodeKind kind, const Buffer& buffer) const {
    Node node;
    node.kind = kind;
    node.slot = buffer.slot;
    node.name = buffer.name.empty() ? "buffer " + std::to_string(buffer.slot) : buffer.name;
    node.bytes = buffer.size;
    for (const model::Tensor& tensor : tensors_) {
      const bool here = tensor.buffer == buffer.slot &&
                        (tensor.program.empty() || tensor.program == document_.programs()[program_].name);
      if (here) node.detail = sides_text(tensor.shape) + " " + tensor.dtype;
    }
    return node;
  }

  void add_source(const Buffer& buffer) {
    const std::size_t node = add(of_buffer(NodeKind::Input, buffer));
    memory_[buffer.slot].write({0, buffer.size != 0 ? buffer.size : UINT64_MAX / 2}, node);
  }

  void add_result(const Buffer& buffer) {
    const std::size_t node = add(of_buffer(NodeKind::Output, buffer));
    Edge edge;
    edge.to = node;
    edge.port = Port::Result;
    edge.slot = buffer.slot;
    edge.tensor = buffer.tensor;
    connect(memory_[buffer.slot].read({{0, buffer.size}}), edge);
  }

  std::size_t add_task(const model::TaskVisit& visit) {
    const model::Operation operation = describer_.describe(visit.facts, program_);
    Node node;
    node.task = visit.index;
    node.engine = model::engine_of(operation);
    for (const model::Phrase& phrase : operation.phrases) {
      std::string& text = node.name.empty() ? node.name : node.detail;
      if (!text.empty()) text += " · ";
      text += phrase.text;
    }
    return add(std::move(node));
  }

  BufferKind kind_of(std::uint32_t slot) const {
    const Buffer* buffer = model::find_buffer(buffers_, slot);
    return buffer == nullptr ? BufferKind::Other : buffer->kind;
  }
  bool is_constant(const Access& access) const {
    if (!access.place || access.writes()) return false;
    const BufferKind kind = kind_of(access.place->slot);
    return kind == BufferKind::Constants || kind == BufferKind::Text;
  }

  // The constants of a task are one node, however many pieces they come in.
  std::optional<std::size_t> add_weights(const std::vector<Access>& accesses, std::size_t task) {
    Node node;
    node.kind = NodeKind::Weights;
    node.task = task;
    for (const Access& access : accesses) {
      if (!is_constant(access)) continue;
      node.slot = access.place->slot;
      node.bytes += access.extent().value_or(0);
    }
    if (!node.slot) return std::nullopt;
    node.name = "weights of task " + std::to_string(task);
    return add(std::move(node));
  }

  static std::array<std::uint64_t, 3> shape_of(const Access& access) {
    if (access.rows == 0 || access.planes == 0 || access.elements == 0) return {};
    const std::uint64_t columns =
        access.elements / access.planes / access.rows / std::max<std::uint64_t>(access.groups, 1);
    return {access.planes * access.groups, access.rows, columns};
  }

  void read(const Access& access) {
    Edge edge;
    edge.to = task_;
    edge.port = access.port;
    edge.on_chip = access.on_chip;
    edge.shape = shape_of(access);
    if (access.on_chip) {
      const auto runs = model::runs_on_chip(access);
      if (!runs) {
        ++graph_.unknown;
        return;
      }
      connect(chip_.read(*runs), edge);
      return;
    }
    const auto runs = runs_of(access);
    if (!runs) {
      ++graph_.unknown;
      return;
    }
    edge.slot = access.place->slot;
    if (is_constant(access)) {
      connect({{*weights_, runs->front().offset, runs->back().end(), access.extent().value_or(0)}}, edge);
      return;
    }
    if (const Buffer* buffer = model::find_buffer(buffers_, *edge.slot)) edge.tensor = buffer->tensor;
    connect(memory_[*edge.slot].read(*runs), edge);
  }

  // Too many runs to follow count as all that lies between the first and the last.
  static std::optional<std::vector<Extent>> runs_of(const Access& access) {
    if (auto runs = model::runs_in_memory(access)) return runs;
    const auto extent = access.extent();
    std::uint64_t end = 0;
    if (!access.place || !extent || !add_fits(access.place->offset, *extent, end)) return std::nullopt;
    return std::vector<Extent>{{access.place->offset, *extent}};
  }

  void connect(const std::vector<Writers::Hit>& hits, const Edge& like) {
    for (const Writers::Hit& hit : hits) {
      Edge edge = like;
      edge.from = hit.writer;
      edge.begin = hit.begin;
      edge.end = hit.end;
      edge.bytes = hit.bytes;
      if (edge.from != edge.to) graph_.edges.push_back(std::move(edge));
    }
  }

  void write(const Access& access) {
    if (access.on_chip) return write_on_chip(access);
    const auto runs = runs_of(access);
    if (!runs) {
      ++graph_.unknown;
      return;
    }
    Writers& memory = memory_[access.place->slot];
    if (memory.parts() < kMostParts) {
      for (const Extent& run : *runs) memory.write(run, task_);
    } else {
      memory.write({runs->front().offset, runs->back().end() - runs->front().offset}, task_);
    }
  }
  void write_on_chip(const Access& access) {
    const auto runs = model::runs_on_chip(access);
    if (!runs) {
      ++graph_.unknown;
      return;
    }
    for (const Extent& run : *runs) chip_.write(run, task_);
  }

  const document::Document& document_;
  std::size_t program_;
  model::TaskDescriber describer_;
  std::vector<Buffer> buffers_;
  std::vector<model::Tensor> tensors_;
  std::map<std::uint32_t, Writers> memory_;  ///< by slot
  Writers chip_;
  Graph graph_;
  std::size_t task_ = 0;                ///< node of the task at hand
  std::optional<std::size_t> weights_;  ///< and of its constants
};

}  // namespace

std::string_view node_kind_name(NodeKind kind) {
  switch (kind) {
    case NodeKind::Task:
      return "task";
    case NodeKind::Input:
      return "input";
    case NodeKind::Output:
      return "output";
    case NodeKind::Weights:
      return "weights";
    case NodeKind::Group:
      return "group";
    case NodeKind::Named:
      return "node";
  }
  return "";
}

Graph build_graph(const document::Document& document, std::size_t program,
                  const std::function<bool()>& goes_on) {
  Builder builder(document, program);
  Diagnostics ignored;  // check() reports them
  bool complete = true;
  model::visit_program(document, program, ignored, [&](const model::TaskVisit& visit) {
    complete = !goes_on || goes_on();
    if (complete) builder.visit(visit);
    return complete;
  });
  Graph graph = builder.finish();
  graph.complete = complete;
  return graph;
}

std::string place_text(const Edge& edge) {
  const std::string range = range_text({edge.begin, edge.end - edge.begin});
  if (edge.on_chip) return "L2 " + range;
  if (!edge.tensor.empty()) return edge.tensor;
  return "buffer " + std::to_string(edge.slot.value_or(0)) + " " + range;
}

std::string shape_text(const Edge& edge) {
  return edge.shape[0] == 0 ? "" : sides_text(edge.shape);
}

}  // namespace ane::graph
