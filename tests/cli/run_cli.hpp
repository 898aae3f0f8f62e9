#pragma once
// Runs commands of anetool in process.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/cli.hpp"

namespace ane::test {

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

struct Terminal {
  bool out = false;
  bool err = false;
};

inline Outcome run_cli(const std::vector<std::string>& args, Terminal terminal = {}) {
  const std::vector<std::string_view> views(args.begin(), args.end());
  StringSink out;
  StringSink err;
  cli::Streams streams{out, err, terminal.out, terminal.err};
  const int status = cli::run(views, streams);
  return {status, std::move(out.text), std::move(err.text)};
}

/// The JSON that a command prints; it must succeed and say nothing on standard error.
inline nlohmann::json run_json(const std::vector<std::string>& args) {
  const Outcome outcome = run_cli(args);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  nlohmann::json document = nlohmann::json::parse(outcome.out, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << outcome.out.substr(0, 200);
  return document;
}

/// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "anescope-test-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Writes a file and returns its path.
  std::string file(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path.string();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace ane::test
