#pragma once
// corpus/vectors: programs with inputs and what must come out. The files are described in the README beside
// them; this reads them into plain values.

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/halves.hpp"

namespace ane::test {

using Bytes = std::vector<std::uint8_t>;

/// A tensor in a buffer: element (c, y, x) lies at base + c * plane_bytes + y * row_bytes + 2 * x.
struct Placed {
  std::uint32_t slot = 0;
  std::uint64_t base = 0, channels = 0, height = 0, width = 0, row_bytes = 0, plane_bytes = 0;

  std::uint64_t elements() const { return channels * height * width; }
  std::uint64_t offset_of(std::uint64_t c, std::uint64_t y, std::uint64_t x) const {
    return base + c * plane_bytes + y * row_bytes + 2 * x;
  }
};

struct VectorBuffer {
  Placed tensor;  ///< without elements where the buffer holds no tensor
  std::string role;
  std::uint64_t bytes = 0;
};

/// A value is accepted within either; both 0: only the value itself.
struct Tolerance {
  double absolute = 0;
  double ulps = 0;  ///< in units of the fp16 spacing at the expected value
};

struct ExpectedTensor {
  std::vector<double> all;  ///< C, H, W order; empty where only samples are known
  struct Sample {
    std::uint64_t c = 0, y = 0, x = 0;
    double value = 0;
  };
  std::vector<Sample> samples;
  std::string sha256;  ///< of all values as fp16, zeros positive; "" where not known

  bool empty() const { return all.empty() && samples.empty() && sha256.empty(); }
};

/// The values of `tensor`, C, H, W order; zeros where they lie outside `buffer`.
Halves read_tensor(std::span<const std::uint8_t> buffer, const Placed& tensor);
/// The opposite. Fails the test where they do not fit.
void write_tensor(std::span<std::uint8_t> buffer, const Placed& tensor, const Halves& values);

/// "" where the values are as expected, else the first one that is not and how many there are.
std::string difference(const Halves& values, const Placed& tensor, const ExpectedTensor& expected,
                       Tolerance tolerance);

/// A case of a file of corpus/hwx or corpus/anec.
struct VectorCase {
  std::string file;  ///< name of the program's file
  std::string name;
  std::vector<VectorBuffer> buffers;
  struct Word {
    std::size_t task = 0;
    std::uint32_t address = 0, value = 0;
  };
  std::vector<Word> registers;  ///< replaced before running
  Bytes constants;              ///< laid over the start of the constant section
  std::string constant_sha256;  ///< of the section afterwards, "" where not known
  std::map<std::uint32_t, Halves> inputs;
  std::map<std::uint32_t, ExpectedTensor> outputs;
  struct Intermediate {
    std::size_t task = 0;
    Placed tensor;
    ExpectedTensor expected;
  };
  std::vector<Intermediate> intermediates;
  Tolerance tolerance;

  const VectorBuffer& buffer(std::uint32_t slot) const;
};

struct CaseName {
  std::string vectors;  ///< "tinygrad-relu.json"
  std::string name;
};
/// Every case of every file that ships, in the order of index.json; nothing where `corpus` has no vectors.
std::vector<CaseName> vector_names(const std::filesystem::path& corpus);
/// How many cases index.json says there are of the files that ship.
std::size_t indexed_cases(const std::filesystem::path& corpus);
/// Fails the test where there is no such case.
VectorCase vector_case(const std::filesystem::path& corpus, const CaseName& name);

/// A case of chains.json: a recorded task stream.
struct ChainCase {
  std::string record;
  std::string input_set;  ///< "" but for further inputs of a record
  bool in_corpus = false;
  std::vector<std::vector<std::uint32_t>> tasks;  ///< words, headers included
  std::vector<VectorBuffer> buffers;
  Bytes constants;  ///< all of buffer 1
  std::string constant_sha256;
  std::map<std::uint32_t, Halves> inputs;
  std::map<std::uint32_t, ExpectedTensor> outputs;
  Tolerance tolerance;
};

/// The names of all cases, "record" or "record, input set"; nothing where `corpus` has no vectors.
std::vector<std::string> chain_names(const std::filesystem::path& corpus);
/// Fails the test where there is no such case.
ChainCase chain_case(const std::filesystem::path& corpus, std::string_view name);

/// A record of corpus/oracles/h13.
struct OracleRecord {
  std::string name;
  std::vector<std::vector<std::uint32_t>> tasks;
  std::vector<VectorBuffer> buffers;  ///< sources, then results, then constants; slots are those of the tasks
};
/// Names of all records, sorted.
std::vector<std::string> oracle_names(const std::filesystem::path& corpus);
/// A record of one task: its tensors are given the buffers that header word 8 names.
OracleRecord oracle_record(const std::filesystem::path& corpus, const std::string& name);

/// An example of layout-examples.json with a run.
struct LayoutRun {
  std::string name;
  bool shipped = false;  ///< the record is in corpus/oracles/h13
  std::uint32_t out_channels = 0, in_channels = 0, groups = 1, kernel = 1, stride = 1, lanes_log2 = 0;
  std::uint64_t in_height = 1, in_width = 1, out_height = 1, out_width = 1;
  std::uint32_t pad_top = 0, pad_left = 0;
  bool small_source = false;
  std::map<std::string, std::uint32_t> registers;  ///< what the recorded task wrote, as far as known
  Halves weights, bias;
  std::string section_sha256;
  Halves input;
  ExpectedTensor expected;
};
std::vector<LayoutRun> layout_runs(const std::filesystem::path& corpus);

}  // namespace ane::test
