#include "app/views/hex_overlay.hpp"

#include <algorithm>

namespace ane::views {
namespace {

constexpr std::size_t kTasksKept = 128;
constexpr float kAlternate = 0.55F;

using Word = HexOverlay::Word;

const regdb::HeaderWord* header_word(const regdb::Generation& generation, std::uint32_t index) {
  for (const regdb::HeaderWord& word : generation.header)
    if (word.word == index) return &word;
  const auto& extended = generation.encoding.extended;
  return extended && extended->layout.word == index ? &extended->layout : nullptr;
}

std::vector<Word> words_in(const task::Task& task, const regdb::Generation& generation) {
  std::vector<Word> words;
  for (std::size_t i = 0; i < task.header.size(); ++i) {
    const regdb::HeaderWord* word = header_word(generation, static_cast<std::uint32_t>(i));
    words.push_back({task.where.offset + i * 4, "", word == nullptr ? "" : std::string_view(word->name),
                     word == nullptr ? nullptr : &word->fields, i, false, false});
  }
  for (const task::Record& record : task.records)
    words.push_back({record.offset, "", "", nullptr, 0, true, record.layout == nullptr});
  for (std::size_t i = 0; i < task.writes.size(); ++i) {
    const auto ref = generation.find(task.writes[i].address);
    Word word{task.writes[i].offset, "", "", nullptr, i, false, !ref};
    if (ref) {
      word.block = ref->block->name;
      word.name = ref->reg->name;
      word.fields = &ref->reg->fields;
    }
    words.push_back(word);
  }
  std::stable_sort(words.begin(), words.end(),
                   [](const Word& a, const Word& b) { return a.offset < b.offset; });
  return words;
}

std::size_t unit_of(std::string_view block) {
  return std::hash<std::string_view>{}(block) | 1;
}

}  // namespace

void HexOverlay::reset(const document::Document& document) {
  regions_ = HexRegions(document);
  tasks_.clear();
}

void HexOverlay::look_at(const state::OpenFile& file, Extent visible) {
  if (tasks_.size() <= kTasksKept) return;
  std::erase_if(tasks_, [&](const auto& entry) { return !file.task_bytes(entry.first).overlaps(visible); });
}

const HexOverlay::Words& HexOverlay::words_of(const state::OpenFile& file, std::size_t task) {
  const auto known = tasks_.find(task);
  if (known != tasks_.end()) return known->second;
  Diagnostics ignored;
  return tasks_[task] = words_in(file.document()->decode(task, ignored), *file.document()->generation());
}

const HexOverlay::Word* HexOverlay::word_at(const state::OpenFile& file, std::uint64_t offset) {
  const auto task = file.task_at(offset);
  if (!task) return nullptr;
  const Words& words = words_of(file, *task);
  const auto after = std::partition_point(words.begin(), words.end(),
                                          [&](const Word& word) { return word.offset <= offset; });
  if (after == words.begin() || offset - (after - 1)->offset >= 4) return nullptr;
  return &*(after - 1);
}

bool HexOverlay::unexplained(const state::OpenFile& file, std::uint64_t offset) const {
  if (!file.survey) return false;
  const std::vector<Extent>& ranges = file.survey->explained.ranges();
  const auto found =
      std::partition_point(ranges.begin(), ranges.end(), [&](Extent range) { return range.end() <= offset; });
  return found == ranges.end() || !found->contains(offset);
}

BytePaint HexOverlay::paint(const state::OpenFile& file, const ui::Colors& colors, state::Overlay level,
                            std::uint64_t offset) {
  BytePaint paint;
  paint.unknown = unexplained(file, offset);
  if (level == state::Overlay::Section) {
    const Region* region = regions_.at(offset);
    if (region == nullptr || region->part == Part::Padding) return paint;
    paint.ground = part_tint(colors, region->part);
    paint.bar = part_hue(colors, region->part);
    paint.unit = static_cast<std::size_t>(region - regions_.list().data()) + 1;
    return paint;
  }
  if (level == state::Overlay::Task) {
    const auto task = file.task_at(offset);
    if (!task) return paint;
    const ui::BlockColor color = ui::block_color(colors, "TileDMASrc");
    paint.ground = *task % 2 == 0 ? color.tint : ui::faded(color.tint, kAlternate);
    paint.bar = *task % 2 == 0 ? color.hue : ui::faded(color.hue, kAlternate);
    paint.unit = *task + 1;
    return paint;
  }
  const Word* word = word_at(file, offset);
  if (word == nullptr) return paint;
  paint.joint = word->joint;
  paint.unknown = paint.unknown || word->unknown;
  if (word->block.empty()) return paint;
  const ui::BlockColor color = ui::block_color(colors, word->block);
  const bool lighter = level != state::Overlay::Block && word->number % 2 == 1;
  paint.ground = lighter ? ui::faded(color.tint, kAlternate) : color.tint;
  paint.bar = color.hue;
  paint.unit = unit_of(word->block);
  return paint;
}

}  // namespace ane::views
