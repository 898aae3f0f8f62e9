#include <algorithm>
#include <map>

#include "app/state/outline.hpp"
#include "app/views/all_views.hpp"
#include "app/views/field_editor.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::OpenFile;
using state::Selection;
using tree::Kind;
using tree::Node;
using ui::Rect;
using ui::Style;

/// A node with those of its children that somebody opened. Rows are found by counting, so that a branch of a
/// million children costs nothing until it is seen.
struct Item {
  Node node;
  tree::ChildrenPtr children;
  std::map<std::size_t, Item> opened;
  bool open = false;

  std::size_t child_count() const { return children ? children->count() : 0; }
  std::size_t rows_below() const {
    if (!open) return 0;
    std::size_t rows = child_count();
    for (const auto& [index, child] : opened) rows += child.rows_below();
    return rows;
  }
  void set_open(bool wanted) {
    open = wanted && !node.is_leaf();
    if (open && !children) children = node.expand();
  }
  /// Child `index`, kept from now on.
  Item& child(std::size_t index) {
    const auto found = opened.find(index);
    if (found != opened.end()) return found->second;
    return opened.emplace(index, Item{children->at(index), {}, {}, false}).first->second;
  }
};

struct Row {
  Node node;
  int depth = 0;
  bool open = false;
  std::vector<std::size_t> path;
};

// Row `wanted` of what is visible below `item`.
Row row_at(const Item& item, std::size_t wanted, int depth, std::vector<std::size_t> path) {
  std::size_t next = 0;
  for (const auto& [index, child] : item.opened) {
    if (wanted < index - next) break;
    wanted -= index - next;
    next = index;
    path.push_back(index);
    if (wanted == 0) return {child.node, depth, child.open, path};
    const std::size_t below = child.rows_below();
    if (wanted <= below) return row_at(child, wanted - 1, depth + 1, path);
    path.pop_back();
    wanted -= 1 + below;
    next = index + 1;
  }
  path.push_back(next + wanted);
  return {item.children->at(next + wanted), depth, false, path};
}

bool is_block(const ui::Ui& ui, const Node& node) {
  return node.kind == Kind::Group && !ui::block_color(ui.c, node.name).code.empty();
}

ui::Icon icon_of(const Node& node) {
  switch (node.kind) {
    case Kind::Command:
      return ui::Icon::Command;
    case Kind::Segment:
      return ui::Icon::Segment;
    case Kind::Task:
      return ui::Icon::Task;
    case Kind::Unknown:
      return ui::Icon::Unexplained;
    case Kind::Data:
      return ui::Icon::Weights;
    case Kind::Record:
      return node.name == "Task header" ? ui::Icon::Header : ui::Icon::Tensor;
    case Kind::File:
      return ui::Icon::File;
    case Kind::Group:
      return node.name == "Header"               ? ui::Icon::Header
             : node.name == "Tensors"            ? ui::Icon::Tensor
             : node.name == "Tasks"              ? ui::Icon::Task
             : node.name.starts_with("Symbol")   ? ui::Icon::Symbol
             : node.name.starts_with("Segments") ? ui::Icon::Segment
                                                 : ui::Icon::Command;
    default:
      return ui::Icon::Field;
  }
}

// Names that the file chose are set in Mono, our own words and the database's in Inter.
bool is_file_word(const Node& node) {
  switch (node.kind) {
    case Kind::Segment:
    case Kind::Section:
    case Kind::Text:
    case Kind::Field:
    case Kind::Data:
      return true;
    case Kind::Record:
      return node.name != "Task header" && node.name != "Header";
    case Kind::Unknown:
      return node.name.starts_with("0x");
    default:
      return false;
  }
}

