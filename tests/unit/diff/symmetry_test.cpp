// What holds for every two programs: a program equals itself, and both directions say the same.

#include "tests/support/wrapped.hpp"
#include "tests/unit/diff/mirror.hpp"
#include "tests/unit/export/random_programs.hpp"
#include "tests/unit/model/oracles.hpp"

namespace ane::diff {
namespace {

using test::Bytes;

std::vector<std::filesystem::path> corpus_files(const std::filesystem::path& corpus) {
  std::vector<std::filesystem::path> paths;
  for (const char* folder : {"hwx", "anec"})
    for (const auto& entry : std::filesystem::directory_iterator(corpus / folder))
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST(Symmetry, SamplesEqualThemselves) {
  for (const writer::Sample& sample : writer::samples()) {
    SCOPED_TRACE(sample.name);
    test::expect_same_as_itself(test::sample_bytes(sample.name));
  }
}

TEST(Symmetry, SamplesMirrorEachOther) {
  for (const writer::Sample& a : writer::samples()) {
    for (const writer::Sample& b : writer::samples()) {
      SCOPED_TRACE(std::string(a.name) + " and " + std::string(b.name));
      test::expect_mirrored(test::open(test::sample_bytes(a.name)), test::open(test::sample_bytes(b.name)));
    }
  }
}

TEST(Symmetry, RealFilesEqualThemselves) {
  ANE_CORPUS(corpus);
  for (const auto& path : corpus_files(corpus)) {
    SCOPED_TRACE(path);
    test::expect_same_as_itself(test::file_bytes(path));
  }
}

TEST(Symmetry, RealFilesMirrorEachOther) {
  ANE_CORPUS(corpus);
  std::vector<document::DocumentPtr> documents;
  for (const auto& path : corpus_files(corpus)) documents.push_back(test::open(test::file_bytes(path)));
  for (std::size_t i = 0; i < documents.size(); ++i) {
    for (std::size_t j = i + 1; j < documents.size(); ++j) {
      SCOPED_TRACE(corpus_files(corpus)[i].string() + " and " + corpus_files(corpus)[j].string());
      test::expect_mirrored(documents[i], documents[j]);
    }
  }
}

TEST(Symmetry, RecordedProgramsEqualThemselvesAndMirrorTheirNeighbours) {
  ANE_CORPUS(corpus);
  document::DocumentPtr last;
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path);
    const document::DocumentPtr document = test::open_oracle(test::read_oracle(path));
    EXPECT_TRUE(test::compared(document, document).identical());
    if (last != nullptr) test::expect_mirrored(last, document);
    last = document;
  }
}

TEST(Symmetry, RandomProgramsMirrorEachOther) {
  std::mt19937 random(7);
  Bytes last = test::hwx_bytes(test::random_spec(random));
  for (int round = 0; round < 150; ++round) {
    SCOPED_TRACE(round);
    Bytes next = test::hwx_bytes(test::random_spec(random));
    test::expect_same_as_itself(next);
    test::expect_mirrored(test::open(last), test::open(next));
    if (testing::Test::HasFailure()) return;
    last = std::move(next);
  }
}

}  // namespace
}  // namespace ane::diff
