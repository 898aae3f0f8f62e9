#include "app/state/explain_commands.hpp"

#include <algorithm>
#include <charconv>

#include "app/state/app.hpp"
#include "core/debug/explain_text.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

bool has_explainable(const App& app) {
  const DebugWork& work = app.debugging;
  if (work.active() && work.file == app.active_file) return work.moment && work.moment->wrote;
  return app.running.trace() != nullptr;
}

bool has_explanation(const App& app) {
  return app.explaining.result != nullptr;
}

Result<std::uint64_t> whole_number(Text text, std::string_view what) {
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size())
    return Error{std::string(what) + " is a number, not \"" + std::string(text) + "\"", {}};
  return value;
}

Result<void> explain_command(App& app, Text text) {
  if (!text.empty()) {
    const bool stepping = app.debugging.active() && app.debugging.file == app.active_file;
    const bool group_left_out = std::count(text.begin(), text.end(), ',') == 2;
    const std::string element = (group_left_out ? "0," : "") + std::string(text);
    ANE_CHECK(app.run((stepping ? "debug.element " : "run.element ") + element));
  }
  if (!picked_subject(app).tensor) return Error{"pick an element of a result first", {}};
  explain_picked(app);
  app.bring_view = "explain";
  return {};
}

Result<void> explain_term(App& app, Text text) {
  ANE_TRY(const std::uint64_t term, whole_number(text, "a term"));
  return select_term(app, term);
}

Result<void> explain_source(App& app, Text text) {
  ANE_TRY(const std::uint64_t term, whole_number(text, "a term"));
  return show_source(app, term);
}

Result<void> explain_channel(App& app, Text text) {
  ANE_TRY(const std::uint64_t channel, whole_number(text, "a channel"));
  const std::uint64_t channels = explained_channels(*app.explaining.result);
  if (channel >= channels) return Error{"the products go over " + std::to_string(channels) + " channels", {}};
  app.explaining.channel = channel;
  return {};
}

Result<void> copy_explanation(App& app, Text) {
  app.clipboard = debug::explanation_text(*app.explaining.result);
  app.clipboard_changed = true;
  return {};
}

constexpr Command kExplainCommands[] = {
    {"explain", "Explain the picked element", "Alt+E", "Run", "[[N,]C,H,W]", has_explainable,
     explain_command},
    {"explain.term", "Show where a term is from", "", "", "NUMBER", has_explanation, explain_term},
    {"explain.source", "Explain the input of a term", "", "", "NUMBER", has_explanation, explain_source},
    {"explain.channel", "Show the products of a channel", "", "", "NUMBER", has_explanation, explain_channel},
    {"explain.copy", "Copy the explanation", "", "Run", "", has_explanation, copy_explanation},
};

}  // namespace

std::span<const Command> explain_commands() {
  return kExplainCommands;
}

}  // namespace ane::state
