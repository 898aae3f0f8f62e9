#include "core/report/weights.hpp"

#include <filesystem>
#include <functional>

#include "core/base/npy.hpp"
#include "core/base/text.hpp"
#include "core/model/lookup_table.hpp"
#include "core/model/table_function.hpp"
#include "core/report/json_writer.hpp"
#include "core/report/report.hpp"

namespace ane::report {
namespace {

using model::Chunk;
using model::Constant;
using model::ConstantKind;
using model::Encoding;

/// Tasks may share weights, and hostile files let thousands of tasks share all of them: what is read for
/// statistics is limited to this many times the file.
constexpr std::uint64_t kMostReads = 64;

/// A constant with what was found in its values.
struct Found {
  Constant constant;
  std::optional<model::Statistics> statistics;
  std::string function;  ///< of lookup tables
  std::string file;      ///< the .npy file, "" for none
};

/// Opens, counts and saves constants, one at a time.
class Examiner {
 public:
  Examiner(const document::DocumentPtr& document, const WeightsOptions& options)
      : document_(document), options_(options) {
    multiply_fits(document->file().size(), kMostReads, budget_);
  }

  Found examine(const Constant& constant) {
    Found found{constant, {}, {}, {}};
    if (constant.encoding == Encoding::Table) {
      table(found);
    } else if (constant.known()) {
      tensor(found);
    }
    return found;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  void table(Found& found) {
    const Extent where = found.constant.chunks.front().bytes;
    const auto parsed = model::LookupTable::parse(document_->file().clipped(where.offset, where.size));
    if (!parsed) return;
    found.function = model::table_sentence(*parsed);
    std::vector<std::uint16_t> halves;
    for (std::size_t i = 0; i < model::LookupTable::kBytes / 2; ++i) halves.push_back(parsed->half(i));
    save(found, [&](const std::string& path) -> Result<void> {
      ANE_TRY(const auto file, AtomicFile::create(path));
      file->write(npy_half_header(std::array{std::uint64_t{halves.size()}}));
      write_halves(*file, halves);
      return file->commit();
    });
  }

  void tensor(Found& found) {
    Constant& constant = found.constant;
    const std::uint64_t bytes = constant.bytes();
    if (bytes > budget_) return;
    budget_ -= bytes;
    const auto opened = model::open_constant(document_, constant);
    if (!opened) {
      constant.encoding = Encoding::Raw;
      constant.reason = opened.error().message;
      return;
    }
    found.statistics = count_halves(**opened).statistics();
    save(found, [&](const std::string& path) { return write_npy(constant, **opened, path); });
  }

  /// Writes the file of a constant unless an earlier one failed.
  template <class Write>
  void save(Found& found, Write write) {
    if (!options_.npy || error_) return;
    std::error_code code;
    std::filesystem::create_directories(*options_.npy, code);
    const std::string path =
        (std::filesystem::path(*options_.npy) / (npy_name(found.constant.name) + ".npy")).string();
    const Result<void> written = write(path);
    if (written) {
      found.file = path;
    } else {
      error_ = Error{path + ": " + written.error().message, {}};
    }
  }

  const document::DocumentPtr& document_;
  const WeightsOptions& options_;
  std::uint64_t budget_ = UINT64_MAX;
  std::optional<Error> error_;
};

/// Raw coefficients of several engines are several entries: nothing is known to hold them together.
void each_entry(const Found& found, const std::function<void(const Found&)>& visit) {
  if (found.constant.known() || found.constant.chunks.size() < 2) return visit(found);
  for (const Chunk& chunk : found.constant.chunks) {
    Found one = found;
    one.constant.chunks = {chunk};
    one.constant.shape = {};
    visit(one);
  }
}

/// Sizes that mean something: a bias has one, weights have four.
std::vector<std::uint64_t> shape_of(const Constant& constant) {
  if (constant.dtype.empty() || constant.shape[0] == 0) return {};
  const bool one = constant.kind == ConstantKind::Bias || constant.kind == ConstantKind::CommonBias ||
                   constant.kind == ConstantKind::Table;
  if (one) return {constant.shape[0]};
  return {constant.shape.begin(), constant.shape.end()};
}

std::optional<std::uint32_t> core_of(const Constant& constant) {
  const bool by_core = constant.kind == ConstantKind::Weights || constant.kind == ConstantKind::Bias ||
                       constant.kind == ConstantKind::Table;
  if (!by_core || constant.chunks.size() != 1) return std::nullopt;
  return constant.chunks.front().core;
}

void write_statistics(const std::optional<model::Statistics>& statistics, JsonWriter& json) {
  json.key("stats");
  if (!statistics) return json.null();
  const model::Statistics& s = *statistics;
  json.begin_object();
  json.member("count", s.count);
  json.member("min", s.min);
  json.member("max", s.max);
  json.member("mean", s.mean);
  json.member("std", s.std);
  json.member("zeros", s.zeros);
  json.member("denormal", s.denormal);
  json.member("nan", s.nan);
  json.member("inf", s.inf);
  json.end_object();
}

void write_chunks(const Constant& constant, JsonWriter& json) {
  json.key("chunks").begin_array();
  for (const Chunk& chunk : constant.chunks) {
    json.begin_object();
    json.member("core", chunk.core);
    json.member("offset", chunk.bytes.offset);
    json.member("bytes", chunk.size);
    json.end_object();
  }
  json.end_array();
}

template <class T>
void member_or_null(JsonWriter& json, std::string_view name, bool there, const T& value) {
  json.key(name);
  if (there) {
    json.value(value);
  } else {
    json.null();
  }
}

void write_entry(const Found& found, bool files, JsonWriter& json) {
  const Constant& constant = found.constant;
  const std::vector<std::uint64_t> shape = shape_of(constant);
  const auto core = core_of(constant);
  json.begin_object();
  json.member("name", constant.name);
  json.member("kind", model::constant_kind_name(constant.kind));
  member_or_null(json, "task", constant.task.has_value(), std::uint64_t{constant.task.value_or(0)});
  member_or_null(json, "core", core.has_value(), core.value_or(0));
  json.member("offset", constant.chunks.front().bytes.offset);
  json.member("bytes", constant.bytes());
  json.member("layout", model::encoding_name(constant.encoding));
  member_or_null(json, "reason", !constant.known(), constant.reason);
  member_or_null(json, "dtype", !constant.dtype.empty(), constant.dtype);
  json.key("shape");
  if (shape.empty()) {
    json.null();
  } else {
    json.begin_array();
    for (const std::uint64_t size : shape) json.value(size);
    json.end_array();
  }
  write_statistics(found.statistics, json);
  if (constant.kind == ConstantKind::Table)
    member_or_null(json, "function", !found.function.empty(), found.function);
  write_chunks(constant, json);
  json.key("symbols").begin_array();
  for (const std::string& symbol : constant.symbols) json.value(symbol);
  json.end_array();
  if (files) member_or_null(json, "file", !found.file.empty(), found.file);
  json.end_object();
}

std::vector<std::string> text_row(const Found& found) {
  const Constant& constant = found.constant;
  std::vector<std::string> sizes;
  for (const std::uint64_t size : shape_of(constant)) sizes.push_back(std::to_string(size));
  const auto core = core_of(constant);
  const auto fact = [&](double value) { return found.statistics ? number(static_cast<float>(value)) : "-"; };
  std::string note = constant.known() ? found.function : constant.reason;
  if (found.statistics && found.statistics->nan + found.statistics->inf > 0) {
    note = std::to_string(found.statistics->nan) + " nan, " + std::to_string(found.statistics->inf) + " inf";
  }
  const model::Statistics s = found.statistics.value_or(model::Statistics());
  return {constant.name,
          core ? std::to_string(*core) : "-",
          std::string(model::encoding_name(constant.encoding)),
          sizes.empty() ? "-" : join(sizes, "x"),
          hex(constant.chunks.front().bytes.offset),
          std::to_string(constant.bytes()),
          fact(s.min),
          fact(s.max),
          fact(s.mean),
          fact(s.std),
          found.statistics ? std::to_string(s.zeros) : "-",
          note};
}

}  // namespace

model::HalfCounts count_halves(const model::ConstantTensor& tensor, const std::function<bool()>& go_on) {
  model::HalfCounts counts;
  std::vector<std::uint16_t> piece;
  for (std::uint64_t i = 0; i < tensor.pieces(); ++i) {
    if (go_on && !go_on()) break;
    tensor.read_piece(i, piece);
    counts.add(piece);
  }
  return counts;
}

Result<void> write_npy(const Constant& constant, const model::ConstantTensor& tensor,
                       const std::string& path) {
  ANE_TRY(const auto file, AtomicFile::create(path));
  file->write(npy_half_header(shape_of(constant)));
  std::vector<std::uint16_t> piece;
  for (std::uint64_t i = 0; i < tensor.pieces(); ++i) {
    tensor.read_piece(i, piece);
    write_halves(*file, piece);
  }
  return file->commit();
}

std::string npy_name(std::string_view name) {
  std::string safe(name);
  for (char& c : safe) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '.' && c != '-') c = '_';
  }
  return safe;
}

Result<void> write_weights_text(const document::DocumentPtr& document, const WeightsOptions& options,
                                Sink& sink) {
  Examiner examiner(document, options);
  std::vector<std::vector<std::string>> rows = {
      {"name", "engine", "layout", "shape", "offset", "bytes", "min", "max", "mean", "std", "zeros", "note"}};
  model::visit_constants(*document, [&](const Constant& constant) {
    each_entry(examiner.examine(constant), [&](const Found& found) { rows.push_back(text_row(found)); });
  });
  if (rows.size() == 1) {
    sink.write("no constants\n");
  } else {
    write_table(rows, 0, sink);
  }
  if (examiner.error()) return *examiner.error();
  return {};
}

Result<void> write_weights_json(const document::DocumentPtr& document, const WeightsOptions& options,
                                Sink& sink) {
  Examiner examiner(document, options);
  JsonWriter json(sink);
  json.begin_array();
  model::visit_constants(*document, [&](const Constant& constant) {
    each_entry(examiner.examine(constant),
               [&](const Found& found) { write_entry(found, options.npy.has_value(), json); });
  });
  json.end_array();
  json.finish();
  if (examiner.error()) return *examiner.error();
  return {};
}

}  // namespace ane::report
