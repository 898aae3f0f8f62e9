#include "app/ui/palette.hpp"

#include <algorithm>
#include <chrono>

#include "app/state/commands.hpp"
#include "app/ui/sheet_parts.hpp"

namespace ane::ui {
namespace {

constexpr std::size_t kManyTasks = 2000;
constexpr std::size_t kRecentKept = 8;
constexpr std::size_t kShortestField = 3;
constexpr std::string_view kPrefixes = ">@#:=?";

bool has_prefix(std::string_view text) {
  return !text.empty() && kPrefixes.find(text[0]) != std::string_view::npos;
}

// Only what can be an expression: every word would else be looked up as one.
bool may_be_place(std::string_view query) {
  const bool starts = !query.empty() && query[0] >= '0' && query[0] <= '9';
  return starts || query.find_first_of("+.") != std::string_view::npos;
}

bool fits_mode(char mode, PaletteGroup group) {
  if (mode == '#') return group == PaletteGroup::Tasks;
  return group == PaletteGroup::Fields || group == PaletteGroup::Registers;
}

void remember(std::vector<std::string>& lines, const std::string& line) {
  lines.erase(std::remove(lines.begin(), lines.end(), line), lines.end());
  lines.insert(lines.begin(), line);
  if (lines.size() > kRecentKept) lines.pop_back();
}

}  // namespace

void Palette::open(state::App& app, char prefix, const std::string& text) {
  prefix_ = prefix;
  input_.set(text);
  previewing_ = false;
  chosen_.reset();
  commands_ = command_items(app, recent_lines_);
  files_ = file_items(app);
  recent_items_.clear();
  for (const Recent& recent : recent_)
    if (recent.file == app.active_file) recent_items_.push_back(recent.item);
  gather(app);
  search(app);
}

void Palette::gather(state::App& app) {
  gathered_ = std::make_shared<Gathered>();
  was_ready_ = true;
  const state::OpenFile* file = app.active();
  if (file == nullptr) return;
  if (file->document()->tasks().size() <= kManyTasks) {
    gathered_->items = target_items(*file, file->current_task());
    return;
  }
  was_ready_ = gathered_->ready = false;
  // An OpenFile belongs to the UI thread, so the job works on one of its own.
  app.jobs.start("palette", "Listing names",
                 [gathered = gathered_, document = file->document(), tasks = file->tasks,
                  task = file->current_task()](state::Progress& progress) -> state::Completion {
                   state::OpenFile own(0, document);
                   own.tasks = tasks;
                   auto items = std::make_shared<std::vector<PaletteItem>>(target_items(own, task));
                   if (progress.cancelled()) return {};
                   return [gathered, items] {
                     gathered->items = std::move(*items);
                     gathered->ready = true;
                   };
                 });
}

void Palette::collect_places(const state::App& app, PaletteMatcher& matcher) {
  if (app.active() == nullptr) {
    message_ = "Open a file to go to an address";
  } else if (query_.empty()) {
    message_ = "An offset, an address or an expression: 0x4120, text+0x80, task12, 0x4000..0x4274";
  } else {
    extra_ = place_items(*app.active(), query_, message_);
  }
  matcher.add_made(extra_);
}

void Palette::collect_targets(char mode, PaletteMatcher& matcher) const {
  // Fields and registers of a block stand together, so that they are added run by run.
  const std::span<const PaletteItem> items(gathered_->items);
  for (std::size_t begin = 0; begin < items.size();) {
    const bool wanted = fits_mode(mode, items[begin].group);
    std::size_t end = begin + 1;
    while (end < items.size() && fits_mode(mode, items[end].group) == wanted) ++end;
    if (wanted) matcher.add(items.subspan(begin, end - begin));
    begin = end;
  }
}

void Palette::collect_anything(const state::App& app, PaletteMatcher& matcher) {
  if (query_.empty()) matcher.add(recent_items_);
  matcher.add(files_);
  matcher.add(gathered_->items);
  if (query_.empty()) return;
  matcher.add(commands_);
  if (app.active() == nullptr) return;
  if (may_be_place(query_)) {
    std::string no_place;
    extra_ = place_items(*app.active(), query_, no_place);
  }
  const PaletteItem* field =
      query_.size() < kShortestField ? nullptr : matcher.best_run(PaletteGroup::Fields);
  if (field != nullptr)
    for (PaletteItem& action : field_actions(*field)) extra_.push_back(std::move(action));
  matcher.add_made(extra_);
}

void Palette::collect(const state::App& app, char mode, PaletteMatcher& matcher) {
  switch (mode) {
    case '>':
      extra_ = line_items(app, query_);
      matcher.add_made(extra_);
      return matcher.add(commands_);
    case '@':
      return collect_places(app, matcher);
    case '#':
    case ':':
      return collect_targets(mode, matcher);
    case '=':
      if (query_.empty()) {
        message_ = "A calculation: 0x4000+3*64, (1<<12)-1, 0x3c00";
      } else {
        extra_ = number_items(query_, message_);
      }
      return matcher.add_made(extra_);
    case '?':
      extra_ = help_items();
      return matcher.add(extra_);
    default:
      return collect_anything(app, matcher);
  }
}

void Palette::search(state::App& app) {
  const auto start = std::chrono::steady_clock::now();
  const std::string& text = input_.text();
  const char mode = has_prefix(text) ? text[0] : prefix_;
  query_ = has_prefix(text) ? text.substr(1) : text;
  rows_.clear();
  extra_.clear();
  message_.clear();
  PaletteMatcher matcher(query_);
  collect(app, mode, matcher);
  rows_ = matcher.rows();
  matched_ = matcher.matched();
  total_ = matcher.total();
  milliseconds_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  scroll_ = {};
  highlight_first();
}

void Palette::highlight_first() {
  highlighted_ = 0;
  while (highlighted_ < rows_.size() &&
         (rows_[highlighted_].item == nullptr || !rows_[highlighted_].item->enabled))
    ++highlighted_;
  if (highlighted_ == rows_.size()) highlighted_ = rows_.empty() ? 0 : 1;
}

void Palette::move(state::App& app, const Ui& ui, int step) {
  if (rows_.empty()) return;
  const auto last = static_cast<std::int64_t>(rows_.size()) - 1;
  auto at = std::clamp<std::int64_t>(static_cast<std::int64_t>(highlighted_) + step, 0, last);
  const int direction = step < 0 ? -1 : 1;
  if (rows_[static_cast<std::size_t>(at)].item == nullptr) at += at == 0 ? 1 : direction;
  highlighted_ = static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, last));
  // The head of a group comes into sight with its first row.
  const bool under_head = highlighted_ > 0 && rows_[highlighted_ - 1].item == nullptr;
  scroll_.reveal = top_of(ui, under_head ? highlighted_ - 1 : highlighted_);
  scroll_.reveal_end = top_of(ui, highlighted_ + 1);
  preview(app);
}

