#pragma once
// Executes what an input says, as far as it is little work.

#include "core/document/document.hpp"

namespace ane::test {

/// Runs every program of the document with both sets of rules until a task is refused. Tasks that ask for
/// more than a few million operations or bytes are left out: they are slow, which is no defect, and the
/// fuzzer would look for nothing else.
void run_tasks(const document::Document& document);

}  // namespace ane::test
