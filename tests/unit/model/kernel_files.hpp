#pragma once
// Small files around constants, for tests of what is read out of them.

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "core/document/document.hpp"
#include "core/writer/hwx_writer.hpp"

namespace ane::test {

/// Where the constants of a file start.
inline std::uint64_t constants_offset(const document::Document& document) {
  const container::Section* section = document.container().section("__TEXT", "__const");
  EXPECT_NE(section, nullptr);
  return section == nullptr ? 0 : section->bytes.offset;
}

/// A file without tasks whose constants are `start` zeros and then `bytes`.
inline document::DocumentPtr constants_file(const std::vector<std::uint8_t>& bytes, std::uint64_t start) {
  writer::HwxSpec spec;
  spec.style = writer::style_v7_6_4();
  spec.banner = writer::honest_banner("h13");
  spec.text = std::vector<std::uint8_t>(0x40);
  std::vector<std::uint8_t> constants(start);
  constants.insert(constants.end(), bytes.begin(), bytes.end());
  spec.constants = std::move(constants);
  auto file = writer::write_hwx(spec);
  EXPECT_TRUE(file) << (file ? "" : file.error().message);
  auto document =
      document::Document::open(memory_source(*std::move(file)), regdb::Database::embedded(), "constants.hwx");
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return *document;
}

}  // namespace ane::test
