#include "core/anec/anec.hpp"

#include <algorithm>

#include "core/anec/detect.hpp"
#include "core/anec/header_rules.hpp"
#include "core/task/task.hpp"

namespace ane::anec {
namespace {

std::uint32_t number(ByteView file, const FieldSpec& field) {
  return static_cast<std::uint32_t>(read_field(file, field));
}

Channel read_channel(ByteView file, std::uint32_t index) {
  Channel channel;
  channel.tiles_where = {tiles::kOffset + std::uint64_t{index} * tiles::kStep, tiles::kStep};
  channel.shape_where = {nchw::kOffset + std::uint64_t{index} * nchw::kStep, nchw::kStep};
  channel.tiles = file.u32(channel.tiles_where.offset).value_or(0);
  const ByteView record = file.clipped(channel.shape_where.offset, channel.shape_where.size);
  channel.shape = {read_field(record, nchw::kN), read_field(record, nchw::kC), read_field(record, nchw::kH),
                   read_field(record, nchw::kW)};
  channel.plane_stride = read_field(record, nchw::kPlaneStride);
  channel.row_stride = read_field(record, nchw::kRowStride);
  return channel;
}

void read_header(ByteView file, Anec& anec) {
  anec.payload_bytes = read_field(file, header::kPayload);
  anec.task_bytes = read_field(file, header::kTaskBytes);
  anec.weight_bytes = read_field(file, header::kWeightBytes);
  anec.first_task_bytes = number(file, header::kFirstTask);
  anec.task_count = number(file, header::kTaskCount);
  anec.sources = number(file, header::kSources);
  anec.results = number(file, header::kResults);
  for (std::uint32_t i = 0; i < kChannels; ++i) anec.channels[i] = read_channel(file, i);
  const std::uint64_t base = payload_offset(anec.variant);
  anec.header = {0, header::kSize};
  anec.header_padding = {header::kSize, base - header::kSize};
  const ByteView rest = file.clipped(base, anec.payload_bytes);
  anec.tasks = rest.clipped(0, anec.task_bytes).extent();
  anec.weights =
      rest.clipped(round_up(anec.task_bytes, payload::kWeightAlignment), anec.weight_bytes).extent();
}

// The tasks are all that a file without a header shows: they end where the list does.
void measure_tasks(ByteView file, const regdb::Generation& generation, Anec& anec) {
  anec.first_task_bytes = static_cast<std::uint32_t>(measure_first_task(generation, file));
  task::WalkStart start;
  start.first_size_words = anec.first_task_bytes / 4;
  Diagnostics ignored;  // whoever walks the tasks to show them reports these
  std::uint64_t end = 0;
  for (const task::TaskSpan& span : task::walk_tasks(generation, file, start, ignored))
    end = std::max(end, span.offset + span.size);
  anec.tasks = file.clipped(0, end).extent();
}

}  // namespace

std::string_view variant_name(Variant variant) {
  switch (variant) {
    case Variant::Header1000:
      return "header-0x1000";
    case Variant::Header800:
      return "header-0x800";
    case Variant::Raw:
      return "raw";
  }
  return "raw";
}

std::uint64_t payload_offset(Variant variant) {
  switch (variant) {
    case Variant::Header1000:
      return payload::kAt1000;
    case Variant::Header800:
      return payload::kAt800;
    case Variant::Raw:
      return 0;
  }
  return 0;
}

bool Channel::has_shape() const {
  return plane_stride != 0 || row_stride != 0 ||
         std::any_of(shape.begin(), shape.end(), [](std::uint64_t side) { return side != 0; });
}

std::optional<std::uint64_t> Channel::tensor_bytes() const {
  std::uint64_t planes = 0, bytes = 0;
  if (!multiply_fits(shape[0], shape[1], planes) || !multiply_fits(planes, plane_stride, bytes))
    return std::nullopt;
  return bytes;
}

ChannelUse Anec::use_of(std::uint32_t channel) const {
  if (!has_header() || channel >= channels_end()) return ChannelUse::Unused;
  if (channel == kCommandChannel) return ChannelUse::Commands;
  if (channel == kWeightChannel) return ChannelUse::Weights;
  if (channel < kFirstBuffer) return ChannelUse::Scratch;
  return channel < kFirstBuffer + results ? ChannelUse::Output : ChannelUse::Input;
}

std::string Anec::name_of(std::uint32_t channel) const {
  switch (use_of(channel)) {
    case ChannelUse::Commands:
      return "cmd";
    case ChannelUse::Weights:
      return "krn";
    case ChannelUse::Scratch:
      return "itm" + std::to_string(kFirstBuffer - 1 - channel);
    case ChannelUse::Output:
      return "dst" + std::to_string(channel - kFirstBuffer);
    case ChannelUse::Input:
      return "src" + std::to_string(channel - kFirstBuffer - results);
    case ChannelUse::Unused:
      break;
  }
  return "";
}

std::vector<Part> parts_of(const Anec& anec) {
  std::vector<Part> parts;
  for (const Part& part :
       {Part{"header", anec.header}, Part{"tasks", anec.tasks}, Part{"weights", anec.weights}})
    if (!part.where.empty()) parts.push_back(part);
  return parts;
}

Result<Anec> parse_anec(ByteView file, const regdb::Generation& generation, Diagnostics& problems) {
  Anec anec;
  ANE_TRY(anec.variant, find_variant(file, generation));
  if (anec.has_header()) {
    read_header(file, anec);
    check_header(file, anec, generation, problems);
  } else {
    measure_tasks(file, generation, anec);
  }
  return anec;
}

}  // namespace ane::anec
