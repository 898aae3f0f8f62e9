#include "tests/support/wrapped.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/corpus.hpp"

namespace ane::test {
namespace {

using nlohmann::json;
using Words = std::vector<std::uint32_t>;

constexpr std::string_view kGraphGeneration = "h18g";

std::uint32_t number(const json& text) {
  return static_cast<std::uint32_t>(std::stoul(text.get<std::string>(), nullptr, 0));
}

std::vector<std::filesystem::path> records(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

regdb::GenerationPtr generation(std::string_view id) {
  auto found = regdb::Database::embedded()->generation(id);
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  return found ? *found : nullptr;
}

std::uint32_t subtype_of(std::string_view id) {
  const regdb::GenerationPtr found = generation(id);
  return found == nullptr ? 0 : found->cpu_subtypes.front();
}

writer::Content some_weights() {
  return writer::Content(std::vector<std::uint8_t>(0x400, 0x3c));
}
std::vector<writer::WeightSymbol> weight_symbols() {
  return {{writer::weight_symbol_name(7, 0), 0, 0}, {writer::weight_symbol_name(7, 1), 0x200, 0}};
}

std::vector<std::uint8_t> written(const Result<writer::HwxSpec>& spec) {
  EXPECT_TRUE(spec) << (spec ? "" : spec.error().message);
  if (!spec) return {};
  auto bytes = writer::write_hwx(*spec);
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
  return bytes ? *bytes : std::vector<std::uint8_t>();
}

}  // namespace

std::vector<RecordedText> recorded_words(const std::filesystem::path& corpus) {
  std::vector<RecordedText> all;
  for (const auto& path : records(corpus / "td-words")) {
    const json record = json::parse(read_file(path));
    if (!record.contains("words")) continue;
    RecordedText text{
        path.stem().string(), record.at("generation"), {}, {}, record.value("truncated", false)};
    for (const json& word : record.at("words")) text.words.push_back(number(word));
    for (const json& place : record.value("relocations", json::array()))
      text.relocations.push_back(number(place));
    all.push_back(std::move(text));
  }
  return all;
}

std::vector<RecordedText> recorded_h14(const std::filesystem::path& corpus) {
  std::vector<RecordedText> all;
  for (const auto& path : records(corpus / "oracles" / "h14")) {
    const json record = json::parse(read_file(path));
    RecordedText text{path.stem().string(), "h14", {}, {}, false};
    text.words.resize(record.at("text_bytes").get<std::size_t>() / 4);
    text.words.at(0) = 1;
    for (const json& task : record.at("tasks")) {
      std::size_t at = task.at("offset").get<std::size_t>() / 4;
      for (const json& word : task.at("words")) text.words.at(at++) = number(word);
    }
    all.push_back(std::move(text));
  }
  return all;
}

std::vector<std::uint8_t> bytes_of_words(const Words& words) {
  std::vector<std::uint8_t> bytes;
  for (const std::uint32_t word : words) {
    for (unsigned shift = 0; shift < 32; shift += 8)
      bytes.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  return bytes;
}

writer::HwxSpec wrapped_spec(std::string_view generation_id, std::vector<std::uint8_t> text) {
  writer::HwxSpec spec;
  spec.generation = generation(generation_id);
  if (spec.generation == nullptr) return spec;
  spec.cpu_subtype = subtype_of(generation_id);
  spec.banner = writer::honest_banner(generation_id);
  spec.text = std::move(text);
  spec.programs[0].name = "main";
  spec.tensors = {writer::tensor("x", writer::Role::Input, {1, 64, 8, 8}),
                  writer::tensor("y", writer::Role::Output, {1, 64, 8, 8})};
  if (spec.generation->encoding.order == regdb::TaskOrder::LinkedList) return spec;
  spec.style = writer::style_stream();
  spec.kernels = {some_weights()};
  spec.weight_symbols = weight_symbols();
  return spec;
}

writer::RuntimeSpec wrapped_graph(std::string_view generation_id,
                                  std::vector<writer::RuntimeStream> streams) {
  writer::RuntimeSpec spec;
  spec.cpu_subtype = subtype_of(generation_id);
  spec.banner = writer::honest_banner(generation_id);
  spec.streams = std::move(streams);
  spec.kernels = {some_weights()};
  spec.weight_symbols = weight_symbols();
  return spec;
}

std::vector<std::uint8_t> wrap_words(std::string_view generation_id, const Words& words) {
  if (generation_id == kGraphGeneration) return wrap_words(generation_id, {{"main__nonbonded", words}});
  return written(wrapped_spec(generation_id, bytes_of_words(words)));
}

std::vector<std::uint8_t> wrap_words(std::string_view generation_id,
                                     const std::vector<std::pair<std::string, Words>>& streams) {
  std::vector<writer::RuntimeStream> texts;
  for (const auto& [name, words] : streams) texts.push_back({name, bytes_of_words(words)});
  return written(writer::runtime_graph_spec(wrapped_graph(generation_id, std::move(texts))));
}

}  // namespace ane::test
