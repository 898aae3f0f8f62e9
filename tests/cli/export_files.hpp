#pragma once
// Files and folders for the tests of anetool export.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/writer/samples.hpp"
#include "tests/cli/files.hpp"

namespace ane::test {

inline std::string sample_file(std::string_view name) {
  for (const writer::Sample& sample : writer::samples()) {
    if (sample.name != name) continue;
    const auto bytes = sample.build().value();
    return {bytes.begin(), bytes.end()};
  }
  ADD_FAILURE() << "no sample " << name;
  return {};
}

/// The files below a folder, relative to it and sorted, without those called `without`.
inline std::vector<std::string> files_below(const std::filesystem::path& folder,
                                            std::string_view without = "") {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().filename() != without)
      names.push_back(entry.path().lexically_relative(folder).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// "one" and "two", each with an input and an output of its own; only the first can be exported.
inline std::string two_programs() {
  writer::HwxSpec spec;
  spec.banner = writer::honest_banner("h13");
  spec.text = small_text(2);
  spec.text.resize(round_up(spec.text.size(), 0x100));
  spec.programs = {{"one"}, {"two", spec.text.size()}};
  const std::vector<std::uint8_t> second = small_text(1);
  spec.text.insert(spec.text.end(), second.begin(), second.end());
  for (const char* program : {"one", "two"}) {
    for (const auto role : {writer::Role::Input, writer::Role::Output}) {
      spec.tensors.push_back(
          writer::tensor(std::string(program) + std::to_string(spec.tensors.size()), role, {1, 3, 4, 5}));
      spec.tensors.back().program = program;
    }
  }
  const auto bytes = writer::write_hwx(spec);
  EXPECT_TRUE(bytes);
  return {bytes->begin(), bytes->end()};
}

/// While it lives a folder is the current one.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::filesystem::path& folder) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder);
  }
  ~WorkingFolder() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
  }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace ane::test
