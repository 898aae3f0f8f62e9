#pragma once
// Fields of words in reports: one way to print them, shared by tasks, state and the register database.

#include <string>
#include <vector>

#include "core/regdb/codec.hpp"
#include "core/report/json_writer.hpp"

namespace ane::report {

/// `"prefix" + name: number` for every field, and `"… .name": text` for enums (null where the value has no
/// name). Bits that no field covers become `"unknown_bits"` where one is set.
void write_fields_json(const std::vector<regdb::Field>& fields, std::uint32_t word, const std::string& prefix,
                       JsonWriter& json);

/// "Win=64 Hin=64", with "unknown bits 0x…" where some are set.
std::string fields_text(const std::vector<regdb::Field>& fields, std::uint32_t word);

}  // namespace ane::report
