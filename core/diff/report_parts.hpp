#pragma once
// What a report says, apart from how it looks: sections of blocks of rows, told one after the other. Text,
// Markdown and HTML are three ways to draw them, so that all say the same.

#include <optional>
#include <string>
#include <vector>

#include "core/diff/report.hpp"

namespace ane::diff {

/// What a line is about; text has marks and colours for it.
enum class Tone { Plain, Added, Removed, Changed, Moved, Quiet };
/// "+", "-", "~", ">" and " "
std::string_view tone_mark(Tone tone);

struct Row {
  std::vector<std::string> cells;
  Tone tone = Tone::Plain;
};

/// Rows under a heading.
struct Block {
  std::string title;  ///< "" for rows that need none
  std::string detail;
  Tone tone = Tone::Plain;
  std::vector<std::string> columns;
  std::vector<Row> rows;
  bool marked = false;               ///< the tone of its rows is shown as a mark before each
  std::optional<std::size_t> arrow;  ///< this column and the next are from and to
};

enum class Part { Tasks, Tensors, Weights, Container, Symbols, Noise, Bytes };

struct Section {
  Part part = Part::Tasks;
  std::string title;    ///< "Tasks"
  std::string summary;  ///< "3 same, 1 changed"
};

/// Draws blocks as they come.
class Painter {
 public:
  virtual ~Painter() = default;
  virtual void begin(const Section& section) = 0;
  virtual void block(const Block& block) = 0;
  virtual void end(const Section& section) = 0;
};

/// The sections of a report, with their figures: those of what was compared, and what is always told.
std::vector<Section> sections_of(const Comparison& comparison, const ReportOptions& options);

/// How a section is filled in.
struct PartOptions {
  bool alignment = false;  ///< also all tasks in their order, runs of equal ones as one row
};
void tell_sections(const Comparison& comparison, const ReportOptions& options, const PartOptions& parts,
                   Painter& painter);

/// One row for each of the files: name, generation, tasks, bytes, compiler.
Block files_block(const Comparison& comparison, const ReportOptions& options);
std::string name_of_a(const Comparison& comparison, const ReportOptions& options);
std::string name_of_b(const Comparison& comparison, const ReportOptions& options);

/// Bytes that differ at equal offsets, by the parts of A.
struct PartBytes {
  std::string name;
  std::uint64_t differing = 0;
};
std::vector<PartBytes> differing_parts(const Comparison& comparison);

// One function a section.
void tell_tasks(const Comparison& comparison, const PartOptions& parts, Painter& painter);
void tell_tensors(const Comparison& comparison, Painter& painter);
void tell_weights(const Comparison& comparison, Painter& painter);
void tell_container(const Comparison& comparison, Painter& painter);
void tell_symbols(const Comparison& comparison, Painter& painter);
void tell_noise_fields(const Comparison& comparison, Painter& painter);

/// "equal", "only in A" …
std::string verdict_text(WeightsVerdict verdict);

/// "8 fields", "1 field"; without those that are switched off where they are told apart.
std::string fields_text(std::uint64_t fields, std::uint64_t off);

}  // namespace ane::diff
