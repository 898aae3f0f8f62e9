#include "core/debug/explain.hpp"

namespace ane::debug {}
