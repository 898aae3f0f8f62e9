#include <functional>
#include <set>

#include "core/base/text.hpp"
#include "core/model/access.hpp"
#include "core/model/buffers.hpp"
#include "core/model/cost.hpp"
#include "core/model/task_describer.hpp"
#include "core/model/visit.hpp"
#include "core/report/fields.hpp"
#include "core/report/report.hpp"

namespace ane::report {
namespace {

using document::Document;

constexpr std::size_t kNameColumns = 34;

/// A task with what surrounds it.
struct Visit {
  const std::vector<model::Buffer>& buffers;
  const Document& document;
  std::size_t index;
  const task::Task& task;
  const task::StateTracker& state;
  const model::Facts& facts;
  const model::Operation& operation;
};

// Steps through the tasks in order, so that the state of each is known, and shows the wanted ones.
void visit_tasks(const Document& document, const TaskOptions& options,
                 const std::function<void(const Visit&)>& show) {
  Diagnostics ignored;
  model::TaskDescriber describer(document);
  std::vector<std::vector<model::Buffer>> buffers;
  for (std::size_t i = 0; i < document.programs().size(); ++i)
    buffers.push_back(model::buffers_of(document, i));
  model::visit_tasks(document, ignored, [&](const model::TaskVisit& visit) {
    if (options.only && *options.only != visit.index) return true;
    show({buffers[visit.program], document, visit.index, visit.task, visit.state, visit.facts,
          describer.describe(visit.facts, visit.program)});
    return !options.only;
  });
}

// Header words that the task has, with the names of the database.
std::vector<const regdb::HeaderWord*> header_words(const regdb::Generation& gen, const task::Task& task) {
  std::vector<const regdb::HeaderWord*> words;
  for (const regdb::HeaderWord& word : gen.header) {
    if (word.word < task.header.size()) words.push_back(&word);
  }
  if (task.extended && gen.encoding.extended->layout.word < task.header.size())
    words.push_back(&gen.encoding.extended->layout);
  return words;
}

std::uint32_t task_id(const regdb::Generation& gen, const task::Task& task) {
  const regdb::FieldRef& id = gen.encoding.walk->id;
  return regdb::unpack(*id.field, task.header_word(*id.header)).raw;
}

void write_write_json(const regdb::Generation& gen, const task::Write& write, JsonWriter& json) {
  json.begin_object();
  json.member("address", write.address);
  json.member("value", write.value);
  json.member("offset", write.offset);
  if (write.slot >= 0) json.member("slot", write.slot);
  const auto ref = gen.find(write.address);
  json.key("block");
  if (ref) {
    json.value(ref->block->name);
    json.member("register", ref->reg->name);
    if (ref->reg->count > 1) json.member("element", ref->element);
    if (ref->reg->placeholder()) json.member("unknown", true);
  } else {
    json.null();
    json.key("register").null();
  }
  json.key("fields").begin_object();
  if (ref) write_fields_json(ref->reg->fields, write.value, "", json);
  json.end_object();
  json.end_object();
}

// Every register of the database in address order of its blocks.
void for_each_register(const regdb::Generation& gen,
                       const std::function<void(const regdb::RegisterRef&, std::uint32_t)>& visit) {
  for (const regdb::Block& block : gen.blocks) {
    for (const regdb::Register& reg : block.registers) {
      for (std::uint32_t i = 0; i < reg.count; ++i) visit({&block, &reg, i}, reg.address + i * reg.stride);
    }
  }
}

void write_state_json(const Visit& visit, JsonWriter& json) {
  const regdb::Generation& gen = *visit.document.generation();
  json.key("state").begin_object();
  for_each_register(gen, [&](const regdb::RegisterRef& ref, std::uint32_t address) {
    const task::RegisterState state = visit.state.at(address);
    if (state.origin == task::Origin::Unset) return;
    write_fields_json(ref.reg->fields, state.value, ref.path() + ".", json);
  });
  json.end_object();
  json.key("state_origin").begin_object();
  for_each_register(gen, [&](const regdb::RegisterRef& ref, std::uint32_t address) {
    const task::RegisterState state = visit.state.at(address);
    if (state.origin == task::Origin::Written) return;
    json.key(ref.path()).begin_object();
    json.member("origin", task::origin_name(state.origin));
    if (state.origin == task::Origin::Carried) json.member("task", std::uint64_t{state.task});
    json.end_object();
  });
  json.end_object();
}

// The pieces of the summary with the fields that each was read from.
void write_phrases_json(const Visit& visit, JsonWriter& json) {
  json.key("phrases").begin_array();
  for (const model::Phrase& phrase : visit.operation.phrases) {
    json.begin_object();
    json.member("text", phrase.text);
    json.member("known", phrase.known);
    json.key("fields").begin_array();
    for (const std::string& name : phrase.concepts) {
      if (const auto field = visit.document.generation()->by_concept(name)) json.value(field->path());
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

// What the task reads and writes, with the places.
void write_operands_json(const Visit& visit, JsonWriter& json) {
  json.key("operands").begin_array();
  for (const model::Access& access : model::accesses_of(visit.facts)) {
    json.begin_object();
    json.member("operand", model::port_name(access.port));
    json.member("on_chip", access.on_chip);
    json.key("buffer");
    if (access.place) {
      json.value(std::uint64_t{access.place->slot});
      const model::Buffer* buffer = model::find_buffer(visit.buffers, access.place->slot);
      if (buffer != nullptr) json.member("name", buffer->name);
      json.member("offset", access.place->offset);
    } else {
      json.null();
    }
    const auto bytes = access.bytes();
    json.key("bytes");
    if (bytes && !access.on_chip) {
      json.value(*bytes);
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array();
}

// "L2", "image @5 +0x0", "kernel @1 +0x40", "?"
std::string operand_text(const Visit& visit, const model::Access& access) {
  const bool constant = access.port == model::Port::Kernel || access.port == model::Port::Table;
  const std::string what = constant ? std::string(model::port_name(access.port)) + " " : std::string();
  if (access.on_chip) return what + "L2";
  if (!access.place) return what + "?";
  const model::Buffer* buffer = model::find_buffer(visit.buffers, access.place->slot);
  const std::string name =
      buffer == nullptr || buffer->name.empty() ? std::string() : escaped(buffer->name) + " ";
  return what + name + "@" + std::to_string(access.place->slot) + " +" + hex(access.place->offset);
}

// "reads image @5 +0x0, kernel @1 +0x0 · writes L2"
std::string operands_line(const Visit& visit) {
  std::vector<std::string> read;
  std::vector<std::string> written;
  for (const model::Access& access : model::accesses_of(visit.facts))
    (access.writes() ? written : read).push_back(operand_text(visit, access));
  return "reads " + (read.empty() ? std::string("nothing") : join(read, ", ")) + " · writes " +
         (written.empty() ? std::string("nothing") : join(written, ", "));
}

void write_task_json(const Visit& visit, const TaskOptions& options, JsonWriter& json) {
  const regdb::Generation& gen = *visit.document.generation();
  json.begin_object();
  json.member("program", visit.document.programs()[visit.document.tasks()[visit.index].program].name);
  json.member("index", std::uint64_t{visit.index});
  json.member("offset", visit.task.where.offset);
  json.member("size", visit.task.where.size);
  json.member("tid", task_id(gen, visit.task));
  json.member("operation", visit.operation.kind);
  json.member("summary", visit.operation.summary());
  write_phrases_json(visit, json);
  write_operands_json(visit, json);
  json.key("header").begin_object();
  for (const regdb::HeaderWord* word : header_words(gen, visit.task)) {
    write_fields_json(word->fields, visit.task.header_word(*word), word->name + ".", json);
  }
  json.end_object();
  json.key("writes").begin_array();
  for (const task::Write& write : visit.task.writes) write_write_json(gen, write, json);
  json.end_array();
  if (options.state) write_state_json(visit, json);
  if (options.cost) write_cost_json(model::cost_of(visit.facts), json);
  json.end_object();
}

std::string row(const std::string& name, std::uint32_t word, const std::string& fields) {
  return "  " + padded(name, kNameColumns) + "  " + hex(word, 8) + (fields.empty() ? "" : "  " + fields) +
         "\n";
}

// Elements of an array register that are written one after the other with one value share a row.
std::size_t run_length(const regdb::Generation& gen, const std::vector<task::Write>& writes,
                       std::size_t first) {
  const auto ref = gen.find(writes[first].address);
  std::size_t length = 1;
  if (!ref || ref->reg->count == 1) return length;
  for (; first + length < writes.size(); ++length) {
    const task::Write& next = writes[first + length];
    const auto other = gen.find(next.address);
    const bool follows = other && other->reg == ref->reg && other->element == ref->element + length;
    if (!follows || next.value != writes[first].value || next.slot != writes[first].slot) break;
  }
  return length;
}

std::string write_row(const regdb::Generation& gen, const task::Write& write, std::size_t length) {
  const auto ref = gen.find(write.address);
  if (!ref) return row(hex(write.address), write.value, "no register known at this address");
  std::string name = ref->path();
  if (length > 1) name.insert(name.size() - 1, ".." + std::to_string(ref->element + length - 1));
  const std::string note =
      ref->reg->placeholder() ? "unknown register" : fields_text(ref->reg->fields, write.value);
  return row(name, write.value, note);
}

void write_state_text(const Visit& visit, Sink& sink) {
  const regdb::Generation& gen = *visit.document.generation();
  sink.write("  not written by this task\n");
  bool any = false;
  for_each_register(gen, [&](const regdb::RegisterRef& ref, std::uint32_t address) {
    const task::RegisterState state = visit.state.at(address);
    if (state.origin == task::Origin::Written) return;
    any = true;
    switch (state.origin) {
      case task::Origin::Carried:
        sink.write("  " + row(ref.path(), state.value,
                              "from task " + std::to_string(state.task) + "  " +
                                  fields_text(ref.reg->fields, state.value)));
        return;
      case task::Origin::Reset:
        sink.write("  " +
                   row(ref.path(), state.value, "reset value  " + fields_text(ref.reg->fields, state.value)));
        return;
      default:
        sink.write("    " + padded(ref.path(), kNameColumns) +
                   "  unknown: no task of this program wrote it\n");
    }
  });
  if (!any) sink.write("    nothing: every register is written\n");
}

void write_task_text(const Visit& visit, const TaskOptions& options, Sink& sink) {
  const regdb::Generation& gen = *visit.document.generation();
  sink.write("task " + std::to_string(visit.index) + "  " + visit.operation.summary() + "  @" +
             range_text(visit.task.where) + "  tid " + std::to_string(task_id(gen, visit.task)) + "\n  " +
             operands_line(visit) + "\n");
  for (const regdb::HeaderWord* word : header_words(gen, visit.task)) {
    const std::uint32_t value = visit.task.header_word(*word);
    sink.write(row(word->name, value, fields_text(word->fields, value)));
  }
  const std::vector<task::Write>& writes = visit.task.writes;
  for (std::size_t i = 0; i < writes.size();) {
    const std::size_t length = run_length(gen, writes, i);
    sink.write(write_row(gen, writes[i], length));
    i += length;
  }
  if (!visit.task.undecoded.empty()) sink.write("  undecoded  @" + range_text(visit.task.undecoded) + "\n");
  if (options.state) write_state_text(visit, sink);
}

}  // namespace

void write_tasks_text(const Document& document, const TaskOptions& options, Sink& sink) {
  if (document.tasks().empty()) sink.write("no tasks\n");
  visit_tasks(document, options, [&](const Visit& visit) { write_task_text(visit, options, sink); });
}

void write_tasks_json(const Document& document, const TaskOptions& options, Sink& sink) {
  JsonWriter json(sink);
  json.begin_array();
  visit_tasks(document, options, [&](const Visit& visit) { write_task_json(visit, options, json); });
  json.end_array();
  json.finish();
}

}  // namespace ane::report
