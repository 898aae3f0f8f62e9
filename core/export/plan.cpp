// docs/formats/anec.md, section 6, steps 3 to 8, with the cases of section 8.

#include "core/export/plan.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/export/bytes.hpp"
#include "core/export/channel_map.hpp"
#include "core/export/plan_anecc.hpp"
#include "core/export/source.hpp"
#include "core/export/usage.hpp"
#include "core/regdb/codec.hpp"

namespace ane::exporter {
namespace {

using anec::ChannelUse;

constexpr std::string_view kContextMark = "ctx_";

class Planner {
 public:
  Planner(const document::Document& document, Plan& plan) : document_(document), plan_(plan) {}

  void run(const std::function<bool()>& goes_on) {
    source_ = read_source(document_, plan_.options, plan_.problems);
    if (!source_) return;
    plan_.program = source_->name;
    plan_.first_task = source_->first_task;
    plan_.task_count = source_->task_count;
    plan_.text = source_->text;
    plan_.weights = source_->weights;
    auto examination = examine(document_, source_->first_task, source_->task_count, goes_on);
    if (!examination) return refuse("cancelled", "cancelled");
    usage_ = std::move(examination->usage);
    map_ = document_.anec() != nullptr ? map_anec(*document_.anec(), usage_, plan_.problems)
                                       : map_container(*source_, usage_, plan_.problems);
    place_payload();
    for (const SourceSlot& slot : source_->slots) place_channel(slot);
    std::sort(plan_.channels.begin(), plan_.channels.end(),
              [](const ChannelPlan& a, const ChannelPlan& b) { return a.number < b.number; });
    name_channels();
    check_limits();
    renumber();
    check_roles();
    carry_over(examination->problems);
    if (document_.anec() != nullptr) check_copy();
  }

 private:
  void refuse(std::string_view code, std::string message, Extent where = {}) {
    plan_.problems.add(Severity::Error, code, std::move(message), where);
  }
  void warn(std::string_view code, std::string message, Extent where = {},
            std::optional<std::size_t> task = {}) {
    plan_.problems.add(Severity::Warning, code, std::move(message), where, task);
  }
  void note(std::string_view code, std::string message, Extent where = {}) {
    plan_.problems.add(Severity::Note, code, std::move(message), where);
  }

  void place_payload() {
    anec::Anec& header = plan_.header;
    header.variant = plan_.options.variant;
    header.first_task_bytes = source_->first_task_bytes;
    header.task_count = static_cast<std::uint32_t>(source_->task_count);
    header.task_bytes = source_->text.size;
    header.weight_bytes = source_->weights.size;
    if (!source_->weights_behind_tasks && header.weight_bytes != 0) {
      header.task_bytes = round_up(source_->text.size, anec::payload::kMovedAlignment);
      note("export-weights-moved",
           "the weights do not lie at the next multiple of 16 behind the tasks: they are put at " +
               hex(header.task_bytes) + " of the payload, and tsk_size says so",
           source_->weights);
    }
    const std::uint64_t weights_at = round_up(header.task_bytes, anec::payload::kWeightAlignment);
    header.payload_bytes = weights_at + header.weight_bytes;
    const std::uint64_t base = anec::payload_offset(header.variant);
    header.header = {0, anec::header::kSize};
    header.header_padding = {anec::header::kSize, base - anec::header::kSize};
    header.tasks = {base, header.task_bytes};
    header.weights = {base + weights_at, header.weight_bytes};
    plan_.pieces = {{base, source_->text}, {base + weights_at, source_->weights}};
    plan_.file_bytes = base + header.payload_bytes;
    std::uint32_t tiles = tiles_for(header.payload_bytes);
    if (header.task_bytes >= tiles * anec::tiles::kBytes) {
      ++tiles;
      note("export-tile-added",
           "the tasks fill their buffer to the last byte, the driver wants one more: a tile is added",
           source_->text);
    }
    header.channels[anec::kCommandChannel].tiles = tiles;
    for (std::uint32_t i = 0; i < anec::kChannels; ++i) {
      header.channels[i].tiles_where = {anec::tiles::kOffset + std::uint64_t{i} * anec::tiles::kStep,
                                        anec::tiles::kStep};
      header.channels[i].shape_where = {anec::nchw::kOffset + std::uint64_t{i} * anec::nchw::kStep,
                                        anec::nchw::kStep};
    }
  }

