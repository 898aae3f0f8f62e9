// What .anec cannot say (docs/formats/anec.md, section 8.7) and what is wrong with a source: every code of
// severity error, with its message and the bytes that it names.

#include <functional>

#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

using document::DocumentPtr;
using test::Bytes;
using test::Lines;
using Where = std::function<Extent(const document::Document&)>;

struct Case {
  std::string_view code;
  DocumentPtr document;
  std::string message;
  Where where = [](const document::Document&) { return Extent{}; };
  Options options = {};
};

/// Exactly one error of the export's own, and it is this one. Those of the source stand beside it.
void expect(const Case& wanted) {
  SCOPED_TRACE(wanted.code);
  ASSERT_NE(wanted.document, nullptr);
  const Plan plan = test::plan_of(wanted.document, wanted.options);
  EXPECT_FALSE(plan.possible());
  Lines errors;
  for (const Diagnostic& problem : plan.problems.list())
    if (problem.severity == Severity::Error && problem.code.starts_with("export-"))
      errors.push_back(test::lines_of({problem})[0]);
  const Extent where = wanted.where(*wanted.document);
  EXPECT_EQ(errors,
            Lines{"error " + std::string(wanted.code) + " " + range_text(where) + ": " + wanted.message});
  EXPECT_LE(where.end(), wanted.document->file().size());
}

Where record() {
  return [](const document::Document& d) { return d.container().programs.at(0).thread.where; };
}
Where slot(std::uint32_t number) {
  return [number](const document::Document& d) {
    return Extent{d.container().programs.at(0).thread.where.offset + container::thread::kHead +
                      std::uint64_t{number} * 8,
                  8};
  };
}
Where tensor(std::size_t index) {
  return [index](const document::Document& d) { return d.container().tensors.at(index).thread.where; };
}
Where base_word(std::size_t task) {
  return [task](const document::Document& d) {
    return Extent{d.text().extent().offset + d.tasks().at(task).span.offset + test::kBaseWord * 4, 4};
  };
}
Where bytes_at(std::uint64_t offset, std::uint64_t size) {
  return [=](const document::Document&) { return Extent{offset, size}; };
}

/// The file with one field of a tensor's record changed.
DocumentPtr with_field(const writer::HwxSpec& spec, const container::FieldSpec& field, std::uint32_t value,
                       std::size_t tensor = 0) {
  Bytes bytes = test::hwx_bytes(spec);
  const std::uint64_t record = test::open(bytes)->container().tensors.at(tensor).thread.where.offset;
  test::AnecFile::put(bytes, record + container::thread::kHead + field.offset, value, field.size);
  return test::open(bytes);
}

DocumentPtr with_strides(const writer::Strides& strides) {
  writer::HwxSpec spec = test::copy_spec();
  spec.tensors[0].strides = strides;
  return test::open_spec(spec);
}

TEST(Refused, ProgramsOfOtherHardware) {
  Bytes bytes = test::hwx_bytes(test::copy_spec());
  bytes.at(8) = 5;
  const std::string only = ": .anec files are for H13 programs, cpusubtype 4, only";
  const DocumentPtr other = test::open(bytes);
  expect(
      {"export-generation", other, "cpusubtype 5 (" + other->identity().name + ")" + only, bytes_at(8, 4)});
  bytes.at(8) = 99;
  document::OpenOptions chosen;
  chosen.generation = "h13";
  const auto unknown =
      document::Document::open(memory_source(bytes), test::embedded(), "file", std::move(chosen));
  ASSERT_TRUE(unknown);
  expect({"export-generation", *unknown, "cpusubtype 99" + only, bytes_at(8, 4)});
}

TEST(Refused, FilesWithoutTheProgramThatWasMeant) {
  writer::HwxSpec spec = test::copy_spec();
  Options named;
  named.program = "main";
  expect({"export-no-such-program", test::open_spec(spec), "no program is called main, there are: net",
          bytes_at(0, 0), named});
  Bytes bytes = test::hwx_bytes(spec);
  bytes.at(test::open(bytes)->container().programs.at(0).thread.where.offset + 8) = 7;  // an unknown flavour
  expect({"export-no-program", test::open(bytes),
          "there is no program record, which has the table of base addresses",
          [](const document::Document& d) { return d.container().command_area; }});
  const DocumentPtr anec = test::open(test::anec_sample("add").write());
  expect({"export-no-such-program", anec, "an .anec file has one program and no name for it", bytes_at(0, 0),
          named});
}

