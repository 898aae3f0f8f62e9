// Tensors that tasks make or load, and declared tensors of unusual files.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/model/tensors.hpp"
#include "tests/unit/model/oracles.hpp"

namespace ane::model {
namespace {

using Four = std::array<std::uint64_t, 4>;

std::vector<Tensor> task_tensors(const document::DocumentPtr& document, Role role) {
  std::vector<Tensor> tensors;
  visit_task_tensors(*document, [&](const Tensor& tensor) {
    if (tensor.role == role) tensors.push_back(tensor);
  });
  return tensors;
}

document::DocumentPtr oracle(const std::filesystem::path& corpus, const std::string& name) {
  return test::open_oracle(test::read_oracle(corpus / "oracles" / "h13" / (name + ".json")));
}

// execution-h13.md 8.2 and 8.5: both copies store transposed, 8 channels sharing a plane.
TEST(IntermediateTensors, AreAsTheyLieInMemory) {
  ANE_CORPUS(corpus);
  const auto tensors =
      task_tensors(oracle(corpus, "env_mm_r2rr_m128_k2048_n2048_tx1_ty1"), Role::Intermediate);
  ASSERT_EQ(tensors.size(), 2u);
  EXPECT_EQ(tensors[0].shape, (Four{1, 128, 1, 2048}));
  EXPECT_EQ(tensors[0].bytes, 128u * 2048 * 2);
  EXPECT_EQ(tensors[1].shape, (Four{1, 2048, 1, 2048}));
  EXPECT_EQ(tensors[1].bytes, 2048u * 2048 * 2);
  EXPECT_EQ(tensors[1].address.value() - tensors[0].address.value(), 128u * 2048 * 2)
      << "the second lies behind the first";
}

TEST(IntermediateTensors, FitInTheScratchMemoryOfTheirProgram) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    const document::DocumentPtr document = test::open_oracle(test::read_oracle(path));
    for (const Tensor& tensor : task_tensors(document, Role::Intermediate)) {
      const container::Section* scratch = document->container().section("__DATA", "__bss");
      ASSERT_NE(scratch, nullptr);
      ASSERT_TRUE(tensor.address);
      EXPECT_EQ(tensor.buffer, 3u);
      EXPECT_GE(*tensor.address, scratch->addr);
      EXPECT_LE(*tensor.address + tensor.bytes.value(), scratch->addr + scratch->size) << tensor.name;
    }
  }
}

TEST(IntermediateTensors, BelongToTheTaskThatMakesThem) {
  ANE_CORPUS(corpus);
  const auto tensors = task_tensors(oracle(corpus, "env_chain_attention_s64_d64"), Role::Intermediate);
  ASSERT_EQ(tensors.size(), 2u);
  EXPECT_EQ(tensors[0].task, 0u);
  EXPECT_EQ(tensors[1].task, 7u);
  for (const Tensor& tensor : tensors) {
    EXPECT_EQ(tensor.name, "task " + std::to_string(*tensor.task) + " result");
    EXPECT_EQ(tensor.dtype, "float16");
    EXPECT_EQ(tensor.shape, (Four{1, 64, 1, 64}));
    EXPECT_EQ(tensor.bytes, 64u * 64 * 2);
  }
}

TEST(WeightTensors, HaveTheShapesOfTheirPrograms) {
  ANE_CORPUS(corpus);
  struct Row {
    std::string record;
    std::vector<Four> shapes;
  };
  const std::vector<Row> rows = {
      {"chain_ffn_d256_s64", {{1024, 256, 1, 1}, {256, 1024, 1, 1}}},
      {"conv_k1_c256_n512_s1_bias0", {{512, 256, 1, 1}}},
      {"encoder_conv_c256_n256_k3x3_s2_g256_bias1_same", {{256, 1, 3, 3}}},
      {"encoder_linear_m375_k1024_n128_bias1", {{128, 1024, 1, 1}}},
      {"env_conv_k1_c64_n64_s16_st1_g1_bias1", {{64, 64, 1, 1}}},
      {"env_conv_k3_c128_n128_s16_st2_g1_bias1", {{128, 128, 3, 3}}},
      {"env_conv_k3_c64_n64_s16_st1_g4_bias0", {{64, 16, 3, 3}}},
      {"env_conv_k3_c64_n64_s16_st1_g64_bias0", {{64, 1, 3, 3}}},
      {"matmul_m1_k256_n512_ty1", {{512, 256, 1, 1}}},
      {"unary_gelu_c64", {}},  // a table is not a weight tensor
      {"binary_add_1x64x1x1", {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.record);
    std::vector<Four> shapes;
    for (const Tensor& tensor : task_tensors(oracle(corpus, row.record), Role::Weights)) {
      shapes.push_back(tensor.shape);
      EXPECT_EQ(tensor.dtype, "float16");
    }
    EXPECT_EQ(shapes, row.shapes);
  }
}

TEST(WeightTensors, LieInTheConstantSection) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    const document::DocumentPtr document = test::open_oracle(test::read_oracle(path));
    const container::Section* constants = document->container().section("__TEXT", "__const");
    for (const Tensor& tensor : task_tensors(document, Role::Weights)) {
      if (tensor.buffer != 1u) continue;  // a kernel made at run time
      EXPECT_GE(tensor.address.value(), constants->addr);
      EXPECT_LE(*tensor.address + tensor.bytes.value(), constants->addr + constants->size);
    }
  }
}