  static std::uint32_t tiles_for(std::uint64_t bytes) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(anec::tiles::count_for(bytes), UINT32_MAX));
  }

  void place_channel(const SourceSlot& slot) {
    const auto to = map_.find(slot.slot);
    if (to == map_.end()) return;
    ChannelPlan channel;
    channel.number = to->second;
    channel.use = slot.use;
    channel.slot = slot.slot;
    if (document_.anec() != nullptr) {
      // The header stays what it is; what moves are the numbers in the tasks.
      channel.number = slot.slot;
      channel.slot =
          std::find_if(map_.begin(), map_.end(), [&](const auto& m) { return m.second == slot.slot; })->first;
    }
    if (channel.number >= anec::kChannels) return too_many_tensors();
    anec::Channel& entry = plan_.header.channels[channel.number];
    channel.bytes = slot.bytes;
    if (slot.use == ChannelUse::Commands) channel.bytes = entry.buffer_bytes();
    if (slot.use == ChannelUse::Weights) {
      channel.bytes = plan_.header.weight_bytes;
      if (channel.bytes == 0) return;
    }
    if (slot.use == ChannelUse::Scratch || slot.tensor) {
      entry.tiles = tiles_for(slot.bytes);
      channel.bytes = entry.buffer_bytes();
    }
    if (slot.tensor) {
      entry.shape = slot.tensor->shape;
      if (slot.tensor->strides) {
        entry.plane_stride = (*slot.tensor->strides)[1];
        entry.row_stride = (*slot.tensor->strides)[2];
      }
      ++(slot.use == ChannelUse::Output ? plan_.header.results : plan_.header.sources);
      channel.tensor = slot.tensor;
    }
    if (entry.tiles >= anec::tiles::kLimit)
      refuse("export-too-many-tiles",
             escaped(slot.holds) + " takes " + std::to_string(entry.tiles) +
                 " tiles of 16 KiB, allowed are less than " + std::to_string(anec::tiles::kLimit),
             slot.where);
    plan_.channels.push_back(std::move(channel));
  }

  void name_channels() {
    for (ChannelPlan& channel : plan_.channels) channel.name = plan_.header.name_of(channel.number);
  }

  void too_many_tensors() {
    refuse("export-too-many-tensors", "more than " + std::to_string(anec::kMostTensors) +
                                          " inputs and outputs, .anec has no channels for them");
  }

  void check_limits() {
    const anec::Anec& header = plan_.header;
    if (header.results == 0)
      refuse("export-no-output", "the program has no output, loaders want at least one");
    if (header.sources == 0) refuse("export-no-input", "the program has no input, loaders want at least one");
    if (header.task_count > anec::tasks::kMost)
      refuse("export-too-many-tasks",
             std::to_string(header.task_count) + " tasks, allowed are " + std::to_string(anec::tasks::kMost));
    const std::uint64_t first = header.first_task_bytes;
    const std::uint64_t longest = std::min(anec::tasks::kLongest, source_->text.size);
    if (first < anec::tasks::kShortest || first > longest)
      refuse("export-first-task",
             "the first task has " + std::to_string(first) + " bytes, allowed are " +
                 std::to_string(anec::tasks::kShortest) + " to " + std::to_string(longest),
             source_->text);
  }

  // Section 8.1: the numbers of inputs, outputs and moved scratch buffers.
  void renumber() {
    for (std::size_t i = 0; i < usage_.tasks.size(); ++i) {
      for (const anec::SlotUse& use : usage_.tasks[i]) renumber(source_->first_task + i, use);
    }
    if (plan_.changes.empty()) return;
    note("export-renumbered",
         "base registers are renumbered in " + counted(plan_.changes.size(), "task") +
             ": .anec wants outputs from 4 on, then inputs",
         plan_.changes.front().where);
  }

  void renumber(std::size_t task, const anec::SlotUse& use) {
    const auto to = map_.find(use.slot);
    if (to == map_.end() || to->second == use.slot) return;
    if (!anec::is_read(use.operand) && !anec::is_written(use.operand)) {
      plan_.problems.add(
          Severity::Error, "export-operand",
          "task " + std::to_string(task) + " has its " + std::string(use.operand) + " in base register " +
              std::to_string(use.slot) +
              ", which would have to be renumbered: that is known for sources and results only",
          use.where, task);
      return;
    }
    auto& changes = plan_.changes;
    if (changes.empty() || changes.back().task != task || changes.back().where != use.where) {
      const std::uint32_t word = document_.file().u32(use.where.offset).value_or(0);
      changes.push_back({task, use.where, word, word, {}});
    }
    WordChange& change = changes.back();
    const auto packed = regdb::pack(*use.field.field, change.after, to->second);
    if (!packed) return refuse("export-operand", packed.error().message, use.where);
    change.after = *packed;
    change.slots.push_back({use.operand, use.slot, to->second});
  }

