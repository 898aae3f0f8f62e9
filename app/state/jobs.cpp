#include "app/state/jobs.hpp"

#include <algorithm>

namespace ane::state {

float Progress::fraction() const {
  const std::uint64_t total = total_;
  if (total == 0) return -1;
  return static_cast<float>(std::min<std::uint64_t>(done_, total)) / static_cast<float>(total);
}

Jobs::Jobs(std::function<void()> wake, unsigned threads) : wake_(std::move(wake)) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work_loop(); });
}

Jobs::~Jobs() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    for (const JobPtr& job : jobs_) job->progress.cancel();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::uint64_t Jobs::start(std::string tag, std::string title, Work work, Ending ending) {
  cancel_tag(tag);
  auto job = std::make_shared<Job>();
  job->tag = std::move(tag);
  job->title = std::move(title);
  job->work = std::move(work);
  job->ending = ending;
  {
    const std::scoped_lock lock(mutex_);
    job->id = next_id_++;
    jobs_.push_back(job);
    queue_.push_back(job);
  }
  changed_.notify_one();
  return job->id;
}

void Jobs::cancel(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  for (const JobPtr& job : jobs_)
    if (job->id == id) job->progress.cancel();
}

void Jobs::cancel_tag(const std::string& tag) {
  const std::scoped_lock lock(mutex_);
  for (const JobPtr& job : jobs_)
    if (job->tag == tag) job->progress.cancel();
}

void Jobs::work_loop() {
  for (;;) {
    JobPtr job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      job = queue_.front();
      queue_.pop_front();
      job->started = true;
    }
    Completion completion = job->dropped() ? Completion{} : job->work(job->progress);
    {
      const std::scoped_lock lock(mutex_);
      ended_.emplace_back(job, std::move(completion));
    }
    wake_();
  }
}

bool Jobs::drain() {
  std::vector<std::pair<JobPtr, Completion>> ended;
  {
    const std::scoped_lock lock(mutex_);
    ended.swap(ended_);
    for (const auto& [job, completion] : ended)
      jobs_.erase(std::remove(jobs_.begin(), jobs_.end(), job), jobs_.end());
  }
  for (const auto& [job, completion] : ended)
    if (completion && !job->dropped()) completion();
  return !ended.empty();
}

std::vector<Jobs::Running> Jobs::running() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Running> list;
  for (const JobPtr& job : jobs_) {
    if (job->progress.cancelled()) continue;
    list.push_back({job->id, job->tag, job->title, job->progress.fraction()});
  }
  return list;
}

bool Jobs::idle() const {
  const std::scoped_lock lock(mutex_);
  return jobs_.empty();
}

}  // namespace ane::state
