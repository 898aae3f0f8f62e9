#include <optional>

#include "core/base/text.hpp"
#include "core/edit/paths.hpp"
#include "core/edit/syntax.hpp"
#include "core/edit/text.hpp"

namespace ane::edit {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/// One line, read word by word.
class Line {
 public:
  Line(std::string_view text, std::size_t number) : text_(text), number_(number) {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '#' && (i == 0 || is_space(text_[i - 1]))) text_ = text_.substr(0, i);
    }
    while (!text_.empty() && is_space(text_.back())) text_.remove_suffix(1);
    skip_spaces();
  }

  bool ended() const { return at_ == text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }

  /// Up to the next space, or `stop` where that comes first; empty at the end.
  std::string_view word(std::string_view stop = "") {
    last_ = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && stop.find(text_[at_]) == std::string_view::npos)
      ++at_;
    const std::string_view word = text_.substr(last_, at_ - last_);
    skip_spaces();
    return word;
  }
  /// Up to `mark`, which has to follow and is passed over; nothing where it does not.
  std::optional<std::string_view> up_to(char mark) {
    last_ = at_;
    const std::size_t end = text_.find(mark, at_);
    if (end == std::string_view::npos) return std::nullopt;
    at_ = end + 1;
    return text_.substr(last_, end - last_);
  }
  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  /// `message` with the place of what was read last.
  Error wrong(const std::string& message) const {
    return {"line " + std::to_string(number_) + ", column " + std::to_string(last_ + 1) + ": " + message, {}};
  }
  /// The same with the place of what comes next.
  Error expected(const std::string& what) {
    last_ = at_;
    return wrong(what +
                 (ended() ? " is missing" : " is wanted, not \"" + escaped(rest().substr(0, 40)) + "\""));
  }

 private:
  std::string_view text_;
  std::size_t number_;
  std::size_t at_ = 0, last_ = 0;
};

class Parser {
 public:
  explicit Parser(const regdb::Generation* generation) : generation_(generation) {}

  Result<ChangeList> parse(std::string_view text) {
    std::size_t number = 0;
    for (const std::string_view line : split_lines(text)) {
      Line one(line, ++number);
      if (one.ended() && number > 1) continue;
      ANE_CHECK(parse_line(one));
    }
    if (stage_ == Stage::First) return Error{"line 1, column 1: not a list of changes, but empty", {}};
    if (stage_ == Stage::File)
      return Error{"line " + std::to_string(number + 1) +
                       ", column 1: the line \"file BYTES fnv1a64:HASH\" is missing",
                   {}};
    return std::move(list_);
  }

 private:
  enum class Stage { First, File, Changes };

  Result<void> parse_line(Line& line) {
    if (stage_ == Stage::First) {
      stage_ = Stage::File;
      return first(line);
    }
    const std::string_view keyword = line.word();
    if (stage_ == Stage::File) {
      if (keyword != kFile) return line.wrong("the line \"file BYTES fnv1a64:HASH\" has to come first");
      stage_ = Stage::Changes;
      return file(line);
    }
    if (keyword == kSet) return field(line);
    if (keyword == kWeight) return weight(line);
    if (keyword == kHalf) return half(line);
    return line.wrong("a change begins with set, weight or half, not \"" + escaped(keyword.substr(0, 40)) +
                      "\"");
  }

  static Result<void> first(const Line& line) {
    const std::string_view text = line.rest();
    if (text == kFirstLine) return {};
    if (text.starts_with(kFormat) && text.size() > kFormat.size() && text[kFormat.size()] == ' ')
      return line.wrong("version " + escaped(text.substr(kFormat.size() + 1)) +
                        " of the format, 1 can be read");
    return line.wrong("not a list of changes, which begins with \"" + std::string(kFirstLine) + "\"");
  }

  Result<void> file(Line& line) {
    ANE_TRY(list_.origin.bytes, number(line, "the size of the file in bytes", UINT64_MAX));
    const std::string_view hash = line.word();
    const std::string_view digits = hash.substr(std::min(hash.size(), kHashName.size()));
    const auto value = parse_number("0x" + std::string(digits));
    if (!hash.starts_with(kHashName) || digits.size() != 16 || !value)
      return line.wrong("the hash is fnv1a64: and 16 hexadecimal digits");
    list_.origin.hash = *value;
    return end(line);
  }

