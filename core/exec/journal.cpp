#include "core/exec/journal.hpp"

namespace ane::exec {}
