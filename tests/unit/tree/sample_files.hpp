#pragma once
// Files for the tree tests: all corpus files, and files of our own that have every kind of part, damaged ones
// among them.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/document/document.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/task_builder.hpp"
#include "tests/support/anec_file.hpp"
#include "tests/support/corpus.hpp"
#include "tests/support/wrapped.hpp"

namespace ane::test {

struct NamedFile {
  std::string name;
  document::DocumentPtr document;
};

inline document::DocumentPtr open_bytes(std::vector<std::uint8_t> bytes, const std::string& name) {
  auto document =
      document::Document::open(memory_source(std::move(bytes)), regdb::Database::embedded(), name);
  EXPECT_TRUE(document) << name << ": " << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

inline std::vector<std::uint8_t> written(const writer::HwxSpec& spec) {
  auto bytes = writer::write_hwx(spec);
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
  return bytes ? *std::move(bytes) : std::vector<std::uint8_t>();
}

/// `count` linked H13 tasks that write every register.
inline std::vector<std::uint8_t> linked_text(std::size_t count) {
  const auto generation = regdb::Database::embedded()->generation("h13");
  EXPECT_TRUE(generation);
  const auto words = writer::TaskBuilder(*generation)
                         .write_all()
                         .set("common.in_width", 77)
                         .set_word("Common.DPE", 0xffffffff)
                         .encode();
  EXPECT_TRUE(words);
  const auto text = writer::link_tasks(**generation, {count, *words});
  EXPECT_TRUE(text);
  return *text;
}

/// `count` tasks as a stream of a generation.
inline std::vector<std::uint8_t> streamed_text(const char* id, std::size_t count) {
  const auto generation = regdb::Database::embedded()->generation(id);
  EXPECT_TRUE(generation);
  const auto words = writer::TaskBuilder(*generation).write("Common").encode();
  EXPECT_TRUE(words);
  const auto text = writer::stream_tasks(**generation, {count, *words});
  EXPECT_TRUE(text);
  return *text;
}

inline writer::HwxSpec small_spec(std::size_t tasks = 2) {
  writer::HwxSpec spec;
  spec.banner = writer::honest_banner("h13");
  spec.text = linked_text(tasks);
  spec.tensors = {writer::tensor("x", writer::Role::Input, {1, 3, 4, 5}),
                  writer::tensor("y", writer::Role::Output, {1, 3, 4, 5})};
  return spec;
}

inline std::vector<NamedFile> built_files() {
  std::vector<NamedFile> files;
  const auto add = [&](const std::string& name, const writer::HwxSpec& spec) {
    files.push_back({name, open_bytes(written(spec), name)});
  };
  const std::vector<std::pair<std::string, writer::Style>> styles = {
      {"macos 11", writer::style_v4_2_1()},
      {"macos 12", writer::style_v5_4_1()},
      {"macos 14", writer::style_v7_6_4()},
  };
  for (const auto& [name, style] : styles) {
    writer::HwxSpec spec = small_spec();
    spec.style = style;
    add(name, spec);
  }
  writer::HwxSpec spec = small_spec();
  spec.constants = writer::Content(std::vector<std::uint8_t>(0x200, 0x5a));
  spec.weight_symbols = {{writer::weight_symbol_name(1, 0), 0x40}, {writer::weight_symbol_name(1, 1), 0x100}};
  add("weights behind unnamed constants", spec);
  spec = small_spec();
  spec.constants = writer::Content(std::vector<std::uint8_t>(0x200, 0x5a));
  add("constants that no symbol names", spec);
  spec = small_spec();
  spec.segments_before = {
      {"__DEBUG", {{"__debug_info", {{1, 0, 0, 0, 4, 0, 0, 0, 9, 9, 9, 9, 7, 7}}, 0, 0x32}}}};
  spec.segments_after = {{"__KERN_0", {{"__kern_0", {std::vector<std::uint8_t>(100, 3)}, 4}}}};
  spec.notes = {{"a note", {1, 2, 3, 4, 5}}};
  spec.extra_commands = {{0x1b, 0, 0, 0, 24, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
  spec.extra_symbols = {{"", 0xff, 200, 3, 4}};
  spec.scratch_bytes = 0x8000;
  add("debug, kernel segment, note, unknown command, scratch", spec);
  spec = small_spec();
  spec.style = writer::style_stream();
  spec.cpu_subtype = 8;
  add("a generation that is not decoded", spec);
  for (const char* id : {"h14", "h16", "h18g"}) {
    spec = wrapped_spec(id, streamed_text(id, 3));
    spec.relocations = {0x10};
    add(std::string("a stream of ") + id, spec);
  }
  const auto graph =
      writer::runtime_graph_spec(wrapped_graph("h18g", {{"main__nonbonded_ane0", streamed_text("h18g", 3)},
                                                        {"main__bonded_ane0", streamed_text("h18g", 2)}}));
  EXPECT_TRUE(graph);
  if (graph) add("a run-time graph", *graph);
  spec = small_spec();
  spec.text = linked_text(1);
  spec.text.resize(0x300);
  const std::vector<std::uint8_t> second = linked_text(1);
  spec.text.insert(spec.text.end(), second.begin(), second.end());
  spec.programs = {{.name = "a"}, {.name = "b", .first_task_offset = 0x300}};
  spec.tensors[0].program = "a";
  spec.tensors[1].program = "b";
  add("two programs", spec);
  spec = small_spec();
  spec.text.resize(spec.text.size() + 0x40, 0xee);
  add("bytes behind the last task", spec);
  spec = small_spec();
  spec.tensors.clear();
  spec.text = std::vector<std::uint8_t>(40);
  add("a task without records", spec);
  spec = small_spec();
  spec.banner = "ANEC v1\n\x1b[31m v\x01\n\t-t \xff\n";
  spec.programs = {{.name = "\x1b]0;net\x07"}};
  spec.tensors[0].name = "x\n\x80";
  spec.tensors[1].name = "\x1b[2J";
  spec.notes = {{"\x9b\r", {1}}};
  spec.constants = writer::Content(std::vector<std::uint8_t>(0x100, 1));
  spec.weight_symbols = {{"K\x1b[1m", 0}};
  spec.extra_symbols = {{"\x1b:t5=\n", 0x20, 0, 0, 0}, {"float\x1b:t5=r1;2;0", 0x80, 0, 5, 0}};
  spec.segments_after = {{"__\x1b[K", {{"\x08\x7f", {{1, 2, 3}}, 0}}}};
  add("names that try to steer a terminal", spec);
  const AnecFile anec(*open_bytes(written(small_spec(3)), "the source of .anec files"));
  for (const auto variant : {anec::Variant::Header1000, anec::Variant::Header800})
    files.push_back(
        {"anec " + std::string(anec::variant_name(variant)), open_bytes(anec.write(variant), "anec")});
  return files;
}

/// Files whose parts overlap or end early; only some rules hold for them.
inline std::vector<NamedFile> damaged_files() {
  std::vector<NamedFile> files;
  const std::vector<std::uint8_t> whole = written(small_spec());
  for (const std::size_t size : {32u, 40u, 0x200u, 0xa00u, 0x1000u, 0x4010u, 0x4200u}) {
    std::vector<std::uint8_t> bytes = whole;
    bytes.resize(std::min(size, whole.size()));
    files.push_back({"cut at " + std::to_string(size), open_bytes(std::move(bytes), "cut")});
  }
  const auto patched = [&](const std::string& name, std::size_t at, std::uint32_t value) {
    std::vector<std::uint8_t> bytes = whole;
    for (std::size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<std::uint8_t>(value >> (8 * i));
    files.push_back({name, open_bytes(std::move(bytes), name)});
  };
  patched("no commands", 0x10, 0);
  patched("sizeofcmds of nearly 4 GiB", 0x14, 0xfffffff0);
  patched("first command of no bytes", 0x24, 0);
  patched("first command of half the file", 0x24, 0x2000);
  patched("another generation", 0x08, 7);
  patched("a subtype nobody knows", 0x08, 0x1234);
  const AnecFile anec(*open_bytes(whole, "the source of .anec files"));
  const auto changed = [&](const std::string& name, const anec::FieldSpec& field, std::uint64_t value) {
    std::vector<std::uint8_t> bytes = anec.write();
    AnecFile::set(bytes, field, value);
    bytes.at(0xf00) = 1;  // what lies before the payload is no padding any more
    files.push_back({"anec: " + name, open_bytes(std::move(bytes), name)});
  };
  changed("a first task of 40 bytes", anec::header::kFirstTask, 40);
  changed("more tasks than there are", anec::header::kTaskCount, 9);
  return files;
}

inline std::vector<NamedFile> corpus_files() {
  std::vector<NamedFile> files;
  const auto corpus = corpus_folder();
  if (!corpus) return files;
  for (const auto& entry : std::filesystem::directory_iterator(*corpus / "hwx")) {
    const auto document = document::open_document(entry.path().string(), regdb::Database::embedded());
    EXPECT_TRUE(document);
    if (document) files.push_back({entry.path().filename().string(), *document});
  }
  return files;
}

/// Corpus files and built ones.
inline std::vector<NamedFile> good_files() {
  std::vector<NamedFile> files = corpus_files();
  for (NamedFile& file : built_files()) files.push_back(std::move(file));
  return files;
}

}  // namespace ane::test
