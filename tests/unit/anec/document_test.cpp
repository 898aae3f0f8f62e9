// .anec files as documents: tasks, tensors, buffers and the tree, beside the container they were made of.

#include "core/report/report.hpp"
#include "core/tree/build.hpp"
#include "tests/unit/anec/anec_samples.hpp"

namespace ane::anec {
namespace {

using document::DocumentPtr;
using model::Buffer;
using model::BufferKind;
using test::AnecFile;
using test::Bytes;

void expect_same_tasks(const DocumentPtr& anec, const DocumentPtr& hwx) {
  ASSERT_EQ(anec->tasks().size(), hwx->tasks().size());
  EXPECT_EQ(anec->text().bytes(), hwx->text().bytes());
  for (std::size_t i = 0; i < anec->tasks().size(); ++i) {
    EXPECT_EQ(anec->tasks()[i].span.offset, hwx->tasks()[i].span.offset);
    EXPECT_EQ(anec->tasks()[i].span.size, hwx->tasks()[i].span.size);
  }
}

void expect_same_values(const DocumentPtr& anec, const DocumentPtr& hwx) {
  const report::Info a = report::gather_info(anec), b = report::gather_info(hwx);
  EXPECT_EQ(a.operations, b.operations);
  EXPECT_EQ(a.writes.total, b.writes.total);
  EXPECT_EQ(a.weights_bytes, b.weights_bytes);
  EXPECT_EQ(a.tensors.size(), b.tensors.size());
}

TEST(AnecDocument, HasTheTasksAndWeightsOfItsContainer) {
  for (const writer::Sample& sample : writer::samples()) {
    SCOPED_TRACE(sample.name);
    const DocumentPtr hwx = test::open(test::sample_bytes(sample.name));
    for (const Variant variant : {Variant::Header1000, Variant::Header800}) {
      const DocumentPtr document = test::open(AnecFile(*hwx).write(variant));
      ASSERT_NE(document, nullptr);
      ASSERT_EQ(document->format(), document::Format::Anec);
      EXPECT_EQ(document->anec()->variant, variant);
      EXPECT_EQ(document->identity().generation, "h13");
      EXPECT_TRUE(document->decodes_tasks());
      EXPECT_TRUE(document->container().sections.empty());
      expect_same_tasks(document, hwx);
      expect_same_values(document, hwx);
    }
    expect_same_tasks(test::open(AnecFile(*hwx).write(Variant::Raw)), hwx);
  }
}

TEST(AnecDocument, NamesItsTensorsByChannel) {
  const auto tensors = model::declared_tensors(*test::open(test::anec_sample("add").write()));
  ASSERT_EQ(tensors.size(), 3u);
  const std::vector<std::string> names = {"dst0", "src0", "src1"};
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    EXPECT_EQ(tensors[i].name, names[i]);
    EXPECT_EQ(tensors[i].role, i == 0 ? model::Role::Output : model::Role::Input);
    EXPECT_EQ(tensors[i].dtype, "float16");
    EXPECT_EQ(tensors[i].shape, (std::array<std::uint64_t, 4>{1, 4, 8, 8}));
    EXPECT_EQ(tensors[i].strides, (std::array<std::uint64_t, 4>{2048, 512, 64, 2}));
    EXPECT_EQ(tensors[i].bytes, 2048u);
    EXPECT_EQ(tensors[i].buffer, 4 + i);
    EXPECT_FALSE(tensors[i].address);
    EXPECT_EQ(tensors[i].where, (Extent{0xa8 + 48 * (4 + i), 48}));
  }
}

TEST(AnecDocument, HasChannelsForBuffers) {
  const DocumentPtr document = test::open(test::anec_sample("chain").write());
  const std::vector<Buffer> buffers = model::buffers_of(*document, 0);
  const std::vector<std::pair<std::uint32_t, BufferKind>> expected = {{0, BufferKind::Text},
                                                                      {1, BufferKind::Constants},
                                                                      {3, BufferKind::Scratch},
                                                                      {4, BufferKind::Output},
                                                                      {5, BufferKind::Input}};
  ASSERT_EQ(buffers.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(buffers[i].slot, expected[i].first);
    EXPECT_EQ(buffers[i].kind, expected[i].second) << i;
  }
  EXPECT_EQ(buffers[0].size, 0x4000u);
  EXPECT_EQ(buffers[0].bytes, (Extent{0x1000, 0xa00}));
  EXPECT_EQ(buffers[1].size, 0x100u);
  EXPECT_EQ(buffers[1].bytes, (Extent{0x1900, 0x100}));
  EXPECT_EQ(buffers[2].size, 0x40000u);
  EXPECT_EQ(buffers[2].name, "itm0");
  EXPECT_EQ(buffers[4].tensor, "src0");
  EXPECT_TRUE(buffers[4].bytes.empty());
}

TEST(AnecDocument, WithoutAHeaderHasOnlyTasks) {
  const DocumentPtr document = test::open(test::anec_sample("chain").write(Variant::Raw));
  EXPECT_EQ(document->tasks().size(), 4u);
  EXPECT_EQ(document->text().extent(), (Extent{0, 0x8f8}));
  EXPECT_TRUE(model::declared_tensors(*document).empty());
  EXPECT_TRUE(model::buffers_of(*document, 0).empty());
  EXPECT_EQ(test::problems_of(*document), std::vector<std::string>());
}

TEST(AnecTree, HasEveryPart) {
  const DocumentPtr document = test::open(test::anec_sample("add").write());
  const tree::ChildrenPtr parts = tree::build(document).expand();
  std::vector<std::string> names;
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < parts->count(); ++i) {
    const tree::Node part = parts->at(i);
    names.push_back(part.name);
    EXPECT_EQ(part.where.offset, at) << part.name;
    at = part.where.end();
  }
  EXPECT_EQ(at, document->file().size());
  EXPECT_EQ(names, (std::vector<std::string>{"header", "header padding", "tasks", "padding", "weights"}));
  EXPECT_TRUE(tree::explained_bytes(document).contains({0, 0x1000}));
}

