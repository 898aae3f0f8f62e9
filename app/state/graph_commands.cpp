#include "app/state/graph_commands.hpp"

#include <algorithm>
#include <array>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

constexpr std::array<Text, 3> kColors = {"engine", "cost", "weights"};
constexpr std::array<Text, 4> kWalks = {"up", "down", "left", "right"};
constexpr std::array<Text, 3> kTraces = {"none", "direct", "all"};

std::string job_tag(const OpenFile& file) {
  return "graph " + std::to_string(file.id());
}

std::string picture_tag(const OpenFile& file) {
  return "graph picture " + std::to_string(file.id());
}

// The picture of what is shown with the folds that it has now. The old one stays until it is there.
void want_picture(App& app, OpenFile& file) {
  GraphState& state = file.graph;
  const std::uint64_t wanted = ++state.wanted;
  app.jobs.start(picture_tag(file), "Laying out the graph of " + file.name(),
                 [&app, id = file.id(), wanted, shown = state.shown()](Progress&) -> Completion {
                   auto picture = make_graph_picture(shown.model, shown.folds);
                   return [&app, id, wanted, picture] {
                     OpenFile* target = app.file(id);
                     if (target != nullptr && target->graph.wanted == wanted) target->graph.picture = picture;
                   };
                 });
}

void take_model(GraphState& state, const GraphModelPtr& model, const GraphPicturePtr& picture) {
  state.tasks = {model, first_folds(*model)};
  // What is searched and selected is that of the graph that was read.
  if (state.shows_read) return;
  ++state.wanted;
  state.picture = picture;
  state.find.clear();
  state.hits.clear();
  state.hit_at.reset();
  state.focus.reset();
  state.focus_link = {};
}

void set_folds(App& app, OpenFile& file, const std::vector<bool>& folds) {
  GraphState& state = file.graph;
  if (state.shown().folds == folds) return;
  state.shown().folds = folds;
  state.anchor = state.focus;
  want_picture(app, file);
}

Result<void> step_hit(App& app, bool forward) {
  GraphState& state = app.active()->graph;
  const std::size_t count = state.hits.size();
  if (count == 0) return {};
  if (!state.hit_at) {
    state.hit_at = forward ? 0 : count - 1;
  } else {
    state.hit_at = (*state.hit_at + (forward ? 1 : count - 1)) % count;
  }
  select_graph_node(app, *app.active(), state.hits[*state.hit_at]);
  state.wish = CameraWish::None;
  return {};
}

Result<void> set_trace(Trace& trace, Text how) {
  const auto* found = std::find(kTraces.begin(), kTraces.end(), how);
  if (found == kTraces.end()) return Error{"tasks are traced direct, all or none", {}};
  const auto wanted = static_cast<Trace>(found - kTraces.begin());
  trace = trace == wanted ? Trace::None : wanted;
  return {};
}

// Bytes may be those of a node's record or lie in it.
bool means(const Selection& link, const Selection& selection) {
  if (link.task || selection.task) return link.task == selection.task;
  return !link.bytes.empty() && !selection.bytes.empty() && link.bytes.contains(selection.bytes);
}

}  // namespace

std::string_view graph_color_name(GraphColor color) {
  return kColors.at(static_cast<std::size_t>(color));
}

std::optional<std::size_t> GraphState::focus_in_picture() const {
  if (!focus || !picture || picture->model != shown().model) return std::nullopt;
  return picture->folded.node_of[*focus];
}

void want_graph(App& app, OpenFile& file) {
  GraphState& state = file.graph;
  const std::size_t program = file.current_program();
  if (state.program == program) return;
  state.program = program;
  app.jobs.start(
      job_tag(file), "Reading the graph of " + file.name(),
      [&app, id = file.id(), program, document = file.document()](Progress& progress) -> Completion {
        const GraphModelPtr model = make_graph_model(document, program, progress);
        if (!model) return {};
        const GraphPicturePtr picture = make_graph_picture(model, first_folds(*model));
        return [&app, id, program, model, picture] {
          OpenFile* target = app.file(id);
          if (target == nullptr || target->document() != model->document) return;
          if (target->graph.program == program) take_model(target->graph, model, picture);
        };
      });
}

bool graph_under_way(const App& app, const OpenFile& file) {
  const auto running = app.jobs.running();
  return std::any_of(running.begin(), running.end(), [&](const auto& job) {
    return job.tag == job_tag(file) || job.tag == picture_tag(file);
  });
}

void follow_selection(OpenFile& file) {
  GraphState& state = file.graph;
  const GraphModelPtr& model = state.shown().model;
  if (!model || (state.focus && state.focus_link == file.selection())) return;
  state.focus_link = file.selection();
  if (file.selection().task) {
    state.focus = model->node_of(*file.selection().task);
    return;
  }
  const auto found = std::find_if(model->links.begin(), model->links.end(),
                                  [&](const Selection& link) { return means(link, file.selection()); });
  if (found != model->links.end()) state.focus = static_cast<std::size_t>(found - model->links.begin());
}

