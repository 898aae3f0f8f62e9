#include "app/state/run_work.hpp"

#include "app/state/app.hpp"

namespace ane::state {

void forget_run_file(App& app, int file) {
  app.running.setups.erase(file);
  app.running.prepared.erase(file);
}

std::optional<std::string> query_run(const App&, std::string_view) {
  return std::nullopt;
}

}  // namespace ane::state
