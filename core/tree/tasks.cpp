// Nodes of the program text: tasks, header words, records, writes, bits.

#include <algorithm>

#include "core/base/text.hpp"
#include "core/model/task_describer.hpp"
#include "core/regdb/codec.hpp"
#include "core/task/state.hpp"
#include "core/tree/parts.hpp"

namespace ane::tree {
namespace {

constexpr std::uint32_t kWord = 4;

Value bits_value(const regdb::Field& field, std::uint32_t word) {
  const regdb::FieldValue value = regdb::unpack(field, word);
  Value result;
  result.text = regdb::value_text(field, value);
  if (value.is_real) {
    result.data = value.real;
  } else if (value.number < 0) {
    result.data = value.number;
  } else {
    result.data = static_cast<std::uint64_t>(value.number);
  }
  return result;
}

std::vector<Node> bit_nodes(const std::vector<regdb::Field>& fields, Extent where, std::uint32_t word) {
  std::vector<Node> nodes;
  for (const regdb::Field& field : fields) {
    const bool known = !regdb::is_placeholder(field.name) && field.kind != regdb::FieldKind::Reserved;
    Node node =
        leaf(field.name, known ? Kind::Bits : Kind::Unknown, where, bits_value(field, word), field.doc);
    node.bits = BitRange{field.lsb, field.width};
    nodes.push_back(std::move(node));
  }
  if (const std::uint32_t rest = regdb::uncovered_bits(fields, word); rest != 0) {
    Node node = leaf("unknown bits", Kind::Unknown, where, Value::hexadecimal(rest),
                     "Bits set that the register database does not describe.");
    node.bits = BitRange{0, 32};
    nodes.push_back(std::move(node));
  }
  return nodes;
}

std::string doc_with_confidence(const regdb::Register& reg) {
  std::string text = reg.doc + " Confidence: " + std::string(regdb::confidence_name(reg.confidence)) + ".";
  if (!reg.conflict.empty()) text += " Sources disagree: " + reg.conflict;
  return text;
}

Node write_node(const Doc& doc, const task::Write& write) {
  const Extent where{write.offset, kWord};
  const auto ref = doc->generation()->find(write.address);
  if (!ref) {
    return leaf("register " + hex(write.address), Kind::Unknown, where, Value::hexadecimal(write.value),
                "No register is known at this address.");
  }
  Node node =
      leaf(ref->path(), Kind::Register, where, Value::word(write.value), doc_with_confidence(*ref->reg));
  node.explained = !ref->reg->placeholder();
  if (!node.explained) node.value.text += " (unknown register)";
  node.expand = [doc, reg = ref->reg, where, value = write.value] {
    return make_children(bit_nodes(reg->fields, where, value));
  };
  return node;
}

// A word of the task header: `word` may be missing from the database.
Node header_word_node(const Doc& doc, const task::Task& task, std::uint32_t index) {
  const regdb::Generation& gen = *doc->generation();
  const Extent where{task.where.offset + std::uint64_t{index} * kWord, kWord};
  const std::uint32_t value = task.header[index];
  const regdb::HeaderWord* word = nullptr;
  if (task.extended && index >= gen.encoding.header_words) {
    word = &gen.encoding.extended->layout;
  } else {
    for (const regdb::HeaderWord& candidate : gen.header) {
      if (candidate.word == index) word = &candidate;
    }
  }
  if (word == nullptr)
    return leaf("header word " + std::to_string(index), Kind::Unknown, where, Value::hexadecimal(value));
  Node node = leaf(word->name, Kind::Word, where, Value::word(value), word->doc);
  node.expand = [doc, word, where, value] { return make_children(bit_nodes(word->fields, where, value)); };
  return node;
}

Node record_node(const Doc& doc, const std::shared_ptr<const task::Task>& task, std::size_t index) {
  const task::Record& record = task->records[index];
  const Extent where{record.offset, kWord * (std::uint64_t{record.write_count} + 1)};
  Node node;
  node.name = "record " + std::to_string(index);
  node.kind = Kind::Record;
  node.where = where;
  node.doc = "Register writes, form " + record.layout->name + ".";
  if (record.write_count != 0) {
    const task::Write& first = task->writes[record.first_write];
    const auto ref = doc->generation()->find(first.address);
    node.value = Value::words(std::to_string(record.write_count) +
                              (record.write_count == 1 ? " write from " : " writes from ") +
                              (ref ? ref->path() : hex(first.address)));
  }
  node.expand = [doc, task, index] {
    const task::Record& r = task->records[index];
    return make_children(r.write_count + std::size_t{1}, [doc, task, index](std::size_t i) {
      const task::Record& rec = task->records[index];
      if (i == 0)
        return leaf("record header", Kind::Word, {rec.offset, kWord}, Value::word(rec.header),
                    "Announces which registers follow.");
      return write_node(doc, task->writes[rec.first_write + i - 1]);
    });
  };
  return node;
}

std::vector<Node> task_children(const Doc& doc, std::size_t index) {
  Diagnostics ignored;  // check() reports them
  const auto task = std::make_shared<const task::Task>(doc->decode(index, ignored));
  std::vector<Node> nodes;
  const std::uint64_t header_bytes = task->header.size() * kWord;
  nodes.push_back(branch("header", Kind::Group, {task->where.offset, header_bytes}, [doc, task] {
    std::vector<Node> words;
    for (std::uint32_t i = 0; i < task->header.size(); ++i) words.push_back(header_word_node(doc, *task, i));
    return words;
  }));
  for (std::size_t i = 0; i < task->records.size(); ++i) nodes.push_back(record_node(doc, task, i));
  return with_gaps(doc, std::move(nodes), task->where);
}

// What task_children explain, without building them.
void add_task_coverage(const Doc& doc, std::size_t index, IntervalSet& explained) {
  Diagnostics ignored;
  const task::Task task = doc->decode(index, ignored);
  const regdb::Generation& gen = *doc->generation();
  for (std::uint32_t i = 0; i < task.header.size(); ++i) {
    const bool extra = task.extended && i >= gen.encoding.header_words;
    const bool known = extra || std::any_of(gen.header.begin(), gen.header.end(),
                                            [&](const regdb::HeaderWord& w) { return w.word == i; });
    if (known) explained.add({task.where.offset + std::uint64_t{i} * kWord, kWord});
  }
  for (const task::Record& record : task.records) {
    explained.add({record.offset, kWord});
    for (std::uint32_t i = 0; i < record.write_count; ++i) {
      const task::Write& write = task.writes[record.first_write + i];
      const auto ref = gen.find(write.address);
      if (ref && !ref->reg->placeholder()) explained.add({write.offset, kWord});
    }
  }
  // with_gaps() counts zeros behind the last record as padding.
  if (!task.undecoded.empty() && gap_node(doc, task.undecoded).explained) explained.add(task.undecoded);
}

Extent task_extent(const Doc& doc, std::size_t index) {
  const task::TaskSpan span = doc->tasks()[index].span;
  return {doc->text().extent().offset + span.offset, span.size};
}

Node task_node(const Doc& doc, std::size_t index) {
  Node node;
  node.name = "task " + std::to_string(index);
  node.kind = Kind::Task;
  node.where = task_extent(doc, index);
  // The operation can depend on registers that earlier tasks wrote; where it does, this says "?" and the task
  // list, which steps through all of them, knows better.
  Diagnostics ignored;
  const task::Task task = doc->decode(index, ignored);
  task::StateTracker state(*doc->generation());
  state.apply(task, index);
  const model::Facts facts(*doc->generation(), task, state);
  node.value =
      Value::words(model::TaskDescriber(*doc).describe(facts, doc->tasks()[index].program).summary());
  node.expand = [doc, index] { return make_children(task_children(doc, index)); };
  node.coverage = [doc, index](IntervalSet& explained) { add_task_coverage(doc, index, explained); };
  return node;
}

/// Tasks and the gaps between them as one sequence, a few bytes an entry.
struct Entry {
  std::uint64_t offset;
  std::uint32_t task;  ///< or kGap, kStreamHeader
  std::uint64_t size;
};
constexpr std::uint32_t kGap = UINT32_MAX, kStreamHeader = UINT32_MAX - 1;

// What lies between two tasks; the words that a stream begins with are no gap.
void add_gap(const Doc& doc, Extent gap, std::vector<Entry>& all) {
  constexpr std::uint64_t kHeader = container::stream::kHeaderBytes;
  const bool header = doc->generation()->encoding.order == regdb::TaskOrder::AlignedArray &&
                      gap.size >= kHeader && container::is_stream_header(doc->file(), gap.end() - kHeader);
  const std::uint64_t rest = gap.size - (header ? kHeader : 0);
  if (rest != 0) all.push_back({gap.offset, kGap, rest});
  if (header) all.push_back({gap.offset + rest, kStreamHeader, kHeader});
}

Node stream_header_node(Extent where) {
  return leaf("stream header", Kind::Record, where, Value::words("1, 0, 0, 0"),
              "The words that a task stream begins with: a frame of length 0.");
}

std::vector<Entry> task_sequence(const Doc& doc, Extent text) {
  std::vector<Entry> tasks;
  for (std::uint32_t i = 0; i < doc->tasks().size(); ++i) {
    const Extent where = task_extent(doc, i);
    tasks.push_back({where.offset, i, where.size});
  }
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const Entry& a, const Entry& b) { return a.offset < b.offset; });
  std::vector<Entry> all;
  std::uint64_t at = text.offset;
  for (const Entry& entry : tasks) {
    if (entry.offset > at) add_gap(doc, {at, entry.offset - at}, all);
    all.push_back(entry);
    at = std::max(at, entry.offset + entry.size);
  }
  if (at < text.end()) all.push_back({at, kGap, text.end() - at});
  return all;
}

}  // namespace

