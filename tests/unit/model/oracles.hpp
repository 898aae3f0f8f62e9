#pragma once
// Recorded task streams (corpus/oracles), each wrapped in a container by our own writer so that it can be
// opened like a file.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/document/document.hpp"
#include "core/writer/hwx_writer.hpp"
#include "tests/support/corpus.hpp"

namespace ane::test {

inline std::vector<std::filesystem::path> oracle_paths(const std::filesystem::path& corpus) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "oracles" / "h13"))
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

inline nlohmann::json read_oracle(const std::filesystem::path& path) {
  return nlohmann::json::parse(read_file(path));
}

/// A number that the records write as "0x1f".
inline std::uint32_t hex_number(const std::string& text) {
  return static_cast<std::uint32_t>(std::stoul(text, nullptr, 16));
}

/// The task stream: zeros, with each task's words at its offset.
inline std::vector<std::uint8_t> oracle_text(const nlohmann::json& oracle) {
  std::vector<std::uint8_t> text(oracle.at("text_bytes").get<std::size_t>());
  for (const auto& task : oracle.at("tasks")) {
    std::size_t at = task.at("offset").get<std::size_t>();
    for (const auto& word : task.at("words")) {
      for (unsigned shift = 0; shift < 32; shift += 8)
        text.at(at++) = static_cast<std::uint8_t>(hex_number(word) >> shift);
    }
  }
  return text;
}

/// The buffer number that the last task writes (header word 8, bits 12 to 16).
inline std::uint32_t last_result_buffer(const nlohmann::json& oracle) {
  return hex_number(oracle.at("tasks").back().at("words").at(8)) >> 12 & 31;
}

/// The program as a container in the manner of the recording compiler: buffers before the text, outputs first
/// where the last task writes buffer 4, constants of the recorded size as zeros. Tensors are named in0, in1 …
/// and out0.
inline writer::HwxSpec oracle_spec(const nlohmann::json& oracle) {
  writer::HwxSpec spec;
  spec.style = writer::style_v7_6_4();
  spec.style.text_last = true;
  spec.style.outputs_first = last_result_buffer(oracle) == 4;
  spec.banner = writer::honest_banner("h13");
  spec.text = oracle_text(oracle);
  spec.constants = writer::Content::zeros(oracle.at("constant_section").at("size").get<std::uint64_t>());
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  for (const auto& t : oracle.at("tensor_descriptors")) {
    const bool input = t.at("binding") == 1;
    writer::TensorSpec tensor;
    tensor.name = input ? "in" + std::to_string(inputs++) : "out" + std::to_string(outputs++);
    tensor.role = input ? writer::Role::Input : writer::Role::Output;
    tensor.shape = {t.at("shape")[0], t.at("shape")[1], t.at("shape")[2], t.at("shape")[3]};
    tensor.strides = {t.at("strides")[0], t.at("strides")[1], t.at("strides")[2], t.at("strides")[3]};
    tensor.element_type = t.at("element_code");
    tensor.total_bytes = t.at("total_bytes").get<std::uint64_t>();
    spec.tensors.push_back(std::move(tensor));
  }
  // Scratch memory is what lies below the first buffer.
  const std::string first = oracle.at("program_descriptor").at("resource_addresses")[0];
  spec.scratch_bytes = std::stoull(first, nullptr, 16) - 0x30000000;
  return spec;
}

inline document::DocumentPtr open_oracle(const nlohmann::json& oracle) {
  auto bytes = writer::write_hwx(oracle_spec(oracle));
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
  if (!bytes) return nullptr;
  auto document = document::Document::open(memory_source(*std::move(bytes)), regdb::Database::embedded(),
                                           oracle.at("case").get<std::string>() + ".hwx");
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

}  // namespace ane::test
