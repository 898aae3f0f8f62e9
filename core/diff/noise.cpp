// What is noise, and why. Every rule looks at all pairs: a difference is noise only where it follows a
// pattern that leaves the program as it was.

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/diff/signatures.hpp"
#include "core/diff/tasks.hpp"
#include "core/diff/text.hpp"

namespace ane::diff {
namespace {

/// One side of a field over the tasks of its document.
class Column {
 public:
  Column(const Work& work, std::uint32_t field, bool side_b)
      : words_(side_b ? work.b : work.a),
        field_(work.result.fields[field]),
        column_(words_.column(field)),
        side_b_(side_b) {}

  bool there() const { return column_.has_value(); }
  std::uint32_t raw(std::size_t task) const { return raw_of(field_, side_b_, words_.values(task)[*column_]); }
  std::int64_t number(std::size_t task) const {
    return static_cast<std::int64_t>(meaning_of(field_, side_b_, raw(task)));
  }

 private:
  const Words& words_;
  const ComparedField& field_;
  std::optional<std::uint32_t> column_;
  bool side_b_;
};

class NoiseRules {
 public:
  explicit NoiseRules(Work& work) : work_(work), result_(work.result) {
    for (std::uint32_t i = 0; i < result_.fields.size(); ++i) {
      if (result_.fields[i].role == FieldRole::TaskNumber) task_number_ = i;
      if (result_.fields[i].role == FieldRole::Address) addresses_.push_back({i, buffer_field(i)});
    }
    for (const bool side_b : {false, true}) number_tasks(side_b);
    find_shifts();
    find_networks();
  }

  void run() {
    for (const TaskPair& pair : result_.tasks) {
      for (std::size_t i = 0; i < pair.change_count; ++i) judge(pair, result_.changes[pair.first_change + i]);
      note_constant_shift(pair);
    }
  }

 private:
  struct AddressField {
    std::uint32_t field = 0;
    std::optional<std::uint32_t> buffer;  ///< the field that says in which buffer
  };
  /// Over all addresses in one buffer.
  struct Shift {
    std::int64_t by = 0;
    std::size_t uses = 0;
    bool constant = true;
  };
  using BufferKey = std::pair<std::size_t, std::uint32_t>;  ///< program and slot, of A

  std::optional<std::uint32_t> buffer_field(std::uint32_t address) const {
    const regdb::FieldRef& ref = result_.fields[address].any();
    const std::string concept_name =
        "buffer." + ref.field->concept_name.substr(0, ref.field->concept_name.find('.'));
    for (std::uint32_t i = 0; i < result_.fields.size(); ++i) {
      const ComparedField& field = result_.fields[i];
      if (field.role != FieldRole::BufferNumber) continue;
      const bool same_register = field.slot && field.any().reg == ref.reg;
      const bool same_concept = !field.slot && field.any().field->concept_name == concept_name;
      if (same_register || same_concept) return i;
    }
    return std::nullopt;
  }

  const document::Document& side(bool side_b) const { return side_b ? *result_.b : *result_.a; }

  std::size_t place(bool side_b, std::size_t task) const {
    const std::size_t program = side(side_b).tasks()[task].program;
    return task - side(side_b).programs()[program].first_task;
  }

  /// Tasks are numbered by their place plus some start; the start that most tasks of a program have.
  void number_tasks(bool side_b) {
    if (!task_number_) return;
    const Column ids(work_, *task_number_, side_b);
    if (!ids.there()) return;
    for (const document::ProgramTasks& program : side(side_b).programs()) {
      std::map<std::int64_t, std::size_t> starts;
      for (std::size_t i = 0; i < program.task_count; ++i)
        ++starts[ids.number(program.first_task + i) - static_cast<std::int64_t>(i)];
      const auto most = std::max_element(starts.begin(), starts.end(),
                                         [](const auto& x, const auto& y) { return x.second < y.second; });
      starts_[side_b].push_back(most == starts.end() ? 0 : most->first);
    }
  }

  bool numbered_by_place(bool side_b, std::size_t task, std::uint32_t id) const {
    const std::size_t program = side(side_b).tasks()[task].program;
    return static_cast<std::int64_t>(id) ==
           starts_[side_b][program] + static_cast<std::int64_t>(place(side_b, task));
  }

  /// The task of the same program with this id.
  std::optional<std::size_t> task_with_id(bool side_b, std::size_t task, std::uint32_t id) const {
    if (!task_number_) return std::nullopt;
    const document::ProgramTasks& program = side(side_b).programs()[side(side_b).tasks()[task].program];
    const std::int64_t start = starts_[side_b][side(side_b).tasks()[task].program];
    const std::int64_t at = static_cast<std::int64_t>(id) - start;
    if (at < 0 || at >= static_cast<std::int64_t>(program.task_count)) return std::nullopt;
    return program.first_task + static_cast<std::size_t>(at);
  }