writer::HwxSpec two_programs() {
  writer::HwxSpec spec = test::copy_spec();
  const Bytes first = spec.text;
  spec.text.resize(0x200);
  spec.text.insert(spec.text.end(), first.begin(), first.end());
  spec.programs = {{"one"}, {"two", 0x200}};
  spec.tensors[0].program = spec.tensors[1].program = "one";
  spec.tensors.push_back(writer::tensor("x", writer::Role::Input, test::kShape));
  spec.tensors.push_back(writer::tensor("y", writer::Role::Output, test::kShape));
  spec.tensors[2].program = spec.tensors[3].program = "two";
  return spec;
}

TEST(Refused, SeveralProgramsUnlessOneIsNamed) {
  const DocumentPtr document = test::open_spec(two_programs());
  expect({"export-several-programs", document,
          "an .anec file holds one program, this file has 2: one, two; choose one (--program NAME)"});
  Options options;
  options.program = "two";
  expect({"export-tasks-elsewhere", document,
          "the program's tasks start at 0x30000200 and its base register 0 is 0x30000000: only programs at "
          "the start of __TEXT,__text can be exported",
          [](const document::Document& d) { return d.container().programs.at(1).thread.where; }, options});
  options.program = "one";
  const Bytes bytes = test::exported(document, options);
  const DocumentPtr written = test::open(bytes);
  EXPECT_EQ(written->anec()->task_bytes, 0x200u) << "its task, and zeros up to its weights";
  EXPECT_EQ(written->tasks().size(), 1u);
  EXPECT_EQ(written->anec()->channels_end(), 6u) << "its own tensors only";
  EXPECT_EQ(test::problems_of(*written), Lines());
}

TEST(Refused, RecordsOfOtherFlavours) {
  writer::HwxSpec spec = test::copy_spec();
  spec.style.stream_program = true;
  expect({"export-program-record", test::open_spec(spec),
          "the program record is of flavour 4, .anec files are made of flavour 1", record()});
}

TEST(Refused, TasksThatBaseRegisterZeroDoesNotHave) {
  writer::HwxSpec spec = test::copy_spec();
  spec.programs[0].slots = {{0, 0}};
  expect({"export-tasks-elsewhere", test::open_spec(spec),
          "the program's tasks start at 0x30000000 and its base register 0 is not set: only programs at the "
          "start of __TEXT,__text can be exported",
          record()});
  spec.programs[0].slots = {{0, 0x30000100}};
  expect({"export-tasks-elsewhere", test::open_spec(spec),
          "the program's tasks start at 0x30000000 and its base register 0 is 0x30000100: only programs at "
          "the start of __TEXT,__text can be exported",
          record()});
}

TEST(Refused, TasksThatAreCut) {
  writer::HwxSpec spec = test::copy_spec();
  const auto plan = writer::plan_hwx(spec);
  const std::uint64_t text = plan->section("__TEXT", "__text")->file_offset;
  Bytes bytes = test::hwx_bytes(spec);
  bytes.resize(text + 0x1f0);
  expect({"export-no-tasks", test::open(bytes), "__TEXT,__text is cut off by the file's end",
          bytes_at(text, 0x1f0)});
  spec.text.assign(0x10, 0);
  expect(
      {"export-no-tasks", test::open_spec(spec), "no task was found in __TEXT,__text", bytes_at(text, 0x10)});
}

TEST(Refused, TaskCountsThatDoNotAgree) {
  writer::HwxSpec spec = test::copy_spec();
  spec.programs[0].task_count = 7;
  expect({"export-task-count", test::open_spec(spec), "the program record says 7 tasks, 1 were found",
          record()});
}

TEST(Refused, FirstTasksOfImpossibleLength) {
  writer::HwxSpec spec = test::copy_spec();
  spec.programs[0].first_task_words = 0x202;
  const Where text = [](const document::Document& d) { return d.text().extent(); };
  expect({"export-first-task", test::open_spec(spec), "the first task has 2056 bytes, allowed are 40 to 504",
          text});
  spec.text.resize(0x1000);
  expect({"export-first-task", test::open_spec(spec), "the first task has 2056 bytes, allowed are 40 to 2048",
          text});
}

