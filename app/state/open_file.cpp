#include "app/state/open_file.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "core/base/text.hpp"
#include "core/export/correct.hpp"
#include "core/regdb/codec.hpp"

namespace ane::state {
namespace {

constexpr std::size_t kDetailsKept = 8;

const regdb::HeaderWord* header_word(const regdb::Generation& generation, std::uint32_t index) {
  for (const regdb::HeaderWord& word : generation.header)
    if (word.word == index) return &word;
  if (generation.encoding.extended && generation.encoding.extended->layout.word == index)
    return &generation.encoding.extended->layout;
  return nullptr;
}

// Of the fields that a byte of a word touches: the first that is not zero, else the first.
const regdb::Field* field_in_byte(const std::vector<regdb::Field>& fields, std::uint32_t value,
                                  unsigned byte) {
  const regdb::Field* first = nullptr;
  for (const regdb::Field& field : fields) {
    const unsigned low = byte * 8;
    if (field.lsb >= low + 8 || field.lsb + field.width <= low) continue;
    if (first == nullptr) first = &field;
    if (regdb::unpack(field, value).raw != 0) return &field;
  }
  return first;
}

const regdb::Field* find_field(const std::vector<regdb::Field>& fields, std::string_view name) {
  for (const regdb::Field& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

std::optional<tree::BitRange> bits_of(const regdb::Field* field) {
  if (field == nullptr) return std::nullopt;
  return tree::BitRange{field->lsb, field->width};
}

const regdb::Field* field_of_bits(const std::vector<regdb::Field>& fields, tree::BitRange bits) {
  for (const regdb::Field& field : fields)
    if (field.lsb == bits.lsb && field.width == bits.width) return &field;
  return nullptr;
}

// The parts of a file are asked for again and again; sorting its symbols into them once is enough.
tree::Node remembered_tree(const document::DocumentPtr& document) {
  struct Memo {
    std::once_flag once;
    tree::ChildrenPtr children;
  };
  tree::Node root = tree::build(document);
  auto memo = std::make_shared<Memo>();
  root.expand = [expand = root.expand, memo] {
    std::call_once(memo->once, [&] { memo->children = expand(); });
    return memo->children;
  };
  return root;
}

std::string name_for_title(const std::string& path) {
  if (path == "-") return "standard input";
  return std::filesystem::path(path).filename().string();
}

}  // namespace

OpenFile::OpenFile(int number, document::DocumentPtr opened)
    : id_(number),
      document_(std::move(opened)),
      name_(name_for_title(document_->path())),
      root_(remembered_tree(document_)) {
  for (std::size_t i = 0; i < document_->tasks().size(); ++i)
    by_offset_.emplace_back(task_bytes(i).offset, i);
  std::sort(by_offset_.begin(), by_offset_.end());
}

Extent OpenFile::task_bytes(std::size_t task) const {
  const task::TaskSpan span = document_->tasks()[task].span;
  return {document_->text().extent().offset + span.offset, span.size};
}

std::optional<std::size_t> OpenFile::task_at(std::uint64_t offset) const {
  auto after = std::upper_bound(by_offset_.begin(), by_offset_.end(), std::pair(offset, SIZE_MAX));
  if (after == by_offset_.begin()) return std::nullopt;
  --after;
  if (!task_bytes(after->second).contains(offset)) return std::nullopt;
  return after->second;
}

std::size_t OpenFile::current_program() const {
  if (current_task_ >= document_->tasks().size()) return 0;
  return document_->tasks()[current_task_].program;
}

TaskDetailPtr OpenFile::detail() const {
  if (document_->tasks().empty()) return nullptr;
  return detail(current_task_);
}

TaskDetailPtr OpenFile::detail(std::size_t task) const {
  if (!tasks || task >= tasks->rows().size()) return nullptr;
  const auto known = details_.find(task);
  if (known != details_.end()) return known->second;
  if (details_.size() >= kDetailsKept) details_.clear();
  return details_[task] = tasks->detail(task);
}

Selection OpenFile::of_task(std::size_t task) const {
  Selection selection;
  selection.task = task;
  selection.bytes = task_bytes(task);
  return selection;
}

Selection OpenFile::same_in_task(std::size_t task) const {
  if (selection_.address) return of_register(task, *selection_.address, selection_.field);
  if (selection_.header) return of_header(task, *selection_.header, selection_.field);
  return of_task(task);
}

Selection OpenFile::of_register(std::size_t task, std::uint32_t address, const std::string& field) const {
  Selection selection;
  selection.task = task;
  selection.address = address;
  selection.field = field;
  if (const TaskDetailPtr shown = detail(task)) {
    const task::RegisterState state = shown->state.at(address);
    if (state.origin == task::Origin::Written || state.origin == task::Origin::Carried)
      selection.bytes = {state.offset, 4};
  }
  if (const auto ref = document_->generation()->find(address))
    selection.bits = bits_of(find_field(ref->reg->fields, field));
  return selection;
}

Selection OpenFile::of_header(std::size_t task, std::uint32_t word, const std::string& field) const {
  Selection selection;
  selection.task = task;
  selection.header = word;
  selection.field = field;
  selection.bytes = {task_bytes(task).offset + std::uint64_t{word} * 4, 4};
  if (const regdb::HeaderWord* layout = header_word(*document_->generation(), word))
    selection.bits = bits_of(find_field(layout->fields, field));
  return selection;
}

Selection OpenFile::in_task(std::size_t task, std::uint64_t offset) const {
  Diagnostics ignored;
  const task::Task decoded = document_->decode(task, ignored);
  const regdb::Generation& generation = *document_->generation();
  const std::uint64_t word = (offset - decoded.where.offset) / 4;
  const auto byte = static_cast<unsigned>((offset - decoded.where.offset) % 4);
  if (word < decoded.header.size()) {
    const auto index = static_cast<std::uint32_t>(word);
    const regdb::HeaderWord* layout = header_word(generation, index);
    const regdb::Field* field =
        layout == nullptr ? nullptr : field_in_byte(layout->fields, decoded.header[index], byte);
    return of_header(task, index, field == nullptr ? "" : field->name);
  }
  for (const task::Write& write : decoded.writes) {
    if (!Extent{write.offset, 4}.contains(offset)) continue;
    Selection selection;
    selection.task = task;
    selection.address = write.address;
    selection.bytes = {write.offset, 4};
    if (const auto ref = generation.find(write.address)) {
      if (const regdb::Field* field = field_in_byte(ref->reg->fields, write.value, byte)) {
        selection.field = field->name;
        selection.bits = bits_of(field);
      }
    }
    return selection;
  }
  Selection selection = of_task(task);
  selection.bytes = {offset - byte, 4};
  return selection;
}

Selection OpenFile::at_byte(std::uint64_t offset) const {
  if (const auto task = task_at(offset)) return in_task(*task, offset);
  Selection selection;
  const std::vector<tree::Node> path = tree::path_to(root_, offset);
  selection.bytes = path.size() > 1 ? path.back().where : Extent{offset, 1};
  return selection;
}

Selection OpenFile::of_extent(Extent where, std::optional<tree::BitRange> bits) const {
  auto task = where.empty() ? std::nullopt : task_at(where.offset);
  // The program text starts where its first task does, and is no part of it.
  if (task && !task_bytes(*task).contains(where)) task.reset();
  if (task && where == task_bytes(*task)) return of_task(*task);
  const bool is_word = task && where.size == 4 && (where.offset - task_bytes(*task).offset) % 4 == 0;
  if (is_word) {
    Selection selection = in_task(*task, where.offset);
    selection.field.clear();
    selection.bits = bits;
    if (bits) {
      if (const auto facts = word_of(*this, selection); facts && facts->fields != nullptr) {
        const regdb::Field* field = field_of_bits(*facts->fields, *bits);
        if (field != nullptr) selection.field = field->name;
      }
    }
    return selection;
  }
  Selection selection;
  selection.task = task;
  selection.bytes = where;
  selection.bits = bits;
  return selection;
}

std::optional<WordFacts> word_of(const OpenFile& file, const Selection& selection) {
  const regdb::Generation* generation = file.document()->generation();
  if (generation == nullptr || !selection.task) return std::nullopt;
  WordFacts facts;
  if (selection.header) {
    const regdb::HeaderWord* layout = header_word(*generation, *selection.header);
    if (layout == nullptr) return std::nullopt;
    facts.path = layout->name;
    facts.doc = layout->doc;
    facts.fields = &layout->fields;
    facts.state = {task::Origin::Written, file.document()->file().u32(selection.bytes.offset).value_or(0),
                   *selection.task, selection.bytes.offset, -1};
  } else if (selection.address) {
    const auto ref = generation->find(*selection.address);
    if (!ref) return std::nullopt;
    facts.path = ref->path();
    facts.doc = ref->reg->doc;
    facts.fields = &ref->reg->fields;
    facts.reg = ref->reg;
    facts.block = ref->block;
    if (const TaskDetailPtr detail = file.detail(*selection.task))
      facts.state = detail->state.at(*selection.address);
  } else {
    return std::nullopt;
  }
  facts.field = find_field(*facts.fields, selection.field);
  return facts;
}

std::vector<Crumb> OpenFile::path_of(const Selection& selection) const {
  std::vector<Crumb> path;
  if (selection.task) {
    path.push_back(
        {document_->anec() != nullptr ? "tasks" : "__text", of_extent(document_->text().extent(), {})});
    path.push_back({"Task " + std::to_string(*selection.task), of_task(*selection.task)});
    const auto facts = word_of(*this, selection);
    if (facts) {
      Selection word = selection;
      word.field.clear();
      word.bits.reset();
      if (facts->block != nullptr) path.push_back({facts->block->name, word});
      const std::size_t dot = facts->path.find('.');
      path.push_back({dot == std::string::npos ? facts->path : facts->path.substr(dot + 1), word});
      if (facts->field != nullptr && facts->state.origin != task::Origin::Unset) {
        const regdb::FieldValue value = regdb::unpack(*facts->field, facts->state.value);
        path.push_back({facts->field->name + " = " + regdb::value_text(*facts->field, value), selection});
      }
    } else if (selection.address) {
      path.push_back({hex(*selection.address, 5), selection});
    } else if (selection.bytes != task_bytes(*selection.task)) {
      for (const tree::Node& node : tree::path_to(root_, selection.bytes.offset))
        if (task_bytes(*selection.task).contains(node.where) && node.where != task_bytes(*selection.task))
          path.push_back({node.name, of_extent(node.where, {})});
    }
    return path;
  }
  if (selection.bytes.empty()) return path;
  for (const tree::Node& node : tree::path_to(root_, selection.bytes.offset)) {
    if (node.where == root_.where) continue;
    if (!node.where.contains(selection.bytes)) break;
    Selection step;
    step.bytes = node.where;
    const std::string value = node.is_leaf() && !node.value.text.empty() ? " = " + node.value.text : "";
    path.push_back({node.name + value, step});
  }
  return path;
}

std::string OpenFile::describe(const Selection& selection) const {
  std::string text;
  for (const Crumb& crumb : path_of(selection)) text += (text.empty() ? "" : " › ") + crumb.text;
  return text;
}

std::shared_ptr<const Survey> make_survey(const document::DocumentPtr& document, Progress& progress) {
  auto survey = std::make_shared<Survey>();
  // Twice through the tasks, once through the structure.
  progress.set_total(2 * document->tasks().size() + 3);
  survey->info = report::gather_info(document, [&] { return progress.tick(); });
  if (!survey->info.complete || !progress.tick()) return nullptr;
  survey->explained = tree::explained_bytes(document);
  if (!progress.tick()) return nullptr;
  survey->tensors = survey->info.tensors;
  model::visit_task_tensors(*document, [&](const model::Tensor& t) { survey->tensors.push_back(t); });
  if (!progress.tick(document->tasks().size())) return nullptr;
  survey->constants = model::constants_of(*document);
  if (!progress.tick()) return nullptr;
  survey->correctable = exporter::only_numbering_is_wrong(document, [&] { return !progress.cancelled(); });
  survey->problems = survey->info.problems;
  std::stable_sort(survey->problems.begin(), survey->problems.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.severity > b.severity; });
  return survey;
}

}  // namespace ane::state