  Result<void> field(Line& line) {
    RegisterChange change;
    const std::string_view task = line.word(":");
    const auto index = parse_number(task, UINT32_MAX);
    if (!index) return line.wrong("TASK:BLOCK.REGISTER.FIELD is wanted: " + index.error().message);
    change.task = static_cast<std::size_t>(*index);
    if (!line.rest().starts_with(":")) return line.expected("a colon behind the number of the task");
    line.up_to(':');
    const std::string_view path = line.word();
    if (generation_ == nullptr) return line.wrong("the file has no generation whose registers are known");
    const auto ref = find_path(*generation_, path);
    if (!ref) return line.wrong(ref.error().message);
    change.path = path_text(*ref);
    const auto value = [&](std::string_view text) { return parse_value(ref->field, text); };
    ANE_TRY(change.before, checked<std::uint32_t>(line, value));
    ANE_CHECK(arrow(line));
    ANE_TRY(change.after, checked<std::uint32_t>(line, value));
    list_.changes.emplace_back(std::move(change));
    return end(line);
  }

  Result<void> weight(Line& line) {
    const auto name = line.up_to('[');
    if (!name || name->empty() || is_space(name->back())) return line.expected("NAME[o,i,y,x]");
    ElementChange element;
    for (std::size_t axis = 0; axis < element.index.size(); ++axis) {
      const auto digits = line.up_to(axis == 3 ? ']' : ',');
      const auto index = digits ? parse_number(*digits, UINT32_MAX) : Result<std::uint64_t>(Error{});
      if (!digits || !index) return line.wrong("four numbers are wanted: NAME[o,i,y,x]");
      element.index[axis] = static_cast<std::uint32_t>(*index);
    }
    line.skip_spaces();
    ANE_CHECK(halves(line, element.before, element.after));
    auto* last = list_.changes.empty() ? nullptr : std::get_if<WeightChange>(&list_.changes.back());
    if (last == nullptr || last->name != *name)
      last = &std::get<WeightChange>(list_.changes.emplace_back(WeightChange{std::string(*name), {}}));
    last->elements.push_back(element);
    return {};
  }

  Result<void> half(Line& line) {
    HalfChange change;
    ANE_TRY(change.offset, number(line, "the offset in the file", UINT64_MAX));
    ANE_CHECK(halves(line, change.before, change.after));
    list_.changes.emplace_back(change);
    return {};
  }

  static Result<void> halves(Line& line, std::uint16_t& before, std::uint16_t& after) {
    ANE_TRY(const std::uint64_t old, number(line, "the fp16 bits before", UINT16_MAX));
    ANE_CHECK(arrow(line));
    ANE_TRY(const std::uint64_t now, number(line, "the fp16 bits after", UINT16_MAX));
    before = static_cast<std::uint16_t>(old);
    after = static_cast<std::uint16_t>(now);
    return end(line);
  }

  template <class T, class Read>
  static Result<T> checked(Line& line, Read read) {
    if (line.ended()) return line.expected("a value");
    const Result<T> value = read(line.word());
    if (!value) return line.wrong(value.error().message);
    return *value;
  }

  static Result<std::uint64_t> number(Line& line, const std::string& what, std::uint64_t limit) {
    if (line.ended()) return line.expected(what);
    return checked<std::uint64_t>(line, [&](std::string_view text) { return parse_number(text, limit); });
  }

  static Result<void> arrow(Line& line) {
    if (line.word() == kArrow) return {};
    return line.wrong("\"->\" is wanted between the values before and after");
  }

  static Result<void> end(Line& line) {
    if (line.ended()) return {};
    return line.expected("the end of the line");
  }

  const regdb::Generation* generation_;
  Stage stage_ = Stage::First;
  ChangeList list_;
};

}  // namespace

Result<ChangeList> parse_changes(std::string_view text, const regdb::Generation* generation) {
  return Parser(generation).parse(text);
}

}  // namespace ane::edit
