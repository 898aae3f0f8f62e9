#include "core/base/mapping_guard.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <csignal>

#include <array>
#include <cstdint>
#include <mutex>

namespace ane {
namespace {

struct Slot {
  std::atomic<std::uintptr_t> begin{0};  ///< 0: free
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> tripped{false};
};

constexpr std::size_t kNoSlot = SIZE_MAX;

// Read by a signal handler: lock-free atomics only, and no object that could be destroyed before a late
// fault.
constinit std::array<Slot, 256> g_slots{};
constinit struct sigaction g_previous {};
std::uintptr_t g_page_size = 0;

// Puts a page of zeros under `address` where it belongs to a guarded mapping.
bool repair(std::uintptr_t address) {
  for (Slot& slot : g_slots) {
    const std::uintptr_t begin = slot.begin.load();
    if (begin == 0 || address < begin || address >= slot.end.load()) continue;
    void* page = reinterpret_cast<void*>(address & ~(g_page_size - 1));  // NOLINT(performance-no-int-to-ptr)
    const void* put = mmap(page, g_page_size, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
    slot.tripped.store(true);
    return put != MAP_FAILED;
  }
  return false;
}

void on_bus_error(int signal, siginfo_t* info, void* context) {
  if (repair(reinterpret_cast<std::uintptr_t>(info->si_addr))) return;
  if ((g_previous.sa_flags & SA_SIGINFO) != 0) {
    g_previous.sa_sigaction(signal, info, context);
  } else if (g_previous.sa_handler != SIG_DFL && g_previous.sa_handler != SIG_IGN) {
    g_previous.sa_handler(signal);
  } else {
    // The default action then happens when the faulting instruction runs again.
    std::signal(SIGBUS, SIG_DFL);
  }
}

void install_handler() {
  static std::once_flag once;
  std::call_once(once, [] {
    g_page_size = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &g_previous);
  });
}

}  // namespace

MappingGuard::MappingGuard(void* data, std::size_t size) : slot_(kNoSlot) {
  static std::mutex mutex;
  install_handler();
  const std::lock_guard lock(mutex);
  const auto begin = reinterpret_cast<std::uintptr_t>(data);
  for (std::size_t i = 0; i < g_slots.size(); ++i) {
    if (g_slots[i].begin.load() != 0) continue;
    g_slots[i].tripped.store(false);
    g_slots[i].end.store(begin + size);
    g_slots[i].begin.store(begin);
    slot_ = i;
    return;
  }
}

MappingGuard::~MappingGuard() {
  release();
}

void MappingGuard::release() {
  if (slot_ == kNoSlot) return;
  g_slots[slot_].begin.store(0);
  slot_ = kNoSlot;
}

bool MappingGuard::tripped() const {
  return slot_ != kNoSlot && g_slots[slot_].tripped.load();
}

}  // namespace ane
