#pragma once
// What the tests of devices share: programs, inputs, and the fake kernel's settings.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bits.hpp"
#include "core/device/device.hpp"
#include "core/document/document.hpp"
#include "core/model/buffers.hpp"
#include "core/regdb/codec.hpp"
#include "core/writer/samples.hpp"

namespace ane::test {

/// True where this process runs with the fake kernel preloaded.
bool fake_kernel_is_here();

// The argument is no expression.
// NOLINTBEGIN(bugprone-macro-parentheses)
/// In a test body: skips where the fake kernel cannot be preloaded, as under sanitizers.
#define ANE_FAKE_KERNEL() \
  if (!::ane::test::fake_kernel_is_here()) GTEST_SKIP() << "the fake kernel is not preloaded"
// NOLINTEND(bugprone-macro-parentheses)

/// A node that only the fake kernel has.
inline constexpr const char* kNode = "/dev/accel/accel0";

using Bytes = std::vector<std::uint8_t>;
using Buffers = std::map<std::uint32_t, Bytes>;

/// An environment variable, set for as long as this lives.
class Setting {
 public:
  Setting(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ~Setting() { before_ ? setenv(name_, before_->c_str(), 1) : unsetenv(name_); }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

inline document::DocumentPtr open_bytes(Bytes bytes, document::OpenOptions options = {}) {
  auto document = document::Document::open(memory_source(std::move(bytes)), regdb::Database::embedded(),
                                           "test", std::move(options));
  EXPECT_TRUE(document) << document.error().message;
  return document ? *document : nullptr;
}

inline Bytes sample_bytes(std::string_view name) {
  for (const writer::Sample& sample : writer::samples()) {
    if (sample.name != name) continue;
    auto bytes = sample.build();
    EXPECT_TRUE(bytes) << bytes.error().message;
    return bytes ? *bytes : Bytes();
  }
  ADD_FAILURE() << "there is no sample " << name;
  return {};
}

inline document::DocumentPtr open_sample(std::string_view name) {
  return open_bytes(sample_bytes(name));
}

/// Numbers between -2 and 2 in every input, the same for the same seed.
inline Buffers inputs_of(const document::Document& document, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  Buffers inputs;
  for (const model::Buffer& buffer : model::buffers_of(document, 0)) {
    if (buffer.kind != model::BufferKind::Input) continue;
    Bytes& bytes = inputs[buffer.slot];
    bytes.resize(buffer.size);
    for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
      const std::uint16_t half = double_to_half((static_cast<double>(random() % 4097) - 2048) / 1024);
      bytes[at] = static_cast<std::uint8_t>(half);
      bytes[at + 1] = static_cast<std::uint8_t>(half >> 8);
    }
  }
  return inputs;
}

inline device::Submission submission_of(document::DocumentPtr document, std::uint32_t seed = 1) {
  device::Submission submission;
  submission.buffers = inputs_of(*document, seed);
  submission.document = std::move(document);
  return submission;
}

inline device::DevicePtr device_called(const std::string& id) {
  const auto found = device::find_device(id, *open_sample("add"), 0);
  EXPECT_TRUE(found) << found.error().message;
  return found ? *found : nullptr;
}

/// Opens the device and submits once.
inline device::Outcome submit_to(const std::string& id, const device::Submission& submission) {
  const auto session = device_called(id)->open();
  if (session) return (*session)->submit(submission);
  device::Outcome outcome;
  outcome.failure = "open: " + session.error().message;
  return outcome;
}

/// The slot of the only buffer of this kind, or of the first.
inline std::uint32_t slot_of(const document::Document& document, model::BufferKind kind) {
  for (const model::Buffer& buffer : model::buffers_of(document, 0))
    if (buffer.kind == kind) return buffer.slot;
  ADD_FAILURE() << "no such buffer";
  return 0;
}

/// `number` as `size` bytes, to lay over the file at `offset`.
inline Patch patch(std::uint64_t offset, std::uint64_t number, unsigned size = 4) {
  Patch result{offset, {}};
  for (unsigned i = 0; i < size; ++i) result.bytes.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
  return result;
}

inline document::DocumentPtr edited(const document::DocumentPtr& document, std::vector<Patch> patches) {
  auto result = document->with_edits(std::move(patches));
  EXPECT_TRUE(result) << result.error().message;
  return result ? *result : document;
}

/// The file with a field of a task's header set, by its concept.
inline document::DocumentPtr with_header(const document::DocumentPtr& document, std::size_t task,
                                         std::string_view concept_name, std::int64_t value) {
  const auto field = document->generation()->by_concept(concept_name);
  if (!field || field->header == nullptr) {
    ADD_FAILURE() << concept_name;
    return document;
  }
  const std::uint64_t at = document->text().extent().offset + document->tasks().at(task).span.offset +
                           std::uint64_t{field->header->word} * 4;
  const auto word = regdb::pack(*field->field, document->file().u32(at).value_or(0), value);
  EXPECT_TRUE(word) << word.error().message;
  return word ? edited(document, {patch(at, *word)}) : document;
}

inline bool has_problem(const device::Outcome& outcome, std::string_view code) {
  for (const Diagnostic& problem : outcome.problems.list())
    if (problem.code == code) return true;
  return false;
}

inline testing::AssertionResult contains(const std::string& text, std::string_view part) {
  if (text.find(part) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "\"" << text << "\" does not have \"" << part << "\"";
}

}  // namespace ane::test