void Palette::preview(state::App& app) {
  const PaletteItem* item = highlighted_ < rows_.size() ? rows_[highlighted_].item : nullptr;
  if (item != nullptr && item->selection) {
    app.preview(item->selection);
    previewing_ = true;
  } else if (previewing_) {
    app.preview(std::nullopt);
    previewing_ = false;
  }
}

void Palette::choose(state::App& app, const PaletteItem& item) {
  if (!item.enabled) return;
  if (!item.text.empty()) {
    input_.set(item.text);
    return search(app);
  }
  if (item.line.empty() && !item.act && !item.selection) return;
  // What a command does may depend on the selection, which is back only in the next frame.
  if (previewing_ && !item.selection) {
    app.preview(std::nullopt);
    previewing_ = false;
    chosen_ = item;
    return;
  }
  finish(app, item);
}

void Palette::finish(state::App& app, const PaletteItem& chosen) {
  const PaletteItem item = chosen;
  app.sheet = state::Sheet::None;
  app.jobs.cancel_tag("palette");
  if (item.selection) {
    app.select(*item.selection);
    Recent recent{app.active_file, item};
    recent.item.group = PaletteGroup::Recent;
    std::erase_if(recent_, [&](const Recent& r) {
      return r.file == recent.file && r.item.selection == item.selection;
    });
    recent_.insert(recent_.begin(), std::move(recent));
    if (recent_.size() > kRecentKept) recent_.pop_back();
  } else if (item.act) {
    item.act(app);
  } else {
    remember(recent_lines_, item.line);
    app.run_or_tell(item.line);
  }
}

void Palette::handle_keys(state::App& app, const Ui& ui) {
  constexpr int kPage = 10;
  if (sheet_key(ImGuiKey_DownArrow, true)) move(app, ui, 1);
  if (sheet_key(ImGuiKey_UpArrow, true)) move(app, ui, -1);
  if (sheet_key(ImGuiKey_PageDown, true)) move(app, ui, kPage);
  if (sheet_key(ImGuiKey_PageUp, true)) move(app, ui, -kPage);
  if (sheet_enter() && highlighted_ < rows_.size() && rows_[highlighted_].item != nullptr)
    choose(app, *rows_[highlighted_].item);
}

}  // namespace ane::ui
