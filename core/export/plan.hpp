#pragma once
// What an .anec file of a program would be, worked out and explained before a byte is written
// (docs/formats/anec.md, section numbers below). A plan is pure: it reads the document and changes nothing.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/anec/anec.hpp"
#include "core/base/diagnostics.hpp"
#include "core/document/document.hpp"
#include "core/model/tensors.hpp"

namespace ane::exporter {

enum class Mode {
  Correct,  ///< derived from the container (section 6), base registers renumbered where they must be (8.1)
  Anecc,    ///< the bytes that the converter anecc writes (section 5), its mistakes included
};
/// "correct", "anecc"
std::string_view mode_name(Mode mode);

struct Options {
  Mode mode = Mode::Correct;
  anec::Variant variant = anec::Variant::Header1000;  ///< Header1000 or Header800
  bool force = false;        ///< Mode::Anecc: also where an input's name contains "ctx_"
  std::string program = {};  ///< which one, by name; "" where the file has only one
};

/// One channel of the file to be.
struct ChannelPlan {
  std::uint32_t number = 0;
  anec::ChannelUse use = anec::ChannelUse::Unused;
  std::string name;                     ///< "cmd", "krn", "itm0", "dst0", "src1" …
  std::uint64_t bytes = 0;              ///< of its buffer; of the weights their own
  std::optional<model::Tensor> tensor;  ///< of inputs and outputs; the format itself stores no name
  std::optional<std::uint32_t> slot;    ///< what the tasks of the source call it
};

/// A base register that gets another number.
struct SlotChange {
  std::string_view operand;  ///< "source1", "source2", "result"
  std::uint32_t from = 0, to = 0;
};
/// A word of a task header that changes for it.
struct WordChange {
  std::size_t task = 0;  ///< index over all tasks of the source
  Extent where;          ///< in the source
  std::uint32_t before = 0, after = 0;
  std::vector<SlotChange> slots;
};

/// Bytes that are copied from the source; between the pieces lie zeros.
struct Piece {
  std::uint64_t at = 0;  ///< in the file to be
  Extent source;
};

struct Plan {
  Options options;
  /// The header as a reader will find it, with its extents in the file to be.
  anec::Anec header;
  std::vector<ChannelPlan> channels;  ///< those in use, by number
  std::vector<WordChange> changes;    ///< in task order
  std::string program;                ///< "" where nothing names it
  std::size_t first_task = 0;         ///< of the program, in Document::tasks
  std::size_t task_count = 0;         ///< that were found by walking the list
  Extent text, weights;               ///< in the source
  std::vector<Piece> pieces;          ///< ascending
  /// Errors are the reasons why the program cannot be exported; warnings are what the user has to know.
  Diagnostics problems;

  bool possible() const { return !problems.has_errors(); }
  /// Length of the file to be. Only anecc writes less than its header says, from a source that is cut.
  std::uint64_t file_bytes = 0;
};

/// Works the plan out. Everything that stands in the way is listed, not only the first. `goes_on` is asked
/// after each task; where it says false the plan is incomplete and has the error "cancelled".
Plan make_plan(const document::Document& document, const Options& options,
               const std::function<bool()>& goes_on = {});

}  // namespace ane::exporter
