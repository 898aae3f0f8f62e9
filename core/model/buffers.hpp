#pragma once
// The buffers of a program: what each number that tasks use for a base address stands for, and which of its
// bytes are in the file. A container says it in the program record's table, an .anec file by its channels.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/extent.hpp"
#include "core/document/document.hpp"

namespace ane::model {

enum class BufferKind {
  Text,       ///< the tasks themselves
  Constants,  ///< weights and tables
  Scratch,    ///< memory between tasks
  Input,
  Output,
  Other,  ///< an address of which the file does not say what it is for
};
/// "text", "constants", "scratch", "input", "output", "other"
std::string_view buffer_kind_name(BufferKind kind);

struct Buffer {
  std::uint32_t slot = 0;  ///< the number that tasks use
  BufferKind kind = BufferKind::Other;
  std::string name;           ///< the tensor's, else the section's or the channel's, else ""
  std::string tensor;         ///< the declared tensor's name, "" where none lies here
  std::uint64_t address = 0;  ///< 0 in .anec files, which leave addresses to the loader
  std::uint64_t size = 0;     ///< bytes from `address` to the end of its section or segment; of an .anec
                              ///< channel those of its tiles, of the weights in one those of the weights
  Extent bytes;               ///< what of it is in the file; empty for zero-fill
};

/// The buffers of program `program` of the document, by slot. In an .anec file those are the channels that
/// have tiles (docs/formats/anec.md, section 4) and the weights, which are number 1 and lie in channel 0; a
/// file without a header says nothing of its buffers.
std::vector<Buffer> buffers_of(const document::Document& document, std::size_t program);

/// The buffer with this slot, or null.
const Buffer* find_buffer(const std::vector<Buffer>& buffers, std::uint32_t slot);

}  // namespace ane::model