  void find_shifts() {
    for (const TaskPair& pair : result_.tasks) {
      if (!pair.paired()) continue;
      for (const AddressField& address : addresses_) add_shift(pair, address);
    }
  }

  void add_shift(const TaskPair& pair, const AddressField& address) {
    const auto key = buffer_of(pair, address);
    const Column in_a(work_, address.field, false), in_b(work_, address.field, true);
    if (!key || !in_a.there() || !in_b.there()) return;
    const std::int64_t by = in_b.number(*pair.b) - in_a.number(*pair.a);
    Shift& shift = shifts_[*key];
    if (shift.uses++ == 0) shift.by = by;
    if (shift.by != by) shift.constant = false;
  }

  std::optional<BufferKey> buffer_of(const TaskPair& pair, const AddressField& address) const {
    if (!address.buffer) return std::nullopt;
    const Column buffer(work_, *address.buffer, false);
    if (!buffer.there()) return std::nullopt;
    if (const auto by = result_.fields[*address.buffer].switched_by) {
      const Column enable(work_, *by, false);
      if (enable.there() && enable.raw(*pair.a) == 0) return std::nullopt;
    }
    return BufferKey{work_.a.program(*pair.a), buffer.raw(*pair.a)};
  }

  void find_networks() {
    for (std::uint32_t i = 0; i < result_.fields.size(); ++i) {
      if (result_.fields[i].role != FieldRole::Network) continue;
      std::set<std::pair<std::uint32_t, std::uint32_t>> ids;
      const Column in_a(work_, i, false), in_b(work_, i, true);
      if (!in_a.there() || !in_b.there()) continue;
      for (const TaskPair& pair : result_.tasks)
        if (pair.paired()) ids.emplace(in_a.raw(*pair.a), in_b.raw(*pair.b));
      network_is_constant_ = ids.size() == 1;
    }
  }

  static void mark(Change& change, NoiseKind kind) {
    change.noise = true;
    change.kind = kind;
  }

  void judge(const TaskPair& pair, Change& change) {
    if (change.field == Change::kNoField || result_.options.written_only) {
      if (change.field == Change::kNoField) return;
      // Only one side wrote the word: that is what the comparison of written words is for.
      if ((change.held_a == Held::Written) != (change.held_b == Held::Written)) return;
    }
    // The task that wrote it tells of it already.
    if (change.off && change.held_a != Held::Written && change.held_b != Held::Written)
      return mark(change, NoiseKind::LeftOver);
    switch (result_.fields[change.field].role) {
      case FieldRole::Plain:
        return;
      case FieldRole::Link:
        return mark(change, NoiseKind::TaskLinks);
      case FieldRole::TaskNumber:
        if (numbered_by_place(false, *pair.a, change.a) && numbered_by_place(true, *pair.b, change.b))
          mark(change, NoiseKind::TaskNumbers);
        return;
      case FieldRole::Dependency:
        return judge_dependency(pair, change);
      case FieldRole::Network:
        if (network_is_constant_) mark(change, NoiseKind::NetworkNumber);
        return;
      case FieldRole::Position:
        if (says_position(pair, change)) mark(change, NoiseKind::Position);
        return;
      case FieldRole::BufferNumber:
        if (work_.buffers[work_.a.program(*pair.a)].same(change.a, change.b))
          mark(change, NoiseKind::BufferNumbers);
        return;
      case FieldRole::Address:
        return judge_address(pair, change);
      case FieldRole::ConstantAddress:
        return judge_constant(pair, change);
    }
  }

  void judge_dependency(const TaskPair& pair, Change& change) const {
    const auto a = task_with_id(false, *pair.a, change.a);
    const auto b = task_with_id(true, *pair.b, change.b);
    const auto counterpart = a ? result_.pair_of_a(*a) : std::nullopt;
    if (counterpart && b && result_.tasks[*counterpart].b == b) mark(change, NoiseKind::TaskNumbers);
  }

  bool says_position(const TaskPair& pair, const Change& change) const {
    const bool last = result_.fields[change.field].any().field->concept_name == "task.last";
    const auto expected = [&](bool side_b, std::size_t task) -> std::uint32_t {
      const document::ProgramTasks& program = side(side_b).programs()[side(side_b).tasks()[task].program];
      const std::size_t at = place(side_b, task);
      return (last ? at + 1 == program.task_count : at != 0) ? 1 : 0;
    };
    return change.a == expected(false, *pair.a) && change.b == expected(true, *pair.b);
  }

  void judge_address(const TaskPair& pair, Change& change) const {
    const auto at = std::find_if(addresses_.begin(), addresses_.end(),
                                 [&](const AddressField& f) { return f.field == change.field; });
    const auto key = at == addresses_.end() ? std::nullopt : buffer_of(pair, *at);
    if (!key) return;
    // One address alone could shift by any constant.
    const Shift& shift = shifts_.at(*key);
    if (shift.constant && shift.uses >= 2 && shift.by != 0) mark(change, NoiseKind::AddressShift);
  }

