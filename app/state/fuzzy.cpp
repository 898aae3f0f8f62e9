#include "app/state/fuzzy.hpp"

#include <algorithm>

#include "app/state/letters.hpp"

namespace ane::state {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c) || (c >= '0' && c <= '9');
}

bool starts_word(std::string_view name, std::size_t at) {
  if (at == 0 || !is_letter_or_digit(name[at - 1])) return true;
  return is_upper(name[at]) && !is_upper(name[at - 1]);
}

}  // namespace

std::optional<int> fuzzy_match(std::string_view query, std::string_view name,
                               std::vector<std::size_t>* positions) {
  if (positions != nullptr) positions->clear();
  if (query.empty()) return 0;
  // A run of letters that stands in the name as typed beats any scattered match.
  const auto run = std::search(name.begin(), name.end(), query.begin(), query.end(),
                               [](char a, char b) { return lower(a) == lower(b); });
  if (run != name.end()) {
    const auto start = static_cast<std::size_t>(run - name.begin());
    if (positions != nullptr)
      for (std::size_t i = 0; i < query.size(); ++i) positions->push_back(start + i);
    const int exact = query.size() == name.size() ? 200 : 0;
    return 1000 + exact + (starts_word(name, start) ? 100 : 0) - static_cast<int>(start) -
           static_cast<int>(name.size()) / 8;
  }
  // How far right each letter may stand so that those behind it still find a place.
  std::vector<std::size_t> latest(query.size());
  for (std::size_t i = query.size(), end = name.size(); i-- > 0;) {
    if (query[i] == ' ') continue;
    while (end > 0 && lower(name[end - 1]) != lower(query[i])) --end;
    if (end == 0) return std::nullopt;
    latest[i] = --end;
  }
  int score = 0;
  std::size_t at = 0, last = 0;
  for (std::size_t i = 0; i < query.size(); ++i) {
    if (query[i] == ' ') continue;
    std::size_t found = name.size(), word = name.size();
    for (std::size_t j = at; j <= latest[i]; ++j) {
      if (lower(name[j]) != lower(query[i])) continue;
      if (found == name.size()) found = j;
      if (starts_word(name, j)) {
        word = j;
        break;
      }
    }
    const bool follows = i > 0 && at > 0 && found == last + 1;
    const std::size_t chosen = follows || word == name.size() ? found : word;
    score += follows ? 8 : chosen == word ? 12 : 1;
    if (positions != nullptr) positions->push_back(chosen);
    last = chosen;
    at = chosen + 1;
  }
  return score - static_cast<int>(name.size()) / 8;
}

bool contains_text(std::string_view text, std::string_view part) {
  if (part.empty()) return true;
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

}  // namespace ane::state
