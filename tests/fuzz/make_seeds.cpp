// Writes tests/fuzz/seeds: small programs, each with parts that the others lack. Parts lie next to each other
// instead of on pages of their own, so that a seed is a few KiB and the fuzzer spends its time on structure.
// "fuzz_make_seeds FOLDER"; run it after adding a seed here, or where the writer writes something new: with
// --check in front, which a test does, it says which seeds are no longer what it makes. Inputs that once
// broke something lie in the same folder and are not made by this program.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/file.hpp"
#include "core/container/layout.hpp"
#include "core/writer/big_program.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/runtime_graph.hpp"
#include "core/writer/samples.hpp"
#include "core/writer/task_builder.hpp"
#include "tests/support/anec_file.hpp"

namespace {

namespace ct = ane::container;
using namespace ane::writer;
using Bytes = std::vector<std::uint8_t>;

std::uint64_t number(const Bytes& bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes[at + i];
  return value;
}

void put(Bytes& bytes, std::size_t at, std::size_t size, std::uint64_t value) {
  for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

/// The sections of one segment command, moved to the end of what is in `out`.
void move_segment(const Bytes& file, std::size_t command, Bytes& out) {
  const std::uint64_t size = number(file, command + ct::segment::kFileSize.offset, 8);
  if (size == 0) return;
  const std::size_t start = out.size();
  const auto count = number(file, command + ct::segment::kSectionCount.offset, 4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t record = command + ct::segment::kSize + i * ct::section::kSize;
    const std::uint64_t from = number(file, record + ct::section::kOffset.offset, 4);
    const std::uint64_t bytes = number(file, record + ct::section::kBytes.offset, 8);
    if (from == 0) continue;
    put(out, record + ct::section::kOffset.offset, 4, out.size());
    const auto begin = file.begin() + static_cast<std::ptrdiff_t>(from);
    out.insert(out.end(), begin, begin + static_cast<std::ptrdiff_t>(bytes));
  }
  put(out, command + ct::segment::kFileOff.offset, 8, start);
  put(out, command + ct::segment::kFileSize.offset, 8, out.size() - start);
}

/// The file with its file-backed sections directly behind the head.
Bytes compact(const HwxPlan& plan, const Bytes& file) {
  Bytes out = plan.head;
  for (const HwxPlan::Command& command : plan.commands) {
    if (command.cmd == static_cast<std::uint32_t>(ct::Cmd::Segment64))
      move_segment(file, static_cast<std::size_t>(command.offset), out);
  }
  return out;
}

std::vector<std::uint32_t> task_words(const ane::regdb::GenerationPtr& generation, const char* type) {
  TaskBuilder task(generation);
  task.write("Common").write("PE").write("NE").write("L2").write("TileDMASrc").write("TileDMADst");
  const auto words = task.set_named("common.task_type", type)
                         .set("common.in_width", 5)
                         .set("common.in_height", 4)
                         .set("common.in_channels", 3)
                         .set("common.out_width", 5)
                         .set("common.out_height", 4)
                         .set("common.out_channels", 3)
                         .set("buffer.result", 3)
                         .set("buffer.result_enable", 1)
                         .set("buffer.kernel", 1)
                         .set("buffer.kernel_enable", 1)
                         .set("result.dma", 1)
                         .set("KernelDMASrc.CoeffDMAConfig[0].En", 1)
                         .set("KernelDMASrc.CoeffBaseAddr[0].Addr", 0x40)
                         .set("KernelDMASrc.CoeffBfrSize[0].MemBfrSize", 0x40)
                         .encode();
  return words ? *words : std::vector<std::uint32_t>();
}

Bytes text(std::initializer_list<const char*> types) {
  const auto generation = ane::regdb::Database::embedded()->generation("h13");
  std::vector<std::vector<std::uint32_t>> tasks;
  for (const char* type : types) tasks.push_back(task_words(*generation, type));
  const auto linked = link_tasks(**generation, tasks);
  return linked ? *linked : Bytes();
}

/// Two tasks of a generation as a stream.
Bytes stream(const char* id) {
  const auto generation = ane::regdb::Database::embedded()->generation(id);
  if (!generation) return {};
  TaskBuilder task(*generation);
  const auto words = task.write("Common").encode();
  if (!words) return {};
  const auto text = stream_tasks(**generation, {2, *words});
  return text ? *text : Bytes();
}

HwxSpec stream_spec(const char* id, std::uint32_t subtype) {
  HwxSpec spec;
  spec.style = style_stream();
  spec.style.tensor_words = 30;
  spec.cpu_subtype = subtype;
  spec.banner = honest_banner(id);
  spec.text = stream(id);
  spec.constants = Content(Bytes(0x10));
  spec.kernels = {Content(Bytes(0x80, 0x3c)), Content(Bytes(0x40, 0x3d))};
  spec.weight_symbols = {{"K0_ne_0", 0x40, 0}, {"K1_ne_0", 0, 1}};
  spec.relocations = {0x10};
  spec.tensors = {tensor("x", Role::Input, {1, 3, 4, 5}), tensor("y", Role::Output, {1, 3, 4, 5})};
  return spec;
}

/// A run-time graph whose streams lie close together: symbols say where they start.
HwxSpec graph_spec() {
  RuntimeSpec spec;
  spec.banner = honest_banner("h18g");
  spec.streams = {{"main__nonbonded_ane0", stream("h18g")}};
  spec.kernels = {Content(Bytes(0x40, 0x3c))};
  spec.weight_symbols = {{"K0_ne_0", 0, 0}};
  auto file = runtime_graph_spec(spec);
  if (!file) return {};
  const std::size_t second = file->text.size();
  const Bytes more = stream("h18g");
  file->text.insert(file->text.end(), more.begin(), more.end());
  file->constants = Content(Bytes(0x10));
  auto symbol = file->extra_symbols.back();
  symbol.name = "text_section_start_for_main__bonded_ane1";
  symbol.value += second;
  file->extra_symbols.push_back(symbol);
  return *file;
}

HwxSpec base_spec() {
  HwxSpec spec;
  spec.style = style_v4_2_1();
  spec.banner = honest_banner("h13");
  spec.text = text({"NeuralEngine"});
  spec.constants = Content(Bytes(0x80, 0x3c));
  spec.weight_symbols = {{"K0_ne_0", 0x40}};
  spec.tensors = {tensor("x", Role::Input, {1, 3, 4, 5}), tensor("y", Role::Output, {1, 3, 4, 5})};
  return spec;
}

struct Seed {
  std::string name;
  HwxSpec spec;
};

std::vector<Seed> seeds() {
  std::vector<Seed> all;
  all.push_back({"neural", base_spec()});
  HwxSpec spec = base_spec();
  spec.text = text({"PlanarTwoSources", "PlanarReduction", "NeuralEngine"});
  all.push_back({"three-tasks", spec});
  spec = base_spec();
  spec.style = style_v7_6_4();
  spec.style.tensor_words = 30;
  all.push_back({"wide-bindings-and-property", spec});
  spec = base_spec();
  spec.style = style_stream();
  spec.style.tensor_words = 30;
  spec.cpu_subtype = 5;
  all.push_back({"stream-program-record", spec});
  spec = base_spec();
  spec.programs = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
  spec.tensors.pop_back();
  all.push_back({"three-programs-of-one-text", spec});
  spec = base_spec();
  spec.segments_before = {
      {"__DEBUG", {{"__debug_info", {{1, 0, 0, 0, 4, 0, 0, 0, 9, 9, 9, 9, 7, 7}}, 0, 0x32}}}};
  spec.segments_after = {{"__KERN_0", {{"__kern_0", {Bytes(100, 3)}, 4}}}};
  spec.notes = {{"a note", {1, 2, 3, 4, 5}}};
  spec.extra_commands = {{0x1b, 0, 0, 0, 24, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
  spec.extra_symbols = {{"float:t5=r1;2;0", 0x80, 0, 5, 0}};
  spec.scratch_bytes = 0x8000;
  all.push_back({"debug-kernel-note-unknown-command", spec});
  all.push_back({"h14-stream", stream_spec("h14", 5)});
  all.push_back({"h16-stream-and-kernels", stream_spec("h16", 7)});
  spec = stream_spec("h17", 9);
  spec.programs = {{.name = "a"}, {.name = "b", .first_task_offset = spec.text.size()}};
  const Bytes more = stream("h17");
  spec.text.insert(spec.text.end(), more.begin(), more.end());
  all.push_back({"two-procedures-of-h17", spec});
  all.push_back({"runtime-graph-of-h18g", graph_spec()});
  if (auto layers = ane::writer::big_program({13, 4096}))
    all.push_back({"repeated-layers", std::move(*layers)});
  return all;
}

/// Writes a seed, or says whether it is there as it should be.
bool put_seed(const std::filesystem::path& path, const Bytes& bytes, bool check) {
  if (!check) {
    std::printf("%s  %zu bytes\n", path.c_str(), bytes.size());
    return ane::write_file(path.string(), bytes).has_value();
  }
  const auto there = ane::open_source(path.string());
  Bytes found(there ? (*there)->size() : 0);
  if (there) (*there)->copy(0, found);
  if (found == bytes) return true;
  std::fprintf(stderr, "%s is not what fuzz_make_seeds makes\n", path.c_str());
  return false;
}

/// Programs of the samples as .anec files, one of each variant.
bool put_anec_seeds(const std::filesystem::path& folder, bool check) {
  bool good = true;
  const auto database = ane::regdb::Database::embedded();
  for (const auto& [sample, variant] :
       {std::pair{"sigmoid", ane::anec::Variant::Header1000},
        std::pair{"chain", ane::anec::Variant::Header800}, std::pair{"conv1x1", ane::anec::Variant::Raw}}) {
    const auto found = std::find_if(samples().begin(), samples().end(),
                                    [&, name = sample](const Sample& s) { return s.name == name; });
    if (found == samples().end()) return false;
    const auto bytes = found->build();
    if (!bytes) return false;
    const auto document = ane::document::Document::open(ane::memory_source(*bytes), database, sample);
    if (!document) return false;
    const std::filesystem::path path =
        folder / (std::string(sample) + "-" + std::string(ane::anec::variant_name(variant)) + ".anec");
    const Bytes file = ane::test::AnecFile(**document).write(variant);
    good = put_seed(path, file, check) && good;
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  const bool check = argc == 3 && std::string(argv[1]) == "--check";
  if (argc != 2 && !check) {
    std::fprintf(stderr, "usage: fuzz_make_seeds [--check] FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder(argv[argc - 1]);
  bool good = true;
  for (const Seed& seed : seeds()) {
    const auto plan = plan_hwx(seed.spec);
    const auto file = write_hwx(seed.spec);
    if (!plan || !file) return 1;
    const Bytes small = compact(*plan, *file);
    good = put_seed(folder / (seed.name + ".hwx"), small, check) && good;
  }
  return put_anec_seeds(folder, check) && good ? 0 : 1;
}
