// The tasks of a report: what changed in which, told once for all that changed alike.

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/diff/report_parts.hpp"

namespace ane::diff {
namespace {

constexpr std::string_view kOff = "(no effect: off on both sides)";

/// Pairs that read as one line: neighbours on both sides of which the same is to be said.
struct Run {
  std::size_t first = 0, count = 1;  ///< in Comparison::tasks
  Tone tone = Tone::Plain;
};

Tone tone_of(const TaskPair& pair) {
  if (!pair.b) return Tone::Removed;
  if (!pair.a) return Tone::Added;
  if (pair.change_count != 0) return Tone::Changed;
  return pair.moved ? Tone::Moved : Tone::Plain;
}

bool follows(const std::optional<std::size_t>& before, const std::optional<std::size_t>& after) {
  return before.has_value() == after.has_value() && (!before || *before + 1 == *after);
}

std::string summary_of(const PairText& text) {
  return text.b.empty() ? text.a : text.b;
}

/// Runs of all pairs. Changed pairs stand alone, and so do added and removed ones that do different things.
std::vector<Run> runs_of(const Comparison& comparison, const TaskTexts& texts) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < comparison.tasks.size(); ++i) {
    const TaskPair& pair = comparison.tasks[i];
    const Tone tone = tone_of(pair);
    if (!runs.empty() && tone != Tone::Changed && runs.back().tone == tone) {
      const TaskPair& before = comparison.tasks[i - 1];
      const bool alike = pair.paired() || summary_of(texts.of(before)) == summary_of(texts.of(pair));
      if (alike && follows(before.a, pair.a) && follows(before.b, pair.b)) {
        ++runs.back().count;
        continue;
      }
    }
    runs.push_back({i, 1, tone});
  }
  return runs;
}

/// "4", "4-9"
std::string numbers(std::size_t first, std::size_t last) {
  return first == last ? std::to_string(first) : std::to_string(first) + "-" + std::to_string(last);
}

/// "4", "4-9 ↔ 5-10"; both sides are named where one number would leave doubt.
std::string numbers_of(const TaskPair& first, const TaskPair& last, bool always_both) {
  if (!first.a) return numbers(*first.b, *last.b);
  if (!first.b) return numbers(*first.a, *last.a);
  const std::string a = numbers(*first.a, *last.a);
  if (!always_both && *first.a == *first.b) return a;
  return a + " ↔ " + numbers(*first.b, *last.b);
}

std::string name_of(const Comparison& comparison, const Run& run) {
  return std::string(run.count == 1 ? "task " : "tasks ") +
         numbers_of(comparison.tasks[run.first], comparison.tasks[run.first + run.count - 1], true);
}

std::uint64_t off_count(const Comparison& comparison, const TaskPair& pair) {
  const auto begin = comparison.changes.begin() + static_cast<std::ptrdiff_t>(pair.first_change);
  return static_cast<std::uint64_t>(
      std::count_if(begin, begin + pair.change_count, [](const Change& change) { return change.off; }));
}

/// What both tasks do; told as from and to where that differs.
std::string summary_line(const PairText& text) {
  if (text.a.empty() || text.b.empty() || text.a == text.b) return summary_of(text);
  return text.a + " → " + text.b;
}

std::string basis_text(const TaskPair& pair) {
  if (pair.basis == Basis::ByHand) return "paired by hand";
  if (pair.basis != Basis::Nearest) return "";
  return "paired as the nearest, " + std::to_string(static_cast<int>(pair.similarity * 100)) + " % alike";
}

void append(std::string& line, std::string_view part) {
  if (part.empty()) return;
  if (!line.empty()) line += ", ";
  line += part;
}

std::string change_detail(const Comparison& comparison, const TaskPair& pair) {
  std::string line;
  if (pair.change_count != 0) line = fields_text(pair.change_count, off_count(comparison, pair));
  if (pair.weights_differ) append(line, "weights differ");
  if (pair.moved) append(line, "moved");
  append(line, basis_text(pair));
  return line;
}

Row row_of(const Comparison& comparison, const ChangeRow& row) {
  const Change& change = comparison.changes[row.change];
  ChangeText text = text_of(comparison, change);
  if (change.off) text.meaning += (text.meaning.empty() ? "" : " ") + std::string(kOff);
  return {{row.path, text.a, text.b, text.meaning}, change.off ? Tone::Quiet : Tone::Plain};
}

Block field_block() {
  Block block;
  block.columns = {"field", "A", "B", "meaning"};
  block.arrow = 1;
  return block;
}

