#pragma once
// Small things that several pages show alike: keys as caps, matched letters, days.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/ui/ui.hpp"
#include "core/base/diagnostics.hpp"

namespace ane::ui {

/// "Ctrl+Shift+P" as one cap a key, from `x` on; returns where the last ends.
float draw_keys(const Ui& ui, float x, float y, float height, std::string_view key);
/// The width that draw_keys() takes.
float keys_width(const Ui& ui, std::string_view key);
/// "Ctrl P": a key as buttons and menus write it.
std::string key_label(std::string_view key);

/// A name whose bytes at `matched` are semibold in the accent. Returns where it ends. `mono` for names from
/// the file.
float draw_matched(const Ui& ui, const Rect& area, ImU32 color, std::string_view name,
                   const std::vector<std::size_t>& matched, bool mono);

/// Triangle or circle in the colour of its meaning.
void draw_severity(const Ui& ui, const Rect& box, Severity severity);

/// "1 task", "1,024 tasks"
std::string plural(std::uint64_t count, std::string_view noun);

/// "1×64×1×64"
std::string shape_text(std::span<const std::uint64_t> sizes);

/// "today", "yesterday", "Mon", "Nov 12", "2024-11-12"; times are seconds since 1970.
std::string day_text(std::int64_t time, std::int64_t now);
/// The same with the time of day for the last two days: "today 14:03".
std::string moment_text(std::int64_t time, std::int64_t now);

}  // namespace ane::ui
