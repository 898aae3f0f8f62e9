#include <imgui.h>

#include <array>
#include <cstdio>
#include <string_view>

#include "app/cli/cli.hpp"
#include "app/version.hpp"

namespace {

constexpr std::string_view kUsage =
    "usage: anescope FILE\n"
    "       anescope --help | --version\n"
    "\n"
    "The window is not part of this version: anescope prints what `anetool info FILE` says.\n";

constexpr std::string_view kNoWindow =
    "anescope: the window is not part of this version; the summary of anetool info follows\n";

void print(std::string_view text, std::FILE* stream) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

void print_version() {
  print("anescope ", stdout);
  print(ane::kVersion, stdout);
  print(" (Dear ImGui ", stdout);
  print(ImGui::GetVersion(), stdout);
  print(")\n", stdout);
}

int print_summary(std::string_view file) {
  print(kNoWindow, stderr);
  ane::StringSink out;
  ane::StringSink err;
  ane::cli::Streams streams{out, err};
  const std::array<std::string_view, 3> args = {"info", "--", file};
  const int status = ane::cli::run(args, streams);
  print(out.text, stdout);
  print(err.text, stderr);
  return status;
}

int run(int argc, char** argv) {
  const std::string_view arg = argc == 2 ? argv[1] : "";
  if (arg == "--help" || arg == "-h") {
    print(kUsage, stdout);
    return ane::cli::kDone;
  }
  if (arg == "--version") {
    print_version();
    return ane::cli::kDone;
  }
  const bool is_option = arg.starts_with("-") && arg != "-";
  if (arg.empty() || is_option) {
    print(kUsage, stderr);
    return ane::cli::kFailed;
  }
  return print_summary(arg);
}

}  // namespace

int main(int argc, char** argv) {
  const int status = run(argc, argv);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  print("anescope: cannot write to standard output\n", stderr);
  return ane::cli::kFailed;
}
