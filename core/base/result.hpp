#pragma once
// Errors as values. The names are those of std::expected, which GCC 12 offers only from C++23 on.

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/base/extent.hpp"

namespace ane {

/// Why something could not be done at all. What can be survived is a Diagnostic instead.
/// `message` starts in lower case, has no full stop, and names the item, the value found and the value
/// allowed.
struct Error {
  std::string message;
  std::optional<Extent> where;  ///< bytes of the input that are to blame
};

/// A value or the Error that stood in its way.
// A function returns a value or an Error as it is: that is what implicit construction is for here.
// NOLINTBEGIN(google-explicit-constructor)
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  const Error& error() const& { return *error_; }
  Error&& error() && { return *std::move(error_); }

 private:
  std::optional<Error> error_;
};

// NOLINTEND(google-explicit-constructor)

}  // namespace ane

// The declaration is one, and the expression may hold commas.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define ANE_CONCAT_(a, b) a##b
#define ANE_CONCAT(a, b) ANE_CONCAT_(a, b)

/// `ANE_TRY(auto x, f());` declares x from f()'s value, or returns f()'s error from the enclosing function.
#define ANE_TRY(declaration, expression) ANE_TRY_(ANE_CONCAT(ane_result_, __LINE__), declaration, expression)
#define ANE_TRY_(result, declaration, expression) \
  auto result = (expression);                     \
  if (!result) return std::move(result).error();  \
  declaration = std::move(result).value()

/// Returns the error of a Result<void> from the enclosing function.
#define ANE_CHECK(expression) \
  if (auto ane_status = (expression); !ane_status) return std::move(ane_status).error()
// NOLINTEND(bugprone-macro-parentheses)
