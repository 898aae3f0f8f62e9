#pragma once
// Where the corpus of real files is, for tests that use it and skip without it.

#include <filesystem>
#include <optional>
#include <string>

namespace ane::test {

/// $ANESCOPE_CORPUS, else ../shared/corpus from the project's root; nothing where neither is a folder.
std::optional<std::filesystem::path> corpus_folder();

/// The bytes of a file as a string; fails the test where it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace ane::test

// The argument is a name to declare.
// NOLINTBEGIN(bugprone-macro-parentheses)
/// In a test body: `ANE_CORPUS(folder);` declares the corpus folder or skips the test.
#define ANE_CORPUS(folder)                                                                          \
  const auto folder##_found = ::ane::test::corpus_folder();                                         \
  if (!folder##_found) GTEST_SKIP() << "the corpus is not here: set ANESCOPE_CORPUS to its folder"; \
  const std::filesystem::path& folder = *folder##_found
// NOLINTEND(bugprone-macro-parentheses)
