#include "core/anec/header_rules.hpp"

#include "core/anec/detect.hpp"
#include "core/base/text.hpp"

namespace ane::anec {
namespace {

class HeaderRules {
 public:
  HeaderRules(ByteView file, const Anec& anec, Diagnostics& problems)
      : file_(file), anec_(anec), problems_(problems) {}

  void check_sizes() {
    for (const FieldSpec* field : {&header::kPayload, &header::kTaskBytes, &header::kWeightBytes}) {
      const std::uint64_t value = read_field(file_, *field);
      if (value > file_.size())
        error("anec-size-above-file",
              std::string(field->name) + " is " + hex(value) + ", the whole file " + hex(file_.size()),
              where_of(*field));
    }
    const std::uint64_t sum = round_up(anec_.task_bytes, payload::kWeightAlignment) + anec_.weight_bytes;
    if (anec_.payload_bytes != sum)
      warn("anec-size-sum",
           "size is " + hex(anec_.payload_bytes) + ", tsk_size and krn_size make " + hex(sum),
           where_of(header::kPayload));
  }

  void check_length() {
    const std::uint64_t base = payload_offset(anec_.variant);
    const std::uint64_t room = file_.size() > base ? file_.size() - base : 0;
    if (room < anec_.payload_bytes) {
      error("anec-truncated",
            "the payload needs " + hex(anec_.payload_bytes) + " bytes from " + hex(base) + ", the file has " +
                hex(room),
            where_of(header::kPayload));
    } else if (room > anec_.payload_bytes) {
      warn("anec-trailing-bytes",
           "the file goes on for " + std::to_string(room - anec_.payload_bytes) + " bytes behind the payload",
           {base + anec_.payload_bytes, room - anec_.payload_bytes});
    }
    const ByteView padding = file_.clipped(anec_.header_padding.offset, anec_.header_padding.size);
    if (!padding.all_zero())
      warn("anec-header-padding", "the bytes between the header and the payload are not all zero",
           padding.extent());
  }

  void check_first_task(const regdb::Generation& generation) {
    if (anec_.tasks.size < anec_.first_task_bytes) return;  // the file is cut, which is said already
    const std::uint64_t measured =
        measure_first_task(generation, file_.clipped(anec_.tasks.offset, anec_.tasks.size));
    if (measured != anec_.first_task_bytes)
      warn("anec-first-task-size",
           "td_size is " + hex(anec_.first_task_bytes) + ", the records of the first task end at " +
               hex(measured),
           where_of(header::kFirstTask));
  }

  void check_channels() {
    const Channel& commands = anec_.channels[kCommandChannel];
    const std::uint64_t wanted = tiles::count_for(anec_.payload_bytes);
    // The driver wants a buffer longer than the tasks (section 8.3).
    const bool one_more = anec_.task_bytes >= wanted * tiles::kBytes && commands.tiles == wanted + 1;
    if (commands.tiles != wanted && !one_more)
      warn("anec-command-tiles",
           "tiles[0] is " + std::to_string(commands.tiles) + ", the payload takes " + std::to_string(wanted),
           commands.tiles_where);
    if (anec_.channels[kWeightChannel].tiles != 0)
      warn("anec-weight-tiles",
           "tiles[1] is " + std::to_string(anec_.channels[kWeightChannel].tiles) +
               ", weights lie in channel 0 and have none of their own",
           anec_.channels[kWeightChannel].tiles_where);
    for (std::uint32_t i = 0; i < kChannels; ++i) check_channel(i);
  }

 private:
  void error(std::string_view code, std::string message, Extent where) {
    problems_.add(Severity::Error, code, std::move(message), where);
  }
  void warn(std::string_view code, std::string message, Extent where) {
    problems_.add(Severity::Warning, code, std::move(message), where);
  }

  std::string title(std::uint32_t index) const {
    const std::string name = anec_.name_of(index);
    return "channel " + std::to_string(index) + (name.empty() ? "" : " (" + name + ")");
  }

