#include "app/state/debug_commands.hpp"

namespace ane::state {

std::span<const Command> debug_commands() {
  return {};
}

}  // namespace ane::state
