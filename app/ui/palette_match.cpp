#include <algorithm>
#include <array>

#include "app/state/fuzzy.hpp"
#include "app/ui/palette_items.hpp"

namespace ane::ui {
namespace {

constexpr std::size_t kGroups = static_cast<std::size_t>(PaletteGroup::Keys) + 1;
/// Scores of fuzzy_match() from here on mean that the query stands in the name as it was typed.
constexpr int kRun = 800;
constexpr int kInContext = 500;
/// Below every name that starts with the query, above what holds its letters somewhere.
constexpr int kMade = 940;

// Letters that lie anywhere in a long name say nothing; they should start words or follow each other.
bool is_good(int score, std::string_view query, std::string_view name) {
  return score + static_cast<int>(name.size()) / 8 >= 5 * static_cast<int>(query.size());
}

// Commands stand behind things of the file that fit as well; what an expression means stands before all.
int handicap(PaletteGroup group) {
  if (group == PaletteGroup::Places) return -1000;
  return group == PaletteGroup::Commands ? 60 : 0;
}

// One bit for each letter and digit, and some for the signs.
std::uint64_t letters_of(std::string_view text) {
  std::uint64_t set = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c >= 'a' && c <= 'z') {
      set |= std::uint64_t{1} << (byte - 'a');
    } else if (c >= 'A' && c <= 'Z') {
      set |= std::uint64_t{1} << (byte - 'A');
    } else if (c >= '0' && c <= '9') {
      set |= std::uint64_t{1} << (26 + byte - '0');
    } else if (c != ' ') {
      set |= std::uint64_t{1} << (36 + byte % 28);
    }
  }
  return set;
}

std::string folded(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

}  // namespace

std::string_view group_title(PaletteGroup group) {
  constexpr std::array<std::string_view, kGroups> kTitles = {
      "Places",  "Numbers",  "Open files", "Recent",   "Tasks",    "Fields", "Registers",
      "Tensors", "Sections", "Symbols",    "Commands", "Prefixes", "Keys"};
  return kTitles[static_cast<std::size_t>(group)];
}

void prepare(PaletteItem& item) {
  item.letters = letters_of(item.name);
  item.folded = folded(item.name) + '\n' + folded(item.context);
}

PaletteMatcher::PaletteMatcher(std::string_view query)
    : query_(query), letters_(letters_of(query)), groups_(kGroups) {
  while (!query_.empty() && query_.front() == ' ') query_.remove_prefix(1);
  while (!query_.empty() && query_.back() == ' ') query_.remove_suffix(1);
  for (std::string_view rest = query_; !rest.empty();) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    if (space > 0) words_.push_back(folded(rest.substr(0, space)));
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
}

std::optional<int> PaletteMatcher::score_of(const PaletteItem& item) const {
  if (query_.empty()) return 0;
  if ((letters_ & ~item.letters) == 0) {
    const auto score = state::fuzzy_match(query_, item.name);
    if (score && (*score >= kRun || is_good(*score, query_, item.name))) return *score;
  }
  for (const std::string& word : words_)
    if (item.folded.find(word) == std::string::npos) return std::nullopt;
  return kInContext;
}

void PaletteMatcher::add(std::span<const PaletteItem> items) {
  for (const PaletteItem& item : items) {
    const std::size_t order = added_++;
    if (const auto score = score_of(item))
      groups_[static_cast<std::size_t>(item.group)].push_back({*score, order, &item});
  }
}

void PaletteMatcher::add_made(std::span<const PaletteItem> items) {
  for (const PaletteItem& item : items) {
    groups_[static_cast<std::size_t>(item.group)].push_back({kMade, added_++, &item});
  }
}

const PaletteItem* PaletteMatcher::best_run(PaletteGroup group) const {
  const Hit* best = nullptr;
  for (const Hit& hit : groups_[static_cast<std::size_t>(group)])
    if (hit.score >= kRun && (best == nullptr || hit.score > best->score)) best = &hit;
  return best == nullptr ? nullptr : best->item;
}

std::vector<PaletteRow> PaletteMatcher::rows() {
  struct Order {
    int score;
    std::size_t group;
  };
  std::vector<Order> order;
  const auto better = [](const Hit& a, const Hit& b) {
    return a.score != b.score ? a.score > b.score : a.order < b.order;
  };
  for (std::size_t group = 0; group < kGroups; ++group) {
    std::vector<Hit>& hits = groups_[group];
    if (hits.empty()) continue;
    const std::size_t kept = std::min(hits.size(), kMostOfGroup);
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(kept), hits.end(), better);
    order.push_back({hits.front().score - handicap(static_cast<PaletteGroup>(group)), group});
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Order& a, const Order& b) { return a.score > b.score; });
  std::vector<PaletteRow> rows;
  for (const Order& next : order) {
    const std::vector<Hit>& hits = groups_[next.group];
    rows.push_back({nullptr, static_cast<PaletteGroup>(next.group), hits.size()});
    for (std::size_t i = 0; i < std::min(hits.size(), kMostOfGroup); ++i)
      rows.push_back({hits[i].item, static_cast<PaletteGroup>(next.group), 0});
  }
  return rows;
}

std::size_t PaletteMatcher::matched() const {
  std::size_t total = 0;
  for (const auto& hits : groups_) total += hits.size();
  return total;
}

std::vector<std::size_t> matched_letters(std::string_view query, std::string_view text) {
  while (!query.empty() && query.back() == ' ') query.remove_suffix(1);
  if (query.empty()) return {};
  std::vector<std::size_t> positions;
  const auto score = state::fuzzy_match(query, text, &positions);
  if (!score || (*score < kRun && !is_good(*score, query, text))) return {};
  return positions;
}

}  // namespace ane::ui
