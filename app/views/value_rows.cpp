#include "app/views/value_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "app/views/list_parts.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"

namespace ane::views {
namespace {

constexpr std::uint64_t kMostText = 22;

// The shortest decimal text that `rounds` takes back to the same bits.
template <class Rounds>
std::string shortest(double value, std::uint16_t bits, Rounds rounds) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::array<char, 40> text{};
  for (int digits = 1; digits <= 9; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, value);
    if (rounds(std::strtod(text.data(), nullptr)) == bits) break;
  }
  std::string shown = text.data();
  // C writes exponents with two digits at least.
  if (const std::size_t e = shown.find('e'); e != std::string::npos && shown[e + 2] == '0')
    shown.erase(e + 2, 1);
  return shown;
}

std::uint16_t to_bfloat(double value) {
  const auto raw = std::bit_cast<std::uint32_t>(static_cast<float>(value));
  return static_cast<std::uint16_t>((raw + 0x7fff + ((raw >> 16) & 1)) >> 16);
}

std::string signed_text(std::int64_t value) {
  if (value >= 0) return ui::comma_number(static_cast<std::uint64_t>(value));
  return "-" + ui::comma_number(~static_cast<std::uint64_t>(value) + 1);
}

// "+0x244" from the start of the task, else of the section.
std::string place_text(const state::OpenFile& file) {
  const state::Selection& selection = file.selection();
  const std::uint64_t offset = selection.bytes.offset;
  if (const auto task = file.task_at(offset)) {
    const std::string inside = "+" + hex(offset - file.task_bytes(*task).offset);
    return task == selection.task ? inside : "Task " + std::to_string(*task) + " " + inside;
  }
  for (const container::Section& section : file.document()->container().sections)
    if (section.bytes.contains(offset))
      return escaped(section.name) + " +" + hex(offset - section.bytes.offset);
  if (const anec::Anec* anec = file.document()->anec()) {
    for (const anec::Part& part : anec::parts_of(*anec))
      if (part.where.contains(offset)) return std::string(part.name) + " +" + hex(offset - part.where.offset);
  }
  return "";
}

std::string plain_text(ByteView bytes) {
  std::string text;
  for (std::uint64_t i = 0; i < std::min(bytes.size(), kMostText); ++i) {
    const std::uint8_t byte = *bytes.u8(i);
    text += byte >= 0x20 && byte < 0x7f ? std::string(1, static_cast<char>(byte)) : "·";
  }
  return bytes.size() > kMostText ? text + "…" : text;
}

class ValueRowsBuilder {
 public:
  explicit ValueRowsBuilder(const state::OpenFile& file)
      : file_(file), bytes_(file.document()->file()), where_(file.selection().bytes) {}

  ValueRows build() {
    const std::uint64_t at = where_.offset;
    const bool there = !where_.empty();
    add("Offset", there ? hex(at, 5) : "", there ? place_text(file_) : "");
    integers(there);
    numbers(there);
    if (there && !plain_text(bytes_.clipped(at, where_.size)).empty())
      add("text", plain_text(bytes_.clipped(at, where_.size)));
    return std::move(values_);
  }

 private:
  void add(std::string label, std::string text, std::string more = "", bool zero = false) {
    const bool main =
        label == "Offset" || label == "hex" || label == "u32" || label == "binary" || label == "bits";
    values_.rows.push_back({std::move(label), std::move(text), std::move(more), zero, main});
  }

  void integers(bool there) {
    const std::uint64_t at = there ? where_.offset : UINT64_MAX;
    const auto u8 = bytes_.u8(at);
    const auto u16 = bytes_.u16(at);
    const auto u32 = bytes_.u32(at);
    const auto u64 = bytes_.u64(at);
    add("u8", u8 ? std::to_string(*u8) : "", u8 ? hex(*u8, 2) : "", u8 == 0);
    add("u16", u16 ? ui::comma_number(*u16) : "", u16 ? hex(*u16, 4) : "", u16 == 0);
    add("u32", u32 ? ui::comma_number(*u32) : "", "", u32 == 0u);
    add("i32", u32 ? signed_text(static_cast<std::int32_t>(*u32)) : "", "", u32 == 0u);
    // Twenty digits leave no room for commas.
    const std::string wide =
        u64 ? *u64 < 1'000'000'000'000'000 ? ui::comma_number(*u64) : std::to_string(*u64) : "";
    add("u64", wide, "", u64 == 0u);
    const unsigned size =
        where_.size == 1 || where_.size == 2 || where_.size == 8 ? static_cast<unsigned>(where_.size) : 4;
    const std::optional<std::uint64_t> number = size == 1   ? std::optional<std::uint64_t>(u8)
                                                : size == 2 ? std::optional<std::uint64_t>(u16)
                                                : size == 8 ? u64
                                                            : std::optional<std::uint64_t>(u32);
    add("hex", number ? ui::grouped_hex(*number, size * 2) : "", "", number == std::uint64_t{0});
    add("binary", number ? " " : "");
    if (number) values_.bits = {*number, size * 8, size == 4 ? file_.selection().bits : std::nullopt};
    field(u32);
  }

  void field(std::optional<std::uint32_t> word) {
    const auto facts = state::word_of(file_, file_.selection());
    if (!facts || facts->field == nullptr || !word) return;
    const regdb::FieldValue value = regdb::unpack(*facts->field, *word);
    const unsigned low = facts->field->lsb, high = low + facts->field->width - 1u;
    const std::string range =
        high == low ? std::to_string(low) : std::to_string(high) + ":" + std::to_string(low);
    const std::string meaning = regdb::value_text(*facts->field, value);
    const std::string raw = std::to_string(value.raw);
    add("bits", "[" + range + "] = " + raw, meaning == raw ? "" : meaning, value.raw == 0);
  }

