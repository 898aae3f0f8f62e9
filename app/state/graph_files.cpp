#include "app/state/graph_files.hpp"

#include <algorithm>
#include <filesystem>
#include <unordered_map>
#include <utility>

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
class NodeNames {
 public:
  explicit NodeNames(const document::Document& document) : document_(document) {
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
  show_graph_source(app, file, true);
  app.run_or_tell("view graph");
}

// Of all that a node may be named after, the first that the program knows.
void link_names(GraphModel& model, const document::DocumentPtr& document) {
  model.document = document;
  model.links.assign(model.names.size(), {});
  const NodeNames names(*document);
  for (std::size_t i = 0; i < model.names.size(); ++i) {
    Selection& link = model.links[i];
    for (std::size_t k = 0; k < model.names[i].size() && link.empty(); ++k)
      link = names.find(model.names[i][k]);
    model.graph.nodes[i].task = link.task;
  }
}

void read_beside(App& app, const std::string& path, const OpenFile& program) {
  app.jobs.start("read graph", "Reading " + file_name(path),
                 [&app, path, id = program.id(), document = program.document()](Progress&) -> Completion {
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

void tell(App& app, const std::string& path, const Result<void>& done) {
  if (done) {
    app.toast(Severity::Note, "Saved " + without_home(path));
    app.log(Severity::Note, "saved the graph to " + path);
  } else {
    app.toast(Severity::Error, path + ": " + done.error().message);
    app.log(Severity::Error, path + ": " + done.error().message);
  }
}

/// Without a path, asks for one beside the program.
Result<void> ask(App& app, const char* form, const char* command, const std::string& extension) {
  return ask_where_to_save(app, {std::string("Save the graph as ") + form,
                                 command,
                                 proposed_path(*app.active(), "-graph" + extension),
                                 {extension}});
}

/// Writes the shown graph as a job, with all or nothing of it in the file.
template <class Write>
Result<void> save(App& app, Text path, Write write) {
  const std::string name = with_home(std::string(path));
  ANE_CHECK(check_is_not_open(app, name));
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
  model->title = file_name(path);
  model->from_file = true;
  std::vector<std::size_t> original;
  model->graph = graph::graph_of(dot, original);
  model->group_of.resize(model->graph.nodes.size());
  for (const std::size_t i : original) {
    std::vector<std::string>& names = model->names.emplace_back(1, dot.nodes[i].id);
    names.insert(names.end(), dot.nodes[i].label.begin(), dot.nodes[i].label.end());
  }
  link_names(*model, document);
  return GraphModelPtr(model);
}

void open_graph_file(App& app, const std::string& path) {
  app.waiting_graphs.push_back({path, app.asked_for});
  if (app.active() != nullptr) take_waiting_graphs(app);
}

bool take_waiting_graphs(App& app) {
  if (app.waiting_graphs.empty()) return false;
  const auto running = app.jobs.running();
  // Which program a graph belongs to is known when all that were asked for are there.
  if (std::any_of(running.begin(), running.end(),
                  [](const auto& job) { return job.tag.starts_with("open "); }))
    return false;
  for (const App::WaitingGraph& waiting : std::exchange(app.waiting_graphs, {})) {
    const auto found = std::find_if(app.files.begin(), app.files.end(),
                                    [&](const auto& file) { return file->path() == waiting.program; });
    const OpenFile* program = found == app.files.end() ? app.active() : found->get();
    if (program != nullptr) {
      read_beside(app, waiting.path, *program);
    } else {
      app.toast(Severity::Warning,
                "Open a program first: " + file_name(waiting.path) + " is shown beside it");
    }
  }
  return true;
}

void link_graph_again(App& app, const OpenFile& file, const GraphState& before) {
  app.jobs.start("link graph " + std::to_string(file.id()), "Linking " + before.read.model->title,
                 [&app, model = before.read.model, shown = before.shows_read, id = file.id(),
                  document = file.document()](Progress&) -> Completion {
                   auto linked = std::make_shared<GraphModel>(*model);
                   link_names(*linked, document);
                   return [&app, id, linked, shown] {
                     OpenFile* target = app.file(id);
                     if (target == nullptr || target->graph.read.model) return;
                     target->graph.read = {linked, {}};
                     if (shown) show_graph_source(app, *target, true);
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
  if (path.empty()) return ask(app, "SVG", "graph.save-svg", ".svg");
  return save(app, path, [](const GraphPicture& picture, Sink& sink) {
    graph::write_svg(picture.graph(), picture.layout, picture.frames, picture.model->groups, sink);
  });
}

Result<void> save_graph_dot(App& app, Text path) {
  if (path.empty()) return ask(app, "DOT", "graph.save-dot", ".dot");
  return save(app, path, [](const GraphPicture& picture, Sink& sink) {
    graph::write_dot({{picture.model->title, picture.graph()}}, sink);
  });
}

Result<void> save_graph_png(App& app, Text path) {
  if (path.empty()) return ask(app, "PNG", "graph.save-png", ".png");
  app.bring_view = "graph";
  app.wanted_picture = {with_home(std::string(path)), "graph", 0, 0, 0, 0};
  return {};
}

}  // namespace ane::state
