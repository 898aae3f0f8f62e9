// Recorded task streams of corpus/vectors/chains.json and corpus/oracles/h13.

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <sstream>

#include "core/writer/weights.hpp"
#include "tests/support/corpus.hpp"
#include "tests/support/sha256.hpp"
#include "tests/support/vector_values.hpp"

namespace ane::test {
namespace {

using nlohmann::json;
using Words = std::vector<std::uint32_t>;

constexpr std::size_t kHeaderWords = 10, kMostValues = 64;  // of an H13 task, of one record
constexpr std::uint32_t kExtended = 0x01000000;             // Header6.TDE: one more header word
constexpr std::uint32_t kConstantsBuffer = 1;

std::string shown_name(const json& c) {
  std::string name = c.at("record").get<std::string>();
  if (c.contains("input_set")) name += ", " + c["input_set"].get<std::string>();
  return name;
}

json read_record(const std::filesystem::path& corpus, const std::string& name) {
  return json::parse(read_file(corpus / "oracles/h13" / (name + ".json")));
}

std::vector<Words> words_of_record(const json& record) {
  std::vector<Words> tasks;
  for (const json& task : record.at("tasks")) {
    Words words;
    for (const json& word : task.at("words")) words.push_back(hex_word(word));
    tasks.push_back(std::move(words));
  }
  return tasks;
}

/// A task of `task_blocks`: header words that matter, and blocks of values as records.
Words words_of_blocks(const json& task) {
  Words words(kHeaderWords);
  for (const auto& [index, word] : task.at("header").items()) words.at(std::stoul(index)) = hex_word(word);
  if ((words[6] & kExtended) != 0) words.push_back(0);  // names a task to wait for; without effect here
  for (const auto& [address, list] : task.at("blocks").items()) {
    Words values;
    std::istringstream text(list.get<std::string>());
    for (std::string word; text >> word;) values.push_back(hex_word(word));
    auto at = static_cast<std::uint32_t>(std::stoul(address, nullptr, 16));
    for (std::size_t i = 0; i < values.size(); i += kMostValues) {
      const std::size_t count = std::min(kMostValues, values.size() - i);
      words.push_back(static_cast<std::uint32_t>(count - 1) << 26 | at);
      words.insert(words.end(), values.begin() + static_cast<std::ptrdiff_t>(i),
                   values.begin() + static_cast<std::ptrdiff_t>(i + count));
      at += static_cast<std::uint32_t>(count) * 4;
    }
  }
  return words;
}

/// The 128 bytes of a table of the file; its hash is there too.
Bytes table_bytes(const json& table) {
  Bytes bytes;
  std::istringstream text(table.at("halfwords").get<std::string>());
  for (std::string word; text >> word;) {
    const std::uint32_t half = hex_word(word);
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  bytes.resize(128);
  EXPECT_EQ(sha256(bytes), table.at("sha256"));
  return bytes;
}

Bytes matrix_bytes(const json& weights, std::uint64_t offset, const json& tables) {
  writer::ConvWeights w;
  w.out_channels = weights.at("rows").get<std::uint32_t>();
  w.in_channels = weights.at("cols").get<std::uint32_t>();
  w.lanes_log2 = static_cast<std::uint32_t>(std::bit_width(weights.at("lanes").get<unsigned>() - 1));
  const Halves values = values_of(weights.at("values"), {0, 0, 1, w.out_channels, w.in_channels, 0, 0});
  const Halves bias =
      weights.contains("bias") ? values_of(weights["bias"], {0, 0, 1, 1, w.out_channels, 0, 0}) : Halves();
  w.values = values;
  w.bias = bias;
  const Bytes table =
      weights.contains("table") ? table_bytes(tables.at(weights["table"].get<std::string>())) : Bytes();
  auto packed = writer::pack_dense(w, table, offset);
  EXPECT_TRUE(packed) << (packed ? "" : packed.error().message);
  return packed ? packed->bytes : Bytes();
}

Bytes part_bytes(const json& part, const json& tables) {
  if (part.contains("table")) return table_bytes(tables.at(part["table"].get<std::string>()));
  if (part.contains("weights"))
    return matrix_bytes(part["weights"], part.at("offset").get<std::uint64_t>(), tables);
  const auto count = part.at("count").get<std::uint64_t>();
  Bytes bytes;
  for (const std::uint16_t half : values_of(part.at("halfwords"), {0, 0, 1, 1, count, 0, 0})) {
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  return bytes;
}

Bytes constants_of(const json& c, std::uint64_t size, const json& tables) {
  Bytes all(size);
  for (const json& part : c.at("constants")) {
    const Bytes bytes = part_bytes(part, tables);
    const auto offset = part.at("offset").get<std::size_t>();
    EXPECT_LE(offset + bytes.size(), all.size());
    if (offset + bytes.size() > all.size()) return {};
    std::copy(bytes.begin(), bytes.end(), all.begin() + static_cast<std::ptrdiff_t>(offset));
  }
  return all;
}

VectorBuffer described_buffer(const json& tensor, std::uint32_t slot) {
  VectorBuffer buffer;
  const auto& shape = tensor.at("shape");
  const auto& strides = tensor.at("strides");
  const auto number = [](const json& value) { return value.get<std::uint64_t>(); };
  buffer.tensor = {
      slot, 0, number(shape[1]), number(shape[2]), number(shape[3]), number(strides[2]), number(strides[1])};
  buffer.role = tensor.at("binding") == 1 ? "input" : "output";
  buffer.bytes = number(tensor.at("total_bytes"));
  return buffer;
}

}  // namespace

std::vector<std::string> chain_names(const std::filesystem::path& corpus) {
  std::vector<std::string> names;
  if (!std::filesystem::exists(corpus / "vectors/chains.json")) return names;
  const json chains = read_vectors(corpus, "chains.json");
  for (const json& c : chains.at("cases")) names.push_back(shown_name(c));
  return names;
}

ChainCase chain_case(const std::filesystem::path& corpus, std::string_view name) {
  const json chains = read_vectors(corpus, "chains.json");
  EXPECT_EQ(chains.at("format"), "anescope-h13-chains-1");
  const auto& cases = chains.at("cases");
  const auto found =
      std::find_if(cases.begin(), cases.end(), [&](const json& c) { return shown_name(c) == name; });
  EXPECT_NE(found, cases.end()) << "no chain " << name;
  if (found == cases.end()) return {};
  ChainCase chain;
  chain.record = found->at("record").get<std::string>();
  chain.input_set = found->value("input_set", "");
  chain.in_corpus = found->at("in_corpus").get<bool>();
  if (chain.in_corpus) {
    chain.tasks = words_of_record(read_record(corpus, chain.record));
  } else {
    for (const json& task : found->at("task_blocks")) chain.tasks.push_back(words_of_blocks(task));
  }
  EXPECT_EQ(chain.tasks.size(), found->at("tasks").get<std::size_t>());
  for (const json& buffer : found->at("buffers")) {
    chain.buffers.push_back(buffer_of(buffer));
    if (chain.buffers.back().tensor.slot == kConstantsBuffer)
      chain.constants = constants_of(*found, chain.buffers.back().bytes, chains.at("tables"));
  }
  chain.constant_sha256 = found->value("constant_sha256", "");
  read_tensors(*found, chain);
  return chain;
}

std::vector<std::string> oracle_names(const std::filesystem::path& corpus) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "oracles/h13"))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

OracleRecord oracle_record(const std::filesystem::path& corpus, const std::string& name) {
  const json record = read_record(corpus, name);
  OracleRecord oracle{name, words_of_record(record), {}};
  EXPECT_EQ(oracle.tasks.size(), 1u);
  const std::uint32_t buffers = oracle.tasks.front().at(8);  // RBase0, RBase1, WBase
  std::size_t sources = 0;
  for (const json& tensor : record.at("tensor_descriptors")) {
    const bool source = tensor.at("binding") == 1;
    const std::uint32_t lsb = !source ? 12 : sources++ == 0 ? 0 : 6;
    oracle.buffers.push_back(described_buffer(tensor, buffers >> lsb & 31));
  }
  VectorBuffer constants;
  constants.tensor.slot = kConstantsBuffer;
  constants.role = "constants";
  constants.bytes = record.at("constant_section").at("size").get<std::uint64_t>();
  oracle.buffers.push_back(constants);
  return oracle;
}

}  // namespace ane::test
