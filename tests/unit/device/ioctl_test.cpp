// The fake kernel by raw calls: what docs/formats/device.md, sections 2 to 5, says of each request, and every
// case in which SUBMIT is refused. The device is only as well tested as this holds.

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "core/device/ane_uapi.hpp"
#include "tests/unit/device/fake.hpp"

namespace ane::device {
namespace {

namespace uapi = device::uapi;

class Ioctls : public testing::Test {
 protected:
  void SetUp() override {
    ANE_FAKE_KERNEL();
    fd_ = open(test::kNode, O_RDWR | O_CLOEXEC);
    ASSERT_GE(fd_, 0);
  }
  void TearDown() override {
    if (fd_ >= 0) close(fd_);
  }

  /// 0, or the error number.
  int call(unsigned long request, void* data) const { return ioctl(fd_, request, data) == 0 ? 0 : errno; }

  uapi::BoInit make(std::uint64_t size) const {
    uapi::BoInit init;
    init.size = size;
    EXPECT_EQ(call(uapi::kBoInit, &init), 0);
    return init;
  }
  std::uint8_t* map(const uapi::BoInit& object, std::size_t size) const {
    void* at =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, static_cast<off_t>(object.offset));
    EXPECT_NE(at, MAP_FAILED);
    return static_cast<std::uint8_t*>(at);
  }

  /// The sample relu, loaded by hand.
  uapi::Submit relu(std::uint32_t network = uapi::kBootstrapNid) {
    document_ = test::with_header(test::open_sample("relu"), 0, "task.network", 0);
    const ByteView text = document_->text();
    uapi::Submit submit;
    submit.td_count = static_cast<std::uint32_t>(document_->tasks().size());
    submit.td_size = document_->tasks()[0].span.size;
    submit.tsk_size = text.size();
    for (const model::Buffer& buffer : model::buffers_of(*document_, 0)) {
      if (buffer.slot == 1) continue;
      const uapi::BoInit object = make(std::max(buffer.size, uapi::kPage));
      submit.handles[buffer.slot] = object.handle;
      std::uint8_t* at = map(object, uapi::kPage);
      EXPECT_TRUE(buffer.slot != 0 || text.copy(0, {at, text.size()}));
      munmap(at, uapi::kPage);
    }
    const uapi::BoInit bootstrap = make(submit.td_size);
    std::uint8_t* at = map(bootstrap, submit.td_size);
    EXPECT_TRUE(text.copy(0, {at, submit.td_size}));
    at[2] = static_cast<std::uint8_t>(network);
    munmap(at, submit.td_size);
    submit.btsp_handle = bootstrap.handle;
    return submit;
  }

  int fd_ = -1;
  document::DocumentPtr document_;
};

TEST_F(Ioctls, TheNameIsGivenWithoutANul) {
  uapi::Version version;
  ASSERT_EQ(call(uapi::kVersion, &version), 0);
  EXPECT_EQ(version.name_size, 3U);
  char name[8] = {'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'};
  version = {};
  version.name = name;
  version.name_size = 3;
  ASSERT_EQ(call(uapi::kVersion, &version), 0);
  EXPECT_EQ(std::string(name, 4), "anex");
}

TEST_F(Ioctls, OtherRequestsAreRefused) {
  std::uint64_t nothing[4] = {};
  EXPECT_EQ(call(uapi::read_write_request(24, 0x44), nothing), EINVAL);
}

TEST_F(Ioctls, ObjectsNeedASizeAndNoPadding) {
  uapi::BoInit init;
  EXPECT_EQ(call(uapi::kBoInit, &init), EINVAL);
  init.size = 1;
  init.pad = 1;
  EXPECT_EQ(call(uapi::kBoInit, &init), EINVAL);
}

TEST_F(Ioctls, ObjectsAreWholePagesOfZerosAndShared) {
  const uapi::BoInit object = make(5000);
  std::uint8_t* first = map(object, 8192);
  std::uint8_t* second = map(object, 4096);
  EXPECT_EQ(first[8191], 0);
  first[17] = 42;
  EXPECT_EQ(second[17], 42);
  munmap(first, 8192);
  munmap(second, 4096);
}

TEST_F(Ioctls, MappingsBeginWithAnObjectAndEndInIt) {
  const uapi::BoInit object = make(8192);
  const auto offset = static_cast<off_t>(object.offset);
  EXPECT_EQ(mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd_, offset + 4096), MAP_FAILED);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(mmap(nullptr, 12288, PROT_READ, MAP_SHARED, fd_, offset), MAP_FAILED);
  EXPECT_EQ(mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, fd_, offset), MAP_FAILED);
}

