#pragma once
// What a command is: a row in a table and a function. Help, suggestions and option parsing come from the row.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/cli.hpp"
#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/regdb/database.hpp"

namespace ane::cli {

/// "--json", or "--task N" where `value` names what follows.
struct Option {
  std::string_view name;        ///< with its dashes
  std::string_view short_name;  ///< "-o", or ""
  std::string_view value;       ///< "" for a switch
  std::string_view help;
};

/// Arguments after parsing.
class Arguments {
 public:
  std::vector<std::string> positional;

  void set(std::string_view name, std::string value);
  bool has(std::string_view name) const { return find(name) != nullptr; }
  std::optional<std::string> text(std::string_view name) const;
  /// Every value of an option that may be repeated, in order.
  std::vector<std::string> all(std::string_view name) const;
  /// A number, decimal or 0x-hexadecimal. Fails where the option is there and not one.
  Result<std::optional<std::uint64_t>> number(std::string_view name) const;

 private:
  const std::string* find(std::string_view name) const;
  std::vector<std::pair<std::string_view, std::string>> options_;
};

/// What a command needs to run.
struct Context {
  const Arguments& args;
  Streams& streams;
  std::shared_ptr<const regdb::Database> database;

  /// Reports `error` of `file` on standard error, as "anetool: FILE: message (range)", and returns kFailed.
  int fail(std::string_view file, const Error& error) const;
  /// Opens `path` as the options say.
  Result<document::DocumentPtr> open(const std::string& path) const;
  /// Opens args.positional[0]; on failure reports it and gives null.
  document::DocumentPtr open() const;
};

struct Command {
  std::string_view name;
  std::string_view arguments;  ///< "FILE…"
  std::string_view summary;
  std::string_view example;
  std::size_t min_positional;
  std::size_t max_positional;
  std::span<const Option> options;
  int (*run)(const Context&);
};

/// The table, in the order of the help.
std::span<const Command> commands();

/// Splits `args` by the command's options. Fails on unknown options, with the nearest, and on missing values
/// or positional arguments.
Result<Arguments> parse_arguments(const Command& command, std::span<const std::string_view> args);

inline constexpr Option kJson{"--json", "", "", "print JSON"};
inline constexpr Option kGeneration{"--generation", "", "ID",
                                    "decode as this generation, whatever the file's cpusubtype is"};
inline constexpr Option kHelp{"--help", "-h", "", "show this help"};
inline constexpr Option kRegisters{"--registers", "", "DIR", "take the register databases from DIR"};

int run_info(const Context& context);
int run_tree(const Context& context);
int run_tasks(const Context& context);
int run_tensors(const Context& context);
int run_weights(const Context& context);
int run_check(const Context& context);
int run_graph(const Context& context);
int run_diff(const Context& context);
int run_export(const Context& context);
int run_devices(const Context& context);
int run_run(const Context& context);
int run_patch(const Context& context);
int run_regs(const Context& context);
int run_sample(const Context& context);
int run_scan(const Context& context);

}  // namespace ane::cli
