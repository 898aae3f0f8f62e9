#pragma once
// Letters of names and of what is typed: ASCII, the same in every locale.

namespace ane::state {

constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace ane::state
