#include "app/state/graph_files.hpp"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "app/state/app.hpp"
#include "app/state/directory.hpp"
#include "app/state/graph_commands.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/container/container.hpp"
#include "core/graph/dot.hpp"
#include "core/graph/write.hpp"
#include "core/model/tensors.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

constexpr std::uint64_t kLooked = 256;  ///< bytes in which a graph says what it is

/// What the nodes of a graph may be named after.
class Names {
 public:
  explicit Names(const document::Document& document) : document_(document) {
    for (const model::Tensor& tensor : model::declared_tensors(document)) add(tensor);
    model::visit_task_tensors(document, [&](const model::Tensor& tensor) { add(tensor); });
    if (document.container().symbols) add(*document.container().symbols);
  }

  Selection find(const std::string& name) const {
    const auto found = selections_.find(name);
    if (found != selections_.end()) return found->second;
    return task(name);
  }

 private:
  void add(const model::Tensor& tensor) {
    Selection selection;
    selection.task = tensor.task;
    if (!tensor.task) selection.bytes = tensor.where;
    for (const std::string& name : {tensor.name, tensor.symbol})
      if (!name.empty()) selections_.emplace(name, selection);
  }

  void add(const container::SymbolTable& table) {
    const ByteView file = document_.file();
    for (std::uint32_t i = 0; i < table.count; ++i) {
      const container::Symbol symbol = container::read_symbol(file, table, i);
      if (!symbol.name_ok || symbol.name.empty()) continue;
      Selection selection;
      selection.bytes = symbol.where;
      selections_.emplace(symbol.name, selection);
    }
  }

  /// "task 3", "Task3", "task_3"
  Selection task(const std::string& name) const {
    Selection selection;
    if (name.size() < 5 || !contains_task(name)) return selection;
    std::size_t at = 4;
    if (name[at] == ' ' || name[at] == '_') ++at;
    if (at == name.size() || name.size() - at > 9 ||
        name.find_first_not_of("0123456789", at) != std::string::npos)
      return selection;
    const std::size_t number = std::stoul(name.substr(at));
    if (number < document_.tasks().size()) selection.task = number;
    return selection;
  }
  static bool contains_task(const std::string& name) {
    return name.starts_with("task") || name.starts_with("Task");
  }

  const document::Document& document_;
  std::unordered_map<std::string, Selection> selections_;
};

Result<std::string> read_text(const std::string& path) {
  ANE_TRY(const SourcePtr source, open_source(path));
  if (source->size() > graph::kMostDotBytes)
    return Error{"it has " + byte_size(source->size()) + ", more than the " +
                     byte_size(graph::kMostDotBytes) + " of a graph that can be shown",
                 {}};
  std::vector<std::uint8_t> bytes(source->size());
  source->copy(0, bytes);
  return std::string(bytes.begin(), bytes.end());
}

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

void show_read(App& app, OpenFile& file, const GraphModelPtr& model) {
  GraphState& state = file.graph;
  state.read = {model, {}};
  state.shows_read = false;
  app.run_or_tell("graph.source file");
  app.run_or_tell("view graph");
}

void tell(App& app, const std::string& path, const Result<void>& done) {
  if (done) {
    app.toast(Severity::Note, "Saved " + without_home(path));
    app.log(Severity::Note, "saved the graph to " + path);
  } else {
    app.toast(Severity::Error, path + ": " + done.error().message);
    app.log(Severity::Error, path + ": " + done.error().message);
  }
}

/// Writes the shown graph as a job, with all or nothing of it in the file.
template <class Write>
Result<void> save(App& app, Text path, Write write) {
  const std::string name = with_home(std::string(path));
  app.jobs.start(
      "save graph", "Writing " + file_name(name),
      [&app, name, write, picture = app.active()->graph.picture](Progress&) -> Completion {
        Result<void> done;
        auto file = AtomicFile::create(name);
        if (file) {
          write(*picture, **file);
          done = (*file)->commit();
        } else {
          done = file.error();
        }
        return [&app, name, done] { tell(app, name, done); };
      },
      Jobs::Ending::Always);
  return {};
}

}  // namespace

bool is_graph_name(Text path) {
  return path.ends_with(".dot") || path.ends_with(".gv");
}

bool holds_graph(const std::string& path) {
  const auto source = open_source(path);
  if (!source) return false;
  std::vector<std::uint8_t> bytes(std::min<std::uint64_t>((*source)->size(), kLooked));
  (*source)->copy(0, bytes);
  const std::string text(bytes.begin(), bytes.end());
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  for (const char* word : {"digraph", "graph", "strict"})
    if (text.compare(begin, std::string_view(word).size(), word) == 0) return true;
  return false;
}

Result<GraphModelPtr> read_graph_file(const std::string& path, const document::DocumentPtr& document) {
  ANE_TRY(const std::string text, read_text(path));
  ANE_TRY(const graph::DotGraph dot, graph::read_dot(text));
  auto model = std::make_shared<GraphModel>();
  model->document = document;
  model->title = file_name(path);
  model->from_file = true;
  std::vector<std::size_t> original;
  model->graph = graph::graph_of(dot, original);
  model->group_of.resize(model->graph.nodes.size());
  model->links.resize(model->graph.nodes.size());
  const Names names(*document);
  for (std::size_t i = 0; i < original.size(); ++i) {
    const graph::DotNode& node = dot.nodes[original[i]];
    Selection& link = model->links[i];
    link = names.find(node.id);
    for (std::size_t k = 0; k < node.label.size() && link.empty(); ++k) link = names.find(node.label[k]);
    model->graph.nodes[i].task = link.task;
  }
  return GraphModelPtr(model);
}

void open_graph_file(App& app, const std::string& path) {
  if (app.active() == nullptr) {
    app.toast(Severity::Warning, "Open a program first: " + file_name(path) + " is shown beside it");
    return;
  }
  app.jobs.start(
      "read graph", "Reading " + file_name(path),
      [&app, path, id = app.active_file, document = app.active()->document()](Progress&) -> Completion {
        auto model = read_graph_file(path, document);
        return [&app, id, path, model] {
          OpenFile* target = app.file(id);
          if (target == nullptr) return;
          if (model) {
            app.activate(id);
            return show_read(app, *target, *model);
          }
          app.toast(Severity::Error, file_name(path) + ": " + model.error().message);
          app.log(Severity::Error, path + ": " + model.error().message);
        };
      });
}

Result<void> open_dot(App& app, Text path) {
  if (path.empty()) {
    app.sheet = Sheet::Open;
    app.sheet_text.clear();
    return {};
  }
  open_graph_file(app, with_home(std::string(path)));
  return {};
}

Result<void> save_graph_svg(App& app, Text path) {
  return save(app, path, [](const GraphPicture& picture, Sink& sink) {
    graph::write_svg(picture.graph(), picture.layout, picture.frames, picture.model->groups, sink);
  });
}

Result<void> save_graph_dot(App& app, Text path) {
  return save(app, path, [](const GraphPicture& picture, Sink& sink) {
    graph::write_dot({{picture.model->title, picture.graph()}}, sink);
  });
}

Result<void> save_graph_png(App& app, Text path) {
  app.bring_view = "graph";
  app.wanted_picture = {with_home(std::string(path)), "graph", 0, 0, 0, 0};
  return {};
}

}  // namespace ane::state
