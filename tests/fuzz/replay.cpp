// Runs what the fuzzer runs over stored files: "fuzz_replay FILE-OR-FOLDER…", and over the corpus where it is
// there. Every file is also tried cut short and with changed bytes, the same ones every time. Whatever is
// wrong ends the program; sanitizers find more.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/render_all.hpp"
#include "tests/support/corpus.hpp"

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

// More would be the fuzzer's work.
constexpr std::size_t kCuts = 12;
constexpr std::size_t kChanges = 12;

bool collect(const fs::path& path, std::vector<fs::path>& files) {
  if (fs::is_regular_file(path)) {
    files.push_back(path);
    return true;
  }
  if (!fs::is_directory(path)) return false;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return true;
}

Bytes read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A fixed sequence of numbers.
class Sequence {
 public:
  std::uint32_t next() {
    state_ = state_ * 1664525 + 1013904223;
    return state_ >> 8;
  }

 private:
  std::uint32_t state_ = 1;
};

void run_changed(const Bytes& whole) {
  // The part where commands and tasks are; further on there are constants.
  static constexpr std::size_t kInteresting = 0x5000;
  const std::size_t reach = std::min(whole.size(), kInteresting);
  Sequence sequence;
  for (std::size_t i = 0; i < kCuts; ++i) {
    const std::size_t size = sequence.next() % reach;
    ane::test::render_all({whole.data(), size});
  }
  static constexpr std::uint8_t kValues[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
  for (std::size_t i = 0; i < kChanges; ++i) {
    Bytes changed = whole;
    for (int k = 0; k < 8; ++k) changed[sequence.next() % reach] = kValues[sequence.next() % 5];
    ane::test::render_all(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    if (collect(argv[i], files)) continue;
    std::fprintf(stderr, "fuzz_replay: %s: no such file or folder\n", argv[i]);
    return 2;
  }
  if (const auto corpus = ane::test::corpus_folder()) {
    collect(*corpus / "hwx", files);
    collect(*corpus / "anec", files);
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    const Bytes bytes = read(path);
    ane::test::render_all(bytes);
    if (!bytes.empty()) run_changed(bytes);
  }
  std::printf("%zu inputs\n", files.size());
  return files.empty() ? 1 : 0;
}
