#pragma once
// Programs to export, made by core/writer, and what the tests ask of their exports.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/export/bytes.hpp"
#include "core/export/plan.hpp"
#include "core/export/verify.hpp"
#include "core/writer/h13_tasks.hpp"
#include "core/writer/hwx_writer.hpp"
#include "tests/support/sha256.hpp"
#include "tests/unit/anec/anec_samples.hpp"

namespace ane::test {

using Words = std::vector<std::uint32_t>;
using Lines = std::vector<std::string>;

inline constexpr std::size_t kBaseWord = 8;  ///< of a task's header: numbers of its buffers
inline constexpr writer::Shape kShape{1, 4, 8, 16};

inline Words encoded(const writer::TaskBuilder& task) {
  const auto words = task.encode();
  EXPECT_TRUE(words) << (words ? "" : words.error().message);
  return words ? *words : Words();
}

/// A task that copies a buffer to another. Each extra coefficient register makes it 8 bytes longer than
/// 0x1f8.
inline Words copy_task(std::uint32_t from, std::uint32_t to, std::size_t extra = 0,
                       writer::Shape shape = kShape) {
  writer::CopyTask task;
  task.source = writer::operand(from, shape);
  task.result = writer::operand(to, shape);
  writer::TaskBuilder builder = writer::copy_task(h13(), task);
  writer::leave_out_coefficients(builder);
  for (std::size_t i = 0; i < extra; ++i)
    builder.set("KernelDMASrc.CoeffBaseAddr[" + std::to_string(2 * i + 1) + "].Addr", 0);
  return encoded(builder);
}
/// A task that adds two buffers.
inline Words add_task(std::uint32_t a, std::uint32_t b, std::uint32_t to, writer::Shape shape = kShape) {
  writer::PlanarTask task;
  task.source1 = writer::operand(a, shape);
  task.source2 = writer::operand(b, shape);
  task.result = writer::operand(to, shape);
  return encoded(writer::planar_task(h13(), task));
}
/// A copy through a table, which is the first 0x80 bytes of the weights.
inline Words table_task(std::uint32_t from, std::uint32_t to, std::uint32_t weights = 1,
                        writer::Shape shape = kShape) {
  const std::vector<writer::Chunk> chunks = {{0, 0x80}};
  writer::CopyTask task;
  task.source = writer::operand(from, shape);
  task.result = writer::operand(to, shape);
  task.function = writer::Function::LookupTable;
  task.chunks = chunks;
  return encoded(writer::copy_task(h13(), task).set("buffer.kernel", weights));
}
/// The task with other numbers of buffers.
inline Words with_bases(Words task, std::uint32_t word) {
  task.at(kBaseWord) = word;
  return task;
}

/// The same in the first task of a text, of which link_tasks would clear what a last task has no use for.
inline void put_bases(Bytes& text, std::uint32_t word) {
  AnecFile::put(text, kBaseWord * 4, word, 4);
}

inline Bytes linked(std::vector<Words> tasks) {
  const auto text = writer::link_tasks(*h13(), std::move(tasks));
  EXPECT_TRUE(text) << (text ? "" : text.error().message);
  return text ? *text : Bytes();
}

inline Bytes counted_bytes(std::size_t size, std::uint8_t first = 1) {
  Bytes bytes(size);
  for (std::uint8_t& byte : bytes) byte = first++;
  return bytes;
}

/// A program that numbers its inputs first: as many inputs "in0" …, then outputs "out0" …
inline writer::HwxSpec spec_of(std::vector<Words> tasks, std::size_t inputs = 1, std::size_t outputs = 1,
                               writer::Shape shape = kShape) {
  writer::HwxSpec spec;
  spec.banner = writer::honest_banner("h13");
  // Said here because the writer's own measure goes on into a second task that follows without a gap.
  spec.programs[0].first_task_words = static_cast<std::uint32_t>(tasks.at(0).size());
  spec.text = linked(std::move(tasks));
  for (std::size_t i = 0; i < inputs; ++i)
    spec.tensors.push_back(writer::tensor("in" + std::to_string(i), writer::Role::Input, shape));
  for (std::size_t i = 0; i < outputs; ++i)
    spec.tensors.push_back(writer::tensor("out" + std::to_string(i), writer::Role::Output, shape));
  return spec;
}
/// One input in 4, one output in 5, one task.
inline writer::HwxSpec copy_spec() {
  return spec_of({copy_task(4, 5)});
}

inline Bytes hwx_bytes(const writer::HwxSpec& spec) {
  const auto bytes = writer::write_hwx(spec);
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
  return bytes ? *bytes : Bytes();
}
inline document::DocumentPtr open_spec(const writer::HwxSpec& spec) {
  return open(hwx_bytes(spec));
}

inline std::uint32_t u32_at(const Bytes& bytes, std::uint64_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value |= std::uint32_t{bytes.at(at + i)} << (8 * i);
  return value;
}

/// "error export-no-input 0x0..0x0: the program …" of all problems.
inline Lines lines_of(const std::vector<Diagnostic>& problems) {
  Lines lines;
  for (const Diagnostic& d : problems)
    lines.push_back(std::string(severity_name(d.severity)) + " " + d.code + " " + range_text(d.where) + ": " +
                    d.message);
  return lines;
}
inline Lines lines_of(const exporter::Plan& plan) {
  return lines_of(plan.problems.list());
}

inline exporter::Options in_mode(exporter::Mode mode, anec::Variant variant = anec::Variant::Header1000) {
  exporter::Options options;
  options.mode = mode;
  options.variant = variant;
  return options;
}
inline exporter::Options at_payload(anec::Variant variant) {
  return in_mode(exporter::Mode::Correct, variant);
}

inline exporter::Plan plan_of(const document::DocumentPtr& document, const exporter::Options& options = {}) {
  return exporter::make_plan(*document, options);
}
inline Bytes planned(const document::DocumentPtr& document, const exporter::Plan& plan) {
  const SourcePtr source = exporter::planned_bytes(document, plan);
  Bytes bytes(source->size());
  source->copy(0, bytes);
  return bytes;
}

/// "", else what the check of the file has to say.
inline std::string verdict_on(const document::DocumentPtr& source, const exporter::Plan& plan, Bytes bytes) {
  const auto verdict = exporter::verify(source, plan, memory_source(std::move(bytes)));
  return verdict ? "" : verdict.error().message;
}

/// The file; fails the test where there is none or where its check fails.
inline Bytes exported(const document::DocumentPtr& document, const exporter::Options& options = {}) {
  const exporter::Plan plan = plan_of(document, options);
  EXPECT_TRUE(plan.possible()) << testing::PrintToString(lines_of(plan));
  if (!plan.possible()) return {};
  Bytes bytes = planned(document, plan);
  EXPECT_EQ(verdict_on(document, plan, bytes), "");
  return bytes;
}
inline Bytes exported(const Bytes& bytes, const exporter::Options& options = {}) {
  return exported(open(bytes), options);
}

/// A row of the corpus, see docs/formats/anec.md, section 7.1.
inline document::DocumentPtr open_corpus(const std::filesystem::path& corpus, std::string_view name) {
  return open(file_bytes(corpus / "hwx" / (std::string(name) + ".hwx")));
}

}  // namespace ane::test
