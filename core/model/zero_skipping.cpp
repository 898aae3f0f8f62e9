// The zero-skipping form (docs/formats/weights-h13.md, 5.4): of every input channel a string of bits, one a
// place of the kernel and lane, in groups of a mask byte and the halfwords of its set bits. Kept is only
// where each string starts; an element is found by walking its string.

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "core/base/text.hpp"
#include "core/model/weights_parts.hpp"

namespace ane::model {
namespace {

constexpr std::uint64_t kCountBytes = 3;

/// The places of a bit string, in order: kernel positions by phase of the stride, and for each `lanes` bits.
class BitPlaces {
 public:
  BitPlaces(const KernelGeometry& g, std::uint64_t width) : g_(g), width_(width) {
    lanes_ = std::max<std::uint64_t>(width, g.small_source ? 4 : 2);
    taps_y_ = (g.height + g.stride_y - 1) / g.stride_y;
    taps_x_ = (g.width + g.stride_x - 1) / g.stride_x;
  }

  std::uint64_t bits() const { return g_.stride_y * g_.stride_x * taps_y_ * taps_x_ * lanes_; }
  std::uint64_t masks() const { return (bits() + 7) / 8; }

  struct Place {
    std::uint64_t y = 0, x = 0, lane = 0;
  };
  /// The place of a bit; nothing where no weight can be.
  std::optional<Place> at(std::uint64_t bit) const {
    if (bit >= bits()) return std::nullopt;
    const std::uint64_t position = bit / lanes_;
    const std::uint64_t phase = position / (taps_y_ * taps_x_), tap = position % (taps_y_ * taps_x_);
    const Place place{tap / taps_x_ * g_.stride_y + phase / g_.stride_x,
                      tap % taps_x_ * g_.stride_x + phase % g_.stride_x, bit % lanes_};
    if (place.y >= g_.height || place.x >= g_.width || place.lane >= width_) return std::nullopt;
    return place;
  }
  std::uint64_t bit_of(const Place& place) const {
    const std::uint64_t phase = place.y % g_.stride_y * g_.stride_x + place.x % g_.stride_x;
    const std::uint64_t tap = place.y / g_.stride_y * taps_x_ + place.x / g_.stride_x;
    return (phase * taps_y_ * taps_x_ + tap) * lanes_ + place.lane;
  }

 private:
  const KernelGeometry& g_;
  std::uint64_t width_, lanes_, taps_y_, taps_x_;
};

/// One engine's share of a slot in its chunk.
struct SlotBytes {
  std::uint64_t start = 0;  ///< biases, or the count
  std::uint64_t body = 0;   ///< first mask
  std::uint64_t size = 0;   ///< counted bytes of the body
  std::size_t first_string = 0;
};

class ZeroSkippingStore final : public KernelStore {
 public:
  ZeroSkippingStore(ByteView file, const KernelGeometry& geometry, const KernelSlots& slots,
                    std::vector<Chunk> chunks)
      : KernelStore(file, geometry, slots, std::move(chunks)) {}

  Result<void> scan() {
    for (std::uint32_t core = 0; core < slots_.cores(); ++core) {
      std::uint64_t at = geometry_.table_bytes;
      for (std::uint64_t slot = 0; slot < slots_.slots(); ++slot) {
        if (geometry_.groups > 1) at = round_up(at, kChunkAlignment);
        ANE_CHECK(scan_slot(chunks_[core], slots_.width_of(slot), at));
      }
    }
    return {};
  }

  std::optional<std::uint64_t> weight_offset(const KernelBlock& block,
                                             const ElementIndex& index) const override {
    const BitPlaces places(geometry_, block.width);
    const SlotBytes& slot = slot_of(block.core, block.slot);
    std::uint64_t at = slot.body + strings_[slot.first_string + index[1]];
    const std::uint64_t bit = places.bit_of({index[2], index[3], index[0] - block.first});
    for (std::uint64_t mask = 0;; ++mask) {
      const unsigned bits = byte_at(block.core, at);
      if (mask < bit / 8) {
        at += 1 + kHalf * static_cast<unsigned>(std::popcount(bits));
        continue;
      }
      const unsigned own = 1U << (bit % 8);
      if ((bits & own) == 0) return std::nullopt;
      return at + 1 + kHalf * static_cast<unsigned>(std::popcount(bits & (own - 1)));
    }
  }