Node task_list_node(const Doc& doc, Extent text, std::string name) {
  Node node;
  node.name = std::move(name);
  node.kind = Kind::Section;
  node.where = text;
  if (doc->tasks().empty()) {
    node.value = Value::words(byte_size(text.size) + ", tasks not decoded");
    node.doc =
        "Program text of a generation whose tasks are not decoded, or without a task that could be found.";
    node.kind = Kind::Unknown;
    node.explained = false;
    return node;
  }
  node.value =
      Value::words(std::to_string(doc->tasks().size()) + (doc->tasks().size() == 1 ? " task" : " tasks"));
  node.doc = doc->verified() ? "Task descriptors."
                             : "Task descriptors. Unverified: decoded after published descriptions, not held "
                               "against a real file.";
  node.expand = [doc, text] {
    auto entries = std::make_shared<const std::vector<Entry>>(task_sequence(doc, text));
    return make_children(
        entries->size(),
        [doc, entries](std::size_t i) {
          const Entry& entry = (*entries)[i];
          const Extent where{entry.offset, entry.size};
          if (entry.task == kStreamHeader) return stream_header_node(where);
          return entry.task == kGap ? gap_node(doc, where) : task_node(doc, entry.task);
        },
        [entries](std::size_t i) {
          return Extent{(*entries)[i].offset, (*entries)[i].size};
        });
  };
  node.coverage = [doc, text](IntervalSet& explained) {
    for (const Entry& entry : task_sequence(doc, text)) {
      if (entry.task == kStreamHeader) {
        explained.add({entry.offset, entry.size});
      } else if (entry.task != kGap) {
        add_task_coverage(doc, entry.task, explained);
      } else if (gap_node(doc, {entry.offset, entry.size}).explained) {
        explained.add({entry.offset, entry.size});
      }
    }
  };
  return node;
}

}  // namespace ane::tree