TEST(Refused, TensorsWithoutABaseRegister) {
  writer::HwxSpec spec = test::spec_of({test::copy_task(5, 6)}, 2, 1);
  spec.programs[0].slots = {{4, 0}};
  expect({"export-tensor-without-slot", test::open_spec(spec),
          "input in0: no base register has the address of its buffer, .anec cannot bind it", tensor(0)});
}

TEST(Refused, TensorsThatShareABuffer) {
  writer::HwxSpec spec = test::copy_spec();
  spec.tensors.push_back(writer::tensor("again", writer::Role::Input, test::kShape));
  spec.tensors.back().symbol_name = "in0";
  spec.tensors.back().own_buffer = false;
  expect({"export-shared-buffer", test::open_spec(spec),
          "input again: base register 4 is also that of in0, in .anec every tensor has a channel of its own",
          tensor(1)});
}

TEST(Refused, TensorsWithoutARole) {
  const DocumentPtr document =
      with_field(test::spec_of({test::copy_task(5, 6)}, 2, 1), container::tensor::kRole, 3);
  expect({"export-tensor-role", document, "other in0: it is neither declared as an input nor as an output",
          tensor(0)});
}

TEST(Refused, ElementsThatAreNotFloat16) {
  writer::HwxSpec spec = test::copy_spec();
  spec.tensors[1].element_type = 2;
  const DocumentPtr document = test::open_spec(spec);
  const std::string type = model::declared_tensors(*document).at(1).dtype;
  EXPECT_NE(type, "float16");
  expect({"export-element-type", document,
          "output out0: its elements are " + type + ", .anec has float16 only", tensor(1)});
}

TEST(Refused, DepthAndInterleave) {
  expect({"export-depth", with_field(test::copy_spec(), container::tensor::kDepth, 2),
          "input in0: its depth is 2, .anec can only say 1", tensor(0)});
  expect({"export-interleave", with_field(test::copy_spec(), container::tensor::kInterleave, 4, 1),
          "output out0: its interleave is 4, .anec can only say 1", tensor(1)});
}

TEST(Refused, StridesThatTheFormatHasNoFieldFor) {
  writer::HwxSpec batches = test::copy_spec();
  batches.tensors[0].shape.n = 2;
  batches.tensors[0].strides = {4096, 512, 64, 2};
  expect({"export-batch-stride", test::open_spec(batches),
          "input in0: batches are 4096 bytes apart, loaders take 4 planes of 512", tensor(0)});
  EXPECT_TRUE(test::plan_of(with_strides({4096, 512, 64, 2})).possible()) << "there is one batch";
  for (const writer::Strides& odd : {writer::Strides{1536, 384, 64, 2}, writer::Strides{2048, 512, 16, 2},
                                     writer::Strides{1800, 450, 64, 2}})
    expect({"export-strides", with_strides(odd),
            "input in0: a plane stride of " + std::to_string(odd.plane) + " and a row stride of " +
                std::to_string(odd.row) + " bytes are no whole rows that hold it, as loaders take them",
            tensor(0)});
  expect({"export-element-stride", with_strides({2048, 512, 64, 4}),
          "input in0: elements are 4 bytes apart, loaders take 2", tensor(0)});
  expect({"export-empty-tensor", with_strides({2048, 512, 0, 2}),
          "input in0: one of its sizes or strides is 0", tensor(0)});
  expect({"export-empty-tensor", with_field(test::copy_spec(), container::tensor::kN, 0),
          "input in0: one of its sizes or strides is 0", tensor(0)});
}

TEST(Refused, TensorsThatTheirBuffersDoNotHold) {
  const DocumentPtr large = with_field(test::copy_spec(), container::tensor::kN, 9);
  expect({"export-tensor-past-buffer", large,
          "input in0: loaders copy 0x4800 bytes of it, its buffer has 0x4000", tensor(0)});
  test::AnecFile sample = test::anec_sample("relu");
  sample.shapes[4][1] = std::uint64_t{1} << 62;
  const DocumentPtr document = test::open(sample.write());
  expect({"export-tensor-past-buffer", document, "dst0: its shape takes more than 2^64 bytes",
          bytes_at(0xa8 + 4 * 48, 48)});
}

TEST(Refused, ResultsInTheCommands) {
  writer::HwxSpec spec = test::copy_spec();
  test::put_bases(spec.text, (test::u32_at(spec.text, test::kBaseWord * 4) & ~(0x1fu << 12)) | (1u << 12));
  expect({"export-commands-written", test::open_spec(spec),
          "task 0 has its result in base register 1, which holds the tasks and weights", base_word(0)});
}

