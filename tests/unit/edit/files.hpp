#pragma once
// Programs and editors for the tests of core/edit.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/edit/apply.hpp"
#include "core/edit/text.hpp"
#include "core/writer/samples.hpp"

namespace ane::test {

inline document::DocumentPtr open_bytes(std::vector<std::uint8_t> bytes) {
  auto document =
      document::Document::open(memory_source(std::move(bytes)), regdb::Database::embedded(), "test.hwx");
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

inline document::DocumentPtr open_sample(std::string_view name) {
  for (const writer::Sample& sample : writer::samples()) {
    if (sample.name == name) return open_bytes(sample.build().value());
  }
  ADD_FAILURE() << "no sample " << name;
  return nullptr;
}

inline std::string text_of(const edit::ChangeList& list, const document::Document& document) {
  StringSink sink;
  edit::write_changes(list, document.generation(), sink);
  return sink.text;
}

inline std::string message_of(const Result<void>& result) {
  return result ? "" : result.error().message;
}

}  // namespace ane::test
