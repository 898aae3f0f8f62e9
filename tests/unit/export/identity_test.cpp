// An export of an export is the same file, and what it says of its tensors is what the source says.

#include "tests/unit/export/random_programs.hpp"

namespace ane::exporter {
namespace {

using anec::Variant;
using document::DocumentPtr;
using test::Bytes;
using test::Lines;

struct Named {
  std::string name;
  DocumentPtr document;
};

std::vector<Named> programs() {
  std::vector<Named> all;
  for (const writer::Sample& sample : writer::samples())
    all.push_back({std::string(sample.name), test::open(test::sample_bytes(sample.name))});
  std::mt19937 random(20);
  for (int i = 0; i < 60; ++i)
    all.push_back({"random " + std::to_string(i), test::open_spec(test::random_spec(random))});
  if (const auto corpus = test::corpus_folder()) {
    for (const auto& entry : std::filesystem::directory_iterator(*corpus / "hwx"))
      all.push_back({entry.path().stem(), test::open(test::file_bytes(entry.path()))});
  }
  return all;
}

TEST(Identity, ExportsAgainAreTheSameBytes) {
  for (const Named& program : programs()) {
    SCOPED_TRACE(program.name);
    const Bytes at1000 = test::exported(program.document);
    const Bytes at800 = test::exported(program.document, test::at_payload(Variant::Header800));
    EXPECT_EQ(at1000.size(), at800.size() + 0x800);
    EXPECT_EQ(test::exported(at1000), at1000);
    EXPECT_EQ(test::exported(at800, test::at_payload(Variant::Header800)), at800);
    EXPECT_EQ(test::exported(at1000, test::at_payload(Variant::Header800)), at800);
    EXPECT_EQ(test::exported(at800), at1000);
    EXPECT_EQ(test::problems_of(at1000), Lines());
    EXPECT_EQ(test::problems_of(at800), Lines());
    EXPECT_TRUE(test::plan_of(test::open(at1000)).changes.empty());
  }
}

void expect_tensor(const model::Tensor& written, const model::Tensor& source) {
  EXPECT_EQ(written.role, source.role);
  EXPECT_EQ(written.shape, source.shape);
  EXPECT_EQ(written.strides, source.strides);
  EXPECT_EQ(written.dtype, source.dtype);
}

TEST(Identity, TensorsAreThoseOfTheSource) {
  for (const Named& program : programs()) {
    SCOPED_TRACE(program.name);
    const DocumentPtr written = test::open(test::exported(program.document));
    std::vector<model::Tensor> source = model::declared_tensors(*program.document);
    std::stable_sort(source.begin(), source.end(), [](const auto& a, const auto& b) {
      if (a.role != b.role) return a.role == model::Role::Output;
      return a.buffer < b.buffer;
    });
    const auto tensors = model::declared_tensors(*written);
    ASSERT_EQ(tensors.size(), source.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      expect_tensor(tensors[i], source[i]);
      EXPECT_EQ(tensors[i].buffer, 4 + i);
    }
  }
}

// What a converter that does not renumber made of a program can be repaired.
TEST(Identity, FilesWithoutRenumberingBecomeTheCorrectOnes) {
  std::size_t repaired = 0;
  for (const Named& program : programs()) {
    SCOPED_TRACE(program.name);
    const Plan direct = test::plan_of(program.document);
    const Bytes correct = test::exported(program.document);
    test::AnecFile copied(*program.document);
    copied.tasks.resize(direct.header.task_bytes);
    const DocumentPtr file = test::open(copied.write());
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(test::exported(file), correct);
    const Plan plan = test::plan_of(file);
    EXPECT_EQ(plan.changes.size(), direct.changes.size());
    if (plan.changes.empty()) continue;
    ++repaired;
    ASSERT_FALSE(plan.problems.list().empty());
    const Diagnostic guessed = plan.problems.list()[0];
    EXPECT_EQ(guessed.severity, Severity::Warning);
    EXPECT_EQ(guessed.code, "export-order-guessed");
    EXPECT_EQ(guessed.where, (Extent{0, 0x6a8}));
    EXPECT_NE(guessed.message.find("a guess (medium confidence)"), std::string::npos);
  }
  EXPECT_GT(repaired, 20u);
}

TEST(Identity, FilesAsAneccWritesThemBecomeTheCorrectOnes) {
  std::size_t repaired = 0;
  for (const Named& program : programs()) {
    SCOPED_TRACE(program.name);
    const Plan plan = test::plan_of(program.document, test::in_mode(Mode::Anecc));
    if (!plan.possible()) continue;
    const Bytes copied = test::planned(program.document, plan);
    const DocumentPtr file = test::open(copied);
    ASSERT_NE(file, nullptr);
    const Bytes correct = test::exported(program.document);
    EXPECT_EQ(test::exported(file), correct);
    if (copied != correct) ++repaired;
  }
  EXPECT_GT(repaired, 0u);
}

}  // namespace
}  // namespace ane::exporter
