#include "core/export/anecc.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/export/anecc_stab.hpp"
#include "core/export/anecc_strings.hpp"
#include "core/export/anecc_words.hpp"

namespace ane::exporter {
namespace {

using container::program::kFirstTask, container::program::kFirstTaskWords, container::program::kTaskCount;

// What anecc takes for granted in every file.
constexpr std::uint32_t kTaskAddress = 0x30000000;
constexpr std::uint32_t kTaskLength = 0x274;
constexpr std::uint32_t kTaskMark = 0xf401f800;  ///< each task's first record, and no other word
constexpr std::uint32_t kTaskCountEnd = 0xffff;
constexpr std::uint64_t kFileAlignment = 0x1000;  ///< of the tasks in the file
constexpr std::size_t kMostScratch = 1;
constexpr std::uint32_t kScratchChannel = 3;

constexpr std::uint64_t words_between(const anec::FieldSpec& from, const anec::FieldSpec& to) {
  return (to.offset - from.offset) / 4;
}

// anecc follows an address to its section and a buffer's address to its segment, where the size is as far
// away.
constexpr std::uint64_t kToSize = words_between(container::section::kAddr, container::section::kBytes);
static_assert(kToSize == words_between(container::segment::kVmAddr, container::segment::kVmSize));
constexpr std::uint64_t kToKind = words_between(container::segment::kVmAddr, container::segment::kMaxProt);

/// Largest protection, protection, sections and flags of a segment.
using Kind = std::array<std::uint32_t, 4>;
constexpr Kind kScratch = {3, 3, 1, 4}, kInput = {1, 1, 1, 6}, kOutput = {2, 2, 1, 6};

std::string kind_text(const std::vector<std::uint32_t>& words) {
  std::vector<std::string> texts;
  texts.reserve(Kind().size());
  for (const std::uint32_t word : words) texts.push_back(hex(word));
  if (words.size() < Kind().size()) texts.emplace_back("the end of the file");
  return join(texts, ", ");
}

class AneccSearch {
 public:
  AneccSearch(ByteView file, const GoesOn& goes_on)
      : bytes_(file), words_(file, goes_on), goes_on_(goes_on) {}

  Result<AneccFile> run(bool force) {
    ANE_CHECK(check_length());
    ANE_CHECK(find_tasks());
    ANE_CHECK(find_weights());
    ANE_CHECK(find_task_count());
    ANE_CHECK(find_buffers());
    ANE_CHECK(set_tiles());
    ANE_CHECK(find_payload());
    ANE_CHECK(find_shapes());
    order_shapes();
    ANE_CHECK(check_names(force));
    set_shapes();
    return std::move(file_);
  }

 private:
  Result<void> check_length() const {
    if (bytes_.size() % 4 == 0) return {};
    return Error{
        "anecc reads only files of whole words: the length is " + hex(bytes_.size()) + ", no multiple of 4",
        words_.where(words_.size())};
  }

  /// The size behind the address in word `at`.
  Result<std::uint32_t> size_behind(std::uint64_t at, std::string_view what) const {
    if (const auto size = words_.at(at + kToSize)) return *size;
    return Error{"anecc finds no size of " + std::string(what) + ": the file ends behind the address",
                 words_.where(at, kToSize)};
  }

  // The first occurrence is meant to be the segment's address, the second the section's.
  Result<void> find_tasks() {
    ANE_TRY(const auto segment, words_.find(kTaskAddress));
    if (!segment) return Error{"anecc finds no tasks: no word is " + hex(kTaskAddress), {}};
    ANE_TRY(const auto section, words_.find(kTaskAddress, *segment + 1));
    if (!section)
      return Error{"anecc finds no tasks: one word is " + hex(kTaskAddress) + ", two are needed",
                   words_.where(*segment)};
    ANE_TRY(const std::uint32_t size, size_behind(*section, "the tasks"));
    if (size < kTaskLength)
      return Error{
          "anecc finds " + hex(size) + " bytes of tasks, at least " + hex(kTaskLength) + " are needed",
          words_.where(*section + kToSize)};
    file_.task_bytes = size;
    file_.first_task_bytes = kTaskLength;
    return {};
  }

