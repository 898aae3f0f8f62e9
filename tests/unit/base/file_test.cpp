#include "core/base/file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "tests/unit/base/temp_folder.hpp"

namespace ane {
namespace {

using test::content_of;
using test::TempFolder;

std::unique_ptr<AtomicFile> must_create(const std::string& path) {
  auto file = AtomicFile::create(path);
  EXPECT_TRUE(file) << file.error().message;
  return file ? std::move(file).value() : nullptr;
}

/// While it lives no file of this process may grow past `bytes`.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{bytes, old_limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int);
};

/// While it lives a process of root acts as somebody else, where the system lets it.
class OrdinaryUser {
 public:
  OrdinaryUser() : was_root_(geteuid() == 0 && seteuid(65534) == 0) {}
  ~OrdinaryUser() {
    if (was_root_ && seteuid(0) != 0) ADD_FAILURE() << "cannot become root again";
  }
  OrdinaryUser(const OrdinaryUser&) = delete;
  OrdinaryUser& operator=(const OrdinaryUser&) = delete;

 private:
  bool was_root_;
};

TEST(StringSink, CollectsThePieces) {
  StringSink sink;
  sink.write("one ");
  sink.write("two");
  EXPECT_EQ(sink.text, "one two");
}

TEST(AtomicFile, AppearsWithCommit) {
  const TempFolder folder;
  const auto file = must_create(folder.path("out"));
  file->write("one ");
  file->write("two");
  EXPECT_FALSE(std::filesystem::exists(folder.path("out")));
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(content_of(folder.path("out")), "one two");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, LeavesNothingWithoutCommit) {
  const TempFolder folder;
  must_create(folder.path("out"))->write(std::string(200000, 'x'));
  EXPECT_EQ(folder.count(), 0u);
}

TEST(AtomicFile, KeepsTheOldFileWithoutCommit) {
  const TempFolder folder;
  const std::string path = folder.add("out", "old");
  must_create(path)->write("new");
  EXPECT_EQ(content_of(path), "old");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, ReplacesAnOldFileInOneStep) {
  const TempFolder folder;
  const std::string path = folder.add("out", "old and longer");
  std::ifstream reader(path);
  const auto file = must_create(path);
  file->write("new");
  EXPECT_EQ(content_of(path), "old and longer");
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(content_of(path), "new");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old and longer")
      << "who has the old file open goes on reading it";
}

TEST(AtomicFile, WritesMoreThanItsBuffer) {
  const TempFolder folder;
  const auto file = must_create(folder.path("out"));
  std::string expected;
  for (int i = 0; i < 30000; ++i) {
    const std::string piece = std::to_string(i) + "\n";
    file->write(piece);
    expected += piece;
  }
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(content_of(folder.path("out")), expected);
}

TEST(AtomicFile, HasTheUsualPermissions) {
  const TempFolder folder;
  const mode_t old = umask(022);
  const auto file = must_create(folder.path("out"));
  umask(old);
  ASSERT_TRUE(file->commit());
  struct stat info {};
  ASSERT_EQ(stat(folder.path("out").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0644u);
}

TEST(AtomicFile, NamesTheReasonInAMissingFolder) {
  const TempFolder folder;
  const auto file = AtomicFile::create(folder.path("missing/out"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, "cannot write: No such file or directory");
}

TEST(AtomicFile, NamesTheReasonInALockedFolder) {
  const TempFolder folder;
  ASSERT_EQ(chmod(folder.path().c_str(), 0500), 0);
  const OrdinaryUser user;
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const auto file = AtomicFile::create(folder.path("out"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, "cannot write: Permission denied");
}

TEST(AtomicFile, DoesNotReplaceAFolder) {
  const TempFolder folder;
  ASSERT_TRUE(std::filesystem::create_directory(folder.path("out")));
  const auto file = must_create(folder.path("out"));
  const auto committed = file->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().message, "cannot write: Is a directory");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, AFullDiskLeavesTheOldFile) {
  const TempFolder folder;
  const std::string path = folder.add("out", "old");
  const auto file = must_create(path);
  const FileSizeLimit limit(100000);
  file->write(std::string(90000, 'x'));
  file->write(std::string(90000, 'x'));
  file->write("after the failure");
  const auto committed = file->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().message, "cannot write: File too large");
  EXPECT_EQ(content_of(path), "old");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(WriteFile, WritesBytes) {
  const TempFolder folder;
  const std::vector<std::uint8_t> bytes = {0, 255, 10, 13};
  ASSERT_TRUE(write_file(folder.path("out"), bytes));
  EXPECT_EQ(content_of(folder.path("out")), std::string("\0\xff\n\r", 4));
}

TEST(WriteFile, WritesAnEmptyFile) {
  const TempFolder folder;
  ASSERT_TRUE(write_file(folder.path("out"), {}));
  EXPECT_TRUE(std::filesystem::exists(folder.path("out")));
  EXPECT_EQ(content_of(folder.path("out")), "");
}

}  // namespace
}  // namespace ane