Block changed_block(const Comparison& comparison, const TaskPair& pair, const PairText& text) {
  Block block = field_block();
  block.tone = Tone::Changed;
  block.title = "task " + numbers_of(pair, pair, true);
  if (const std::string summary = summary_line(text); !summary.empty()) block.title += "  " + summary;
  block.detail = change_detail(comparison, pair);
  for (const ChangeRow& row : rows_of(comparison, pair)) block.rows.push_back(row_of(comparison, row));
  return block;
}

/// "4, 7-9 and 30 more"; pairs are ascending.
std::string numbers_of_group(const Comparison& comparison, const std::vector<std::size_t>& pairs) {
  static constexpr std::size_t kShown = 12;
  const bool both = std::any_of(pairs.begin(), pairs.end(), [&](std::size_t i) {
    return comparison.tasks[i].a != comparison.tasks[i].b;
  });
  std::string text;
  std::size_t runs = 0;
  for (std::size_t i = 0; i < pairs.size();) {
    std::size_t end = i + 1;
    while (end < pairs.size() &&
           follows(comparison.tasks[pairs[end - 1]].a, comparison.tasks[pairs[end]].a) &&
           follows(comparison.tasks[pairs[end - 1]].b, comparison.tasks[pairs[end]].b))
      ++end;
    if (runs++ == kShown) return text + " and " + std::to_string(pairs.size() - i) + " more";
    if (!text.empty()) text += ", ";
    text += numbers_of(comparison.tasks[pairs[i]], comparison.tasks[pairs[end - 1]], both);
    i = end;
  }
  return text;
}

/// A field of a group whose pairs change to different values: the first few changes, each with the first task
/// that has it.
struct Varied {
  static constexpr std::size_t kShown = 3;
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<Row> changes;
  std::vector<std::size_t> first_pair;
  bool off = true;

  void add(Row row, std::size_t pair) {
    off = off && row.tone == Tone::Quiet;
    if (!seen.emplace(row.cells[1], row.cells[2]).second || changes.size() == kShown) return;
    changes.push_back(std::move(row));
    first_pair.push_back(pair);
  }
};

std::string varied_text(const Comparison& comparison, const Varied& varied) {
  std::string text;
  for (std::size_t i = 0; i < varied.changes.size(); ++i) {
    const std::vector<std::string>& cells = varied.changes[i].cells;
    const TaskPair& pair = comparison.tasks[varied.first_pair[i]];
    if (!text.empty()) text += ", ";
    text += cells[1] + " → " + cells[2] + " (task " + numbers_of(pair, pair, false) + ")";
  }
  if (const std::size_t rest = varied.seen.size() - varied.changes.size(); rest != 0)
    text += ", " + counted(rest, "other change");
  return varied.off ? text + " " + std::string(kOff) : text;
}

std::vector<Row> varied_rows(const Comparison& comparison, const ChangeGroup& group) {
  std::vector<std::string> order;
  std::map<std::string, Varied> fields;
  for (const std::size_t index : group.pairs) {
    for (const ChangeRow& change : rows_of(comparison, comparison.tasks[index])) {
      const auto [at, added] = fields.try_emplace(change.path);
      if (added) order.push_back(change.path);
      at->second.add(row_of(comparison, change), index);
    }
  }
  std::vector<Row> rows;
  for (const std::string& path : order) {
    const Varied& varied = fields.at(path);
    if (varied.seen.size() == 1) {
      rows.push_back(varied.changes.front());
    } else {
      rows.push_back(
          {{path, "", "", varied_text(comparison, varied)}, varied.off ? Tone::Quiet : Tone::Plain});
    }
  }
  return rows;
}

/// The summary that all pairs share, and how many of them moved.
std::string group_detail(const Comparison& comparison, const ChangeGroup& group, const TaskTexts& texts) {
  std::string detail = summary_line(texts.of(comparison.tasks[group.pairs.front()]));
  std::size_t moved = 0;
  for (const std::size_t i : group.pairs) {
    if (summary_line(texts.of(comparison.tasks[i])) != detail) detail.clear();
    if (comparison.tasks[i].moved) ++moved;
  }
  if (moved != 0) append(detail, std::to_string(moved) + " of them moved");
  return detail;
}

Block group_block(const Comparison& comparison, const ChangeGroup& group, const TaskTexts& texts) {
  const TaskPair& first = comparison.tasks[group.pairs.front()];
  Block block = field_block();
  block.tone = Tone::Changed;
  block.title = first.change_count == 1
                    ? "the same field changed in "
                    : "the same " + std::to_string(first.change_count) + " fields changed in ";
  block.title += counted(group.pairs.size(), "task") + ": " + numbers_of_group(comparison, group.pairs);
  block.detail = group_detail(comparison, group, texts);
  if (group.same_values) {
    for (const ChangeRow& row : rows_of(comparison, first)) block.rows.push_back(row_of(comparison, row));
  } else {
    block.rows = varied_rows(comparison, group);
  }
  return block;
}

