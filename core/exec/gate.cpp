#include "core/exec/gate.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace ane::exec {

Registers::Registers(const regdb::Generation& generation, const task::Task& task)
    : generation_(generation), task_(task) {
  words_.reserve(task.writes.size());
  for (const task::Write& write : task.writes) words_.emplace_back(write.address, write.value);
  // Later writes of a register win.
  std::stable_sort(words_.begin(), words_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto last_of_each = [this] {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (i + 1 == words_.size() || words_[i + 1].first != words_[i].first) words_[kept++] = words_[i];
    }
    return kept;
  };
  words_.resize(last_of_each());
}

std::optional<std::uint32_t> Registers::word(std::uint32_t address) const {
  const auto at = std::lower_bound(words_.begin(), words_.end(), address,
                                   [](const auto& word, std::uint32_t a) { return word.first < a; });
  if (at == words_.end() || at->first != address) return std::nullopt;
  return at->second;
}

std::optional<std::uint32_t> Registers::word(const regdb::FieldRef& field) const {
  if (field.header != nullptr) return task_.header_word(*field.header);
  return word(field.address());
}

std::optional<regdb::FieldRef> Registers::find(std::string_view field, std::uint32_t element) const {
  const bool is_path = !field.empty() && field.front() >= 'A' && field.front() <= 'Z';
  if (!is_path) return generation_.by_concept(field, element);
  auto ref = generation_.field(field);
  if (ref && element != 0) ref->element = element;
  return ref;
}

std::optional<regdb::FieldValue> Gate::read(std::string_view field, std::uint32_t element) {
  const auto ref = registers_.find(field, element);
  if (!ref) {
    refuse_word(std::string(field), "", "the generation has no such field", "12");
    return std::nullopt;
  }
  const auto word = registers_.word(*ref);
  if (!word) {
    refuse_word(ref->path(), "", "not written by this task, and carried-over values are never used", "3");
    return std::nullopt;
  }
  return regdb::unpack(*ref->field, *word);
}

std::int64_t Gate::number(std::string_view field, std::uint32_t element) {
  const auto value = read(field, element);
  return value ? value->number : 0;
}

std::uint64_t Gate::count(std::string_view field, std::uint32_t element) {
  const std::int64_t value = number(field, element);
  return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

double Gate::real(std::string_view field) {
  const auto value = read(field, 0);
  return value ? value->real : 0;
}

std::string_view Gate::name(std::string_view field) {
  const auto value = read(field, 0);
  return value ? value->name : std::string_view();
}

Refusal Gate::about(const regdb::FieldRef& field, std::string reason, std::string_view section) const {
  Refusal refusal;
  refusal.path = field.path();
  if (const auto word = registers_.word(field))
    refusal.value = regdb::value_text(*field.field, regdb::unpack(*field.field, *word));
  refusal.reason = std::move(reason);
  refusal.section = section;
  return refusal;
}

void Gate::require(bool accepted, std::string_view field, std::string reason, std::string_view section,
                   std::uint32_t element) {
  if (accepted || refusal_) return;
  if (const auto ref = registers_.find(field, element)) refusal_ = about(*ref, std::move(reason), section);
}

void Gate::refuse(const regdb::FieldRef& field, std::string reason, std::string_view section) {
  if (!refusal_) refusal_ = about(field, std::move(reason), section);
}

void Gate::refuse_word(std::string path, std::string value, std::string reason, std::string_view section) {
  if (!refusal_) refusal_ = {std::move(path), std::move(value), std::move(reason), section};
}

void Gate::lean(Basis basis, std::string_view field, std::string rule, std::string_view section) {
  if (basis == Basis::Confirmed) return;
  const NeededRule needed{basis, rule, std::string(section)};
  if (std::find(rules_.begin(), rules_.end(), needed) == rules_.end()) rules_.push_back(needed);
  basis_ = weaker(basis_, basis);
  if (basis != Basis::Inferred || allow_inferred_ || inferred_) return;
  if (const auto ref = registers_.find(field)) {
    inferred_ = about(*ref, "only inferred: " + rule, section);
    inferred_->only_inferred = true;
  }
}

std::optional<Refusal> Gate::refusal() const {
  return refusal_ ? refusal_ : inferred_;
}

}  // namespace ane::exec
