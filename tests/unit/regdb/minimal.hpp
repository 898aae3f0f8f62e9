#pragma once
// A register database that is as small as a sound one can be, to be changed in one place by a test.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/regdb/database.hpp"

namespace ane::test {

using Json = nlohmann::json;

/// As a person would write it, names first; Json::dump() sorts the keys.
constexpr const char* kMinimalText = R"({
    "id": "t1", "name": "T1", "td_version": 3, "cpu_subtypes": [77, 78],
    "compiler_targets": ["t1", "t1g"], "chips": ["X1"],
    "encoding": {
      "tasks": "linked-list", "task_alignment": 16, "header_words": 2, "section_header_words": 0,
      "walk": {"id": "Header0.Id", "last": "Header0.Last", "next_offset": "Header1.Next",
               "next_size": "Header0.Size", "next_size_bias": 1},
      "records": ["burst"],
      "record_layouts": {"burst": {"match_mask": "0x0", "match_value": "0x0", "address_lsb": 0,
        "address_width": 26, "address_unit": 1, "count_lsb": 26, "count_width": 6, "count_bias": 1}},
      "registers_carry_over": true },
    "header": [
      {"word": 0, "name": "Header0", "doc": "First word.", "fields": [
        {"name": "Id", "lsb": 0, "width": 8, "kind": "uint", "concept": "task.id"},
        {"name": "Size", "lsb": 8, "width": 9, "kind": "uint"},
        {"name": "Last", "lsb": 31, "width": 1, "kind": "bool"}]},
      {"word": 1, "name": "Header1", "doc": "Second word.", "fields": [
        {"name": "Next", "lsb": 0, "width": 32, "kind": "uint"}]}],
    "blocks": [
      {"name": "Common", "title": "Common", "base": "0x100", "words": 8, "doc": "All.", "registers": [
        {"name": "InDim", "offset": "0x00", "doc": "Input.", "confidence": "high", "sources": ["me"],
         "fields": [
          {"name": "Win", "lsb": 0, "width": 15, "kind": "uint", "concept": "common.in_width"},
          {"name": "Mode", "lsb": 16, "width": 2, "kind": "enum", "enum": "Mode"}]},
        {"name": "Base", "offset": "0x04", "count": 3, "stride": 8, "doc": "Three of them.", "fields": [
          {"name": "Addr", "lsb": 6, "width": 26, "kind": "address", "shift": 6, "unit": "bytes",
           "concept": "kernel.base"}]}]}],
    "enums": {"Mode": {"0": "Off", "1": "On"}},
    "sources": {"me": "Nobody, a paper"}
  })";

inline Json minimal_json() {
  return Json::parse(kMinimalText);
}

/// The minimal database with one value put where the JSON pointer says.
inline Json changed(const char* pointer, Json value) {
  Json json = minimal_json();
  json[Json::json_pointer(pointer)] = std::move(value);
  return json;
}

/// The minimal database without one member.
inline Json without(const std::string& parent, const char* key) {
  Json json = minimal_json();
  json[Json::json_pointer(parent)].erase(key);
  return json;
}

inline regdb::GenerationPtr parsed(const Json& json) {
  auto generation = regdb::parse_generation(json.dump());
  EXPECT_TRUE(generation) << generation.error().message;
  return generation ? std::move(generation).value() : std::make_shared<const regdb::Generation>();
}

/// Calls `check(generation)` for every generation that the program carries.
template <class Check>
void for_every_generation(Check check) {
  const auto database = regdb::Database::embedded();
  ASSERT_FALSE(database->ids().empty());
  for (const std::string& id : database->ids()) {
    SCOPED_TRACE(id);
    const auto generation = database->generation(id);
    ASSERT_TRUE(generation) << generation.error().message;
    check(**generation);
  }
}

}  // namespace ane::test
