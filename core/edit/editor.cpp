#include "core/edit/editor.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/edit/paths.hpp"
#include "core/model/buffers.hpp"
#include "core/report/weights.hpp"

namespace ane::edit {
namespace {

bool is_zero(std::uint16_t bits) {
  return (bits & 0x7fff) == 0;
}

std::array<std::uint32_t, 4> small_index(const model::ElementIndex& index) {
  std::array<std::uint32_t, 4> small{};
  for (std::size_t i = 0; i < small.size(); ++i) small[i] = static_cast<std::uint32_t>(index[i]);
  return small;
}

model::ElementIndex wide_index(const std::array<std::uint32_t, 4>& index) {
  return {index[0], index[1], index[2], index[3]};
}

std::string index_text(const model::ElementIndex& index) {
  std::string text;
  for (const std::uint64_t i : index) text += (text.empty() ? "[" : ",") + std::to_string(i);
  return text + "]";
}

/// Sizes without axes of one element in front and, of constants, behind.
std::vector<std::uint64_t> essential(std::span<const std::uint64_t> shape) {
  while (!shape.empty() && shape.front() == 1) shape = shape.subspan(1);
  while (!shape.empty() && shape.back() == 1) shape = shape.first(shape.size() - 1);
  return {shape.begin(), shape.end()};
}

std::string half_text(std::uint16_t bits) {
  return hex(bits, 4) + " (" + number(half_to_double(bits)) + ")";
}

Error expected_other(const std::string& what, const std::string& found, const std::string& expected,
                     Extent where) {
  return {what + " holds " + found + ", the list expects " + expected, where};
}

}  // namespace

Editor::Editor(document::DocumentPtr document)
    : document_(std::move(document)), work_(document_->file()), list_{origin_of(*document_), {}} {}

Result<Editor::Word> Editor::find_word(std::size_t task, std::string_view path) {
  const regdb::Generation* generation = document_->generation();
  if (generation == nullptr || !document_->decodes_tasks())
    return Error{"the tasks of this file are not decoded, so their registers cannot be changed", {}};
  const std::size_t count = document_->tasks().size();
  if (task >= count)
    return Error{"there is no task " + std::to_string(task) + ", the file has " + std::to_string(count), {}};
  Word word;
  ANE_TRY(word.ref, find_path(*generation, path));
  if (decoded_index_ != task) {
    Diagnostics ignored;  // check() reports them
    decoded_ = document_->decode(task, ignored);
    decoded_index_ = task;
  }
  if (word.ref.header != nullptr) {
    if (word.ref.header->word >= decoded_.header.size())
      return Error{"task " + std::to_string(task) + " has no header word " + word.ref.header->name,
                   decoded_.where};
    word.offset = decoded_.where.offset + std::uint64_t{4} * word.ref.header->word;
    return word;
  }
  const task::Write* write = decoded_.last_write(word.ref.address());
  if (write == nullptr)
    return Error{"task " + std::to_string(task) + " does not write " +
                     regdb::RegisterRef{word.ref.block, word.ref.reg, word.ref.element}.path() +
                     ", only words that are in the file can be changed",
                 decoded_.where};
  word.offset = write->offset;
  return word;
}

std::uint32_t Editor::bits_at(const Word& word) const {
  const std::uint32_t bits = work_.word(word.offset);
  const regdb::Field* field = word.ref.field;
  return field == nullptr ? bits : extract_bits(bits, field->lsb, field->width);
}

Result<void> Editor::put(std::size_t task, const Word& word, std::uint32_t bits) {
  const regdb::Field* field = word.ref.field;
  if (field != nullptr && bits > low_mask(field->width))
    return Error{
        path_text(word.ref) + ": " + hex(bits) + " does not fit in " + std::to_string(field->width) + " bits",
        Extent{word.offset, 4}};
  const std::uint32_t before = bits_at(word);
  if (before == bits) return {};
  const std::uint32_t old_word = work_.word(word.offset);
  work_.set_word(word.offset,
                 field == nullptr ? bits : insert_bits(old_word, field->lsb, field->width, bits));
  list_.changes.emplace_back(RegisterChange{task, path_text(word.ref), before, bits});
  return {};
}

Result<void> Editor::set(std::size_t task, std::string_view path, std::string_view value) {
  ANE_TRY(const Word word, find_word(task, path));
  ANE_TRY(const std::uint32_t bits, parse_value(word.ref.field, value));
  return put(task, word, bits);
}

Result<void> Editor::set_bits(std::size_t task, std::string_view path, std::uint32_t bits) {
  ANE_TRY(const Word word, find_word(task, path));
  return put(task, word, bits);
}

const std::vector<model::Constant>& Editor::constants() {
  if (!constants_) constants_ = model::constants_of(*document_);
  return *constants_;
}

Result<const Editor::OpenConstant*> Editor::constant(std::string_view name) {
  if (const auto open = open_.find(name); open != open_.end()) return &open->second;
  const model::Constant* found = nullptr;
  std::vector<std::string_view> names;
  for (const model::Constant& one : constants()) {
    if (one.name == name || report::npy_name(one.name) == name) found = &one;
    names.push_back(one.name);
  }
  if (found == nullptr) {
    static constexpr std::size_t kLongestName = 100;
    const std::string_view close = name.size() > kLongestName ? "" : nearest(name, names);
    return Error{"there are no constants named \"" + escaped(name) + "\"" +
                     (close.empty() ? "" : ", did you mean \"" + std::string(close) + "\"?"),
                 {}};
  }
  if (const auto open = open_.find(found->name); open != open_.end()) return &open->second;
  auto tensor = model::open_constant(document_, *found);
  if (!tensor)
    return Error{found->name + " cannot be changed: " + tensor.error().message, tensor.error().where};
  return &open_.emplace(found->name, OpenConstant{*found, *std::move(tensor)}).first->second;
}

// Gives the change that an element needs, or nothing where it holds the value already.
Result<std::optional<ElementChange>> Editor::changed(const OpenConstant& open,
                                                     const model::ElementIndex& index,
                                                     std::uint16_t bits) const {
  const auto offset = open.tensor->offset_of(index);
  if (!offset) {
    // The form keeps no sign of a zero that it skips.
    if (is_zero(bits)) return std::optional<ElementChange>();
    return Error{open.constant.name + index_text(index) +
                     " is a zero that the zero-skipping form does not store, it cannot become " +
                     half_text(bits),
                 open.constant.chunks.front().bytes};
  }
  const std::uint16_t before = work_.half(*offset);
  if (before == bits) return std::optional<ElementChange>();
  return std::optional(ElementChange{small_index(index), before, bits});
}

void Editor::write_element(const OpenConstant& open, const ElementChange& change) {
  work_.set_half(*open.tensor->offset_of(wide_index(change.index)), change.after);
}

Result<void> Editor::set_weights(std::string_view name, const NpyArray& values) {
  ANE_TRY(const OpenConstant* open, constant(name));
  const model::ConstantTensor& tensor = *open->tensor;
  if (essential(values.shape()) != essential(tensor.shape()))
    return Error{"the array is " + sizes_text(values.shape()) + ", " + open->constant.name + " is " +
                     sizes_text(tensor.shape()),
                 {}};
  WeightChange change{open->constant.name, {}};
  for (std::uint64_t i = 0; i < tensor.count(); ++i) {
    const model::ElementIndex index = tensor.index_of(i);
    const std::uint16_t bits = values.half(i);
    if (!std::isfinite(half_to_double(bits)) && std::isfinite(values.value(i)))
      return Error{
          "element " + index_text(index) + " is " + number(values.value(i)) + ", float16 ends at 65504", {}};
    ANE_TRY(const auto element, changed(*open, index, bits));
    if (element) change.elements.push_back(*element);
  }
  for (const ElementChange& element : change.elements) write_element(*open, element);
  if (!change.elements.empty()) list_.changes.emplace_back(std::move(change));
  return {};
}

Result<void> Editor::set_weight(std::string_view name, const model::ElementIndex& index, std::uint16_t bits) {
  ANE_TRY(const OpenConstant* open, constant(name));
  if (!open->tensor->has(index))
    return Error{"there is no element " + index_text(index) + ", " + open->constant.name + " is " +
                     sizes_text(open->tensor->shape()),
                 {}};
  ANE_TRY(const auto element, changed(*open, index, bits));
  if (!element) return {};
  write_element(*open, *element);
  // One entry for neighbours of the same constant, so that a list of many stays small.
  auto* last = list_.changes.empty() ? nullptr : std::get_if<WeightChange>(&list_.changes.back());
  if (last == nullptr || last->name != open->constant.name)
    last = &std::get<WeightChange>(list_.changes.emplace_back(WeightChange{open->constant.name, {}}));
  last->elements.push_back(*element);
  return {};
}

Result<void> Editor::check_half(std::uint64_t offset) const {
  if (document_->file().has(offset, 2)) {
    for (std::size_t p = 0; p < document_->programs().size(); ++p) {
      for (const model::Buffer& buffer : model::buffers_of(*document_, p)) {
        if (buffer.kind == model::BufferKind::Constants && buffer.bytes.contains(Extent{offset, 2}))
          return {};
      }
    }
  }
  return Error{"the two bytes at " + hex(offset) + " are not in the constants of the file",
               Extent{offset, 2}};
}

Result<void> Editor::set_half(std::uint64_t offset, std::uint16_t bits) {
  ANE_CHECK(check_half(offset));
  const std::uint16_t before = work_.half(offset);
  if (before == bits) return {};
  work_.set_half(offset, bits);
  list_.changes.emplace_back(HalfChange{offset, before, bits});
  return {};
}

Result<void> Editor::replay(const RegisterChange& change) {
  ANE_TRY(const Word word, find_word(change.task, change.path));
  const std::uint32_t found = bits_at(word);
  const regdb::Field* field = word.ref.field;
  if (found != change.before)
    return expected_other(std::to_string(change.task) + ":" + change.path, value_text(field, found),
                          value_text(field, change.before), {word.offset, 4});
  return put(change.task, word, change.after);
}

Result<void> Editor::replay(const WeightChange& change) {
  ANE_TRY(const OpenConstant* open, constant(change.name));
  for (const ElementChange& element : change.elements) {
    const model::ElementIndex index = wide_index(element.index);
    // set_weight() tells of an index that is not there.
    const bool there = open->tensor->has(index);
    const auto offset = there ? open->tensor->offset_of(index) : std::nullopt;
    const std::uint16_t found = offset ? work_.half(*offset) : std::uint16_t{0};
    const bool same = offset ? found == element.before : is_zero(element.before);
    if (there && !same)
      return expected_other(change.name + index_text(index), half_text(found), half_text(element.before),
                            offset ? Extent{*offset, 2} : open->constant.chunks.front().bytes);
    ANE_CHECK(set_weight(change.name, index, element.after));
  }
  return {};
}

Result<void> Editor::replay(const HalfChange& change) {
  ANE_CHECK(check_half(change.offset));
  const std::uint16_t found = work_.half(change.offset);
  if (found != change.before)
    return expected_other("the halfword at " + hex(change.offset), half_text(found), half_text(change.before),
                          {change.offset, 2});
  return set_half(change.offset, change.after);
}

Result<void> Editor::replay(const ChangeList& list) {
  const Origin own = list_.origin;
  if (list.origin != own)
    problems_.add(Severity::Warning, "changes-of-another-file",
                  "the list was made for a file of " + std::to_string(list.origin.bytes) +
                      " bytes with the hash " + hex(list.origin.hash, 16) + ", this one has " +
                      std::to_string(own.bytes) + " and " + hex(own.hash, 16));
  for (const Change& change : list.changes)
    ANE_CHECK(std::visit([this](const auto& one) { return replay(one); }, change));
  return {};
}

Diagnostics Editor::problems() const {
  Diagnostics problems = problems_;
  for (const Change& change : list_.changes) {
    const auto* weights = std::get_if<WeightChange>(&change);
    if (weights == nullptr) continue;
    const model::Constant& own = open_.find(weights->name)->second.constant;
    for (const model::Constant& other : *constants_) {
      const bool shared = other.task && other.task != own.task &&
                          std::any_of(other.chunks.begin(), other.chunks.end(), [&](const auto& theirs) {
                            return std::any_of(own.chunks.begin(), own.chunks.end(), [&](const auto& ours) {
                              return ours.bytes.overlaps(theirs.bytes);
                            });
                          });
      if (shared)
        problems.add(Severity::Warning, "changes-shared-bytes",
                     own.name + " and " + other.name + " lie in the same bytes, both were changed",
                     own.chunks.front().bytes, other.task);
    }
  }
  return problems;
}

}  // namespace ane::edit
