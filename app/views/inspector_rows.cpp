#include "app/views/inspector_rows.hpp"

#include "app/state/fuzzy.hpp"
#include "app/views/bit_ruler.hpp"
#include "core/regdb/codec.hpp"

namespace ane::views {
namespace {

using task::Origin;

bool wants(const RowsWanted& wanted, Origin origin) {
  switch (origin) {
    case Origin::Written:
      return wanted.written;
    case Origin::Carried:
    case Origin::Reset:
      return wanted.carried;
    case Origin::Unset:
      return wanted.unset;
  }
  return false;
}

bool passes(const RowsWanted& wanted, const WordRow& word) {
  if (wanted.filter.empty()) return true;
  if (state::contains_text(word.name, wanted.filter)) return true;
  for (const regdb::Field& field : *word.fields)
    if (state::contains_text(field.name, wanted.filter)) return true;
  return false;
}

class InspectorBuilder {
 public:
  InspectorBuilder(const ui::Ui& ui, const state::OpenFile& file, const state::TaskDetail& detail,
                   const state::TaskDetail* previous, const RowsWanted& wanted)
      : ui_(ui), file_(file), detail_(detail), previous_(previous), wanted_(wanted) {}

  InspectorRows build() {
    if (wanted_.block.empty()) {
      header();
    } else {
      for (const regdb::Block& block : file_.document()->generation()->blocks)
        if (block.name == wanted_.block) registers(block);
    }
    result_.height = y_;
    return std::move(result_);
  }

 private:
  void header() {
    const regdb::Generation& generation = *file_.document()->generation();
    for (const regdb::HeaderWord& word : generation.header) {
      if (word.word >= detail_.task.header.size()) continue;
      WordRow row;
      row.name = word.name;
      row.address = word.word;
      row.header = true;
      row.doc = word.doc;
      row.fields = &word.fields;
      row.state = {Origin::Written, detail_.task.header[word.word], detail_.index,
                   detail_.task.where.offset + std::uint64_t{word.word} * 4, -1};
      if (previous_ != nullptr && word.word < previous_->task.header.size())
        row.previous = {Origin::Written, previous_->task.header[word.word], previous_->index, 0, -1};
      if (passes(wanted_, row)) add_word(std::move(row), "");
    }
  }

  // Elements of an array that hold the same for the same reason share a row; the selected one stands alone.
  void registers(const regdb::Block& block) {
    for (const regdb::Register& reg : block.registers) {
      for (std::uint32_t i = 0; i < reg.count;) {
        WordRow row = word_of(block, reg, i);
        std::uint32_t end = i + 1;
        const bool selected = wanted_.address == row.address;
        while (!selected && end < reg.count && same(row, block, reg, end)) ++end;
        std::string note;
        if (end - i > 1)
          note = reg.name + "[" + std::to_string(i + 1) + (end - i > 2 ? "…" + std::to_string(end - 1) : "") +
                 "] " + (end - i > 2 ? "have" : "has") + " the same value";
        if ((wants(wanted_, row.state.origin) || selected) && passes(wanted_, row))
          add_word(std::move(row), note);
        i = end;
      }
    }
  }

  WordRow word_of(const regdb::Block& block, const regdb::Register& reg, std::uint32_t element) const {
    WordRow row;
    row.name = reg.name + (reg.count > 1 ? "[" + std::to_string(element) + "]" : "");
    row.block = block.name;
    row.address = reg.address + element * reg.stride;
    row.doc = reg.doc;
    row.fields = &reg.fields;
    row.reg = &reg;
    row.state = detail_.state.at(row.address);
    if (previous_ != nullptr) row.previous = previous_->state.at(row.address);
    return row;
  }

  bool same(const WordRow& first, const regdb::Block& block, const regdb::Register& reg,
            std::uint32_t element) const {
    const WordRow other = word_of(block, reg, element);
    return other.address != wanted_.address && other.state.origin == first.state.origin &&
           other.state.value == first.state.value && other.previous.value == first.previous.value;
  }

  void add(InspectorRow row, float height) {
    row.y = y_;
    row.height = height;
    y_ += static_cast<double>(height);
    result_.rows.push_back(std::move(row));
  }

  void add_word(WordRow word, const std::string& array_note) {
    const std::size_t index = result_.words.size();
    const bool selected = wanted_.address == word.address;
    const bool known = word.state.origin != Origin::Unset;
    const std::uint32_t value = word.state.value;
    const std::vector<regdb::Field>& fields = *word.fields;
    result_.words.push_back(std::move(word));
    add({InspectorRow::Kind::Word, index, nullptr, "", 0, 0}, ui_.px(24));
    if (selected)
      add({InspectorRow::Kind::Ruler, index, nullptr, "", 0, 0}, bit_ruler_height(ui_) + ui_.px(6));
    std::string zeros;
    std::size_t zero_count = 0;
    for (const regdb::Field& field : fields) {
      const bool zero = known && regdb::unpack(field, value).raw == 0;
      if (known && zero && !selected && (fields.size() > 1 || regdb::is_placeholder(field.name))) {
        zeros += (zero_count == 0 ? "" : ", ") + field.name;
        ++zero_count;
        continue;
      }
      if (known || selected) add({InspectorRow::Kind::Field, index, &field, "", 0, 0}, ui_.field_row());
    }
    if (zero_count > 0)
      add({InspectorRow::Kind::Note, index, nullptr,
           std::to_string(zero_count) + (zero_count == 1 ? " field is zero: " : " fields are zero: ") + zeros,
           0, 0},
          ui_.field_row());
    const std::uint32_t strange = known ? regdb::uncovered_bits(fields, value) : 0;
    if (strange != 0)
      add({InspectorRow::Kind::Note, index, nullptr, "unknown bits are set: " + ui::grouped_hex(strange, 8),
           0, 0},
          ui_.field_row());
    if (!array_note.empty())
      add({InspectorRow::Kind::Note, index, nullptr, array_note, 0, 0}, ui_.field_row());
    y_ += static_cast<double>(ui_.px(4));
  }

  const ui::Ui& ui_;
  const state::OpenFile& file_;
  const state::TaskDetail& detail_;
  const state::TaskDetail* previous_;
  const RowsWanted& wanted_;
  InspectorRows result_;
  double y_ = 0;
};

}  // namespace

InspectorRows build_rows(const ui::Ui& ui, const state::OpenFile& file, const state::TaskDetail& detail,
                         const state::TaskDetail* previous, const RowsWanted& wanted) {
  return InspectorBuilder(ui, file, detail, previous, wanted).build();
}

OriginCounts count_origins(const regdb::Generation& generation, const state::TaskDetail& detail) {
  OriginCounts counts;
  for (const regdb::Block& block : generation.blocks) {
    for (const regdb::Register& reg : block.registers) {
      for (std::uint32_t i = 0; i < reg.count; ++i) {
        switch (detail.state.at(reg.address + i * reg.stride).origin) {
          case Origin::Written:
            ++counts.written;
            break;
          case Origin::Carried:
          case Origin::Reset:
            ++counts.carried;
            break;
          case Origin::Unset:
            ++counts.unset;
            break;
        }
      }
    }
  }
  return counts;
}

}  // namespace ane::views