class ExplorerView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    OpenFile& file = *context.file;
    refresh(file);
    Rect area = context.area;
    draw_filter(context, area.cut_top(context.ui.px(40)));
    if (!filter_.empty()) {
      draw_matches(context, area);
      return;
    }
    if (watch_.changed(file)) follow(context, area);
    handle_keys(context);
    draw_rows(context, area);
    draw_row_menu(context);
  }

 private:
  struct PerFile {
    const void* document = nullptr;
    bool with_tasks = false, with_survey = false;
    Item root;
    ui::Scroll scroll;
    std::vector<std::size_t> cursor;  ///< path of the selected row
  };

  void refresh(const OpenFile& file) {
    current_ = &files_[file.id()];
    const void* document = file.document().get();
    const bool tasks = file.tasks != nullptr, survey = file.survey != nullptr;
    if (current_->document == document && current_->with_tasks == tasks && current_->with_survey == survey)
      return;
    const bool first = current_->document == nullptr;
    const bool tasks_open = first || !current_->with_tasks;
    Item old = std::move(current_->root);
    current_->document = document;
    current_->with_tasks = tasks;
    current_->with_survey = survey;
    current_->root = Item{state::make_outline(file), {}, {}, false};
    current_->root.set_open(true);
    for (std::size_t i = 0; i < current_->root.child_count(); ++i) {
      const Node node = current_->root.children->at(i);
      const auto was = std::find_if(old.opened.begin(), old.opened.end(), [&](const auto& entry) {
        return entry.second.open && entry.second.node.name == node.name;
      });
      if (was != old.opened.end()) open_again(current_->root.child(i), was->second);
      if ((tasks_open && (node.name == "Tasks" || node.name == "Tensors")))
        current_->root.child(i).set_open(true);
    }
    watch_ = {};
  }

  // Other bytes, or more of what is known of them, leave open what was open.
  static void open_again(Item& item, const Item& old) {
    if (!old.open || item.node.is_leaf()) return;
    item.set_open(true);
    for (const auto& [index, child] : old.opened) {
      if (!child.open || index >= item.child_count()) continue;
      if (item.children->at(index).name == child.node.name) open_again(item.child(index), child);
    }
  }

  void draw_filter(ui::ViewContext& context, const Rect& bar) {
    const ui::Ui& ui = context.ui;
    const bool take =
        context.app.focus_find == "explorer" ||
        (context.focused && !ImGui::GetIO().WantTextInput && ImGui::IsKeyPressed(ImGuiKey_Slash));
    if (take) context.app.focus_find.clear();
    Rect box = bar.inset(ui.px(8), ui.px(8));
    const std::string before = filter_;
    context.ui.input("filter", box, filter_, "Filter", ui::Icon::Search, take);
    if (filter_.empty()) ui.key_cap(box.right() - ui.px(24), box.y, box.h, "/");
    if (filter_ == before) return;
    if (filter_.empty()) {
      context.app.jobs.cancel_tag("filter outline");
      return;
    }
    auto shared = shared_matches_;
    context.app.jobs.start(
        "filter outline", "Filtering",
        [root = current_->root.node, text = filter_, shared](state::Progress& progress) -> state::Completion {
          auto rows = std::make_shared<const std::vector<state::OutlineMatch>>(
              state::filter_outline(root, text, progress));
          return [shared, rows, text] { *shared = {text, rows}; };
        });
  }

  void draw_matches(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    if (shared_matches_->first != filter_) {
      ui::draw_loading(ui, area);
      return;
    }
    const auto& rows = *shared_matches_->second;
    if (rows.empty()) {
      ui::draw_empty(ui, area, "0 matches for “" + filter_ + "”",
                     "Ctrl+Shift+F searches the whole file, values and bytes too.");
      return;
    }
    ui::List list(ui, "matches", area, rows.size(), ui.row(), match_scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      const Row row{rows[i].node,
                    rows[i].depth,
                    !rows[i].node.is_leaf() && i + 1 < rows.size() && rows[i + 1].depth > rows[i].depth,
                    {}};
      draw_row(context, list.row(i), row, false, list.hovered == i, !rows[i].matches);
    }
    if (list.hovered && ui.clicks(list.row(*list.hovered))) select(context, rows[*list.hovered].node);
  }

  void draw_rows(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    Item& root = current_->root;
    ui::List list(ui, "rows", area, root.rows_below(), ui.row(), current_->scroll);
    std::vector<std::size_t> toggled;
    for (std::size_t i = list.first; i < list.last; ++i) {
      const Row row = row_at(root, i, 0, {});
      const Rect r = list.row(i);
      const bool hovered = list.hovered == i;
      draw_row(context, r, row, row.path == current_->cursor, hovered, false);
      if (!hovered) continue;
      if (!row.node.where.empty())
        context.file->hover = context.file->of_extent(row.node.where, row.node.bits);
      const float arrow = r.x + ui.px(8.0F + 14.0F * static_cast<float>(row.depth));
      const bool on_arrow = ImGui::GetIO().MousePos.x < arrow + ui.px(14);
      const bool group_only = row.node.where.empty();
      if (ui.clicks(r) || ui.right_clicks(r)) {
        current_->cursor = row.path;
        if (!on_arrow && !group_only) select(context, row.node);
        if (!row.node.is_leaf() && (on_arrow || group_only)) toggled = row.path;
      }
      if (ui.double_clicks(r) && !on_arrow && !group_only && !row.node.is_leaf()) toggled = row.path;
      if (ui.right_clicks(r)) open_row_menu();
      ui.tooltip(r, tooltip_of(row.node));
    }
    if (!toggled.empty()) toggle(toggled);
  }

  static std::string tooltip_of(const Node& node) {
    std::string text = node.name + (node.value.text.empty() ? "" : "  " + node.value.text);
    if (!node.doc.empty() && node.kind != Kind::Task) text += "\n" + node.doc;
    if (!node.where.empty()) text += "\n" + range_text(node.where) + " · " + byte_size(node.where.size);
    return text;
  }

  void draw_row(ui::ViewContext& context, const Rect& r, const Row& row, bool selected, bool hovered,
                bool quiet) const {
    const ui::Ui& ui = context.ui;
    const bool preview = context.file->hovered && !hovered && !row.node.where.empty() &&
                         row.node.where == context.file->hovered->bytes && row.node.kind == Kind::Register;
    ui::draw_row_ground(ui, r, selected, context.focused, hovered || preview);
    const Node& node = row.node;
    float x = r.x + ui.px(8.0F + 14.0F * static_cast<float>(row.depth));
    if (!node.is_leaf())
      ui.icon({x, r.y, ui.px(14), r.h}, row.open ? ui::Icon::Collapse : ui::Icon::Expand, 12, ui.c.tx3);
    x += ui.px(14);
    if (is_block(ui, node)) {
      ui.block_bar(x + ui.px(3), r.y + ui.px(3), r.h - ui.px(6), node.name);
      x += ui.px(13);
    } else if (node.kind == Kind::Task && !node.doc.empty()) {
      ui.block_bar(x + ui.px(3), r.y + ui.px(3), r.h - ui.px(6), node.doc);
      x += ui.px(13);
    } else {
      ui.icon({x, r.y, ui.px(20), r.h}, icon_of(node), 14,
              node.kind == Kind::Unknown ? ui.c.unknown : ui.c.tx3);
      x += ui.px(23);
    }
    const Style style = is_file_word(node) ? Style::Small : Style::Body;
    const ImU32 color = quiet ? ui.c.tx3 : ui.c.tx1;
    const float right = r.right() - ui.px(14);
    const float room = right - x;
    const float name_width = ui.width(style, node.name);
    const bool edited = is_edited(*context.file, node.where, node.bits);
    const std::string value = (edited ? "~ " : "") + node.value.text;
    const float value_width =
        std::min(ui.width(Style::Small, value), std::max(room - name_width - ui.px(10), room * 0.45F));
    ui.text({right - value_width, r.y, value_width, r.h}, Style::Small,
            edited                                                      ? ui.c.changed
            : selected                                                  ? ui.c.tx2
            : node.value.text == "0" || node.value.text == "0x00000000" ? ui.c.tx3
                                                                        : ui.c.tx2,
            value, ui::Align::Right, ui::Elide::Middle);
    ui.text({x, r.y, room - value_width - ui.px(10), r.h}, style, color,
            is_block(ui, node) ? ui::block_color(ui.c, node.name).title : std::string_view(node.name),
            ui::Align::Left, is_file_word(node) ? ui::Elide::Middle : ui::Elide::End);
  }

  void select(ui::ViewContext& context, const Node& node) {
    if (!node.where.empty()) context.app.select(context.file->of_extent(node.where, node.bits));
  }

  Item* item_of(const std::vector<std::size_t>& path) {
    Item* item = &current_->root;
    for (const std::size_t index : path) {
      if (!item->children || index >= item->child_count()) return nullptr;
      item = &item->child(index);
    }
    return item;
  }

  void toggle(const std::vector<std::size_t>& path) {
    if (Item* item = item_of(path)) item->set_open(!item->open);
  }

  std::size_t row_of(const std::vector<std::size_t>& path) const {
    std::size_t row = 0;
    const Item* item = &current_->root;
    for (const std::size_t index : path) {
      for (const auto& [other, child] : item->opened) {
        if (other >= index) break;
        row += child.rows_below();
      }
      row += index + 1;
      const auto next = item->opened.find(index);
      if (next == item->opened.end()) break;
      item = &next->second;
    }
    return row - 1;
  }

  // The child that holds the bytes; of branches with very many children only those of tasks are looked
  // through, whose numbers say which it is.
  std::optional<std::size_t> child_with(const Item& item, const Selection& selection) const {
    if (item.node.name == "Tasks") return selection.task;
    constexpr std::size_t kMost = 4096;
    for (std::size_t i = 0; i < std::min(kMost, item.child_count()); ++i) {
      const Node node = item.children->at(i);
      const bool is_tasks = node.name == "Tasks" && node.kind == Kind::Group;
      if (selection.task.has_value() != is_tasks && item.node.kind == Kind::File) continue;
      if (!node.where.contains(selection.bytes) || node.where.empty()) continue;
      if (node.bits && (!selection.bits || node.bits->lsb != selection.bits->lsb)) continue;
      return i;
    }
    return std::nullopt;
  }

  void follow(ui::ViewContext& context, const Rect& area) {
    const Selection& selection = context.file->selection();
    const auto shown = selected_node();
    if (shown && shown->where == selection.bytes && !shown->bits == !selection.bits &&
        (!shown->bits || shown->bits->lsb == selection.bits->lsb))
      return;
    current_->cursor.clear();
    if (selection.bytes.empty()) return;
    Item* item = &current_->root;
    std::vector<std::size_t> path;
    for (;;) {
      const auto index = child_with(*item, selection);
      if (!index) break;
      path.push_back(*index);
      Item& child = item->child(*index);
      if (child.node.where == selection.bytes && (!selection.bits || child.node.is_leaf())) break;
      if (child.node.is_leaf()) break;
      child.set_open(true);
      item = &child;
    }
    current_->cursor = path;
    const float rows = context.ui.row();
    if (!path.empty() && !area.contains(ImGui::GetIO().MousePos))
      ui::reveal_row(current_->scroll, row_of(path), rows);
  }

  std::optional<Node> selected_node() {
    if (current_->cursor.empty()) return std::nullopt;
    const Item* item = item_of(current_->cursor);
    if (item == nullptr) return std::nullopt;
    return item->node;
  }

  void handle_keys(ui::ViewContext& context) {
    if (!context.focused || ImGui::GetIO().WantTextInput || ImGui::GetIO().KeyMods != 0) return;
    const std::size_t count = current_->root.rows_below();
    if (count == 0) return;
    std::size_t row = current_->cursor.empty() ? 0 : row_of(current_->cursor);
    const std::size_t before = row;
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) row = std::min(row + 1, count - 1);
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow) && row > 0) --row;
    if (ImGui::IsKeyPressed(ImGuiKey_PageDown)) row = std::min(row + 20, count - 1);
    if (ImGui::IsKeyPressed(ImGuiKey_PageUp)) row = row < 20 ? 0 : row - 20;
    if (ImGui::IsKeyPressed(ImGuiKey_Home)) row = 0;
    if (ImGui::IsKeyPressed(ImGuiKey_End)) row = count - 1;
    if (row != before) {
      const Row next = row_at(current_->root, row, 0, {});
      current_->cursor = next.path;
      select(context, next.node);
      ui::reveal_row(current_->scroll, row, context.ui.row());
      return;
    }
    Item* item = current_->cursor.empty() ? nullptr : item_of(current_->cursor);
    if (item == nullptr) return;
    if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) item->set_open(true);
    if (!ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) return;
    if (item->open) {
      item->set_open(false);
    } else if (current_->cursor.size() > 1) {
      current_->cursor.pop_back();
      ui::reveal_row(current_->scroll, row_of(current_->cursor), context.ui.row());
    }
  }

  using Matches = std::pair<std::string, std::shared_ptr<const std::vector<state::OutlineMatch>>>;

  std::map<int, PerFile> files_;
  PerFile* current_ = nullptr;
  ui::SelectionWatch watch_;
  std::string filter_;
  std::shared_ptr<Matches> shared_matches_ = std::make_shared<Matches>();
  ui::Scroll match_scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_explorer_view() {
  return std::make_unique<ExplorerView>();
}

}  // namespace ane::views