  void check_channel(std::uint32_t index) {
    const Channel& channel = anec_.channels[index];
    if (channel.tiles >= tiles::kLimit)
      error("anec-too-many-tiles",
            title(index) + ": " + std::to_string(channel.tiles) + " tiles, allowed are less than " +
                std::to_string(tiles::kLimit),
            channel.tiles_where);
    if (anec_.use_of(index) == ChannelUse::Unused && (channel.tiles != 0 || channel.has_shape())) {
      warn("anec-unexpected-channel",
           title(index) + " is in use, src_count and dst_count leave channels up to " +
               std::to_string(anec_.channels_end() - 1),
           channel.tiles != 0 ? channel.tiles_where : channel.shape_where);
    }
    const bool bound = anec_.use_of(index) == ChannelUse::Output || anec_.use_of(index) == ChannelUse::Input;
    if (bound && channel.tiles == 0)
      error("anec-channel-without-tiles", title(index) + " has no tiles", channel.tiles_where);
    if (channel.has_shape() && channel.tiles == 0)
      warn("anec-shape-without-tiles", title(index) + " has a shape but no tiles", channel.shape_where);
    if (bound && !channel.has_shape() && channel.tiles != 0)
      warn("anec-tiles-without-shape", title(index) + " has tiles but no shape", channel.shape_where);
    if (channel.has_shape()) check_shape(index, channel);
  }

  void check_shape(std::uint32_t index, const Channel& channel) {
    const auto complain = [&](std::string_view code, const std::string& message) {
      warn(code, title(index) + ": " + message, channel.shape_where);
    };
    const std::uint64_t row = channel.row_stride, plane = channel.plane_stride;
    for (std::size_t i = 0; i < channel.shape.size(); ++i) {
      if (channel.shape[i] == 0) complain("anec-empty-shape", std::string(1, "NCHW"[i]) + " is 0");
    }
    if (row / payload::kElementBytes < channel.shape[3])
      complain("anec-row-stride", "rows are " + std::to_string(row) + " bytes apart and hold " +
                                      std::to_string(channel.shape[3]) + " elements of 2 bytes");
    if (row % payload::kStrideAlignment != 0 || plane % payload::kStrideAlignment != 0)
      complain("anec-stride-alignment", "strides of " + std::to_string(plane) + " and " +
                                            std::to_string(row) + " bytes are not both multiples of 64");
    std::uint64_t rows = 0;
    if (!multiply_fits(row, channel.shape[2], rows) || plane < rows)
      complain("anec-plane-stride", "planes are " + std::to_string(plane) + " bytes apart, less than " +
                                        std::to_string(channel.shape[2]) + " rows of " + std::to_string(row));
    if (row != 0 && plane % row != 0)
      complain("anec-plane-rows", "the plane stride " + std::to_string(plane) +
                                      " is not a multiple of the row stride " + std::to_string(row));
    if (channel.tiles != 0) check_buffer(index, channel);
  }

  void check_buffer(std::uint32_t index, const Channel& channel) {
    const auto bytes = channel.tensor_bytes();
    if (!bytes || *bytes > channel.buffer_bytes()) {
      warn("anec-tensor-past-buffer",
           title(index) + ": its tensor takes " +
               (bytes ? hex(*bytes) + " bytes" : "more bytes than 64 bits count") + ", its tiles " +
               hex(channel.buffer_bytes()),
           channel.tiles_where);
    } else if (channel.buffer_bytes() - *bytes > tiles::kBytes) {
      warn("anec-buffer-too-large",
           title(index) + ": its tiles take " + hex(channel.buffer_bytes()) +
               " bytes, more than a tile above the " + hex(*bytes) + " of its tensor",
           channel.tiles_where);
    }
  }

  ByteView file_;
  const Anec& anec_;
  Diagnostics& problems_;
};

}  // namespace

void check_header(ByteView file, const Anec& anec, const regdb::Generation& generation,
                  Diagnostics& problems) {
  HeaderRules rules(file, anec, problems);
  rules.check_sizes();
  rules.check_length();
  rules.check_first_task(generation);
  rules.check_channels();
}

}  // namespace ane::anec
