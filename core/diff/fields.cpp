#include "core/diff/fields.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace ane::diff {
namespace {

using regdb::FieldRef;
using regdb::Generation;

struct RoleOf {
  std::string_view concept_name;
  FieldRole role;
};
constexpr std::array<RoleOf, 24> kRoles = {{
    {"task.id", FieldRole::TaskNumber},
    {"task.dependency", FieldRole::Dependency},
    {"task.network", FieldRole::Network},
    {"task.next_offset", FieldRole::Link},
    {"task.next_size", FieldRole::Link},
    {"task.size", FieldRole::Link},
    {"task.not_first", FieldRole::Position},
    {"task.last", FieldRole::Position},
    {"buffer.source1", FieldRole::BufferNumber},
    {"buffer.source2", FieldRole::BufferNumber},
    {"buffer.result", FieldRole::BufferNumber},
    {"buffer.kernel", FieldRole::BufferNumber},
    {"buffer.task", FieldRole::BufferNumber},
    {"source1.base", FieldRole::Address},
    {"source1.base_high", FieldRole::Address},
    {"source2.base", FieldRole::Address},
    {"source2.base_high", FieldRole::Address},
    {"result.base", FieldRole::Address},
    {"result.base_high", FieldRole::Address},
    {"kernel.base", FieldRole::ConstantAddress},
    {"kernel.base_high", FieldRole::ConstantAddress},
    {"kernel.channel_base", FieldRole::ConstantAddress},
    {"table.base", FieldRole::ConstantAddress},
    {"table.base_high", FieldRole::ConstantAddress},
}};

/// Concepts that mean nothing where another one is 0, beside what the names of registers tell.
struct Switch {
  std::string_view field, enable;
};
constexpr std::array<Switch, 6> kSwitches = {{{"buffer.source1", "buffer.source1_enable"},
                                              {"buffer.source2", "buffer.source2_enable"},
                                              {"buffer.result", "buffer.result_enable"},
                                              {"buffer.kernel", "buffer.kernel_enable"},
                                              {"buffer.task", "buffer.task_enable"},
                                              {"ne.palette_bits", "ne.palettized"}}};

FieldRole role_of(const FieldRef& ref) {
  if (ref.field == nullptr || ref.field->concept_name.empty()) return FieldRole::Plain;
  const auto* found = std::find_if(kRoles.begin(), kRoles.end(), [&](const RoleOf& r) {
    return r.concept_name == ref.field->concept_name;
  });
  return found == kRoles.end() ? FieldRole::Plain : found->role;
}

std::string element_text(const FieldRef& ref) {
  return ref.reg->count > 1 ? "[" + std::to_string(ref.element) + "]" : std::string();
}

std::string word_path(const FieldRef& ref) {
  if (ref.header != nullptr) return ref.header->name;
  return ref.block->name + "." + ref.reg->name + element_text(ref);
}

std::string path_of(const FieldRef& ref, bool slot) {
  if (slot) return word_path(ref) + ".slot";
  return word_path(ref) + "." + (ref.field != nullptr ? ref.field->name : std::string("unknown_bits"));
}

bool takes_slots(const Generation& generation) {
  return std::any_of(generation.encoding.records.begin(), generation.encoding.records.end(),
                     [](const regdb::RecordLayout& layout) { return layout.slot_width != 0; });
}

bool has_base_concept(const regdb::Register& reg) {
  return std::any_of(reg.fields.begin(), reg.fields.end(), [](const regdb::Field& field) {
    return field.concept_name.ends_with(".base") || field.concept_name.ends_with("_base");
  });
}

/// A word of the header or of the register file and what it is made of.
void add_word(FieldRef word, const std::vector<regdb::Field>& fields, bool slots,
              std::vector<ComparedField>& out) {
  const auto add = [&](const regdb::Field* field, std::uint32_t uncovered, bool slot) {
    word.field = field;
    ComparedField compared;
    compared.a = word;
    compared.role = slot ? FieldRole::BufferNumber : role_of(word);
    compared.slot = slot;
    compared.uncovered = uncovered;
    out.push_back(compared);
  };
  std::uint32_t covered = 0;
  for (const regdb::Field& field : fields) {
    covered |= static_cast<std::uint32_t>(((std::uint64_t{1} << field.width) - 1) << field.lsb);
    add(&field, 0, false);
  }
  if (covered != 0xffffffff) add(nullptr, ~covered, false);
  if (slots && word.reg != nullptr && has_base_concept(*word.reg)) add(nullptr, 0, true);
}

std::vector<ComparedField> fields_of(const Generation& generation) {
  std::vector<ComparedField> out;
  const bool slots = takes_slots(generation);
  const auto header = [&](const regdb::HeaderWord& word) {
    FieldRef ref;
    ref.header = &word;
    add_word(ref, word.fields, false, out);
  };
  for (const regdb::HeaderWord& word : generation.header) header(word);
  if (generation.encoding.extended) header(generation.encoding.extended->layout);
  for (const regdb::Block& block : generation.blocks) {
    for (const regdb::Register& reg : block.registers) {
      for (std::uint32_t i = 0; i < reg.count; ++i) {
        FieldRef ref;
        ref.block = &block;
        ref.reg = &reg;
        ref.element = i;
        add_word(ref, reg.fields, slots, out);
      }
    }
  }
  return out;
}

/// What a field is called in every generation: its concept, else its path.
std::string key_of(const ComparedField& field, bool by_concept) {
  const FieldRef& ref = field.any();
  const bool named = ref.field != nullptr && !ref.field->concept_name.empty();
  if (!by_concept || !named || field.slot) return field.path();
  const std::string element = ref.reg != nullptr ? element_text(ref) : std::string();
  return "concept " + ref.field->concept_name + element;
}

/// Joins fields of B to those of A that have the same key, once each.
void add_pairs(std::vector<ComparedField>& fields, std::vector<ComparedField>& others, bool by_concept) {
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < others.size(); ++i)
    if (others[i].a) index.emplace(key_of(others[i], by_concept), i);
  for (ComparedField& field : fields) {
    if (field.b) continue;
    const auto found = index.find(key_of(field, by_concept));
    if (found == index.end() || !others[found->second].a) continue;
    ComparedField& other = others[found->second];
    // Uncovered bits are the same field only where they are the same bits.
    if (other.uncovered != field.uncovered) continue;
    field.b = other.a;
    other.a.reset();
  }
}

