// Good tasks with one field changed: each is executed or refused by name, and neither touches a byte that it
// should not.

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "core/regdb/codec.hpp"
#include "tests/unit/exec/good_tasks.hpp"

namespace ane::exec {
namespace {

using test::GoodTask;
using test::Trial;

/// A changed word of a task: of its header, or a register write.
struct Mutant {
  task::Task task;
  std::string what;  ///< "NE.MACCfg.OpMode = 5"
};

/// What is tried in a field: everything that has a name, both ends, and something between.
std::set<std::uint32_t> tried(const regdb::Field& field, std::uint32_t word, std::mt19937& random) {
  const auto mask = static_cast<std::uint32_t>(low_mask(field.width));
  std::set<std::uint32_t> values = {0, mask, 1, static_cast<std::uint32_t>(random()) & mask,
                                    (extract_bits(word, field.lsb, field.width) + 1) & mask};
  if (field.enumeration != nullptr) {
    for (const auto& [value, name] : field.enumeration->values) values.insert(value & mask);
  }
  values.erase(extract_bits(word, field.lsb, field.width));
  return values;
}

template <class Change>
void add_mutants(std::vector<Mutant>& mutants, const task::Task& good, const std::string& path,
                 const std::vector<regdb::Field>& fields, std::uint32_t word, std::mt19937& random,
                 Change change) {
  for (const regdb::Field& field : fields) {
    for (const std::uint32_t value : tried(field, word, random)) {
      Mutant mutant{good, path + "." + field.name + " = " + std::to_string(value)};
      change(mutant.task, insert_bits(word, field.lsb, field.width, value));
      mutants.push_back(std::move(mutant));
    }
  }
  const std::uint32_t unknown = regdb::uncovered_bits(fields, ~std::uint32_t{0});
  if (unknown == 0) return;
  Mutant mutant{good, path + ", unknown bits"};
  change(mutant.task, word ^ (unknown & (0 - unknown)));
  mutants.push_back(std::move(mutant));
}

std::vector<Mutant> mutants_of(const task::Task& good, std::mt19937& random) {
  std::vector<Mutant> mutants;
  const auto& generation = *test::h13();
  for (const regdb::HeaderWord& word : generation.header) {
    if (word.word >= good.header.size()) continue;
    add_mutants(mutants, good, word.name, word.fields, good.header[word.word], random,
                [&](task::Task& task, std::uint32_t value) { task.header[word.word] = value; });
  }
  for (std::size_t i = 0; i < good.writes.size(); ++i) {
    const auto reg = generation.find(good.writes[i].address);
    // Of the sixteen coefficient channels some stand for all.
    if (!reg || (reg->element > 1 && reg->element + 1 < reg->reg->count)) continue;
    add_mutants(mutants, good, reg->path(), reg->reg->fields, good.writes[i].value, random,
                [&](task::Task& task, std::uint32_t value) { task.writes[i].value = value; });
  }
  return mutants;
}

/// The word that a path of a refusal lies in, and the field, as the task has them.
void expect_value_of(const Refusal& refusal, const task::Task& task) {
  const auto ref = test::h13()->field(refusal.path);
  if (!ref) return;  // a whole register, which expect_named() looks up
  std::uint32_t word = 0;
  if (ref->header != nullptr) {
    word = task.header_word(*ref->header);
  } else {
    const task::Write* write = task.last_write(ref->address());
    if (write == nullptr) {
      EXPECT_NE(refusal.reason.find("not written by this task"), std::string::npos) << refusal.sentence();
      return;
    }
    word = write->value;
  }
  EXPECT_EQ(refusal.value, regdb::value_text(*ref->field, regdb::unpack(*ref->field, word)))
      << refusal.sentence();
}

bool is_register(std::string_view path) {
  for (const regdb::Block& block : test::h13()->blocks) {
    for (const regdb::Register& reg : block.registers) {
      const std::string name = block.name + "." + reg.name;
      if (path == name || (path.starts_with(name + "[") && path.ends_with("]"))) return true;
    }
  }
  return std::any_of(test::h13()->header.begin(), test::h13()->header.end(),
                     [&](const auto& word) { return path == word.name; });
}

/// A refusal is a sentence: what is refused, what it holds, why, and which rule says so.
void expect_named(const Refusal& refusal, const task::Task& task) {
  EXPECT_FALSE(refusal.reason.empty());
  EXPECT_FALSE(refusal.reason.ends_with('.')) << refusal.reason;
  EXPECT_FALSE(refusal.section.empty()) << refusal.reason;
  const std::string sentence = refusal.sentence();
  EXPECT_NE(sentence.find(refusal.reason), std::string::npos) << sentence;
  EXPECT_NE(sentence.find(refusal.section), std::string::npos) << sentence;
  if (refusal.path.empty()) return;
  EXPECT_TRUE(test::h13()->field(refusal.path) || is_register(refusal.path)) << sentence;
  EXPECT_TRUE(sentence.starts_with(refusal.path)) << sentence;
  expect_value_of(refusal, task);
}

struct MutantCounts {
  std::size_t done = 0, refused = 0;
};

void try_all(const GoodTask& good, const std::vector<Mutant>& mutants, bool allow_inferred,
             MutantCounts& counts) {
  std::vector<task::Task> tasks;
  for (const Mutant& mutant : mutants) tasks.push_back(mutant.task);
  Trial trial(good, tasks, allow_inferred);
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    SCOPED_TRACE(good.name + ": " + mutants[i].what);
    const TaskOutcome outcome = trial.run(i);
    if (outcome.status == TaskStatus::Done) {
      ++counts.done;
      ASSERT_TRUE(outcome.result);
      ASSERT_EQ(trial.stray_change(*outcome.result, tasks[i]), "");
      continue;
    }
    ++counts.refused;
    ASSERT_TRUE(outcome.refusal);
    ASSERT_FALSE(outcome.result);
    ASSERT_TRUE(!allow_inferred || !outcome.refusal->only_inferred);
    expect_named(*outcome.refusal, tasks[i]);
    ASSERT_TRUE(trial.unchanged()) << outcome.refusal->sentence();
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_TRUE(trial.all_unchanged()) << good.name;
}

TEST(MutatedTasks, AreExecutedOrRefusedByName) {
  std::mt19937 random(5);
  MutantCounts counts;
  bool inferred = false;
  for (const GoodTask& good : test::good_tasks()) {
    inferred = !inferred;
    try_all(good, mutants_of(good.task, random), inferred, counts);
    if (HasFailure()) return;
  }
  // Many fields have no effect on results, and many values no meaning.
  EXPECT_GT(counts.done, 1000u);
  EXPECT_GT(counts.refused, 1000u);
  RecordProperty("done", static_cast<int>(counts.done));
  RecordProperty("refused", static_cast<int>(counts.refused));
}

/// Another value for one field of one register.
void change_one(Mutant& mutant, std::mt19937& random) {
  task::Write& write = mutant.task.writes[random() % mutant.task.writes.size()];
  const auto reg = test::h13()->find(write.address);
  if (!reg || reg->reg->fields.empty()) return;
  const regdb::Field& field = reg->reg->fields[random() % reg->reg->fields.size()];
  const auto values = tried(field, write.value, random);
  if (values.empty()) return;
  const std::uint32_t value =
      *std::next(values.begin(), static_cast<std::ptrdiff_t>(random() % values.size()));
  write.value = insert_bits(write.value, field.lsb, field.width, value);
  mutant.what += ", " + reg->path() + "." + field.name + " = " + std::to_string(value);
}

TEST(MutatedTasks, WithSeveralFieldsChangedStayInTheirBuffers) {
  std::mt19937 random(6);
  MutantCounts counts;
  for (const GoodTask& good : test::written_tasks()) {
    std::vector<Mutant> mutants;
    for (int round = 0; round < 300; ++round) {
      Mutant mutant{good.task, "round " + std::to_string(round)};
      for (std::size_t k = 2 + random() % 3; k-- > 0;) change_one(mutant, random);
      mutants.push_back(std::move(mutant));
    }
    try_all(good, mutants, false, counts);
    if (HasFailure()) return;
  }
  EXPECT_GT(counts.refused, 500u);
}

}  // namespace
}  // namespace ane::exec
