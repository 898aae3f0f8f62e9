#pragma once
// What a container says of itself as a list of named properties, so that two of them can be held against each
// other.

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/diff/text.hpp"
#include "core/document/document.hpp"

namespace ane::diff {

/// `semantic`: another value makes another program, or nobody knows that it does not.
struct Property {
  std::string value;
  bool semantic = false;
  Extent where;
};
using Properties = std::map<std::string, Property>;

Properties properties_of(const document::Document& document);

/// Options that only name files of the machine that compiled.
bool names_a_file(const std::string& option, const std::string& value);

/// Fields of a record by the format's own table, but names and numbers that are properties of their own.
/// `skip` holds the names that are left out.
template <class Specs, class Add>
void record_fields(ByteView file, const container::Thread& thread, const Specs& specs,
                   const std::vector<std::string_view>& skip, const Add& add) {
  for (const container::FieldSpec& spec : specs) {
    if (spec.show == container::Show::NameOffset) continue;
    if (std::find(skip.begin(), skip.end(), spec.name) != skip.end()) continue;
    const ByteView bytes = file.clipped(thread.state.offset + spec.offset, spec.size);
    if (bytes.size() != spec.size || spec.offset + spec.size > thread.state.size) continue;
    std::string text;
    if (spec.size == 4 || spec.size == 8) {
      const std::uint64_t number = spec.size == 4 ? *bytes.u32(0) : *bytes.u64(0);
      text = spec.show == container::Show::Number ? std::to_string(number) : hex(number);
    } else {
      text = bytes_text(bytes);
    }
    add(spec, std::move(text), bytes.extent());
  }
}

}  // namespace ane::diff
