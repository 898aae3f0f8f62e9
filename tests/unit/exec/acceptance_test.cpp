// The table of accepted values says something of every field, once.

#include "core/exec/acceptance.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "core/regdb/database.hpp"

namespace ane::exec {
namespace {

const regdb::Generation& h13() {
  static const regdb::GenerationPtr generation = *regdb::Database::embedded()->generation("h13");
  return *generation;
}

std::set<std::string> all_fields(const regdb::Generation& generation) {
  std::set<std::string> names;
  const auto of_header = [&](const regdb::HeaderWord& word) {
    for (const regdb::Field& field : word.fields) names.insert(word.name + "." + field.name);
  };
  for (const regdb::HeaderWord& word : generation.header) of_header(word);
  if (generation.encoding.extended) of_header(generation.encoding.extended->layout);
  for (const regdb::Block& block : generation.blocks) {
    for (const regdb::Register& reg : block.registers) {
      for (const regdb::Field& field : reg.fields)
        names.insert(block.name + "." + reg.name + "." + field.name);
    }
  }
  return names;
}

std::string path_of(const AcceptanceRow& row) {
  std::string path = row.field.path();
  // Rows hold for all elements of an array.
  if (const std::size_t at = path.find('['); at != std::string::npos) path.erase(at, path.find(']') - at + 1);
  return path;
}

TEST(Acceptance, SpeaksOfEveryFieldOnceForEachEngine) {
  const auto table = Acceptance::of(h13());
  ASSERT_NE(table, nullptr);
  const std::set<std::string> fields = all_fields(h13());
  for (const bool neural : {true, false}) {
    std::map<std::string, int> count;
    for (const AcceptanceRow& row : table->rows()) {
      if (neural ? row.neural : row.planar) ++count[path_of(row)];
    }
    for (const std::string& field : fields)
      EXPECT_EQ(count[field], 1) << field << (neural ? " neural" : " planar");
    EXPECT_EQ(count.size(), fields.size()) << "a row names a field that the database does not have";
  }
}

TEST(Acceptance, SaysWhyOfEveryRow) {
  for (const AcceptanceRow& row : Acceptance::of(h13())->rows()) {
    EXPECT_FALSE(row.why.empty()) << path_of(row);
    EXPECT_FALSE(row.section.empty()) << path_of(row);
    EXPECT_EQ(row.kind == AcceptanceRow::Kind::Values, !row.accepted.empty()) << path_of(row);
  }
}

TEST(Acceptance, IsThereForGenerationsThatAreExecutedOnly) {
  for (const std::string& id : regdb::Database::embedded()->ids()) {
    const auto generation = *regdb::Database::embedded()->generation(id);
    EXPECT_EQ(Acceptance::of(*generation) != nullptr, id == "h13") << id;
  }
}

}  // namespace
}  // namespace ane::exec
