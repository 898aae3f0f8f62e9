#include "app/views/value_subject.hpp"

#include <algorithm>

#include "app/ui/labels.hpp"
#include "app/views/field_editor.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"
#include "core/tree/build.hpp"

namespace ane::views {
namespace {

std::string bit_range(unsigned lsb, unsigned width) {
  const std::string low = std::to_string(lsb);
  return width <= 1 ? low : std::to_string(lsb + width - 1) + ":" + low;
}

// What the confidence rests on, in a sentence.
std::string source_sentence(regdb::Confidence confidence, const std::vector<std::string>& sources) {
  const std::string names = join(sources, ", ");
  const std::string after = names.empty() ? "." : ": " + names + ".";
  switch (confidence) {
    case regdb::Confidence::High:
      return sources.size() > 1 ? "Agreed by " + std::to_string(sources.size()) + " sources" + after
                                : "Confirmed" + after;
    case regdb::Confidence::Medium:
      return sources.size() > 1 ? "Probable, after " + std::to_string(sources.size()) + " sources" + after
                                : "Probable, after one careful source" + after;
    case regdb::Confidence::Low:
      return "A guess" + (names.empty() ? "." : ", after " + names + ".");
    case regdb::Confidence::Unstated:
      break;
  }
  return "";
}

class SubjectBuilder {
 public:
  explicit SubjectBuilder(const state::OpenFile& file) : file_(file), selection_(file.selection()) {}

  Subject build() {
    const auto facts = state::word_of(file_, selection_);
    if (facts) {
      word(*facts);
    } else if (selection_.task && selection_.bytes == file_.task_bytes(*selection_.task)) {
      task(*selection_.task);
    } else if (!selection_.bytes.empty()) {
      part();
    }
    if (auto link = state::link_of(file_, selection_); !selection_.empty() && link)
      subject_.link = SubjectLink{link->text, link->target};
    return std::move(subject_);
  }

 private:
  void word(const state::WordFacts& facts) {
    subject_.block = facts.block == nullptr ? "" : facts.block->name;
    subject_.title = facts.path;
    subject_.doc = facts.doc;
    subject_.is_register = facts.reg != nullptr;
    const bool known = facts.state.origin != task::Origin::Unset;
    if (facts.field != nullptr) {
      field(*facts.field, facts, known);
    } else {
      if (facts.reg != nullptr) subject_.lines.push_back("register " + hex(*selection_.address, 5));
      if (known) subject_.value = ui::grouped_hex(facts.state.value, 8);
      fields(facts, known);
    }
    subject_.changeable = facts.state.origin == task::Origin::Written;
    if (const auto before = bits_before(file_, selection_.bytes, facts.field))
      subject_.changed = "~ changed, was " + bits_text(facts.field, *before);
    if (facts.reg != nullptr) {
      origin(facts.state);
      sources(*facts.reg, facts.field);
    }
  }

  void field(const regdb::Field& field, const state::WordFacts& facts, bool known) {
    subject_.is_field = true;
    subject_.title += "." + field.name;
    subject_.watched =
        std::find(file_.watched.begin(), file_.watched.end(), subject_.title) != file_.watched.end();
    if (!field.doc.empty()) subject_.doc = field.doc;
    std::string line = "bits [" + bit_range(field.lsb, field.width) + "] · width " +
                       std::to_string(field.width) + " · " + std::string(regdb::kind_name(field.kind));
    if (!field.unit.empty()) line += " · " + field.unit;
    subject_.lines.push_back(line);
    if (known) {
      const regdb::FieldValue value = regdb::unpack(field, facts.state.value);
      subject_.number = value.raw;
      subject_.has_number = true;
      if (field.enumeration == nullptr) subject_.value = regdb::value_text(field, value);
    }
    subject_.enumeration = field.enumeration;
    if (selection_.bytes.empty()) return;
    const unsigned first = field.lsb / 8u, last = (field.lsb + field.width - 1u) / 8u;
    const std::uint64_t offset = selection_.bytes.offset;
    subject_.lines.push_back(first == last ? "byte " + hex(offset + first, 5) + ", bits " +
                                                 bit_range(field.lsb % 8u, field.width)
                                           : "bytes " + hex(offset + first, 5) + "…" + hex(offset + last, 5));
  }

