#include "core/model/constants.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/base/interval_set.hpp"
#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/model/counts.hpp"
#include "core/model/lookup_table.hpp"
#include "core/model/weights.hpp"

namespace ane::model {
namespace {

using Sink = std::function<void(const Constant&)>;

/// Symbols by address. A file has as many as it has bytes for; only those that lie in constants are kept.
class SymbolNames {
 public:
  explicit SymbolNames(const document::Document& document) {
    const container::Container& container = document.container();
    if (!container.symbols) return;
    for (std::uint32_t i = 0; i < container.symbols->count; ++i) {
      container::Symbol symbol = container::read_symbol(document.file(), *container.symbols, i);
      const container::Section* section = container.section_at(symbol.value);
      if (symbol.name.empty() || section == nullptr || section->type() != container::section::kTypeConst)
        continue;
      by_address_.emplace(symbol.value, std::move(symbol.name));
    }
  }

  std::vector<std::string> at(const Buffer* buffer, const std::vector<Chunk>& chunks) const {
    std::vector<std::string> names;
    if (buffer == nullptr) return names;
    for (const Chunk& chunk : chunks) {
      const auto found = by_address_.find(buffer->address + chunk.base);
      if (found != by_address_.end()) names.push_back(found->second);
    }
    return names;
  }

 private:
  std::unordered_map<std::uint64_t, std::string> by_address_;
};

Encoding encoding_of(const Facts& facts, const KernelGeometry& geometry) {
  if (facts.is_set("ne.sparse")) return Encoding::ZeroSkipping;
  if (geometry.groups > 1) return Encoding::Grouped;
  return geometry.depthwise ? Encoding::Depthwise : Encoding::Dense;
}

/// Finds the constants of tasks, one after the other, and remembers what bytes they claim.
class Finder {
 public:
  Finder(const document::Document& document, const Sink& sink)
      : document_(document), sink_(sink), symbols_(document) {}

  void program(std::size_t index) {
    program_ = index;
    buffers_ = buffers_of(document_, index);
    for (const Buffer& buffer : buffers_) {
      if (buffer.kind == BufferKind::Constants && !buffer.bytes.empty()) sections_.add(buffer.bytes);
      if (buffer.kind == BufferKind::Constants) constants_.emplace(buffer.bytes.offset, buffer);
    }
  }

  void task(const Facts& facts, std::size_t index) {
    task_ = index;
    coefficients(facts);
    for (const char* source : {"source1", "source2"}) operand(facts, source);
  }

  void unclaimed() {
    std::sort(claimed_.begin(), claimed_.end(), [](Extent a, Extent b) { return a.offset < b.offset; });
    IntervalSet taken;
    for (const Extent claim : claimed_) taken.add(claim);
    task_.reset();
    for (const Extent section : sections_.ranges()) {
      for (const Extent gap : taken.gaps(section)) unclaimed(gap);
    }
  }

 private:
  Constant start(ConstantKind kind, std::vector<Chunk> chunks) const {
    Constant constant;
    constant.kind = kind;
    constant.task = task_;
    constant.program = program_;
    if (task_) {
      constant.name = "task " + std::to_string(*task_) + " " + std::string(constant_kind_name(kind));
    }
    constant.chunks = std::move(chunks);
    return constant;
  }

  void report(Constant& constant, std::uint32_t slot) {
    constant.symbols = symbols_.at(find_buffer(buffers_, slot), constant.chunks);
    for (const Chunk& chunk : constant.chunks) {
      if (!chunk.bytes.empty()) claimed_.push_back(chunk.bytes);
    }
    sink_(constant);
  }

  void coefficients(const Facts& facts) {
    const Chunks chunks = chunks_of(facts, buffers_);
    const std::vector<Chunk> tables = table_places(facts, buffers_);
    if (!tables.empty()) table(facts, chunks, tables);
    const bool only_a_table = !tables.empty() && facts.is_set("ne.kernel_mode");
    if (chunks.list.empty()) return;
    if (only_a_table) return claim(chunks);
    weights(facts, chunks);
    common_bias(facts);
  }

  void claim(const Chunks& chunks) {
    for (const Chunk& chunk : chunks.list) {
      if (!chunk.bytes.empty()) claimed_.push_back(chunk.bytes);
    }
  }

  void table(const Facts& facts, const Chunks& chunks, const std::vector<Chunk>& tables) {
    Constant constant = start(ConstantKind::Table, tables);
    const auto pointed = facts.operand("table");
    constant.dtype = "float16";
    constant.shape = {LookupTable::kBytes / 2, 1, 1, 1};
    constant.encoding = Encoding::Table;
    if (!tables.front().complete() || tables.front().size < LookupTable::kBytes) {
      constant.encoding = Encoding::Raw;
      constant.reason = "the bytes of the lookup table are not in the file";
    }
    report(constant, pointed ? pointed->slot : chunks.slot);
  }

