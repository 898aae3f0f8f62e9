#include "core/base/file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <functional>

#include "tests/support/file_size_limit.hpp"
#include "tests/unit/base/temp_folder.hpp"

namespace ane {
namespace {

using test::content_of;
using test::FileSizeLimit;
using test::TempFolder;

std::unique_ptr<AtomicFile> must_create(const std::string& path) {
  auto file = AtomicFile::create(path);
  EXPECT_TRUE(file) << file.error().message;
  return file ? std::move(file).value() : nullptr;
}

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

/// While it lives a folder has other permissions than TempFolder needs to go away.
class FolderMode {
 public:
  FolderMode(const TempFolder& folder, mode_t mode) : path_(folder.path()) {
    EXPECT_EQ(chmod(path_.c_str(), mode), 0);
  }
  ~FolderMode() { EXPECT_EQ(chmod(path_.c_str(), 0700), 0); }
  FolderMode(const FolderMode&) = delete;
  FolderMode& operator=(const FolderMode&) = delete;

 private:
  std::string path_;
};

std::string text_of(const SourcePtr& source) {
  std::vector<std::uint8_t> bytes(source->size());
  source->copy(0, bytes);
  return {bytes.begin(), bytes.end()};
}

std::string must_read_back(AtomicFile& file) {
  const auto source = file.read_back();
  EXPECT_TRUE(source) << source.error().message;
  return source ? text_of(*source) : "";
}

mode_t mode_of(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(stat(path.c_str(), &info), 0);
  return info.st_mode & 07777;
}

bool has_nameless_files(const TempFolder& folder) {
  const int fd = open(folder.path().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

constexpr int kSkipped = 77;

/// Runs `body`, expectations and all, in a process of its own and returns how that ended, as waitpid() does.
int in_child(const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    body();
    std::fflush(nullptr);
    _exit(testing::Test::HasFailure() ? 1 : testing::Test::IsSkipped() ? kSkipped : 0);
  }
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

/// From now on the system refuses this process `call` where its argument number `argument` has one of `bits`.
bool refuse(unsigned call, unsigned argument, unsigned bits, unsigned error) {
  // The lower half of an argument comes first.
  const auto where = static_cast<unsigned>(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t));
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, where),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{std::size(rules), rules};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool refuse_nameless_files() {
  return refuse(SYS_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP);
}

bool refuse_links() {
  return refuse(SYS_linkat, 4, AT_SYMLINK_FOLLOW, ENOENT);
}

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
  const std::string replaced = folder.add("replaced", "old");
  ASSERT_EQ(chmod(replaced.c_str(), 0600), 0);
  const mode_t old = umask(022);
  const auto file = must_create(folder.path("out"));
  const auto replacing = must_create(replaced);
  umask(027);
  const auto closed = must_create(folder.path("closed"));
  umask(old);
  ASSERT_TRUE(file->commit());
  ASSERT_TRUE(replacing->commit());
  ASSERT_TRUE(closed->commit());
  EXPECT_EQ(mode_of(folder.path("out")), 0644u);
  EXPECT_EQ(mode_of(replaced), 0600u) << "what it was";
  EXPECT_EQ(mode_of(folder.path("closed")), 0640u);
}

TEST(AtomicFile, ReplacesALinkAndNotWhereItLeads) {
  const TempFolder folder;
  const std::string target = folder.add("target", "old");
  for (const char* to : {"target", "nowhere"}) {
    const std::string path = folder.path("out");
    std::filesystem::remove(path);
    std::filesystem::create_symlink(to, path);
    const auto file = must_create(path);
    file->write("new");
    ASSERT_TRUE(file->commit());
    EXPECT_FALSE(std::filesystem::is_symlink(path));
    EXPECT_EQ(content_of(path), "new");
    EXPECT_EQ(content_of(target), "old");
    EXPECT_EQ(folder.count(), 2u);
  }
}

TEST(AtomicFile, WritesBesideAFileWithoutAFolderInItsName) {
  const TempFolder folder;
  const int status = in_child([&] {
    ASSERT_EQ(chdir(folder.path().c_str()), 0);
    for (const char* text : {"one", "two"}) {
      const auto file = must_create("out");
      file->write(text);
      EXPECT_TRUE(file->commit());
      EXPECT_EQ(content_of(folder.path("out")), text);
    }
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, StepsAroundTemporaryNamesThatAreTaken) {
  const TempFolder folder;
  const std::string path = folder.add("out", "old");
  const std::string taken = folder.add("out." + std::to_string(getpid()) + ".0", "somebody else's");
  const auto file = must_create(path);
  file->write("new");
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(content_of(path), "new");
  EXPECT_EQ(content_of(taken), "somebody else's");
  EXPECT_EQ(folder.count(), 2u);
}

TEST(AtomicFile, CommitsOnce) {
  const TempFolder folder;
  const auto file = must_create(folder.path("out"));
  file->write("text");
  ASSERT_TRUE(file->commit());
  EXPECT_FALSE(file->commit());
  EXPECT_EQ(content_of(folder.path("out")), "text");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, ReadsBackBeforeItHasItsName) {
  const TempFolder folder;
  const std::string path = folder.add("out", "old");
  const std::string many(200000, 'x');
  auto file = must_create(path);
  EXPECT_EQ(must_read_back(*file), "");
  file->write("one");
  const auto early = file->read_back();
  ASSERT_TRUE(early);
  EXPECT_EQ(text_of(*early), "one");
  file->write(many);
  file->write("two");
  const auto late = file->read_back();
  ASSERT_TRUE(late);
  EXPECT_EQ(text_of(*late), "one" + many + "two");
  file->write("three");
  EXPECT_EQ(content_of(path), "old");
  ASSERT_TRUE(file->commit());
  file.reset();
  EXPECT_EQ(content_of(path), "one" + many + "twothree");
  EXPECT_EQ(folder.count(), 1u);
  EXPECT_EQ(text_of(*early), "one");
  EXPECT_EQ(text_of(*late), "one" + many + "two");
}

TEST(AtomicFile, WhatWasReadBackOutlivesAFileWithoutCommit) {
  const TempFolder folder;
  auto file = must_create(folder.path("out"));
  file->write("text");
  const auto source = file->read_back();
  ASSERT_TRUE(source);
  file.reset();
  EXPECT_EQ(folder.count(), 0u);
  EXPECT_EQ(text_of(*source), "text");
}

TEST(AtomicFile, AKilledProcessLeavesTheOldFile) {
  const TempFolder folder;
  if (!has_nameless_files(folder)) GTEST_SKIP() << "this file system has no files without a name";
  const std::string path = folder.add("out", "old");
  const int status = in_child([&] {
    const auto file = must_create(path);
    const auto other = must_create(folder.path("other"));
    file->write(std::string(200000, 'x'));
    other->write(std::string(200000, 'x'));
    EXPECT_EQ(must_read_back(*file).size(), 200000u);
    if (!testing::Test::HasFailure()) std::raise(SIGKILL);
  });
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_EQ(content_of(path), "old");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, WorksWhereFilesMustHaveAName) {
  const TempFolder folder;
  const std::string path = folder.add("out", "old");
  const int status = in_child([&] {
    if (!refuse_nameless_files() || has_nameless_files(folder)) GTEST_SKIP() << "cannot take them away here";
    umask(027);
    must_create(path)->write(std::string(200000, 'x'));
    EXPECT_EQ(folder.count(), 1u) << "destroyed without commit";
    const auto file = must_create(path);
    EXPECT_EQ(folder.count(), 2u);
    file->write("one ");
    EXPECT_EQ(must_read_back(*file), "one ");
    file->write("two");
    EXPECT_TRUE(file->commit());
    EXPECT_EQ(content_of(path), "one two");
    EXPECT_EQ(mode_of(path), 0644u) << "what it was";
  });
  if (WEXITSTATUS(status) == kSkipped) GTEST_SKIP() << "see above";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, CopiesWhatCannotBeLinked) {
  const TempFolder folder;
  if (!has_nameless_files(folder)) GTEST_SKIP() << "this file system has no files without a name";
  const std::string replaced = folder.add("replaced", "old");
  const int status = in_child([&] {
    if (!refuse_links()) GTEST_SKIP() << "cannot take links away here";
    for (const std::string& path : {folder.path("out"), replaced}) {
      umask(027);
      const auto file = must_create(path);
      umask(077);
      file->write(std::string(200000, 'x'));
      EXPECT_EQ(must_read_back(*file).size(), 200000u);
      file->write("end");
      EXPECT_TRUE(file->commit());
      EXPECT_EQ(content_of(path), std::string(200000, 'x') + "end");
      EXPECT_EQ(mode_of(path), path == replaced ? 0644u : 0640u);
    }
    const auto file = must_create(replaced);
    file->write(std::string(200000, 'y'));
    EXPECT_TRUE(file->read_back());
    const FileSizeLimit limit(100000);
    const auto committed = file->commit();
    EXPECT_FALSE(committed) << "the copy does not fit";
    EXPECT_EQ(content_of(replaced).front(), 'x');
  });
  if (WEXITSTATUS(status) == kSkipped) GTEST_SKIP() << "see above";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(folder.count(), 2u);
}

TEST(AtomicFile, NamesTheReasonInAMissingFolder) {
  const TempFolder folder;
  const auto file = AtomicFile::create(folder.path("missing/out"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, "cannot write: No such file or directory");
}

TEST(AtomicFile, NamesTheReasonInALockedFolder) {
  const TempFolder folder;
  const std::string path = folder.add("out", "old");
  const FolderMode locked(folder, 0555);
  const OrdinaryUser user;
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const auto file = AtomicFile::create(path);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, "cannot write: Permission denied");
  EXPECT_EQ(content_of(path), "old");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, AFolderLockedBeforeCommitKeepsTheOldFile) {
  const TempFolder folder;
  if (!has_nameless_files(folder)) GTEST_SKIP() << "a temporary file could not be removed again";
  const std::string path = folder.add("out", "old");
  std::unique_ptr<AtomicFile> file;
  {
    const FolderMode open(folder, 0777);
    const OrdinaryUser user;
    if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    file = must_create(path);
    ASSERT_TRUE(file);
    file->write("new");
  }
  const FolderMode locked(folder, 0555);
  const OrdinaryUser user;
  const auto committed = file->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().message, "cannot write: Permission denied");
  EXPECT_EQ(content_of(path), "old");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, DoesNotReplaceAFolder) {
  const TempFolder folder;
  ASSERT_TRUE(std::filesystem::create_directory(folder.path("out")));
  const auto file = AtomicFile::create(folder.path("out"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, "cannot write: there is something that is no regular file");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, DoesNotReplaceAPipeOrALinkToOne) {
  const TempFolder folder;
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("pipe", folder.path("link"));
  for (const char* name : {"pipe", "link"}) EXPECT_FALSE(AtomicFile::create(folder.path(name))) << name;
  EXPECT_TRUE(std::filesystem::is_fifo(folder.path("pipe")));
  EXPECT_EQ(folder.count(), 2u);
}

TEST(AtomicFile, ReplacesAFileWithTheLongestName) {
  const TempFolder folder;
  const std::string path = folder.path(std::string(255, 'n'));
  for (const char* content : {"one", "two"}) {
    const auto file = must_create(path);
    ASSERT_NE(file, nullptr);
    file->write(content);
    EXPECT_TRUE(file->commit());
    EXPECT_EQ(content_of(path), content);
  }
  EXPECT_EQ(folder.count(), 1u);
  const auto longer = AtomicFile::create(folder.path(std::string(256, 'n')));
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().message, "cannot write: File name too long");
}

TEST(AtomicFile, AFullDiskLeavesTheOldFile) {
  const TempFolder folder;
  const std::string path = folder.add("out", "old");
  const auto file = must_create(path);
  const FileSizeLimit limit(100000);
  file->write(std::string(90000, 'x'));
  file->write(std::string(90000, 'x'));
  file->write("after the failure");
  const auto read = file->read_back();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "cannot write: File too large");
  const auto committed = file->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().message, "cannot write: File too large");
  EXPECT_EQ(content_of(path), "old");
  EXPECT_EQ(folder.count(), 1u);
}

TEST(AtomicFile, ReadingBackFindsAFullDiskThatNoWriteMet) {
  const TempFolder folder;
  const auto file = must_create(folder.path("out"));
  const FileSizeLimit limit(100);
  file->write(std::string(200, 'x'));
  const auto read = file->read_back();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "cannot write: File too large");
  const auto committed = file->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().message, "cannot write: File too large");
  EXPECT_EQ(folder.count(), 0u);
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
