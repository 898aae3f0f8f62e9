#pragma once
// What the functions of several commands need.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/state/commands.hpp"
#include "core/base/result.hpp"

namespace ane::state {

/// A number, decimal or 0x-hexadecimal.
Result<std::uint64_t> parse_number(std::string_view text);
/// A finite number, of either sign.
Result<double> parse_finite(std::string_view text);
/// Two finite numbers of which the first is the smaller one. Without a space between two words it fails with
/// what the command takes: "a range is `choices` or two numbers".
Result<std::pair<double, double>> parse_ends(std::string_view text, std::string_view choices);
/// A finite number from 0 on.
Result<double> parse_real(std::string_view text);

/// Words that are their own titles.
template <class Words>
std::vector<Choice> word_choices(const Words& words) {
  std::vector<Choice> list;
  list.reserve(std::size(words));
  for (const auto& word : words) list.push_back({std::string(word), std::string(word)});
  return list;
}

}  // namespace ane::state
