#include <algorithm>
#include <bit>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/task/task.hpp"
#include "core/task/word.hpp"

namespace ane::task {
namespace {

/// Which words a record header announces.
struct Shape {
  std::uint32_t base = 0;   ///< byte address of the first
  std::uint32_t count = 0;  ///< values that follow
  std::uint32_t mask = 0;   ///< scatter forms
  bool scatter = false;
  std::int32_t slot = -1;
};

Shape read_shape(const regdb::RecordLayout& layout, std::uint32_t header) {
  Shape shape;
  shape.base = extract_bits(header, layout.address_lsb, layout.address_width) * layout.address_unit;
  shape.scatter = layout.mask_width != 0;
  if (shape.scatter) {
    shape.mask = extract_bits(header, layout.mask_lsb, layout.mask_width);
    shape.count = static_cast<std::uint32_t>(std::popcount(shape.mask)) + (layout.writes_base ? 1 : 0);
  } else {
    shape.count = extract_bits(header, layout.count_lsb, layout.count_width) + layout.count_bias;
  }
  if (layout.slot_width != 0) {
    shape.slot = static_cast<std::int32_t>(extract_bits(header, layout.slot_lsb, layout.slot_width));
  }
  return shape;
}

/// The addresses of a record's words, in the order in which their values follow.
class Addresses {
 public:
  explicit Addresses(const regdb::RecordLayout& layout, const Shape& shape)
      : next_(shape.base),
        mask_(shape.mask),
        base_(shape.base),
        scatter_(shape.scatter),
        base_due_(layout.writes_base) {}

  std::uint32_t next() {
    if (!scatter_) {
      const std::uint32_t address = next_;
      next_ += 4;
      return address;
    }
    if (base_due_) {
      base_due_ = false;
      return base_;
    }
    const int bit = std::countr_zero(mask_);
    mask_ &= mask_ - 1;
    return base_ + 4 * (static_cast<std::uint32_t>(bit) + 1);
  }

 private:
  std::uint32_t next_;
  std::uint32_t mask_;
  std::uint32_t base_;
  bool scatter_;
  bool base_due_;
};

class Decoder {
 public:
  Decoder(const regdb::Generation& generation, ByteView bytes, std::size_t index, Diagnostics& problems)
      : gen_(generation), bytes_(bytes), index_(index), problems_(problems) {
    task_.where = bytes.extent();
  }

  Task run() {
    read_header();
    while (at_ < bytes_.size()) {
      if (!read_record()) break;
    }
    task_.undecoded = bytes_.clipped(at_, bytes_.size() - at_).extent();
    return std::move(task_);
  }

 private:
  void read_header() {
    const regdb::Encoding& encoding = gen_.encoding;
    std::uint32_t words = encoding.header_words;
    if (encoding.extended) {
      const std::uint32_t deciding = bytes_.u32(encoding.extended->word * kWord).value_or(0);
      task_.extended = (deciding & encoding.extended->mask) == encoding.extended->equals;
      if (task_.extended) words += encoding.extended->extra_words;
    }
    for (std::uint32_t i = 0; i < words; ++i) {
      const auto word = bytes_.u32(i * kWord);
      if (!word) break;
      task_.header.push_back(*word);
    }
    at_ = task_.header.size() * kWord;
  }

  void error(std::string_view code, std::string message, Extent where) {
    problems_.add(Severity::Error, code, "task " + std::to_string(index_) + ": " + std::move(message), where,
                  index_);
  }

  bool read_record() {
    const auto header = bytes_.u32(at_);
    const Extent where = bytes_.clipped(at_, kWord).extent();
    if (!header) {
      error("record-cut", "ends inside a record header", where);
      return false;
    }
    // A zero word where a record should start is padding that the length wrongly includes.
    if (*header == 0 && bytes_.clipped(at_, bytes_.size() - at_).all_zero()) {
      problems_.add(Severity::Warning, "zero-records",
                    "task " + std::to_string(index_) + ": its last " + std::to_string(bytes_.size() - at_) +
                        " bytes are zero, not records",
                    bytes_.clipped(at_, bytes_.size() - at_).extent(), index_);
      return false;
    }
    const regdb::RecordLayout* layout = match_record(gen_, *header);
    if (layout == nullptr) {
      error("record-unknown", "record header " + hex(*header, 8) + " fits no known form", where);
      return false;
    }
    return read_values(*layout, *header, where);
  }

  bool read_values(const regdb::RecordLayout& layout, std::uint32_t header, Extent where) {
    const Shape shape = read_shape(layout, header);
    const std::uint64_t room = (bytes_.size() - at_ - kWord) / kWord;
    const std::uint32_t present = static_cast<std::uint32_t>(std::min<std::uint64_t>(shape.count, room));
    task_.records.push_back(
        {where.offset, header, &layout, static_cast<std::uint32_t>(task_.writes.size()), present});
    Addresses addresses(layout, shape);
    for (std::uint32_t i = 0; i < present; ++i) {
      const std::uint64_t at = at_ + kWord * (i + 1);
      task_.writes.push_back(
          {addresses.next(), bytes_.u32(at).value_or(0), bytes_.extent().offset + at, shape.slot});
    }
    at_ += kWord * (present + 1ull);
    if (present == shape.count) return true;
    error("record-past-task-end",
          "record " + hex(header, 8) + " announces " + std::to_string(shape.count) + " values, " +
              std::to_string(present) + " fit before the task's end",
          where);
    return false;
  }

  const regdb::Generation& gen_;
  ByteView bytes_;
  std::size_t index_;
  Diagnostics& problems_;
  Task task_;
  std::uint64_t at_ = 0;
};

}  // namespace

const Write* Task::last_write(std::uint32_t address) const {
  const auto at =
      std::find_if(writes.rbegin(), writes.rend(), [&](const Write& w) { return w.address == address; });
  return at == writes.rend() ? nullptr : &*at;
}

const regdb::RecordLayout* match_record(const regdb::Generation& generation, std::uint32_t header) {
  const auto& layouts = generation.encoding.records;
  const auto at = std::find_if(layouts.begin(), layouts.end(),
                               [&](const regdb::RecordLayout& l) { return l.matches(header); });
  return at == layouts.end() ? nullptr : &*at;
}

Task decode_task(const regdb::Generation& generation, ByteView text, TaskSpan span, std::size_t index,
                 Diagnostics& problems) {
  return Decoder(generation, text.clipped(span.offset, span.size), index, problems).run();
}

}  // namespace ane::task