TEST_F(Ioctls, ObjectsAreFreedOnce) {
  uapi::BoFree free_data;
  free_data.handle = make(1).handle;
  free_data.pad = 1;
  EXPECT_EQ(call(uapi::kBoFree, &free_data), EINVAL);
  free_data.pad = 0;
  EXPECT_EQ(call(uapi::kBoFree, &free_data), 0);
  EXPECT_EQ(call(uapi::kBoFree, &free_data), EINVAL);
}

TEST_F(Ioctls, TheAddressSpaceEnds) {
  const uapi::BoInit most = make(uapi::kAddressSpace - uapi::kPage);
  uapi::BoInit init;
  init.size = uapi::kPage + 1;
  EXPECT_EQ(call(uapi::kBoInit, &init), ENOSPC);
  init.size = uapi::kPage;
  EXPECT_EQ(call(uapi::kBoInit, &init), 0);
  uapi::BoFree free_data;
  free_data.handle = most.handle;
  EXPECT_EQ(call(uapi::kBoFree, &free_data), 0);
  init.size = uapi::kPage + 1;
  EXPECT_EQ(call(uapi::kBoInit, &init), 0);
}

TEST_F(Ioctls, SubmitRunsAProgram) {
  uapi::Submit submit = relu();
  EXPECT_EQ(call(uapi::kSubmit, &submit), 0);
}

TEST_F(Ioctls, SubmitWaitsForeverForAnotherNetwork) {
  for (const std::uint32_t network : {0U, 1U, 0x60U}) {
    uapi::Submit submit = relu(network);
    EXPECT_EQ(call(uapi::kSubmit, &submit), ETIMEDOUT) << network;
  }
}

TEST_F(Ioctls, SubmitWaitsForeverForTasksThatAreNotThere) {
  uapi::Submit submit = relu();
  submit.td_count += 1;
  EXPECT_EQ(call(uapi::kSubmit, &submit), ETIMEDOUT);
}

TEST_F(Ioctls, SubmitRefusesEverythingInItsList) {
  const uapi::Submit good = relu();
  struct Case {
    const char* what;
    std::function<void(uapi::Submit&)> spoil;
  };
  const std::vector<Case> cases = {
      {"pad", [](uapi::Submit& s) { s.pad = 1; }},
      {"tsk_size 0", [](uapi::Submit& s) { s.tsk_size = 0; }},
      {"td_count 0", [](uapi::Submit& s) { s.td_count = 0; }},
      {"td_size 0", [](uapi::Submit& s) { s.td_size = 0; }},
      {"no handles[0]", [](uapi::Submit& s) { s.handles[0] = 0; }},
      {"handles[1]", [](uapi::Submit& s) { s.handles[1] = s.handles[0]; }},
      {"no bootstrap", [](uapi::Submit& s) { s.btsp_handle = 0; }},
      {"unknown handle", [](uapi::Submit& s) { s.handles[7] = 1000; }},
      {"unknown tasks", [](uapi::Submit& s) { s.handles[0] = 1000; }},
      {"unknown bootstrap", [](uapi::Submit& s) { s.btsp_handle = 1000; }},
      {"tasks as large as their object", [](uapi::Submit& s) { s.tsk_size = uapi::kPage; }},
  };
  for (const Case& one : cases) {
    uapi::Submit submit = good;
    one.spoil(submit);
    EXPECT_EQ(call(uapi::kSubmit, &submit), EINVAL) << one.what;
  }
  uapi::Submit submit = good;
  submit.tsk_size = uapi::kPage - 1;
  EXPECT_EQ(call(uapi::kSubmit, &submit), 0) << "one byte less is enough room";
}

TEST_F(Ioctls, OtherFilesAreNotTouched) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  int waiting = -1;
  EXPECT_EQ(write(pipe_ends[1], "abc", 3), 3);
  EXPECT_EQ(ioctl(pipe_ends[0], FIONREAD, &waiting), 0);
  EXPECT_EQ(waiting, 3);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

}  // namespace
}  // namespace ane::device
