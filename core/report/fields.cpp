#include "core/report/fields.hpp"

#include "core/base/text.hpp"

namespace ane::report {

void write_fields_json(const std::vector<regdb::Field>& fields, std::uint32_t word, const std::string& prefix,
                       JsonWriter& json) {
  for (const regdb::Field& field : fields) {
    const regdb::FieldValue value = regdb::unpack(field, word);
    json.key(prefix + field.name);
    if (value.is_real) {
      json.value(value.real);
    } else {
      json.value(value.number);
    }
    if (field.kind != regdb::FieldKind::Enum) continue;
    json.key(prefix + field.name + ".name");
    if (value.name.empty()) {
      json.null();
    } else {
      json.value(value.name);
    }
  }
  if (const std::uint32_t rest = regdb::uncovered_bits(fields, word); rest != 0)
    json.member(prefix + "unknown_bits", rest);
}

std::string fields_text(const std::vector<regdb::Field>& fields, std::uint32_t word) {
  std::string text;
  for (const regdb::Field& field : fields) {
    const regdb::FieldValue value = regdb::unpack(field, word);
    if (!text.empty()) text += ' ';
    text += field.name + "=" + regdb::value_text(field, value);
  }
  if (const std::uint32_t rest = regdb::uncovered_bits(fields, word); rest != 0)
    text += " unknown bits " + hex(rest);
  return text;
}

}  // namespace ane::report
