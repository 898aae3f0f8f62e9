// The databases that the program carries, held against their own JSON.

#include <gtest/gtest.h>

#include <map>

#include "core/base/embed.hpp"
#include "core/regdb/lint.hpp"
#include "tests/unit/regdb/minimal.hpp"

namespace ane::regdb {
namespace {

using test::for_every_generation;
using test::Json;

Json json_of(const std::string& id) {
  for (const embed::File& file : embed::registers()) {
    if (file.name == id) return Json::parse(file.text);
  }
  ADD_FAILURE() << id << " is not embedded";
  return {};
}

std::uint32_t number_of(const Json& value) {
  if (value.is_number()) return value.get<std::uint32_t>();
  return static_cast<std::uint32_t>(std::stoul(value.get<std::string>(), nullptr, 0));
}

TEST(Embedded, HasTheGenerationsOfTheAssets) {
  EXPECT_EQ(Database::embedded()->ids(),
            (std::vector<std::string>{"h11", "h12", "h13", "h14", "h15", "h16", "h17", "h18", "h18g"}));
}

TEST(Embedded, EveryDatabaseIsSound) {
  for_every_generation([](const Generation& generation) {
    for (const std::string& fault : lint(generation)) ADD_FAILURE() << fault;
  });
}

TEST(Embedded, EveryDatabaseIsNamedAfterItself) {
  const auto database = Database::embedded();
  for (const std::string& id : database->ids()) {
    const auto generation = database->generation(id);
    ASSERT_TRUE(generation);
    EXPECT_EQ((*generation)->id, id);
  }
}

/// "Block.Register[element]" by address, straight from the JSON.
std::map<std::uint32_t, std::string> places_in(const Json& json) {
  std::map<std::uint32_t, std::string> places;
  for (const Json& block : json["blocks"]) {
    for (const Json& reg : block["registers"]) {
      const std::uint32_t count = reg.value("count", 1u);
      const std::uint32_t first = number_of(block["base"]) + number_of(reg["offset"]);
      const std::string path = block["name"].get<std::string>() + "." + reg["name"].get<std::string>();
      for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t address = first + i * reg.value("stride", 4u);
        places[address] = count > 1 ? path + "[" + std::to_string(i) + "]" : path;
      }
    }
  }
  return places;
}

TEST(Embedded, FindAgreesWithTheJsonAtEveryAddress) {
  for_every_generation([](const Generation& generation) {
    const auto places = places_in(json_of(generation.id));
    ASSERT_FALSE(places.empty());
    for (std::uint32_t address = 0; address <= places.rbegin()->first + 16; ++address) {
      const auto found = generation.find(address);
      const auto expected = places.find(address);
      ASSERT_EQ(found ? found->path() : "", expected == places.end() ? "" : expected->second)
          << "address " << std::hex << address;
    }
  });
}

TEST(Embedded, FindKnowsNothingFarAway) {
  for_every_generation([](const Generation& generation) {
    EXPECT_FALSE(generation.find(0xfffffffc));
    EXPECT_FALSE(generation.find(0x7fffffff));
  });
}

TEST(Embedded, EveryRegisterFieldIsFoundByItsPath) {
  for_every_generation([](const Generation& generation) {
    for (const Block& block : generation.blocks) {
      for (const Register& reg : block.registers) {
        for (const Field& field : reg.fields) {
          const RegisterRef last{&block, &reg, reg.count - 1};
          const auto found = generation.field(last.path() + "." + field.name);
          ASSERT_TRUE(found) << last.path() << "." << field.name;
          ASSERT_EQ(found->field, &field);
          ASSERT_EQ(found->element, reg.count - 1);
          ASSERT_EQ(found->path(), last.path() + "." + field.name);
          ASSERT_EQ(generation.find(found->address())->path(), last.path());
        }
      }
    }
  });
}

TEST(Embedded, EveryHeaderFieldIsFoundByItsPath) {
  for_every_generation([](const Generation& generation) {
    std::vector<const HeaderWord*> words;
    for (const HeaderWord& word : generation.header) words.push_back(&word);
    if (generation.encoding.extended) words.push_back(&generation.encoding.extended->layout);
    for (const HeaderWord* word : words) {
      for (const Field& field : word->fields) {
        const auto found = generation.field(word->name + "." + field.name);
        ASSERT_TRUE(found) << word->name << "." << field.name;
        ASSERT_EQ(found->header, word);
        ASSERT_EQ(found->field, &field);
      }
    }
  });
}

TEST(Embedded, EveryConceptLeadsToTheFieldThatCarriesIt) {
  for_every_generation([](const Generation& generation) {
    for (const std::string_view name : generation.concepts()) {
      const auto found = generation.by_concept(name);
      ASSERT_TRUE(found) << name;
      EXPECT_EQ(found->field->concept_name, name);
      const std::uint32_t count = found->reg == nullptr ? 1 : found->reg->count;
      EXPECT_EQ(generation.by_concept(name, count - 1)->element, count - 1);
      EXPECT_FALSE(generation.by_concept(name, count)) << name;
    }
  });
}

TEST(Embedded, EveryResetValueIsFoundAtItsAddress) {
  for_every_generation([](const Generation& generation) {
    for (const ResetValue& reset : generation.reset_values) {
      ASSERT_TRUE(generation.find(reset.address));
      ASSERT_TRUE(generation.reset_value(reset.address));
      EXPECT_EQ(generation.reset_value(reset.address)->value, reset.value);
      EXPECT_FALSE(generation.reset_value(reset.address + 1));
    }
  });
}

TEST(Embedded, TasksOfH13AreDecoded) {
  const auto generation = Database::embedded()->generation("h13");
  ASSERT_TRUE(generation);
  const auto& walk = (*generation)->encoding.walk;
  ASSERT_TRUE(walk);
  EXPECT_EQ(walk->id.path(), "Header0.TID");
  EXPECT_EQ(walk->last->path(), "Header0.EON");
  EXPECT_EQ(walk->next_offset->path(), "Header7.NextPointer");
  EXPECT_EQ(walk->next_size->path(), "Header1.NextSize");
  EXPECT_EQ(walk->next_size_bias, 1u);
  EXPECT_EQ((*generation)->encoding.order, TaskOrder::LinkedList);
}

}  // namespace
}  // namespace ane::regdb
