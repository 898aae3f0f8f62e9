// Tasks of the neural engine in words.

#include "core/base/text.hpp"
#include "core/model/describer.hpp"

namespace ane::model {

void Describer::convolution() {
  operation_.kind = "conv";
  window();
  if (facts_.is_set("common.pad_top") || facts_.is_set("common.pad_left")) {
    say("pad " + pair(digits("common.pad_top"), digits("common.pad_left")),
        {"common.pad_top", "common.pad_left"});
    const auto mode = facts_.get("l2.padding");
    if (mode && mode->value.raw != 0) {
      const std::string name(mode->value.name);
      say(name.empty() ? "padding mode " + std::to_string(mode->value.raw) + " (unknown)" : "padding " + name,
          {"l2.padding"}, !name.empty());
    }
  }
}

// Wide windows are compiled into wider ones that make several outputs a step: 10 columns with step 2 and two
// outputs are a window of 9 with step 1 (docs/formats/h16-h18-notes.md, 6).
void Describer::window() {
  const Concepts names = {"ne.operation",        "ne.kernel_mode",  "common.kernel_height",
                          "common.kernel_width", "common.stride_y", "common.stride_x"};
  const bool known = all_known(names);
  const auto text = [&](const char* size, std::int64_t more) {
    const auto value = facts_.number(size);
    return value ? std::to_string(*value - more) : std::string("?");
  };
  const auto step = [&](const char* stride, std::int64_t outputs) {
    const auto value = facts_.number(stride);
    return value ? std::to_string(*value / outputs) : std::string("?");
  };
  const std::int64_t x = at_least_one("common.output_step_x");
  const std::int64_t y = at_least_one("common.output_step_y");
  say("conv " + text("common.kernel_height", y - 1) + "x" + text("common.kernel_width", x - 1) + " s" +
          pair(step("common.stride_y", y), step("common.stride_x", x)),
      names, known);
  if (x == 1 && y == 1) return;
  say("as " + text("common.kernel_height", 0) + "x" + text("common.kernel_width", 0) + " s" +
          pair(step("common.stride_y", 1), step("common.stride_x", 1)) + " with " +
          pair(std::to_string(y), std::to_string(x)) + " outputs a step",
      {"common.output_step_y", "common.output_step_x", "common.kernel_height", "common.kernel_width"});
}

void Describer::groups_phrase() {
  const std::int64_t groups = at_least_one("common.groups");
  if (groups > 1) say("groups " + std::to_string(groups), {"common.groups"});
  if (!facts_.is_set("common.unicast")) return;
  const auto per_output = facts_.number("common.unicast_channels");
  if (per_output == 1) {
    say("depthwise", {"common.unicast", "common.unicast_channels"});
  } else if (per_output != facts_.number("common.in_channels")) {
    say("unicast " + digits("common.unicast_channels") + " channels",
        {"common.unicast", "common.unicast_channels"});
  }
}

void Describer::kernel_form() {
  const std::string_view format = facts_.name("ne.kernel_format");
  if (format.empty()) {
    unknown_value("weight format", "ne.kernel_format");
  } else if (format != "Float16") {
    say("weights " + std::string(format), {"ne.kernel_format"});
  }
  if (facts_.is_set("ne.palettized"))
    say("palettized, index size code " + digits("ne.palette_bits"), {"ne.palettized", "ne.palette_bits"});
  if (facts_.is_set("ne.sparse")) say("zero-skipping weights", {"ne.sparse"});
  // Set exactly in products of two run-time tensors (execution-h13.md, 8.5; the recorded H14 and H16 ones
  // agree).
  if (facts_.is_set("ne.kernel_alignment")) say("kernel made at run time", {"ne.kernel_alignment"});
  if (facts_.is_set("ne.double_int8")) say("8-bit at double rate", {"ne.double_int8"});
  if (facts_.is_set("common.element_multiply"))
    say("element multiply mode (meaning unknown)", {"common.element_multiply"}, false);
}

void Describer::scaling() {
  const auto bias = facts_.get("ne.accumulator_bias");
  if (bias && bias->value.real != 0) say("bias " + number(bias->value.real), {"ne.accumulator_bias"});
  const auto scale = facts_.get("ne.post_scale");
  if (scale && scale->value.real != 1) say("×" + number(scale->value.real), {"ne.post_scale"});
}

void Describer::table_phrase(Concepts concepts) {
  if (table_.empty()) {
    say("lookup table, function unknown", concepts, false);
  } else {
    say(std::string(table_), concepts);
  }
}

void Describer::activation() {
  if (activation_said_) return;
  const std::string_view name = facts_.name("ne.nonlinear");
  if (name == "ReLU") {
    say("relu", {"ne.nonlinear"});
  } else if (name == "LookupTable") {
    table_phrase({"ne.nonlinear"});
  } else if (name != "None") {
    unknown_value("activation", "ne.nonlinear");
  }
}

// A convolution whose weights are all one: with a channel of its own for each output it changes nothing
// (execution-h13.md, 8.6).
void Describer::without_kernel() {
  const auto in = facts_.number("common.in_channels");
  const auto out = facts_.number("common.out_channels");
  const bool own = facts_.is_set("common.unicast") && facts_.number("common.unicast_channels") == 1;
  if (own || (in == 1 && out == 1)) {
    operation_.kind = "copy";
    say("copy", {"ne.operation", "ne.kernel_mode", "common.unicast", "common.unicast_channels"});
  } else if (out == 1) {
    operation_.kind = "channel-sum";
    say("sum over channels", {"ne.operation", "ne.kernel_mode", "common.out_channels"});
  } else {
    operation_.kind = "unknown";
    say("convolution without a kernel (meaning unknown)", {"ne.operation", "ne.kernel_mode"}, false);
  }
}

void Describer::bypass(std::string_view nonlinear) {
  const Concepts concepts = {"ne.operation", "ne.nonlinear"};
  activation_said_ = nonlinear == "ReLU" || nonlinear == "LookupTable";
  if (nonlinear == "ReLU") {
    operation_.kind = "relu";
    say("relu", concepts);
  } else if (nonlinear == "LookupTable") {
    operation_.kind = "table";
    table_phrase(concepts);
  } else {
    operation_.kind = "copy";
    say("copy", concepts);
  }
}

void Describer::neural() {
  const std::string_view mode = facts_.name("ne.operation");
  if (mode == "Convolution" && !facts_.is_set("ne.kernel_mode")) {
    convolution();
  } else if (mode == "Convolution") {
    without_kernel();
  } else if (mode == "ChannelMaximum") {
    operation_.kind = "channel-maximum";
    say("maximum over channels", {"ne.operation", "ne.kernel_mode"});
  } else if (mode == "Bypass") {
    bypass(facts_.name("ne.nonlinear"));
  } else {
    operation_.kind = "unknown";
    if (mode.empty()) {
      unknown_value("engine operation", "ne.operation");
    } else {
      say("engine operation " + std::string(mode) + " (meaning of its registers unknown)", {"ne.operation"},
          false);
    }
  }
  channels(operation_.kind == "conv");
  size();
  if (operation_.kind == "conv") {
    groups_phrase();
    kernel_form();
    if (facts_.is_set("ne.bias")) say("bias", {"ne.bias"});
  }
  scaling();
  activation();
  if (facts_.is_set("common.result_transpose")) say("result transposed C↔W", {"common.result_transpose"});
  if (facts_.is_set("l2.input_relu")) say("relu on the input", {"l2.input_relu"});
}

}  // namespace ane::model
