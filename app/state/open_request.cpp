#include "app/state/open_request.hpp"

#include <algorithm>

#include "app/state/app.hpp"
#include "app/state/directory.hpp"

namespace ane::state {

Result<void> ask_what_to_open(App& app, OpenRequest request) {
  app.choosing = std::move(request);
  app.sheet = Sheet::Choose;
  return {};
}

bool is_wanted(const OpenRequest& request, std::string_view name) {
  if (request.extensions.empty()) return is_program_name(name);
  return std::any_of(request.extensions.begin(), request.extensions.end(),
                     [&](const std::string& extension) { return name.ends_with(extension); });
}

}  // namespace ane::state
