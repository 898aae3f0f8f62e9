// Lists of changes made on files: forth, back, and on files that they are not for.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/base/text.hpp"
#include "tests/unit/edit/files.hpp"

namespace ane::edit {
namespace {

using test::message_of;
using test::open_sample;

std::vector<std::uint8_t> bytes_of(const document::DocumentPtr& document) {
  return document->file().bytes();
}

document::DocumentPtr changed(const document::DocumentPtr& document, const ChangeList& list) {
  const auto patches = patches_of(document, list);
  EXPECT_TRUE(patches) << (patches ? "" : patches.error().message);
  if (!patches) return nullptr;
  const auto edited = document->with_edits(*patches);
  EXPECT_TRUE(edited);
  return *edited;
}

/// Words that a task writes, other than those that say where the next task is.
void change_a_register(Editor& editor, const document::Document& document, std::mt19937& random) {
  const std::size_t index = random() % document.tasks().size();
  Diagnostics ignored;
  const task::Task task = document.decode(index, ignored);
  const task::Write& write = task.writes[random() % task.writes.size()];
  const auto place = document.generation()->find(write.address);
  if (!place) return;
  const auto& fields = place->reg->fields;
  if (fields.empty() || random() % 4 == 0) {
    ASSERT_EQ(message_of(editor.set_bits(index, place->path(), static_cast<std::uint32_t>(random()))), "");
    return;
  }
  const regdb::Field& field = fields[random() % fields.size()];
  const regdb::FieldRef ref{nullptr, place->block, place->reg, place->element, &field};
  const auto bits = static_cast<std::uint32_t>(random() & ((std::uint64_t{1} << field.width) - 1));
  ASSERT_EQ(message_of(editor.set_bits(index, ref.path(), bits)), "");
}

void change_a_weight(Editor& editor, const std::vector<model::Constant>& constants, std::mt19937& random) {
  const model::Constant& constant = constants[random() % constants.size()];
  if (constant.chunks.empty()) return;
  // A halfword anywhere among masks would make other elements of what follows.
  const bool masks = constant.encoding == model::Encoding::ZeroSkipping;
  if (!constant.known() || constant.kind == model::ConstantKind::Table || (!masks && random() % 5 == 0)) {
    const Extent where = constant.chunks.front().bytes;
    if (where.size < 2 || constant.encoding == model::Encoding::Register) return;
    ASSERT_EQ(message_of(editor.set_half(where.offset + random() % (where.size - 1),
                                         static_cast<std::uint16_t>(random()))),
              "");
    return;
  }
  model::ElementIndex index{};
  for (std::size_t i = 0; i < index.size(); ++i) index[i] = random() % constant.shape[i];
  const std::string message =
      message_of(editor.set_weight(constant.name, index, static_cast<std::uint16_t>(random())));
  if (message.empty()) return;
  ASSERT_TRUE(masks) << message;
  ASSERT_NE(message.find("a zero that the zero-skipping form does not store"), std::string::npos) << message;
}

class RoundTrip : public testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, ThereAndBackGivesTheSameBytes) {
  const auto document = open_sample(GetParam());
  const auto constants = model::constants_of(*document);
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random(seed);
    Editor editor(document);
    for (auto n = random() % 60; n > 0; --n) {
      if (random() % 2 == 0 || constants.empty()) {
        change_a_register(editor, *document, random);
      } else {
        change_a_weight(editor, constants, random);
      }
    }
    const auto there = changed(document, editor.changes());
    ASSERT_NE(there, nullptr);
    EXPECT_EQ(bytes_of(there), bytes_of(*document->with_edits(editor.patches())));
    // Through text as well. Constants are found by registers, which have changed: the way back is by the
    // bytes of the words and of the constants as they were found.
    const auto list = parse_changes(test::text_of(editor.changes(), *document), document->generation());
    ASSERT_TRUE(list) << list.error().message;
    EXPECT_EQ(bytes_of(changed(document, *list)), bytes_of(there));
  }
}

