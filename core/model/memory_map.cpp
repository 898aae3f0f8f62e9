#include "core/model/memory_map.hpp"

#include <algorithm>
#include <string>

#include "core/base/interval_set.hpp"
#include "core/base/text.hpp"

namespace ane::model {
namespace {

// With more separate parts written than this, a buffer is not checked any further.
constexpr std::size_t kMaxParts = 1 << 15;
// So many values of a buffer are followed at a time; the oldest is let go first.
constexpr std::size_t kMaxAlive = 1024;

// Whether one of the runs touches these bytes.
bool touch(const std::vector<Extent>& runs, std::uint64_t begin, std::uint64_t end) {
  const auto run = std::upper_bound(runs.begin(), runs.end(), begin,
                                    [](std::uint64_t at, const Extent& r) { return at < r.end(); });
  return run != runs.end() && run->offset < end;
}

}  // namespace

class MemoryMapper::Builder {
 public:
  Builder(const document::Document& document, std::size_t program) {
    map_.program = program;
    for (Buffer& buffer : buffers_of(document, program)) add(std::move(buffer), true);
  }

  void visit(const TaskVisit& visit) {
    const std::vector<Access> accesses = accesses_of(visit.facts);
    // A task reads all its sources before it writes (docs/formats/execution-h13.md, 8.7).
    for (const bool writing : {false, true}) {
      for (const Access& access : accesses) {
        if (access.on_chip || access.writes() != writing) continue;
        use(access, visit);
      }
    }
  }

  MemoryMap finish() {
    for (std::size_t i = 0; i < map_.buffers.size(); ++i) {
      MemoryBuffer& buffer = map_.buffers[i];
      if (buffer.buffer.kind != BufferKind::Output) continue;
      for (const Track::Alive& alive : tracks_[i].alive) buffer.lives[alive.life].kept = true;
    }
    std::sort(map_.buffers.begin(), map_.buffers.end(),
              [](const MemoryBuffer& a, const MemoryBuffer& b) { return a.buffer.slot < b.buffer.slot; });
    return std::move(map_);
  }

 private:
  // A buffer while the tasks go by.
  struct Track {
    IntervalSet written;
    bool exact = true;  ///< every write so far is in `written`
    struct Alive {
      std::size_t life = 0;
      bool solid = true;  ///< written in one run: a write between its ends hits it
      std::optional<std::size_t> damaged_by;
    };
    std::vector<Alive> alive;
    bool told_past = false, told_unwritten = false;
  };

  std::size_t add(Buffer buffer, bool declared) {
    Track track;
    MemoryBuffer entry;
    const bool filled = buffer.kind != BufferKind::Scratch && buffer.kind != BufferKind::Output;
    if (filled && buffer.size != 0) {
      track.written.add({0, buffer.size});
      entry.lives.push_back({0, buffer.size, std::nullopt, std::nullopt, false});
      track.alive.push_back({0, true, std::nullopt});
    }
    // What a number means that the table does not have nobody can say.
    track.exact = declared;
    entry.buffer = std::move(buffer);
    entry.declared = declared;
    map_.buffers.push_back(std::move(entry));
    tracks_.push_back(std::move(track));
    return map_.buffers.size() - 1;
  }

  std::size_t index_of(std::uint32_t slot) {
    for (std::size_t i = 0; i < map_.buffers.size(); ++i) {
      if (map_.buffers[i].buffer.slot == slot) return i;
    }
    Buffer buffer;
    buffer.slot = slot;
    return add(std::move(buffer), false);
  }

  void use(const Access& access, const TaskVisit& visit) {
    const auto extent = access.extent();
    if (!access.place || !extent || access.place->offset > UINT64_MAX - *extent) {
      ++map_.unknown;
      return;
    }
    const std::size_t index = index_of(access.place->slot);
    MemoryBuffer& buffer = map_.buffers[index];
    const MemoryUse made{visit.index, access.port, access.writes(), access.place->offset,
                         access.place->offset + *extent};
    buffer.uses.push_back(made);
    check_end(index, made, visit);
    if (made.write) {
      write(index, access, made);
    } else {
      read(index, access, made, visit);
    }
  }

  std::string title(const MemoryUse& use) const {
    return "task " + std::to_string(use.task) + ": " + std::string(port_name(use.port)) + " ";
  }
  static std::string name_of(const Buffer& buffer) {
    return "buffer " + std::to_string(buffer.slot) +
           (buffer.name.empty() ? "" : " (" + escaped(buffer.name) + ")");
  }
  void tell(std::size_t index, std::string_view code, std::string message, const MemoryUse& use,
            const TaskVisit& visit) {
    if (map_.faults.size() < MemoryMap::kMaxFaults)
      map_.faults.push_back({map_.buffers[index].buffer.slot, use, message});
    map_.problems.add(Severity::Warning, code, std::move(message), visit.task.where, visit.index);
  }

