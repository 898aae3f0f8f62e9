// Recorded task streams of several generations, decoded by their databases alone: nothing in core/task knows
// a generation. The databases of H14 and later do not say yet how their tasks are walked; that is added here.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "tests/support/corpus.hpp"
#include "tests/unit/task/text_file.hpp"

namespace ane::task {
namespace {

using test::Json;
using test::Lines;
using test::TextFile;
using test::Words;

regdb::GenerationPtr walkable(const std::string& id) {
  const auto path = std::filesystem::path(ANESCOPE_SOURCE_DIR) / "assets/registers" / (id + ".json");
  Json json = Json::parse(test::read_file(path));
  const bool early = id == "h14" || id == "h15";
  if (json["encoding"]["tasks"] == "aligned-array") {
    json["encoding"]["walk"] = {{"id", early ? "Header0.TaskId" : "TaskIdAndSize.TID"},
                                {"size", early ? "Header0.TaskSize" : "TaskIdAndSize.TaskSize"}};
  }
  return test::parsed(json);
}

std::uint32_t number_of(const Json& value) {
  if (value.is_number()) return value.get<std::uint32_t>();
  return static_cast<std::uint32_t>(std::stoul(value.get<std::string>(), nullptr, 0));
}

Words words_of(const Json& list) {
  Words words;
  for (const Json& word : list) words.push_back(number_of(word));
  return words;
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// "0x100=1" for the last value of every register.
Lines final_values(const Task& task) {
  std::map<std::uint32_t, std::uint32_t> last;
  for (const Write& write : task.writes) last[write.address] = write.value;
  Lines lines;
  for (const auto& [address, value] : last) lines.push_back(hex(address) + "=" + hex(value));
  return lines;
}
Lines recorded_values(const Json& registers) {
  std::map<std::uint32_t, std::uint32_t> recorded;
  for (const auto& [address, value] : registers.items()) recorded[number_of(address)] = number_of(value);
  Lines lines;
  for (const auto& [address, value] : recorded) lines.push_back(hex(address) + "=" + hex(value));
  return lines;
}

/// Walks and decodes one recorded stream, and holds every task against the record.
void expect_as_recorded(const regdb::Generation& generation, const Json& oracle) {
  Words text(oracle["text_bytes"].get<std::size_t>() / 4);
  for (const Json& task : oracle["tasks"]) {
    const Words words = words_of(task["words"]);
    std::copy(words.begin(), words.end(), text.begin() + task["offset"].get<std::ptrdiff_t>() / 4);
  }
  const TextFile file(text);
  WalkStart start;
  start.first_size_words = oracle["tasks"][0]["size_bytes"].get<std::uint32_t>() / 4;
  start.declared_count = oracle["program_descriptor"]["task_count"].get<std::uint32_t>();
  Diagnostics problems;
  const auto spans = walk_tasks(generation, file.text(), start, problems);
  ASSERT_EQ(spans.size(), oracle["tasks"].size());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Json& recorded = oracle["tasks"][i];
    EXPECT_EQ(spans[i].offset, recorded["offset"].get<std::uint64_t>());
    EXPECT_EQ(spans[i].size, recorded["size_bytes"].get<std::uint32_t>());
    const Task task = decode_task(generation, file.text(), spans[i], i, problems);
    EXPECT_EQ(final_values(task), recorded_values(recorded["registers"])) << "task " << i;
    EXPECT_TRUE(task.undecoded.empty());
  }
  EXPECT_EQ(test::lines_of(problems), Lines());
}

void expect_all_as_recorded(const std::string& id, const std::filesystem::path& folder, std::size_t count) {
  const auto generation = walkable(id);
  const auto files = json_files(folder);
  EXPECT_EQ(files.size(), count);
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename());
    expect_as_recorded(*generation, Json::parse(test::read_file(path)));
  }
}

TEST(Oracles, OfH13AreDecodedAsRecorded) {
  ANE_CORPUS(folder);
  expect_all_as_recorded("h13", folder / "oracles/h13", 31);
}

TEST(Oracles, OfH14AreDecodedAsRecorded) {
  ANE_CORPUS(folder);
  expect_all_as_recorded("h14", folder / "oracles/h14", 31);
}