TEST_P(RoundTrip, TheInverseTakesEverythingBack) {
  const auto document = open_sample(GetParam());
  const auto constants = model::constants_of(*document);
  for (unsigned seed = 100; seed < 140; ++seed) {
    std::mt19937 random(seed);
    Editor editor(document);
    const bool weights = !constants.empty() && seed % 2 == 0;
    for (auto n = random() % 60 + 1; n > 0; --n) {
      if (weights) {
        change_a_weight(editor, constants, random);
      } else {
        change_a_register(editor, *document, random);
      }
    }
    const auto there = changed(document, editor.changes());
    ASSERT_NE(there, nullptr);
    const ChangeList back = inverse(editor.changes(), *there);
    EXPECT_EQ(back.count(), editor.changes().count());
    const auto home = changed(there, back);
    ASSERT_NE(home, nullptr);
    EXPECT_EQ(bytes_of(home), bytes_of(document));
    EXPECT_EQ(inverse(back, *home), editor.changes());
  }
}

std::string test_name(std::string_view sample) {
  std::string name(sample);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Samples, RoundTrip,
                         testing::Values("add", "relu", "sigmoid", "conv1x1", "conv3x3", "chain",
                                         "depthwise-stride2", "softmax", "picture-network"),
                         [](const auto& name) { return test_name(name.param); });

TEST(Replay, RefusesOtherValuesWithTheirPlace) {
  const auto document = open_sample("relu");
  ChangeList list{origin_of(*document), {}};
  list.changes.emplace_back(RegisterChange{0, "NE.MACCfg.NonlinearMode", 0, 2});
  const auto patches = patches_of(document, list);
  ASSERT_FALSE(patches);
  EXPECT_EQ(patches.error().message, "0:NE.MACCfg.NonlinearMode holds 1, the list expects 0");
  ASSERT_TRUE(patches.error().where);
  EXPECT_EQ(document->file().u32(patches.error().where->offset).value() >> 16 & 3, 1u);
}

TEST(Replay, RefusesOtherWeightsWithTheirPlace) {
  const auto document = open_sample("conv1x1");
  ChangeList list{origin_of(*document), {}};
  list.changes.emplace_back(WeightChange{"task 0 weights", {{{5, 5, 0, 0}, 0x3800, 0}}});
  const auto patches = patches_of(document, list);
  ASSERT_FALSE(patches);
  EXPECT_EQ(patches.error().message,
            "task 0 weights[5,5,0,0] holds 0x3c00 (1), the list expects 0x3800 (0.5)");
  ASSERT_TRUE(patches.error().where);
  EXPECT_EQ(document->file().u16(patches.error().where->offset), 0x3c00);
}

TEST(Replay, SaysThatTheListIsForAnotherFile) {
  const auto document = open_sample("relu");
  ChangeList list{{5, 6}, {}};
  list.changes.emplace_back(RegisterChange{0, "NE.MACCfg.NonlinearMode", 1, 0});
  Editor editor(document);
  ASSERT_EQ(message_of(editor.replay(list)), "");
  const auto problems = editor.problems().list();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "changes-of-another-file");
  EXPECT_EQ(problems[0].severity, Severity::Warning);
  EXPECT_EQ(editor.changes().origin, origin_of(*document));
}

TEST(Replay, ChangesOfOneFieldFollowEachOther) {
  const auto document = open_sample("relu");
  ChangeList list{origin_of(*document), {}};
  list.changes.emplace_back(RegisterChange{0, "NE.MACCfg.NonlinearMode", 1, 2});
  list.changes.emplace_back(RegisterChange{0, "NE.MACCfg.NonlinearMode", 2, 1});
  const auto patches = patches_of(document, list);
  ASSERT_TRUE(patches) << patches.error().message;
  EXPECT_TRUE(patches->empty());
}

TEST(OpenEdited, TellsWhatIsNewlyWrong) {
  const auto document = open_sample("chain");
  Editor editor(document);
  ASSERT_EQ(message_of(editor.set(0, "Header7.NextPointer", "0")), "");
  const auto edited = open_edited(*document, editor);
  ASSERT_TRUE(edited);
  bool told = false;
  for (const Diagnostic& problem : edited->problems.list()) told |= problem.code == "changes-task-list";
  EXPECT_TRUE(told);
}

// Vectors of draft-eastlake-fnv.
TEST(Hash, IsFnv1a) {
  const auto hash = [](std::string_view text) {
    const SourcePtr source = memory_source({text.begin(), text.end()});
    return fnv1a64(ByteView(*source));
  };
  EXPECT_EQ(hash(""), 0xcbf29ce484222325u);
  EXPECT_EQ(hash("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(hash("foobar"), 0x85944171f73967e8u);
}

}  // namespace
}  // namespace ane::edit
