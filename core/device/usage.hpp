#pragma once
// Inside of core/device: what holds for a submission on every device.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/document/document.hpp"
#include "core/model/buffers.hpp"

namespace ane::device {

/// "buffer 5 (x)", escaped; without the name where it has none.
std::string title(const model::Buffer& buffer);

/// "program 3: the file has 1 program", or nothing where there is such a program.
std::optional<std::string> program_objection(const document::Document& document, std::size_t program);

/// Why `given` cannot be what the buffers hold at first: a slot that is not in the table, a size that is not
/// the buffer's, or the tasks themselves, which come from the file only. Nothing where they can.
std::optional<std::string> buffers_objection(const std::vector<model::Buffer>& table,
                                             const std::map<std::uint32_t, std::vector<std::uint8_t>>& given);

/// Warns of tasks that write a buffer which is declared as an input, or read one that is declared as an
/// output and that no task wrote before: the file's roles are wrong then, as those of .anec files may be
/// (docs/formats/execution-h13.md, 2.1). Each buffer once.
void check_roles(const document::Document& document, std::size_t program,
                 const std::vector<model::Buffer>& table, Diagnostics& problems);

}  // namespace ane::device
