#include "tests/support/vectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "core/writer/weights.hpp"
#include "tests/support/vector_values.hpp"

namespace ane::test {
namespace {

using nlohmann::json;

template <class Visit>
void each_shipped_file(const std::filesystem::path& corpus, Visit visit) {
  if (!std::filesystem::exists(corpus / "vectors/index.json")) return;
  const json index = read_vectors(corpus, "index.json");
  for (const json& file : index["files"])
    if (file["shipped"].get<bool>()) visit(file);
}

/// W[n][k] = ((31 n + 17 k) mod 5) - 2, the only formula there is, as a constant section.
Bytes formula_section(const json& formula) {
  EXPECT_EQ(formula.at("W"), "((31*n + 17*k) mod 5) - 2");
  writer::ConvWeights w;
  w.out_channels = formula.at("N").get<std::uint32_t>();
  w.in_channels = formula.at("K").get<std::uint32_t>();
  w.lanes_log2 = static_cast<std::uint32_t>(std::bit_width(formula.at("lanes").get<unsigned>() - 1));
  w.cores_log2 = static_cast<std::uint32_t>(std::bit_width(formula.at("chunks").get<unsigned>() - 1));
  Halves values;
  for (std::uint32_t n = 0; n < w.out_channels; ++n) {
    for (std::uint32_t k = 0; k < w.in_channels; ++k)
      values.push_back(double_to_half(static_cast<double>((31 * n + 17 * k) % 5) - 2));
  }
  w.values = values;
  auto packed = writer::pack_dense(w);
  EXPECT_TRUE(packed);
  return packed ? packed->bytes : Bytes();
}

void read_patch(const json& patch, VectorCase& c) {
  for (const json& word : patch.value("registers", json::array()))
    c.registers.push_back(
        {word.at("task").get<std::size_t>(), hex_word(word.at("address")), hex_word(word.at("value"))});
  if (patch.contains("const_hex")) c.constants = hex_bytes(patch["const_hex"].get<std::string>());
  if (patch.contains("const_formula")) c.constants = formula_section(patch["const_formula"]);
  c.constant_sha256 = patch.value("const_sha256", "");
}

VectorCase read_case(const json& file, const json& from) {
  VectorCase c;
  c.file = file.at("file").get<std::string>();
  c.name = from.at("name").get<std::string>();
  for (const json& buffer : file.at("buffers")) c.buffers.push_back(buffer_of(buffer));
  if (from.contains("patch")) read_patch(from["patch"], c);
  read_tensors(from, c);
  EXPECT_EQ(c.inputs.size(), from["inputs"].size());
  EXPECT_EQ(c.outputs.size(), from["expect"].size());
  for (const json& i : from.value("intermediates", json::array())) {
    VectorCase::Intermediate step;
    step.task = i.at("task").get<std::size_t>();
    Placed& t = step.tensor;
    t.slot = i.at("buffer").get<std::uint32_t>();
    const auto number = [&](const char* key) { return i.at(key).get<std::uint64_t>(); };
    t.base = number("base"), t.channels = number("C"), t.height = number("H"), t.width = number("W");
    t.row_bytes = number("row_bytes"), t.plane_bytes = number("plane_bytes");
    step.expected = expected_of(i.contains("expect") ? i["expect"] : i, t);
    c.intermediates.push_back(std::move(step));
  }
  return c;
}

/// The first `count` elements of a weight file, as vectors/README.md describes them.
Halves weight_file(const json& weights, std::size_t count) {
  Halves halves(std::max<std::size_t>(count, 64));
  if (weights.contains("index")) {
    for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i + 1);
  } else if (weights.contains("blob")) {
    const auto payload = weights["blob"]["payload_bytes"].get<std::uint32_t>();
    std::fill(halves.begin() + 64, halves.end(),
              static_cast<std::uint16_t>(hex_word(weights["blob"]["fill"])));
    halves[0] = 1, halves[2] = 2, halves[32] = 0xbeef, halves[33] = 0xdead, halves[38] = 0x80;
    halves[34] = static_cast<std::uint16_t>(payload);
    halves[35] = static_cast<std::uint16_t>(payload >> 16);
  } else {
    std::fill(halves.begin(), halves.end(), static_cast<std::uint16_t>(hex_word(weights.at("uniform"))));
  }
  halves.resize(count);
  return halves;
}

LayoutRun layout_run(const json& example) {
  LayoutRun run;
  const json& g = example.at("geometry");
  const auto number = [&](const char* key) { return g.at(key).get<std::uint32_t>(); };
  run.name = example.at("case").get<std::string>();
  run.shipped = example.at("oracle_shipped").get<bool>();
  run.out_channels = number("Cout"), run.in_channels = number("Cin"), run.groups = number("groups");
  run.kernel = number("Kh"), run.stride = number("stride");
  EXPECT_EQ(run.kernel, number("Kw"));
  EXPECT_EQ(number("cores"), 16u);
  run.lanes_log2 = static_cast<std::uint32_t>(std::bit_width(g["slot_lanes"][0].get<unsigned>() - 1));
  run.in_height = number("Hin"), run.in_width = number("Win");
  run.out_height = number("Hout"), run.out_width = number("Wout");
  run.pad_top = number("Py"), run.pad_left = number("Px");
  for (const auto& [name, value] : example.at("registers").items()) run.registers[name] = hex_word(value);
  run.small_source = (run.registers["Cfg"] & 4) != 0;
  const std::size_t count =
      std::size_t{1} * run.out_channels * run.in_channels / run.groups * run.kernel * run.kernel;
  run.weights = weight_file(example.at("weights"), count);
  // Section "weights" of the README: biases are the first elements of a blob, and follow a counted file.
  if ((run.registers["MACCfg"] >> 4 & 1) != 0 && example["weights"].contains("blob"))
    run.bias = weight_file(example["weights"], run.out_channels);
  run.section_sha256 = example.at("section").at("sha256").get<std::string>();
  const json& r = example.at("run");
  run.input = values_of(r.at("input"), {0, 0, run.in_channels, run.in_height, run.in_width, 0, 0});
  run.expected = expected_of(r.at("expect"), {0, 0, run.out_channels, run.out_height, run.out_width, 0, 0});
  EXPECT_EQ(r.at("tolerance").at("kind"), "exact");
  return run;
}

}  // namespace