Block plain_block(const Comparison& comparison, const Run& run, const TaskTexts& texts) {
  const TaskPair& pair = comparison.tasks[run.first];
  Block block;
  block.tone = run.tone;
  block.title = name_of(comparison, run);
  const std::string summary = summary_line(texts.of(pair));
  if (!summary.empty() && (run.count == 1 || !pair.paired())) block.title += "  " + summary;
  block.detail = run.tone == Tone::Moved ? "moved" : run.tone == Tone::Removed ? "only in A" : "only in B";
  return block;
}

Row alignment_row(const Comparison& comparison, const Run& run, const TaskTexts& texts) {
  const TaskPair& first = comparison.tasks[run.first];
  const TaskPair& last = comparison.tasks[run.first + run.count - 1];
  const auto side = [](const std::optional<std::size_t>& from, const std::optional<std::size_t>& to) {
    return from ? numbers(*from, *to) : std::string();
  };
  std::string status = run.tone == Tone::Moved ? "moved" : std::string(status_name(first.status));
  std::replace(status.begin(), status.end(), '_', ' ');
  const bool one = run.count == 1 || !first.paired();
  return {{side(first.a, last.a), side(first.b, last.b), std::move(status),
           one ? summary_line(texts.of(first)) : counted(run.count, "task"),
           one ? change_detail(comparison, first) : ""},
          run.tone};
}

Block alignment_block(const Comparison& comparison, const std::vector<Run>& runs, const TaskTexts& texts) {
  Block block;
  block.title = "All tasks";
  block.columns = {"A", "B", "", "operation", "what changed"};
  for (const Run& run : runs) block.rows.push_back(alignment_row(comparison, run, texts));
  return block;
}

TaskTexts texts_for(const Comparison& comparison, bool all) {
  std::vector<std::size_t> a;
  std::vector<std::size_t> b;
  for (const TaskPair& pair : comparison.tasks) {
    if (!all && tone_of(pair) == Tone::Plain) continue;
    if (pair.a) a.push_back(*pair.a);
    if (pair.b) b.push_back(*pair.b);
  }
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return {comparison, a, b};
}

}  // namespace

std::string fields_text(std::uint64_t fields, std::uint64_t off) {
  std::string text = grouped(fields) + (fields == 1 ? " field" : " fields");
  if (off == fields && off != 0) return text + ", switched off on both sides";
  return off == 0 ? text : text + ", " + grouped(off) + " of them switched off on both sides";
}

void tell_tasks(const Comparison& comparison, const PartOptions& parts, Painter& painter) {
  const TaskTexts texts = texts_for(comparison, parts.alignment);
  const std::vector<Run> runs = runs_of(comparison, texts);
  if (parts.alignment && !runs.empty()) painter.block(alignment_block(comparison, runs, texts));
  for (const Run& run : runs) {
    if (run.tone == Tone::Plain) continue;
    const TaskPair& pair = comparison.tasks[run.first];
    if (run.tone != Tone::Changed) {
      painter.block(plain_block(comparison, run, texts));
      continue;
    }
    const ChangeGroup* group = pair.group ? &comparison.groups[*pair.group] : nullptr;
    if (group == nullptr || group->pairs.size() < 2) {
      painter.block(changed_block(comparison, pair, texts.of(pair)));
    } else if (group->pairs.front() == run.first) {
      painter.block(group_block(comparison, *group, texts));
    }
  }
}

void tell_noise_fields(const Comparison& comparison, Painter& painter) {
  for (const TaskPair& pair : comparison.tasks) {
    if (pair.noise_count == 0) continue;
    Block block = field_block();
    block.tone = Tone::Quiet;
    block.title = "task " + numbers_of(pair, pair, true);
    block.detail = fields_text(pair.noise_count, 0);
    for (const ChangeRow& change : rows_of(comparison, pair, true)) {
      Row row = row_of(comparison, change);
      row.tone = Tone::Quiet;
      std::string& meaning = row.cells.back();
      const std::string kind(noise_name(comparison.changes[change.change].kind));
      meaning = meaning.empty() ? kind : kind + ": " + meaning;
      block.rows.push_back(std::move(row));
    }
    painter.block(block);
  }
}

}  // namespace ane::diff
