#include "app/ui/palette_items.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "app/state/commands.hpp"
#include "app/state/expression.hpp"
#include "app/state/goto.hpp"
#include "app/ui/ui.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::ui {
namespace {

using state::Target;

PaletteGroup group_of(Target::Kind kind) {
  switch (kind) {
    case Target::Kind::Task:
      return PaletteGroup::Tasks;
    case Target::Kind::Field:
      return PaletteGroup::Fields;
    case Target::Kind::Register:
      return PaletteGroup::Registers;
    case Target::Kind::Tensor:
      return PaletteGroup::Tensors;
    case Target::Kind::Section:
      return PaletteGroup::Sections;
    case Target::Kind::Symbol:
      break;
  }
  return PaletteGroup::Symbols;
}

Icon icon_of(Target::Kind kind) {
  switch (kind) {
    case Target::Kind::Task:
      return Icon::Task;
    case Target::Kind::Field:
    case Target::Kind::Register:
      return Icon::Field;
    case Target::Kind::Tensor:
      return Icon::Tensor;
    case Target::Kind::Section:
      return Icon::Segment;
    case Target::Kind::Symbol:
      break;
  }
  return Icon::Symbol;
}

PaletteItem item_of(Target target, const state::OpenFile& file, std::size_t task) {
  PaletteItem item;
  item.group = group_of(target.kind);
  item.icon = icon_of(target.kind);
  item.name = std::move(target.name);
  item.block = std::move(target.block);
  item.selection = std::move(target.selection);
  switch (target.kind) {
    case Target::Kind::Task:
      item.context = std::move(target.context);
      item.value = file.tasks->rows()[*item.selection->task].result;
      if (const std::string& engine = file.tasks->rows()[*item.selection->task].engine; !engine.empty())
        item.block = engine;
      break;
    case Target::Kind::Field:
      item.context = "task " + std::to_string(task);
      item.value = std::move(target.context);
      break;
    case Target::Kind::Register:
      item.context = "task " + std::to_string(task);
      item.value = hex(item.selection->address.value_or(0), 5);
      break;
    case Target::Kind::Tensor:
      item.mono = true;
      item.context = std::move(target.context);
      break;
    case Target::Kind::Section:
    case Target::Kind::Symbol:
      item.mono = true;
      item.value = std::move(target.context);
      break;
  }
  prepare(item);
  return item;
}

std::string binary(std::uint64_t value) {
  std::string digits;
  const unsigned width = std::max(1U, static_cast<unsigned>(std::bit_width(value)));
  for (unsigned bit = width; bit-- > 0;) {
    digits += (value >> bit) & 1 ? '1' : '0';
    if (bit % 4 == 0 && bit > 0) digits += ' ';
  }
  return digits;
}

void copy(state::App& app, const std::string& text) {
  app.clipboard = text;
  app.clipboard_changed = true;
  app.toast(Severity::Note, "Copied " + text);
}

PaletteItem number_item(std::string name, std::string shown, std::string copied) {
  PaletteItem item;
  item.group = PaletteGroup::Numbers;
  item.name = std::move(name);
  item.value = std::move(shown);
  item.icon = Icon::Copy;
  item.act = [text = std::move(copied)](state::App& app) { copy(app, text); };
  return item;
}

PaletteItem place_item(const state::OpenFile& file, std::string_view how, state::Selection selection) {
  PaletteItem item;
  item.group = PaletteGroup::Places;
  item.name = file.describe(selection);
  item.context = how;
  item.value = hex(selection.bytes.offset, 4) + " · " + comma_number(selection.bytes.size) + " B";
  item.icon = Icon::Forward;
  item.selection = std::move(selection);
  return item;
}

}  // namespace

std::vector<PaletteItem> command_items(const state::App& app, std::span<const std::string> recent) {
  std::vector<PaletteItem> items;
  const auto add = [&](const state::Command& command, std::string title, std::string line, bool runs) {
    PaletteItem item;
    item.name = std::move(title);
    item.context = command.menu;
    item.key = state::key_of(app, command);
    item.icon = Icon::Command;
    item.enabled = command.enabled(app);
    if (runs) {
      item.line = std::move(line);
    } else {
      item.text = ">" + line + " ";
    }
    prepare(item);
    items.push_back(std::move(item));
  };
  for (const state::Command& command : state::commands()) {
    const std::string id(command.id), title(command.title);
    if (command.choices != nullptr) {
      for (const state::Choice& choice : command.choices(app)) {
        add(command, title + ": " + choice.title, id + " " + choice.argument, true);
        items.back().key.clear();
      }
    } else {
      add(command, title, id, command.argument.empty() || command.argument.starts_with("["));
    }
  }
  const auto age = [&](const PaletteItem& item) {
    return std::find(recent.begin(), recent.end(), item.line) - recent.begin();
  };
  std::stable_sort(items.begin(), items.end(),
                   [&](const PaletteItem& a, const PaletteItem& b) { return age(a) < age(b); });
  return items;
}

std::vector<PaletteItem> line_items(const state::App& app, std::string_view text) {
  for (const state::Command& command : state::commands()) {
    if (command.argument.empty() || !text.starts_with(command.id)) continue;
    const std::string_view rest = text.substr(command.id.size());
    if (rest.find_first_not_of(' ') == std::string_view::npos || rest.front() != ' ') continue;
    PaletteItem item;
    item.name = text;
    item.context = command.title;
    item.icon = Icon::Command;
    item.enabled = command.enabled(app);
    item.line = text;
    return {item};
  }
  return {};
}

