#pragma once
// Matching what was typed with a name: letters in order, word starts and runs preferred.

#include <optional>
#include <string_view>
#include <vector>

namespace ane::state {

/// The score of a match, larger is better, or nothing where some letter is missing. Case does not matter. An
/// empty query matches everything with 0. `positions`, where given, gets the matched byte offsets.
std::optional<int> fuzzy_match(std::string_view query, std::string_view name,
                               std::vector<std::size_t>* positions = nullptr);

/// True where `text` holds `part`, whatever the case of ASCII letters.
bool contains_text(std::string_view text, std::string_view part);

}  // namespace ane::state
