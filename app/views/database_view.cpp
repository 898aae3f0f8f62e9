#include <algorithm>
#include <array>
#include <cmath>

#include "app/views/all_views.hpp"
#include "app/views/database_detail.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Style;

enum RegisterCells {
  kRegisterPlace,
  kRegisterName,
  kRegisterCount,
  kRegisterFields,
  kRegisterConfidence,
  kRegisterDoc
};
constexpr std::array<Column, 6> kRegisterColumns = {{{"Address", 60},
                                                     {"Register", 150},
                                                     {"Count", 40, Align::Right},
                                                     {"Fields", 40, Align::Right},
                                                     {"Conf.", 32, Align::Centre},
                                                     {"What it does", 120, Align::Left, true}}};
constexpr float kThreeColumns = 1120, kBlocks = 148;

class DatabaseView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    ui::Rect area = context.area;
    if (!load(context)) {
      return ui::draw_empty(context.ui, area, "This register database cannot be read", error_);
    }
    follow_selection(context);
    draw_bar(context, area.cut_top(context.ui.px(34)));
    draw_summary(context.ui, area.cut_top(context.ui.px(20)));
    context.ui.hline(area.x, area.right(), area.y, context.ui.c.line1);
    area.cut_top(context.ui.line());
    ui::Rect detail = split(context.ui, area);
    draw_blocks(context, area.cut_left(context.ui.px(kBlocks)));
    context.ui.vline(area.x, area.y, area.bottom(), context.ui.c.line1);
    area.cut_left(context.ui.line());
    draw_words(context, area);
    if (word_) detail_.draw(context, detail, *generation_, word_, field_, all_->list);
  }

 private:
  struct AllGenerations {
    std::vector<regdb::GenerationPtr> list;
    bool started = false;
  };

  bool load(ui::ViewContext& context) {
    const std::string& id = context.app.database_generation;
    if (!all_->started) read_all(context.app);
    if (generation_ && generation_->id == id) return true;
    auto loaded = context.app.database->generation(id);
    if (!loaded) {
      error_ = loaded.error().message;
      generation_.reset();
      return false;
    }
    const std::string word = word_ ? word_.path() : "";
    const std::string field = field_ != nullptr ? field_->name : "";
    generation_ = *loaded;
    block_ = generation_->blocks.empty() ? nullptr : &generation_->blocks.front();
    word_ = {};
    field_ = nullptr;
    count_fields();
    list_rows();
    if (!show_path(word, field) && !rows_.empty()) show(rows_.front());
    return true;
  }

  /// The other generations are only compared with, so they are parsed in the background.
  void read_all(state::App& app) {
    all_->started = true;
    app.jobs.start("database", "Reading register databases",
                   [all = all_, database = app.database](state::Progress& progress) -> state::Completion {
                     std::vector<regdb::GenerationPtr> list;
                     for (const std::string& id : database->ids()) {
                       if (!progress.tick()) return {};
                       if (auto generation = database->generation(id)) list.push_back(*generation);
                     }
                     return [all, list] { all->list = list; };
                   });
  }

  void count_fields() {
    registers_ = fields_ = 0;
    for (const regdb::Block& block : generation_->blocks) {
      registers_ += block.registers.size();
      for (const regdb::Register& reg : block.registers) fields_ += reg.fields.size();
    }
  }

  void list_rows() {
    rows_ = filter_.empty() ? words_of(*generation_, block_) : search_words(*generation_, filter_);
    scroll_ = {};
  }

  void show(const DatabaseRow& row) {
    word_ = row.word;
    field_ = row.field;
    if (field_ == nullptr && !word_.fields().empty()) field_ = &word_.fields().front();
    block_ = word_.block;
  }

  /// Shows a word of another generation's name, where this one has it.
  bool show_path(const std::string& word, const std::string& field) {
    for (const DatabaseRow& row : search_words(*generation_, word)) {
      if (word.empty() || row.word.path() != word) continue;
      const bool other_block = row.word.block != block_;
      show({row.word, nullptr});
      for (const regdb::Field& candidate : word_.fields())
        if (candidate.name == field) field_ = &candidate;
      if (other_block && filter_.empty()) list_rows();
      return true;
    }
    return false;
  }

  /// The register that is selected in a file of this generation.
  void follow_selection(ui::ViewContext& context) {
    if (context.file == nullptr || !watch_.changed(*context.file)) return;
    const regdb::Generation* own = context.file->document()->generation();
    const auto facts = state::word_of(*context.file, context.file->selection());
    if (own == nullptr || own->id != generation_->id || !facts) return;
    const std::string path = facts->path.substr(0, facts->path.find('['));
    if (!show_path(path, context.file->selection().field)) return;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (rows_[i].word == word_ && rows_[i].field == nullptr) ui::reveal_row(scroll_, i, context.ui.row());
  }

  void draw_bar(ui::ViewContext& context, const ui::Rect& bar) {
    ui::Ui& ui = context.ui;
    float x = bar.x + ui.px(8);
    for (const std::string& id : context.app.database->ids()) {
      std::string name = id;
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
      if (ui.chip(x, bar.y + ui.px(7), name, id == context.app.database_generation))
        context.app.run_or_tell("database " + id);
    }
    const float room = bar.right() - ui.px(8) - x;
    if (room < ui.px(80)) return;
    const float width = std::min(ui.px(260), room - ui.px(8));
    if (draw_filter_box(context, {bar.right() - ui.px(8) - width, bar.y + ui.px(6), width, ui.px(22)},
                        "##filter", filter_, "Registers, fields, concepts", "database"))
      list_rows();
  }

  void draw_summary(const ui::Ui& ui, const ui::Rect& line) const {
    std::string text = generation_->name;
    if (generation_->td_version != 0) text += " · TD v" + std::to_string(generation_->td_version);
    text += " · " + ui::comma_number(registers_) + " registers · " + ui::comma_number(fields_) + " fields";
    if (!generation_->encoding.walk) text += " · tasks are not decoded";
    if (!generation_->chips.empty()) text += " · " + join(generation_->chips, ", ");
    ui.text(line.inset(ui.px(12), 0), Style::Caption, ui.c.tx3, text);
  }

  /// Takes the part for the word in full off `area`: at the right where there is room, else below.
  ui::Rect split(const ui::Ui& ui, ui::Rect& area) const {
    if (area.w >= ui.px(kThreeColumns)) {
      const ui::Rect side = area.cut_right(std::max(ui.px(560), std::floor(area.w * 0.48F)));
      ui.vline(side.x, side.y, side.bottom(), ui.c.line1);
      return side;
    }
    const ui::Rect below = area.cut_bottom(std::floor(area.h * 0.6F));
    ui.hline(below.x, below.right(), below.y, ui.c.line1);
    return below;
  }

  std::size_t matches_in(const regdb::Block* block) const {
    return static_cast<std::size_t>(std::count_if(rows_.begin(), rows_.end(), [&](const DatabaseRow& row) {
      return row.word.block == block && row.field == nullptr;
    }));
  }

  void draw_blocks(ui::ViewContext& context, const ui::Rect& area) {
    const ui::Ui& ui = context.ui;
    ui::List list(ui, "blocks", area, generation_->blocks.size() + 1, ui.row(), block_scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      const regdb::Block* block = i == 0 ? nullptr : &generation_->blocks[i - 1];
      const ui::Rect row = list.row(i);
      ui::draw_row_ground(ui, row, block == block_, false, list.hovered == i);
      if (block != nullptr) {
        ui.block_bar(row.x + ui.px(10), row.y + ui.px(3), row.h - ui.px(6), block->name);
      } else {
        ui.icon({row.x + ui.px(4), row.y, ui.px(16), row.h}, ui::Icon::Header, 12, ui.c.tx3);
      }
      const std::size_t count = !filter_.empty()   ? matches_in(block)
                                : block != nullptr ? block->registers.size()
                                                   : generation_->header.size();
      const ui::Rect inside{row.x + ui.px(22), row.y, row.w - ui.px(34), row.h};
      ui.text(inside, Style::Small, count == 0 ? ui.c.tx4 : ui.c.tx3, std::to_string(count), Align::Right);
      ui.text({inside.x, inside.y, inside.w - ui.px(24), inside.h}, Style::Body,
              count == 0 ? ui.c.tx3 : ui.c.tx1, block != nullptr ? block->name : "Task header");
    }
    if (!list.hovered) return;
    const regdb::Block* block = *list.hovered == 0 ? nullptr : &generation_->blocks[*list.hovered - 1];
    if (block != nullptr) ui.tooltip(list.row(*list.hovered), block->title + "\n" + block->doc);
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) choose_block(ui, block);
  }

  void choose_block(const ui::Ui& ui, const regdb::Block* block) {
    block_ = block;
    if (filter_.empty()) list_rows();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].word.block != block) continue;
      show(rows_[i]);
      return ui::reveal_row(scroll_, i, ui.row());
    }
  }

  std::optional<std::size_t> selected_row() const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!(rows_[i].word == word_)) continue;
      if (rows_[i].field == field_) return i;
      if (!found) found = i;
    }
    return found;
  }

  void draw_words(ui::ViewContext& context, ui::Rect area) {
    const ui::Ui& ui = context.ui;
    if (rows_.empty() && !filter_.empty()) {
      if (draw_no_match(context, area, filter_)) list_rows();
      return;
    }
    const Columns columns(ui, kRegisterColumns, area);
    columns.draw_header(ui, area.cut_top(ui.px(24)), kRegisterColumns.size(), false);
    const auto selected = selected_row();
    if (const auto next = row_by_key(context, selected, rows_.size(), area.h / ui.row())) {
      show(rows_[*next]);
      ui::reveal_row(scroll_, *next, ui.row());
    }
    ui::List list(ui, "words", area, rows_.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      const ui::Rect row = list.row(i);
      ui::draw_row_ground(ui, row, selected == i, context.focused, list.hovered == i);
      draw_word(ui, columns, row, rows_[i], selected == i);
    }
    if (!list.hovered) return;
    const DatabaseRow& row = rows_[*list.hovered];
    ui.tooltip(list.row(*list.hovered), row.field != nullptr ? row.field->doc : row.word.doc());
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) show(row);
  }

  void draw_word(const ui::Ui& ui, const Columns& columns, const ui::Rect& row, const DatabaseRow& entry,
                 bool selected) const {
    const DatabaseWord& word = entry.word;
    const ImU32 quiet = selected ? ui.c.tx2 : ui.c.tx3;
    const bool field = entry.field != nullptr;
    ui::Rect name = columns.cell(row, kRegisterName);
    if (!filter_.empty() && word.block != nullptr && !field)
      ui.block_bar(row.x + ui.px(2), row.y + ui.px(3), row.h - ui.px(6), word.block->name);
    ui.text(columns.cell(row, kRegisterPlace), Style::Data, quiet,
            field ? bits_text(*entry.field) : word.place());
    if (field) name.cut_left(ui.px(14));
    ui.text(name, field ? Style::Body : Style::BodyBold, word.known() ? ui.c.tx1 : quiet,
            field ? entry.field->name : word.name(), Align::Left, ui::Elide::Middle);
    if (columns.has(kRegisterConfidence))
      draw_confidence_cell(ui, columns.cell(row, kRegisterConfidence), confidence_of(word, entry.field));
    ui.text(columns.cell(row, kRegisterDoc), Style::Caption, quiet, field ? entry.field->doc : word.doc());
    if (field) return;
    const bool many = word.reg != nullptr && word.reg->count > 1;
    ui.text(columns.cell(row, kRegisterCount), Style::Data, many ? ui.c.tx1 : quiet,
            many ? "×" + std::to_string(word.reg->count) : "1", Align::Right);
    ui.text(columns.cell(row, kRegisterFields), Style::Data, word.fields().empty() ? ui.c.tx4 : ui.c.tx2,
            word.fields().empty() ? "—" : std::to_string(word.fields().size()), Align::Right);
  }

  regdb::GenerationPtr generation_;
  /// Shared with the job, which may end after the view.
  std::shared_ptr<AllGenerations> all_ = std::make_shared<AllGenerations>();
  std::string error_, filter_;
  std::size_t registers_ = 0, fields_ = 0;
  const regdb::Block* block_ = nullptr;  ///< null: the task header
  DatabaseWord word_;
  const regdb::Field* field_ = nullptr;
  std::vector<DatabaseRow> rows_;
  ui::Scroll scroll_, block_scroll_;
  ui::SelectionWatch watch_;
  DatabaseDetail detail_;
};

}  // namespace

std::unique_ptr<ui::View> make_database_view() {
  return std::make_unique<DatabaseView>();
}

}  // namespace ane::views
