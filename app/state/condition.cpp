#include "app/state/condition.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

namespace ane::state {
namespace {

constexpr int kDeepestCondition = 32;
constexpr std::array<std::string_view, 8> kConditionNames = {"task.index", "task.op", "out.min", "out.max",
                                                             "out.mean",   "out.nan", "out.inf", "out.zeros"};
/// Longer signs first, since "<" begins "<=".
constexpr std::array<std::string_view, 6> kComparisonSigns = {"==", "!=", "<=", ">=", "<", ">"};

bool name_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '[' || c == ']';
}

bool truth(const ConditionValue& value) {
  const auto* number = std::get_if<double>(&value);
  return number != nullptr && *number != 0;
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (text.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return text == word;
}

std::optional<std::uint32_t> named_value(const regdb::Generation* generation, std::string_view path,
                                         std::string_view name) {
  const auto field = generation == nullptr ? std::nullopt : generation->field(path);
  if (!field || field->field->enumeration == nullptr) return std::nullopt;
  for (const auto& [number, known] : field->field->enumeration->values)
    if (known == name) return number;
  return std::nullopt;
}

}  // namespace

class ConditionParser {
 public:
  ConditionParser(std::string_view text, const regdb::Generation* generation)
      : text_(text), generation_(generation) {}

  Result<Condition> all() {
    ANE_TRY(made_.root_, either(0));
    skip();
    if (at_ < text_.size()) return wrong("not understood: \"" + std::string(text_.substr(at_)) + "\"");
    return std::move(made_);
  }

 private:
  using Kind = Condition::Kind;
  using Made = Result<std::size_t>;