  void fields(const state::WordFacts& facts, bool known) {
    for (const regdb::Field& field : *facts.fields) {
      SubjectField row{field.name, "—", "[" + bit_range(field.lsb, field.width) + "]", true, selection_};
      if (known) {
        const regdb::FieldValue value = regdb::unpack(field, facts.state.value);
        row.meaning = regdb::value_text(field, value);
        row.zero = value.raw == 0;
      }
      row.selection.field = field.name;
      row.selection.bits = tree::BitRange{field.lsb, field.width};
      subject_.fields.push_back(std::move(row));
    }
  }

  void origin(const task::RegisterState& state) {
    const std::string task = "Task " + std::to_string(*selection_.task);
    switch (state.origin) {
      case task::Origin::Written:
        return;
      case task::Origin::Carried:
        subject_.origin = task + " does not write this register. The engine keeps the value that task " +
                          std::to_string(state.task) + " wrote.";
        subject_.writer = SubjectLink{"↑ task " + std::to_string(state.task),
                                      file_.of_register(state.task, *selection_.address, selection_.field)};
        return;
      case task::Origin::Reset:
        subject_.origin = task + " does not write this register. It has its value after a reset.";
        return;
      case task::Origin::Unset:
        subject_.origin = file_.tasks ? "No task up to task " + std::to_string(*selection_.task) +
                                            " writes this register. What it holds is not known."
                                      : "The tasks are still being read.";
    }
  }

  void sources(const regdb::Register& reg, const regdb::Field* field) {
    const bool own = field != nullptr && field->confidence != regdb::Confidence::Unstated;
    subject_.confidence = own ? field->confidence : reg.confidence;
    subject_.sources = source_sentence(subject_.confidence, reg.sources);
    subject_.conflict = reg.conflict;
    const auto& known = file_.document()->generation()->sources;
    for (const std::string& source : reg.sources) {
      const auto found = known.find(source);
      if (found == known.end()) continue;
      subject_.source_list += (subject_.source_list.empty() ? "" : "\n") + source + " — " + found->second;
    }
  }

  void task(std::size_t index) {
    subject_.title = "Task " + std::to_string(index);
    place(selection_.bytes);
    if (!file_.tasks) return;
    const state::TaskRow& row = file_.tasks->rows()[index];
    subject_.doc = row.summary;
    subject_.lines.push_back(ui::plural(row.write_count, "register write"));
    if (!row.result.empty()) subject_.lines.push_back("result " + row.result);
    if (row.kernel_bytes != 0)
      subject_.lines.push_back("kernel " + ui::comma_number(row.kernel_bytes) + " B");
  }

  void part() {
    const std::vector<tree::Node> path = tree::path_to(file_.root(), selection_.bytes.offset);
    std::size_t at = path.size();
    while (at > 1 && !path[at - 1].where.contains(selection_.bytes)) --at;
    const bool exact = at > 1 && path[at - 1].where == selection_.bytes;
    if (!exact) subject_.title = ui::plural(selection_.bytes.size, "byte");
    const std::size_t around = exact ? at - 1 : at;
    for (std::size_t i = 1; i < around; ++i) subject_.path += (i == 1 ? "" : " › ") + path[i].name;
    if (exact) {
      const tree::Node& node = path[at - 1];
      subject_.title = node.name;
      subject_.value = node.value.text;
      subject_.doc = node.doc;
      subject_.lines.push_back(std::string(tree::kind_name(node.kind)));
    }
    place(selection_.bytes);
  }

  void place(Extent where) {
    const std::string last = where.size == 1 ? "" : "…" + hex(where.end() - 1, 5);
    subject_.lines.push_back(hex(where.offset, 5) + last + " · " + ui::comma_number(where.size) + " B");
  }

  const state::OpenFile& file_;
  const state::Selection& selection_;
  Subject subject_;
};

}  // namespace

Subject subject_of(const state::OpenFile& file) {
  return SubjectBuilder(file).build();
}

}  // namespace ane::views
