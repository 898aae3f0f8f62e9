#pragma once
// Sentences of the answer about what surrounds the tasks. Private to the summary.

#include <string>
#include <vector>

#include "core/diff/describe.hpp"

namespace ane::diff {

using Sentences = std::vector<Sentence>;

/// "1 task", "10 240 tasks"
std::string counted_text(std::uint64_t count, std::string_view noun);
std::string capital(std::string text);

void say_weights(const Comparison& comparison, Sentences& out);
void say_tensors(const Comparison& comparison, Sentences& out);
/// Properties by which the program is another one.
void say_properties(const Comparison& comparison, Sentences& out);
/// Generation, compiler, and properties that say how the file is laid out.
void say_origin(const Comparison& comparison, Sentences& out);
void say_symbols(const Comparison& comparison, Sentences& out);
/// Why the files have other bytes although nothing differs.
void say_bytes(const Comparison& comparison, Sentences& out);

}  // namespace ane::diff
