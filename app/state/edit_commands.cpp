#include "app/state/edit_commands.hpp"

namespace ane::state {

std::span<const Command> edit_commands() {
  return {};
}

}  // namespace ane::state
