#pragma once
// Where every field of an .anec header lies: the tables that the parser, the structure tree and the writer
// share, so that a position stands here once. Source: docs/formats/anec.md, section numbers below. The header
// is packed and little-endian; it has no magic and no names.

#include <array>
#include <cstdint>

#include "core/container/layout.hpp"

namespace ane::anec {

using container::FieldSpec;
using container::Show;

/// Header (section 2.1).
namespace header {
inline constexpr std::uint32_t kSize = 0x6a8;
inline constexpr FieldSpec kPayload{
    "size", 0x000, 8, Show::Hex,
    "Bytes of the payload: the tasks, rounded up to a multiple of 16, and the weights."};
inline constexpr FieldSpec kFirstTask{"td_size", 0x008, 4, Show::Hex, "Bytes of the first task."};
inline constexpr FieldSpec kTaskCount{"td_count", 0x00c, 4, Show::Number, "Number of tasks."};
inline constexpr FieldSpec kTaskBytes{"tsk_size", 0x010, 8, Show::Hex,
                                      "Bytes of all tasks with the gaps between them."};
inline constexpr FieldSpec kWeightBytes{"krn_size", 0x018, 8, Show::Hex, "Bytes of the weights."};
inline constexpr FieldSpec kSources{"src_count", 0x020, 4, Show::Number, "Number of inputs."};
inline constexpr FieldSpec kResults{"dst_count", 0x024, 4, Show::Number, "Number of outputs."};
inline constexpr std::array kAll{kPayload,     kFirstTask, kTaskCount, kTaskBytes,
                                 kWeightBytes, kSources,   kResults};
}  // namespace header

/// Channels (sections 2.1 and 4). Their numbers are those that tasks use for base addresses.
inline constexpr std::uint32_t kChannels = 32;
inline constexpr std::uint32_t kCommandChannel = 0, kWeightChannel = 1;
inline constexpr std::uint32_t kFirstBuffer = 4;  ///< outputs from here on, then inputs
inline constexpr std::uint32_t kMostTensors = kChannels - kFirstBuffer;

/// Buffer sizes: a word for each channel.
namespace tiles {
inline constexpr std::uint32_t kOffset = 0x028, kStep = 4;
inline constexpr std::uint64_t kBytes = 0x4000;   ///< of one tile
inline constexpr std::uint32_t kLimit = 0x10000;  ///< anecc refuses this many (section 10)
/// Tiles that hold this many bytes.
constexpr std::uint64_t count_for(std::uint64_t bytes) {
  return bytes / kBytes + (bytes % kBytes == 0 ? 0 : 1);
}
}  // namespace tiles

/// Tasks as a reader takes them for possible (section 3); lengths in bytes.
namespace tasks {
inline constexpr std::uint64_t kShortest = 40, kLongest = 2048;
inline constexpr std::uint64_t kMost = 0xffff;
}  // namespace tasks

/// Shapes: a record for each channel, all zero where it is neither input nor output. Offsets in the record.
namespace nchw {
inline constexpr std::uint32_t kOffset = 0x0a8, kStep = 48;
inline constexpr FieldSpec kN{"n", 0x00, 8, Show::Number, "Batch."};
inline constexpr FieldSpec kC{"c", 0x08, 8, Show::Number, "Channels."};
inline constexpr FieldSpec kH{"h", 0x10, 8, Show::Number, "Height."};
inline constexpr FieldSpec kW{"w", 0x18, 8, Show::Number, "Width."};
inline constexpr FieldSpec kPlaneStride{"plane_stride", 0x20, 8, Show::Number,
                                        "Bytes from channel to channel."};
inline constexpr FieldSpec kRowStride{"row_stride", 0x28, 8, Show::Number, "Bytes from row to row."};
inline constexpr std::array kAll{kN, kC, kH, kW, kPlaneStride, kRowStride};
}  // namespace nchw

/// Payload (sections 2.2 and 2.3).
namespace payload {
inline constexpr std::uint64_t kAt1000 = 0x1000, kAt800 = 0x800;
inline constexpr std::uint64_t kWeightAlignment = 16;
inline constexpr std::uint64_t kMovedAlignment = 64;   ///< of weights that cannot stay there (section 8.2)
inline constexpr std::uint64_t kElementBytes = 2;      ///< loaders assume float16
inline constexpr std::uint64_t kStrideAlignment = 64;  ///< of rows and planes (section 9)
}  // namespace payload

}  // namespace ane::anec
