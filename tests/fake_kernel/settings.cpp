#include "tests/fake_kernel/settings.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "tests/fake_kernel/real.hpp"

namespace ane::fake {

std::vector<std::string> nodes() {
  const char* setting = std::getenv("FAKE_ANE_NODE");
  std::string rest = setting == nullptr ? "/dev/accel/accel0" : setting;
  std::vector<std::string> found;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (colon != 0) found.push_back(rest.substr(0, colon));
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  return found;
}

bool mode_is(const char* mode) {
  const char* setting = std::getenv("FAKE_ANE_MODE");
  return std::strcmp(setting == nullptr || *setting == 0 ? "ok" : setting, mode) == 0;
}

void log_line(const std::string& line) {
  const char* path = std::getenv("FAKE_ANE_LOG");
  if (path == nullptr) return;
  const int fd = real().open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) return;
  const std::string text = line + "\n";
  if (write(fd, text.data(), text.size()) < 0) complain("cannot write the log");
  real().close(fd);
}

void complain(const std::string& line) {
  if (std::getenv("FAKE_ANE_VERBOSE") == nullptr) return;
  const std::string text = "fake ane: " + line + "\n";
  if (write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

}  // namespace ane::fake
