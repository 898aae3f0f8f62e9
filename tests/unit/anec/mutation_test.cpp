// Good .anec files with a few bytes changed at random: whatever is wrong is said, and nothing worse happens.

#include <random>

#include "core/report/report.hpp"
#include "core/tree/build.hpp"
#include "tests/unit/anec/anec_samples.hpp"

namespace ane::anec {
namespace {

using test::Bytes;

Bytes mutated(Bytes bytes, std::mt19937& random) {
  // Half of the changes hit the header, where most numbers are; the rest anything.
  const std::size_t reach = random() % 2 == 0 ? header::kSize : bytes.size();
  const std::size_t count = 1 + random() % 4;
  for (std::size_t i = 0; i < count; ++i) {
    static constexpr std::array<std::uint8_t, 5> kValues = {0x00, 0x01, 0x7f, 0x80, 0xff};
    bytes.at(random() % std::min(reach, bytes.size())) = kValues[random() % kValues.size()];
  }
  if (random() % 8 == 0) bytes.resize(random() % bytes.size());
  return bytes;
}

void expect_sound(const document::DocumentPtr& document) {
  const report::Info info = report::gather_info(document);
  ASSERT_LE(info.explained_bytes, document->file().size());
  for (const Diagnostic& problem : info.problems) {
    ASSERT_FALSE(problem.message.empty());
    ASSERT_LE(problem.where.offset, document->file().size()) << problem.code << ": " << problem.message;
    ASSERT_LE(problem.where.size, document->file().size() - problem.where.offset)
        << problem.code << ": " << problem.message;
  }
}

TEST(Mutated, AnecFilesAreSurvived) {
  std::mt19937 random(7);
  std::size_t opened = 0;
  for (const Variant variant : {Variant::Header1000, Variant::Header800, Variant::Raw}) {
    for (const char* name : {"sigmoid", "chain"}) {
      const Bytes good = test::anec_sample(name).write(variant);
      for (int round = 0; round < 200; ++round) {
        SCOPED_TRACE(std::string(variant_name(variant)) + " " + name + " " + std::to_string(round));
        const auto document = test::try_open(mutated(good, random));
        if (!document) continue;
        ++opened;
        expect_sound(*document);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  }
  EXPECT_GT(opened, 300u);
}

}  // namespace
}  // namespace ane::anec
