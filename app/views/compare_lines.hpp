#pragma once
// Lines of the lists of fields: what changed in a pair of tasks, or everything that it has.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/comparison_work.hpp"

namespace ane::views {

struct FieldLine {
  enum Kind {
    Block,  ///< a hardware block, with how many lines follow
    Field,  ///< before → after
    Noise,  ///< likewise, of what is only noise
    NoiseHead,
    Weights,  ///< a constant of the task differs
    Group,    ///< other tasks changed alike
    Same,     ///< how many fields are the same
    Plain     ///< a sentence
  } kind = Field;
  diff::Change change;
  std::string path;   ///< of fields
  std::string text;   ///< of all others
  std::string block;  ///< of blocks
  std::size_t count = 0;
  std::size_t index = 0;  ///< Weights: in Comparison::weights; Group: in Comparison::groups
};

/// What differs in a pair. `noise` adds what is only noise.
std::vector<FieldLine> change_lines(const diff::Comparison& comparison, std::size_t pair, bool noise);
/// All fields under their blocks.
std::vector<FieldLine> all_lines(const diff::Comparison& comparison, const std::vector<diff::Change>& fields);
/// Whether both sides hold the same.
bool is_same(const diff::Change& change);

}  // namespace ane::views
