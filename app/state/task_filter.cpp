#include "app/state/task_filter.hpp"

#include <algorithm>
#include <array>

#include "app/state/expression.hpp"
#include "app/state/fuzzy.hpp"
#include "core/regdb/codec.hpp"

namespace ane::state {
namespace {

struct Prefix {
  std::string_view word;
  FilterTerm::Kind kind;
};
constexpr std::array<Prefix, 9> kPrefixes = {{{"op", FilterTerm::Kind::Operation},
                                              {"engine", FilterTerm::Kind::Engine},
                                              {"in", FilterTerm::Kind::Reads},
                                              {"reads", FilterTerm::Kind::Reads},
                                              {"out", FilterTerm::Kind::Writes},
                                              {"writes", FilterTerm::Kind::Writes},
                                              {"kernel", FilterTerm::Kind::KernelBytes},
                                              {"reg", FilterTerm::Kind::Register},
                                              {"problem", FilterTerm::Kind::Problem}}};

struct Sign {
  std::string_view text;
  Compare compare;
};
constexpr std::array<Sign, 4> kSigns = {
    {{"!=", Compare::NotEqual}, {"=", Compare::Equal}, {"<", Compare::Less}, {">", Compare::Greater}}};

template <class Number>
bool holds(Compare compare, Number a, Number b) {
  switch (compare) {
    case Compare::Equal:
      return a == b;
    case Compare::NotEqual:
      return a != b;
    case Compare::Less:
      return a < b;
    case Compare::Greater:
      return a > b;
  }
  return false;
}

// The path of a field, or its bare name where one register has it.
std::optional<regdb::FieldRef> find_field(const regdb::Generation& generation, std::string_view name) {
  if (auto field = generation.field(name)) return field;
  for (const regdb::Block& block : generation.blocks) {
    for (const regdb::Register& reg : block.registers) {
      const std::string path = block.name + "." + reg.name;
      for (const regdb::Field& field : reg.fields) {
        const bool same = field.name == name || reg.name + "." + field.name == name ||
                          ((reg.name == name || path == name) && reg.fields.size() == 1);
        if (same) return regdb::FieldRef{nullptr, &block, &reg, 0, &field};
      }
    }
  }
  return std::nullopt;
}

Result<std::int64_t> number_of(std::string_view text, const regdb::Field* field) {
  const NameLookup names = [field](std::string_view word) -> std::optional<std::int64_t> {
    if (field == nullptr || field->enumeration == nullptr) return std::nullopt;
    for (const auto& [value, name] : field->enumeration->values)
      if (name == word) return value;
    return std::nullopt;
  };
  return evaluate(text, names);
}

Result<FilterTerm> compared_term(FilterTerm term, std::string_view rest,
                                 const regdb::Generation* generation) {
  std::string_view name = rest;
  std::optional<std::string_view> number;
  // The first one counts: the number behind it may be "1<<20".
  std::size_t first = rest.size();
  for (const Sign& sign : kSigns) {
    const std::size_t at = rest.find(sign.text);
    if (at >= first) continue;
    first = at;
    name = rest.substr(0, at);
    number = rest.substr(at + sign.text.size());
    term.compare = sign.compare;
  }
  const regdb::Field* field = nullptr;
  if (term.kind == FilterTerm::Kind::Register) {
    const auto found = generation == nullptr ? std::nullopt : find_field(*generation, name);
    if (!found) return Error{"no field is called \"" + std::string(name) + "\"", {}};
    term.text = found->path();
    field = found->field;
  } else if (!name.empty()) {
    return Error{"kernel: takes a comparison, such as kernel:>0", {}};
  }
  if (number) {
    ANE_TRY(term.number, number_of(*number, field));
  }
  return term;
}

Result<FilterTerm> parse_term(std::string_view word, const regdb::Generation* generation) {
  FilterTerm term;
  if (word == "problem" || word == "problems") {
    term.kind = FilterTerm::Kind::Problem;
    return term;
  }
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) {
    term.text = word;
    return term;
  }
  const std::string_view name = word.substr(0, colon);
  const auto* prefix =
      std::find_if(kPrefixes.begin(), kPrefixes.end(), [&](const Prefix& p) { return p.word == name; });
  if (prefix == kPrefixes.end())
    return Error{"\"" + std::string(name) + ":\" is none of op: engine: in: out: kernel: reg:", {}};
  term.kind = prefix->kind;
  const std::string_view rest = word.substr(colon + 1);
  if (term.kind == FilterTerm::Kind::Register || term.kind == FilterTerm::Kind::KernelBytes)
    return compared_term(std::move(term), rest, generation);
  term.text = rest;
  return term;
}

bool meets(const FilterTerm& term, const TaskRow& row) {
  switch (term.kind) {
    case FilterTerm::Kind::Text:
      return contains_text(row.summary, term.text) || contains_text(row.reads, term.text) ||
             contains_text(row.writes, term.text) || contains_text(row.result, term.text);
    case FilterTerm::Kind::Operation:
      return contains_text(row.kind, term.text) || contains_text(row.summary, term.text);
    case FilterTerm::Kind::Engine:
      return contains_text(row.engine, term.text);
    case FilterTerm::Kind::Reads:
      return contains_text(row.reads, term.text);
    case FilterTerm::Kind::Writes:
      return contains_text(row.writes, term.text);
    case FilterTerm::Kind::Problem:
      return row.problem;
    case FilterTerm::Kind::KernelBytes:
      return holds(term.compare, static_cast<std::int64_t>(row.kernel_bytes), term.number);
    case FilterTerm::Kind::Register:
      return true;
  }
  return true;
}

}  // namespace

