// anetool export as a process: standard input, and being killed.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "core/writer/big_program.hpp"
#include "tests/cli/export_files.hpp"

namespace ane::cli {
namespace {

/// Starts the program with its output thrown away.
pid_t start(const std::vector<std::string>& args, const std::string& input = "/dev/null") {
  std::vector<std::string> words = {ANESCOPE_ANETOOL};
  words.insert(words.end(), args.begin(), args.end());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const int in = open(input.c_str(), O_RDONLY), out = open("/dev/null", O_WRONLY);
    if (in >= 0) dup2(in, 0);
    if (out >= 0) dup2(out, 1);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  EXPECT_GT(child, 0);
  return child;
}

int wait_for(pid_t child) {
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

/// Kills the program when the time is up. True where it had not ended by itself.
bool killed_after(pid_t child, std::chrono::microseconds delay) {
  std::this_thread::sleep_for(delay);
  kill(child, SIGKILL);
  const int status = wait_for(child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

std::string big_program(const test::TemporaryFolder& folder, std::uint64_t constant_bytes) {
  writer::BigProgram size;
  size.tasks = 64;
  size.constant_bytes = constant_bytes;
  std::string path = (folder.path() / "big.hwx").string();
  auto file = AtomicFile::create(path);
  EXPECT_TRUE(file);
  EXPECT_TRUE(writer::write_big_program(size, **file));
  EXPECT_TRUE((*file)->commit());
  return path;
}

TEST(ExportProcess, ReadsStandardInput) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("relu.hwx", test::sample_file("relu"));
  const std::string piped = (folder.path() / "piped").string(), direct = (folder.path() / "direct").string();
  const int status = wait_for(start({"export", "-", "-o", piped}, path));
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  ASSERT_EQ(test::run_cli({"export", path, "-o", direct}).status, 0);
  EXPECT_EQ(test::read_file(piped), test::read_file(direct));
}

// The file is there as a whole or not at all, whenever the process ends, and nothing lies beside it.
TEST(ExportProcess, KilledAtAnyMomentLeavesTheOldFileOrTheNewOne) {
  const test::TemporaryFolder folder;
  const int nameless = open(folder.path().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (nameless < 0) GTEST_SKIP() << "this file system has no files without a name";
  close(nameless);
  const std::string path = big_program(folder, std::uint64_t{100} << 20);
  const std::string out = folder.file("out.anec", "old");
  const auto begin = std::chrono::steady_clock::now();
  const int status = wait_for(start({"export", path, "-o", out}));
  const auto whole =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  const auto new_size = std::filesystem::file_size(out);
  ASSERT_GT(new_size, std::uint64_t{100} << 20);
  int killed = 0;
  for (const int share : {5, 60, 95}) {
    SCOPED_TRACE(share);
    folder.file("out.anec", "old");
    const bool was_killed = killed_after(start({"export", path, "-o", out}), whole * share / 100);
    if (was_killed) ++killed;
    EXPECT_EQ(test::files_below(folder.path()), (std::vector<std::string>{"big.hwx", "out.anec"}));
    const auto size = std::filesystem::file_size(out);
    if (size == 3) {
      EXPECT_EQ(test::read_file(out), "old");
      EXPECT_TRUE(was_killed);
    } else {
      EXPECT_EQ(size, new_size);
      EXPECT_EQ(test::run_cli({"check", out}).status, 0);
    }
  }
  EXPECT_GT(killed, 0) << "no kill came before the end";
}

}  // namespace
}  // namespace ane::cli