document::DocumentPtr open_spec(const writer::HwxSpec& spec) {
  auto bytes = writer::write_hwx(spec);
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
  auto document =
      document::Document::open(memory_source(*std::move(bytes)), regdb::Database::embedded(), "t");
  return document ? *document : nullptr;
}

writer::HwxSpec two_tensors() {
  writer::HwxSpec spec;
  spec.banner = writer::honest_banner("h13");
  spec.text.resize(40);
  spec.tensors = {writer::tensor("a", writer::Role::Input, {2, 3, 4, 5}),
                  writer::tensor("b", writer::Role::Output, {1, 1, 1, 33})};
  return spec;
}

TEST(DeclaredTensors, JoinRecordBindingAndSlot) {
  const auto tensors = declared_tensors(*open_spec(two_tensors()));
  ASSERT_EQ(tensors.size(), 2u);
  EXPECT_EQ(tensors[0].name, "a");
  EXPECT_EQ(tensors[0].role, Role::Input);
  EXPECT_EQ(tensors[0].shape, (Four{2, 3, 4, 5}));
  EXPECT_EQ(tensors[0].strides, (Four{3 * 4 * 64, 4 * 64, 64, 2}));
  EXPECT_EQ(tensors[0].bytes, 2u * 3 * 4 * 64);
  EXPECT_EQ(tensors[0].buffer, 4u);
  EXPECT_EQ(tensors[1].name, "b");
  EXPECT_EQ(tensors[1].symbol, "b");
  EXPECT_EQ(tensors[1].buffer, 5u);
  EXPECT_NE(tensors[0].address, tensors[1].address);
  EXPECT_FALSE(tensors[0].task);
}

TEST(DeclaredTensors, WithoutABindingHaveNoAddress) {
  writer::HwxSpec spec = two_tensors();
  spec.tensors[0].own_buffer = true;
  spec.tensors[0].symbol_name = "other";
  const document::DocumentPtr document = open_spec(spec);
  std::size_t with_address = 0;
  for (const Tensor& tensor : declared_tensors(*document)) with_address += tensor.address ? 1u : 0u;
  EXPECT_EQ(with_address, 2u) << "the writer binds the name that it gives";
  // The binding's name is damaged: no tensor has that name any more.
  const container::Binding& binding = document->container().bindings.at(0);
  const std::uint64_t name = binding.where.offset + document->file().u32(binding.where.offset + 8).value();
  const auto damaged = document->with_edits({{name, {'#'}}});
  ASSERT_TRUE(damaged);
  with_address = 0;
  for (const Tensor& tensor : declared_tensors(**damaged)) with_address += tensor.address ? 1u : 0u;
  EXPECT_EQ(with_address, 1u);
}

TEST(DeclaredTensors, OfAnElementTypeThatNobodyNamesSaySo) {
  writer::HwxSpec spec = two_tensors();
  spec.tensors[0].element_type = 99;
  EXPECT_EQ(declared_tensors(*open_spec(spec))[0].dtype, "type 99");
}

TEST(DeclaredTensors, OfSeveralProgramsKnowTheirs) {
  writer::HwxSpec spec = two_tensors();
  spec.programs = {{.name = "first"}, {.name = "second"}};
  spec.tensors[0].program = "first";
  spec.tensors[1].program = "second";
  const auto tensors = declared_tensors(*open_spec(spec));
  EXPECT_EQ(tensors[0].program, "first");
  EXPECT_EQ(tensors[1].program, "second");
}

}  // namespace
}  // namespace ane::model