void select_graph_node(App& app, OpenFile& file, std::size_t node) {
  GraphState& state = file.graph;
  const GraphModel& model = *state.shown().model;
  Selection wanted = model.links[node];
  if (model.graph.nodes[node].kind == graph::NodeKind::Weights && file.survey) {
    for (const model::Constant& constant : file.survey->constants) {
      if (constant.task != model.graph.nodes[node].task || constant.chunks.empty()) continue;
      wanted.bytes = constant.chunks.front().bytes;
      break;
    }
  }
  if (wanted.task) wanted = file.same_in_task(*wanted.task);
  state.focus = node;
  state.focus_link = wanted.empty() ? file.selection() : wanted;
  if (!wanted.empty()) app.select(wanted);
}

bool has_graph(const App& app) {
  return app.active() != nullptr && app.active()->graph.picture != nullptr;
}

bool has_graph_focus(const App& app) {
  return has_graph(app) && app.active()->graph.focus_in_picture().has_value();
}

bool has_graph_hits(const App& app) {
  return has_graph(app) && !app.active()->graph.hits.empty();
}

bool has_read_graph(const App& app) {
  return app.active() != nullptr && app.active()->graph.read.model != nullptr;
}

Result<void> set_graph_source(App& app, Text name) {
  if (name != "tasks" && name != "file") return Error{"the graph is of the tasks or of a file", {}};
  show_graph_source(app, *app.active(), name == "file");
  return {};
}

void show_graph_source(App& app, OpenFile& file, bool read) {
  GraphState& state = file.graph;
  if (state.shows_read == read) return;
  state.shows_read = read;
  state.focus.reset();
  state.focus_link = {};
  state.find.clear();
  state.hits.clear();
  state.hit_at.reset();
  if (state.shown().model) want_picture(app, file);
}

std::vector<Choice> graph_source_choices(const App& app) {
  std::vector<Choice> list = {{"tasks", "Tasks"}};
  if (has_read_graph(app)) list.push_back({"file", app.active()->graph.read.model->title});
  return list;
}

Result<void> set_graph_color(App& app, Text name) {
  const auto* found = std::find(kColors.begin(), kColors.end(), name);
  if (found == kColors.end()) return Error{"tasks are coloured by engine, cost or weights", {}};
  app.options.graph_color = static_cast<GraphColor>(found - kColors.begin());
  return {};
}

std::vector<Choice> graph_color_choices(const App&) {
  return {{"engine", "Engine"}, {"cost", "Estimated time"}, {"weights", "Bytes of weights"}};
}

Result<void> find_graph(App& app, Text text) {
  GraphState& state = app.active()->graph;
  state.find = text;
  state.hits = find_in_graph(*state.shown().model, text);
  state.hit_at.reset();
  return {};
}

Result<void> next_graph_hit(App& app, Text) {
  return step_hit(app, true);
}

Result<void> previous_graph_hit(App& app, Text) {
  return step_hit(app, false);
}

template <CameraWish wish>
Result<void> move_graph_camera(App& app, Text) {
  app.active()->graph.wish = wish;
  return {};
}
template Result<void> move_graph_camera<CameraWish::Fit>(App&, Text);
template Result<void> move_graph_camera<CameraWish::ActualSize>(App&, Text);
template Result<void> move_graph_camera<CameraWish::Selection>(App&, Text);
template Result<void> move_graph_camera<CameraWish::In>(App&, Text);
template Result<void> move_graph_camera<CameraWish::Out>(App&, Text);

Result<void> walk_graph(App& app, Text direction) {
  const auto* found = std::find(kWalks.begin(), kWalks.end(), direction);
  if (found == kWalks.end()) return Error{"a graph is walked up, down, left or right", {}};
  OpenFile& file = *app.active();
  const GraphPicture& picture = *file.graph.picture;
  const auto next = walk(picture, *file.graph.focus_in_picture(), static_cast<Walk>(found - kWalks.begin()));
  if (next) select_graph_node(app, file, picture.folded.first[*next]);
  return {};
}

std::vector<Choice> walk_choices(const App&) {
  return {
      {"up", "To a producer"}, {"down", "To a consumer"}, {"left", "To the left"}, {"right", "To the right"}};
}

Result<void> trace_producers(App& app, Text how) {
  return set_trace(app.active()->graph.up, how);
}

Result<void> trace_consumers(App& app, Text how) {
  return set_trace(app.active()->graph.down, how);
}

std::vector<Choice> trace_choices(const App&) {
  return {{"direct", "Direct ones"}, {"all", "All of them"}, {"none", "None"}};
}

Result<void> fold_graph_group(App& app, Text) {
  OpenFile& file = *app.active();
  const ShownGraph& shown = file.graph.shown();
  const auto group = shown.model->group_of[*file.graph.focus];
  if (!group) return Error{"this task is in no block that repeats", {}};
  std::vector<bool> folds = shown.folds;
  folds[*group] = !folds[*group];
  set_folds(app, file, folds);
  return {};
}

Result<void> fold_all_groups(App& app, Text) {
  OpenFile& file = *app.active();
  set_folds(app, file, std::vector<bool>(file.graph.shown().folds.size(), true));
  return {};
}

Result<void> unfold_all_groups(App& app, Text) {
  OpenFile& file = *app.active();
  set_folds(app, file, std::vector<bool>(file.graph.shown().folds.size(), false));
  return {};
}

}  // namespace ane::state
