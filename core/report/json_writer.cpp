#include "core/report/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "core/base/text.hpp"

namespace ane::report {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;

// escaped() leaves printable UTF-8 alone and makes everything else ASCII; what it adds are backslashes, which
// JSON wants doubled.
std::string quoted_unprintable(std::string_view text) {
  std::string result = "\"";
  for (const char c : escaped(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

bool is_plain_ascii(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') return false;
  }
  return true;
}

// Control characters that JSON has its own escapes for survive as themselves.
std::string quoted_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\t':
        result += "\\t";
        break;
      default:
        result += c;
    }
  }
  return result + "\"";
}

bool is_text_with_layout(std::string_view text) {
  std::string flat(text);
  for (char& c : flat) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return is_plain_text(flat);
}

}  // namespace

std::string json_string(std::string_view text) {
  if (is_plain_ascii(text)) return "\"" + std::string(text) + "\"";
  return is_text_with_layout(text) ? quoted_text(text) : quoted_unprintable(text);
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  if (!levels_.back().empty) buffer_ += ',';
  levels_.back().empty = false;
  if (levels_.size() <= lines_) buffer_ += '\n';
  if (buffer_.size() < kPiece) return;
  sink_.write(buffer_);
  buffer_.clear();
}

void JsonWriter::raw(std::string_view text) {
  separate();
  buffer_ += text;
}

void JsonWriter::quoted(std::string_view text) {
  if (is_plain_ascii(text)) {
    buffer_ += '"';
    buffer_ += text;
    buffer_ += '"';
  } else {
    buffer_ += json_string(text);
  }
}

void JsonWriter::open(char bracket) {
  separate();
  buffer_ += bracket;
  levels_.push_back({});
}

void JsonWriter::close(char bracket) {
  if (!levels_.back().empty && levels_.size() <= lines_) buffer_ += '\n';
  levels_.pop_back();
  buffer_ += bracket;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quoted(name);
  buffer_ += ':';
  after_key_ = true;
  return *this;
}

void JsonWriter::value(std::string_view text) {
  separate();
  quoted(text);
}

void JsonWriter::value(std::uint64_t number) {
  std::array<char, 24> digits;
  raw({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr});
}

void JsonWriter::value(std::int64_t number) {
  std::array<char, 24> digits;
  raw({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr});
}

void JsonWriter::value(double number) {
  if (std::isfinite(number)) {
    raw(ane::number(number));
  } else {
    value(ane::number(number));
  }
}

void JsonWriter::finish() {
  buffer_ += '\n';
  sink_.write(buffer_);
  buffer_.clear();
}

}  // namespace ane::report