TEST(Refused, ProgramsOfOneName) {
  writer::HwxSpec spec = two_programs();
  spec.programs[1].name = "one";
  for (writer::TensorSpec& tensor : spec.tensors) tensor.program = "one";
  Options options;
  options.program = "one";
  expect({"export-same-name", test::open_spec(spec),
          "2 programs are called one: none can be told from the other",
          [](const document::Document&) { return Extent{}; }, options});
}

TEST(Refused, WeightsThatAreNotThere) {
  writer::HwxSpec spec = test::copy_spec();
  spec.programs[0].slots = {{1, 0x7000000000}};
  expect({"export-weights-elsewhere", test::open_spec(spec),
          "base register 1, the weights, is 0x7000000000, where no section lies", record()});
  spec = test::copy_spec();
  const std::uint64_t weights = writer::plan_hwx(spec)->section("__TEXT", "__const")->file_offset;
  Bytes bytes = test::hwx_bytes(spec);
  bytes.resize(weights + 0x1234);
  expect({"export-weights-cut", test::open(bytes),
          "weights: __TEXT,__const has 0x4000 bytes, of which the file holds 0x1234",
          bytes_at(weights, 0x1234)});
  spec = test::copy_spec();
  spec.programs[0].slots = {{1, writer::plan_hwx(spec)->section("__TEXT", "__text")->address}};
  const DocumentPtr tasks = test::open_spec(spec);
  expect({"export-weights-elsewhere", tasks,
          "base register 1, the weights, leads to __TEXT,__text, which holds no constants",
          [](const document::Document& d) { return d.text().extent(); }});
}

TEST(Refused, MemoryThatTwoBaseRegistersShare) {
  writer::HwxSpec spec = test::spec_of({test::copy_task(4, 3), test::copy_task(2, 5)});
  spec.scratch_bytes = 0x8000;
  const std::uint64_t address = writer::plan_hwx(spec)->section("__DATA", "__bss")->address;
  spec.programs[0].slots = {{2, address + 0x4000}};
  expect({"export-shared-memory", test::open_spec(spec),
          "base registers 2 (__DATA,__bss) and 3 (__DATA,__bss) lie in one segment, channels are buffers of "
          "their own",
          slot(3)});
}

TEST(Refused, BaseRegistersThatHaveNoChannel) {
  writer::HwxSpec spec = test::spec_of({test::copy_task(4, 9), test::copy_task(9, 5)});
  expect({"export-slot-without-channel", test::open_spec(spec),
          "task 0 has its result in base register 9, which has no address", base_word(0)});
  spec = test::spec_of({test::table_task(4, 5, 6)});
  writer::SectionSpec section{"__kern_0", Bytes(0x80), 14, container::section::kTypeConst, false};
  spec.segments_after = {{"__KERN_0", {section}, 1, 4, 6}};
  const auto kernel_word = [](const document::Document& d) {
    return Extent{d.text().extent().offset + 9 * 4, 4};
  };
  expect({"export-slot-without-channel", test::open_spec(spec),
          "task 0 has its kernel in base register 6, which holds __KERN_0,__kern_0, for which .anec has no "
          "channel",
          kernel_word});
}

TEST(Refused, OperandsThatNobodyKnowsHowToRenumber) {
  writer::HwxSpec spec = test::copy_spec();
  test::put_bases(spec.text, 0x25024 | 4u << 18 | 1u << 23);
  expect({"export-operand", test::open_spec(spec),
          "task 0 has its task in base register 4, which would have to be renumbered: that is known for "
          "sources and results only",
          base_word(0)});
}

TEST(Refused, ProgramsWithoutInputsOrOutputs) {
  expect({"export-no-output", test::open_spec(test::spec_of({test::add_task(4, 5, 4)}, 2, 0)),
          "the program has no output, loaders want at least one"});
  expect({"export-no-input", test::open_spec(test::spec_of({test::copy_task(4, 4)}, 0, 1)),
          "the program has no input, loaders want at least one"});
}

