// The walk that finds everything that is wrong, with what tasks do to memory.

#include <gtest/gtest.h>

#include "core/report/report.hpp"
#include "core/writer/samples.hpp"

namespace ane::report {
namespace {

document::DocumentPtr open_chain(std::uint32_t source_of_task_2) {
  std::vector<std::uint8_t> bytes;
  for (const writer::Sample& sample : writer::samples())
    if (sample.name == "chain") bytes = sample.build().value();
  const auto database = regdb::Database::embedded();
  const auto open = [&] {
    return document::Document::open(memory_source(std::vector(bytes)), database, "chain.hwx").value();
  };
  const auto whole = open();
  Diagnostics ignored;
  const auto field = whole->generation()->field("TileDMASrc.BaseAddr.Addr");
  const task::Task task = whole->decode(2, ignored);
  const task::Write* write = task.last_write(field->address());
  for (std::size_t i = 0; i < 4; ++i)
    bytes.at(write->offset + i) = static_cast<std::uint8_t>(source_of_task_2 >> (8 * i));
  return open();
}

std::vector<std::string> codes(const Diagnostics& problems) {
  std::vector<std::string> list;
  for (const Diagnostic& problem : problems.list()) list.push_back(problem.code);
  return list;
}

TEST(FindProblems, AreThoseOfTheMemoryToo) {
  const auto document = open_chain(0x100000);
  const Findings found = find_problems(*document);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(codes(found.problems), (std::vector<std::string>{"access-past-buffer"}));
  ASSERT_EQ(found.memory.size(), 1U);
  ASSERT_EQ(found.memory[0].faults.size(), 1U);
  EXPECT_EQ(found.memory[0].faults[0].use.task, 2U);
  EXPECT_FALSE(found.memory[0].faults[0].use.write);
  const Info info = gather_info(document);
  ASSERT_EQ(info.problems.size(), 1U);
  EXPECT_EQ(info.problems[0].code, "access-past-buffer");
  EXPECT_EQ(info.memory.size(), 1U);
}

TEST(FindProblems, TheSampleHasNone) {
  const auto document = open_chain(0);
  const Findings found = find_problems(*document);
  EXPECT_EQ(codes(found.problems), std::vector<std::string>());
  EXPECT_TRUE(found.memory.at(0).faults.empty());
}

TEST(FindProblems, EndsWhereTheVisitorEndsIt) {
  const auto document = open_chain(0);
  std::size_t seen = 0;
  const Findings found = find_problems(*document, [&](const model::TaskVisit&) { return ++seen < 2; });
  EXPECT_EQ(seen, 2U);
  EXPECT_FALSE(found.complete);
  EXPECT_FALSE(found.memory.at(0).complete);
  EXPECT_FALSE(gather_info(document, [] { return false; }).complete);
}

}  // namespace
}  // namespace ane::report
