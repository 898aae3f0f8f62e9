#pragma once
// Opening built files as documents.

#include <gtest/gtest.h>

#include "core/document/document.hpp"
#include "core/regdb/codec.hpp"
#include "tests/unit/container/sample.hpp"

namespace ane::test {

inline Result<document::DocumentPtr> try_open(Bytes bytes) {
  return document::Document::open(memory_source(std::move(bytes)), embedded(), "built.hwx");
}

inline document::DocumentPtr open(Bytes bytes) {
  auto document = try_open(std::move(bytes));
  EXPECT_TRUE(document) << document.error().message;
  if (!document) document = try_open(Sample().bytes);
  return *document;
}
inline document::DocumentPtr open(const Sample& sample) {
  return open(sample.bytes);
}

/// What was found while opening.
inline Problems opening_problems(const document::DocumentPtr& document) {
  return lines_of(document->problems());
}

/// The last value that task `index` writes to a field's register, taken apart by the field.
inline std::int64_t written(const document::Document& document, std::size_t index, std::string_view path) {
  const auto field = document.generation()->field(path);
  EXPECT_TRUE(field) << path;
  if (!field) return -1;
  Diagnostics ignored;
  const task::Task task = document.decode(index, ignored);
  const task::Write* write = task.last_write(field->address());
  EXPECT_NE(write, nullptr) << path << " is not written";
  return write == nullptr ? -1 : regdb::unpack(*field->field, write->value).number;
}

}  // namespace ane::test
