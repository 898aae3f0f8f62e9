#pragma once
// .anec files of the built-in samples, and what is said of them.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.hpp"
#include "core/document/document.hpp"
#include "core/writer/samples.hpp"
#include "tests/support/anec_file.hpp"
#include "tests/support/corpus.hpp"

namespace ane::test {

using Bytes = std::vector<std::uint8_t>;

inline std::shared_ptr<const regdb::Database> embedded() {
  static const std::shared_ptr<const regdb::Database> database = regdb::Database::embedded();
  return database;
}
inline regdb::GenerationPtr h13() {
  return embedded()->generation(anec::kGeneration).value();
}

inline Result<document::DocumentPtr> try_open(Bytes bytes) {
  return document::Document::open(memory_source(std::move(bytes)), embedded(), "file");
}
inline document::DocumentPtr open(Bytes bytes) {
  auto document = try_open(std::move(bytes));
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

inline Bytes sample_bytes(std::string_view name) {
  for (const writer::Sample& sample : writer::samples())
    if (sample.name == name) return sample.build().value();
  ADD_FAILURE() << "no sample " << name;
  return {};
}
/// The sample in the other format.
inline AnecFile anec_sample(std::string_view name) {
  return AnecFile(*open(sample_bytes(name)));
}

inline Bytes file_bytes(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  return {text.begin(), text.end()};
}

/// The name of the variant, else the reason why the file is none.
inline std::string variant_of(Bytes bytes) {
  const SourcePtr source = memory_source(std::move(bytes));
  const auto variant = anec::find_variant(ByteView(*source), *h13());
  return variant ? std::string(anec::variant_name(*variant)) : variant.error().message;
}

/// All problems as "warning anec-size-sum 0x0..0x8: size is …".
inline std::vector<std::string> problems_of(const document::Document& document) {
  std::vector<std::string> lines;
  for (const Diagnostic& d : document::check(document).list())
    lines.push_back(std::string(severity_name(d.severity)) + " " + d.code + " " + range_text(d.where) + ": " +
                    d.message);
  return lines;
}
inline std::vector<std::string> problems_of(Bytes bytes) {
  const document::DocumentPtr document = open(std::move(bytes));
  return document == nullptr ? std::vector<std::string>{"(refused)"} : problems_of(*document);
}

}  // namespace ane::test
