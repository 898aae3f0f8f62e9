#include "core/diff/container_properties.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"

namespace ane::diff {
namespace {

using container::Banner;
using container::Container;

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
    for (const container::Note& note : container.notes)
      add("notes." + escaped(note.owner), escaped(container::note_text(document_.file(), note)), false,
          note.payload);
    for (std::size_t i = 0; i < container.banners.size(); ++i) banner(container.banners[i], i);
    return std::move(out_);
  }

 private:
  void add(const std::string& path, std::string value, bool semantic, Extent where = {}) {
    // What occurs several times is told apart by its number.
    const std::size_t before = seen_[path]++;
    out_[before == 0 ? path : path + "#" + std::to_string(before + 1)] = {std::move(value), semantic, where};
  }
  void number(const std::string& path, std::uint64_t value, Extent where = {}, bool semantic = false) {
    add(path, hex(value), semantic, where);
  }

  void programs() {
    for (std::size_t p = 0; p < document_.programs().size(); ++p) {
      const document::ProgramTasks& program = document_.programs()[p];
      const std::string path = "programs[" + std::to_string(p) + "]";
      if (program.record == nullptr) continue;
      const Extent where = program.record->thread.where;
      add(path + ".name", escaped(program.name), false, where);
      add(path + ".flavour", std::to_string(program.record->thread.flavour), false, where);
      record(path, *program.record);
      for (const container::Property& property : program.record->properties) {
        const bool known = property.tag == container::property::kLongestTask;
        add(path + (known ? std::string(".longest_task") : ".property " + std::to_string(property.tag)),
            property.value.size <= 8 ? hex(property.number) : long_property(property.value), !known,
            property.value);
      }
    }
  }

  void record(const std::string& path, const container::Program& program) {
    // Sums over the tasks and lengths of them, which are compared themselves, and an address, which is the
    // loader's affair.
    const std::vector<std::string_view> derived = {"events", "debug_events", "first_task_words_minus_one",
                                                   "text_words"};
    const std::vector<std::string_view> skip = {"first_task", "text_address"};
    const auto add_field = [&](const container::FieldSpec& spec, std::string value, Extent where) {
      const bool semantic = std::find(derived.begin(), derived.end(), spec.name) == derived.end();
      add(path + "." + std::string(spec.name), std::move(value), semantic, where);
    };
    if (program.thread.flavour == container::thread::kFlavourProgram64) {
      record_fields(document_.file(), program.thread, container::program64::kAll, skip, add_field);
    } else {
      record_fields(document_.file(), program.thread, container::program::kAll, skip, add_field);
    }
  }

  /// Long properties are told apart by their bytes.
  std::string long_property(Extent extent) const {
    constexpr std::uint64_t kShown = 64;
    const std::string text =
        bytes_text(document_.file().clipped(extent.offset, std::min(extent.size, kShown)));
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
    banner_lines(path, banner);
    for (const Banner::Option& option : banner.options)
      add(path + ".options." + escaped(option.key), escaped(option.value), false, banner.where);
  }

  /// "Module 0: / ModuleVersion: 3304.7.2.4.1" → "compiler.Module 0.ModuleVersion"
  void banner_lines(const std::string& path, const Banner& banner) {
    std::string module = path + ".";
    for (std::string_view line : split_lines(banner.text)) {
      const bool inner = line.starts_with('\t') || line.starts_with(" \t");
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      const std::size_t colon = line.find(':');
      if (line.starts_with('-') || colon == std::string_view::npos) continue;
      const std::string key = escaped(line.substr(0, colon));
      if (!inner) {
        module = path;
        module.append(".").append(key);
        add(module, "", false, banner.where);
        module += ".";
        continue;
      }
      std::string_view value = line.substr(colon + 1);
      value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
      add(module + key, escaped(value), false, banner.where);
    }
  }

  const document::Document& document_;
  Properties out_;
  std::map<std::string, std::size_t> seen_;  ///< how often a path occurred
};

}  // namespace

bool names_a_file(const std::string& option, const std::string& value) {
  return option == "-i" || option == "-o" || value.starts_with("/") || value.starts_with("./") ||
         value.starts_with("../");
}

Properties properties_of(const document::Document& document) {
  return Collector(document).run();
}

}  // namespace ane::diff
