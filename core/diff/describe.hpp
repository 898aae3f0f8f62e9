#pragma once
// Comparisons in words: one field, one task, the whole. The desktop program, the text, Markdown and HTML all
// say the same.

#include <string>
#include <vector>

#include "core/diff/compare.hpp"

namespace ane::diff {

/// Sides of a change as people read them: "ReLU(1)", "0x40", "not written", "no such field".
struct ChangeText {
  std::string path;  ///< "NE.MACCfg.NonlinearMode", "word 0x1234"
  std::string a, b;
  std::string
      meaning;  ///< "none → relu", "+16 384 bytes", the database's sentence; "" where nothing is known
};
ChangeText text_of(const Comparison& comparison, const Change& change);

/// A run of changes that read alike: elements of one array with the same values on each side.
struct ChangeRow {
  std::size_t change = 0;   ///< the first, in Comparison::changes
  std::uint32_t count = 1;  ///< how many
  std::string path;         ///< "KernelDMASrc.CoeffBfrSize[0..15].MemBfrSize"
};
/// The rows of a pair's real changes (or of its noise), in the order of the registers.
std::vector<ChangeRow> rows_of(const Comparison& comparison, const TaskPair& pair, bool noise = false);

/// Every field of a pair, equal ones too, in the order of Comparison::fields; of an unpaired task all that it
/// has. Decodes the tasks from the start of their programs.
std::vector<Change> all_fields(const Comparison& comparison, std::size_t pair);

/// The summaries of both tasks of a pair ("conv 3x3 s1 · 64→128 …"), "" where there is none.
struct PairText {
  std::string a, b;
  std::string engine_a, engine_b;  ///< "NE", "PE" or ""
};

/// Summaries of all tasks that somebody asks for, worked out in one walk over each document.
class TaskTexts {
 public:
  /// `wanted_a`, `wanted_b`: tasks, ascending.
  TaskTexts(const Comparison& comparison, const std::vector<std::size_t>& wanted_a,
            const std::vector<std::size_t>& wanted_b);
  PairText of(const TaskPair& pair) const;

 private:
  struct Text {
    std::string summary, engine;
  };
  std::vector<std::pair<std::size_t, Text>> a_, b_;
};

/// Where a piece of a sentence leads.
enum class Target { None, Tasks, Fields, Tensors, Weights, Container, Symbols, Noise };

/// A piece of a sentence; those with a target are links.
struct Piece {
  std::string text;
  Target target = Target::None;
  std::optional<std::size_t> pair;  ///< a task it is about
};
using Sentence = std::vector<Piece>;
std::string plain(const Sentence& sentence);

/// The answer: one headline and a few sentences behind it, most important first.
struct Summary {
  Sentence headline;  ///< "1 task changed. Weights are equal."
  std::vector<Sentence> details;
};
Summary summarise(const Comparison& comparison);

}  // namespace ane::diff