/// Words of a task that are neither header, record header nor value.
std::size_t unexplained_words(const Task& task) {
  return task.where.size / 4 - task.header.size() - task.records.size() - task.writes.size();
}

/// Every relocation of a recorded stream points at a value that some record writes.
void expect_relocations_hit_values(const Json& sample, const std::vector<Task>& tasks) {
  for (const Json& relocation : sample.value("relocations", Json::array())) {
    const std::uint64_t offset = TextFile::kOffset + number_of(relocation);
    const bool hit = std::any_of(tasks.begin(), tasks.end(), [&](const Task& task) {
      return std::any_of(task.writes.begin(), task.writes.end(),
                         [&](const Write& write) { return write.offset == offset; });
    });
    EXPECT_TRUE(hit) << "relocation at " << hex(number_of(relocation));
  }
}

std::vector<Task> decode_all(const regdb::Generation& generation, const TextFile& file,
                             Diagnostics& problems) {
  std::vector<Task> tasks;
  for (const TaskSpan& span : walk_tasks(generation, file.text(), {}, problems))
    tasks.push_back(decode_task(generation, file.text(), span, tasks.size(), problems));
  return tasks;
}

void expect_whole_stream(const regdb::Generation& generation, const Json& sample) {
  const TextFile file(words_of(sample["words"]));
  Diagnostics problems;
  const auto tasks = decode_all(generation, file, problems);
  EXPECT_FALSE(tasks.empty());
  EXPECT_EQ(test::lines_of(problems), Lines());
  for (const Task& task : tasks) {
    EXPECT_EQ(unexplained_words(task), 0u);
    for (const Write& write : task.writes)
      EXPECT_TRUE(generation.find(write.address)) << "no register at " << hex(write.address);
  }
  expect_relocations_hit_values(sample, tasks);
}

TEST(TaskWords, OfLaterGenerationsAreDecodedToTheLastWord) {
  ANE_CORPUS(folder);
  std::map<std::string, regdb::GenerationPtr> generations;
  std::size_t streams = 0;
  for (const auto& path : json_files(folder / "td-words")) {
    SCOPED_TRACE(path.filename());
    const Json sample = Json::parse(test::read_file(path));
    if (!sample.contains("words") || sample.value("truncated", false)) continue;
    auto& generation = generations[sample["generation"]];
    if (generation == nullptr) generation = walkable(sample["generation"]);
    expect_whole_stream(*generation, sample);
    ++streams;
  }
  EXPECT_EQ(streams, 33u);
}

TEST(TaskWords, OfATaskThatIsCutGiveWhatIsThere) {
  ANE_CORPUS(folder);
  const Json sample = Json::parse(test::read_file(folder / "td-words/h17-relu-1x64x1x1-head.json"));
  const auto generation = walkable("h17");
  const TextFile file(words_of(sample["words"]));
  Diagnostics problems;
  const auto tasks = decode_all(*generation, file, problems);
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].where, test::in_text(16, 96));
  EXPECT_EQ(tasks[0].last_write(0x1540 * 4)->value, 0x80u);
  EXPECT_TRUE(problems.has_errors());
}

TEST(TaskWords, OfSinglePacketsAreDecoded) {
  ANE_CORPUS(folder);
  const Json sample = Json::parse(test::read_file(folder / "td-words/h18g-packets-dst-and-crop.json"));
  const auto generation = walkable("h18g");
  for (const Json& packet : sample["packets"]) {
    const Words record = words_of(packet["words"]);
    Words words(generation->encoding.header_words);
    words.insert(words.end(), record.begin(), record.end());
    const TextFile file(words);
    Diagnostics problems;
    const Task task =
        decode_task(*generation, file.text(), {0, static_cast<std::uint32_t>(4 * words.size())}, 0, problems);
    EXPECT_EQ(test::lines_of(problems), Lines());
    EXPECT_EQ(task.writes.size(), packet["decoded"].size());
    for (const auto& field : packet["decoded"].items()) {
      const auto written = std::find_if(task.writes.begin(), task.writes.end(), [&](const Write& write) {
        const auto place = generation->find(write.address);
        return place && place->reg->name == field.key();
      });
      ASSERT_NE(written, task.writes.end()) << field.key();
      EXPECT_EQ(written->value, number_of(field.value())) << field.key();
    }
  }
}

}  // namespace
}  // namespace ane::task