  Result<void> find_weights() {
    const std::uint64_t behind_tasks = round_up(file_.task_bytes, anec::payload::kWeightAlignment);
    const std::uint64_t address = kTaskAddress + behind_tasks;
    ANE_TRY(const auto section, words_.find(address));
    if (!section)
      return Error{
          "anecc finds no weights: no word is " + hex(address) + ", the address right behind the tasks", {}};
    ANE_TRY(const std::uint32_t size, size_behind(*section, "the weights"));
    if (size == 0 || size % anec::payload::kWeightAlignment != 0)
      return Error{"anecc finds " + hex(size) + " bytes of weights, allowed are multiples of 16 above 0",
                   words_.where(*section + kToSize)};
    file_.weight_bytes = size;
    file_.payload_bytes = behind_tasks + size;
    return {};
  }

  Result<void> find_task_count() {
    constexpr std::uint32_t kMark = kTaskLength / 4 - 1;
    constexpr std::uint64_t kBack = words_between(kFirstTask, kFirstTaskWords);
    ANE_TRY(const auto mark, words_.find(kMark));
    if (!mark)
      return Error{"anecc finds no program: no word is " + hex(kMark) + ", the length of its tasks", {}};
    // Python counts back from the start of the file to its end.
    const std::uint64_t back = *mark >= kBack ? *mark - kBack : words_.size() + *mark - kBack;
    const std::uint32_t address = words_.at(back).value_or(0);
    if (address != kTaskAddress)
      return Error{"anecc finds " + hex(address) + " as the address of the program at the first word " +
                       hex(kMark) + ", allowed is " + hex(kTaskAddress),
                   words_.where(back)};
    const std::uint64_t at = *mark + words_between(kFirstTaskWords, kTaskCount);
    const auto count = words_.at(at);
    if (!count)
      return Error{"anecc finds no number of tasks: the file ends behind the program's address",
                   words_.where(*mark)};
    if (*count == 0 || *count >= kTaskCountEnd)
      return Error{"anecc finds " + std::to_string(*count) + " tasks, allowed are 1 to 65534",
                   words_.where(at)};
    file_.task_count = *count;
    return {};
  }

  // Buffers are followed from each to the address right behind it.
  Result<void> find_buffers() {
    std::uint64_t address = kTaskAddress + round_up(file_.payload_bytes, anec::tiles::kBytes);
    for (std::uint32_t n = 0; n < anec::kChannels; ++n) {
      ANE_TRY(const auto segment, words_.find(address));
      if (!segment) break;
      ANE_TRY(const std::uint32_t size, add_buffer(*segment, address));
      address += size;
    }
    if (!inputs_.empty() && !outputs_.empty() && scratch_.size() <= kMostScratch) return {};
    return Error{"anecc counts inputs, outputs and scratch buffers: " + std::to_string(inputs_.size()) +
                     ", " + std::to_string(outputs_.size()) + " and " + std::to_string(scratch_.size()) +
                     "; allowed are at least 1, at least 1 and at most 1",
                 {}};
  }

  Result<std::uint32_t> add_buffer(std::uint64_t segment, std::uint64_t address) {
    const std::string what = "the buffer at " + hex(address);
    ANE_TRY(const std::uint32_t size, size_behind(segment, what));
    if (size == 0 || size % anec::tiles::kBytes != 0 || size / anec::tiles::kBytes >= anec::tiles::kLimit)
      return Error{"anecc finds " + hex(size) + " bytes of " + what +
                       ", allowed are multiples of 0x4000 from 0x4000 to 0x3fffc000",
                   words_.where(segment + kToSize)};
    std::vector<std::uint32_t> kind;
    for (std::uint64_t i = 0; i < Kind().size(); ++i)
      if (const auto word = words_.at(segment + kToKind + i)) kind.push_back(*word);
    const auto is = [&](const Kind& known) {
      return std::equal(kind.begin(), kind.end(), known.begin(), known.end());
    };
    if (!is(kScratch) && !is(kInput) && !is(kOutput))
      return Error{
          "anecc cannot tell what " + what + " is for: protection, sections and flags are " + kind_text(kind),
          words_.where(segment + kToKind, Kind().size())};
    (is(kScratch) ? scratch_ : is(kInput) ? inputs_ : outputs_).push_back(size);
    return size;
  }

