#include "app/state/debug_work.hpp"

namespace ane::state {}
