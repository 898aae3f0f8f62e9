#pragma once
// Files of ours around recorded task words: containers that core/writer makes for words of which only the
// words were recorded. Nothing around the words was seen in a real file of those generations.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/writer/hwx_writer.hpp"
#include "core/writer/runtime_graph.hpp"

namespace ane::test {

/// Words of a recorded program text and what its record says of them.
struct RecordedText {
  std::string name;        ///< file name without its extension
  std::string generation;  ///< "h16"
  std::vector<std::uint32_t> words;
  std::vector<std::uint32_t> relocations;  ///< offsets in the text
  bool truncated = false;                  ///< the last task is cut short
};

/// Every corpus/td-words record with words, in the order of their names.
std::vector<RecordedText> recorded_words(const std::filesystem::path& corpus);
/// Every corpus/oracles/h14 record: the frame of length 0, then each task at its offset.
std::vector<RecordedText> recorded_h14(const std::filesystem::path& corpus);

/// Words as the bytes of a file.
std::vector<std::uint8_t> bytes_of_words(const std::vector<std::uint32_t>& words);

/// The container of a generation's family around a text: flavour 1 for linked lists, else flavour 4 with an
/// input x, an output y and weights in __KERN_0. Tests may change it before they write it.
writer::HwxSpec wrapped_spec(std::string_view generation_id, std::vector<std::uint8_t> text);
/// The run-time graph family around streams, weights in __KERN_0.
writer::RuntimeSpec wrapped_graph(std::string_view generation_id, std::vector<writer::RuntimeStream> streams);

/// A whole file around the words of a text, as they would stand in __text: for h18g a run-time graph with one
/// stream, for the others a program record. Fails the test where there is no such generation.
std::vector<std::uint8_t> wrap_words(std::string_view generation_id, const std::vector<std::uint32_t>& words);
/// A run-time graph around several streams of words, each with its name.
std::vector<std::uint8_t> wrap_words(
    std::string_view generation_id,
    const std::vector<std::pair<std::string, std::vector<std::uint32_t>>>& streams);

}  // namespace ane::test