  void numbers(bool there) {
    const std::uint64_t at = there ? where_.offset : UINT64_MAX;
    const auto low = bytes_.u16(at);
    const auto high = there ? bytes_.u16(at + 2) : std::nullopt;
    add("f16", low ? half_text(*low) : "", high ? half_text(*high) : "", low == 0);
    add("bf16", low ? bfloat_text(*low) : "", high ? bfloat_text(*high) : "", low == 0);
    const auto word = bytes_.u32(at);
    add("f32", word ? number(static_cast<double>(std::bit_cast<float>(*word))) : "", "", word == 0u);
  }

  const state::OpenFile& file_;
  ByteView bytes_;
  Extent where_;
  ValueRows values_;
};

std::string binary_text(const ValueBits& bits) {
  std::string text = "0b";
  for (unsigned i = bits.width; i-- > 0;) text += (bits.value >> i & 1) != 0 ? '1' : '0';
  return text;
}

// Sixteen bits a line in groups of four.
void draw_bits(const ui::Ui& ui, float x, float y, const ValueBits& bits) {
  const float cell = ui.width(ui::Style::Data, "0");
  const float row = ui.field_row();
  for (unsigned i = 0; i < bits.width; ++i) {
    const unsigned bit = bits.width - 1 - i;
    const unsigned column = i % 16;
    const bool one = (bits.value >> bit & 1) != 0;
    const bool chosen = bits.selected && bit >= bits.selected->lsb &&
                        bit < unsigned{bits.selected->lsb} + bits.selected->width;
    const ui::Rect at{x + std::round(static_cast<float>(column + column / 4) * cell),
                      y + static_cast<float>(i / 16) * row, cell + 1, row};
    // Neighbours in the field are one piece, also across the gap of a group.
    const bool joined = chosen && column % 4 == 3 && column != 15 && bit > bits.selected->lsb;
    if (chosen)
      ui.fill({at.x, at.y + ui.px(1), joined ? std::ceil(2 * cell) : std::ceil(cell), row - ui.px(2)},
              ui.c.selhex);
    const bool bright = bits.selected ? chosen : one;
    ui.text(at, one ? ui::Style::DataBold : ui::Style::Data, bright ? ui.c.tx1 : ui.c.tx3, one ? "1" : "0",
            ui::Align::Left, ui::Elide::Never);
  }
}

void copy_row(state::App& app, const ValueRow& value, const ValueBits& bits) {
  app.clipboard = value.label == "binary" ? binary_text(bits) : value.text;
  // Grouping is for reading only.
  if (value.label != "text") std::erase_if(app.clipboard, [](char c) { return c == ' ' || c == ','; });
  app.clipboard_changed = true;
  app.toast(Severity::Note, "Copied " + app.clipboard);
}

void draw_row(ui::ViewContext& context, const ui::Rect& row, const ValueRow& value, const ValueBits& bits) {
  const ui::Ui& ui = context.ui;
  const bool hovered = ui.hovers(row) && !value.text.empty();
  if (hovered) ui.fill(row, ui.c.hover);
  const float height = ui.field_row();
  ui.text({row.x + ui.px(8), row.y, ui.px(72), height}, ui::Style::Body, ui.c.tx3, value.label);
  const float start = row.x + ui.px(84);
  ui::Rect room{start, row.y, row.right() - start - ui.px(hovered ? 22.0F : 6.0F), height};
  if (value.text.empty()) {
    ui.text(room, ui::Style::Data, ui.c.tx4, "—");
  } else if (value.label == "binary") {
    draw_bits(ui, start, row.y, bits);
  } else {
    const float end = ui.text(room, ui::Style::Data, value.zero ? ui.c.tx3 : ui.c.tx1, value.text);
    room.cut_left(end + ui.px(10) - room.x);
    if (room.w > ui.px(16)) ui.text(room, ui::Style::Small, ui.c.tx3, value.more);
  }
  if (!hovered) return;
  const ui::Rect glyph{row.right() - ui.px(20), row.y, ui.px(18), height};
  ui.icon(glyph, ui::Icon::Copy, 12, ui.hovers(glyph) ? ui.c.tx1 : ui.c.tx3);
  ui.tooltip(glyph, "Copy " + value.label);
  if (ui.clicks(glyph)) copy_row(context.app, value, bits);
  if (ui.right_clicks(row)) open_row_menu();
}

}  // namespace

std::string half_text(std::uint16_t bits) {
  return shortest(half_to_double(bits), bits, double_to_half);
}

std::string bfloat_text(std::uint16_t bits) {
  const auto value = std::bit_cast<float>(std::uint32_t{bits} << 16);
  return shortest(static_cast<double>(value), bits, to_bfloat);
}

ValueRows value_rows_of(const state::OpenFile& file) {
  return ValueRowsBuilder(file).build();
}

float draw_value_rows(ui::ViewContext& context, const ui::Rect& area, const ValueRows& values,
                      ValueChoice choice) {
  float y = area.y;
  for (const ValueRow& value : values.rows) {
    if (choice != ValueChoice::All && value.main != (choice == ValueChoice::Main)) continue;
    const unsigned lines = value.label == "binary" ? std::max(1u, (values.bits.width + 15) / 16) : 1;
    const ui::Rect row{area.x, y, area.w, context.ui.field_row() * static_cast<float>(lines)};
    draw_row(context, row, value, values.bits);
    y = row.bottom();
  }
  return y - area.y;
}

}  // namespace ane::views
