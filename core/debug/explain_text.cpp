#include "core/debug/explain_text.hpp"

#include "core/base/text.hpp"
#include "core/exec/rounding.hpp"

namespace ane::debug {
namespace {

std::string value_or(const std::optional<std::uint16_t>& bits) {
  return bits ? number(exec::widen(*bits)) : "-";
}

std::string origin_of(const Term& term) {
  if (term.x_from.text.empty() || term.w_from.text.empty()) return term.x_from.text + term.w_from.text;
  return term.x_from.text + ", " + term.w_from.text;
}

}  // namespace

std::string explanation_text(const Explanation& e) {
  std::string text = "task " + std::to_string(e.task) + " " + e.operation + ", element [" +
                     std::to_string(e.group) + "," + std::to_string(e.channel) + "," + std::to_string(e.row) +
                     "," + std::to_string(e.column) + "] = " + number(exec::widen(e.stored)) + " (" +
                     hex(e.stored, 4) + ")\n" + e.sentence + "\n";
  if (!e.agrees()) text += "the steps below arrive at " + hex(e.explained, 4) + " instead\n";
  text += "\nsource\tx\tw\tproduct\tsum\tfrom\n";
  for (const Term& term : e.terms)
    text += term.source + "\t" + value_or(term.x) + "\t" + value_or(term.w) + "\t" + number(term.product) +
            "\t" + number(term.sum) + "\t" + origin_of(term) + "\n";
  if (e.terms_total > e.terms.size())
    text += "… " + std::to_string(e.terms_total - e.terms.size()) + " terms more\n";
  text += "\n";
  for (const Stage& stage : e.stages)
    text += stage.what + "\t" + number(stage.value) + "\t" + stage.detail +
            (stage.field.empty() ? "" : "\t" + stage.field) + "\n";
  text += "\n";
  for (const Fact& fact : e.facts)
    text += std::string(exec::basis_name(fact.basis)) + "\t" + fact.text +
            (fact.section.empty() ? "" : " (" + fact.section + ")") + "\n";
  return text;
}

}  // namespace ane::debug
