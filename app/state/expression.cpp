#include "app/state/expression.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <string>

namespace ane::state {
namespace {

constexpr int kMaxDepth = 64;

struct Operator {
  std::string_view text;
  int level;  ///< binds tighter the larger it is
};
constexpr std::array<Operator, 9> kOperators = {
    {{"<<", 3}, {">>", 3}, {"|", 1}, {"&", 2}, {"+", 4}, {"-", 4}, {"*", 5}, {"/", 5}, {"%", 5}}};

class Parser {
 public:
  Parser(std::string_view text, const NameLookup& names) : text_(text), names_(names) {}

  Result<std::int64_t> all() {
    ANE_TRY(const std::int64_t value, binary(1, 0));
    skip();
    if (at_ < text_.size()) return Error{"not understood: \"" + std::string(text_.substr(at_)) + "\"", {}};
    return value;
  }

 private:
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  const Operator* next_operator() {
    skip();
    for (const Operator& op : kOperators)
      if (text_.substr(at_).starts_with(op.text)) return &op;
    return nullptr;
  }

  Result<std::int64_t> binary(int level, int depth) {
    ANE_TRY(std::int64_t left, unary(depth));
    for (const Operator* op = next_operator(); op != nullptr && op->level >= level; op = next_operator()) {
      at_ += op->text.size();
      ANE_TRY(const std::int64_t right, binary(op->level + 1, depth + 1));
      ANE_TRY(left, apply(op->text, left, right));
    }
    return left;
  }

  static Result<std::int64_t> apply(std::string_view op, std::int64_t a, std::int64_t b) {
    const Error large{"the result does not fit in 64 bits", {}};
    std::int64_t result = 0;
    switch (op[0]) {
      case '+':
        if (__builtin_add_overflow(a, b, &result)) return large;
        return result;
      case '-':
        if (__builtin_sub_overflow(a, b, &result)) return large;
        return result;
      case '*':
        if (__builtin_mul_overflow(a, b, &result)) return large;
        return result;
      case '/':
      case '%':
        if (b == 0) return Error{"division by zero", {}};
        if (a == INT64_MIN && b == -1) return large;
        return op[0] == '/' ? a / b : a % b;
      case '&':
        return a & b;
      case '|':
        return a | b;
      default:
        break;
    }
    if (b < 0 || b > 63) return Error{"a shift is by 0 to 63 bits", {}};
    const auto bits = static_cast<std::uint64_t>(a);
    if (op[0] == '>') return static_cast<std::int64_t>(bits >> b);
    const auto shifted = static_cast<std::int64_t>(bits << b);
    const bool fits = shifted >> b == a || static_cast<std::uint64_t>(shifted) >> b == bits;
    if (!fits) return large;
    return shifted;
  }

  Result<std::int64_t> unary(int depth) {
    if (depth > kMaxDepth) return Error{"nested too deeply", {}};
    skip();
    if (at_ >= text_.size()) return Error{"a number or name is missing at the end", {}};
    const char c = text_[at_];
    if (c == '-') {
      ++at_;
      ANE_TRY(const std::int64_t value, unary(depth + 1));
      return apply("-", 0, value);
    }
    if (c == '(') {
      ++at_;
      ANE_TRY(const std::int64_t value, binary(1, depth + 1));
      skip();
      if (at_ >= text_.size() || text_[at_] != ')') return Error{"a ) is missing", {}};
      ++at_;
      return value;
    }
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
    return name();
  }

  Result<std::int64_t> number() {
    const bool hexadecimal = text_.substr(at_).starts_with("0x") || text_.substr(at_).starts_with("0X");
    const char* begin = text_.data() + at_ + (hexadecimal ? 2 : 0);
    std::uint64_t value = 0;
    const auto [end, code] =
        std::from_chars(begin, text_.data() + text_.size(), value, hexadecimal ? 16 : 10);
    if (code != std::errc{}) return Error{"not a number: \"" + std::string(text_.substr(at_)) + "\"", {}};
    at_ = static_cast<std::size_t>(end - text_.data());
    return static_cast<std::int64_t>(value);
  }

  Result<std::int64_t> name() {
    std::size_t end = at_;
    const auto part_of_name = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '@';
    };
    while (end < text_.size() && part_of_name(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    if (word.empty()) return Error{"not understood: \"" + std::string(text_.substr(at_)) + "\"", {}};
    const auto value = names_(word);
    if (!value) return Error{"no such name: \"" + std::string(word) + "\"", {}};
    at_ = end;
    return *value;
  }

  std::string_view text_;
  const NameLookup& names_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::int64_t> evaluate(std::string_view text, const NameLookup& names) {
  return Parser(text, names).all();
}

}  // namespace ane::state
