#include "core/device/driver_job.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <new>

#include "core/base/extent.hpp"
#include "core/base/text.hpp"
#include "core/device/driver_node.hpp"

namespace ane::device {

/// What parent and child tell each other; the beginning of the shared region.
struct DriverJob::Record {
  std::atomic<std::uint32_t> give_up{0};
  std::atomic<std::uint32_t> step{0};    ///< JobStep
  std::atomic<std::uint32_t> live{0};    ///< objects that the child holds
  std::atomic<std::uint32_t> copied{0};  ///< the objects were copied back
  std::atomic<std::uint32_t> failed{0};  ///< JobStep that failed, 0: none
  std::atomic<std::int32_t> error{0};    ///< its errno
  std::atomic<std::int64_t> nanoseconds{0};
};
static_assert(std::atomic<std::uint32_t>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

/// The life of the child. Only system calls and copies from here on.
class DriverJob::Child {
 public:
  explicit Child(const DriverJob& job) : job_(job), record_(*job.record()) {}

  [[noreturn]] void live() {
    if (open_node()) {
      if (allocate() && !given_up()) submit();
      free_all();
      close(fd_);
    }
    reach(JobStep::Done);
    _exit(0);
  }

 private:
  void reach(JobStep step) { record_.step = static_cast<std::uint32_t>(step); }

  // Remembers the first failure only.
  bool fail(JobStep step, int error) {
    if (record_.failed == 0) {
      record_.error = error;
      record_.failed = static_cast<std::uint32_t>(step);
    }
    return false;
  }

  bool given_up() {
    if (record_.give_up == 0) return false;
    fail(static_cast<JobStep>(record_.step.load()), ECANCELED);
    return true;
  }

  int request(unsigned long number, void* data) const {
    int result = -1;
    do {
      result = ioctl(fd_, number, data);
    } while (result < 0 && errno == EINTR);
    return result;
  }

  bool open_node() {
    reach(JobStep::Open);
    fd_ = open(job_.node_.c_str(), O_RDWR | O_CLOEXEC);
    if (fd_ < 0) return fail(JobStep::Open, errno);
    // Other drivers have other meanings for the same request numbers.
    reach(JobStep::Identify);
    char name[kMaxDriverName];
    const std::size_t length = read_driver_name(fd_, name);
    if (is_engine_driver(name, length)) return true;
    fail(JobStep::Identify, ENOTTY);
    close(fd_);
    return false;
  }

  bool allocate() {
    for (std::size_t i = 0; i < job_.items_.size(); ++i) {
      const Item& item = job_.items_[i];
      reach(JobStep::Allocate);
      if (given_up()) return false;
      uapi::BoInit init;
      init.size = item.size;
      if (request(uapi::kBoInit, &init) != 0) return fail(JobStep::Allocate, errno);
      handles_[i] = init.handle;
      record_.live += 1;
      reach(JobStep::Map);
      void* at =
          mmap(nullptr, item.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, static_cast<off_t>(init.offset));
      if (at == MAP_FAILED) return fail(JobStep::Map, errno);
      maps_[i] = at;
      std::memcpy(at, job_.region_ + item.at, item.used);
    }
    return true;
  }

  void submit() {
    uapi::Submit request_data = job_.submit_;
    const std::size_t last = job_.items_.size() - 1;
    for (std::size_t i = 0; i < last; ++i) request_data.handles[job_.items_[i].slot] = handles_[i];
    request_data.btsp_handle = handles_[last];
    reach(JobStep::Submit);
    timespec start{};
    timespec end{};
    clock_gettime(CLOCK_MONOTONIC, &start);
    // Not repeated after a signal: nobody knows whether the engine has begun.
    if (ioctl(fd_, uapi::kSubmit, &request_data) != 0) fail(JobStep::Submit, errno);
    clock_gettime(CLOCK_MONOTONIC, &end);
    record_.nanoseconds = (end.tv_sec - start.tv_sec) * 1'000'000'000LL + (end.tv_nsec - start.tv_nsec);
    for (std::size_t i = 0; i < last; ++i)
      std::memcpy(job_.region_ + job_.items_[i].at, maps_[i], job_.items_[i].used);
    record_.copied = 1;
  }

  // Closing the node would not free them (docs/formats/device.md, 4).
  void free_all() {
    if (record_.failed == 0) reach(JobStep::Free);
    for (std::size_t i = 0; i < job_.items_.size(); ++i) {
      if (maps_[i] != nullptr) munmap(maps_[i], job_.items_[i].size);
      if (handles_[i] == 0) continue;
      uapi::BoFree free_data;
      free_data.handle = handles_[i];
      if (request(uapi::kBoFree, &free_data) != 0) {
        fail(JobStep::Free, errno);
      } else {
        record_.live -= 1;
      }
    }
  }

  const DriverJob& job_;
  Record& record_;
  int fd_ = -1;
  std::uint32_t handles_[uapi::kBars + 1] = {};
  void* maps_[uapi::kBars + 1] = {};
};

namespace {

using Clock = std::chrono::steady_clock;

// Children that were killed and did not go away, as one that hangs in the kernel: reaped when they do.
struct Stuck {
  std::mutex mutex;
  std::vector<pid_t> pids;
};
Stuck& stuck() {
  static Stuck all;
  return all;
}

// True where the child is gone, whoever reaped it.
bool reap(pid_t pid, int& status) {
  pid_t result = -1;
  do {
    result = waitpid(pid, &status, WNOHANG);
  } while (result < 0 && errno == EINTR);
  if (result < 0) status = 0;  // the program ignores SIGCHLD, or reaped it itself: the record tells
  return result != 0;
}

void reap_stuck() {
  const std::lock_guard lock(stuck().mutex);
  int status = 0;
  std::erase_if(stuck().pids, [&](pid_t pid) { return reap(pid, status); });
}

void sleep_for(std::chrono::microseconds time) {
  const timespec span{0, static_cast<long>(time.count()) * 1000};
  nanosleep(&span, nullptr);
}

// Waits until the child is gone or `until` returns true; it is asked every few milliseconds.
template <class Until>
bool reap_until(pid_t pid, int& status, Until until) {
  std::chrono::microseconds pause{100};
  while (!reap(pid, status)) {
    if (until()) return reap(pid, status);
    sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::microseconds{5000});
  }
  return true;
}

// The child shall not be ended by a key that is meant for the parent: its buffer objects would stay
// allocated. Signals that a fault of its own raises do what they do by default, not what the parent's
// handlers do.
void prepare_signals(const sigset_t& all) {
  sigset_t blocked = all;
  for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP}) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    sigaction(fault, &action, nullptr);
    sigdelset(&blocked, fault);
  }
  sigprocmask(SIG_SETMASK, &blocked, nullptr);
}

