#include "app/state/debug_work.hpp"

#include "app/state/app.hpp"

namespace ane::state {

void forget_debug_file(App& app, int file) {
  if (app.debugging.file == file) app.debugging = {};
}

std::optional<std::string> query_debug(const App&, std::string_view) {
  return std::nullopt;
}

}  // namespace ane::state
