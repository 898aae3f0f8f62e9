#include "app/state/find.hpp"

#include <algorithm>
#include <charconv>

#include "app/state/expression.hpp"
#include "app/state/fuzzy.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"

namespace ane::state {

std::string_view group_title(Match::Group group) {
  switch (group) {
    case Match::Group::Names:
      return "Names";
    case Match::Group::Values:
      return "Values";
    case Match::Group::Text:
      return "Text";
    case Match::Group::Bytes:
      return "Bytes";
  }
  return "";
}

bool Matches::add(Match match) {
  const std::scoped_lock lock(mutex_);
  if (list_.size() >= kLimit) {
    cut_ = true;
    return false;
  }
  list_.push_back(std::move(match));
  return true;
}

std::size_t Matches::size() const {
  const std::scoped_lock lock(mutex_);
  return list_.size();
}

Match Matches::at(std::size_t index) const {
  const std::scoped_lock lock(mutex_);
  return list_[index];
}

bool Matches::finished() const {
  const std::scoped_lock lock(mutex_);
  return finished_;
}

bool Matches::cut() const {
  const std::scoped_lock lock(mutex_);
  return cut_;
}

void Matches::set_finished() {
  const std::scoped_lock lock(mutex_);
  finished_ = true;
}

namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

Selection of_bytes(Extent where) {
  Selection selection;
  selection.bytes = where;
  return selection;
}

class Search {
 public:
  Search(const document::DocumentPtr& document, const TaskTablePtr& tasks, Matches& matches,
         Progress& progress)
      : document_(document), tasks_(tasks), matches_(matches), progress_(progress), query_(matches.query()) {}

  void run() {
    progress_.set_total(document_->file().size() + document_->tasks().size());
    container_names();
    if (tasks_ != nullptr) task_names();
    if (!document_->tasks().empty()) registers();
    const std::vector<std::uint8_t> text(query_.begin(), query_.end());
    const std::vector<std::uint8_t> bytes = query_bytes(query_);
    raw(text, bytes);
  }

 private:
  bool named(std::string_view name, std::string context, Selection selection) {
    if (!contains_text(name, query_)) return true;
    return matches_.add({Match::Group::Names, escaped(name), std::move(context), std::move(selection)});
  }

  void container_names() {
    const container::Container& container = document_->container();
    for (const container::Section& section : container.sections) {
      named(section.segment + "," + section.name, "section",
            of_bytes(section.bytes.empty() ? Extent{section.record, 80} : section.bytes));
    }
    if (document_->anec() != nullptr) {
      for (const anec::Part& part : anec::parts_of(*document_->anec()))
        named(part.name, "part of the file", of_bytes(part.where));
    }
    for (const model::Tensor& tensor : model::declared_tensors(*document_))
      named(tensor.name, std::string(model::role_name(tensor.role)) + " tensor", of_bytes(tensor.where));
    if (!container.symbols) return;
    for (std::uint32_t i = 0; i < container.symbols->count && !progress_.cancelled(); ++i) {
      const container::Symbol symbol = container::read_symbol(document_->file(), *container.symbols, i);
      if (!named(symbol.name, "symbol " + std::to_string(i), of_bytes(symbol.where))) return;
    }
  }

  void task_names() {
    for (std::size_t i = 0; i < tasks_->rows().size(); ++i) {
      const task::TaskSpan span = document_->tasks()[i].span;
      Selection selection = of_bytes({document_->text().extent().offset + span.offset, span.size});
      selection.task = i;
      if (!named(tasks_->rows()[i].summary, "task " + std::to_string(i), std::move(selection))) return;
    }
  }

  // A register's name is reported where it is written first, a value at every write.
  void registers() {
    const regdb::Generation& generation = *document_->generation();
    const auto number = evaluate(query_, [](std::string_view) { return std::nullopt; });
    std::vector<std::uint32_t> named_already;
    for (std::size_t i = 0; i < document_->tasks().size(); ++i) {
      if (!progress_.tick()) return;
      Diagnostics ignored;
      const task::Task task = document_->decode(i, ignored);
      for (const task::Write& write : task.writes) {
        const auto ref = generation.find(write.address);
        if (!ref) continue;
        Selection selection = of_bytes({write.offset, 4});
        selection.task = i;
        selection.address = write.address;
        const std::string where = "task " + std::to_string(i);
        if (number && !value_matches(*ref, write, number.value(), where, selection)) return;
        if (std::find(named_already.begin(), named_already.end(), write.address) != named_already.end())
          continue;
        named_already.push_back(write.address);
        name_matches(*ref, where, selection);
      }
    }
  }