const VectorBuffer& VectorCase::buffer(std::uint32_t slot) const {
  const auto found = std::find_if(buffers.begin(), buffers.end(),
                                  [&](const VectorBuffer& buffer) { return buffer.tensor.slot == slot; });
  EXPECT_NE(found, buffers.end()) << "no buffer " << slot;
  return found == buffers.end() ? buffers.front() : *found;
}

std::vector<CaseName> vector_names(const std::filesystem::path& corpus) {
  std::vector<CaseName> names;
  each_shipped_file(corpus, [&](const json& file) {
    const std::string vectors = file.at("vectors").get<std::string>();
    const json cases = read_vectors(corpus, vectors).at("cases");
    for (const json& c : cases) names.push_back({vectors, c.at("name").get<std::string>()});
  });
  return names;
}

std::size_t indexed_cases(const std::filesystem::path& corpus) {
  std::size_t count = 0;
  each_shipped_file(corpus, [&](const json& file) { count += file.at("cases").get<std::size_t>(); });
  return count;
}

VectorCase vector_case(const std::filesystem::path& corpus, const CaseName& name) {
  const json file = read_vectors(corpus, name.vectors);
  EXPECT_EQ(file.at("format"), "anescope-h13-vectors-1");
  for (const json& c : file.at("cases"))
    if (c.at("name") == name.name) return read_case(file, c);
  ADD_FAILURE() << name.vectors << " has no case " << name.name;
  return {};
}

std::vector<LayoutRun> layout_runs(const std::filesystem::path& corpus) {
  std::vector<LayoutRun> runs;
  const json all = read_vectors(corpus, "layout-examples.json");
  EXPECT_EQ(all.at("format"), "anescope-h13-layout-examples-1");
  for (const json& example : all.at("examples"))
    if (example.contains("run")) runs.push_back(layout_run(example));
  return runs;
}

}  // namespace ane::test
