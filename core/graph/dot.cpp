#include "core/graph/dot.hpp"

#include <cgraph.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <unordered_map>

namespace ane::graph {
namespace {

// The parser keeps its state in globals.
std::mutex& parser_mutex() {
  static std::mutex mutex;
  return mutex;
}
std::string& parser_messages() {
  static std::string messages;
  return messages;
}

// Versions of the library differ in whether the text is const.
template <class Text>
int collect(Text* text) {
  parser_messages() += text;
  return 0;
}

/// Sends what the parser has to say to parser_messages() instead of the standard error output.
class Listener {
 public:
  Listener() : before_(agseterrf(collect)) { parser_messages().clear(); }
  ~Listener() { agseterrf(before_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  agusererrf before_;
};

/// "line 3: syntax error near 'x'" of "Error: <name>: syntax error in line 3 near 'x'".
std::string readable(std::string message) {
  message = message.substr(0, message.find('\n'));
  constexpr std::string_view kBefore = " in line ";
  const std::size_t at = message.find(kBefore);
  if (at == std::string::npos) return "it is no graph in Graphviz's language";
  const std::size_t number = at + kBefore.size();
  const std::size_t end = std::min(message.find_first_not_of("0123456789", number), message.size());
  std::string what = "syntax error";
  what.append(message, end, std::string::npos);
  return "line " + message.substr(number, end - number) + ": " + what;
}

/// The text of a label that is written like HTML, with a line for each break.
std::string without_tags(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '<') {
      plain += text[i];
      continue;
    }
    const std::size_t end = std::min(text.find('>', i), text.size());
    const std::string_view tag = text.substr(i + 1, end - i - 1);
    const bool breaks =
        tag.starts_with("br") || tag.starts_with("BR") || tag.starts_with("/tr") || tag.starts_with("/TR");
    plain += breaks ? "\n" : "";
    i = end;
  }
  return plain;
}

/// Lines as "\n", "\l" and "\r" end them; "\N" is the node's own name.
std::vector<std::string> lines_of(std::string_view label, const std::string& id) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < label.size(); ++i) {
    const char c = label[i], next = i + 1 < label.size() ? label[i + 1] : '\0';
    if (c == '\n' || (c == '\\' && (next == 'n' || next == 'l' || next == 'r'))) {
      lines.emplace_back();
      i += c == '\n' ? 0 : 1;
    } else if (c == '\\' && next == 'N') {
      lines.back() += id;
      ++i;
    } else if (c == '\\' && next != '\0') {
      lines.back() += next;
      ++i;
    } else {
      lines.back() += c;
    }
  }
  lines.erase(std::remove(lines.begin(), lines.end(), ""), lines.end());
  if (lines.empty()) lines.push_back(id);
  return lines;
}

std::string attribute(void* object, const char* name) {
  // The library takes names that it does not change as char*.
  char* value = agget(object, const_cast<char*>(name));
  if (value == nullptr) return "";
  return aghtmlstr(value) != 0 ? without_tags(value) : std::string(value);
}

// What follows the first graph stays in the parser's buffer, and would be read before the next text.
void forget_rest() {
  while (Agraph_t* more = agmemread("")) agclose(more);
}

class Reader {
 public:
  explicit Reader(Agraph_t* graph) : graph_(graph) {}

  Result<DotGraph> run() {
    const auto nodes = static_cast<std::size_t>(agnnodes(graph_)),
               edges = static_cast<std::size_t>(agnedges(graph_));
    if (nodes > kMostDotNodes || edges > kMostDotEdges)
      return Error{"it has " + std::to_string(nodes) + " nodes and " + std::to_string(edges) +
                       " edges, more than can be shown",
                   {}};
    made_.name = agnameof(graph_);
    for (Agnode_t* node = agfstnode(graph_); node != nullptr; node = agnxtnode(graph_, node)) {
      numbers_.emplace(node, made_.nodes.size());
      const std::string id = agnameof(node);
      made_.nodes.push_back({id, lines_of(attribute(node, "label"), id)});
    }
    for (Agnode_t* node = agfstnode(graph_); node != nullptr; node = agnxtnode(graph_, node))
      for (Agedge_t* edge = agfstout(graph_, node); edge != nullptr; edge = agnxtout(graph_, edge))
        made_.edges.push_back({numbers_.at(node), numbers_.at(aghead(edge)), attribute(edge, "label")});
    return std::move(made_);
  }

 private:
  Agraph_t* graph_;
  DotGraph made_;
  std::unordered_map<const Agnode_t*, std::size_t> numbers_;
};

/// The nodes, each behind all that lead to it; of a cycle, the first begins.
std::vector<std::size_t> ordered(const DotGraph& dot) {
  std::vector<std::size_t> left(dot.nodes.size());
  std::vector<std::vector<std::size_t>> next(dot.nodes.size());
  for (const DotEdge& edge : dot.edges) {
    if (edge.from == edge.to) continue;
    ++left[edge.to];
    next[edge.from].push_back(edge.to);
  }
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < left.size(); ++i)
    if (left[i] == 0) ready.push(i);
  std::vector<std::size_t> order;
  std::vector<bool> placed(dot.nodes.size());
  std::size_t first = 0;
  while (order.size() < dot.nodes.size()) {
    if (ready.empty()) {
      while (placed[first]) ++first;
      ready.push(first);
    }
    const std::size_t node = ready.top();
    ready.pop();
    if (placed[node]) continue;
    placed[node] = true;
    order.push_back(node);
    for (const std::size_t to : next[node])
      if (--left[to] == 0 && !placed[to]) ready.push(to);
  }
  return order;
}

}  // namespace

Result<DotGraph> read_dot(std::string_view text) {
  if (text.size() > kMostDotBytes)
    return Error{"it has " + std::to_string(text.size()) + " bytes, more than the " +
                     std::to_string(kMostDotBytes) + " that are read",
                 {}};
  if (text.find('\0') != std::string_view::npos) return Error{"it is no text", {}};
  const std::lock_guard lock(parser_mutex());
  const Listener listener;
  const std::string copy(text);
  agreadline(1);
  const std::unique_ptr<Agraph_t, decltype(&agclose)> graph(agmemread(copy.c_str()), &agclose);
  const std::string messages = parser_messages();
  forget_rest();
  if (!graph) return Error{readable(messages), {}};
  return Reader(graph.get()).run();
}

Graph graph_of(const DotGraph& dot, std::vector<std::size_t>& original) {
  original = ordered(dot);
  std::vector<std::size_t> place(dot.nodes.size());
  Graph graph;
  for (std::size_t i = 0; i < original.size(); ++i) {
    place[original[i]] = i;
    const DotNode& from = dot.nodes[original[i]];
    Node node;
    node.kind = NodeKind::Named;
    node.name = from.label.front();
    for (std::size_t k = 1; k < from.label.size(); ++k)
      node.detail.append(k == 1 ? "" : " · ").append(from.label[k]);
    graph.nodes.push_back(std::move(node));
  }
  for (const DotEdge& edge : dot.edges) {
    if (edge.from == edge.to) continue;
    Edge made;
    made.from = place[edge.from];
    made.to = place[edge.to];
    made.tensor = edge.label;
    graph.edges.push_back(std::move(made));
  }
  // By reader, as those of tasks are.
  std::stable_sort(graph.edges.begin(), graph.edges.end(),
                   [](const Edge& a, const Edge& b) { return a.to < b.to; });
  return graph;
}

}  // namespace ane::graph
