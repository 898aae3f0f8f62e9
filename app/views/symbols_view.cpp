#include <array>

#include "app/state/goto.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/symbol_rows.hpp"
#include "core/base/text.hpp"
#include "core/container/layout.hpp"

namespace ane::views {
namespace {

using document::Document;
using ui::Align;
using ui::Style;

constexpr std::array<Column, 5> kSymbolColumns = {{{"#", 48, Align::Right},
                                                   {"Name", 130, Align::Left, true},
                                                   {"Section", 96},
                                                   {"Value", 140, Align::Right},
                                                   {"Type", 96}}};
constexpr std::array<Column, 7> kRelocationColumns = {{{"Section", 96},
                                                       {"Address", 92, Align::Right},
                                                       {"Target", 120, Align::Left, true},
                                                       {"Bytes", 40, Align::Right},
                                                       {"Relative", 52},
                                                       {"Type", 36, Align::Right},
                                                       {"File offset", 84, Align::Right}}};

std::string value_hex(std::uint64_t value) {
  return ui::grouped_hex(value, value > UINT32_MAX ? 16 : 8);
}

/// What both lists keep: which entries they show, in which order.
struct Listing {
  std::string filter;
  Sorting sorting;
  Order order;  ///< null: every entry in file order
  bool busy = false;
  ui::Scroll scroll;

  bool plain() const { return filter.empty() && sorting.column == 0 && !sorting.down; }
  std::size_t entry(std::size_t row) const { return order ? (*order)[row] : row; }
  std::optional<std::size_t> row_of(std::size_t entry) const {
    if (!order) return entry;
    for (std::size_t i = 0; i < order->size(); ++i)
      if ((*order)[i] == entry) return i;
    return std::nullopt;
  }
};

class SymbolsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    open(*context.file);
    ui::Rect area = context.area;
    draw_bar(context, area.cut_top(context.ui.px(34)));
    if (entries() == 0) return draw_none(context, area);
    if (listing().order && listing().order->empty() && !listing().busy) {
      if (draw_no_match(context, area, listing().filter)) reorder(context);
      return;
    }
    draw_list(context, area);
    draw_row_menu(context);
  }

  std::string badge(const state::App& app) override {
    const state::OpenFile* file = app.active();
    if (file == nullptr || !file->document()->container().symbols) return "";
    return ui::comma_number(file->document()->container().symbols->count);
  }

 private:
  void open(const state::OpenFile& file) {
    if (document_ == file.document()) return;
    document_ = file.document();
    relocations_ = std::make_shared<RelocationRows>(*document_);
    lists_ = std::make_shared<std::array<Listing, 2>>();
    selected_entry_.reset();
  }

  Listing& listing() { return (*lists_)[static_cast<std::size_t>(tab_)]; }
  const container::SymbolTable* table() const {
    const auto& symbols = document_->container().symbols;
    return symbols ? &*symbols : nullptr;
  }
  std::size_t entries() const {
    if (tab_ != 0) return relocations_->size();
    return table() == nullptr ? 0 : table()->count;
  }

  void draw_bar(ui::ViewContext& context, const ui::Rect& bar) {
    ui::Ui& ui = context.ui;
    const std::string symbols = "Symbols " + ui::comma_number(table() == nullptr ? 0 : table()->count);
    const std::string relocations = "Relocations " + ui::comma_number(relocations_->size());
    const std::array<std::string_view, 2> labels = {symbols, relocations};
    const float part =
        std::max(ui.width(Style::Body, symbols), ui.width(Style::Body, relocations)) + ui.px(20);
    const ui::Rect place{bar.x + ui.px(8), bar.y + ui.px(5), 2 * part + ui.px(4), ui.px(24)};
    if (const auto chosen = ui.segmented("tab", place, labels.data(), 2, tab_)) {
      tab_ = *chosen;
      select_from(*context.file);
    }
    const float room = bar.right() - ui.px(8) - (place.right() + ui.px(8));
    if (room < ui.px(60)) return;
    const float width = std::min(ui.px(240), room);
    const ui::Rect box{bar.right() - ui.px(8) - width, bar.y + ui.px(6), width, ui.px(22)};
    if (draw_filter_box(context, box, "##filter", listing().filter, "Filter", "symbols")) reorder(context);
    if (listing().order && !listing().filter.empty() && room > width + ui.px(90))
      ui.text({box.x - ui.px(90), box.y, ui.px(82), box.h}, Style::Caption, ui.c.tx3,
              ui::comma_number(listing().order->size()) + " shown", Align::Right);
  }

  void draw_none(const ui::ViewContext& context, const ui::Rect& area) const {
    if (document_->format() == document::Format::Anec)
      return ui::draw_empty(context.ui, area, tab_ != 0 ? "No relocations" : "No symbols",
                            ".anec files hold numbers only: no names and nothing to relocate.");
    if (tab_ != 0)
      return ui::draw_empty(context.ui, area, "No relocations", "No section of this file has any.");
    ui::draw_empty(context.ui, area, "No symbols", "This file has no symbol table.");
  }