  Result<void> set_tiles() {
    const std::size_t tensors = inputs_.size() + outputs_.size();
    if (tensors > anec::kMostTensors)
      return Error{"anecc finds " + std::to_string(tensors) + " inputs and outputs, allowed are " +
                       std::to_string(anec::kMostTensors),
                   {}};
    file_.sources = static_cast<std::uint32_t>(inputs_.size());
    file_.results = static_cast<std::uint32_t>(outputs_.size());
    const auto tiles_of = [](std::uint64_t bytes) {
      return static_cast<std::uint32_t>(round_up(bytes, anec::tiles::kBytes) / anec::tiles::kBytes);
    };
    file_.tiles[anec::kCommandChannel] = tiles_of(file_.payload_bytes);
    if (!scratch_.empty()) file_.tiles[kScratchChannel] = tiles_of(scratch_.front());
    auto channel = file_.tiles.begin() + anec::kFirstBuffer;
    channel = std::transform(outputs_.begin(), outputs_.end(), channel, tiles_of);
    std::transform(inputs_.begin(), inputs_.end(), channel, tiles_of);
    return {};
  }

  Result<void> find_payload() {
    ANE_TRY(const Occurrences tasks, words_.find_all(kTaskMark));
    if (tasks.count != file_.task_count)
      return Error{"anecc counts tasks by the word " + hex(kTaskMark) + ": " + std::to_string(tasks.count) +
                       ", the program says " + std::to_string(file_.task_count),
                   {}};
    const std::uint64_t measured = (tasks.last - tasks.first) * 4 + kTaskLength;
    if (measured != file_.task_bytes)
      return Error{"anecc finds tasks of " + hex(measured) + " bytes by the word " + hex(kTaskMark) +
                       ", their section has " + hex(file_.task_bytes),
                   words_.where(tasks.first, tasks.last - tasks.first + 1)};
    const std::uint64_t start = tasks.first * 4 / kFileAlignment * kFileAlignment;
    file_.payload = bytes_.clipped(start, file_.payload_bytes).extent();
    return {};
  }

  Result<void> find_shapes() {
    const std::size_t needed = inputs_.size() + outputs_.size();
    ANE_TRY(const std::vector<StabString> stabs, stab_strings(bytes_, needed + 1, goes_on_));
    for (const StabString& stab : stabs) {
      ANE_TRY(StabShape shape, parse_stab(stab));
      shapes_.push_back(std::move(shape));
    }
    if (shapes_.size() == needed) return {};
    std::string found = shapes_.size() > needed ? "more than " : "";
    found += std::to_string(std::min(shapes_.size(), needed));
    return Error{"anecc finds " + found + " strings with shapes, the inputs and outputs need " +
                     std::to_string(needed),
                 stabs.empty() ? std::nullopt : std::optional(stabs.back().where)};
  }

  /// True where the shapes fill the inputs and then the outputs.
  bool in_order() const {
    std::vector<std::uint32_t> buffers = inputs_;
    buffers.insert(buffers.end(), outputs_.begin(), outputs_.end());
    return std::equal(
        shapes_.begin(), shapes_.end(), buffers.begin(), buffers.end(),
        [](const StabShape& shape, std::uint32_t bytes) { return shape.buffer_bytes() == bytes; });
  }

  // Some files name outputs first. Where neither order fits, anecc says nothing and goes on with the list
  // moved round twice.
  void order_shapes() {
    for (int attempt = 0; attempt < 2 && !in_order(); ++attempt)
      std::rotate(shapes_.begin(), shapes_.begin() + static_cast<std::ptrdiff_t>(outputs_.size()),
                  shapes_.end());
  }

  Result<void> check_names(bool force) {
    for (const StabShape& shape : shapes_) {
      if (!force && inputs_.size() > 1 && shape.name.find("ctx_") != std::string::npos)
        return Error{"anecc refuses the name \"" + escaped(shape.name) + "\" among " +
                         std::to_string(inputs_.size()) +
                         " inputs unless forced: a layer that the CPU has to run seems to feed it",
                     shape.where};
      file_.names.push_back(shape.name);
    }
    return {};
  }

  void set_shapes() {
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      const std::size_t channel = i < inputs_.size() ? outputs_.size() + i : i - inputs_.size();
      file_.shapes.at(anec::kFirstBuffer + channel) = shapes_[i].numbers;
    }
  }

  ByteView bytes_;
  WordSearch words_;
  const GoesOn& goes_on_;
  AneccFile file_;
  std::vector<std::uint32_t> inputs_, outputs_, scratch_;  ///< bytes of each buffer
  std::vector<StabShape> shapes_;
};

}  // namespace

Result<AneccFile> search_as_anecc(ByteView file, bool force, const std::function<bool()>& goes_on) {
  return AneccSearch(file, goes_on).run(force);
}

}  // namespace ane::exporter