TEST(Refused, MoreTensorsThanChannels) {
  const std::string message = "more than 28 inputs and outputs, .anec has no channels for them";
  writer::HwxSpec spec = test::spec_of({test::copy_task(4, 30)}, 26, 2);
  EXPECT_TRUE(test::plan_of(test::open_spec(spec)).possible()) << "28 are allowed";
  for (const std::size_t inputs : {std::size_t{27}, std::size_t{40}}) {
    spec = test::spec_of({test::copy_task(4, 30)}, inputs, 2);
    spec.style.outputs_first = true;
    expect({"export-too-many-tensors", test::open_spec(spec), message});
  }
}

TEST(Refused, BuffersOfAGibibyte) {
  writer::HwxSpec spec = test::copy_spec();
  spec.tensors[1].section_bytes = std::uint64_t{0xffff} * 0x4000;
  EXPECT_TRUE(test::plan_of(test::open_spec(spec)).possible());
  spec.tensors[1].section_bytes = std::uint64_t{1} << 30;
  expect({"export-too-many-tiles", test::open_spec(spec),
          "out0 takes 65536 tiles of 16 KiB, allowed are less than 65536", slot(5)});
  spec = test::spec_of({test::copy_task(4, 3), test::copy_task(3, 5)});
  spec.scratch_bytes = std::uint64_t{1} << 40;
  expect({"export-too-many-tiles", test::open_spec(spec),
          "__DATA,__bss takes 67108864 tiles of 16 KiB, allowed are less than 65536", slot(3)});
}

TEST(Refused, MoreTasksThanTheLoadersCount) {
  const std::vector<test::Words> one = {test::copy_task(4, 5)};
  writer::HwxSpec spec = test::spec_of(std::vector<test::Words>(0x10000, one[0]));
  expect({"export-too-many-tasks", test::open_spec(spec), "65536 tasks, allowed are 65535"});
}

TEST(Refused, AnecFilesWithoutWhatIsNeeded) {
  const test::AnecFile sample = test::anec_sample("chain");
  expect({"export-no-header", test::open(sample.write(anec::Variant::Raw)),
          "an .anec file without a header: the sizes and shapes of its channels are not known",
          bytes_at(0, 0x6a8)});
  Bytes bytes = sample.write();
  test::AnecFile::set(bytes, anec::header::kTaskCount, 9);
  expect({"export-damaged", test::open(bytes),
          "the header says 9 tasks in 0x8f8 bytes and 0x100 bytes of weights, found were 4, 0x8f8 and 0x100",
          bytes_at(0, 0x6a8)});
  bytes = sample.write();
  bytes.resize(bytes.size() - 0x20);
  expect({"export-damaged", test::open(bytes),
          "the header says 4 tasks in 0x8f8 bytes and 0x100 bytes of weights, found were 4, 0x8f8 and 0xe0",
          bytes_at(0, 0x6a8)});
}

TEST(Refused, AnecFilesWhoseTasksFitNoOrder) {
  test::AnecFile sample = test::anec_sample("add");
  test::AnecFile::put(sample.tasks, test::kBaseWord * 4, 0x249a7, 4);  // reads 7, which no channel is
  expect({"export-slot-without-channel", test::open(sample.write()),
          "task 0 has its source1 in base register 7, the header has channels up to 6", base_word(0)});
}

TEST(Refused, OnceForEveryReason) {
  writer::HwxSpec spec = test::copy_spec();
  spec.programs[0].task_count = 7;
  spec.tensors[0].element_type = 2;
  spec.tensors[1].section_bytes = std::uint64_t{1} << 30;
  spec.programs[0].slots = {{1, 0x7000000000}};
  const Plan plan = test::plan_of(test::open_spec(spec));
  std::vector<std::string> codes;
  for (const Diagnostic& problem : plan.problems.list())
    if (problem.severity == Severity::Error) codes.push_back(problem.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"export-task-count", "export-weights-elsewhere",
                                             "export-element-type", "export-too-many-tiles"}));
}

TEST(Cancelled, PlansSaySo) {
  const DocumentPtr document =
      test::open_spec(test::spec_of({test::copy_task(4, 3), test::copy_task(3, 3), test::copy_task(3, 5)}));
  for (int calls = 0; calls < 3; ++calls) {
    int left = calls;
    const Plan plan = make_plan(*document, {}, [&] { return left-- > 0; });
    EXPECT_EQ(test::lines_of(plan), Lines{"error cancelled 0x0..0x0: cancelled"}) << calls;
  }
}

}  // namespace
}  // namespace ane::exporter
