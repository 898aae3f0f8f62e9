#pragma once

#include "core/regdb/database.hpp"

namespace ane::test {

inline regdb::GenerationPtr h13() {
  return *regdb::Database::embedded()->generation("h13");
}

}  // namespace ane::test
