#include "app/cli/diff_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/text.hpp"

namespace ane::cli {
namespace {

constexpr std::array<DiffFormat, 4> kDiffFormats = {{{"text", diff::write_text},
                                                     {"json", diff::write_json},
                                                     {"md", diff::write_markdown},
                                                     {"html", diff::write_html}}};

struct Part {
  std::string_view name;
  bool diff::Options::*wanted;
};
constexpr std::array<Part, 5> kParts = {{{"tasks", &diff::Options::tasks},
                                         {"tensors", &diff::Options::tensors},
                                         {"weights", &diff::Options::weights},
                                         {"container", &diff::Options::container},
                                         {"symbols", &diff::Options::symbols}}};

template <class Row, std::size_t N>
std::string suggestion(std::string_view word, const std::array<Row, N>& rows) {
  std::vector<std::string_view> names;
  names.reserve(N);
  for (const Row& row : rows) names.push_back(row.name);
  const std::string_view close = nearest(word, names);
  return close.empty() ? "" : ", did you mean " + std::string(close) + "?";
}

Result<const DiffFormat*> format_of(const Arguments& args) {
  const bool json = args.has(kJson.name);
  const std::string name = args.text("--format").value_or(json ? "json" : "text");
  const auto* found = std::find_if(kDiffFormats.begin(), kDiffFormats.end(),
                                   [&](const DiffFormat& format) { return format.name == name; });
  if (found == kDiffFormats.end())
    return Error{"--format takes text, json, md or html, not " + name + suggestion(name, kDiffFormats), {}};
  if (json && found->name != "json") return Error{"--json and --format " + name + " exclude each other", {}};
  return &*found;
}

Result<void> choose_parts(const std::string& names, diff::Options& options) {
  for (const Part& part : kParts) options.*part.wanted = false;
  for (std::size_t at = 0; at <= names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    const std::string name = names.substr(at, end - at);
    const auto* found =
        std::find_if(kParts.begin(), kParts.end(), [&](const Part& part) { return part.name == name; });
    if (found == kParts.end())
      return Error{"--only takes tasks, tensors, weights, container and symbols, not \"" + name + "\"" +
                       suggestion(name, kParts),
                   {}};
    options.*found->wanted = true;
    at = end + 1;
  }
  return {};
}

Result<std::pair<std::size_t, std::size_t>> pair_of(const std::string& text) {
  std::pair<std::size_t, std::size_t> pair;
  const char* const end = text.data() + text.size();
  const auto a = std::from_chars(text.data(), end, pair.first);
  if (a.ec == std::errc{} && a.ptr != end && *a.ptr == ':') {
    const auto b = std::from_chars(a.ptr + 1, end, pair.second);
    if (b.ec == std::errc{} && b.ptr == end) return pair;
  }
  return Error{"--pair takes two task numbers, as 4:5, not \"" + text + "\"", {}};
}

}  // namespace

Result<DiffRequest> understand_diff(const Context& context) {
  const Arguments& args = context.args;
  DiffRequest request;
  ANE_TRY(request.format, format_of(args));
  if (const auto only = args.text("--only")) ANE_CHECK(choose_parts(*only, request.options));
  for (const std::string& text : args.all("--pair")) {
    ANE_TRY(const auto pair, pair_of(text));
    request.options.by_hand.push_back(pair);
  }
  request.options.written_only = args.has("--written");
  request.report.stat = args.has("--stat");
  request.report.bytes = args.has("--bytes");
  request.report.noise = args.has("--noise");
  request.output = args.text("--output").value_or("-");
  if (request.output.empty()) return Error{"-o needs the name of a file", {}};
  request.report.colour = context.streams.colour && request.output == "-";
  return request;
}

int deliver(const Context& context, const DiffRequest& request, const std::function<void(Sink&)>& write) {
  if (request.output == "-") {
    write(context.streams.out);
    return kDone;
  }
  auto file = AtomicFile::create(request.output);
  if (!file) return context.fail(request.output, file.error());
  write(**file);
  const auto written = (*file)->commit();
  return written ? kDone : context.fail(request.output, written.error());
}

bool differs(const diff::Comparison& comparison, const DiffRequest& request) {
  return !comparison.identical() || (request.report.bytes && !comparison.bytes.identical);
}

}  // namespace ane::cli
