#pragma once
// Inside of core/device: one submission, carried out by a process of its own. A SUBMIT cannot be cancelled
// and may hang in the kernel, so that only a process that can be ended may wait for it. Everything is
// prepared in memory that both processes share; the child does system calls and copies, nothing else, since
// other threads of the parent may hold locks at the moment of fork().

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/device/ane_uapi.hpp"
#include "core/device/driver_plan.hpp"

namespace ane::device {

/// How far the child came.
enum class JobStep : std::uint32_t {
  Begun,
  Open,      ///< opening the node
  Identify,  ///< asking for the driver's name
  Allocate,  ///< BO_INIT
  Map,       ///< mmap
  Submit,
  Free,  ///< BO_FREE, after everything else worked
  Done,  ///< everything was given back
};

struct JobEnd {
  enum class Kind {
    Finished,   ///< SUBMIT returned 0
    Failed,     ///< `step` failed with `error`
    TimedOut,   ///< no answer in time
    Cancelled,  ///< as was wished
    Signal,     ///< the child died by signal `error`
    Lost,       ///< the child is gone and left no result
    NoProcess,  ///< fork() failed with `error`
  };
  Kind kind = Kind::Lost;
  JobStep step = JobStep::Begun;
  int error = 0;
  bool leaked = false;  ///< the child was ended while it had buffer objects, which the driver keeps then
  bool copied = false;  ///< the objects were copied back, be it after a SUBMIT that failed
  double seconds = 0;   ///< of SUBMIT
};

/// A child that is told to give up gets this long to free its objects, a little more than the driver's own
/// limit of one second for a SUBMIT; then it is killed.
inline constexpr std::chrono::milliseconds kGrace{1500};

class DriverJob {
 public:
  /// Memory for the objects of `plan`, all zeros. Fails where there is not enough.
  static Result<std::unique_ptr<DriverJob>> make(std::string node, const DriverPlan& plan);
  ~DriverJob();
  DriverJob(const DriverJob&) = delete;
  DriverJob& operator=(const DriverJob&) = delete;

  /// The used bytes of an object: before run() what it shall hold, afterwards what it held.
  std::span<std::uint8_t> object(std::size_t index) {
    return {region_ + items_[index].at, items_[index].used};
  }

  /// Runs once. Returns when the child is gone, at the latest kGrace and the time to kill it after `timeout`.
  JobEnd run(std::chrono::milliseconds timeout, const std::atomic<bool>* cancel);

 private:
  struct Item {
    std::uint32_t slot = 0;
    std::uint64_t size = 0, used = 0;  ///< of the object; what is copied
    std::uint64_t at = 0;              ///< in the region
  };
  struct Record;
  class Child;

  DriverJob() = default;
  Record* record() const;
  JobEnd wait(int pid, std::chrono::milliseconds timeout, const std::atomic<bool>* cancel);
  JobEnd judge(bool reaped, int status) const;

  std::string node_;
  std::vector<Item> items_;  ///< the objects, then the bootstrap
  uapi::Submit submit_;
  std::uint8_t* region_ = nullptr;
  std::size_t region_size_ = 0;
};

}  // namespace ane::device
