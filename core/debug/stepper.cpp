#include "core/debug/stepper.hpp"

namespace ane::debug {}