// Files of the parent would stay open for as long as a child hangs.
void close_files() {
#ifdef SYS_close_range
  syscall(SYS_close_range, 3U, ~0U, 0U);
#endif
}

}  // namespace

Result<std::unique_ptr<DriverJob>> DriverJob::make(std::string node, const DriverPlan& plan) {
  std::unique_ptr<DriverJob> job(new DriverJob());
  job->node_ = std::move(node);
  std::uint64_t at = uapi::kPage;  // behind the record
  const auto add = [&](std::uint32_t slot, std::uint64_t size, std::uint64_t used) {
    job->items_.push_back({slot, size, used, at});
    at += round_up(used, uapi::kPage);
  };
  for (const DriverObject& object : plan.objects) add(object.slot, object.size, object.used);
  add(0, uapi::kPage, plan.bootstrap.size());
  void* region = mmap(nullptr, at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED)
    return Error{"no memory for " + byte_size(at) + " of buffers (" + error_text(errno) + ")", {}};
  job->region_ = static_cast<std::uint8_t*>(region);
  job->region_size_ = at;
  new (job->region_) Record();
  std::copy(plan.bootstrap.begin(), plan.bootstrap.end(), job->region_ + job->items_.back().at);
  job->submit_.tsk_size = plan.task_bytes;
  job->submit_.td_count = plan.task_count;
  job->submit_.td_size = static_cast<std::uint32_t>(plan.bootstrap.size());
  return job;
}

DriverJob::~DriverJob() {
  if (region_ != nullptr) munmap(region_, region_size_);
}

DriverJob::Record* DriverJob::record() const {
  return std::launder(reinterpret_cast<Record*>(region_));
}

JobEnd DriverJob::run(std::chrono::milliseconds timeout, const std::atomic<bool>* cancel) {
  reap_stuck();
  JobEnd end;
  if (cancel != nullptr && *cancel) {
    end.kind = JobEnd::Kind::Cancelled;
    return end;
  }
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = fork();
  const int error = errno;
  if (pid == 0) {
    prepare_signals(all);
    close_files();
    Child(*this).live();
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid > 0) return wait(pid, timeout, cancel);
  end.kind = JobEnd::Kind::NoProcess;
  end.error = error;
  return end;
}

JobEnd DriverJob::wait(int pid, std::chrono::milliseconds timeout, const std::atomic<bool>* cancel) {
  const auto deadline = Clock::now() + timeout;
  int status = 0;
  bool cancelled = false;
  bool reaped = reap_until(pid, status, [&] {
    cancelled = cancel != nullptr && *cancel;
    return cancelled || Clock::now() >= deadline;
  });
  if (reaped) return judge(true, status);
  record()->give_up = 1;
  const auto patience = Clock::now() + kGrace;
  reaped = reap_until(pid, status, [&] { return Clock::now() >= patience; });
  if (!reaped) {
    kill(pid, SIGKILL);
    const auto last = Clock::now() + kGrace;
    reaped = reap_until(pid, status, [&] { return Clock::now() >= last; });
  }
  if (!reaped) {
    const std::lock_guard lock(stuck().mutex);
    stuck().pids.push_back(pid);
  }
  JobEnd end = judge(reaped, status);
  end.kind = cancelled ? JobEnd::Kind::Cancelled : JobEnd::Kind::TimedOut;
  return end;
}

JobEnd DriverJob::judge(bool reaped, int status) const {
  const Record& found = *record();
  JobEnd end;
  end.step = static_cast<JobStep>(found.step.load());
  end.leaked = found.live != 0;
  end.copied = found.copied != 0;
  end.seconds = static_cast<double>(found.nanoseconds.load()) * 1e-9;
  if (reaped && WIFSIGNALED(status)) {
    end.kind = JobEnd::Kind::Signal;
    end.error = WTERMSIG(status);
  } else if (end.step != JobStep::Done) {
    end.kind = JobEnd::Kind::Lost;
  } else if (found.failed != 0) {
    end.kind = JobEnd::Kind::Failed;
    end.step = static_cast<JobStep>(found.failed.load());
    end.error = found.error;
  } else {
    end.kind = JobEnd::Kind::Finished;
  }
  return end;
}

}  // namespace ane::device
