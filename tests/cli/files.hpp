#pragma once
// Files for the tests of the command line.

#include <algorithm>
#include <string>
#include <vector>

#include "core/writer/hwx_writer.hpp"
#include "core/writer/task_builder.hpp"
#include "tests/cli/run_cli.hpp"
#include "tests/support/corpus.hpp"

namespace ane::test {

inline std::vector<std::string> corpus_hwx(const std::filesystem::path& corpus) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "hwx"))
    paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// `tasks` equal H13 tasks, linked.
inline std::vector<std::uint8_t> small_text(std::size_t tasks) {
  const auto generation = regdb::Database::embedded()->generation("h13");
  EXPECT_TRUE(generation);
  const auto words = writer::TaskBuilder(*generation).write_all().set("common.in_width", 77).encode();
  EXPECT_TRUE(words);
  const auto text = writer::link_tasks(**generation, {tasks, *words});
  EXPECT_TRUE(text);
  return *text;
}

/// A program with this text, as the bytes of a file.
inline std::string program_of(std::vector<std::uint8_t> text, std::uint32_t subtype = 4) {
  writer::HwxSpec spec;
  spec.banner = writer::honest_banner("h13");
  spec.text = std::move(text);
  spec.cpu_subtype = subtype;
  spec.tensors = {writer::tensor("x", writer::Role::Input, {1, 3, 4, 5}),
                  writer::tensor("y", writer::Role::Output, {1, 3, 4, 5})};
  const auto bytes = writer::write_hwx(spec);
  EXPECT_TRUE(bytes);
  return {bytes->begin(), bytes->end()};
}

inline std::string small_program(std::size_t tasks = 2) {
  return program_of(small_text(tasks));
}

/// A program with a problem of severity error: its second task lies far behind the text.
inline std::string broken_program() {
  std::vector<std::uint8_t> text = small_text(2);
  static constexpr std::size_t kNextPointer = 7 * 4;
  text.at(kNextPointer + 2) = 0x10;
  return program_of(std::move(text));
}

}  // namespace ane::test
