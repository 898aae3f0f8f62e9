#include "core/writer/task_builder.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"

namespace ane::writer {
namespace {

using regdb::Block;
using regdb::FieldRef;
using regdb::RecordLayout;
using regdb::Register;

constexpr std::uint32_t kRegisterBytes = 4;

// In every H13 file; blocks of other names follow in the order of the database.
constexpr std::array<std::string_view, 7> kBlockOrder = {"KernelDMASrc", "Common", "TileDMASrc", "L2",
                                                         "PE",           "NE",     "TileDMADst"};

/// "Name[3]" → "Name" and 3.
struct Indexed {
  std::string_view name;
  std::optional<std::uint32_t> index;
};

Indexed split_index(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos || !text.ends_with(']')) return {text, {}};
  std::uint32_t index = 0;
  const char* end = text.data() + text.size() - 1;
  const auto parsed = std::from_chars(text.data() + open + 1, end, index);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return {text, {}};
  return {text.substr(0, open), index};
}

std::vector<const Block*> blocks_in_order(const regdb::Generation& generation) {
  std::vector<const Block*> blocks;
  for (const Block& block : generation.blocks) blocks.push_back(&block);
  const auto rank = [](const Block* block) {
    return std::find(kBlockOrder.begin(), kBlockOrder.end(), block->name) - kBlockOrder.begin();
  };
  std::stable_sort(blocks.begin(), blocks.end(),
                   [&](const Block* a, const Block* b) { return rank(a) < rank(b); });
  return blocks;
}

/// The record form that writes consecutive registers.
const RecordLayout* burst_form(const regdb::Generation& generation) {
  const auto& forms = generation.encoding.records;
  const auto found = std::find_if(forms.begin(), forms.end(), [](const RecordLayout& form) {
    return form.count_width != 0 && form.mask_width == 0 && form.slot_width == 0;
  });
  return found == forms.end() ? nullptr : &*found;
}

}  // namespace

TaskBuilder::TaskBuilder(regdb::GenerationPtr generation)
    : generation_(std::move(generation)), header_(generation_->encoding.header_words) {}

void TaskBuilder::fail(std::string message) {
  if (!error_) error_ = Error{std::move(message), {}};
}

std::optional<FieldRef> TaskBuilder::find(std::string_view name) const {
  if (auto field = generation_->field(name)) return field;
  const Indexed indexed = split_index(name);
  return generation_->by_concept(indexed.name, indexed.index.value_or(0));
}

std::uint32_t* TaskBuilder::header_word(const regdb::HeaderWord& word) {
  const auto& extended = generation_->encoding.extended;
  if (extended && &word == &extended->layout) return &extra_header_;
  return word.word < header_.size() ? &header_[word.word] : nullptr;
}

std::uint32_t* TaskBuilder::word_of(const FieldRef& ref) {
  if (ref.header != nullptr) return header_word(*ref.header);
  return &registers_[ref.address()];
}

template <class Pack>
TaskBuilder& TaskBuilder::change(std::string_view field, Pack pack) {
  const auto ref = find(field);
  if (!ref) {
    fail(generation_->name + " has no field " + std::string(field));
    return *this;
  }
  std::uint32_t* word = word_of(*ref);
  if (word == nullptr) {
    fail("field " + std::string(field) + " lies outside the header");
    return *this;
  }
  const Result<std::uint32_t> packed = pack(*ref->field, *word);
  if (packed) {
    *word = *packed;
  } else {
    fail(ref->path() + ": " + packed.error().message);
  }
  return *this;
}

TaskBuilder& TaskBuilder::set(std::string_view field, std::int64_t number) {
  return change(field,
                [number](const regdb::Field& f, std::uint32_t word) { return regdb::pack(f, word, number); });
}

TaskBuilder& TaskBuilder::set_real(std::string_view field, double value) {
  return change(
      field, [value](const regdb::Field& f, std::uint32_t word) { return regdb::pack_real(f, word, value); });
}

