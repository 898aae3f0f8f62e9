// Python's text mode, as far as it matters here: UTF-8 without the bytes that are none, "\r\n" and "\r" read
// as
// "\n"; and the search of anecc in it, a character at a time.

#include "core/export/anecc_strings.hpp"

#include <cstdint>
#include <utility>

namespace ane::exporter {
namespace {

constexpr std::uint64_t kFewestCharacters = 50;

/// The printable characters since the last that was not.
class Run {
 public:
  void add(char c, std::uint64_t at) {
    if (count_++ == 0) start_ = at;
    end_ = at + 1;
    if (text_.size() < kMostStabText) text_.push_back(c);
    note(c);
  }

  /// The run, where it is one that anecc takes; starts anew in any case.
  bool take(Extent file, StabString& stab) {
    const bool taken = count_ >= kFewestCharacters && (previous_ == '\n' ? line_before_fits_ : line_fits_);
    if (taken) stab = {text_, {file.offset + start_, end_ - start_}, count_ > text_.size()};
    text_.clear();
    count_ = 0;
    start_line();
    previous_ = 0;
    return taken;
  }
  bool empty() const { return count_ == 0; }

 private:
  // The last line has to contain ":t" and to end in ":5"; one line end behind it does not count.
  void note(char c) {
    if (c == '\n') {
      line_before_fits_ = line_fits_;
      start_line();
    } else {
      if (previous_ == ':' && c == 't') has_type_ = true;
      line_fits_ = has_type_ && previous_ == ':' && c == '5';
    }
    previous_ = c;
  }
  void start_line() { has_type_ = line_fits_ = false; }

  std::string text_;
  std::uint64_t count_ = 0, start_ = 0, end_ = 0;
  bool has_type_ = false, line_fits_ = false, line_before_fits_ = false;
  char previous_ = 0;
};

class StabReader {
 public:
  StabReader(Extent file, std::size_t most) : file_(file), most_(most) {}

  /// Reads the byte at `at`; false when there are enough.
  bool read(std::uint8_t byte, std::uint64_t at) {
    if (missing_ > 0) {
      if (byte >= lowest_ && byte <= highest_) return read_continuation();
      missing_ = 0;
    }
    if (byte < 0x80) return read_ascii(static_cast<char>(byte), at);
    start_character(byte);
    return true;
  }
  bool end_run() { return run_.empty() || take_run(); }
  std::vector<StabString> found() && { return std::move(found_); }

 private:
  static bool is_printable(char c) { return (c >= ' ' && c <= '~') || (c >= '\t' && c <= '\r'); }

  bool take_run() {
    StabString stab;
    if (run_.take(file_, stab)) found_.push_back(std::move(stab));
    return found_.size() < most_;
  }

  bool read_ascii(char c, std::uint64_t at) {
    const bool second_half = after_return_ && c == '\n';
    after_return_ = c == '\r';
    if (!is_printable(c)) return end_run();
    if (second_half) return true;
    run_.add(c == '\r' ? '\n' : c, at);
    return true;
  }

  // Bytes that start no character are dropped, and so are those of one that breaks off: none of them could
  // start another.
  void start_character(std::uint8_t lead) {
    lowest_ = 0x80;
    highest_ = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) missing_ = 1;
    if (lead >= 0xe0 && lead <= 0xef) missing_ = 2;
    if (lead >= 0xf0 && lead <= 0xf4) missing_ = 3;
    if (lead == 0xe0) lowest_ = 0xa0;   // else it were shorter
    if (lead == 0xed) highest_ = 0x9f;  // surrogates
    if (lead == 0xf0) lowest_ = 0x90;
    if (lead == 0xf4) highest_ = 0x8f;  // past the last character
  }
  bool read_continuation() {
    lowest_ = 0x80;
    highest_ = 0xbf;
    if (--missing_ > 0) return true;
    after_return_ = false;
    return end_run();
  }

  Extent file_;
  std::size_t most_;
  unsigned missing_ = 0;
  std::uint8_t lowest_ = 0, highest_ = 0;
  bool after_return_ = false;
  Run run_;
  std::vector<StabString> found_;
};

}  // namespace

Result<std::vector<StabString>> stab_strings(ByteView file, std::size_t most, const GoesOn& goes_on) {
  StabReader reader(file.extent(), most);
  std::uint64_t start = 0;
  bool more = true;
  ANE_CHECK(read_pieces(file, 0, goes_on, [&](std::span<const std::uint8_t> bytes) {
    for (std::size_t i = 0; more && i < bytes.size(); ++i) more = reader.read(bytes[i], start + i);
    start += bytes.size();
    return more;
  }));
  if (more) reader.end_run();
  return std::move(reader).found();
}

}  // namespace ane::exporter
