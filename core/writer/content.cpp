#include "core/writer/content.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace ane::writer {

void emit(const Content& content, Sink& sink) {
  if (content.produce) {
    content.produce(sink);
  } else if (content.bytes.empty()) {
    emit_zeros(content.size, sink);
  } else {
    sink.write({reinterpret_cast<const char*>(content.bytes.data()), content.bytes.size()});
  }
}

void emit_zeros(std::uint64_t count, Sink& sink) {
  static const std::string zeros(std::size_t{1} << 16, '\0');
  while (count != 0) {
    const std::uint64_t piece = std::min<std::uint64_t>(count, zeros.size());
    sink.write(std::string_view(zeros).substr(0, static_cast<std::size_t>(piece)));
    count -= piece;
  }
}

}  // namespace ane::writer