  std::int64_t shift_of(const Change& change) const {
    const ComparedField& field = result_.fields[change.field];
    return static_cast<std::int64_t>(meaning_of(field, true, change.b)) -
           static_cast<std::int64_t>(meaning_of(field, false, change.a));
  }

  /// Where the constants themselves differ an address is noise if it goes along with what lies before it.
  void judge_constant(const TaskPair& pair, Change& change) const {
    if (change.off) return;
    const bool known = pair.weights_differ ? constant_shift_ == shift_of(change) : true;
    const bool loads = !work_.a.loads(*pair.a).empty() && !work_.b.loads(*pair.b).empty();
    if (known && loads) mark(change, NoiseKind::ConstantAddresses);
  }

  void note_constant_shift(const TaskPair& pair) {
    if (!pair.paired() || pair.weights_differ || work_.a.loads(*pair.a).empty()) return;
    constant_shift_ = 0;
    for (std::size_t i = 0; i < pair.change_count; ++i) {
      const Change& change = result_.changes[pair.first_change + i];
      if (change.noise && change.kind == NoiseKind::ConstantAddresses) constant_shift_ = shift_of(change);
    }
  }

  Work& work_;
  Comparison& result_;
  std::optional<std::uint32_t> task_number_;
  std::vector<std::int64_t> starts_[2];  ///< by side and program
  std::vector<AddressField> addresses_;
  std::map<BufferKey, Shift> shifts_;
  bool network_is_constant_ = false;
  std::optional<std::int64_t> constant_shift_;  ///< of the last pair that loads the same bytes from elsewhere

 public:
  /// "all addresses in scratch", "+0x4000"
  void list_shifts(std::vector<Noise>& list) const {
    for (const auto& [key, shift] : shifts_) {
      if (!shift.constant || shift.uses < 2 || shift.by == 0) continue;
      list.push_back({NoiseKind::AddressShift, shift.uses,
                      "all addresses in " + buffer_text(work_.a.buffers(key.first), key.second) +
                          " shift by one constant",
                      shift_text(shift.by)});
    }
  }
};

const char* what_is(NoiseKind kind) {
  switch (kind) {
    case NoiseKind::BufferNumbers:
      return "the same buffers have other numbers";
    case NoiseKind::TaskNumbers:
      return "task numbers follow the place of the task";
    case NoiseKind::TaskLinks:
      return "place and length of the next task";
    case NoiseKind::Position:
      return "flags of the first and the last task";
    case NoiseKind::NetworkNumber:
      return "the program has another id";
    case NoiseKind::ConstantAddresses:
      return "weights and tables lie elsewhere in the constants";
    case NoiseKind::AddressShift:
      return "addresses shift by one constant";
    case NoiseKind::KernelNames:
      return "symbols named after a hash of the weights";
    case NoiseKind::Paths:
      return "file names in the compiler's options";
    case NoiseKind::Padding:
      return "padding between the parts of the file";
    case NoiseKind::SymbolForm:
      return "symbols that number their types differently or mark outputs";
    case NoiseKind::LeftOver:
      return "left by earlier tasks in parts that are switched off on both sides";
  }
  return "";
}

/// The value beside a kind that has one: numbers of buffers.
std::string value_of(const Work& work, NoiseKind kind) {
  if (kind != NoiseKind::BufferNumbers) return {};
  std::vector<std::string> parts;
  for (const BufferMap& map : work.buffers)
    if (map.renumbers()) parts.push_back(map.text());
  return join(parts, "; ");
}

}  // namespace

void sort_out_noise(Work& work) {
  NoiseRules rules(work);
  rules.run();
  std::map<NoiseKind, std::uint64_t> counts;
  std::vector<Change>& changes = work.result.changes;
  for (TaskPair& pair : work.result.tasks) {
    const auto first = changes.begin() + static_cast<std::ptrdiff_t>(pair.first_change);
    const auto last = first + pair.change_count;
    const auto noise = std::stable_partition(first, last, [](const Change& change) { return !change.noise; });
    for (auto at = noise; at != last; ++at) ++counts[at->kind];
    pair.noise_count = static_cast<std::uint32_t>(last - noise);
    pair.change_count = static_cast<std::uint32_t>(noise - first);
    if (pair.paired()) pair.status = pair.change_count != 0 ? Status::Changed : Status::Same;
  }
  for (const auto& [kind, count] : counts) {
    if (kind == NoiseKind::AddressShift) continue;
    work.result.noise.push_back({kind, count, what_is(kind), value_of(work, kind)});
  }
  rules.list_shifts(work.result.noise);
}

}  // namespace ane::diff
