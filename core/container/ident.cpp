// LC_IDENT and LC_NOTE.

#include <algorithm>

#include "core/base/text.hpp"
#include "core/container/parser.hpp"

namespace ane::container {
namespace {

// A banner is a screen of text; a command that claims megabytes is not read whole.
constexpr std::uint64_t kMaxBanner = 1 << 20;

void read_option(Banner& banner, std::string_view option) {
  Banner::Option parsed;
  const std::size_t split = option.find_first_of("= ");
  parsed.key = option.substr(0, split);
  if (split != std::string_view::npos) parsed.value = option.substr(split + 1);
  if (parsed.key == "-t") banner.target = parsed.value;
  banner.options.push_back(std::move(parsed));
}

void read_banner_lines(Banner& banner) {
  const auto lines = split_lines(banner.text);
  if (lines.size() > 1) {
    const std::string_view second = lines[1];
    const std::size_t space = second.find(' ');
    banner.compiler = second.substr(0, space);
    if (space != std::string_view::npos) banner.version = second.substr(space + 1);
  }
  for (const std::string_view line : lines) {
    if (line.starts_with("\t-")) read_option(banner, line.substr(1));
  }
}

}  // namespace

void parse_ident(Parser& p, const Command& command) {
  const ByteView view = *p.file.sub(command.offset, command.size);
  const Extent where{command.offset + command::kSize, command.size - command::kSize};
  ByteView::Text text = view.text(command::kSize, kMaxBanner);
  if (text.text.empty()) p.warn("ident-empty", command_title(p, command) + ": the banner is empty", where);
  if (!text.terminated)
    p.warn("ident-not-terminated", command_title(p, command) + ": the banner has no NUL", where);
  if (!p.out.banners.empty()) {
    p.warn("second-ident", command_title(p, command) + ": a second banner; the first one counts", where);
    return;
  }
  Banner banner;
  banner.text = std::move(text.text);
  banner.where = where;
  read_banner_lines(banner);
  p.out.banners.push_back(std::move(banner));
}

std::string note_text(ByteView file, const Note& note) {
  static constexpr std::uint64_t kLongest = 64;
  const ByteView payload = file.clipped(note.payload.offset, note.payload.size);
  const ByteView::Text text = payload.text(0, kLongest);
  if (!text.text.empty() && is_plain_text(text.text)) return text.text + (text.cut ? "…" : "");
  std::string bytes;
  const std::uint64_t shown = std::min(payload.size(), kLongest / 4);
  for (std::uint64_t i = 0; i < shown; ++i)
    bytes += (bytes.empty() ? "" : " ") + hex(payload.u8(i).value_or(0), 2).substr(2);
  return bytes + (shown < payload.size() ? " …" : "");
}

void parse_note(Parser& p, const Command& command) {
  const ByteView view = *p.file.sub(command.offset, command.size);
  if (command.size < note::kSize) {
    p.error("note-too-short",
            command_title(p, command) + ": cmdsize " + std::to_string(command.size) +
                " is less than the 40 bytes of a note",
            command.extent());
    return;
  }
  if (p.out.notes.size() >= kMaxRecords) {
    p.warn("too-many-records", "more than 65536 notes: the rest is not decoded", command.extent());
    return;
  }
  Note note;
  note.where = command.extent();
  note.owner = read_fixed_name(view, note::kOwner);
  const std::uint64_t offset = read_number(view, note::kOffset);
  const std::uint64_t size = read_number(view, note::kBytes);
  // Ordinary Mach-O means an offset in the file, the known compiler means one in the command (section 9).
  if (offset >= note::kSize && view.has(offset, size)) {
    note.in_command = true;
    note.payload = view.sub(offset, size)->extent();
  } else if (p.file.has(offset, size)) {
    note.payload = {offset, size};
  } else {
    p.error("note-outside-file",
            command_title(p, command) + ": offset " + hex(offset) + " + size " + hex(size) +
                " is neither inside the command nor inside the file",
            {command.offset + note::kOffset.offset, 16});
  }
  p.out.notes.push_back(std::move(note));
}

}  // namespace ane::container
