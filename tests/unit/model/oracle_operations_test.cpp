// What every recorded task computes, in words. operations.txt was written by reading the MIL program or the
// note of each record; a second test holds the words against the program texts by itself.

#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "core/model/operation.hpp"
#include "core/model/visit.hpp"
#include "tests/support/wrapped.hpp"
#include "tests/unit/model/oracles.hpp"

namespace ane::model {
namespace {

using document::DocumentPtr;
using Lines = std::vector<std::string>;

/// "kind | summary" of each task, by "generation/record".
std::map<std::string, Lines> expected_operations() {
  const auto path = std::filesystem::path(ANESCOPE_SOURCE_DIR) / "tests/unit/model/operations.txt";
  std::istringstream text(test::read_file(path));
  std::map<std::string, Lines> blocks;
  std::string line;
  std::string name;
  while (std::getline(text, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      name = line.substr(1, line.size() - 2);
      blocks[name];
    } else {
      blocks[name].push_back(line);
    }
  }
  return blocks;
}

DocumentPtr open_words(const test::RecordedText& record) {
  auto document = document::Document::open(memory_source(test::wrap_words(record.generation, record.words)),
                                           regdb::Database::embedded(), record.name);
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

/// Every record as a document, with its name in operations.txt.
void for_each_record(const std::filesystem::path& corpus,
                     const std::function<void(const std::string&, const DocumentPtr&)>& check) {
  for (const auto& path : test::oracle_paths(corpus))
    check("h13/" + path.stem().string(), test::open_oracle(test::read_oracle(path)));
  for (const auto& record : test::recorded_h14(corpus)) check("h14/" + record.name, open_words(record));
  for (const auto& record : test::recorded_words(corpus)) {
    const std::string prefix = record.generation + "-";
    EXPECT_TRUE(record.name.starts_with(prefix)) << record.name;
    check(record.generation + "/" + record.name.substr(prefix.size()), open_words(record));
  }
}

std::vector<Operation> operations_of(const DocumentPtr& document) {
  std::vector<Operation> operations;
  Diagnostics ignored;
  visit_tasks(*document, ignored, [&](const TaskVisit& visit) {
    operations.push_back(describe(visit.facts));
    return true;
  });
  return operations;
}

TEST(OracleOperations, AreWhatTheProgramsCompute) {
  ANE_CORPUS(corpus);
  const std::map<std::string, Lines> expected = expected_operations();
  std::size_t seen = 0;
  for_each_record(corpus, [&](const std::string& name, const DocumentPtr& document) {
    SCOPED_TRACE(name);
    ASSERT_NE(document, nullptr);
    ASSERT_EQ(expected.count(name), 1u) << "a record without a block in operations.txt";
    Lines lines;
    for (const Operation& operation : operations_of(document))
      lines.push_back(operation.kind + " | " + operation.summary());
    EXPECT_EQ(lines, expected.at(name));
    ++seen;
  });
  EXPECT_EQ(seen, expected.size());
}

TEST(OracleOperations, NameOnlyConceptsThatTheGenerationHas) {
  ANE_CORPUS(corpus);
  for_each_record(corpus, [&](const std::string& name, const DocumentPtr& document) {
    SCOPED_TRACE(name);
    for (const Operation& operation : operations_of(document)) {
      for (const Phrase& phrase : operation.phrases) {
        EXPECT_FALSE(phrase.concepts.empty()) << phrase.text;
        for (const std::string& concept_name : phrase.concepts)
          EXPECT_TRUE(document->generation()->by_concept(concept_name))
              << phrase.text << ": " << concept_name;
      }
    }
  });
}

/// The name between "= " and "(" of a MIL line, "" where there is none.
std::string called(const std::string& line) {
  const std::size_t begin = line.find("= ");
  if (begin == std::string::npos) return "";
  const std::size_t end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", begin + 2);
  if (end == std::string::npos || end == begin + 2 || line[end] != '(') return "";
  return line.substr(begin + 2, end - begin - 2);
}

/// The MIL operations of a program, constants apart.
Lines mil_operations(const std::string& mil) {
  Lines names;
  std::istringstream text(mil);
  std::string line;
  while (std::getline(text, line)) {
    if (line.find("const()") != std::string::npos || line.find("buildInfo") != std::string::npos) continue;
    if (const std::string name = called(line); !name.empty()) names.push_back(name);
  }
  return names;
}

/// The number stands in the text, not as a part of a longer one.
bool says_number(const std::string& text, const std::string& number) {
  const auto digit = [&](std::size_t at) {
    return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
  };
  for (std::size_t at = text.find(number); at != std::string::npos; at = text.find(number, at + 1)) {
    if ((at == 0 || !digit(at - 1)) && !digit(at + number.size())) return true;
  }
  return false;
}

/// What one of the tasks of such a program must say; where there are several, any of them.
const std::map<std::string, Lines>& words_of_mil() {
  static const std::string table = "lookup table, function unknown";
  static const std::map<std::string, Lines> words = {
      {"add", {"add ·", "scale · ", "bias and scale per channel"}},
      {"sub", {"subtract ·"}},
      {"mul", {"multiply ·", "bias and scale per channel"}},
      {"maximum", {"maximum ·"}},
      {"minimum", {"minimum ·"}},
      {"real_div", {"multiply ·", "bias and scale per channel"}},
      {"relu", {"relu ·"}},
      {"abs", {"absolute value"}},
      {"conv", {"conv "}},
      {"linear", {"conv 1x1"}},
      {"matmul", {"conv 1x1"}},
      {"reduce_max", {"maximum over"}},
      {"reduce_sum", {"sum over"}},
      {"reduce_mean", {"mean over"}},
      {"softmax", {"sum over each plane"}},
      {"layer_norm", {"mean over each plane"}},
      {"select", {"multiply ·"}},
      {"slice_by_index", {"copy ·"}},
      {"transpose", {"copy ·"}},
      {"gelu", {table}},
      {"silu", {table}},
      {"tanh", {table}},
      {"sigmoid", {table}},
      {"rsqrt", {table}},
  };
  return words;
}

/// The largest dimension of the result must stand somewhere in the summaries.
void expect_sizes(const nlohmann::json& oracle, const std::string& text) {
  for (const auto& tensor : oracle.at("tensor_descriptors")) {
    if (tensor.at("binding") != 2) continue;
    std::uint64_t largest = 1;
    for (const auto& size : tensor.at("shape")) largest = std::max(largest, size.get<std::uint64_t>());
    EXPECT_TRUE(says_number(text, std::to_string(largest))) << largest << " in " << text;
  }
}

TEST(OracleOperations, AgreeWithProgramsOfOneOperation) {
  ANE_CORPUS(corpus);
  const std::map<std::string, Lines> expected = expected_operations();
  std::size_t checked = 0;
  for (const std::string generation : {"h13", "h14"}) {
    for (const auto& entry : std::filesystem::directory_iterator(corpus / "oracles" / generation)) {
      const nlohmann::json oracle = test::read_oracle(entry.path());
      const Lines mil = mil_operations(oracle.at("mil"));
      // This record's words are those of a ReLU although its program tiles (corpus/README.md).
      if (mil.size() != 1 || mil[0] == "tile") continue;
      SCOPED_TRACE(generation + "/" + entry.path().stem().string());
      ASSERT_EQ(words_of_mil().count(mil[0]), 1u) << mil[0];
      std::string text;
      for (const std::string& line : expected.at(generation + "/" + entry.path().stem().string()))
        text += line.substr(line.find("| ") + 2) + " ·\n";
      const Lines& words = words_of_mil().at(mil[0]);
      EXPECT_TRUE(std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return text.find(word) != std::string::npos;
      })) << text;
      expect_sizes(oracle, text);
      ++checked;
    }
  }
  EXPECT_GE(checked, 45u);
}

/// How many writes fall on a field that the database names.
struct Named {
  std::size_t writes = 0, named = 0;
};

TEST(OracleWrites, FallOnNamedRegisters) {
  ANE_CORPUS(corpus);
  std::map<std::string, Named> counts;
  for_each_record(corpus, [&](const std::string& name, const DocumentPtr& document) {
    Named& count = counts[name.substr(0, name.find('/'))];
    Diagnostics ignored;
    visit_tasks(*document, ignored, [&](const TaskVisit& visit) {
      for (const task::Write& write : visit.task.writes) {
        const auto ref = document->generation()->find(write.address);
        ++count.writes;
        if (ref && !ref->reg->placeholder()) ++count.named;
      }
      return true;
    });
  });
  EXPECT_EQ(counts.size(), 6u);
  for (const auto& [generation, count] : counts) {
    const double share = static_cast<double>(count.named) / static_cast<double>(count.writes);
    RecordProperty(generation, std::to_string(share));
    EXPECT_GE(share, generation == "h13" ? 0.98 : 0.95)
        << generation << ": " << count.named << " of " << count.writes;
  }
}

}  // namespace
}  // namespace ane::model
