#include "app/state/app.hpp"

namespace ane::state {

void explain_element(App& app, std::uint64_t element) {
  app.debugging.element = element;
}

}  // namespace ane::state
