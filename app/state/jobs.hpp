#pragma once
// Work away from the UI thread. A job is a pure function over immutable data; what it returns runs on the UI
// thread and is the only thing that touches the application's state.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ane::state {

/// How far a job is, and whether it should go on. Shared by the worker and the UI thread.
class Progress {
 public:
  void set_total(std::uint64_t total) { total_ = total; }
  /// Counts `n` more units; false where the job was cancelled and should return.
  bool tick(std::uint64_t n = 1) {
    done_ += n;
    return !cancelled_;
  }
  void cancel() { cancelled_ = true; }
  bool cancelled() const { return cancelled_; }
  /// For work that takes a flag to ask; valid while the job runs.
  const std::atomic<bool>& cancel_flag() const { return cancelled_; }
  /// 0 … 1, or -1 where the total is not known.
  float fraction() const;

 private:
  std::atomic<std::uint64_t> done_{0}, total_{0};
  std::atomic<bool> cancelled_{false};
};

/// Runs on the UI thread after the job; empty where nothing is to be done.
using Completion = std::function<void()>;

class Jobs {
 public:
  using Work = std::function<Completion(Progress&)>;
  struct Running {
    std::uint64_t id = 0;
    std::string tag, title;
    float fraction = -1;
  };

  /// `wake` is called from worker threads when a job ends.
  explicit Jobs(std::function<void()> wake, unsigned threads = 2);
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// What becomes of the completion of a cancelled job: most work is then worth nothing, but who waits for a
  /// file to be written has to hear how it ended.
  enum class Ending { DroppedIfCancelled, Always };

  /// Queues `work`. A job of the same tag that has not ended is cancelled.
  std::uint64_t start(std::string tag, std::string title, Work work,
                      Ending ending = Ending::DroppedIfCancelled);
  void cancel(std::uint64_t id);
  void cancel_tag(const std::string& tag);
  /// Runs the completions of the jobs that ended. True where there was one.
  bool drain();
  /// Queued and running jobs, oldest first.
  std::vector<Running> running() const;
  bool idle() const;

 private:
  struct Job {
    std::uint64_t id;
    std::string tag, title;
    Work work;
    Progress progress;
    Ending ending = Ending::DroppedIfCancelled;
    bool started = false;
    bool dropped() const { return ending == Ending::DroppedIfCancelled && progress.cancelled(); }
  };
  using JobPtr = std::shared_ptr<Job>;
  void work_loop();

  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<JobPtr> jobs_;  ///< not yet drained
  std::deque<JobPtr> queue_;
  std::vector<std::pair<JobPtr, Completion>> ended_;
  std::uint64_t next_id_ = 1;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ane::state
