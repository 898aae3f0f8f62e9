#include "app/state/edit_work.hpp"

#include "app/state/app.hpp"

namespace ane::state {

std::optional<std::string> query_edit(const App&, std::string_view) {
  return std::nullopt;
}

}  // namespace ane::state
