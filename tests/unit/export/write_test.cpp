// From a plan to a file on the disk: the old one or the new one, and nothing beside it.

#include "core/export/write.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/support/file_size_limit.hpp"
#include "tests/unit/base/temp_folder.hpp"
#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

using document::DocumentPtr;
using test::content_of;
using test::FileSizeLimit;
using test::TempFolder;

/// While it lives a folder is read-only, and a process of root acts as somebody else where it may.
class LockedFolder {
 public:
  explicit LockedFolder(const TempFolder& folder) : path_(folder.path()) {
    EXPECT_EQ(chmod(path_.c_str(), 0555), 0);
    was_root_ = geteuid() == 0 && seteuid(65534) == 0;
  }
  ~LockedFolder() {
    if (was_root_ && seteuid(0) != 0) ADD_FAILURE() << "cannot become root again";
    EXPECT_EQ(chmod(path_.c_str(), 0700), 0);
  }
  LockedFolder(const LockedFolder&) = delete;
  LockedFolder& operator=(const LockedFolder&) = delete;

 private:
  std::string path_;
  bool was_root_ = false;
};

class Writing : public testing::Test {
 protected:
  std::string source_file(const std::string& name = "in.hwx") const {
    const test::Bytes bytes = test::sample_bytes("chain");
    return folder_.add(name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  static DocumentPtr open_file(const std::string& path) {
    auto document = document::open_document(path, test::embedded());
    EXPECT_TRUE(document) << (document ? "" : document.error().message);
    return document ? *document : nullptr;
  }
  Result<Verdict> write(const Target& target, const std::function<bool()>& goes_on = {}) const {
    return write_anec(document_, plan_, target, goes_on);
  }
  std::string error(const Target& target, const std::function<bool()>& goes_on = {}) const {
    const auto verdict = write(target, goes_on);
    return verdict ? "" : verdict.error().message;
  }
  std::string expected() const {
    const test::Bytes bytes = test::planned(document_, plan_);
    return {bytes.begin(), bytes.end()};
  }

  TempFolder folder_;
  DocumentPtr document_ = open_file(source_file());
  Plan plan_ = test::plan_of(document_);
};

TEST_F(Writing, GivesTheFileAndItsNames) {
  const std::string out = folder_.path("out.anec");
  const auto verdict = write({out, sidecar_path(out)});
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->tasks, 4u);
  EXPECT_EQ(content_of(out), expected());
  EXPECT_EQ(sidecar_path(out), out + ".json");
  EXPECT_EQ(folder_.count(), 3u);
  const auto names = nlohmann::json::parse(content_of(out + ".json"), nullptr, false);
  ASSERT_FALSE(names.is_discarded());
  EXPECT_EQ(names.at("source"), "in.hwx");
  EXPECT_EQ(names.at("mode"), "correct");
  std::map<int, std::string> found;
  for (const auto& channel : names.at("channels"))
    found[channel.at("channel")] = channel.at("name").get<std::string>() + " " + channel.at("tensor").dump();
  EXPECT_EQ(found, (std::map<int, std::string>{{0, "cmd null"},
                                               {1, "krn null"},
                                               {3, "itm0 null"},
                                               {4, "dst0 \"edges\""},
                                               {5, "src0 \"picture\""}}));
  for (const char* number :
       {"payload", "bytes", "size", "td_size", "td_count", "tsk_size", "krn_size", "src_count", "dst_count"})
    EXPECT_TRUE(names.at(number).is_number()) << number;
  EXPECT_EQ(names.at("renumbered").size(), 2u);
}

TEST_F(Writing, ReplacesAnOlderFile) {
  const std::string out = folder_.add("out.anec", "old");
  ASSERT_TRUE(write({out, ""}));
  EXPECT_EQ(content_of(out), expected());
  EXPECT_EQ(folder_.count(), 2u);
}

TEST_F(Writing, NeverReplacesItsSource) {
  const std::string in = folder_.path("in.hwx"), before = content_of(in);
  const std::string link = folder_.path("link.anec"), twin = folder_.path("twin.anec");
  std::filesystem::create_symlink("in.hwx", link);
  std::filesystem::create_hard_link(in, twin);
  const std::string refused = "this is the source: an export never replaces it";
  for (const std::string& path : {in, link, twin, folder_.path("./in.hwx")}) {
    EXPECT_EQ(error({path, ""}), refused) << path;
    EXPECT_EQ(error({folder_.path("out.anec"), path}), refused) << path;
  }
  EXPECT_EQ(content_of(in), before);
  EXPECT_EQ(folder_.count(), 3u);
}

TEST_F(Writing, WithAFullDiskLeavesTheOldFile) {
  const std::string out = folder_.add("out.anec", "old"), names = folder_.add("out.anec.json", "old names");
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{100}, rlim_t{0x1000}, rlim_t{0x1900}}) {
    const FileSizeLimit limit(bytes);
    EXPECT_EQ(error({out, names}), "cannot write: File too large") << bytes;
  }
  EXPECT_EQ(content_of(out), "old");
  EXPECT_EQ(content_of(names), "old names");
  EXPECT_EQ(folder_.count(), 3u);
}