  void check_roles() {
    for (const ChannelPlan& channel : plan_.channels) {
      if (!channel.tensor || !channel.slot) continue;
      const Usage::Slot& slot = usage_.slots[*channel.slot];
      const std::string who = channel.name + " (" + escaped(channel.tensor->name) + ")";
      if (channel.use == ChannelUse::Output && !slot.written)
        warn("export-output-not-written", who + " is an output that no task writes", channel.tensor->where);
      if (channel.use == ChannelUse::Input && slot.written)
        warn("export-input-written",
             who + " is an input, task " + std::to_string(slot.written->task) + " writes it",
             slot.written->use.where, slot.written->task);
      if (channel.use == ChannelUse::Input && !slot.read)
        warn("export-input-not-read", who + " is an input that no task reads", channel.tensor->where);
      if (channel.use == ChannelUse::Input && channel.tensor->name.find(kContextMark) != std::string::npos)
        warn("export-context-input",
             who +
                 " comes from a layer that the framework runs on the CPU: whoever runs this file has to "
                 "compute it",
             channel.tensor->where);
    }
  }

  // What is wrong with the source and would be with the file: whoever reads of it there would look for the
  // fault in the export.
  void carry_over(const std::vector<Diagnostic>& problems) {
    std::size_t others = 0;
    for (const Diagnostic& problem : problems) {
      const bool error = problem.severity == Severity::Error;
      if (problem.severity == Severity::Note) continue;
      if (document_.anec() != nullptr ? error : concerns_us(problem)) {
        plan_.problems.add(problem);
      } else {
        others += error ? 1 : 0;
      }
    }
    if (others != 0)
      warn("export-source-errors",
           "the source has " + counted(others, "error") + " beside its tasks and tensors, check lists them");
  }

  bool concerns_us(const Diagnostic& problem) const {
    if (problem.task)
      return *problem.task >= source_->first_task &&
             *problem.task - source_->first_task < source_->task_count;
    const auto in_tensor = [&](const SourceSlot& slot) {
      return slot.tensor && slot.tensor->where.overlaps(problem.where);
    };
    return source_->text.overlaps(problem.where) ||
           std::any_of(source_->slots.begin(), source_->slots.end(), in_tensor);
  }

  // An .anec file may hold what a new one would not: it is left out, and that is said.
  void check_copy() {
    const std::vector<std::uint8_t> header = header_bytes(plan_.header);
    const ByteView file = document_.file();
    std::uint64_t first = header.size(), end = 0;
    for (std::uint64_t at = 0; at < header.size(); ++at) {
      if (file.u8(at) == header[at]) continue;
      first = std::min(first, at);
      end = at + 1;
    }
    if (end != 0)
      note("export-header-differs", "numbers of the header that are not what they should be are written anew",
           {first, end - first});
    const anec::Anec& anec = *document_.anec();
    const std::uint64_t behind = anec::payload_offset(anec.variant) + plan_.header.payload_bytes;
    const ByteView padding = file.clipped(anec.header_padding.offset, anec.header_padding.size);
    if (file.size() > behind || !padding.all_zero())
      note("export-bytes-dropped", "bytes between the header and the payload, or behind it, are not copied",
           padding.all_zero() ? Extent{behind, file.size() - behind} : padding.extent());
  }

  const document::Document& document_;
  Plan& plan_;
  std::optional<SourceProgram> source_;
  Usage usage_;
  ChannelMap map_;
};

}  // namespace

std::string_view mode_name(Mode mode) {
  return mode == Mode::Correct ? "correct" : "anecc";
}

Plan make_plan(const document::Document& document, const Options& options,
               const std::function<bool()>& goes_on) {
  Plan plan;
  plan.options = options;
  if (options.mode == Mode::Anecc) {
    plan_as_anecc(document, plan, goes_on);
  } else {
    Planner(document, plan).run(goes_on);
  }
  return plan;
}

}  // namespace ane::exporter
