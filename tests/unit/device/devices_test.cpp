// Finding devices, and what is said of nodes that cannot be used.

#include <algorithm>

#include "tests/unit/device/fake.hpp"

namespace ane::device {
namespace {

using test::contains;
using test::open_sample;
using test::Setting;

std::vector<std::string> ids() {
  std::vector<std::string> found;
  for (const DevicePtr& device : all_devices()) found.push_back(device->probe().id);
  return found;
}

std::string automatic(std::string_view sample = "add") {
  const auto device = find_device("auto", *open_sample(sample), 0);
  return device ? (*device)->probe().id : device.error().message;
}

TEST(Devices, TheProcessorIsAlwaysThereAndFirst) {
  const auto devices = all_devices();
  ASSERT_GE(devices.size(), 2U);
  const Probe probe = devices[0]->probe();
  EXPECT_EQ(probe.id, "cpu");
  EXPECT_TRUE(probe.usable);
  EXPECT_TRUE(devices[0]->capabilities().intermediates && devices[0]->capabilities().explains);
  EXPECT_FALSE(devices[0]->capabilities().can_hang);
}

TEST(Devices, WithoutANodeTheDriverIsListedWithTheReason) {
  ANE_FAKE_KERNEL();
  const Setting none("FAKE_ANE_NODE", "");
  const auto devices = all_devices();
  ASSERT_EQ(devices.size(), 2U);
  const Probe probe = devices[1]->probe();
  EXPECT_EQ(probe.id, "/dev/accel/accel0");
  EXPECT_FALSE(probe.usable);
  EXPECT_EQ(probe.reason, "there is no node /dev/accel/accel0");
  EXPECT_TRUE(contains(probe.advice, "load the kernel module ane"));
  EXPECT_TRUE(contains(probe.advice, "device tree"));
  const auto session = devices[1]->open();
  ASSERT_FALSE(session);
  EXPECT_TRUE(contains(session.error().message, "there is no node /dev/accel/accel0; load"));
  EXPECT_EQ(automatic(), "cpu");
}

TEST(Devices, EveryNodeIsListed) {
  ANE_FAKE_KERNEL();
  const Setting nodes("FAKE_ANE_NODE", "/dev/accel/accel2:/dev/accel/accel63:/dev/accel/accel64");
  EXPECT_EQ(ids(), (std::vector<std::string>{"cpu", "/dev/accel/accel2", "/dev/accel/accel63"}));
  EXPECT_EQ(automatic(), "/dev/accel/accel2");
}

TEST(Devices, ANodeNeedNotBeInTheList) {
  ANE_FAKE_KERNEL();
  const Setting nodes("FAKE_ANE_NODE", "/tmp/engine");
  const auto device = find_device("/tmp/engine", *open_sample("add"), 0);
  ASSERT_TRUE(device);
  EXPECT_TRUE((*device)->probe().usable);
}

TEST(Devices, AutomaticTakesHardwareOnlyForProgramsThatItRuns) {
  ANE_FAKE_KERNEL();
  EXPECT_EQ(automatic(), test::kNode);
  const auto other = test::edited(open_sample("add"), {test::patch(8, 5)});
  const auto device = find_device("auto", *other, 0);
  ASSERT_TRUE(device);
  EXPECT_EQ((*device)->probe().id, "cpu");
}

TEST(Devices, ANameThatIsNoneGetsTheNearestOne) {
  const auto device = find_device("cpo", *open_sample("add"), 0);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().message,
            "no device is called cpo: cpu, auto or a node such as /dev/accel/accel0; is cpu meant?");
}

Probe probe_in(const char* mode_name) {
  const Setting mode("FAKE_ANE_MODE", mode_name);
  return test::device_called(test::kNode)->probe();
}

TEST(Nodes, WithoutPermissionSayWhatToDo) {
  ANE_FAKE_KERNEL();
  const Probe probe = probe_in("eacces");
  EXPECT_FALSE(probe.usable);
  EXPECT_EQ(probe.reason, "no permission to open /dev/accel/accel0 (Permission denied)");
  EXPECT_TRUE(contains(probe.advice, "chmod 666 /dev/accel/accel0"));
  EXPECT_TRUE(contains(probe.advice, "group"));
}

TEST(Nodes, OfNewKernelsWithOldDriversAreExplained) {
  ANE_FAKE_KERNEL();
  const Probe probe = probe_in("einval_open");
  EXPECT_FALSE(probe.usable);
  EXPECT_TRUE(contains(probe.reason, "refuses to open /dev/accel/accel0 (Invalid argument)"));
  EXPECT_TRUE(contains(probe.advice, "unsigned-offset flag"));
}

TEST(Nodes, OfOtherDriversAreNamed) {
  ANE_FAKE_KERNEL();
  const Probe probe = probe_in("other_driver");
  EXPECT_FALSE(probe.usable);
  EXPECT_EQ(probe.reason, "/dev/accel/accel0 belongs to the driver vc4, not to ane");
}

TEST(Nodes, ThatAreNoDrmDeviceAreNamed) {
  const Probe probe = test::device_called("/dev/null")->probe();
  EXPECT_FALSE(probe.usable);
  EXPECT_EQ(probe.reason, "/dev/null does not answer as a DRM device");
}

TEST(Nodes, CanHangAndExplainNothing) {
  const Capabilities capabilities = test::device_called(test::kNode)->capabilities();
  EXPECT_TRUE(capabilities.can_hang);
  EXPECT_FALSE(capabilities.explains || capabilities.intermediates);
}

}  // namespace
}  // namespace ane::device
