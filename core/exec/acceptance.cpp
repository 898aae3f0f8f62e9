#include "core/exec/acceptance.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/embed.hpp"
#include "core/base/text.hpp"

namespace ane::exec {

/// The embedded file belongs to the program, so that what does not fit it is a defect that the tests find;
/// the row is left out then, and a field without a row is refused.
struct AcceptanceReader {
  const regdb::Generation& generation;
  Acceptance& table;

  void read(const nlohmann::json& json) {
    for (const auto& row : json.at("rows")) {
      for (const auto& field : row.at("fields")) add(row, field.get<std::string>());
    }
    for (const auto& entry : json.at("unknown_bits_ignored")) {
      const std::string name = entry.at("register").get<std::string>();
      for (const regdb::Block& block : generation.blocks) {
        for (const regdb::Register& reg : block.registers) {
          if (block.name + "." + reg.name == name) table.any_bits_.push_back(reg.address);
        }
      }
    }
  }

  void add(const nlohmann::json& row, const std::string& path) {
    const auto field = generation.field(path);
    if (!field) return;
    AcceptanceRow out;
    out.field = *field;
    const std::string engines = row.at("engines").get<std::string>();
    out.neural = engines != "planar";
    out.planar = engines != "neural";
    out.section = row.at("section").get<std::string>();
    if (row.contains("accept")) {
      out.kind = AcceptanceRow::Kind::Values;
      out.accepted = row.at("accept").get<std::vector<double>>();
      out.why = row.at("reason").get<std::string>();
    } else {
      const bool ignored = row.contains("ignored");
      out.kind = ignored ? AcceptanceRow::Kind::Ignored : AcceptanceRow::Kind::Rule;
      out.why = row.at(ignored ? "ignored" : "rule").get<std::string>();
    }
    table.rows_.push_back(std::move(out));
  }
};

bool Acceptance::is_there(const regdb::Generation& generation) {
  const std::vector<embed::File> files = embed::execution();
  return std::any_of(files.begin(), files.end(),
                     [&](const embed::File& file) { return file.name == generation.id; });
}

std::shared_ptr<const Acceptance> Acceptance::of(const regdb::Generation& generation) {
  for (const embed::File& file : embed::execution()) {
    if (file.name != generation.id) continue;
    const nlohmann::json json = nlohmann::json::parse(file.text, nullptr, false);
    if (json.is_discarded()) return nullptr;
    auto table = std::make_shared<Acceptance>();
    AcceptanceReader{generation, *table}.read(json);
    return table;
  }
  return nullptr;
}

void Acceptance::check_words(Gate& gate) const {
  const Registers& registers = gate.registers();
  const regdb::Generation& generation = registers.generation();
  for (const auto& [address, value] : registers.words()) {
    const auto reg = generation.find(address);
    if (!reg) {
      gate.refuse_word("register " + hex(address), hex(value), "no register is known there", "12");
      continue;
    }
    const std::uint32_t unknown = regdb::uncovered_bits(reg->reg->fields, value);
    if (unknown == 0 || std::find(any_bits_.begin(), any_bits_.end(), address) != any_bits_.end()) continue;
    gate.refuse_word(reg->path(), hex(value),
                     "bits " + hex(unknown) + " are set, and nobody knows what they do", "12");
  }
  for (const regdb::HeaderWord& word : generation.header) {
    const std::uint32_t value = registers.task().header_word(word);
    const std::uint32_t unknown = regdb::uncovered_bits(word.fields, value);
    if (unknown != 0)
      gate.refuse_word(word.name, hex(value),
                       "bits " + hex(unknown) + " are set, and nobody knows what they do", "3");
  }
}

void Acceptance::apply(Gate& gate, Engine engine) const {
  check_words(gate);
  const Registers& registers = gate.registers();
  for (const AcceptanceRow& row : rows_) {
    if (row.kind != AcceptanceRow::Kind::Values || !(engine == Engine::Neural ? row.neural : row.planar))
      continue;
    regdb::FieldRef field = row.field;
    const std::uint32_t elements = field.header != nullptr ? 1 : std::max<std::uint32_t>(1, field.reg->count);
    for (field.element = 0; field.element < elements; ++field.element) {
      const auto word = registers.word(field);
      if (!word) {
        gate.refuse_word(field.path(), "", "not written by this task, and carried-over values are never used",
                         "3");
        continue;
      }
      const regdb::FieldValue value = regdb::unpack(*field.field, *word);
      const double number = value.is_real ? value.real : static_cast<double>(value.number);
      if (std::find(row.accepted.begin(), row.accepted.end(), number) == row.accepted.end())
        gate.refuse(field, row.why, row.section);
    }
  }
}

}  // namespace ane::exec