  void weights(const Facts& facts, const Chunks& chunks) {
    Constant constant = start(ConstantKind::Weights, chunks.list);
    const auto geometry = kernel_geometry(facts);
    if (!geometry) {
      constant.reason = geometry.error().message;
      return report(constant, chunks.slot);
    }
    constant.dtype = "float16";
    constant.shape = geometry->shape();
    constant.geometry = *geometry;
    constant.encoding = encoding_of(facts, *geometry);
    // Dense weights can be checked at no cost; the zero-skipping form is when somebody opens it.
    const auto slots = KernelSlots::make(*geometry);
    const bool dense = constant.encoding != Encoding::ZeroSkipping;
    const auto store = dense ? open_dense(document_.file(), *geometry, chunks) : KernelStorePtr();
    if (!slots || !store) {
      constant.encoding = Encoding::Raw;
      constant.reason = slots ? store.error().message : slots.error().message;
      constant.geometry.reset();
    }
    report(constant, chunks.slot);
    if (!constant.geometry || !geometry->bias) return;
    constant.kind = ConstantKind::Bias;
    constant.name = "task " + std::to_string(*task_) + " bias";
    constant.shape = {geometry->shape()[0], 1, 1, 1};
    report(constant, chunks.slot);
  }

  void common_bias(const Facts& facts) {
    const auto bias = facts.get("ne.accumulator_bias");
    if (!bias || bias->value.raw == 0 || facts.is_set("ne.kernel_mode")) return;
    const task::Write* write = facts.task().last_write(bias->field.address());
    if (write == nullptr || bias->field.field->lsb % 8 != 0) return;
    Chunk place;
    place.size = 2;
    place.bytes = {write->offset + bias->field.field->lsb / 8, 2};
    Constant constant = start(ConstantKind::CommonBias, {place});
    constant.encoding = Encoding::Register;
    constant.dtype = "float16";
    constant.shape = {1, 1, 1, 1};
    constant.strides = {2, 2, 2, 2};
    sink_(constant);
  }

  void operand(const Facts& facts, const std::string& source) {
    const auto place = facts.operand(source);
    if (!place || !facts.is_set(source + ".dma")) return;
    const Buffer* buffer = find_buffer(buffers_, place->slot);
    if (buffer == nullptr || buffer->kind != BufferKind::Constants) return;
    Constant constant = start(ConstantKind::Operand, {});
    constant.shape = {1, count_of(facts, "common.in_channels"), count_of(facts, "common.in_height"),
                      count_of(facts, "common.in_width")};
    constant.strides = {0, count_of(facts, source + ".plane_stride"), count_of(facts, source + ".row_stride"),
                        2};
    Chunk chunk;
    chunk.base = place->offset;
    std::uint64_t end = 0;
    const bool sized = operand_end(constant, end);
    const std::uint64_t room = place->offset < buffer->bytes.size ? buffer->bytes.size - place->offset : 0;
    chunk.size = sized ? end : room;
    chunk.bytes = {buffer->bytes.offset + std::min(place->offset, buffer->bytes.size),
                   std::min(chunk.size, room)};
    constant.chunks = {chunk};
    constant.reason = operand_reason(facts, source, sized && end <= room);
    if (constant.reason.empty() && overlapping(constant))
      constant.reason = "rows or planes of the operand that the registers describe overlap";
    if (constant.reason.empty()) {
      constant.dtype = "float16";
      const bool rows =
          constant.shape[1] == 1 && constant.shape[2] == 2 && constant.strides[2] == 2 * constant.shape[3];
      constant.encoding = rows ? Encoding::BiasScale : Encoding::Rows;
    } else {
      constant.shape = {};
    }
    report(constant, place->slot);
  }

  /// Bytes from the operand's start to the end of its last element.
  static bool operand_end(const Constant& constant, std::uint64_t& end) {
    std::uint64_t planes = 0, rows = 0, columns = 0;
    if (constant.shape[1] == 0 || constant.shape[2] == 0 || constant.shape[3] == 0) return false;
    return multiply_fits(constant.shape[1] - 1, constant.strides[1], planes) &&
           multiply_fits(constant.shape[2] - 1, constant.strides[2], rows) &&
           multiply_fits(constant.shape[3], 2, columns) && add_fits(planes, rows, end) &&
           add_fits(end, columns, end);
  }

