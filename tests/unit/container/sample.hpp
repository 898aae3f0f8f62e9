#pragma once
// A good file, to be broken in one place by a test, and what is then said of it.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/text.hpp"
#include "core/container/container.hpp"
#include "core/container/layout.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/task_builder.hpp"

namespace ane::test {

using Bytes = std::vector<std::uint8_t>;
using Problems = std::vector<std::string>;

/// The embedded databases, each parsed once for all tests.
inline std::shared_ptr<const regdb::Database> embedded() {
  static const std::shared_ptr<const regdb::Database> database = regdb::Database::embedded();
  return database;
}
inline regdb::GenerationPtr h13() {
  return embedded()->generation("h13").value();
}

/// __text with `count` linked tasks, each of which writes two blocks.
inline Bytes task_stream(std::size_t count = 1) {
  const regdb::GenerationPtr generation = h13();
  writer::TaskBuilder task(generation);
  task.write("Common").write("L2");
  const auto text = writer::link_tasks(*generation, std::vector(count, task.encode().value()));
  EXPECT_TRUE(text) << text.error().message;
  return text ? *text : Bytes();
}

/// Input x, output y, one task, no constants.
inline writer::HwxSpec sample_spec(writer::Style style = writer::style_v7_6_4()) {
  writer::HwxSpec spec;
  spec.style = style;
  spec.generation = h13();
  spec.banner = writer::honest_banner("h13");
  spec.text = task_stream();
  spec.tensors = {writer::tensor("x", writer::Role::Input, {1, 3, 16, 16}),
                  writer::tensor("y", writer::Role::Output, {1, 8, 16, 16})};
  return spec;
}

/// The segments of the sample, in file order.
enum : std::size_t { kPageZero, kTextSegment, kInputSegment, kOutputSegment };
/// Its thread commands, in file order.
enum : std::size_t { kProgramThread, kInputThread, kOutputThread };

/// A file's bytes together with where its parts lie.
class Sample {
 public:
  explicit Sample(const writer::HwxSpec& spec = sample_spec()) {
    auto planned = writer::plan_hwx(spec);
    EXPECT_TRUE(planned) << planned.error().message;
    if (planned) plan = std::move(planned).value();
    StringSink sink;
    writer::write_plan(plan, sink);
    bytes.assign(sink.text.begin(), sink.text.end());
  }

  /// File offset of the `index`th command of a kind.
  std::uint64_t at(container::Cmd cmd, std::size_t index = 0) const {
    const auto* command = plan.command(cmd, index);
    EXPECT_NE(command, nullptr);
    return command == nullptr ? 0 : command->offset;
  }
  Extent extent(container::Cmd cmd, std::size_t index = 0) const {
    const auto* command = plan.command(cmd, index);
    return command == nullptr ? Extent{} : Extent{command->offset, command->size};
  }
  std::uint64_t segment(std::size_t index) const { return at(container::Cmd::Segment64, index); }
  std::uint64_t section(std::size_t segment_index, std::size_t index = 0) const {
    return segment(segment_index) + container::segment::kSize + index * container::section::kSize;
  }
  /// Where the state of a thread begins.
  std::uint64_t state(std::size_t index) const {
    return at(container::Cmd::Thread, index) + container::thread::kHead;
  }
  std::uint64_t symbol(std::size_t index) const {
    return plan.symbols_offset + index * container::symbol::kSize;
  }
  /// The end of the load commands.
  std::uint64_t commands_end() const { return plan.symbols_offset; }

  Sample& put(std::uint64_t offset, std::uint64_t value, std::size_t size = 4) {
    for (std::size_t i = 0; i < size; ++i) bytes.at(offset + i) = static_cast<std::uint8_t>(value >> (8 * i));
    return *this;
  }
  /// `field` of the record that starts at `record`.
  Sample& set(std::uint64_t record, const container::FieldSpec& field, std::uint64_t value) {
    return put(record + field.offset, value, field.size);
  }
  Sample& text(std::uint64_t offset, std::string_view characters) {
    for (std::size_t i = 0; i < characters.size(); ++i)
      bytes.at(offset + i) = static_cast<std::uint8_t>(characters[i]);
    return *this;
  }

  writer::HwxPlan plan;
  Bytes bytes;
};

/// Where `field` of the record at `record` lies.
inline Extent field_extent(std::uint64_t record, const container::FieldSpec& field) {
  return {record + field.offset, field.size};
}

/// A diagnostic as one line, so that lists of them compare and print well.
inline std::string line(std::string_view severity, std::string_view code, Extent where,
                        std::string_view message) {
  return std::string(severity) + " " + std::string(code) + " " + range_text(where) + ": " +
         std::string(message);
}
inline std::string error(std::string_view code, Extent where, std::string_view message) {
  return line("error", code, where, message);
}
inline std::string warning(std::string_view code, Extent where, std::string_view message) {
  return line("warning", code, where, message);
}
inline std::string note(std::string_view code, Extent where, std::string_view message) {
  return line("note", code, where, message);
}

inline Problems only(const std::string& problem) {
  return {problem};
}

inline Problems lines_of(const Diagnostics& problems) {
  Problems lines;
  for (const Diagnostic& d : problems.list())
    lines.push_back(line(severity_name(d.severity), d.code, d.where, d.message));
  return lines;
}

/// A container, parsed and checked, with the bytes it came from.
struct Parsed {
  SourcePtr source;
  container::Container container;
  Problems problems;

  ByteView file() const { return ByteView(*source); }
};

inline Parsed parse(Bytes bytes) {
  Parsed parsed;
  parsed.source = memory_source(std::move(bytes));
  Diagnostics problems;
  auto container = container::parse_container(parsed.file(), problems);
  EXPECT_TRUE(container) << container.error().message;
  if (container) parsed.container = std::move(container).value();
  container::check_container(parsed.file(), parsed.container, problems);
  parsed.problems = lines_of(problems);
  return parsed;
}
inline Parsed parse(const Sample& sample) {
  return parse(sample.bytes);
}

/// Everything that is said of a file.
inline Problems problems_of(const Sample& sample) {
  return parse(sample).problems;
}

/// A load command for HwxSpec::extra_commands: `cmd`, its size, then `words`.
inline Bytes raw_command(container::Cmd cmd, std::vector<std::uint32_t> words) {
  words.insert(words.begin(),
               {static_cast<std::uint32_t>(cmd), static_cast<std::uint32_t>(4 * words.size() + 8)});
  Bytes bytes;
  for (const std::uint32_t word : words) {
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  return bytes;
}

/// The sample with further commands in front of LC_SYMTAB.
inline Sample sample_with(std::vector<Bytes> commands) {
  writer::HwxSpec spec = sample_spec();
  spec.extra_commands = std::move(commands);
  return Sample(spec);
}

}  // namespace ane::test
