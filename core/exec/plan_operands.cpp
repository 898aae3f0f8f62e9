// Where the operands of a task lie: docs/formats/execution-h13.md, 3, 5, 8 and 10.

#include <algorithm>
#include <string>

#include "core/exec/plan.hpp"

namespace ane::exec {
namespace {

constexpr std::string_view kOnChip = "operands on chip, 22 records agree";

/// The parts of Fmt that are not the interleave: fp16 elements as they are.
void check_format(Gate& gate, const std::string& name, std::int64_t mode, std::string_view section) {
  const auto hold = [&](const char* part, std::int64_t value, const char* why) {
    const std::string field = name + "." + part;
    gate.require(gate.number(field) == value, field, why, section);
  };
  hold("FmtMode", mode, "other modes were never seen");
  hold("Truncate", 3, "other element sizes are not executed");
  hold("Shift", 0, "a shift of elements was never seen");
  hold("MemFmt", 2, "only fp16 elements are executed, how 8-bit samples become numbers is not known");
  hold("OffsetCh", 0, "a channel offset was never seen");
  hold("CmpVec", 0, "compressed vectors were never seen");
}

bool overlap(const StoredTensor& a, const StoredTensor& b) {
  const auto x = a.extent(), y = b.extent();
  return a.slot == b.slot && x && y && x->overlaps(*y);
}

/// 8.5: an interleaved source was seen where an earlier task wrote it so.
void check_source_interleave(Gate& gate, const History& history, const StoredTensor& source) {
  if (source.interleave == 1) return;
  constexpr std::string_view kField = "source1.interleave";
  gate.require(source.interleave == 8, kField, "other interleaves of a source were never seen", "8.5");
  const auto writer = std::find_if(history.results.rbegin(), history.results.rend(),
                                   [&](const StoredTensor& result) { return overlap(result, source); });
  gate.require(writer != history.results.rend() && writer->interleave == source.interleave, kField,
               "no earlier task wrote this buffer with the same interleave", "12");
  gate.require(source.channels % source.interleave == 0, kField, "the channels are not a multiple of it",
               "8.5");
  gate.lean(Basis::Inferred, kField, "interleaved source, 1 record", "8.5");
}

void set_shape(StoredTensor& tensor, const Shape& stored) {
  tensor.groups = stored.groups;
  tensor.channels = stored.channels;
  tensor.height = stored.height;
  tensor.width = stored.width;
}

StoredTensor on_chip(Gate& gate, const std::string& name, const Shape& stored) {
  StoredTensor tensor;
  tensor.on_chip = true;
  tensor.base = gate.count("l2." + name + "_base");
  tensor.plane_stride = gate.count("l2." + name + "_channel_stride");
  tensor.row_stride = gate.count("l2." + name + "_row_stride");
  tensor.group_stride = gate.count("l2." + name + "_group_stride");
  set_shape(tensor, stored);
  return tensor;
}

StoredTensor in_buffer(Gate& gate, const std::string& name, const Shape& stored) {
  StoredTensor tensor;
  tensor.slot = static_cast<std::uint32_t>(gate.count("buffer." + name));
  tensor.base = gate.count(name + ".base");
  tensor.plane_stride = gate.count(name + ".plane_stride");
  tensor.row_stride = gate.count(name + ".row_stride");
  tensor.group_stride = gate.count(name + ".group_stride");
  set_shape(tensor, stored);
  return tensor;
}

/// Three registers that agree (8).
void check_locations(Gate& gate, const Operands& o) {
  gate.require(gate.is_set("source1.dma") != o.source1_on_chip, "source1.dma",
               "does not agree with L2.SourceCfg", "12");
  gate.require(gate.is_set("result.dma") != o.result_on_chip, "result.dma",
               "does not agree with L2.ResultCfg", "12");
  const bool from_memory = !o.source1_on_chip || (o.two_sources && !o.source2_on_chip);
  gate.require(gate.is_set("task.source_location") == from_memory, "task.source_location",
               "does not agree with where the sources are", "8");
  gate.require(gate.is_set("task.result_location") != o.result_on_chip, "task.result_location",
               "does not agree with where the result goes", "8");
  if (!o.source1_on_chip)
    gate.require(gate.is_set("buffer.source1_enable"), "buffer.source1_enable", "source 1 has no buffer",
                 "12");
  if (!o.result_on_chip)
    gate.require(gate.is_set("buffer.result_enable"), "buffer.result_enable", "the result has no buffer",
                 "12");
}

void check_second_source(Gate& gate, const Operands& o) {
  const bool second_dma = gate.is_set("source2.dma");
  gate.require(gate.is_set("buffer.source2_enable") == second_dma, "buffer.source2_enable",
               "does not agree with Common.Cfg.Src2DMAEn", "12");
  gate.require(o.two_sources || !second_dma, "source2.dma", "the task has no second source", "5");
  const bool second_format = gate.is_set("common.in2_format");
  gate.require(!o.two_sources || gate.number("common.in2_format") == 2, "common.in2_format",
               "only fp16 elements are executed", "5");
  gate.require(o.two_sources || !second_format, "common.in2_format", "the task has no second source", "5");
}

}  // namespace

Operands plan_operands(Gate& gate, bool two_sources) {
  Operands o;
  o.two_sources = two_sources;
  const std::string_view source = gate.name("l2.source_type"), result = gate.name("l2.result_type");
  gate.require(!source.empty(), "l2.source_type", "no such place of a source is known", "12");
  gate.require(!result.empty(), "l2.result_type", "no such place of a result is known", "12");
  o.source1_on_chip = source == "L2";
  o.source1_kept = source == "DMAKept";
  o.result_on_chip = result == "L2";
  const bool second_dma = gate.is_set("source2.dma");
  o.source2_on_chip = two_sources && !second_dma;

  check_locations(gate, o);
  check_second_source(gate, o);
  if (o.source1_on_chip || o.source2_on_chip || o.result_on_chip)
    gate.lean(Basis::Supported, "l2.source_type", std::string(kOnChip), "8");
  if (result == "DMAKept")
    gate.lean(Basis::Inferred, "l2.result_type", "result in memory that may also be kept on chip, 1 record",
              "8");
  if (o.source1_kept)
    gate.lean(Basis::Supported, "l2.source_type", "source kept on chip, 6 records agree", "8");
  return o;
}

StoredTensor place_source1(Gate& gate, const Operands& operands, const History& history,
                           const Shape& stored) {
  if (operands.source1_on_chip) return on_chip(gate, "source1", stored);
  check_format(gate, "TileDMASrc.Fmt", 1, "5");
  StoredTensor source = in_buffer(gate, "source1", stored);
  source.interleave = std::max<std::uint64_t>(1, gate.count("source1.interleave"));
  gate.require(gate.count("source1.interleave") != 0, "source1.interleave",
               "other interleaves were never seen", "5");
  check_source_interleave(gate, history, source);
  return source;
}

StoredTensor place_source2(Gate& gate, const Operands& operands, const Shape& stored) {
  if (operands.source2_on_chip) return on_chip(gate, "source2", stored);
  check_format(gate, "TileDMASrc.Source2Fmt", 0, "5");
  gate.require(gate.number("source2.interleave") == 0, "source2.interleave",
               "an interleaved source 2 was never seen", "5");
  return in_buffer(gate, "source2", stored);
}

StoredTensor place_result(Gate& gate, const Operands& operands, const Shape& stored) {
  if (operands.result_on_chip) return on_chip(gate, "result", stored);
  check_format(gate, "TileDMADst.Fmt", 1, "10");
  gate.require(!gate.is_set("TileDMADst.Fmt.CmpVecFill"), "TileDMADst.Fmt.CmpVecFill",
               "compressed vectors were never seen", "10");
  gate.require(gate.is_set("TileDMADst.Fmt.ZeroPadFirst") == gate.is_set("TileDMADst.Fmt.ZeroPadLast"),
               "TileDMADst.Fmt.ZeroPadFirst", "one zero-pad bit alone was never seen", "10");
  StoredTensor result = in_buffer(gate, "result", stored);
  result.interleave = std::max<std::uint64_t>(1, gate.count("result.interleave"));
  const std::uint64_t n = gate.count("result.interleave");
  gate.require(n == 1 || n == 4 || n == 8, "result.interleave", "other interleaves were never seen", "8.5");
  if (n > 1) {
    gate.require(stored.channels % n == 0, "result.interleave", "the channels are not a multiple of it",
                 "8.5");
    gate.lean(Basis::Supported, "result.interleave", "interleaved result, 3 records agree", "8.5");
  }
  return result;
}

StoredTensor place_kept(Gate& gate, const Shape& stored) {
  return on_chip(gate, "source1", stored);
}

}  // namespace ane::exec
