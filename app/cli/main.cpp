#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "app/cli/cli.hpp"

namespace {

// https://no-color.org: set to anything but an empty text, it forbids colours.
bool colours_allowed() {
  const char* forbidden = std::getenv("NO_COLOR");
  return forbidden == nullptr || *forbidden == '\0';
}

/// A C stream as a sink; remembers the first failure.
class StreamSink final : public ane::Sink {
 public:
  explicit StreamSink(std::FILE* stream) : stream_(stream) {}
  void write(std::string_view piece) override {
    if (std::fwrite(piece.data(), 1, piece.size(), stream_) != piece.size()) failed_ = true;
  }
  bool close() { return std::fflush(stream_) == 0 && !failed_; }

 private:
  std::FILE* stream_;
  bool failed_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> args(argv + 1, argv + argc);
  StreamSink out(stdout);
  StreamSink err(stderr);
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  ane::cli::Streams streams{out, err, terminal, isatty(STDERR_FILENO) != 0, terminal && colours_allowed()};
  const int status = ane::cli::run(args, streams);
  if (out.close()) return status;
  err.write("anetool: cannot write to standard output\n");
  return ane::cli::kFailed;
}
