// Two programs compared.

#include <filesystem>

#include "app/cli/diff_request.hpp"
#include "app/cli/programs.hpp"

namespace ane::cli {
namespace {

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

/// "comparing: 45 %" on a terminal, as often as the number changes.
diff::Progress shown_progress(const Context& context) {
  if (!context.streams.err_is_terminal) return {};
  return [&context, last = std::size_t{101}](std::size_t done, std::size_t total) mutable {
    const std::size_t percent = total == 0 ? 100 : done * 100 / total;
    if (percent != last) context.streams.err.write("\r\x1b[Kcomparing: " + std::to_string(percent) + " %");
    last = percent;
    return true;
  };
}

int diff_files(const Context& context, const DiffRequest& request) {
  const document::DocumentPtr a = context.open();
  if (a == nullptr) return kFailed;
  const std::string& path_b = context.args.positional[1];
  const auto b = context.open(path_b);
  if (!b) return context.fail(path_b, b.error());
  const auto comparison = diff::compare(a, *b, request.options, shown_progress(context));
  hide_progress(context);
  if (!comparison) return context.fail("diff", comparison.error());
  const int written = deliver(context, request,
                              [&](Sink& sink) { request.format->write(*comparison, request.report, sink); });
  if (written != kDone) return written;
  return differs(*comparison, request) ? kNo : kDone;
}

}  // namespace

int run_diff(const Context& context) {
  const Result<DiffRequest> request = understand_diff(context);
  if (!request) return context.fail("diff", request.error());
  const std::vector<std::string>& paths = context.args.positional;
  if (paths[0] == "-" && paths[1] == "-")
    return context.fail("diff", {"only one of the two files can be standard input", {}});
  if (is_folder(paths[0]))
    return context.fail(paths[0], {"is a folder: the first of the two has to be a file", {}});
  return is_folder(paths[1]) ? diff_folder(context, *request) : diff_files(context, *request);
}

}  // namespace ane::cli
