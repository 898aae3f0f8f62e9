#include <algorithm>
#include <charconv>

#include "app/cli/command.hpp"
#include "core/base/text.hpp"

namespace ane::cli {
namespace {

const Option* find_option(const Command& command, std::string_view name) {
  const auto matches = [&](const Option& option) {
    return option.name == name || (!option.short_name.empty() && option.short_name == name);
  };
  for (const Option* common : {&kHelp, &kRegisters}) {
    if (matches(*common)) return common;
  }
  const auto at = std::find_if(command.options.begin(), command.options.end(), matches);
  return at == command.options.end() ? nullptr : &*at;
}

Error unknown_option(const Command& command, std::string_view name) {
  std::vector<std::string_view> names = {kHelp.name, kRegisters.name};
  for (const Option& option : command.options) names.push_back(option.name);
  const std::string_view close = nearest(name, names);
  return {"unknown option " + std::string(name) +
              (close.empty() ? "" : ", did you mean " + std::string(close) + "?"),
          {}};
}

// "-pw" is "-p -w", and "-j2" is "-j 2". Gives the last option where its value is still to come, else null.
Result<const Option*> take_joined(const Command& command, std::string_view arg, Arguments& parsed) {
  for (std::size_t i = 1; i < arg.size(); ++i) {
    const std::string name = {'-', arg[i]};
    const Option* option = find_option(command, name);
    if (option == nullptr) return unknown_option(command, arg);
    const std::string_view rest = arg.substr(i + 1);
    if (!option->value.empty() && rest.empty()) return option;
    parsed.set(option->name, option->value.empty() ? "" : std::string(rest));
    if (!option->value.empty()) break;
  }
  return static_cast<const Option*>(nullptr);
}

}  // namespace

void Arguments::set(std::string_view name, std::string value) {
  options_.emplace_back(name, std::move(value));
}

const std::string* Arguments::find(std::string_view name) const {
  const auto at = std::find_if(options_.rbegin(), options_.rend(),
                               [&](const auto& option) { return option.first == name; });
  return at == options_.rend() ? nullptr : &at->second;
}

std::optional<std::string> Arguments::text(std::string_view name) const {
  const std::string* found = find(name);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::vector<std::string> Arguments::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [option, value] : options_)
    if (option == name) values.push_back(value);
  return values;
}

Result<std::optional<std::uint64_t>> Arguments::number(std::string_view name) const {
  const std::string* found = find(name);
  if (found == nullptr) return std::optional<std::uint64_t>();
  const bool hexadecimal = found->starts_with("0x") || found->starts_with("0X");
  const char* begin = found->data() + (hexadecimal ? 2 : 0);
  const char* end = found->data() + found->size();
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value, hexadecimal ? 16 : 10);
  if (error != std::errc{} || stop != end)
    return Error{std::string(name) + ": \"" + *found + "\" is not a number", {}};
  return std::optional(value);
}

Result<Arguments> parse_arguments(const Command& command, std::span<const std::string_view> args) {
  Arguments parsed;
  bool options_end = false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string_view arg = args[i];
    if (options_end || arg == "-" || !arg.starts_with("-")) {
      parsed.positional.emplace_back(arg);
      continue;
    }
    if (arg == "--") {
      options_end = true;
      continue;
    }
    const std::size_t equals = arg.starts_with("--") ? arg.find('=') : std::string_view::npos;
    const Option* option = find_option(command, arg.substr(0, equals));
    if (option == nullptr && !arg.starts_with("--") && arg.size() > 2) {
      ANE_TRY(option, take_joined(command, arg, parsed));
      if (option == nullptr) continue;
    }
    if (option == nullptr) return unknown_option(command, arg.substr(0, equals));
    if (option->value.empty()) {
      if (equals != std::string_view::npos) return Error{std::string(option->name) + " takes no value", {}};
      parsed.set(option->name, "");
    } else if (equals != std::string_view::npos) {
      parsed.set(option->name, std::string(arg.substr(equals + 1)));
    } else if (i + 1 < args.size()) {
      parsed.set(option->name, std::string(args[++i]));
    } else {
      return Error{std::string(option->name) + " needs a value (" + std::string(option->value) + ")", {}};
    }
  }
  if (parsed.has(kHelp.name)) return parsed;
  if (parsed.positional.size() < command.min_positional)
    return Error{"needs " + std::string(command.arguments), {}};
  if (parsed.positional.size() > command.max_positional)
    return Error{"unexpected argument " + parsed.positional[command.max_positional], {}};
  return parsed;
}

}  // namespace ane::cli
