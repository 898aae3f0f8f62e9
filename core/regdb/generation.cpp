#include "core/regdb/generation.hpp"

#include <algorithm>
#include <charconv>

namespace ane::regdb {
namespace {

std::string element_name(const Register& reg, std::uint32_t element) {
  return reg.count > 1 ? reg.name + "[" + std::to_string(element) + "]" : reg.name;
}

struct Indexed {
  std::string_view name;
  std::uint32_t element = 0;
  bool well_formed = true;
};

// "CoeffBaseAddr[3]" → CoeffBaseAddr, 3
Indexed split_index(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos) return {text};
  Indexed result{text.substr(0, open)};
  const std::string_view digits = text.substr(open + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result.element);
  result.well_formed = error == std::errc{} && end + 1 == digits.data() + digits.size() && *end == ']';
  return result;
}

const Field* find_field(const std::vector<Field>& fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return at == fields.end() ? nullptr : &*at;
}

}  // namespace

std::string_view kind_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::Uint:
      return "uint";
    case FieldKind::Int:
      return "int";
    case FieldKind::Bool:
      return "bool";
    case FieldKind::Enum:
      return "enum";
    case FieldKind::Float16:
      return "float16";
    case FieldKind::Float32:
      return "float32";
    case FieldKind::Address:
      return "address";
    case FieldKind::Reserved:
      return "reserved";
  }
  return "uint";
}

std::string_view confidence_name(Confidence confidence) {
  switch (confidence) {
    case Confidence::High:
      return "high";
    case Confidence::Medium:
      return "medium";
    case Confidence::Low:
      return "low";
    case Confidence::Unstated:
      return "unstated";
  }
  return "unstated";
}

bool is_placeholder(std::string_view name) {
  return name.starts_with("Reserved") || name.starts_with("Unknown") || name.starts_with("Unmapped");
}

std::string RegisterRef::path() const {
  return block->name + "." + element_name(*reg, element);
}

std::string FieldRef::path() const {
  if (header != nullptr) return header->name + "." + field->name;
  return block->name + "." + element_name(*reg, element) + "." + field->name;
}

std::optional<RegisterRef> Generation::find(std::uint32_t address) const {
  const std::uint32_t word = address / 4;
  if (address % 4 != 0 || word >= by_word_.size() || by_word_[word] == 0) return std::nullopt;
  const Place& place = places_[by_word_[word] - 1];
  const Block& block = blocks[place.block];
  return RegisterRef{&block, &block.registers[place.reg], place.element};
}

std::optional<FieldRef> Generation::field(std::string_view path) const {
  const std::size_t first = path.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::string_view owner = path.substr(0, first);
  const std::string_view rest = path.substr(first + 1);
  const std::size_t second = rest.find('.');
  if (second == std::string_view::npos) {
    const auto in = [&](const HeaderWord& word) -> std::optional<FieldRef> {
      const Field* found = word.name == owner ? find_field(word.fields, rest) : nullptr;
      if (found == nullptr) return std::nullopt;
      return FieldRef{&word, nullptr, nullptr, 0, found};
    };
    for (const HeaderWord& word : header) {
      if (auto found = in(word)) return found;
    }
    return encoding.extended ? in(encoding.extended->layout) : std::nullopt;
  }
  const Indexed wanted = split_index(rest.substr(0, second));
  for (const Block& block : blocks) {
    if (block.name != owner) continue;
    for (const Register& reg : block.registers) {
      if (reg.name != wanted.name || wanted.element >= reg.count || !wanted.well_formed) continue;
      if (const Field* found = find_field(reg.fields, rest.substr(second + 1))) {
        return FieldRef{nullptr, &block, &reg, wanted.element, found};
      }
    }
  }
  return std::nullopt;
}

std::optional<FieldRef> Generation::by_concept(std::string_view concept_name, std::uint32_t element) const {
  const auto found = concepts_.find(concept_name);
  if (found == concepts_.end()) return std::nullopt;
  FieldRef ref = found->second;
  if (element != 0 && (ref.reg == nullptr || element >= ref.reg->count)) return std::nullopt;
  ref.element = element;
  return ref;
}

std::vector<std::string_view> Generation::concepts() const {
  std::vector<std::string_view> names;
  for (const auto& [key, ref] : concepts_) names.push_back(key);
  return names;
}

std::optional<ResetValue> Generation::reset_value(std::uint32_t address) const {
  const auto at =
      std::lower_bound(reset_values.begin(), reset_values.end(), address,
                       [](const ResetValue& value, std::uint32_t a) { return value.address < a; });
  if (at == reset_values.end() || at->address != address) return std::nullopt;
  return *at;
}

void Generation::index() {
  const auto note_concepts = [&](const std::vector<Field>& fields, FieldRef ref) {
    for (const Field& field : fields) {
      ref.field = &field;
      if (!field.concept_name.empty()) concepts_.emplace(field.concept_name, ref);
    }
  };
  for (const HeaderWord& word : header) note_concepts(word.fields, {&word, nullptr, nullptr, 0, nullptr});
  if (encoding.extended) {
    const HeaderWord& word = encoding.extended->layout;
    note_concepts(word.fields, {&word, nullptr, nullptr, 0, nullptr});
  }
  for (std::uint32_t b = 0; b < blocks.size(); ++b) {
    for (std::uint32_t r = 0; r < blocks[b].registers.size(); ++r) {
      const Register& reg = blocks[b].registers[r];
      note_concepts(reg.fields, {nullptr, &blocks[b], &reg, 0, nullptr});
      for (std::uint32_t element = 0; element < reg.count; ++element) {
        const std::size_t word = (reg.address + element * reg.stride) / 4;
        if (word >= by_word_.size()) by_word_.resize(word + 1);
        if (by_word_[word] != 0) continue;  // the lint reports the clash
        places_.push_back({b, r, element});
        by_word_[word] = static_cast<std::uint32_t>(places_.size());
      }
    }
  }
}

}  // namespace ane::regdb