  std::uint64_t bias_offset(const KernelBlock& block, std::uint64_t output) const override {
    return slot_of(block.core, block.slot).start + kHalf * (output - block.first);
  }

  std::optional<Element> element_at(std::uint32_t core, std::uint64_t offset) const override {
    const auto first = bytes_.begin() + static_cast<std::ptrdiff_t>(core * slots_.slots());
    const auto last = first + static_cast<std::ptrdiff_t>(slots_.slots());
    const auto behind = std::upper_bound(
        first, last, offset, [](std::uint64_t at, const SlotBytes& slot) { return at < slot.start; });
    if (behind == first) return std::nullopt;
    const SlotBytes& slot = *(behind - 1);
    const auto number = static_cast<std::uint64_t>(behind - 1 - first);
    const KernelBlock block = slots_.block(slots_.index_of(core, number));
    if (offset >= slot.body + slot.size) return std::nullopt;
    if (offset >= slot.body) return weight_at(block, slot, offset - slot.body);
    if (offset >= slot.body - kCountBytes) return std::nullopt;
    return Element{true, {block.first + (offset - slot.start) / kHalf, 0, 0, 0}};
  }

  void read(std::uint64_t number, std::vector<std::uint16_t>& bits) const override {
    const KernelBlock block = slots_.block(number);
    const BitPlaces places(geometry_, block.width);
    const SlotBytes& slot = slot_of(block.core, block.slot);
    std::vector<std::uint8_t> body(slot.size);
    file_.copy(chunk(block.core).bytes.offset + slot.body, body);
    bits.assign(block.width * geometry_.reduction(), 0);
    // scan() saw that all of this fits, but a file can change after it was opened.
    std::size_t at = 0;
    for (std::uint64_t input = 0; input < geometry_.inputs; ++input) {
      for (std::uint64_t mask = 0; mask < places.masks(); ++mask) {
        if (at >= body.size()) return;
        unsigned set = body[at++];
        for (; set != 0; set &= set - 1, at += kHalf) {
          const auto place = places.at(mask * 8 + static_cast<unsigned>(std::countr_zero(set)));
          if (!place || at + kHalf > body.size()) return;
          const std::uint64_t row = (place->lane * geometry_.inputs + input) * geometry_.height + place->y;
          bits[row * geometry_.width + place->x] = static_cast<std::uint16_t>(body[at] | body[at + 1] << 8);
        }
      }
    }
  }

 private:
  const SlotBytes& slot_of(std::uint32_t core, std::uint64_t slot) const {
    return bytes_[core * slots_.slots() + slot];
  }
  unsigned byte_at(std::uint32_t core, std::uint64_t offset) const {
    return file_.u8(chunk(core).bytes.offset + offset).value_or(0);
  }

  Result<void> scan_slot(const Chunk& chunk, std::uint64_t width, std::uint64_t& at) {
    SlotBytes slot;
    slot.start = at;
    slot.body = at + (geometry_.bias ? kHalf * width : 0) + kCountBytes;
    slot.first_string = strings_.size();
    const ByteView view = file_.clipped(chunk.bytes.offset, chunk.bytes.size);
    std::array<std::uint8_t, kCountBytes> count{};
    if (!view.copy(slot.body - kCountBytes, count)) return chunk_too_short(chunk, slot.body);
    slot.size = count[0] | std::uint64_t{count[1]} << 8 | std::uint64_t{count[2]} << 16;
    const auto body = view.sub(slot.body, slot.size);
    if (!body) return chunk_too_short(chunk, slot.body + slot.size);
    ANE_CHECK(scan_body(body->bytes(), body->extent(), BitPlaces(geometry_, width)));
    bytes_.push_back(slot);
    at = slot.body + slot.size;
    return {};
  }

