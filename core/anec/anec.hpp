#pragma once
// The .anec format, parsed: a header of sizes and shapes before the tasks and weights of one H13 program,
// made for a user-space library of the Linux driver (docs/formats/anec.md). Three variants are known; nothing
// in the file says which one it is, so they are told apart by what can be true (section 3).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/anec/layout.hpp"
#include "core/base/diagnostics.hpp"
#include "core/base/extent.hpp"
#include "core/base/result.hpp"
#include "core/base/view.hpp"
#include "core/regdb/generation.hpp"

namespace ane::anec {

/// The only hardware generation that the format is for: its id in the register database.
inline constexpr std::string_view kGeneration = "h13";

/// Where the payload starts (section 2.2).
enum class Variant {
  Header1000,  ///< at 0x1000: every published file
  Header800,   ///< at 0x800: what the newest library reads
  Raw,         ///< at 0, without a header: counts, shapes and sizes are unknown
};
/// "header-0x1000", "header-0x800", "raw"
std::string_view variant_name(Variant variant);
/// The offset of the payload in the file.
std::uint64_t payload_offset(Variant variant);

/// What a channel is for (section 4).
enum class ChannelUse { Commands, Weights, Scratch, Output, Input, Unused };

struct Channel {
  std::uint32_t tiles = 0;               ///< size of its buffer in tiles
  std::array<std::uint64_t, 4> shape{};  ///< N, C, H, W
  std::uint64_t plane_stride = 0, row_stride = 0;
  Extent tiles_where, shape_where;

  /// Some number of its shape record is not 0.
  bool has_shape() const;
  std::uint64_t buffer_bytes() const { return tiles * tiles::kBytes; }
  /// N * C * plane stride, or nothing where that is more than 64 bits hold (section 9).
  std::optional<std::uint64_t> tensor_bytes() const;
};

/// A file as its header describes it; without one all numbers of the header are 0.
struct Anec {
  Variant variant = Variant::Raw;
  std::uint64_t payload_bytes = 0, task_bytes = 0, weight_bytes = 0;
  std::uint32_t first_task_bytes = 0;  ///< without a header measured
  std::uint32_t task_count = 0, sources = 0, results = 0;
  std::array<Channel, kChannels> channels{};

  // What of each is in the file.
  Extent header;          ///< empty without one
  Extent header_padding;  ///< from its end to the payload
  Extent tasks;           ///< without a header: to the end of the last task that can be found
  Extent weights;         ///< without a header unknown and empty

  bool has_header() const { return variant != Variant::Raw; }
  /// First channel that is no input or output any more.
  std::uint32_t channels_end() const { return kFirstBuffer + results + sources; }
  ChannelUse use_of(std::uint32_t channel) const;
  /// "cmd", "krn", "itm1", "itm0", "dst0" …, "src0" …; "" for a channel that is not used. Section 4 has the
  /// names.
  std::string name_of(std::uint32_t channel) const;
};

/// A part of the file that has a name: what the format calls it, and its bytes.
struct Part {
  std::string_view name;  ///< "header", "tasks", "weights"
  Extent where;
};
/// Those that have bytes, in file order.
std::vector<Part> parts_of(const Anec& anec);

/// Bytes of a field in the header.
constexpr Extent where_of(const FieldSpec& field) {
  return {field.offset, field.size};
}

/// Which variant `file` is, by the procedure of section 3. An Error says what speaks against an .anec file.
/// `generation` is that of kGeneration.
Result<Variant> find_variant(ByteView file, const regdb::Generation& generation);

/// True where the first numbers are the sizes of an .anec header, be it damaged elsewhere: whoever refuses
/// such a file had better say what is wrong with its header.
bool sizes_add_up(ByteView file);

/// Reads the header and applies the rules of section 10 that need no task, apart from its length. Fails where
/// find_variant does.
Result<Anec> parse_anec(ByteView file, const regdb::Generation& generation, Diagnostics& problems);

}  // namespace ane::anec