  /// Filters and sorts in a job; the old list stays until the new one is there.
  void reorder(ui::ViewContext& context) {
    Listing& list = listing();
    list.scroll = {};
    if (list.plain()) {
      context.app.jobs.cancel_tag("symbols");
      list.order.reset();
      list.busy = false;
      return;
    }
    list.busy = true;
    context.app.jobs.start(
        "symbols", "Sorting symbols",
        [document = document_, rows = relocations_, lists = lists_, tab = tab_, filter = list.filter,
         sorting = list.sorting](state::Progress& progress) -> state::Completion {
          Order order = tab == 0 ? order_symbols(*document, filter, static_cast<SymbolKey>(sorting.column),
                                                 sorting.down, progress)
                                 : order_relocations(*document, *rows, filter, progress);
          return [lists, tab, order, filter] {
            Listing& target = (*lists)[static_cast<std::size_t>(tab)];
            if (target.filter != filter) return;
            target.order = order;
            target.busy = false;
          };
        });
  }

  void draw_list(ui::ViewContext& context, ui::Rect area) {
    const ui::Ui& ui = context.ui;
    Listing& list = listing();
    const std::span<const Column> specs =
        tab_ == 0 ? std::span<const Column>(kSymbolColumns) : std::span<const Column>(kRelocationColumns);
    const Columns columns(ui, specs, area);
    const std::size_t sorted = tab_ == 0 ? list.sorting.column : specs.size();
    const auto clicked = columns.draw_header(ui, area.cut_top(ui.px(24)), sorted, list.sorting.down);
    if (clicked && tab_ == 0) {
      list.sorting.click(*clicked);
      reorder(context);
    }
    const std::size_t count = list.order ? list.order->size() : entries();
    follow(context, area, count);
    ui::List rows(ui, tab_ == 0 ? "symbols" : "relocations", area, count, ui.row(), list.scroll);
    for (std::size_t i = rows.first; i < rows.last; ++i)
      draw_row(context, columns, rows.row(i), list.entry(i), rows.hovered == i);
    if (!rows.hovered) return;
    point_at(context, list.entry(*rows.hovered));
    const std::string name = full_name(list.entry(*rows.hovered));
    const float room = columns.cell(area, tab_ == 0 ? 1 : 2).w;
    if (ui.width(Style::Data, name) > room) ui.tooltip(rows.row(*rows.hovered), name);
  }

  /// Keeps the marked row and the selection together, in both directions.
  void follow(ui::ViewContext& context, const ui::Rect& area, std::size_t count) {
    const ui::Ui& ui = context.ui;
    Listing& list = listing();
    if (watch_.changed(*context.file)) {
      select_from(*context.file);
      const auto row = selected_entry_ ? list.row_of(*selected_entry_) : std::nullopt;
      if (row && !ui.hovers(area)) ui::reveal_row(list.scroll, *row, ui.row());
    }
    if (!context.focused) return;
    const auto current = selected_entry_ ? list.row_of(*selected_entry_) : std::nullopt;
    const auto next = row_by_key(context, current, count, area.h / ui.row());
    if (!next) return;
    context.app.select(selection_of(*context.file, list.entry(*next)));
    ui::reveal_row(list.scroll, *next, ui.row());
  }

  void select_from(const state::OpenFile& file) {
    selected_entry_.reset();
    const Extent bytes = file.selection().bytes;
    if (bytes.empty()) return;
    if (tab_ != 0) {
      selected_entry_ = relocations_->row_at(*document_, bytes.offset);
    } else if (table() != nullptr && table()->symbols.contains(bytes)) {
      selected_entry_ = (bytes.offset - table()->symbols.offset) / container::symbol::kSize;
    }
  }

  state::Selection selection_of(const state::OpenFile& file, std::size_t entry) const {
    if (tab_ == 0) {
      const std::uint64_t at = table()->symbols.offset + entry * std::uint64_t{container::symbol::kSize};
      return file.of_extent({at, container::symbol::kSize}, {});
    }
    const auto relocation = relocations_->at(*document_, entry);
    return relocation ? file.of_extent(relocation->relocation.where, {}) : state::Selection{};
  }