// The names are longer than the program: they fail when the program could be written.
TEST_F(Writing, WithoutRoomForTheNamesLeavesBothOldFiles) {
  writer::HwxSpec spec = test::copy_spec();
  spec.programs[0].slots = {{1, 0}};
  spec.tensors[0].name = std::string(8000, 'x');
  const test::Bytes bytes = test::hwx_bytes(spec);
  const std::string in = folder_.add("long.hwx", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  document_ = open_file(in);
  plan_ = test::plan_of(document_);
  const std::string out = folder_.add("out.anec", "old"), names = folder_.add("out.anec.json", "old names");
  {
    const FileSizeLimit limit(plan_.file_bytes);
    EXPECT_EQ(error({out, names}), "cannot write: File too large");
  }
  EXPECT_EQ(content_of(out), "old");
  EXPECT_EQ(content_of(names), "old names");
  EXPECT_EQ(folder_.count(), 4u);
}

TEST_F(Writing, ToALockedFolderLeavesTheOldFile) {
  const std::string out = folder_.add("out.anec", "old");
  {
    const LockedFolder locked(folder_);
    if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    EXPECT_EQ(error({out, ""}), "cannot write: Permission denied");
  }
  EXPECT_EQ(content_of(out), "old");
  EXPECT_EQ(folder_.count(), 2u);
}

TEST_F(Writing, ToAMissingFolderFails) {
  EXPECT_EQ(error({folder_.path("missing/out.anec"), ""}), "cannot write: No such file or directory");
  EXPECT_EQ(error({folder_.path("out.anec"), folder_.path("missing/names")}),
            "cannot write: No such file or directory");
  EXPECT_EQ(folder_.count(), 1u) << "nor is the program written without its names";
}

TEST_F(Writing, OverAFolderFailsBeforeAnythingIsReplaced) {
  const std::string out = folder_.add("out.anec", "old"), names = folder_.path("names");
  std::filesystem::create_directory(names);
  EXPECT_EQ(error({out, names}), "cannot write: Is a directory");
  EXPECT_EQ(error({names, ""}), "cannot write: Is a directory");
  EXPECT_EQ(content_of(out), "old");
  EXPECT_EQ(folder_.count(), 3u);
}

TEST_F(Writing, WhenCancelledLeavesTheOldFile) {
  const std::string out = folder_.add("out.anec", "old");
  int calls = 0;
  ASSERT_TRUE(write({folder_.path("first.anec"), ""}, [&] { return ++calls > 0; }));
  std::filesystem::remove(folder_.path("first.anec"));
  EXPECT_GT(calls, 5);
  for (int stop = 0; stop < calls; ++stop) {
    int left = stop;
    EXPECT_EQ(error({out, out + ".json"}, [&] { return left-- > 0; }), "cancelled") << stop;
    EXPECT_EQ(content_of(out), "old");
    EXPECT_EQ(folder_.count(), 2u) << stop;
  }
}

TEST_F(Writing, OfAPlanThatMeansSomethingElseLeavesTheOldFile) {
  const std::string out = folder_.add("out.anec", "old");
  plan_.changes.clear();
  EXPECT_EQ(error({out, ""}),
            "the written file failed its check: task 0 has its source1 in another buffer than in the source");
  EXPECT_EQ(content_of(out), "old");
  EXPECT_EQ(folder_.count(), 2u);
}

TEST_F(Writing, ToAStreamGivesTheSameBytes) {
  StringSink sink;
  ASSERT_TRUE(stream_anec(document_, plan_, sink));
  EXPECT_EQ(sink.text, expected());
  plan_.changes.clear();
  StringSink nothing;
  EXPECT_FALSE(stream_anec(document_, plan_, nothing));
  EXPECT_EQ(nothing.text, "");
}

}  // namespace
}  // namespace ane::exporter
