// The export sheet without its drawing.

#include "app/state/export_work.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/state/app.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using test::AppTest;
using test::as_text;
using test::logged;

namespace fs = std::filesystem;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ExportTest : public AppTest {
 protected:
  std::string out(const std::string& name = "out.anec") const { return folder.path(name); }
  std::string status() const { return app.query("export.status").value_or("?"); }
};

TEST_F(ExportTest, WritesBesideTheSource) {
  app.open(sample_file("conv3x3"));
  settle();
  run("export");
  EXPECT_EQ(status(), "ready");
  EXPECT_EQ(app.sheet, Sheet::Export);
  EXPECT_EQ(query("export.path"), out("conv3x3.anec"));
  run("export write");
  EXPECT_EQ(status(), "written");
  EXPECT_EQ(app.exporting.place, ExportWork::Place::Taken);
  EXPECT_TRUE(logged(app, "Exported conv3x3.anec"));
  run("export show");
  EXPECT_EQ(query("file.name"), "conv3x3.anec");
  EXPECT_EQ(query("file.problems"), "0");
}

TEST_F(ExportTest, TellsWhatIsAtThePath) {
  open_sample("conv3x3");
  run("export " + out());
  EXPECT_EQ(app.exporting.place, ExportWork::Place::Free);
  run("export path " + out("missing/out.anec"));
  EXPECT_EQ(app.exporting.place, ExportWork::Place::NoFolder);
  run("export write");
  EXPECT_EQ(status(), "failed");
  EXPECT_TRUE(logged(app, "Not exported"));
}

TEST_F(ExportTest, AChoiceForgetsWhatWasWritten) {
  open_sample("conv3x3");
  run("export " + out());
  run("export write");
  ASSERT_EQ(status(), "written");
  run("export payload 0x800");
  EXPECT_EQ(status(), "ready");
  EXPECT_FALSE(app.run("export show"));
  run("export write");
  EXPECT_EQ(status(), "written");
  EXPECT_EQ(content(out()).size(), app.exporting.plan->file_bytes);
}

TEST_F(ExportTest, AneccHasItsPayloadInOnePlace) {
  open_sample("conv3x3");
  run("export " + out());
  run("export payload 0x800");
  run("export mode anecc");
  EXPECT_EQ(app.exporting.options.variant, anec::Variant::Header1000);
  EXPECT_FALSE(app.run("export payload 0x800"));
  EXPECT_FALSE(app.run("export payload 0x900"));
  EXPECT_FALSE(app.run("export mode best"));
}

TEST_F(ExportTest, WhatIsRefusedCannotBeWritten) {
  open_sample("relu");
  run("export " + out());
  run("export mode anecc");
  EXPECT_EQ(status(), "refused");
  EXPECT_FALSE(app.run("export write"));
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(ExportTest, ACancelledExportLeavesTheOldFileAndSaysSo) {
  open_sample("conv3x3");
  std::ofstream(out()) << "old";
  run("export " + out());
  ASSERT_TRUE(app.run("export write"));
  EXPECT_EQ(status(), "writing");
  app.jobs.cancel_tag("export write");
  settle();
  // The job may have ended before it was told.
  EXPECT_TRUE(status() == "cancelled" || status() == "written") << status();
  EXPECT_EQ(content(out()) == "old", status() == "cancelled");
}

TEST_F(ExportTest, EnterMayBeQuickerThanThePlan) {
  open_sample("conv3x3");
  ASSERT_TRUE(app.run("export " + out()));
  ASSERT_EQ(status(), "planning");
  run("export write");
  EXPECT_EQ(status(), "written");
  open_sample("relu");
  ASSERT_TRUE(app.run("export " + out("other.anec")));
  ASSERT_TRUE(app.run("export mode anecc"));
  run("export write");
  EXPECT_EQ(status(), "refused") << "there is nothing to write then";
  EXPECT_FALSE(fs::exists(out("other.anec")));
}

TEST_F(ExportTest, OnlyTheChoicesOfTheOpenSheetCount) {
  open_sample("conv3x3");
  for (const char* line : {"export mode correct", "export payload 0x800", "export sidecar", "export force",
                           "export path x", "export program net", "export write", "export show"})
    EXPECT_FALSE(app.run(line)) << line;
}

TEST_F(ExportTest, OffersACorrectedCopyWhereOnlyTheNumbersAreWrong) {
  open_sample("conv3x3");
  run("export " + out("right.anec"));
  run("export write");
  run("export path " + out("wrong.anec"));
  run("export mode anecc");
  run("export write");
  run("export show");
  EXPECT_EQ(query("file.correctable"), "yes");
  run("export corrected");
  EXPECT_EQ(query("export.path"), out("wrong-corrected.anec"));
  EXPECT_TRUE(app.exporting.corrected);
  run("export write");
  EXPECT_EQ(content(out("wrong-corrected.anec")), content(out("right.anec")));
}

TEST_F(ExportTest, OffersNoneWhereSomethingElseIsWrongToo) {
  open_sample("conv3x3");
  run("export " + out("wrong.anec"));
  run("export mode anecc");
  run("export write");
  std::string bytes = content(out("wrong.anec"));
  bytes.at(0x900) = 1;  // between the header and the payload
  std::ofstream(out("worse.anec"), std::ios::binary) << bytes;
  app.open(out("worse.anec"));
  settle();
  EXPECT_EQ(query("file.correctable"), "no");
  bytes.at(0x900) = 0;
  bytes.at(0x0a8 + 4 * 48 + 0x28) = 6;  // the row stride of the output
  std::ofstream(out("worst.anec"), std::ios::binary) << bytes;
  app.open(out("worst.anec"));
  settle();
  EXPECT_EQ(query("file.correctable"), "no");
  EXPECT_FALSE(app.run("export corrected"));
}

TEST_F(ExportTest, AsksForOneOfSeveralPrograms) {
  app.open_document(test::two_programs(2, 3));
  settle();
  run("export " + out());
  EXPECT_EQ(status(), "refused");
  EXPECT_EQ(export_program_choices(app).size(), 2U);
}

}  // namespace
}  // namespace ane::state