std::vector<PaletteItem> file_items(const state::App& app) {
  std::vector<PaletteItem> items;
  for (const auto& open : app.files) {
    if (open->id() == app.active_file) continue;
    PaletteItem item;
    item.group = PaletteGroup::Files;
    item.name = escaped(open->name());
    item.context = escaped(open->path());
    item.value = open->document()->identity().name;
    item.icon = Icon::File;
    item.mono = true;
    item.act = [id = open->id()](state::App& target) { target.activate(id); };
    prepare(item);
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<PaletteItem> target_items(const state::OpenFile& file, std::size_t task) {
  std::vector<PaletteItem> items;
  for (Target& target : state::targets_of(file, task))
    items.push_back(item_of(std::move(target), file, task));
  return items;
}

std::vector<PaletteItem> place_items(const state::OpenFile& file, std::string_view text, std::string& error) {
  std::vector<PaletteItem> items;
  if (auto offset = state::parse_place(file, text)) {
    items.push_back(place_item(file, "file offset", *offset));
  } else {
    error = offset.error().message;
  }
  if (text.find("..") != std::string_view::npos || text.starts_with("@")) return items;
  if (auto address = state::parse_place(file, "@ " + std::string(text)))
    items.push_back(place_item(file, "address", *address));
  return items;
}

std::vector<PaletteItem> number_items(std::string_view text, std::string& error) {
  const auto result = state::evaluate(text, [](std::string_view) { return std::nullopt; });
  if (!result) {
    error = result.error().message;
    return {};
  }
  const std::int64_t value = *result;
  const auto bits = static_cast<std::uint64_t>(value);
  const std::string decimal = std::to_string(value);
  std::vector<PaletteItem> items;
  items.push_back(number_item("Hexadecimal", hex(bits), hex(bits)));
  items.push_back(number_item("Decimal", value < 0 ? decimal : comma_number(bits), decimal));
  std::string digits = binary(bits);
  std::string together = digits;
  together.erase(std::remove(together.begin(), together.end(), ' '), together.end());
  // 64 digits in groups are wider than the sheet.
  items.push_back(number_item("Binary", digits.size() > 60 ? together : digits, "0b" + together));
  const std::string half = hex(double_to_half(static_cast<double>(value)), 4);
  items.push_back(number_item("fp16 of this number", half, half));
  if (bits <= 0xffff) {
    const std::string real = number(half_to_double(static_cast<std::uint16_t>(bits)));
    items.push_back(number_item("Value of the fp16 with these bits", real, real));
  }
  return items;
}

std::vector<PaletteItem> field_actions(const PaletteItem& field) {
  const std::string name = field.name.substr(field.name.rfind('.') + 1);
  PaletteItem filter;
  filter.name = "Filter tasks by " + name + " != 0";
  filter.value = "reg:" + field.name + "!=0";
  filter.icon = Icon::Filter;
  filter.line = "filter tasks reg:" + field.name + "!=0";
  PaletteItem timeline;
  timeline.name = "Show timeline of " + name;
  timeline.context = field.name;
  timeline.icon = Icon::Command;
  timeline.act = [path = field.name](state::App& app) {
    app.show_timeline(path);
    app.bring_view = "inspector";
  };
  PaletteItem watch;
  watch.name = "Watch " + name;
  watch.context = field.name;
  watch.icon = Icon::Pin;
  watch.act = [path = field.name](state::App& app) {
    std::vector<std::string>& watched = app.active()->watched;
    if (std::find(watched.begin(), watched.end(), path) == watched.end()) watched.push_back(path);
    app.bring_view = "watch";
  };
  std::vector<PaletteItem> items;
  for (PaletteItem* item : {&filter, &timeline, &watch}) {
    items.push_back(std::move(*item));
  }
  return items;
}

std::vector<PaletteItem> help_items() {
  struct Line {
    std::string_view name, context, prefix, key;
  };
  constexpr std::array<Line, 11> kLines = {
      {{"Commands", "every command with its key", ">", ""},
       {"Address or expression", "@text+0x80, @task12, @0x4000..0x4274", "@", ""},
       {"Tasks", "by number or by words of what they do", "#", ""},
       {"Fields and registers", "of the current task", ":", ""},
       {"Calculate", "=0x4000+3*64 in hexadecimal, decimal, binary and fp16", "=", ""},
       {"Move and preview", "the views show the row before it is chosen", "", "Up+Down"},
       {"Move by a page", "", "", "PageUp+PageDown"},
       {"Go, run or copy", "", "", "Enter"},
       {"Back to where you were", "", "", "Escape"},
       {"Next task", "with the same register in view", "", "Ctrl+Down"},
       {"Back in the history", "", "", "Alt+Left"}}};
  std::vector<PaletteItem> items;
  for (const Line& line : kLines) {
    PaletteItem item;
    item.group = line.prefix.empty() ? PaletteGroup::Keys : PaletteGroup::Prefixes;
    item.name = line.name;
    item.context = line.context;
    item.key = line.prefix.empty() ? line.key : line.prefix;
    item.text = line.prefix;
    item.icon = line.prefix.empty() ? Icon::Info : Icon::Search;
    prepare(item);
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace ane::ui
