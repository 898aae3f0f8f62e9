#include "app/ui/labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

namespace ane::ui {
namespace {

constexpr std::int64_t kDay = 24 * 3600;

std::string formatted(const std::tm& time, const char* format) {
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &time)};
}

std::tm local(std::int64_t time) {
  const auto seconds = static_cast<std::time_t>(time);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

// Days between two moments as a calendar counts them.
std::int64_t days_between(std::int64_t time, std::int64_t now) {
  std::tm today = local(now);
  const std::int64_t midnight = now - (today.tm_hour * 3600 + today.tm_min * 60 + today.tm_sec);
  return time >= midnight ? 0 : (midnight - time - 1) / kDay + 1;
}

// "Ctrl++" ends in the plus key.
std::vector<std::string_view> parts_of(std::string_view key) {
  std::vector<std::string_view> parts;
  for (std::size_t plus = key.find('+'); plus != std::string_view::npos && plus + 1 < key.size();
       plus = key.find('+')) {
    parts.push_back(key.substr(0, plus));
    key.remove_prefix(plus + 1);
  }
  if (!key.empty()) parts.push_back(key);
  return parts;
}

std::string_view cap_text(std::string_view part) {
  if (part == "Left") return "←";
  if (part == "Right") return "→";
  if (part == "Up") return "↑";
  if (part == "Down") return "↓";
  if (part == "Escape") return "Esc";
  return part;
}

}  // namespace

float draw_keys(const Ui& ui, float x, float y, float height, std::string_view key) {
  float end = x;
  for (const std::string_view part : parts_of(key)) {
    end = ui.key_cap(x, y, height, cap_text(part));
    x = end + ui.px(4);
  }
  return end;
}

float keys_width(const Ui& ui, std::string_view key) {
  float total = 0;
  for (const std::string_view part : parts_of(key))
    total += (total > 0 ? ui.px(4) : 0) + std::round(ui.width(Style::Small, cap_text(part))) + ui.px(10);
  return total;
}

std::string key_label(std::string_view key) {
  std::string label;
  for (const std::string_view part : parts_of(key)) {
    if (!label.empty()) label += ' ';
    label += cap_text(part);
  }
  return label;
}

float draw_matched(const Ui& ui, const Rect& area, ImU32 color, std::string_view name,
                   const std::vector<std::size_t>& matched, bool mono) {
  const Style plain = mono ? Style::Data : Style::Lead, bold = mono ? Style::DataBold : Style::Title;
  if (matched.empty()) return ui.text(area, plain, color, name, Align::Left, Elide::Middle);
  float x = area.x;
  const auto is_matched = [&](std::size_t at) {
    return std::binary_search(matched.begin(), matched.end(), at);
  };
  for (std::size_t at = 0; at < name.size() && x < area.right();) {
    const bool lit = is_matched(at);
    std::size_t end = at + 1;
    while (end < name.size() &&
           (is_matched(end) == lit || (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80))
      ++end;
    const std::string_view piece = name.substr(at, end - at);
    x = ui.text({x, area.y, area.right() - x, area.h}, lit ? bold : plain, lit ? ui.c.accent : color, piece);
    at = end;
  }
  return x;
}

void draw_severity(const Ui& ui, const Rect& box, Severity severity) {
  switch (severity) {
    case Severity::Error:
      return ui.icon(box, Icon::Error, 12, ui.c.error);
    case Severity::Warning:
      return ui.icon(box, Icon::Warning, 12, ui.c.warning);
    case Severity::Note:
      return ui.icon(box, Icon::Info, 12, ui.c.info);
  }
}

std::string shape_text(std::span<const std::uint64_t> sizes) {
  std::string text;
  for (const std::uint64_t size : sizes) text += (text.empty() ? "" : "×") + std::to_string(size);
  return text;
}

std::string plural(std::uint64_t count, std::string_view noun) {
  return comma_number(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string day_text(std::int64_t time, std::int64_t now) {
  const std::int64_t days = days_between(time, now);
  const std::tm day = local(time);
  if (days == 0) return "today";
  if (days == 1) return "yesterday";
  if (days < 7) return formatted(day, "%a");
  if (day.tm_year == local(now).tm_year) return formatted(day, "%b ") + std::to_string(day.tm_mday);
  return formatted(day, "%Y-%m-%d");
}

std::string moment_text(std::int64_t time, std::int64_t now) {
  const std::string day = day_text(time, now);
  return days_between(time, now) < 2 ? day + formatted(local(time), " %H:%M") : day;
}

}  // namespace ane::ui