struct Published {
  const char* name;
  std::uint64_t size, task_bytes, weight_bytes;
  std::uint32_t sources, results;
  std::array<std::uint64_t, 4> shape;
  std::uint64_t stride;
};

// docs/formats/anec.md, 7.1. All tensors of a file have the same shape.
constexpr std::array kPublished = {
    Published{"mul-macos12", 0x4280, 0x274, 0x4000, 2, 1, {1, 64, 1, 1}, 64},
    Published{"tinygrad-conv", 0x340, 0x274, 0xc0, 1, 1, {1, 3, 1, 1}, 64},
    Published{"tinygrad-relu", 0x4280, 0x274, 0x4000, 1, 1, {1, 1, 1, 77}, 192},
    Published{"tinygrad-sigmoid", 0x300, 0x274, 0x80, 1, 1, {1, 1, 1, 77}, 192},
    Published{"tinygrad-sum", 0x4280, 0x274, 0x4000, 2, 1, {1, 64, 1, 1}, 64},
};

TEST(Published, FilesAreWhatTheTableSays) {
  ANE_CORPUS(corpus);
  for (const Published& row : kPublished) {
    SCOPED_TRACE(row.name);
    const std::string name(row.name);
    const Bytes bytes = test::file_bytes(corpus / "anec" / (name + ".anec"));
    const DocumentPtr document = test::open(bytes);
    const DocumentPtr hwx = test::open(test::file_bytes(corpus / "hwx" / (name + ".hwx")));
    ASSERT_NE(document, nullptr);
    const Anec& anec = *document->anec();
    EXPECT_EQ(anec.variant, Variant::Header1000);
    EXPECT_EQ(anec.payload_bytes, row.size);
    EXPECT_EQ(anec.task_bytes, row.task_bytes);
    EXPECT_EQ(anec.first_task_bytes, 0x274u);
    EXPECT_EQ(anec.task_count, 1u);
    EXPECT_EQ(anec.weight_bytes, row.weight_bytes);
    EXPECT_EQ(anec.sources, row.sources);
    EXPECT_EQ(anec.results, row.results);
    for (const model::Tensor& tensor : model::declared_tensors(*document)) {
      EXPECT_EQ(tensor.shape, row.shape);
      EXPECT_EQ(tensor.strides,
                (std::array<std::uint64_t, 4>{row.shape[1] * row.stride, row.stride, row.stride, 2}));
      EXPECT_EQ(anec.channels.at(tensor.buffer.value()).tiles, 1u);
    }
    expect_same_tasks(document, hwx);
    expect_same_values(document, hwx);
    EXPECT_EQ(test::problems_of(*document), std::vector<std::string>());
    EXPECT_EQ(AnecFile(*hwx).write(), bytes) << "the conversion of the tests gives the same file";
  }
}

}  // namespace
}  // namespace ane::anec