  /// Such an operand could have more elements than the file has bytes. Only after operand_end().
  static bool overlapping(const Constant& constant) {
    const std::uint64_t row = 2 * constant.shape[3];
    const std::uint64_t plane = (constant.shape[2] - 1) * constant.strides[2] + row;
    return (constant.shape[2] > 1 && constant.strides[2] < row) ||
           (constant.shape[1] > 1 && constant.strides[1] < plane);
  }

  static std::string operand_reason(const Facts& facts, const std::string& source, bool there) {
    if (source != "source1") return "the shape of a second source in the constants is not documented";
    if (facts.name(source + ".format") != "Float16") return "an operand that is not Float16 in the file";
    if (count_of(facts, source + ".interleave", 1) > 1) return "an interleaved operand in the constants";
    if (count_of(facts, "common.groups", 1) > 1) return "an operand of several batches in the constants";
    return there ? "" : "the operand that the registers describe is not all in the file";
  }

  void unclaimed(Extent gap) {
    Chunk chunk;
    chunk.size = gap.size;
    chunk.bytes = gap;
    Constant constant = start(ConstantKind::Unclaimed, {});
    const auto section = std::prev(constants_.upper_bound(gap.offset));
    chunk.base = gap.offset - section->second.bytes.offset;
    constant.chunks = {chunk};
    constant.name = "constants at " + hex(chunk.base);
    constant.reason = unclaimed_reason();
    if (document_.file().clipped(gap.offset, gap.size).all_zero())
      constant.reason += ", and all of them are zero";
    constant.symbols = symbols_.at(&section->second, constant.chunks);
    sink_(constant);
  }

  /// That no task loads them can be said only where it is known what tasks load.
  std::string unclaimed_reason() const {
    const regdb::Generation* generation = document_.generation();
    if (generation == nullptr || !document_.decodes_tasks())
      return "the tasks of this generation are not decoded, so nothing says what these bytes are";
    if (!generation->by_concept("kernel.channel_enable"))
      return "generation " + generation->name + ": where a task loads its coefficients from is not known";
    return "no task loads these bytes";
  }

  const document::Document& document_;
  const Sink& sink_;
  SymbolNames symbols_;
  std::vector<Buffer> buffers_;
  std::size_t program_ = 0;
  std::optional<std::size_t> task_;
  std::vector<Extent> claimed_;
  IntervalSet sections_;
  std::map<std::uint64_t, Buffer> constants_;  ///< by the file offset of their bytes
};

}  // namespace

std::string_view constant_kind_name(ConstantKind kind) {
  switch (kind) {
    case ConstantKind::Weights:
      return "weights";
    case ConstantKind::Bias:
      return "bias";
    case ConstantKind::CommonBias:
      return "common bias";
    case ConstantKind::Table:
      return "table";
    case ConstantKind::Operand:
      return "operand";
    case ConstantKind::Unclaimed:
      return "unclaimed";
  }
  return "unclaimed";
}

std::string_view encoding_name(Encoding encoding) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "raw", "dense", "grouped", "depthwise", "zero-skipping", "table", "bias-scale", "rows", "register"};
  return kNames[static_cast<std::size_t>(encoding)];
}

std::uint64_t Constant::bytes() const {
  if (kind == ConstantKind::Bias) return 2 * shape[0];
  std::uint64_t sum = 0;
  for (const Chunk& chunk : chunks) sum += chunk.size;
  return sum;
}

namespace {

void visit_tasks_of(const document::Document& document, Finder& finder,
                    const std::function<bool(std::size_t)>& wanted) {
  for (std::size_t p = 0; p < document.programs().size(); ++p) {
    finder.program(p);
    if (document.generation() == nullptr) continue;
    const document::ProgramTasks& program = document.programs()[p];
    task::StateTracker state(*document.generation());
    for (std::size_t i = program.first_task; i < program.first_task + program.task_count; ++i) {
      Diagnostics ignored;  // check() reports them
      const task::Task task = document.decode(i, ignored);
      state.apply(task, i);
      if (!wanted || wanted(i)) finder.task(Facts(*document.generation(), task, state), i);
    }
  }
}

}  // namespace

void visit_constants(const document::Document& document, const Sink& sink) {
  Finder finder(document, sink);
  visit_tasks_of(document, finder, {});
  finder.unclaimed();
}

void visit_constants(const document::Document& document, const std::function<bool(std::size_t task)>& wanted,
                     const Sink& sink) {
  Finder finder(document, sink);
  visit_tasks_of(document, finder, wanted);
}

std::vector<Constant> constants_of(const document::Document& document) {
  std::vector<Constant> list;
  visit_constants(document, [&](const Constant& constant) { list.push_back(constant); });
  return list;
}

}  // namespace ane::model
