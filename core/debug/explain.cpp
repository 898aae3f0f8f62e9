#include "core/debug/explain.hpp"

#include <cmath>
#include <cstring>

#include "core/base/text.hpp"
#include "core/debug/explain_parts.hpp"
#include "core/exec/rounding.hpp"

namespace ane::debug {
namespace {

/// The element of the operation that is stored at (c, y, x).
At operation_element(const exec::PlannedOperand& operand, const At& stored) {
  if (!operand.transposed) return stored;
  return {stored.group, stored.column, stored.row, stored.channel};
}

const exec::PlannedOperand& result_of(const exec::TaskPlan& plan) {
  return plan.neural ? plan.neural->result : plan.planar->result;
}

std::string place_text(const std::string& where, std::uint64_t offset) {
  return where + " + " + hex(offset);
}

constexpr const char* kNumerics = "execution-h13.md, 13";

void tell_rules(Explainer& explainer) {
  for (const exec::NeededRule& rule : explainer.insight.rules) {
    const bool weights = rule.section.starts_with("weights");
    explainer.fact(rule.text, rule.basis, (weights ? "" : "execution-h13.md, ") + rule.section);
  }
  if (explainer.out.terms_total > 1)
    explainer.fact("sums and products in double precision, in the order of the terms", exec::Basis::Inferred,
                   kNumerics);
}

}  // namespace

std::string element_text(std::string_view name, const exec::Shape& shape, const At& at) {
  std::string text = std::string(name) + "[";
  if (shape.groups > 1) text += std::to_string(at.group) + ",";
  return text + std::to_string(at.channel) + "," + std::to_string(at.row) + "," + std::to_string(at.column) +
         "]";
}

std::string bits_text(std::uint16_t bits) {
  return hex(bits, 4);
}

Explainer::Explainer(const exec::Machine& m, const exec::Insight& i, Explanation& o)
    : machine(m), insight(i), out(o) {}

Origin Explainer::of_buffer(std::uint32_t slot, Extent bytes) const {
  const std::string where = "buffer " + std::to_string(slot);
  const model::Buffer* buffer = model::find_buffer(machine.buffers(), slot);
  if (buffer != nullptr && buffer->kind == model::BufferKind::Constants &&
      bytes.end() <= buffer->bytes.size) {
    const Extent in_file{buffer->bytes.offset + bytes.offset, bytes.size};
    return {Origin::Kind::File, slot, in_file,
            place_text(buffer->name.empty() ? where : buffer->name, bytes.offset)};
  }
  return {Origin::Kind::Buffer, slot, bytes, place_text(where, bytes.offset)};
}

Origin Explainer::of_operand(const exec::PlannedOperand& operand, const At& at) const {
  const exec::StoredTensor& place = operand.place;
  const std::uint64_t offset = operand.transposed ? place.offset_of(at.group, at.column, at.row, at.channel)
                                                  : place.offset_of(at.group, at.channel, at.row, at.column);
  if (place.on_chip) return {Origin::Kind::OnChip, 0, {offset, 2}, place_text("on chip", offset)};
  return of_buffer(place.slot, {offset, 2});
}

std::string Explainer::field(std::string_view concept_name) const {
  const auto found = machine.generation().by_concept(concept_name);
  return found ? found->path() : std::string();
}

void Explainer::term(Term term) {
  ++out.terms_total;
  if (term.x) exec::count_input(*term.x, hazards_);
  if (term.w) exec::count_input(*term.w, hazards_);
  if (out.terms.size() < kMostTerms) out.terms.push_back(std::move(term));
}

Stage& Explainer::stage(std::string what, double value, std::string detail, std::string_view concept_name) {
  Stage made;
  made.what = std::move(what);
  made.detail = std::move(detail);
  made.value = value;
  if (!concept_name.empty()) made.field = field(concept_name);
  out.stages.push_back(std::move(made));
  return out.stages.back();
}

std::uint16_t Explainer::round(double value) {
  bool tie = false;
  const std::uint16_t bits = std::isnan(value) ? exec::kNaN : exec::narrow(value, tie);
  out.exact = value;
  stage("rounded to fp16", exec::widen(bits), bits_text(bits) + ", to nearest, ties to even").bits = bits;
  fact("rounded to the nearest fp16 number, ties to even", exec::Basis::Inferred, kNumerics);
  if (tie)
    fact("half-way between two fp16 numbers: the hardware may round it the other way", exec::Basis::Inferred,
         kNumerics);
  return bits;
}

void Explainer::tell_hazards() {
  exec::Hazards result;
  exec::count_result(out.explained, result);
  if ((out.explained & 0x7fffu) == 0 && out.exact != 0 && !std::isnan(out.exact)) ++result.tiny_results;
  hazards_ += result;
  for (const std::string& sentence : hazards_.sentences())
    fact(sentence + ": the hardware may compute something else", exec::Basis::Inferred, kNumerics);
}

void Explainer::fact(std::string text, exec::Basis basis, std::string section) {
  out.facts.push_back({std::move(text), basis, std::move(section)});
}

Result<Explanation> explain(const exec::Machine& machine, std::uint16_t stored, std::uint64_t group,
                            std::uint64_t channel, std::uint64_t row, std::uint64_t column) {
  ANE_TRY(const exec::Insight insight, machine.look_ahead());
  const exec::PlannedOperand& result = result_of(insight.plan);
  const exec::StoredTensor& place = result.place;
  if (group >= place.groups || channel >= place.channels || row >= place.height || column >= place.width)
    return Error{"the result has no element " + std::to_string(group) + "," + std::to_string(channel) + "," +
                     std::to_string(row) + "," + std::to_string(column),
                 {}};
  Explanation out;
  out.task = machine.next();
  out.operation = insight.plan.operation;
  out.group = group;
  out.channel = channel;
  out.row = row;
  out.column = column;
  out.stored = stored;
  Explainer explainer(machine, insight, out);
  const At at = operation_element(result, {group, channel, row, column});
  insight.plan.neural ? explain_neural(explainer, at) : explain_planar(explainer, at);
  out.stored_at = explainer.of_operand(result, at);
  Stage& last = explainer.stage("stored", exec::widen(out.explained), out.stored_at.text);
  last.bits = out.explained;
  last.from = out.stored_at;
  tell_rules(explainer);
  explainer.tell_hazards();
  return out;
}

}  // namespace ane::debug
