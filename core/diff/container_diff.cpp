#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/diff/parts.hpp"

namespace ane::diff {
namespace {

using container::Banner;
using container::Container;

/// A property of one side, by its path; they are compared as two sorted lists.
struct Property {
  std::string value;
  bool semantic = false;
  Extent where;
};
using Properties = std::map<std::string, Property>;

/// Options that only name files of the machine that compiled.
bool names_a_file(const std::string& key, const std::string& value) {
  return key == "-i" || key == "-o" || value.starts_with("/") || value.starts_with("./") ||
         value.starts_with("../");
}

class Collector {
 public:
  explicit Collector(const document::Document& document) : document_(document) {}

  Properties run() {
    const bool hwx = document_.format() == document::Format::Hwx;
    add("format", hwx ? "hwx" : "anec", false);
    add("generation", document_.generation() != nullptr ? document_.generation()->id : std::string(), true);
    programs();
    if (!hwx) return std::move(out_);
    const Container& container = document_.container();
    number("header.cpusubtype", container.header.cpusubtype, {8, 4});
    number("header.filetype", container.header.filetype, {12, 4});
    number("header.flags", container.header.flags, {24, 4});
    commands(container);
    segments(container);
    for (std::size_t i = 0; i < container.banners.size(); ++i) banner(container.banners[i], i);
    return std::move(out_);
  }

 private:
  void add(std::string path, std::string value, bool semantic, Extent where = {}) {
    // What occurs several times is told apart by its number.
    std::string unique = path;
    for (int n = 2; out_.contains(unique); ++n) unique = path + "#" + std::to_string(n);
    out_[unique] = {std::move(value), semantic, where};
  }
  void number(std::string path, std::uint64_t value, Extent where = {}, bool semantic = false) {
    add(std::move(path), hex(value), semantic, where);
  }

  void programs() {
    for (std::size_t p = 0; p < document_.programs().size(); ++p) {
      const document::ProgramTasks& program = document_.programs()[p];
      const std::string path = "programs[" + std::to_string(p) + "]";
      if (program.record == nullptr) continue;
      const Extent where = program.record->thread.where;
      add(path + ".name", escaped(program.name), false, where);
      add(path + ".scratch_bytes", std::to_string(program.record->scratch_bytes), true, where);
      add(path + ".events", hex(program.record->events), true, where);
      add(path + ".debug_events", hex(program.record->debug_events), false, where);
      add(path + ".flavour", std::to_string(program.record->thread.flavour), false, where);
      for (const container::Property& property : program.record->properties)
        add(path + ".property " + hex(property.tag),
            property.value.size <= 8 ? hex(property.number) : bytes_text(property.value), false,
            property.value);
    }
  }

  /// Long properties are told apart by their bytes.
  std::string bytes_text(Extent extent) const {
    std::string text;
    constexpr std::uint64_t kShown = 64;
    for (const std::uint8_t byte :
         document_.file().clipped(extent.offset, std::min(extent.size, kShown)).bytes())
      text += hex(byte, 2).substr(2);
    return extent.size > kShown ? text + "… " + byte_size(extent.size) : text;
  }

  void commands(const Container& container) {
    std::map<std::uint32_t, std::uint64_t> counts;
    for (const container::Command& command : container.commands) ++counts[command.cmd];
    for (const auto& [cmd, count] : counts) {
      const std::string_view name = container::command_name(cmd);
      add("load commands." + (name.empty() ? hex(cmd) : std::string(name)), std::to_string(count), false);
    }
  }

  void segments(const Container& container) {
    for (const container::Segment& segment : container.segments) {
      const std::string path = "segments." + escaped(segment.name);
      const Extent where = {segment.record, 72};
      number(path + ".vmaddr", segment.vmaddr, where);
      number(path + ".vmsize", segment.vmsize, where);
      number(path + ".filesize", segment.filesize, where);
      number(path + ".flags", segment.flags, where);
      for (std::uint32_t s = 0; s < segment.section_count; ++s) {
        const std::size_t index = segment.first_section + s;
        if (index < container.sections.size()) section(path, container.sections[index]);
      }
    }
  }

  void section(const std::string& segment, const container::Section& section) {
    const std::string path = segment + "." + escaped(section.name);
    const Extent where = {section.record, 80};
    number(path + ".addr", section.addr, where);
    number(path + ".size", section.size, where);
    number(path + ".flags", section.flags, where);
  }

  void banner(const Banner& banner, std::size_t index) {
    const std::string path = index == 0 ? "compiler" : "compiler#" + std::to_string(index + 1);
    add(path + ".name", escaped(banner.compiler), false, banner.where);
    add(path + ".version", escaped(banner.version), false, banner.where);
    add(path + ".target", escaped(banner.target), false, banner.where);
    for (const Banner::Option& option : banner.options)
      add(path + ".options." + escaped(option.key), escaped(option.value), false, banner.where);
  }

  const document::Document& document_;
  Properties out_;
};

/// The part of "compiler.options.--x#2" that names the option.
std::string option_of(const std::string& path) {
  constexpr std::string_view kOptions = ".options.";
  const std::size_t at = path.find(kOptions);
  if (at == std::string::npos) return {};
  return path.substr(at + kOptions.size(), path.rfind('#') - at - kOptions.size());
}

class ContainerStep {
 public:
  explicit ContainerStep(Work& work) : result_(work.result) {}

  void run() {
    const Properties a = Collector(*result_.a).run();
    const Properties b = Collector(*result_.b).run();
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
    change.semantic = property.semantic;
    result_.container.push_back(std::move(change));
  }

  void changed(const std::string& path, const Property& a, const Property& b) {
    if (names_a_file(option_of(path), a.value) && noise(path, b.value)) return;
    result_.container.push_back({path, a.value, b.value, a.semantic, a.where, b.where});
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

  Comparison& result_;
  std::uint64_t paths_ = 0;
};

}  // namespace

void compare_container(Work& work) {
  ContainerStep(work).run();
}

}  // namespace ane::diff
