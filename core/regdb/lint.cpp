#include "core/regdb/lint.hpp"

#include <map>
#include <set>

#include "core/base/bits.hpp"

namespace ane::regdb {
namespace {

class Linter {
 public:
  explicit Linter(const Generation& generation) : gen_(generation) {}

  std::vector<std::string> run() {
    for (const HeaderWord& word : gen_.header) check_header(word);
    if (gen_.encoding.extended) check_header(gen_.encoding.extended->layout);
    for (const Block& block : gen_.blocks) check_block(block);
    check_walk();
    check_layouts();
    check_reset_values();
    return std::move(faults_);
  }

 private:
  void fault(const std::string& where, const std::string& what) {
    faults_.push_back(gen_.id + ": " + where + ": " + what);
  }

  void check_header(const HeaderWord& word) {
    const std::uint32_t limit = gen_.encoding.header_words;
    const bool extra = gen_.encoding.extended && word.name == gen_.encoding.extended->layout.name;
    if (word.word >= limit + (extra ? 1 : 0)) fault(word.name, "lies behind the header");
    check_fields(word.name, word.fields, word.doc, Confidence::Unstated);
  }

  void check_block(const Block& block) {
    if (!blocks_.insert(block.name).second) fault(block.name, "second block of this name");
    std::set<std::string> names;
    for (const Register& reg : block.registers) {
      const std::string where = block.name + "." + reg.name;
      if (!names.insert(reg.name).second) fault(where, "second register of this name");
      if (reg.doc.empty()) fault(where, "has no doc");
      for (const std::string& source : reg.sources) {
        if (gen_.sources.find(source) == gen_.sources.end())
          fault(where, "source \"" + source + "\" is not listed");
      }
      check_place(block, reg, where);
      check_fields(where, reg.fields, reg.doc, reg.confidence);
    }
  }

  void check_place(const Block& block, const Register& reg, const std::string& where) {
    if (reg.address % 4 != 0 || reg.stride % 4 != 0 || reg.count == 0)
      fault(where, "is not made of whole words");
    for (std::uint32_t i = 0; i < reg.count; ++i) {
      const std::uint32_t address = reg.address + i * reg.stride;
      if (address < block.base || address >= block.base + 4 * block.words)
        fault(where, "reaches out of its block");
      const auto [at, fresh] = taken_.emplace(address, where);
      if (!fresh) fault(where, "shares a word with " + at->second);
    }
  }

  void check_fields(const std::string& where, const std::vector<Field>& fields, const std::string& doc,
                    Confidence) {
    std::uint32_t used = 0;
    std::set<std::string> names;
    for (const Field& field : fields) {
      const std::string path = where + "." + field.name;
      const auto mask = static_cast<std::uint32_t>(low_mask(field.width) << field.lsb);
      if ((used & mask) != 0) fault(path, "overlaps another field");
      used |= mask;
      if (!names.insert(field.name).second) fault(path, "second field of this name");
      if (field.doc.empty() && doc.empty()) fault(path, "has no doc");
      check_kind(field, path);
      if (!field.concept_name.empty()) {
        const auto [at, fresh] = concepts_.emplace(field.concept_name, path);
        if (!fresh) fault(path, "concept " + field.concept_name + " already belongs to " + at->second);
      }
    }
  }

  void check_kind(const Field& field, const std::string& path) {
    if (field.kind == FieldKind::Bool && field.width != 1) fault(path, "a bool has one bit");
    if (field.kind == FieldKind::Float16 && field.width != 16) fault(path, "a float16 has 16 bits");
    if (field.kind == FieldKind::Float32 && field.width != 32) fault(path, "a float32 has 32 bits");
    if (field.kind != FieldKind::Address && field.shift != 0) fault(path, "only addresses have a shift");
    if (field.kind != FieldKind::Enum) return;
    for (const auto& [value, name] : field.enumeration->values) {
      if (value > low_mask(field.width)) fault(path, "value " + name + " does not fit");
    }
  }

  void check_walk() {
    if (!gen_.encoding.walk) return;
    const Walk& walk = *gen_.encoding.walk;
    check_number(walk.id, "id");
    if (walk.size) check_number(*walk.size, "size");
    if (walk.next_offset) check_number(*walk.next_offset, "next_offset");
    if (walk.next_size) check_number(*walk.next_size, "next_size");
  }

  // A walker takes the bits as they are: a number, or an address in bytes.
  void check_number(const FieldRef& ref, const std::string& role) {
    const Field& field = *ref.field;
    const bool plain =
        field.kind == FieldKind::Uint || (field.kind == FieldKind::Address && field.shift == 0);
    if (!plain) fault("encoding.walk", role + " is not a number");
  }

  void check_layouts() {
    const auto& layouts = gen_.encoding.records;
    if (layouts.empty()) fault("encoding.records", "is empty");
    for (std::size_t later = 0; later < layouts.size(); ++later) {
      if ((layouts[later].match_value & ~layouts[later].match_mask) != 0)
        fault(layouts[later].name, "can never match");
      for (std::size_t earlier = 0; earlier < later; ++earlier) {
        const std::uint32_t common = layouts[earlier].match_mask & layouts[later].match_mask;
        const bool told_apart = ((layouts[earlier].match_value ^ layouts[later].match_value) & common) != 0;
        if (!told_apart) fault(layouts[later].name, "cannot be told from " + layouts[earlier].name);
      }
    }
  }

  void check_reset_values() {
    if (gen_.encoding.registers_carry_over && !gen_.reset_values.empty()) {
      fault("encoding.reset_values", "registers carry over, so that nothing is reset");
    }
  }

  const Generation& gen_;
  std::vector<std::string> faults_;
  std::set<std::string> blocks_;
  std::map<std::uint32_t, std::string> taken_;
  std::map<std::string, std::string> concepts_;
};

}  // namespace

std::vector<std::string> lint(const Generation& generation) {
  return Linter(generation).run();
}

}  // namespace ane::regdb
