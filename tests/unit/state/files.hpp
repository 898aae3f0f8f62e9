#pragma once
// Files to open in the tests of the state, and an application without a window.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "app/state/app.hpp"
#include "core/writer/big_program.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/samples.hpp"
#include "core/writer/task_builder.hpp"
#include "tests/unit/base/temp_folder.hpp"

namespace ane::test {

using Bytes = std::vector<std::uint8_t>;

/// The embedded databases, each parsed once for all tests.
inline std::shared_ptr<const regdb::Database> embedded() {
  static const std::shared_ptr<const regdb::Database> database = regdb::Database::embedded();
  return database;
}

inline document::DocumentPtr open_bytes(Bytes bytes, const std::string& name) {
  return document::Document::open(memory_source(std::move(bytes)), embedded(), name).value();
}

inline Bytes sample_bytes(std::string_view name) {
  for (const writer::Sample& sample : writer::samples())
    if (sample.name == name) return sample.build().value();
  ADD_FAILURE() << "no sample " << name;
  return {};
}

inline document::DocumentPtr sample(std::string_view name) {
  return open_bytes(sample_bytes(name), std::string(name) + ".hwx");
}

inline Bytes big_bytes(std::uint32_t tasks, std::uint64_t constants = 1 << 20) {
  return writer::write_hwx(writer::big_program({tasks, constants}).value()).value();
}

/// Tasks of which every third one leaves "L2" as it is, and each has another width.
inline Bytes uneven_text(std::size_t count) {
  const auto generation = embedded()->generation("h13").value();
  std::vector<std::vector<std::uint32_t>> tasks;
  for (std::size_t i = 0; i < count; ++i) {
    writer::TaskBuilder task(generation);
    task.write("Common").set("common.in_width", static_cast<std::int64_t>(i) + 1);
    if (i % 3 == 0) task.write("L2").set("L2.SourceCfg.Dependent", static_cast<std::int64_t>(i / 3 % 4));
    tasks.push_back(task.encode().value());
  }
  return writer::link_tasks(*generation, tasks).value();
}

inline writer::HwxSpec uneven_spec(std::size_t count) {
  writer::HwxSpec spec;
  spec.banner = writer::honest_banner("h13");
  spec.text = uneven_text(count);
  spec.tensors = {writer::tensor("x", writer::Role::Input, {1, 3, 4, 5}),
                  writer::tensor("y", writer::Role::Output, {1, 3, 4, 5})};
  return spec;
}

inline document::DocumentPtr uneven_document(std::size_t count) {
  return open_bytes(writer::write_hwx(uneven_spec(count)).value(), "uneven.hwx");
}

/// The same tasks for a place that is `by` bytes further on, where their links have to lead.
inline Bytes moved(Bytes text, std::uint32_t by) {
  constexpr std::size_t kNextPointer = 28;
  for (std::uint32_t task = 0;;) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < 4; ++i)
      next |= static_cast<std::uint32_t>(text.at(task + kNextPointer + i)) << (8 * i);
    if (next == 0) return text;
    for (std::size_t i = 0; i < 4; ++i)
      text.at(task + kNextPointer + i) = static_cast<std::uint8_t>((next + by) >> (8 * i));
    task = next;
  }
}

/// Two programs in one text.
inline document::DocumentPtr two_programs(std::size_t first, std::size_t second) {
  writer::HwxSpec spec = uneven_spec(first);
  const auto start = (spec.text.size() + 0xff) / 0x100 * 0x100;
  spec.text.resize(start);
  const Bytes more = moved(uneven_text(second), static_cast<std::uint32_t>(start));
  spec.text.insert(spec.text.end(), more.begin(), more.end());
  spec.programs = {{.name = "a"}, {.name = "b", .first_task_offset = start}};
  spec.tensors[0].program = "a";
  spec.tensors[1].program = "b";
  return open_bytes(writer::write_hwx(spec).value(), "two.hwx");
}

/// A file of a generation whose tasks nobody can decode.
inline document::DocumentPtr without_tasks() {
  writer::HwxSpec spec = uneven_spec(1);
  spec.style = writer::style_stream();
  spec.cpu_subtype = 8;
  return open_bytes(writer::write_hwx(spec).value(), "stream.hwx");
}

/// An open file with its task table, as it is once the jobs ended.
inline state::OpenFile opened(const document::DocumentPtr& document) {
  state::OpenFile file(1, document);
  state::Progress progress;
  file.tasks = state::TaskTable::build(document, progress);
  return file;
}

/// Lets the jobs of a just opened file end, so that what they find is there.
inline void settle(state::App& app) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!app.jobs.idle() && std::chrono::steady_clock::now() < deadline) {
    app.begin_frame();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  app.begin_frame();
}

/// Whether some line of the log holds this text.
inline bool logged(const state::App& app, std::string_view text) {
  return std::any_of(app.log_lines.begin(), app.log_lines.end(),
                     [&](const state::LogLine& line) { return line.text.find(text) != std::string::npos; });
}

inline std::string as_text(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

class AppTest : public testing::Test {
 protected:
  void settle() {
    const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (app.begin_frame() || !app.jobs.idle()) {
      ASSERT_LT(std::chrono::steady_clock::now(), late) << "a job does not end";
      std::this_thread::yield();
    }
  }
  void open_sample(std::string_view name) {
    const auto result = app.open_sample(name);
    ASSERT_TRUE(result) << result.error().message;
    settle();
  }
  std::string sample_file(std::string_view name) const {
    const Bytes bytes = sample_bytes(name);
    return folder.add(std::string(name) + ".hwx", as_text(bytes));
  }
  /// Runs a command that has to work, and takes in what it left to do.
  void run(std::string_view line) {
    const auto result = app.run(line);
    EXPECT_TRUE(result) << line << ": " << result.error().message;
    settle();
  }
  std::string failure(std::string_view line) {
    const auto result = app.run(line);
    settle();
    return result ? "" : result.error().message;
  }
  std::string query(std::string_view path) const { return app.query(path).value_or("(unknown)"); }

  TempFolder folder;
  std::atomic<int> wakes{0};  ///< one for each job that ended
  state::App app{embedded(), state::Settings{}, [this] { ++wakes; }};
};

}  // namespace ane::test
