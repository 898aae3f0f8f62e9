// container.md 15, rules 18 to 20: the symbol table and what its names say.

#include <gtest/gtest.h>

#include "core/container/stab.hpp"
#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::Bytes;
using test::error;
using test::note;
using test::only;
using test::parse;
using test::Problems;
using test::problems_of;
using test::raw_command;
using test::Sample;
using test::sample_with;
using test::warning;

// The sample has the symbols x and y, 15 types and 2 tensors; extra ones come behind.
constexpr std::uint32_t kSymbols = 19;
constexpr const char* kTable = "load command 10 (LC_SYMTAB): ";

Sample with_symbol(const writer::SymbolSpec& symbol) {
  writer::HwxSpec spec = test::sample_spec();
  spec.extra_symbols = {symbol};
  return Sample(spec);
}

Sample with_stab(std::string text, std::uint8_t type = symbol::kStabLocal) {
  return with_symbol({std::move(text), type, 0, 0, 0});
}

/// The last symbol of a file and its place.
Symbol last_symbol(const Sample& file) {
  const auto parsed = parse(file);
  return read_symbol(parsed.file(), *parsed.container.symbols, parsed.container.symbols->count - 1);
}

TEST(SymbolTableCommand, ShorterThanItself) {
  const Sample file = sample_with({raw_command(Cmd::Symtab, {0, 0})});
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            only(error("symtab-too-short", file.extent(Cmd::Symtab),
                       std::string(kTable) + "cmdsize 16 is less than the 24 bytes of a symbol table")));
  ASSERT_TRUE(parsed.container.symbols) << "the complete one behind it counts";
  EXPECT_EQ(parsed.container.symbols->count, kSymbols);
}

TEST(SymbolTableRange, SymbolsPastTheEndOfTheFile) {
  Sample file;
  const std::uint64_t table = file.at(Cmd::Symtab);
  file.set(table, symtab::kSymOff, 0xbfd8);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            only(error("symbols-past-file-end", {table + 8, 8},
                       std::string(kTable) + "19 symbols at 0xbfd8 end behind the file's end at 0xc000")));
  EXPECT_EQ(parsed.container.symbols->count, 2u) << "whole entries that are there";
  EXPECT_EQ(parsed.container.symbols->symbols, (Extent{0xbfd8, 32}));
}

TEST(SymbolTableRange, SymbolsFarBehindTheFile) {
  Sample file;
  const std::uint64_t table = file.at(Cmd::Symtab);
  file.set(table, symtab::kSymOff, 0xffffffff).set(table, symtab::kSymCount, 0xffffffff);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            only(error("symbols-past-file-end", {table + 8, 8},
                       std::string(kTable) +
                           "4294967295 symbols at 0xffffffff end behind the file's end at 0xc000")));
  EXPECT_EQ(parsed.container.symbols->count, 0u);
}

TEST(SymbolTableRange, NamesPastTheEndOfTheFile) {
  Sample file;
  const std::uint64_t table = file.at(Cmd::Symtab);
  file.set(table, symtab::kStrSize, 0xc000);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            only(error("strings-past-file-end", {table + 16, 8},
                       std::string(kTable) + "49152 bytes of names at " + hex(file.plan.strings_offset) +
                           " end behind the file's end at 0xc000")));
  EXPECT_EQ(parsed.container.symbols->strings.end(), 0xc000u);
}

TEST(SymbolTableRange, NamesThatDoNotEndInNul) {
  Sample file;
  const std::uint64_t table = file.at(Cmd::Symtab);
  const std::uint64_t size = parse(file).container.symbols->strings.size;
  file.set(table, symtab::kStrSize, size - 1);
  const std::uint64_t last = file.plan.strings_offset + size - 2;
  const Symbol cut = last_symbol(file);
  EXPECT_EQ(problems_of(file),
            Problems({warning("strings-not-terminated", {last, 1},
                              std::string(kTable) + "the string table does not end in NUL"),
                      warning("symbol-name-not-terminated", cut.name_where,
                              "symbol 18: its name is longer than 4096 bytes or has no NUL")}));
  EXPECT_FALSE(cut.name_ok);
  EXPECT_TRUE(cut.name.starts_with("y:t21=ar1")) << "what is there is kept";
}