  void point_at(ui::ViewContext& context, std::size_t entry) {
    const state::Selection selection = selection_of(*context.file, entry);
    context.file->hover = selection;
    const bool right = ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (right || ImGui::IsMouseClicked(ImGuiMouseButton_Left)) context.app.select(selection);
    if (right) open_row_menu();
    if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) go_to_value(context, entry);
  }

  std::string full_name(std::size_t entry) const {
    if (tab_ == 0)
      return escaped(
          container::read_symbol(document_->file(), *table(), static_cast<std::uint32_t>(entry)).name);
    const auto relocation = relocations_->at(*document_, entry);
    return relocation ? escaped(relocation->target) : "";
  }

  /// Not the command "follow": that one follows what is selected, which a double click only changes by the
  /// next frame.
  void go_to_value(ui::ViewContext& context, std::size_t entry) const {
    state::OpenFile& file = *context.file;
    if (tab_ == 0) {
      const auto symbol =
          container::read_symbol(document_->file(), *table(), static_cast<std::uint32_t>(entry));
      const auto offset = state::offset_of_address(file, symbol.value);
      if (offset) return context.app.select(file.at_byte(*offset));
      return context.app.toast(Severity::Warning, hex(symbol.value) + " is not in the file");
    }
    const auto relocation = relocations_->at(*document_, entry);
    const auto bytes = relocation ? patched_bytes(*relocation) : std::nullopt;
    if (bytes) return context.app.select(file.of_extent(*bytes, {}));
    context.app.toast(Severity::Warning, "the relocated bytes are not in the file");
  }

  void draw_row(const ui::ViewContext& context, const Columns& columns, const ui::Rect& row,
                std::size_t entry, bool hovered) const {
    const bool selected = selected_entry_ == entry;
    ui::draw_row_ground(context.ui, row, selected, context.focused, hovered);
    const ImU32 quiet = selected ? context.ui.c.tx2 : context.ui.c.tx3;
    if (tab_ == 0) {
      draw_symbol(context.ui, columns, row, static_cast<std::uint32_t>(entry), quiet);
    } else {
      draw_relocation(context.ui, columns, row, entry, quiet);
    }
  }

  void draw_symbol(const ui::Ui& ui, const Columns& columns, const ui::Rect& row, std::uint32_t index,
                   ImU32 quiet) const {
    const container::Symbol symbol = container::read_symbol(document_->file(), *table(), index);
    const std::string section = section_name(*document_, symbol.section);
    ui.text(columns.cell(row, 0), Style::Data, quiet, std::to_string(index), Align::Right);
    if (symbol.name_ok) {
      ui.text(columns.cell(row, 1), Style::Data, symbol.name.empty() ? ui.c.tx4 : ui.c.tx1,
              symbol.name.empty() ? "—" : escaped(symbol.name), Align::Left, ui::Elide::Middle);
    } else {
      ui.text(columns.cell(row, 1), Style::Body, ui.c.error, "name outside the string table");
    }
    ui.text(columns.cell(row, 2), Style::Data, section.empty() ? ui.c.tx4 : ui.c.tx2,
            section.empty() ? "—" : escaped(section), Align::Left, ui::Elide::Middle);
    ui.text(columns.cell(row, 3), Style::Data, symbol.value == 0 ? quiet : ui.c.tx1, value_hex(symbol.value),
            Align::Right, ui::Elide::Never);
    ui.text(columns.cell(row, 4), Style::Body, ui.c.tx2, symbol_type(symbol.type));
  }

  void draw_relocation(const ui::Ui& ui, const Columns& columns, const ui::Rect& row, std::size_t index,
                       ImU32 quiet) const {
    const auto entry = relocations_->at(*document_, index);
    if (!entry) return;
    const container::Relocation& relocation = entry->relocation;
    ui.text(columns.cell(row, 0), Style::Data, ui.c.tx2, escaped(entry->section->name), Align::Left,
            ui::Elide::Middle);
    ui.text(columns.cell(row, 1), Style::Data, ui.c.tx1,
            ui::grouped_hex(static_cast<std::uint32_t>(relocation.address), 8), Align::Right,
            ui::Elide::Never);
    const std::string target = entry->target.empty() ? (relocation.external ? "no symbol " : "no section ") +
                                                           std::to_string(relocation.number)
                                                     : escaped(entry->target);
    ui.text(columns.cell(row, 2), Style::Data, entry->target.empty() ? ui.c.error : ui.c.tx1, target,
            Align::Left, ui::Elide::Middle);
    ui.text(columns.cell(row, 3), Style::Data, ui.c.tx1, std::to_string(1U << (relocation.length & 3U)),
            Align::Right);
    ui.text(columns.cell(row, 4), Style::Body, relocation.pcrel ? ui.c.tx1 : quiet,
            relocation.pcrel ? "yes" : "no");
    ui.text(columns.cell(row, 5), Style::Data, quiet, std::to_string(relocation.type), Align::Right);
    ui.text(columns.cell(row, 6), Style::Data, quiet, hex(relocation.where.offset, 8), Align::Right);
  }

  document::DocumentPtr document_;
  std::shared_ptr<const RelocationRows> relocations_;
  /// Shared with the jobs, which may end after the view; a new file gets new ones.
  std::shared_ptr<std::array<Listing, 2>> lists_ = std::make_shared<std::array<Listing, 2>>();
  int tab_ = 0;
  ui::SelectionWatch watch_;
  std::optional<std::size_t> selected_entry_;
};

}  // namespace

std::unique_ptr<ui::View> make_symbols_view() {
  return std::make_unique<SymbolsView>();
}

}  // namespace ane::views
