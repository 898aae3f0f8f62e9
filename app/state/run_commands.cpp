#include "app/state/run_commands.hpp"

namespace ane::state {

std::span<const Command> run_commands() {
  return {};
}

}  // namespace ane::state