bool is_enable(const ComparedField& field) {
  const FieldRef& ref = field.any();
  if (ref.reg == nullptr || ref.field == nullptr) return false;
  return ref.field->name == "En" || ref.field->name == "Enable";
}

/// "Src1" of "Src1DMAConfig": registers of the same block whose names begin with it belong to that DMA.
std::optional<std::string_view> dma_stem(const ComparedField& field) {
  constexpr std::string_view kSuffix = "DMAConfig";
  const std::string_view name = field.any().reg->name;
  if (!name.ends_with(kSuffix)) return std::nullopt;
  return name.substr(0, name.size() - kSuffix.size());
}

/// True where `enable` switches `field`: bits of the same register, or a register of the same DMA.
bool switches(const ComparedField& enable, const ComparedField& field) {
  const FieldRef& e = enable.any();
  const FieldRef& f = field.any();
  if (f.reg == nullptr || f.block != e.block || &enable == &field) return false;
  if (f.reg == e.reg) return f.element == e.element;
  const auto stem = dma_stem(enable);
  if (!stem || is_enable(field) || regdb::is_placeholder(f.reg->name) || !f.reg->name.starts_with(*stem))
    return false;
  return f.reg->count == e.reg->count && f.element == e.element;
}

std::size_t closeness(const ComparedField& enable, const ComparedField& field) {
  if (enable.any().reg == field.any().reg) return std::string_view::npos;
  return dma_stem(enable)->size() + 1;
}

/// "source2" of "Source2DMAConfig": by the concepts of the registers that it switches.
std::optional<std::string> operand_of(const std::vector<ComparedField>& fields, std::uint32_t enable) {
  for (const ComparedField& field : fields) {
    const regdb::Field* f = field.any().field;
    if (field.any().reg == nullptr || f == nullptr || !f->concept_name.ends_with(".row_stride")) continue;
    if (field.switched_by == enable) return f->concept_name.substr(0, f->concept_name.find('.'));
  }
  return std::nullopt;
}

void find_switches(std::vector<ComparedField>& fields) {
  std::vector<std::uint32_t> enables;
  std::map<std::string, std::uint32_t> concepts;
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (is_enable(fields[i])) enables.push_back(i);
    const FieldRef& ref = fields[i].any();
    if (ref.field != nullptr && ref.element == 0) concepts.emplace(ref.field->concept_name, i);
  }
  for (ComparedField& field : fields) {
    std::size_t best = 0;
    for (const std::uint32_t enable : enables) {
      if (!switches(fields[enable], field) || closeness(fields[enable], field) <= best) continue;
      best = closeness(fields[enable], field);
      field.switched_by = enable;
    }
  }
  // Where a generation switches an operand by a field elsewhere, that one counts.
  std::map<std::uint32_t, std::uint32_t> instead;
  for (const std::uint32_t enable : enables) {
    const auto operand = dma_stem(fields[enable]) ? operand_of(fields, enable) : std::nullopt;
    const auto dma = operand ? concepts.find(*operand + ".dma") : concepts.end();
    if (dma != concepts.end()) instead.emplace(enable, dma->second);
  }
  for (ComparedField& field : fields)
    if (field.switched_by && instead.contains(*field.switched_by))
      field.switched_by = instead.at(*field.switched_by);
  for (const Switch& pair : kSwitches) {
    const auto field = concepts.find(std::string(pair.field));
    const auto enable = concepts.find(std::string(pair.enable));
    if (field != concepts.end() && enable != concepts.end())
      fields[field->second].switched_by = enable->second;
  }
}

}  // namespace

std::string ComparedField::path() const {
  return path_of(any(), slot);
}

std::string ComparedField::other_path() const {
  if (!a || !b) return {};
  std::string other = path_of(*b, slot);
  return other == path() ? std::string() : other;
}

std::string ComparedField::register_path() const {
  const FieldRef& ref = any();
  return ref.header != nullptr ? ref.header->name : ref.block->name + "." + ref.reg->name;
}

std::string ComparedField::block() const {
  return any().header != nullptr ? "Header" : any().block->name;
}

bool ComparedField::unknown() const {
  if (slot) return false;
  const FieldRef& ref = any();
  if (ref.field == nullptr || ref.field->kind == regdb::FieldKind::Reserved) return true;
  if (regdb::is_placeholder(ref.field->name)) return true;
  return ref.reg != nullptr && ref.reg->placeholder();
}

std::vector<ComparedField> plan_fields(const Generation& a, const Generation& b) {
  std::vector<ComparedField> fields = fields_of(a);
  std::vector<ComparedField> others = fields_of(b);
  if (&a != &b && a.id != b.id) add_pairs(fields, others, true);
  add_pairs(fields, others, false);
  for (ComparedField& other : others) {
    if (!other.a) continue;
    other.b = other.a;
    other.a.reset();
    fields.push_back(other);
  }
  find_switches(fields);
  return fields;
}

}  // namespace ane::diff
