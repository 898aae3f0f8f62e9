#include "app/cli/cli.hpp"

#include <algorithm>
#include <new>

#include "app/cli/command.hpp"
#include "app/version.hpp"
#include "core/base/text.hpp"
#include "core/report/report.hpp"

namespace ane::cli {
namespace {

constexpr std::string_view kIntroduction =
    "anetool: read compiled Apple Neural Engine programs (.hwx, .anec)\n"
    "\n"
    "usage: anetool COMMAND [ARGUMENTS]\n"
    "\n";

constexpr std::string_view kEnd =
    "\n"
    "anetool COMMAND --help tells more. FILE may be - for standard input.\n"
    "Exit status: 0 done; 1 the answer is \"no\"; 2 the command could not be carried out.\n";

void write_overview(Sink& sink) {
  sink.write(kIntroduction);
  std::vector<std::vector<std::string>> rows;
  for (const Command& command : commands()) {
    rows.push_back(
        {std::string(command.name) + " " + std::string(command.arguments), std::string(command.summary)});
  }
  report::write_table(rows, 2, sink);
  sink.write(kEnd);
}

void write_help(const Command& command, Sink& sink) {
  const std::string arguments = command.arguments.empty() ? "" : " " + std::string(command.arguments);
  sink.write("usage: anetool " + std::string(command.name) + arguments + " [OPTIONS]\n\n" +
             std::string(command.summary) + "\n\n");
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const Option& option) {
    std::string name = option.short_name.empty() ? "" : std::string(option.short_name) + ", ";
    name += option.name;
    if (!option.value.empty()) name += " " + std::string(option.value);
    rows.push_back({name, std::string(option.help)});
  };
  for (const Option& option : command.options) add(option);
  add(kRegisters);
  add(kHelp);
  report::write_table(rows, 2, sink);
  sink.write("\nexample: " + std::string(command.example) + "\n");
}

int usage_error(const std::string& message, Streams& streams) {
  streams.err.write("anetool: " + message + "\n");
  return kFailed;
}

int unknown_command(std::string_view name, Streams& streams) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  const std::string_view close = nearest(name, names);
  const std::string hint =
      close.empty() ? "anetool --help lists them" : "did you mean " + std::string(close) + "?";
  return usage_error("unknown command " + std::string(name) + ", " + hint, streams);
}

Result<std::shared_ptr<const regdb::Database>> load_database(const Arguments& args) {
  const auto folder = args.text(kRegisters.name);
  if (!folder) return std::shared_ptr<const regdb::Database>(regdb::Database::embedded());
  ANE_TRY(std::shared_ptr<const regdb::Database> database, regdb::Database::from_folder(*folder));
  return database;
}

// `anetool --registers DIR COMMAND …` means `anetool COMMAND --registers DIR …`.
std::vector<std::string_view> with_command_first(std::span<const std::string_view> args) {
  std::vector<std::string_view> ordered(args.begin(), args.end());
  const bool separate = ordered.size() > 2 && ordered[0] == kRegisters.name;
  const bool joined = ordered.size() > 1 && ordered[0].starts_with("--registers=");
  if (separate || joined)
    std::rotate(ordered.begin(), ordered.begin() + (separate ? 2 : 1), ordered.begin() + (separate ? 3 : 2));
  return ordered;
}

int run_command(const Command& command, std::span<const std::string_view> args, Streams& streams) {
  const auto parsed = parse_arguments(command, args);
  if (!parsed) return usage_error(std::string(command.name) + ": " + parsed.error().message, streams);
  if (parsed->has(kHelp.name)) {
    write_help(command, streams.out);
    return kDone;
  }
  auto database = load_database(*parsed);
  if (!database) return usage_error(database.error().message, streams);
  // A file may declare more than this machine has; that is its fault or the machine's, and no crash.
  try {
    return command.run({*parsed, streams, *database});
  } catch (const std::bad_alloc&) {
    return usage_error(std::string(command.name) + ": not enough memory", streams);
  }
}

}  // namespace

int Context::fail(std::string_view file, const Error& error) const {
  const std::string where = error.where ? " (" + range_text(*error.where) + ")" : "";
  streams.err.write("anetool: " + (file.empty() ? "" : escaped(file) + ": ") + error.message + where + "\n");
  return kFailed;
}

Result<document::DocumentPtr> Context::open(const std::string& path) const {
  return document::open_document(path, database, {args.text(kGeneration.name).value_or("")});
}

document::DocumentPtr Context::open() const {
  auto document = open(args.positional[0]);
  if (document) return *document;
  fail(args.positional[0], document.error());
  return nullptr;
}

int run(std::span<const std::string_view> arguments, Streams& streams) {
  const std::vector<std::string_view> args = with_command_first(arguments);
  if (args.empty()) {
    write_overview(streams.err);
    return kFailed;
  }
  const std::string_view name = args[0];
  if (name == "--help" || name == "-h" || name == "help") {
    write_overview(streams.out);
    return kDone;
  }
  if (name == "--version") {
    streams.out.write("anetool " + std::string(kVersion) + "\n");
    return kDone;
  }
  const auto found = std::find_if(commands().begin(), commands().end(),
                                  [&](const Command& command) { return command.name == name; });
  if (found == commands().end()) return unknown_command(name, streams);
  return run_command(*found, std::span(args).subspan(1), streams);
}

}  // namespace ane::cli
