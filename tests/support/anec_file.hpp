#pragma once
// .anec files for tests, made of the parts of a container as docs/formats/anec.md, section 6, derives them.
// The base registers of the tasks stay as they are: a program that numbers its inputs first becomes a file
// whose tasks disagree with its header.

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "core/anec/anec.hpp"
#include "core/model/buffers.hpp"
#include "core/model/tensors.hpp"

namespace ane::test {

struct AnecFile {
  using Bytes = std::vector<std::uint8_t>;

  Bytes tasks, weights;
  std::uint32_t first_task_bytes = 0, task_count = 0, sources = 0, results = 0;
  std::array<std::uint64_t, anec::kChannels> tiles{};
  std::array<std::array<std::uint64_t, 6>, anec::kChannels> shapes{};

  /// The parts of the first program of a container.
  explicit AnecFile(const document::Document& hwx) {
    tasks = hwx.text().bytes();
    first_task_bytes = hwx.tasks().at(0).span.size;
    task_count = static_cast<std::uint32_t>(hwx.tasks().size());
    for (const model::Buffer& buffer : model::buffers_of(hwx, 0)) {
      if (buffer.slot == anec::kWeightChannel)
        weights = hwx.file().clipped(buffer.bytes.offset, buffer.bytes.size).bytes();
      if (buffer.kind == model::BufferKind::Scratch) tiles[buffer.slot] = tiles_for(buffer.size);
    }
    std::vector<model::Tensor> tensors = model::declared_tensors(hwx);
    std::stable_sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) {
      if (a.role != b.role) return a.role == model::Role::Output;
      return a.buffer < b.buffer;
    });
    std::size_t channel = anec::kFirstBuffer;
    for (const model::Tensor& tensor : tensors) {
      ++(tensor.role == model::Role::Output ? results : sources);
      tiles.at(channel) = tiles_for(tensor.bytes.value());
      const auto& strides = tensor.strides.value();
      shapes.at(channel++) = {tensor.shape[0], tensor.shape[1], tensor.shape[2],
                              tensor.shape[3], strides[1],      strides[2]};
    }
    tiles[anec::kCommandChannel] = tiles_for(payload().size());
  }

  Bytes payload() const {
    Bytes bytes = tasks;
    bytes.resize(round_up(bytes.size(), anec::payload::kWeightAlignment));
    bytes.insert(bytes.end(), weights.begin(), weights.end());
    return bytes;
  }

  Bytes write(anec::Variant variant = anec::Variant::Header1000) const {
    Bytes bytes(anec::payload_offset(variant));
    const Bytes behind = payload();
    if (variant != anec::Variant::Raw) write_header(bytes, behind.size());
    bytes.insert(bytes.end(), behind.begin(), behind.end());
    return bytes;
  }

  static void put(Bytes& bytes, std::uint64_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes.at(at + i) = static_cast<std::uint8_t>(value >> (8 * i));
  }
  static void set(Bytes& bytes, const anec::FieldSpec& field, std::uint64_t value, std::uint64_t record = 0) {
    put(bytes, record + field.offset, value, field.size);
  }

 private:
  static std::uint64_t tiles_for(std::uint64_t bytes) {
    return (bytes + anec::tiles::kBytes - 1) / anec::tiles::kBytes;
  }

  void write_header(Bytes& bytes, std::uint64_t payload_bytes) const {
    set(bytes, anec::header::kPayload, payload_bytes);
    set(bytes, anec::header::kFirstTask, first_task_bytes);
    set(bytes, anec::header::kTaskCount, task_count);
    set(bytes, anec::header::kTaskBytes, tasks.size());
    set(bytes, anec::header::kWeightBytes, weights.size());
    set(bytes, anec::header::kSources, sources);
    set(bytes, anec::header::kResults, results);
    for (std::size_t i = 0; i < anec::kChannels; ++i) {
      put(bytes, anec::tiles::kOffset + i * anec::tiles::kStep, tiles[i], anec::tiles::kStep);
      for (std::size_t k = 0; k < anec::nchw::kAll.size(); ++k)
        set(bytes, anec::nchw::kAll[k], shapes[i][k], anec::nchw::kOffset + i * anec::nchw::kStep);
    }
  }
};

}  // namespace ane::test