  /// Finds the strings of a body. They must use up all of it and have no bit where no weight can be.
  Result<void> scan_body(const std::vector<std::uint8_t>& body, Extent where, const BitPlaces& places) {
    const std::vector<std::uint8_t> allowed = allowed_masks(places, body.size());
    std::size_t at = 0;
    for (std::uint64_t input = 0; input < geometry_.inputs; ++input) {
      strings_.push_back(static_cast<std::uint32_t>(at));
      for (std::uint64_t mask = 0; mask < places.masks(); ++mask) {
        if (at >= body.size()) return wrong_count(where, input);
        const unsigned bits = body[at];
        if ((bits & ~unsigned{allowed[mask]}) != 0) {
          return Error{"the mask at " + hex(where.offset + at) + " stores weights outside of the kernel",
                       Extent{where.offset + at, 1}};
        }
        at += 1 + kHalf * static_cast<unsigned>(std::popcount(bits));
      }
    }
    if (at != body.size()) return wrong_count(where, geometry_.inputs);
    return {};
  }

  /// For each mask the bits at which a weight can be; no more of them than the body can use.
  static std::vector<std::uint8_t> allowed_masks(const BitPlaces& places, std::size_t body) {
    std::vector<std::uint8_t> allowed(std::min<std::uint64_t>(places.masks(), body));
    for (std::uint64_t bit = 0; bit < allowed.size() * 8; ++bit) {
      if (places.at(bit)) allowed[bit / 8] |= static_cast<std::uint8_t>(1U << (bit % 8));
    }
    return allowed;
  }

  Error wrong_count(Extent where, std::uint64_t input) const {
    return {"the counted " + std::to_string(where.size) +
                " bytes do not end with the masks of input channel " + std::to_string(geometry_.inputs - 1) +
                (input < geometry_.inputs ? ", but before them" : ""),
            where};
  }

  std::optional<Element> weight_at(const KernelBlock& block, const SlotBytes& slot,
                                   std::uint64_t offset) const {
    const auto first = strings_.begin() + static_cast<std::ptrdiff_t>(slot.first_string);
    const auto last = first + static_cast<std::ptrdiff_t>(geometry_.inputs);
    const auto behind = std::upper_bound(first, last, offset);
    const auto input = static_cast<std::uint64_t>(behind - 1 - first);
    const BitPlaces places(geometry_, block.width);
    std::uint64_t at = *(behind - 1);
    for (std::uint64_t mask = 0; mask < places.masks(); ++mask) {
      unsigned set = byte_at(block.core, slot.body + at);
      const std::uint64_t end = at + 1 + kHalf * static_cast<unsigned>(std::popcount(set));
      if (offset >= end) {
        at = end;
        continue;
      }
      if (offset == at) return std::nullopt;  // the mask itself
      for (std::uint64_t skip = (offset - at - 1) / kHalf; skip > 0; --skip) set &= set - 1;
      const auto place = places.at(mask * 8 + static_cast<unsigned>(std::countr_zero(set)));
      if (!place) return std::nullopt;
      return Element{false, {block.first + place->lane, input, place->y, place->x}};
    }
    return std::nullopt;
  }

  std::vector<SlotBytes> bytes_;        ///< engine by engine, slot by slot
  std::vector<std::uint32_t> strings_;  ///< start of each input channel's string, from the body's start
};

}  // namespace

Result<KernelStorePtr> open_zero_skipping(ByteView file, const KernelGeometry& geometry,
                                          const Chunks& chunks) {
  if (geometry.stride_y == 0 || geometry.stride_x == 0)
    return Error{"zero-skipping weights of a convolution with the stride 0", {}};
  ANE_TRY(const KernelSlots slots, KernelSlots::make(geometry));
  for (const std::uint64_t slot : {std::uint64_t{0}, slots.slots() - 1}) {
    if (!std::has_single_bit(slots.width_of(slot))) {
      return Error{"zero-skipping weights in slots of " + std::to_string(slots.width_of(slot)) +
                       " lanes: how wide their masks are is not known",
                   {}};
    }
  }
  ANE_TRY(std::vector<Chunk> list, chunks_by_core(slots, chunks));
  auto store = std::make_shared<ZeroSkippingStore>(file, geometry, slots, std::move(list));
  ANE_CHECK(store->scan());
  return KernelStorePtr(std::move(store));
}

}  // namespace ane::model
