// What is said of an export, to people and to the C compiler; the JSON has its own test in tests/cli.

#include "core/export/describe.hpp"

#include <nlohmann/json.hpp>

#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

using document::DocumentPtr;

WordChange change() {
  WordChange change;
  change.before = 0x26964;
  change.after = 0x249a5;
  change.slots = {{"source1", 4, 5}, {"source2", 5, 6}, {"result", 6, 4}};
  return change;
}

TEST(ChangeText, NamesEveryOperand) {
  EXPECT_EQ(change_text(change()), "0x26964 → 0x249a5  source1 4 → 5, source2 5 → 6, result 6 → 4");
}

TEST(VerdictText, SaysOnlyWhatWasCompared) {
  Verdict verdict;
  verdict.bytes = 21120;
  EXPECT_EQ(verdict_text(verdict), "21120 bytes read back as written");
  verdict.tasks = 1;
  verdict.writes = 140;
  verdict.operands = 3;
  EXPECT_EQ(verdict_text(verdict),
            "21120 bytes read back as written; 1 task with 140 register writes and 3 operands mean what they "
            "mean in the source");
  verdict.weight_bytes = 64;
  EXPECT_TRUE(verdict_text(verdict).ends_with(", 64 bytes of weights are equal"));
}

std::string c_struct(const DocumentPtr& document, const std::string& name) {
  StringSink sink;
  write_c_struct(*document, test::plan_of(document), name, sink);
  return sink.text;
}

TEST(CStruct, HasTheHeadersNumbers) {
  EXPECT_EQ(c_struct(test::open(test::sample_bytes("chain")), "a-b.c 1"),
            "/* file, correct, base registers renumbered in 2 tasks */\n"
            "static const struct anec anec_a_b_c_1 = {\n"
            "    .size = 0xa00,\n"
            "    .td_size = 0x274,\n"
            "    .td_count = 4,\n"
            "    .tsk_size = 0x8f8,\n"
            "    .krn_size = 0x100,\n"
            "    .src_count = 1,\n"
            "    .dst_count = 1,\n"
            "    .tiles = {\n"
            "        [0] = 1,  /* cmd */\n"
            "        [3] = 16,  /* itm0 */\n"
            "        [4] = 2,  /* dst0, edges */\n"
            "        [5] = 6,  /* src0, picture */\n"
            "    },\n"
            "    .nchw = {\n"
            "        [4] = {1, 1, 128, 128, 32768, 256},  /* dst0, edges */\n"
            "        [5] = {1, 3, 128, 128, 32768, 256},  /* src0, picture */\n"
            "    },\n"
            "};\n");
}

TEST(CStruct, CannotBeLeftThroughAName) {
  writer::HwxSpec spec = test::copy_spec();
  spec.tensors[0].name = "*/ int x; /*/ /*\n#define y";
  const std::string text = c_struct(test::open_spec(spec), "x");
  EXPECT_NE(text.find("/* src0, * / int x; / * / / *\\n#define y */\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("*/ int"), std::string::npos) << text;
  EXPECT_EQ(text.find("\n#define"), std::string::npos) << text;
}

Outcome outcome_of(const DocumentPtr& document) {
  Outcome outcome;
  outcome.input = "in.hwx";
  outcome.output = "out.anec";
  outcome.plan = test::plan_of(document);
  if (!outcome.plan.possible()) return outcome;
  auto verdict = verify(document, outcome.plan, planned_bytes(document, outcome.plan));
  EXPECT_TRUE(verdict);
  outcome.verdict = *verdict;
  return outcome;
}

TEST(OutcomeText, NamesChannelsChangesAndProblems) {
  writer::HwxSpec spec = test::copy_spec();
  spec.tensors[0].name = "ctx_\n1";
  Outcome outcome = outcome_of(test::open_spec(spec));
  outcome.sidecar = "out.anec.json";
  StringSink sink;
  write_outcome_text(outcome, sink);
  const std::string& text = sink.text;
  for (const char* piece :
       {"out.anec: 20992 bytes, correct, payload at 0x1000\n", "1 task in 0x1f8 bytes", "dst0", "out0",
        "src0", "1x4x8x16", "\nrenumbered\n", "source1 4 → 5, result 5 → 4", "export-context-input",
        "checked: 20992 bytes read back as written", "names: out.anec.json\n"})
    EXPECT_NE(text.find(piece), std::string::npos) << piece << "\n" << text;
  EXPECT_EQ(text.find("ctx_\n1"), std::string::npos) << "names are escaped";
}

TEST(OutcomeJson, OfAFailureHasNoOutput) {
  Outcome outcome;
  outcome.input = "in.hwx";
  outcome.error = Error{"cannot write: No space left on device", {}};
  StringSink sink;
  report::JsonWriter json(sink);
  write_outcome_json(outcome, json);
  json.finish();
  const auto parsed = nlohmann::json::parse(sink.text);
  EXPECT_TRUE(parsed.at("output").is_null());
  EXPECT_TRUE(parsed.at("checked").is_null());
  ASSERT_EQ(parsed.at("problems").size(), 1u);
  EXPECT_EQ(parsed.at("problems")[0].at("code"), "export-failed");
  EXPECT_EQ(parsed.at("problems")[0].at("message"), "cannot write: No space left on device");
}

}  // namespace
}  // namespace ane::exporter