  void name_matches(const regdb::RegisterRef& ref, const std::string& where, const Selection& selection) {
    named(ref.path(), "register, first written by " + where, selection);
    for (const regdb::Field& field : ref.reg->fields) {
      if (!contains_text(field.name, query_)) continue;
      Selection exact = selection;
      exact.field = field.name;
      exact.bits = tree::BitRange{field.lsb, field.width};
      matches_.add({Match::Group::Names, ref.path() + "." + field.name, "field, first written by " + where,
                    std::move(exact)});
    }
  }

  bool value_matches(const regdb::RegisterRef& ref, const task::Write& write, std::int64_t number,
                     const std::string& where, const Selection& selection) {
    if (number != 0 && std::int64_t{write.value} == number &&
        !matches_.add({Match::Group::Values, ref.path() + " = " + hex(write.value, 8), where, selection}))
      return false;
    for (const regdb::Field& field : ref.reg->fields) {
      const regdb::FieldValue value = regdb::unpack(field, write.value);
      // Zero is the value of most fields, and so says nothing.
      if (value.is_real || value.number != number || number == 0) continue;
      if (ref.reg->fields.size() == 1 && std::int64_t{write.value} == number) continue;
      Selection exact = selection;
      exact.field = field.name;
      exact.bits = tree::BitRange{field.lsb, field.width};
      if (!matches_.add({Match::Group::Values,
                         ref.path() + "." + field.name + " = " + regdb::value_text(field, value), where,
                         std::move(exact)}))
        return false;
    }
    return true;
  }

  void raw(const std::vector<std::uint8_t>& text, const std::vector<std::uint8_t>& bytes) {
    const std::size_t longest = std::max(text.size(), bytes.size());
    if (longest == 0) return;
    const ByteView file = document_->file();
    std::vector<std::uint8_t> chunk;
    for (std::uint64_t at = 0; at < file.size(); at += kChunk) {
      const ByteView piece = file.clipped(at, kChunk + longest - 1);
      chunk.resize(piece.size());
      piece.copy(0, chunk);
      const std::size_t starts = std::min<std::size_t>(kChunk, chunk.size());
      if (!scan(chunk, starts, at, text, Match::Group::Text)) return;
      if (!scan(chunk, starts, at, bytes, Match::Group::Bytes)) return;
      if (!progress_.tick(starts)) return;
    }
  }

  bool scan(const std::vector<std::uint8_t>& chunk, std::size_t starts, std::uint64_t base,
            const std::vector<std::uint8_t>& wanted, Match::Group group) {
    if (wanted.empty()) return true;
    auto from = chunk.begin();
    for (;;) {
      from = std::search(from, chunk.end(), wanted.begin(), wanted.end());
      const auto at = static_cast<std::size_t>(from - chunk.begin());
      if (from == chunk.end() || at >= starts) return true;
      const std::uint64_t offset = base + at;
      if (!matches_.add({group, escaped(query_), hex(offset, 4), of_bytes({offset, wanted.size()})}))
        return false;
      ++from;
    }
  }

  const document::DocumentPtr& document_;
  const TaskTablePtr& tasks_;
  Matches& matches_;
  Progress& progress_;
  const std::string& query_;
};

}  // namespace

std::vector<std::uint8_t> query_bytes(std::string_view query) {
  std::vector<std::uint8_t> bytes;
  const bool word = query.starts_with("0x");
  std::string digits;
  for (const char c : word ? query.substr(2) : query) {
    if (c == ' ' && !word) {
      if (digits.size() % 2 != 0) return {};
      continue;
    }
    if (!is_hex_digit(c)) return {};
    digits += c;
  }
  if (digits.empty() || (word && digits.size() > 16)) return {};
  if (word) {
    std::size_t width = 2;
    while (width < digits.size()) width *= 2;
    digits.insert(0, width - digits.size(), '0');
  }
  if (digits.size() % 2 != 0) return {};
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    std::uint8_t byte = 0;
    std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
    bytes.push_back(byte);
  }
  if (word) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

void find_everything(const document::DocumentPtr& document, const TaskTablePtr& tasks, Matches& matches,
                     Progress& progress) {
  if (!matches.query().empty()) Search(document, tasks, matches, progress).run();
  matches.finish();
}

}  // namespace ane::state
