#include "core/run/trace.hpp"

namespace ane::run {}
