#pragma once
// JSON as a stream: nothing is kept but the nesting, so that a document may be larger than memory.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.hpp"

namespace ane::report {

/// Writes one JSON document. Calls must nest properly: a key() before every value of an object. Members and
/// elements of the outermost `lines` levels stand on lines of their own. Text reaches the sink in larger
/// pieces, the last of them with finish().
class JsonWriter {
 public:
  explicit JsonWriter(Sink& sink, std::size_t lines = 1) : sink_(sink), lines_(lines) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  JsonWriter& key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(std::uint64_t number);
  void value(std::int64_t number);
  void value(std::uint32_t number) { value(std::uint64_t{number}); }
  void value(std::int32_t number) { value(std::int64_t{number}); }
  /// NaN and infinities become the strings "nan", "inf" and "-inf".
  void value(double number);
  void value(bool flag) { raw(flag ? "true" : "false"); }
  void null() { raw("null"); }

  /// key() and value() in one.
  template <class T>
  void member(std::string_view name, const T& what) {
    key(name);
    value(what);
  }

  /// Ends the document with a line feed and hands what is left to the sink.
  void finish();

 private:
  struct Level {
    bool empty = true;
  };
  void open(char bracket);
  void close(char bracket);
  void raw(std::string_view text);
  void quoted(std::string_view text);
  void separate();

  Sink& sink_;
  std::size_t lines_;
  std::string buffer_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

/// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become the four characters \xNN.
std::string json_string(std::string_view text);

}  // namespace ane::report
