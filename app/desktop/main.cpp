#include <imgui.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "app/cli/cli.hpp"
#include "app/desktop/program.hpp"
#include "app/version.hpp"

namespace {

void print(std::string_view text, std::FILE* stream) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

// What can be said without a window.
int print_summary(const std::string& file) {
  ane::StringSink out;
  ane::StringSink err;
  ane::cli::Streams streams{out, err};
  const std::array<std::string_view, 3> args = {"info", "--", file};
  const int status = ane::cli::run(args, streams);
  print(out.text, stdout);
  print(err.text, stderr);
  return status;
}

bool has_display() {
  const auto is_set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
}

int run_window(ane::desktop::Options options) {
  const auto start = ane::desktop::Program::Clock::now();
  ImGui::CreateContext();
  auto window = ane::desktop::Window::open(options.width, options.height, "anescope");
  int status = 1;
  if (window) {
    ane::desktop::Program program(std::move(options), std::move(*window), start,
                                  ane::desktop::Program::Clock::now());
    status = program.run();
  } else {
    print(
        "anescope: " + window.error().message + "; try LIBGL_ALWAYS_SOFTWARE=1, or anetool in the terminal\n",
        stderr);
  }
  ImGui::DestroyContext();
  return status;
}

int run(const std::vector<std::string_view>& args) {
  auto options = ane::desktop::parse_options(args);
  if (!options) {
    print("anescope: " + options.error().message + "\n" + std::string(ane::desktop::usage()), stderr);
    return 2;
  }
  if (options->help) {
    print(ane::desktop::usage(), stdout);
    return 0;
  }
  if (options->version) {
    print("anescope " + std::string(ane::kVersion) + " (Dear ImGui " + ImGui::GetVersion() + ")\n", stdout);
    return 0;
  }
  if (!has_display()) {
    print("anescope: there is no display; anetool info says what there is to say\n", stderr);
    return options->files.empty() ? 1 : print_summary(options->files.front());
  }
  return run_window(std::move(*options));
}

}  // namespace

int main(int argc, char** argv) {
  const int status = run({argv + 1, argv + argc});
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  print("anescope: cannot write to standard output\n", stderr);
  return 1;
}
