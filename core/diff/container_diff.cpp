#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/diff/container_properties.hpp"
#include "core/diff/parts.hpp"
#include "core/diff/text.hpp"

namespace ane::diff {
namespace {

/// The part of "compiler.options.--x#2" that names the option.
std::string option_of(const std::string& path) {
  constexpr std::string_view kOptions = ".options.";
  const std::size_t at = path.find(kOptions);
  if (at == std::string::npos) return {};
  return path.substr(at + kOptions.size(), path.rfind('#') - at - kOptions.size());
}

class ContainerStep {
 public:
  explicit ContainerStep(Work& work) : work_(work), result_(work.result) {}

  void run() {
    const Properties a = properties_of(*result_.a);
    const Properties b = properties_of(*result_.b);
    // Between formats only what both can say is held against each other.
    const bool all = result_.a->format() == result_.b->format();
    for (const auto& [path, property] : a) {
      const auto other = b.find(path);
      if (other == b.end()) {
        if (all) one_sided(path, property, false);
      } else if (property.value != other->second.value) {
        changed(path, property, other->second);
      }
    }
    for (const auto& [path, property] : b)
      if (all && !a.contains(path)) one_sided(path, property, true);
    for (std::size_t p = 0; p < work_.program_b.size(); ++p)
      if (all && work_.program_b[p]) base_addresses(p, *work_.program_b[p]);
    list_shift();
    sort();
    if (paths_ != 0)
      result_.noise.push_back({NoiseKind::Paths, paths_, "file names in the compiler's options", {}});
  }

 private:
  bool noise(const std::string& path, const std::string& value) {
    const std::string option = option_of(path);
    if (option.empty() || !names_a_file(option, value)) return false;
    ++paths_;
    return true;
  }

  void one_sided(const std::string& path, const Property& property, bool side_b) {
    if (noise(path, property.value)) return;
    PropertyChange change;
    change.path = path;
    (side_b ? change.b : change.a) = property.value;
    (side_b ? change.where_b : change.where_a) = property.where;
    // Records of another generation have other fields.
    change.semantic = property.semantic && !result_.across_generations;
    result_.container.push_back(std::move(change));
  }

  void changed(const std::string& path, const Property& a, const Property& b) {
    if (names_a_file(option_of(path), a.value) && noise(path, b.value)) return;
    result_.container.push_back({path, a.value, b.value, a.semantic, a.where, b.where});
  }

  /// Where a buffer of the table begins, from the start of its section: where sections lie is the loader's
  /// affair.
  static std::string place_of(const document::Document& document, const model::Buffer& buffer) {
    const container::Section* section = document.container().section_at(buffer.address);
    if (section == nullptr) return hex(buffer.address) + ", in no section";
    return "+" + hex(buffer.address - section->addr);
  }

  static Extent entry_of(const document::Document& document, std::size_t program, std::uint32_t number) {
    const container::Program* record = document.programs()[program].record;
    if (record == nullptr) return {};
    for (const container::Slot& slot : record->slots)
      if (slot.index == number) return {slot.offset, 8};
    return {};
  }

  void base_addresses(std::size_t program_a, std::size_t program_b) {
    const std::vector<model::Buffer> in_a = model::buffers_of(*result_.a, program_a);
    std::vector<model::Buffer> in_b = model::buffers_of(*result_.b, program_b);
    const std::string path = "programs[" + std::to_string(program_a) + "].base address of ";
    for (const model::Buffer& x : in_a) {
      PropertyChange change;
      change.path = path + buffer_text(in_a, x.slot);
      change.a = place_of(*result_.a, x);
      change.where_a = entry_of(*result_.a, program_a, x.slot);
      const auto y = std::find_if(in_b.begin(), in_b.end(), [&](const model::Buffer& buffer) {
        return work_.buffers[program_a].same(x.slot, buffer.slot);
      });
      if (y != in_b.end()) {
        change.b = place_of(*result_.b, *y);
        change.where_b = entry_of(*result_.b, program_b, y->slot);
        in_b.erase(y);
      }
      if (change.a != change.b) result_.container.push_back(std::move(change));
    }
    for (const model::Buffer& y : in_b) {
      PropertyChange change;
      change.path = path + buffer_text(in_b, y.slot);
      change.b = place_of(*result_.b, y);
      change.where_b = entry_of(*result_.b, program_b, y.slot);
      result_.container.push_back(std::move(change));
    }
  }

  static bool is_address(const PropertyChange& change) {
    const bool address = change.path.ends_with("addr") || change.path.find("addr#") != std::string::npos;
    return address && change.path.starts_with("segments.") && change.a && change.b;
  }

  static std::int64_t shift_of(const PropertyChange& change) {
    return static_cast<std::int64_t>(std::stoull(*change.b, nullptr, 16) -
                                     std::stoull(*change.a, nullptr, 16));
  }

  /// Addresses of segments and sections that all shift by one constant are noise, listed once.
  void list_shift() {
    std::set<std::int64_t> shifts;
    std::uint64_t count = 0;
    for (const PropertyChange& change : result_.container) {
      if (!is_address(change)) continue;
      shifts.insert(shift_of(change));
      ++count;
    }
    if (count < 2 || shifts.size() != 1) return;
    std::erase_if(result_.container, is_address);
    result_.noise.push_back({NoiseKind::AddressShift, count, "addresses of segments shift by one constant",
                             shift_text(*shifts.begin())});
  }

  /// What people look at first comes first.
  static std::size_t rank(const std::string& path) {
    constexpr std::array<std::string_view, 7> kOrder = {
        "format", "generation", "compiler.version", "compiler", "programs", "header", "load commands"};
    for (std::size_t i = 0; i < kOrder.size(); ++i)
      if (path.starts_with(kOrder[i])) return i;
    return kOrder.size();
  }

  void sort() {
    std::stable_sort(result_.container.begin(), result_.container.end(),
                     [](const PropertyChange& x, const PropertyChange& y) {
                       const std::size_t in_x = rank(x.path), in_y = rank(y.path);
                       return in_x != in_y ? in_x < in_y : x.path < y.path;
                     });
  }

  Work& work_;
  Comparison& result_;
  std::uint64_t paths_ = 0;
};

}  // namespace

void compare_container(Work& work) {
  ContainerStep(work).run();
}

}  // namespace ane::diff
