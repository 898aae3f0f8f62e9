// Good files with a few bytes changed at random: a plan is made or refused, and what is planned is a file.

#include "tests/unit/export/random_programs.hpp"

namespace ane::exporter {
namespace {

using document::DocumentPtr;
using test::Bytes;

/// Changes that hit what exports read: commands or the header, and heads of tasks.
Bytes mutated(Bytes bytes, std::uint64_t head, std::uint64_t text, std::mt19937& random) {
  static constexpr std::array<std::uint8_t, 6> kValues = {0x00, 0x01, 0x03, 0x7f, 0x80, 0xff};
  const std::size_t count = 1 + random() % 3;
  for (std::size_t i = 0; i < count; ++i) {
    const bool task = random() % 3 == 0;
    const std::size_t at = task ? text + random() % 0x40 : random() % head;
    if (at < bytes.size()) bytes[at] = kValues[random() % kValues.size()];
  }
  if (random() % 16 == 0) bytes.resize(random() % bytes.size());
  return bytes;
}

struct Counts {
  std::size_t opened = 0, possible = 0, verified = 0;
};

void expect_sound(const DocumentPtr& document, const Options& options, Counts& counts) {
  const Plan plan = make_plan(*document, options);
  for (const Diagnostic& problem : plan.problems.list()) {
    ASSERT_FALSE(problem.message.empty());
    ASSERT_LE(problem.where.offset, document->file().size()) << problem.code;
    ASSERT_LE(problem.where.size, document->file().size() - problem.where.offset) << problem.code;
  }
  if (!plan.possible()) return;
  ++counts.possible;
  ASSERT_LE(plan.file_bytes, document->file().size() + 0x2000) << "zeros are not made up";
  const Bytes bytes = test::planned(document, plan);
  const std::string verdict = test::verdict_on(document, plan, bytes);
  if (!verdict.empty()) {
    ASSERT_TRUE(verdict.starts_with("the written file failed its check: ")) << verdict;
    return;
  }
  ++counts.verified;
  const auto again = test::try_open(bytes);
  ASSERT_TRUE(again || options.mode == Mode::Anecc) << again.error().message;
}

TEST(Mutated, FilesAreExportedOrRefused) {
  std::mt19937 random(11);
  Counts counts;
  std::vector<Bytes> sources = {test::sample_bytes("sigmoid"), test::sample_bytes("chain"),
                                test::anec_sample("add").write(),
                                test::anec_sample("chain").write(anec::Variant::Header800)};
  for (const Bytes& good : sources) {
    const DocumentPtr document = test::open(good);
    const std::uint64_t text = document->text().extent().offset;
    const bool is_anec = document->anec() != nullptr;
    const std::uint64_t head = is_anec ? anec::header::kSize : document->container().command_area.end();
    for (int round = 0; round < 700; ++round) {
      SCOPED_TRACE(round);
      const auto opened = test::try_open(mutated(good, head, text, random));
      if (!opened) continue;
      ++counts.opened;
      Options options = test::in_mode(round % 4 == 0 ? Mode::Anecc : Mode::Correct);
      options.force = round % 8 == 0;
      expect_sound(*opened, options, counts);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  EXPECT_GT(counts.opened, 1500u);
  EXPECT_GT(counts.possible, 500u);
  EXPECT_GT(counts.verified, 400u);
  RecordProperty("possible", static_cast<int>(counts.possible));
}

}  // namespace
}  // namespace ane::exporter
