#include "core/model/operation.hpp"

#include <algorithm>
#include <iterator>

#include "core/model/counts.hpp"
#include "core/model/describer.hpp"
#include "core/model/placement.hpp"

namespace ane::model {

void Describer::say(std::string text, Concepts concepts, bool known) {
  Phrase phrase{std::move(text), {}, known};
  std::copy_if(concepts.begin(), concepts.end(), std::back_inserter(phrase.concepts),
               [&](const char* name) { return exists(name); });
  operation_.phrases.push_back(std::move(phrase));
}

std::string Describer::digits(const char* name) const {
  const auto value = facts_.number(name);
  return value ? std::to_string(*value) : "?";
}

bool Describer::all_known(Concepts names) const {
  return std::all_of(names.begin(), names.end(),
                     [&](const char* name) { return facts_.get(name).has_value(); });
}

std::int64_t Describer::at_least_one(const char* name) const {
  return static_cast<std::int64_t>(model::at_least_one(facts_, name));
}

void Describer::unknown_value(const std::string& what, const char* name) {
  const auto fact = facts_.get(name);
  say(fact ? what + " " + std::to_string(fact->value.raw) + " (unknown)"
           : what + " not known: register not written",
      {name}, false);
}

void Describer::channels(bool always_both) {
  const std::int64_t groups = at_least_one("common.groups");
  const auto in = facts_.number("common.in_channels");
  const auto out = facts_.number("common.out_channels");
  const std::string from = in ? std::to_string(*in * groups) : "?";
  const std::string to = out ? std::to_string(*out * groups) : "?";
  say(from == to && !always_both ? from : from + "→" + to,
      {"common.in_channels", "common.out_channels", "common.groups"}, in && out);
}

void Describer::size() {
  const auto out_size = [&](const char* name, const char* outputs) {
    const auto value = facts_.number(name);
    return value ? std::to_string(*value * at_least_one(outputs)) : std::string("?");
  };
  const std::string in = digits("common.in_height") + "x" + digits("common.in_width");
  const std::string out = out_size("common.out_height", "common.output_step_y") + "x" +
                          out_size("common.out_width", "common.output_step_x");
  const Concepts names = {"common.in_height", "common.in_width", "common.out_height", "common.out_width"};
  say(in == out ? in : in + "→" + out, names, all_known(names));
  const auto depth = facts_.number("common.in_depth");
  if (depth && *depth > 1) say("depth " + std::to_string(*depth), {"common.in_depth"});
}

// fp16 on both sides goes without saying.
void Describer::types() {
  const auto format = [&](const char* name) {
    const auto fact = facts_.get(name);
    if (!fact) return std::string();
    return fact->value.name.empty() ? "format " + std::to_string(fact->value.raw)
                                    : std::string(fact->value.name);
  };
  const std::string in = format("common.in_format");
  const std::string out = format("common.out_format");
  if (in.empty() || out.empty() || (in == "Float16" && out == "Float16")) return;
  say(in == out ? in : in + "→" + out, {"common.in_format", "common.out_format"});
}

void Describer::placement() {
  const Placement places = placement_of(facts_);
  const bool first = places.source1_on_chip, second = places.source2_on_chip, two = places.two_sources;
  if (first && (!two || second)) say(two ? "sources on chip" : "source on chip", {"l2.source_type"});
  if (two && first != second)
    say(first ? "source 1 on chip" : "source 2 on chip", {"l2.source_type", "source2.dma"});
  if (places.result_on_chip) say("result on chip", {"l2.result_type"});
}

Operation Describer::run() {
  const auto type = facts_.get("common.task_type");
  const std::string_view name = type ? type->value.name : std::string_view();
  if (name == "NeuralEngine") {
    neural();
  } else if (name.starts_with("Planar")) {
    planar(name);
  } else {
    operation_.kind = "unknown";
    if (name.empty()) {
      unknown_value("task type", "common.task_type");
    } else {
      say("task type " + std::string(name) + " (meaning of its registers unknown)", {"common.task_type"},
          false);
    }
    channels();
    size();
  }
  types();
  placement();
  return std::move(operation_);
}

std::string Operation::summary() const {
  std::string text;
  for (const Phrase& phrase : phrases) {
    if (!text.empty()) text += " · ";
    text += phrase.text;
  }
  return text;
}

Operation describe(const Facts& facts, std::string_view table) {
  return Describer(facts, table).run();
}

std::string engine_of(const Operation& operation) {
  bool neural = false, planar = false;
  for (const Phrase& phrase : operation.phrases) {
    for (const std::string& name : phrase.concepts) {
      neural = neural || name.starts_with("ne.");
      planar = planar || name.starts_with("pe.");
    }
  }
  return neural == planar ? "" : neural ? "NE" : "PE";
}

}  // namespace ane::model
