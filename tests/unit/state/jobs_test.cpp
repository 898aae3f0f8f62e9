#include "app/state/jobs.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <utility>

namespace ane::state {
namespace {

void settle(Jobs& jobs) {
  const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!jobs.idle() && std::chrono::steady_clock::now() < late) {
    jobs.drain();
    std::this_thread::yield();
  }
  EXPECT_TRUE(jobs.idle());
}

/// Keeps the only worker busy until it is let go.
struct Gate {
  std::atomic<bool> open{false};
  Jobs::Work work() {
    return [this](Progress&) -> Completion {
      while (!open) std::this_thread::yield();
      return {};
    };
  }
};

TEST(Jobs, RunTheCompletionOnTheThreadThatDrains) {
  std::atomic<int> wakes{0};
  Jobs jobs([&] { ++wakes; });
  std::thread::id worker, completed;
  jobs.start("a", "A", [&](Progress&) -> Completion {
    worker = std::this_thread::get_id();
    return [&] { completed = std::this_thread::get_id(); };
  });
  settle(jobs);
  EXPECT_EQ(completed, std::this_thread::get_id());
  EXPECT_NE(worker, completed);
  while (wakes == 0) std::this_thread::yield();
  EXPECT_EQ(wakes, 1);
}

TEST(Jobs, DoNothingBeforeTheyAreDrained) {
  std::atomic<bool> woken{false};
  Jobs jobs([&] { woken = true; });
  bool completed = false;
  jobs.start("a", "A", [&](Progress&) -> Completion { return [&] { completed = true; }; });
  while (!woken) std::this_thread::yield();
  EXPECT_FALSE(completed);
  EXPECT_FALSE(jobs.idle());
  EXPECT_TRUE(jobs.drain());
  EXPECT_TRUE(completed);
  EXPECT_FALSE(jobs.drain());
}

TEST(Jobs, ReplaceAnEarlierOneOfTheSameTag) {
  Jobs jobs([] {}, 1);
  std::vector<int> completed;
  Gate gate;
  jobs.start("gate", "Gate", gate.work());
  for (int i = 0; i < 3; ++i)
    jobs.start("same", "Same",
               [&, i](Progress&) -> Completion { return [&, i] { completed.push_back(i); }; });
  jobs.start("other", "Other", [&](Progress&) -> Completion { return [&] { completed.push_back(9); }; });
  gate.open = true;
  settle(jobs);
  EXPECT_EQ(completed, (std::vector{2, 9}));
}

TEST(Jobs, ThatEndedAreReplacedUntilTheyAreDrained) {
  std::atomic<int> woken{0};
  Jobs jobs([&] { ++woken; }, 1);
  std::vector<int> completed;
  jobs.start("same", "Same", [&](Progress&) -> Completion { return [&] { completed.push_back(1); }; });
  while (woken == 0) std::this_thread::yield();
  jobs.start("same", "Same", [&](Progress&) -> Completion { return [&] { completed.push_back(2); }; });
  settle(jobs);
  EXPECT_EQ(completed, std::vector{2});
}

TEST(Jobs, ThatAreCancelledInTheQueueNeverRun) {
  Jobs jobs([] {}, 1);
  Gate gate;
  jobs.start("gate", "Gate", gate.work());
  std::atomic<bool> ran{false};
  const std::uint64_t id = jobs.start("a", "A", [&](Progress&) -> Completion {
    ran = true;
    return {};
  });
  jobs.cancel(id);
  gate.open = true;
  settle(jobs);
  EXPECT_FALSE(ran);
}

TEST(Jobs, ThatAreCancelledWhileTheyRunAreToldSo) {
  Jobs jobs([] {});
  std::atomic<bool> started{false}, told{false};
  jobs.start("a", "A", [&](Progress& progress) -> Completion {
    started = true;
    while (progress.tick()) std::this_thread::yield();
    told = true;
    return [] { ADD_FAILURE() << "the job was cancelled"; };
  });
  while (!started) std::this_thread::yield();
  jobs.cancel_tag("a");
  settle(jobs);
  EXPECT_TRUE(told);
}

TEST(Jobs, ThatAlwaysEndTellHowTheyEnded) {
  Jobs jobs([] {}, 1);
  Gate gate;
  jobs.start("gate", "Gate", gate.work());
  bool cancelled = false;
  const std::uint64_t id = jobs.start(
      "a", "A",
      [&](Progress& progress) -> Completion {
        const bool goes_on = progress.tick();
        return [&cancelled, goes_on] { cancelled = !goes_on; };
      },
      Jobs::Ending::Always);
  jobs.cancel(id);
  gate.open = true;
  settle(jobs);
  EXPECT_TRUE(cancelled);
}

TEST(Jobs, ListWhatRunsOldestFirst) {
  Jobs jobs([] {}, 1);
  Gate gate;
  const std::uint64_t first = jobs.start("gate", "Gate", gate.work());
  const std::uint64_t second = jobs.start("a", "A", [](Progress&) { return Completion{}; });
  std::vector<Jobs::Running> running = jobs.running();
  ASSERT_EQ(running.size(), 2U);
  EXPECT_EQ(running[0].id, first);
  EXPECT_EQ(running[1].id, second);
  EXPECT_EQ(running[1].tag, "a");
  EXPECT_EQ(running[1].title, "A");
  EXPECT_EQ(running[0].fraction, -1.0F);
  jobs.cancel(first);
  EXPECT_EQ(jobs.running().size(), 1U);
  gate.open = true;
  settle(jobs);
  EXPECT_TRUE(jobs.running().empty());
}

TEST(Jobs, MayBeStartedByACompletion) {
  Jobs jobs([] {});
  bool second = false;
  jobs.start("a", "A", [&](Progress&) -> Completion {
    return [&] { jobs.start("a", "A", [&](Progress&) -> Completion { return [&] { second = true; }; }); };
  });
  settle(jobs);
  EXPECT_TRUE(second);
}

TEST(Jobs, EndWithTheirOwner) {
  std::atomic<int> ended{0};
  {
    Jobs jobs([] {}, 2);
    for (int i = 0; i < 5; ++i)
      jobs.start(std::to_string(i), "Endless", [&](Progress& progress) -> Completion {
        while (progress.tick()) std::this_thread::yield();
        ++ended;
        return {};
      });
  }
  EXPECT_LE(ended, 2);
}

TEST(Progress, GoesFromUnknownToOne) {
  Progress progress;
  EXPECT_EQ(progress.fraction(), -1.0F);
  progress.set_total(4);
  EXPECT_EQ(progress.fraction(), 0.0F);
  EXPECT_TRUE(progress.tick());
  EXPECT_EQ(progress.fraction(), 0.25F);
  EXPECT_TRUE(progress.tick(100));
  EXPECT_EQ(progress.fraction(), 1.0F);
  progress.cancel();
  EXPECT_FALSE(progress.tick());
  EXPECT_TRUE(progress.cancelled());
}

}  // namespace
}  // namespace ane::state