  void check_end(std::size_t index, const MemoryUse& use, const TaskVisit& visit) {
    const Buffer& buffer = map_.buffers[index].buffer;
    if (!map_.buffers[index].declared) {
      // Without a table at all there is nothing to hold the number against.
      const bool table = std::any_of(map_.buffers.begin(), map_.buffers.end(),
                                     [](const MemoryBuffer& other) { return other.declared; });
      if (!tracks_[index].told_past && table)
        tell(index, "buffer-unknown",
             title(use) + "uses " + name_of(buffer) + ", which the program does not have", use, visit);
      tracks_[index].told_past = true;
      return;
    }
    if (buffer.size == 0 || use.end <= buffer.size || tracks_[index].told_past) return;
    tracks_[index].told_past = true;
    tell(index, "access-past-buffer",
         title(use) + "reaches " + hex(use.end) + " in " + name_of(buffer) + ", which has " +
             hex(buffer.size) + " bytes",
         use, visit);
  }

  void read(std::size_t index, const Access& access, const MemoryUse& use, const TaskVisit& visit) {
    MemoryBuffer& buffer = map_.buffers[index];
    Track& track = tracks_[index];
    for (const Track::Alive& alive : track.alive) {
      MemoryLife& life = buffer.lives[alive.life];
      if (life.end <= use.begin || use.end <= life.begin) continue;
      life.last_reader = use.task;
      if (!alive.damaged_by || life.begin != use.begin || life.end != use.end || !life.writer) continue;
      tell(index, "value-overwritten",
           title(use) + "reads what task " + std::to_string(*life.writer) + " wrote to " +
               name_of(buffer.buffer) + ", of which task " + std::to_string(*alive.damaged_by) +
               " has overwritten a part",
           use, visit);
    }
    check_written(index, access, use, visit);
  }

  void check_written(std::size_t index, const Access& access, const MemoryUse& use, const TaskVisit& visit) {
    Track& track = tracks_[index];
    if (!track.exact || track.told_unwritten || use.end > map_.buffers[index].buffer.size) return;
    const auto runs = runs_in_memory(access);
    if (!runs) return;
    for (const Extent& run : *runs) {
      const std::vector<Extent> gaps = track.written.gaps(run);
      if (gaps.empty()) continue;
      track.told_unwritten = true;
      tell(index, "read-of-unwritten",
           title(use) + "reads bytes " + range_text(gaps.front()) + " of " +
               name_of(map_.buffers[index].buffer) + ", which no task wrote before",
           use, visit);
      return;
    }
  }

  void write(std::size_t index, const Access& access, const MemoryUse& use) {
    MemoryBuffer& buffer = map_.buffers[index];
    Track& track = tracks_[index];
    const auto runs = runs_in_memory(access);
    std::erase_if(track.alive, [&](Track::Alive& alive) {
      const MemoryLife& life = buffer.lives[alive.life];
      if (use.begin <= life.begin && life.end <= use.end && runs && runs->size() == 1) return true;
      if (life.writer && alive.solid && runs && touch(*runs, life.begin, life.end))
        alive.damaged_by = use.task;
      return false;
    });
    if (track.alive.size() >= kMaxAlive) track.alive.erase(track.alive.begin());
    track.alive.push_back({buffer.lives.size(), runs && runs->size() == 1, std::nullopt});
    buffer.lives.push_back({use.begin, use.end, use.task, std::nullopt, false});
    if (!runs) track.exact = false;
    if (!track.exact) return;
    for (const Extent& run : *runs) track.written.add(run);
    if (track.written.ranges().size() > kMaxParts) track.exact = false;
  }

  MemoryMap map_;
  std::vector<Track> tracks_;  ///< by index of map_.buffers
};

MemoryMapper::MemoryMapper(const document::Document& document, std::size_t program)
    : builder_(std::make_unique<Builder>(document, program)) {}
MemoryMapper::~MemoryMapper() = default;
void MemoryMapper::visit(const TaskVisit& visit) {
  builder_->visit(visit);
}
MemoryMap MemoryMapper::finish() {
  return builder_->finish();
}

MemoryMap memory_map(const document::Document& document, std::size_t program,
                     const std::function<bool(std::size_t)>& goes_on) {
  MemoryMapper mapper(document, program);
  Diagnostics ignored;  // check() reports them
  std::size_t done = 0;
  bool complete = true;
  visit_program(document, program, ignored, [&](const TaskVisit& visit) {
    complete = !goes_on || goes_on(done++);
    if (complete) mapper.visit(visit);
    return complete;
  });
  MemoryMap map = mapper.finish();
  map.complete = complete;
  return map;
}

}  // namespace ane::model
