#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/edit/paths.hpp"
#include "core/edit/syntax.hpp"
#include "core/edit/text.hpp"

namespace ane::edit {
namespace {

class Lines {
 public:
  Lines(const regdb::Generation* generation, Sink& sink) : generation_(generation), sink_(sink) {}

  void operator()(const RegisterChange& change) {
    const regdb::Field* field = nullptr;
    if (generation_ != nullptr) {
      if (const auto ref = find_path(*generation_, change.path)) field = ref->field;
    }
    const std::string_view before = value_name(field, change.before), after = value_name(field, change.after);
    std::string comment;
    if (!before.empty() || !after.empty()) {
      comment = "  # " + std::string(before.empty() ? "unknown" : before) + " -> " +
                std::string(after.empty() ? "unknown" : after);
    }
    line(std::string(kSet) + " " + std::to_string(change.task) + ":" + change.path,
         value_text(field, change.before), value_text(field, change.after), comment);
  }

  void operator()(const WeightChange& change) {
    for (const ElementChange& element : change.elements) {
      std::string index;
      for (const std::uint32_t i : element.index) index += (index.empty() ? "[" : ",") + std::to_string(i);
      halves(std::string(kWeight) + " " + change.name + index + "]", element.before, element.after);
    }
  }

  void operator()(const HalfChange& change) {
    halves(std::string(kHalf) + " " + hex(change.offset), change.before, change.after);
  }

 private:
  void halves(const std::string& target, std::uint16_t before, std::uint16_t after) {
    line(target, hex(before, 4), hex(after, 4),
         "  # " + number(half_to_double(before)) + " -> " + number(half_to_double(after)));
  }

  void line(const std::string& target, const std::string& before, const std::string& after,
            const std::string& comment) {
    sink_.write(target + " " + before + " -> " + after + comment + "\n");
  }

  const regdb::Generation* generation_;
  Sink& sink_;
};

}  // namespace

void write_change_lines(const ChangeList& list, const regdb::Generation* generation, Sink& sink) {
  Lines lines(generation, sink);
  for (const Change& change : list.changes) std::visit(lines, change);
}

void write_changes(const ChangeList& list, const regdb::Generation* generation, Sink& sink) {
  sink.write(std::string(kFirstLine) + "\n" + std::string(kFile) + " " + std::to_string(list.origin.bytes) +
             " " + std::string(kHashName) + hex(list.origin.hash, 16).substr(2) + "\n");
  write_change_lines(list, generation, sink);
}

}  // namespace ane::edit