TaskBuilder& TaskBuilder::set_named(std::string_view field, std::string_view value_name) {
  return change(field, [value_name](const regdb::Field& f, std::uint32_t word) -> Result<std::uint32_t> {
    ANE_TRY(const std::uint32_t number, regdb::enum_number(f, value_name));
    return regdb::pack(f, word, number);
  });
}

std::vector<std::uint32_t> TaskBuilder::registers_named(std::string_view name) const {
  std::vector<std::uint32_t> addresses;
  const std::size_t dot = name.find('.');
  const Indexed wanted = dot == std::string_view::npos ? Indexed{} : split_index(name.substr(dot + 1));
  for (const Block& block : generation_->blocks) {
    if (block.name != name.substr(0, dot)) continue;
    for (const Register& reg : block.registers) {
      if (dot != std::string_view::npos && reg.name != wanted.name) continue;
      for (std::uint32_t i = 0; i < reg.count; ++i) {
        if (!wanted.index || *wanted.index == i) addresses.push_back(reg.address + i * reg.stride);
      }
    }
  }
  return addresses;
}

TaskBuilder& TaskBuilder::set_word(std::string_view name, std::uint32_t word) {
  for (const regdb::HeaderWord& header : generation_->header) {
    std::uint32_t* place = header.name == name ? header_word(header) : nullptr;
    if (place == nullptr) continue;
    *place = word;
    return *this;
  }
  const auto addresses = registers_named(name);
  if (addresses.empty()) fail(generation_->name + " has no register " + std::string(name));
  for (const std::uint32_t address : addresses) registers_[address] = word;
  return *this;
}

TaskBuilder& TaskBuilder::write_all() {
  for (const Block& block : generation_->blocks) write(block.name);
  return *this;
}

TaskBuilder& TaskBuilder::write(std::string_view block_or_register) {
  const auto addresses = registers_named(block_or_register);
  if (addresses.empty())
    fail(generation_->name + " has no block or register " + std::string(block_or_register));
  for (const std::uint32_t address : addresses) registers_.emplace(address, 0);
  return *this;
}

TaskBuilder& TaskBuilder::skip(std::string_view block_or_register) {
  const auto addresses = registers_named(block_or_register);
  if (addresses.empty())
    fail(generation_->name + " has no block or register " + std::string(block_or_register));
  for (const std::uint32_t address : addresses) registers_.erase(address);
  return *this;
}

Result<void> TaskBuilder::append_block(const Block& block, const RecordLayout& form,
                                       std::vector<std::uint32_t>& words) const {
  const std::uint64_t longest = low_mask(form.count_width) + form.count_bias;
  auto at = registers_.lower_bound(block.base);
  const auto end = registers_.lower_bound(block.base + block.words * kRegisterBytes);
  while (at != end) {
    const std::uint32_t start = at->first;
    std::vector<std::uint32_t> run;
    while (at != end && run.size() < longest && at->first == start + run.size() * kRegisterBytes) {
      run.push_back(at->second);
      ++at;
    }
    if (start % form.address_unit != 0 || start / form.address_unit > low_mask(form.address_width)) {
      return Error{"a " + form.name + " record cannot start at register " + hex(start), {}};
    }
    std::uint32_t header = form.match_value;
    header = insert_bits(header, form.address_lsb, form.address_width, start / form.address_unit);
    header = insert_bits(header, form.count_lsb, form.count_width,
                         static_cast<std::uint32_t>(run.size()) - form.count_bias);
    words.push_back(header);
    words.insert(words.end(), run.begin(), run.end());
  }
  return {};
}

Result<std::vector<std::uint32_t>> TaskBuilder::encode() const {
  if (error_) return *error_;
  const RecordLayout* form = burst_form(*generation_);
  if (form == nullptr) return Error{generation_->name + " has no record form for consecutive registers", {}};
  std::vector<std::uint32_t> words = header_;
  const auto& extended = generation_->encoding.extended;
  if (extended && (header_[extended->word] & extended->mask) == extended->equals)
    words.push_back(extra_header_);
  for (const Block* block : blocks_in_order(*generation_)) ANE_CHECK(append_block(*block, *form, words));
  return words;
}

}  // namespace ane::writer
