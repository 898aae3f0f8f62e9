#include "app/state/copy.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

std::string copied(const OpenFile& file, std::string_view form) {
  for (const CopyFormat& format : kCopyFormats) {
    if (format.id != form) continue;
    const auto text = copy_text(file, format.as);
    return text ? *text : "(" + text.error().message + ")";
  }
  ADD_FAILURE() << form;
  return "";
}

class Copy : public testing::Test {
 protected:
  void select(std::string_view path, std::size_t task) {
    const auto field = file.document()->generation()->field(path);
    file.set_selection(file.of_register(task, field->address(), field->field->name));
  }
  void select(Extent bytes) { file.set_selection(file.of_extent(bytes, {})); }
  std::string as(std::string_view form) const { return copied(file, form); }

  OpenFile file = test::opened(test::uneven_document(5));
};

TEST_F(Copy, GivesAFieldInEveryForm) {
  select("Common.InDim.Win", 4);
  const std::uint64_t offset = file.selection().bytes.offset;
  const unsigned width = file.selection().bits->width;
  EXPECT_EQ(as("value"), "5");
  EXPECT_EQ(as("hex"), hex(5, (width + 3) / 4));
  EXPECT_EQ(as("decimal"), "5");
  EXPECT_EQ(as("binary"), "0b" + std::string(width - 3, '0') + "101");
  EXPECT_EQ(as("fp16"), number(5.0 / (1 << 24)));
  EXPECT_EQ(as("assignment"), "Common.InDim.Win = 5");
  EXPECT_EQ(as("c"), "{0x05, 0x00, 0x00, 0x00}");
  EXPECT_EQ(as("offset"), hex(offset, 4));
  EXPECT_EQ(as("command"), "anetool tasks --task 4 uneven.hwx");
  const auto json = nlohmann::json::parse(as("json"));
  EXPECT_EQ(json["name"], "Common.InDim.Win");
  EXPECT_EQ(json["value"], 5);
  EXPECT_EQ(json["hex"], "0x5");
  EXPECT_EQ(json["offset"], offset);
}

TEST_F(Copy, GivesAWholeRegisterWithAllItsDigits) {
  select("Common.InDim.Win", 4);
  Selection word = file.selection();
  word.field.clear();
  word.bits.reset();
  file.set_selection(word);
  EXPECT_EQ(as("value"), "0x00000005");
  EXPECT_EQ(as("hex"), "0x00000005");
  EXPECT_EQ(as("assignment"), "Common.InDim = 0x00000005");
}

TEST_F(Copy, GivesWhatATaskInherits) {
  select("L2.SourceCfg.Dependent", 4);
  EXPECT_EQ(as("decimal"), "1");
  EXPECT_TRUE(file.task_bytes(3).contains(file.selection().bytes));
}

TEST_F(Copy, GivesNothingOfARegisterThatNobodyWrote) {
  select("NE.MACCfg.OpMode", 1);
  for (const std::string_view form : {"value", "hex", "decimal", "binary", "fp16", "assignment", "json", "c"})
    EXPECT_EQ(as(form), "(nobody knows the value of the selection)") << form;
  EXPECT_EQ(as("offset"), "(the selection has no bytes in the file)");
  EXPECT_EQ(as("command"), "anetool tasks --task 1 --state uneven.hwx");
}

TEST_F(Copy, GivesFieldsOfTheContainerByName) {
  file.set_selection(file.at_byte(4));
  const std::uint32_t value = file.document()->file().u32(4).value();
  EXPECT_EQ(as("decimal"), std::to_string(value));
  EXPECT_EQ(as("hex"), hex(value, 8));
  const std::string assignment = as("assignment");
  EXPECT_TRUE(assignment.ends_with(" = " + as("value"))) << assignment;
  EXPECT_EQ(as("command"), "anetool tree --at 0x4 uneven.hwx");
}

TEST_F(Copy, GivesBytesAsAList) {
  select({0, 12});
  const std::string bytes = as("value");
  EXPECT_EQ(bytes.size(), 12U * 3 - 1);
  EXPECT_EQ(as("hex"), bytes);
  EXPECT_TRUE(as("c").starts_with("{0x" + bytes.substr(0, 2) + ", 0x" + bytes.substr(3, 2)));
  EXPECT_TRUE(as("assignment").ends_with(" = " + bytes));
  EXPECT_EQ(nlohmann::json::parse(as("json"))["bytes"].get<std::string>().size(), 24U);
  for (const std::string_view form : {"decimal", "binary", "fp16"})
    EXPECT_EQ(as(form), "(the selection is 12 bytes; this form takes at most 8)") << form;
}

TEST_F(Copy, ReadsNumbersFromTheirLowestByte) {
  const ByteView bytes = file.document()->file();
  select({1, 2});
  EXPECT_EQ(as("decimal"), std::to_string(bytes.u8(1).value() + 256 * bytes.u8(2).value()));
  EXPECT_EQ(as("binary").size(), 18U);
}

TEST_F(Copy, TakesOnlySixteenBitsAsHalf) {
  select({0, 4});
  ASSERT_GT(file.document()->file().u32(0).value(), 0xffffU);
  EXPECT_TRUE(as("fp16").starts_with("(fp16 takes 16 bits")) << as("fp16");
}

TEST_F(Copy, SaysThatNothingIsSelected) {
  file.set_selection({});
  for (const CopyFormat& format : kCopyFormats) {
    if (format.as == CopyAs::Command) continue;
    EXPECT_EQ(as(format.id), "(nothing is selected)") << format.id;
  }
  EXPECT_EQ(as("command"), "anetool info uneven.hwx");
}

TEST(CopyOfALargeSelection, IsRefusedRatherThanCut) {
  OpenFile file(1, test::open_bytes(test::big_bytes(8, 2 << 20), "big.hwx"));
  file.set_selection(file.of_extent({0, file.document()->file().size()}, {}));
  for (const std::string_view form : {"value", "json", "c"})
    EXPECT_NE(copied(file, form).find("takes at most 1 MiB"), std::string::npos) << form;
  EXPECT_EQ(copied(file, "offset"), "0x0000");
}

TEST(CommandLine, QuotesPathsForTheShell) {
  const auto line = [](const std::string& path) {
    return command_line(OpenFile(1, test::open_bytes(test::sample_bytes("relu"), path)));
  };
  EXPECT_EQ(line("/a/b-c_1.hwx"), "anetool info /a/b-c_1.hwx");
  EXPECT_EQ(line("/a b/$x.hwx"), "anetool info '/a b/$x.hwx'");
  EXPECT_EQ(line("/it's.hwx"), "anetool info '/it'\\''s.hwx'");
}

}  // namespace
}  // namespace ane::state