bool is_slow(const std::vector<FilterTerm>& terms) {
  return std::any_of(terms.begin(), terms.end(),
                     [](const FilterTerm& term) { return term.kind == FilterTerm::Kind::Register; });
}

Result<std::vector<FilterTerm>> parse_filter(std::string_view text, const regdb::Generation* generation) {
  std::vector<FilterTerm> terms;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) {
      ANE_TRY(FilterTerm term, parse_term(text.substr(0, end), generation));
      terms.push_back(std::move(term));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return terms;
}

std::shared_ptr<const std::vector<std::size_t>> filter_tasks(const document::DocumentPtr& document,
                                                             const TaskTablePtr& table,
                                                             const std::vector<FilterTerm>& terms,
                                                             Progress& progress) {
  auto kept = std::make_shared<std::vector<std::size_t>>();
  for (std::size_t i = 0; i < table->rows().size(); ++i) {
    const bool fits = std::all_of(terms.begin(), terms.end(),
                                  [&](const FilterTerm& term) { return meets(term, table->rows()[i]); });
    if (fits) kept->push_back(i);
  }
  for (const FilterTerm& term : terms) {
    if (term.kind != FilterTerm::Kind::Register) continue;
    const auto field = document->generation()->field(term.text);
    if (!field) continue;
    std::shared_ptr<const std::vector<task::RegisterState>> states;
    if (field->header == nullptr) {
      states = table->timeline(field->address(), progress);
      if (!states) return nullptr;
    }
    const auto fails = [&](std::size_t i) {
      std::uint32_t word = 0;
      if (field->header != nullptr) {
        Diagnostics ignored;
        word = document->decode(i, ignored).header_word(*field->header);
      } else {
        if ((*states)[i].origin == task::Origin::Unset) return true;
        word = (*states)[i].value;
      }
      const regdb::FieldValue value = regdb::unpack(*field->field, word);
      if (value.is_real) return !holds(term.compare, value.real, static_cast<double>(term.number));
      return !holds(term.compare, value.number, term.number);
    };
    kept->erase(std::remove_if(kept->begin(), kept->end(), fails), kept->end());
  }
  return kept;
}

}  // namespace ane::state