TEST(SymbolTableRange, WithoutNames) {
  Sample file;
  const std::uint64_t table = file.at(Cmd::Symtab);
  file.set(table, symtab::kStrSize, 0);
  const std::size_t stabs = kSymbols - 2;
  EXPECT_EQ(problems_of(file).size(), kSymbols + stabs) << "all names are missing, and what stabs say";
}

TEST(SymbolName, BehindTheStrings) {
  Sample file;
  const std::uint64_t size = parse(file).container.symbols->strings.size;
  for (const std::uint64_t name : {size, UINT64_C(0xffffffff)}) {
    file.set(file.symbol(0), symbol::kName, name);
    EXPECT_EQ(problems_of(file),
              only(error("symbol-name-outside-strings", {file.symbol(0), 4},
                         "symbol 0: its name starts at " + std::to_string(name) + ", the string table has " +
                             std::to_string(size) + " bytes")));
  }
}

TEST(SymbolName, WithBytesThatDoNotPrint) {
  const Sample file = with_symbol({"a\x1b[2Jb\xff\n", symbol::kExternal, 1, 0, 0x30000000});
  const Symbol symbol = last_symbol(file);
  EXPECT_EQ(problems_of(file), only(warning("symbol-name-not-printable", symbol.name_where,
                                            "symbol 19: its name has bytes that do not print: "
                                            "a\\x1b[2Jb\\xff\\n")));
  EXPECT_EQ(symbol.name, "a\x1b[2Jb\xff\n") << "kept as stored";
}

TEST(SymbolName, LongerThanAnyName) {
  const Sample file = with_symbol({std::string(5000, 'n'), symbol::kExternal, 1, 0, 0x30000000});
  const Symbol symbol = last_symbol(file);
  EXPECT_EQ(problems_of(file), only(warning("symbol-name-not-terminated", symbol.name_where,
                                            "symbol 19: its name is longer than 4096 bytes or has no NUL")));
  EXPECT_EQ(symbol.name.size(), 4096u);
  EXPECT_EQ(symbol.name_where.size, 4096u);
}

TEST(SymbolName, OfNothingIsLegal) {
  const Sample file = with_symbol({"", symbol::kLocal, 1, 4, 0x30000000});
  EXPECT_EQ(problems_of(file), Problems());
  EXPECT_EQ(last_symbol(file).name, "");
  EXPECT_TRUE(last_symbol(file).name_ok);
}

TEST(SymbolNames, ThatShareOneLongStringAreNotReadOverAndOver) {
  writer::HwxSpec spec = test::sample_spec();
  spec.extra_symbols.assign(2000, {"K", symbol::kExternal, 1, 0, 0x30000000});
  spec.extra_symbols.push_back({std::string(4000, 'n'), symbol::kExternal, 1, 0, 0x30000000});
  Sample file(spec);
  const auto parsed = parse(file);
  const std::uint32_t name = *parsed.file().u32(file.symbol(kSymbols + 2000));
  for (std::size_t i = kSymbols; i < kSymbols + 2000; ++i) file.set(file.symbol(i), symbol::kName, name);
  const auto problems = problems_of(file);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_TRUE(problems[0].starts_with("warning symbol-names-overlap ")) << problems[0];
}

TEST(SymbolSection, ThatDoesNotExist) {
  for (const unsigned section : {0u, 5u, 255u}) {
    Sample file;
    file.set(file.symbol(0), symbol::kSection, section);
    EXPECT_EQ(problems_of(file), only(error("symbol-section", {file.symbol(0) + 5, 1},
                                            "symbol 0 (x): section " + std::to_string(section) +
                                                " does not exist, there are 1 to 4")));
  }
}

