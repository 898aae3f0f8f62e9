#include "app/views/compare_lines.hpp"

#include "app/ui/labels.hpp"
#include "app/ui/ui.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using diff::Change;
using diff::Comparison;
using diff::TaskPair;

std::string block_of(const Comparison& comparison, const Change& change) {
  return change.field == Change::kNoField ? "Unknown registers" : comparison.fields[change.field].block();
}

// Puts a heading before the first line of each block and counts its lines.
class Blocks {
 public:
  explicit Blocks(std::vector<FieldLine>& lines) : lines_(lines) {}

  void add(FieldLine line, const std::string& block, std::size_t count) {
    if (lines_.empty() || head_ == SIZE_MAX || lines_[head_].block != block) {
      head_ = lines_.size();
      FieldLine head;
      head.kind = FieldLine::Block;
      head.block = block;
      lines_.push_back(std::move(head));
    }
    lines_[head_].count += count;
    lines_.push_back(std::move(line));
  }

 private:
  std::vector<FieldLine>& lines_;
  std::size_t head_ = SIZE_MAX;
};

FieldLine field_line(const Change& change, std::string path, FieldLine::Kind kind = FieldLine::Field) {
  FieldLine line;
  line.kind = kind;
  line.change = change;
  line.path = std::move(path);
  return line;
}

FieldLine sentence(FieldLine::Kind kind, std::string text, std::size_t index = 0) {
  FieldLine line;
  line.kind = kind;
  line.text = std::move(text);
  line.index = index;
  return line;
}

std::string weights_text(const diff::WeightsPair& pair) {
  const model::Constant& constant = pair.b ? *pair.b : *pair.a;
  std::string text = constant.name + ": " + std::string(diff::verdict_name(pair.verdict));
  if (pair.verdict != diff::WeightsVerdict::Different) return text;
  const std::string unit = pair.by_value ? " values" : " bytes";
  text += ", " + ui::comma_number(pair.differing) + " of " + ui::comma_number(pair.compared) + unit;
  return pair.by_value ? text + ", largest difference " + number(pair.largest_difference) : text;
}

void add_weights(const Comparison& comparison, std::size_t pair, std::vector<FieldLine>& lines) {
  if (!comparison.tasks[pair].weights_differ) return;
  for (std::size_t i = 0; i < comparison.weights.size(); ++i) {
    const diff::WeightsPair& weights = comparison.weights[i];
    if (weights.pair != pair || weights.verdict == diff::WeightsVerdict::Equal) continue;
    lines.push_back(sentence(FieldLine::Weights, weights_text(weights), i));
  }
}

void add_group(const Comparison& comparison, const TaskPair& pair, std::vector<FieldLine>& lines) {
  if (!pair.group) return;
  const diff::ChangeGroup& group = comparison.groups[*pair.group];
  if (group.pairs.size() < 2) return;
  const std::string fields = pair.change_count == 1
                                 ? "The same field"
                                 : "The same " + ui::comma_number(pair.change_count) + " fields";
  lines.push_back(sentence(FieldLine::Group,
                           fields + " changed" + (group.same_values ? " alike" : "") + " in " +
                               ui::plural(group.pairs.size(), "task"),
                           *pair.group));
}

void add_noise(const Comparison& comparison, const TaskPair& pair, std::vector<FieldLine>& lines) {
  if (pair.noise_count == 0) return;
  lines.push_back(sentence(FieldLine::NoiseHead, "Recognised as noise, not counted"));
  for (const diff::ChangeRow& row : diff::rows_of(comparison, pair, true))
    lines.push_back(field_line(comparison.changes[row.change], row.path, FieldLine::Noise));
}

}  // namespace

bool is_same(const Change& change) {
  using diff::Held;
  const bool there_a = change.held_a != Held::Absent && change.held_a != Held::Unset;
  const bool there_b = change.held_b != Held::Absent && change.held_b != Held::Unset;
  return there_a == there_b && (!there_a || change.a == change.b);
}

std::vector<FieldLine> change_lines(const Comparison& comparison, std::size_t index, bool noise) {
  const TaskPair& pair = comparison.tasks[index];
  std::vector<FieldLine> lines;
  if (!pair.paired()) {
    lines.push_back(sentence(FieldLine::Plain, pair.a ? "Only A has this task." : "Only B has this task."));
    add_weights(comparison, index, lines);
    return lines;
  }
  Blocks blocks(lines);
  for (const diff::ChangeRow& row : diff::rows_of(comparison, pair)) {
    const Change& change = comparison.changes[row.change];
    blocks.add(field_line(change, row.path), block_of(comparison, change), row.count);
  }
  if (pair.change_count == 0)
    lines.push_back(sentence(FieldLine::Plain, pair.moved ? "No field changed; the task stands elsewhere."
                                                          : "No field of this task changed."));
  add_weights(comparison, index, lines);
  add_group(comparison, pair, lines);
  lines.push_back(sentence(FieldLine::Same, ""));
  if (noise) add_noise(comparison, pair, lines);
  return lines;
}

std::vector<FieldLine> all_lines(const Comparison& comparison, const std::vector<Change>& fields) {
  std::vector<FieldLine> lines;
  Blocks blocks(lines);
  for (const Change& change : fields)
    blocks.add(field_line(change, ""), block_of(comparison, change), is_same(change) || change.noise ? 0 : 1);
  return lines;
}

}  // namespace ane::views
