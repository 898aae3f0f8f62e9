// Programs of the corpus, run on the inputs of corpus/vectors: results of hardware, of mathematics, and
// numbers that the files themselves hold.

#include <gtest/gtest.h>

#include <algorithm>

#include "core/document/document.hpp"
#include "tests/unit/exec/recorded.hpp"

namespace ane::exec {
namespace {

using document::DocumentPtr;
using test::Bytes;
using test::CaseName;
using test::VectorCase;

constexpr std::uint32_t kConstantSlot = 1;

std::vector<CaseName> all_vectors() {
  const auto corpus = test::corpus_folder();
  auto names = corpus ? test::vector_names(*corpus) : std::vector<CaseName>();
  // A test that says that it skips is better than none.
  if (names.empty()) names.push_back({"", "corpus"});
  return names;
}

std::string program_path(const std::filesystem::path& corpus, const std::string& file) {
  const bool container = std::filesystem::path(file).extension() == ".hwx";
  return (corpus / (container ? "hwx" : "anec") / file).string();
}

/// The program with the register values of a patch in its tasks.
DocumentPtr open_patched(const std::string& path, const VectorCase& c) {
  const auto source = open_source(path);
  EXPECT_TRUE(source) << path;
  if (!source) return nullptr;
  auto document = document::Document::open(*source, regdb::Database::embedded(), path);
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  if (!document || c.registers.empty()) return document ? *document : nullptr;
  std::vector<Patch> patches;
  for (const VectorCase::Word& word : c.registers) {
    Diagnostics problems;
    const task::Task task = (*document)->decode(word.task, problems);
    const task::Write* write = task.last_write(word.address);
    EXPECT_NE(write, nullptr) << word.address;
    if (write == nullptr) return nullptr;
    Patch patch{write->offset, {}};
    for (unsigned shift = 0; shift < 32; shift += 8)
      patch.bytes.push_back(static_cast<std::uint8_t>(word.value >> shift));
    patches.push_back(std::move(patch));
  }
  document = (*document)->with_edits(patches);
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

void patch_constants(const VectorCase& c, Machine& machine) {
  const std::span<std::uint8_t> constants = machine.memory().buffer(kConstantSlot);
  ASSERT_LE(c.constants.size(), constants.size());
  std::copy(c.constants.begin(), c.constants.end(), constants.begin());
  if (!c.constant_sha256.empty()) {
    EXPECT_EQ(test::sha256(constants), c.constant_sha256);
  }
}

void fill_inputs(const VectorCase& c, Machine& machine) {
  for (const auto& [slot, values] : c.inputs)
    test::write_tensor(machine.memory().buffer(slot), c.buffer(slot).tensor, values);
}

void expect_tensor(const Machine& machine, const test::Placed& tensor, const test::ExpectedTensor& expected,
                   test::Tolerance tolerance) {
  const auto values = test::read_tensor(machine.memory().buffer(tensor.slot), tensor);
  EXPECT_EQ(test::difference(values, tensor, expected, tolerance), "") << "in buffer " << tensor.slot;
}

void run_vector(const VectorCase& c, Machine& machine) {
  std::size_t compared = 0;
  while (!machine.done()) {
    const std::size_t task = machine.next();
    const TaskOutcome outcome = machine.step();
    ASSERT_EQ(outcome.status, TaskStatus::Done)
        << "task " << task << ": " << (outcome.refusal ? outcome.refusal->sentence() : "no reason");
    EXPECT_EQ(outcome.basis, Basis::Confirmed) << "all programs of the corpus were understood completely";
    for (const auto& step : c.intermediates) {
      if (step.task != task) continue;
      // The hashes hold for rounding to the nearest, ties to even, which is what is done here.
      expect_tensor(machine, step.tensor, step.expected, {});
      ++compared;
    }
  }
  EXPECT_EQ(compared, c.intermediates.size());
}

class Vectors : public testing::TestWithParam<CaseName> {};

TEST_P(Vectors, GiveWhatTheirSourceSays) {
  ANE_CORPUS(corpus);
  if (GetParam().vectors.empty()) GTEST_SKIP() << "the corpus has no vectors";
  const VectorCase c = test::vector_case(corpus, GetParam());
  const DocumentPtr document = open_patched(program_path(corpus, c.file), c);
  ASSERT_NE(document, nullptr);
  auto machine = Machine::of(*document, 0);
  ASSERT_TRUE(machine) << machine.error().message;
  for (const test::VectorBuffer& buffer : c.buffers) {
    ASSERT_TRUE(machine->memory().is_bound(buffer.tensor.slot)) << buffer.tensor.slot;
    ASSERT_GE(machine->memory().buffer(buffer.tensor.slot).size(), buffer.bytes) << buffer.tensor.slot;
  }
  patch_constants(c, *machine);
  fill_inputs(c, *machine);
  run_vector(c, *machine);
  ASSERT_FALSE(c.outputs.empty());
  for (const auto& [slot, expected] : c.outputs)
    expect_tensor(*machine, c.buffer(slot).tensor, expected, c.tolerance);
}

std::string vector_test_name(const testing::TestParamInfo<CaseName>& info) {
  std::string file = info.param.vectors;
  if (file.ends_with(".json")) file.resize(file.size() - 5);
  return test::test_name(file + (file.empty() ? "" : "__") + info.param.name);
}
INSTANTIATE_TEST_SUITE_P(Corpus, Vectors, testing::ValuesIn(all_vectors()), vector_test_name);

TEST(VectorFiles, EveryCaseOfEveryProgramThatShipsIsRun) {
  ANE_CORPUS(corpus);
  EXPECT_EQ(test::vector_names(corpus).size(), test::indexed_cases(corpus));
  EXPECT_GE(test::indexed_cases(corpus), 69u);
}

}  // namespace
}  // namespace ane::exec