  Error wrong(const std::string& what) const {
    return Error{"at " + std::to_string(at_ + 1) + ": " + what, {}};
  }

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(std::string_view sign) {
    skip();
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  std::size_t add(Kind kind, std::string text, std::size_t left, std::size_t right) {
    made_.nodes_.push_back({kind, 0, std::move(text), left, right});
    return made_.nodes_.size() - 1;
  }

  Made either(int depth) {
    if (depth > kDeepestCondition) return wrong("nested too deeply");
    ANE_TRY(std::size_t left, both(depth));
    while (take("||")) {
      ANE_TRY(const std::size_t right, both(depth));
      left = add(Kind::Or, "", left, right);
    }
    return left;
  }

  Made both(int depth) {
    ANE_TRY(std::size_t left, negated(depth));
    while (take("&&")) {
      ANE_TRY(const std::size_t right, negated(depth));
      left = add(Kind::And, "", left, right);
    }
    return left;
  }

  Made negated(int depth) {
    if (depth > kDeepestCondition) return wrong("nested too deeply");
    skip();
    if (text_.substr(at_).starts_with("!=") || !take("!")) return comparison(depth);
    ANE_TRY(const std::size_t inner, negated(depth + 1));
    return add(Kind::Not, "", inner, 0);
  }

  Made comparison(int depth) {
    ANE_TRY(const std::size_t left, operand(depth, nullptr));
    for (const std::string_view sign : kComparisonSigns) {
      if (!take(sign)) continue;
      ANE_TRY(const std::size_t right, operand(depth, &made_.nodes_[left]));
      if (made_.nodes_[right].kind == Kind::Text && sign != "==" && sign != "!=")
        return wrong("a text is compared with == or !=");
      return add(Kind::Compare, std::string(sign), left, right);
    }
    return left;
  }

  Made operand(int depth, const Condition::Node* against) {
    skip();
    if (take("(")) {
      ANE_TRY(const std::size_t inner, either(depth + 1));
      if (!take(")")) return wrong("a ) is missing");
      return inner;
    }
    if (at_ >= text_.size()) return wrong("a name or number is missing");
    const char c = text_[at_];
    if (c == '"') return quoted();
    if (c == '-' || std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
    return name(against == nullptr ? "" : against->text);
  }

  Made quoted() {
    const std::size_t end = text_.find('"', at_ + 1);
    if (end == std::string_view::npos) return wrong("a \" is missing");
    const std::string inside(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return add(Kind::Text, inside, 0, 0);
  }

  Made number() {
    const char* const begin = text_.data() + at_;
    const char* const last = text_.data() + text_.size();
    double value = 0;
    const char* end = begin;
    if (text_.substr(at_).starts_with("0x")) {
      std::uint64_t whole = 0;
      end = std::from_chars(begin + 2, last, whole, 16).ptr;
      value = static_cast<double>(whole);
      if (end == begin + 2) end = begin;
    } else {
      const auto [after, code] = std::from_chars(begin, last, value);
      if (code == std::errc{}) end = after;
    }
    if (end == begin || (end != last && name_letter(*end))) return wrong("not a number");
    at_ = static_cast<std::size_t>(end - text_.data());
    const std::size_t made = add(Kind::Number, "", 0, 0);
    made_.nodes_[made].number = value;
    return made;
  }

  Made name(const std::string& against) {
    std::size_t end = at_;
    while (end < text_.size() && name_letter(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    if (word.empty()) return wrong("not understood: \"" + std::string(text_.substr(at_)) + "\"");
    const bool known =
        std::find(kConditionNames.begin(), kConditionNames.end(), word) != kConditionNames.end();
    const bool field = generation_ != nullptr && generation_->field(word).has_value();
    const auto value = named_value(generation_, against, word);
    const bool text = against == "task.op";
    if (!known && !field && !value && !text) return wrong("there is no name \"" + std::string(word) + "\"");
    at_ = end;
    if (value) {
      const std::size_t made = add(Kind::Number, "", 0, 0);
      made_.nodes_[made].number = static_cast<double>(*value);
      return made;
    }
    return add(known || field ? Kind::Name : Kind::Text, std::string(word), 0, 0);
  }

  std::string_view text_;
  const regdb::Generation* generation_;
  std::size_t at_ = 0;
  Condition made_;
};

Result<Condition> Condition::parse(std::string_view text, const regdb::Generation* generation) {
  return ConditionParser(text, generation).all();
}

bool Condition::compare(const Node& node, const ConditionNames& names) const {
  const ConditionValue left = at(node.left, names), right = at(node.right, names);
  const auto* a = std::get_if<std::string>(&left);
  const auto* b = std::get_if<std::string>(&right);
  if (a != nullptr && b != nullptr) return has_word(*a, *b) == (node.text == "==");
  const auto* x = std::get_if<double>(&left);
  const auto* y = std::get_if<double>(&right);
  if (x == nullptr || y == nullptr) return false;
  if (node.text == "==") return !(*x < *y) && !(*x > *y);
  if (node.text == "!=") return *x < *y || *x > *y;
  if (node.text == "<") return *x < *y;
  if (node.text == "<=") return *x <= *y;
  if (node.text == ">") return *x > *y;
  return *x >= *y;
}

ConditionValue Condition::at(std::size_t index, const ConditionNames& names) const {
  const Node& node = nodes_[index];
  const auto as_value = [](bool yes) { return ConditionValue(yes ? 1.0 : 0.0); };
  switch (node.kind) {
    case Kind::Number:
      return node.number;
    case Kind::Text:
      return node.text;
    case Kind::Name:
      return names(node.text);
    case Kind::Compare:
      return as_value(compare(node, names));
    case Kind::Not:
      return as_value(!truth(at(node.left, names)));
    case Kind::And:
      return as_value(truth(at(node.left, names)) && truth(at(node.right, names)));
    case Kind::Or:
      break;
  }
  return as_value(truth(at(node.left, names)) || truth(at(node.right, names)));
}

bool Condition::holds(const ConditionNames& names) const {
  return truth(at(root_, names));
}

ConditionValue Condition::value(const ConditionNames& names) const {
  const Kind kind = nodes_[root_].kind;
  const ConditionValue value = at(root_, names);
  if (kind == Kind::Number || kind == Kind::Text || kind == Kind::Name) return value;
  return std::string(truth(value) ? "yes" : "no");
}

std::string condition_value_text(const ConditionValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const auto* number = std::get_if<double>(&value);
  if (number == nullptr) return "—";
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(),
                std::abs(*number) < 1e15 && std::trunc(*number) == *number ? "%.0f" : "%.6g", *number);
  return digits.data();
}

}  // namespace ane::state