TEST(SymbolSection, DoesNotHoldItsValue) {
  for (const std::uint64_t value : {UINT64_C(0x30007fff), UINT64_C(0x30008c01), UINT64_MAX}) {
    Sample file;
    file.set(file.symbol(0), symbol::kValue, value);
    EXPECT_EQ(problems_of(file),
              only(error("symbol-outside-section", {file.symbol(0) + 8, 8},
                         "symbol 0 (x): value " + hex(value) + " is not inside section __FVMLIB,__const")));
  }
}

TEST(SymbolSection, MayEndAtItsValue) {
  Sample file;
  EXPECT_EQ(problems_of(file.set(file.symbol(0), symbol::kValue, 0x30008c00)), Problems());
}

TEST(SymbolSection, IsNotAskedOfOtherTypes) {
  Sample file;
  file.set(file.symbol(0), symbol::kType, 0x24).set(file.symbol(0), symbol::kSection, 99);
  EXPECT_EQ(problems_of(file), Problems());
}

TEST(StabSymbol, ThatDoesNotFollowTheGrammarIsKeptAsText) {
  for (const char* text :
       {"no stab at all", "x:t11", "x:t11=ar1;0;1", "x:t=r1;0;1", ":tt", "x:t99999999999999999999=r1;0;1",
        "x:t11=ar1;0;99999999999999999999;12=s2n:ar1;0;1;13=s2c:ar1;0;1;14=s2h:ar1;0;1;15=s2w:5"}) {
    const Sample file = with_stab(text);
    EXPECT_EQ(problems_of(file), only(note("stab-not-understood", last_symbol(file).name_where,
                                           "symbol 19: the stab does not follow the grammar, kept as text: " +
                                               std::string(text).substr(0, 64))));
    EXPECT_EQ(last_symbol(file).name, text);
  }
}

TEST(StabSymbol, OfAnInternalTensorIsUnderstood) {
  const Sample file =
      with_stab("__OP_1/conv_res_l2_buf:t31=ar1;0;1;32=s1n:ar1;0;1;33=s1c:ar1;0;1;34=s1h:ar1;0;1;35=s1w:0");
  EXPECT_EQ(problems_of(file), Problems());
}

TEST(StabSymbol, ThatIsNotBindableMayDifferFromTheRecord) {
  const std::string stab = "x:t31=ar1;0;9;32=s1n:ar1;0;9;33=s1c:ar1;0;9;34=s1h:ar1;0;9;35=s1w:2";
  EXPECT_EQ(problems_of(with_stab(stab)), Problems());
  EXPECT_EQ(problems_of(with_stab(stab, symbol::kStabBindable)).size(), 1u);
}

TEST(ElementTypes, AreThoseOfTheTableWithoutSymbols) {
  Sample file;
  file.set(file.at(Cmd::Symtab), command::kCmd, 0x1b);
  const auto parsed = parse(file);
  const auto types = element_types(parsed.file(), parsed.container);
  EXPECT_EQ(types.size(), 23u);
  EXPECT_EQ(types.at(5), "float16");
  EXPECT_EQ(types.at(23), "int4");
}

TEST(ElementTypes, AreThoseOfTheFileWhereItHasSome) {
  writer::HwxSpec spec = test::sample_spec();
  spec.extra_symbols = {{"bfloat16:t5=r1;2;0", symbol::kStabLocal, 0, 0, 0},
                        {"int512:t40=r1;0;1", symbol::kStabLocal, 0, 0, 0},
                        {"global:t41=r1;0;1", symbol::kStabBindable, 0, 0, 0},
                        {"huge:t4294967296=r1;0;1", symbol::kStabLocal, 0, 0, 0}};
  const auto parsed = parse(Sample(spec));
  const auto types = element_types(parsed.file(), parsed.container);
  EXPECT_EQ(types.at(5), "bfloat16");
  EXPECT_EQ(types.at(40), "int512");
  EXPECT_EQ(types.at(6), "float32") << "the file says float";
  EXPECT_EQ(types.at(16), "e4m3") << "from the table";
  EXPECT_EQ(types.count(41), 0u) << "type stabs are local";
  EXPECT_EQ(types.count(0), 0u);
}

}  // namespace
}  // namespace ane::container
