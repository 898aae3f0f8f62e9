// Tasks of the neural engines: docs/formats/execution-h13.md, 6, 7 and 8.6.

#include <cmath>
#include <string>

#include "core/exec/plan.hpp"
#include "core/model/lookup_table.hpp"

namespace ane::exec {
namespace {

constexpr std::uint32_t kChannels = 16;  ///< coefficient channels, one an engine
constexpr std::uint64_t kChunkAlignment = 64;

struct Sizes {
  std::uint64_t in_channels = 0, in_height = 0, in_width = 0;
  std::uint64_t out_channels = 0, out_height = 0, out_width = 0;
};

class NeuralPlanner {
 public:
  NeuralPlanner(Gate& gate, const History& history, TaskPlan& plan)
      : gate_(gate), history_(history), task_(plan), plan_(plan.neural.emplace()) {}

  void run() {
    read_sizes();
    choose_operation();
    plan_.geometry.cores = std::uint64_t{1} << (gate_.count("common.active_engines") & 31);
    if (!gate_.open()) return;
    check_maximum_padding();
    if (plan_.operation == NeuralPlan::Operation::Convolution) {
      convolution();
    } else {
      without_kernel();
    }
    coefficients();
    arithmetic();
    if (gate_.open()) operands();
  }

 private:
  void read_sizes() {
    s_ = {gate_.count("common.in_channels"), gate_.count("common.in_height"),
          gate_.count("common.in_width"),    gate_.count("common.out_channels"),
          gate_.count("common.out_height"),  gate_.count("common.out_width")};
    for (const char* field : {"common.in_channels", "common.in_height", "common.in_width",
                              "common.out_channels", "common.out_height", "common.out_width"})
      gate_.require(gate_.number(field) > 0, field, "a tensor without elements", "7.2");
    groups_ = gate_.count("common.groups");
    gate_.require(groups_ > 0, "common.groups", "no groups at all were never seen", "7.2");
    unicast_ = gate_.is_set("common.unicast");
    unicast_channels_ = gate_.count("common.unicast_channels");
  }

  /// 7.1 and the three lines of 8.6.
  void choose_operation() {
    const std::string_view mode = gate_.name("ne.operation");
    const bool without = gate_.is_set("ne.kernel_mode");
    if (mode == "Convolution" && !without) {
      plan_.operation = NeuralPlan::Operation::Convolution;
      task_.operation = "convolution";
    } else if (mode == "Bypass" && without) {
      plan_.operation = NeuralPlan::Operation::Copy;
      task_.operation = "copy";
      one_to_one("copy");
    } else if (mode == "ChannelMaximum" && without) {
      plan_.operation = NeuralPlan::Operation::ChannelMaximum;
      task_.operation = "channel maximum";
      gate_.require(unicast_ && unicast_channels_ == s_.in_channels, "common.unicast_channels",
                    "a channel maximum takes all input channels", "8.6");
      one_channel();
      gate_.lean(Basis::Supported, "ne.operation", "channel maximum, 3 records agree", "8.6");
    } else if (mode == "Convolution" && without) {
      channel_sum();
    } else {
      gate_.require(false, mode == "Bypass" ? "ne.kernel_mode" : "ne.operation", "the operation is not known",
                    "7.1");
    }
  }

  void channel_sum() {
    if (unicast_) {
      plan_.operation = NeuralPlan::Operation::Copy;
      task_.operation = "copy plus bias";
      one_to_one("copy plus a bias");
      gate_.lean(Basis::Supported, "ne.operation", "copy plus AccBias, 2 records agree", "8.6");
      return;
    }
    plan_.operation = NeuralPlan::Operation::ChannelSum;
    task_.operation = "channel sum";
    gate_.require(unicast_channels_ == 1, "common.unicast_channels", "other values were never seen here",
                  "8.6");
    one_channel();
    gate_.lean(Basis::Supported, "ne.operation", "channel sum, 2 records agree", "8.6");
  }

  void one_to_one(const std::string& what) {
    gate_.require(unicast_ && unicast_channels_ == 1, unicast_ ? "common.unicast_channels" : "common.unicast",
                  "a " + what + " takes one input channel for each output channel", "7.2");
    gate_.require(s_.out_channels == s_.in_channels, "common.out_channels",
                  "differs from the input channels of a " + what, "7.2");
    same_image(what);
  }
  void one_channel() {
    gate_.require(s_.out_channels == 1, "common.out_channels", "a reduction over channels leaves one", "8.6");
    same_image("reduction over channels");
  }
  void same_image(const std::string& what) {
    gate_.require(s_.out_width == s_.in_width, "common.out_width",
                  "differs from the input width of a " + what, "7.2");
    gate_.require(s_.out_height == s_.in_height, "common.out_height",
                  "differs from the input height of a " + what, "7.2");
  }

  void check_maximum_padding() {
    const bool set = gate_.is_set("l2.padding");
    if (!set) return;
    gate_.require(gate_.number("l2.padding") == 1 && plan_.operation == NeuralPlan::Operation::ChannelMaximum,
                  "l2.padding", "seen in maximum reductions only", "12");
    gate_.lean(Basis::Supported, "l2.padding", "padding mode of maximum reductions, 8 records agree", "12");
  }

  void without_kernel() {
    for (const char* field :
         {"common.kernel_width", "common.kernel_height", "common.stride_x", "common.stride_y"})
      gate_.require(gate_.number(field) == 1, field, "a " + task_.operation + " with a window was never seen",
                    "12");
    for (const char* field : {"common.pad_left", "common.pad_top"})
      gate_.require(gate_.number(field) == 0, field, "a " + task_.operation + " with padding was never seen",
                    "12");
    gate_.require(groups_ == 1, "common.groups", "a " + task_.operation + " in groups was never seen", "7.2");
    const std::int64_t format = gate_.number("ne.kernel_format");
    gate_.require(format == 0 || format == 2, "ne.kernel_format", "other values were never seen", "12");
    gate_.require(!gate_.is_set("ne.sparse"), "ne.sparse", "the task has no weights", "12");
    gate_.require(!gate_.is_set("ne.kernel_alignment"), "ne.kernel_alignment", "the task has no weights",
                  "8.5");
    gate_.require(!gate_.is_set("ne.bias"), "ne.bias", "the task has no weights and no bias row", "12");
    for (const char* link : {"NE.KernelCfg.LinkFirst", "NE.KernelCfg.LinkSecond"}) links(link);
  }

  void links(const char* field) {
    if (gate_.is_set(field)) gate_.lean(Basis::Inferred, field, "links neighbouring tasks, 1 record", "12");
  }

  // 7.2.
  void convolution() {
    model::KernelGeometry& g = plan_.geometry;
    g.outputs = s_.out_channels;
    g.groups = groups_;
    g.height = gate_.count("common.kernel_height");
    g.width = gate_.count("common.kernel_width");
    g.stride_y = gate_.count("common.stride_y");
    g.stride_x = gate_.count("common.stride_x");
    g.lanes = std::uint64_t{1} << (gate_.count("common.lanes_log2") & 31);
    g.bias = gate_.is_set("ne.bias");
    g.small_source = gate_.is_set("common.small_source");
    plan_.pad_left = gate_.number("common.pad_left");
    plan_.pad_top = gate_.number("common.pad_top");
    map_channels(g);
    check_kernel(g);
    check_windows(g);
    for (const char* link : {"NE.KernelCfg.LinkFirst", "NE.KernelCfg.LinkSecond"}) links(link);
    const auto slots = model::KernelSlots::make(g);
    gate_.require(slots.has_value(), "common.out_channels", slots ? "" : slots.error().message,
                  "weights-h13.md 5.1");
    if (!slots) return;
    gate_.require(groups_ == 1 || slots->slots() == groups_, "common.lanes_log2",
                  "several weight slots a group are not known", "7.2");
    if (runtime_kernel_)
      gate_.require(slots->slots() == 1, "common.out_channels",
                    "a run-time kernel of several slots was never seen", "8.5");
  }

  void map_channels(model::KernelGeometry& g) {
    g.inputs = s_.in_channels;
    if (!unicast_) {
      gate_.require(unicast_channels_ == 1, "common.unicast_channels",
                    "other values were never seen without UnicastEn", "7.2");
      if (groups_ > 1) {
        task_.operation = "grouped convolution";
        if (groups_ != 4)
          gate_.lean(Basis::Inferred, "common.groups", "groups other than 4, no record", "7.2");
      }
      return;
    }
    gate_.require(groups_ == 1, "common.groups", "groups together with UnicastEn are not known", "7.2");
    if (unicast_channels_ == 1 && s_.in_channels == s_.out_channels) {
      g.inputs = 1;
      g.depthwise = s_.in_channels > 1;
      if (g.depthwise) task_.operation = "depthwise convolution";
      return;
    }
    gate_.require(unicast_channels_ == s_.in_channels && s_.out_channels == 1, "common.unicast_channels",
                  "this mapping of channels is not known", "7.2");
  }

  void check_kernel(const model::KernelGeometry& g) {
    gate_.require(g.height > 0, "common.kernel_height", "a kernel without elements", "7.2");
    gate_.require(g.width > 0, "common.kernel_width", "a kernel without elements", "7.2");
    gate_.require(gate_.number("ne.kernel_format") == 2, "ne.kernel_format", "only fp16 weights are known",
                  "7.2");
    plan_.zero_skipping = gate_.is_set("ne.sparse");
    gate_.require(g.stride_x == g.stride_y && (g.stride_x == 1 || g.stride_x == 2), "common.stride_x",
                  "only strides of 1 and 2, equal in both directions, are executed", "12");
    gate_.require(plan_.zero_skipping == (g.stride_x == 2), "ne.sparse",
                  plan_.zero_skipping ? "zero-skipping weights with stride 1 are not settled"
                                      : "stride 2 with dense weights is not settled",
                  "7.2");
    const bool small = g.height == g.width && (g.height == 1 || g.height == 3);
    if (!small)
      gate_.lean(Basis::Inferred, "common.kernel_width", "kernels other than 1x1 and 3x3, no record", "7.2");
    runtime_kernel_ = gate_.is_set("ne.kernel_alignment");
    const bool elsewhere = gate_.is_set("buffer.kernel_enable") && gate_.number("buffer.kernel") != 1;
    gate_.require(runtime_kernel_ == elsewhere, runtime_kernel_ ? "ne.kernel_alignment" : "buffer.kernel",
                  "goes only together with a kernel from a buffer other than 1", "8.5");
    if (!runtime_kernel_) return;
    task_.operation = "product of two tensors";
    gate_.require(g.taps() == 1 && g.stride_x == 1 && groups_ == 1 && !unicast_, "ne.kernel_alignment",
                  "seen in 1x1 convolutions only", "8.5");
    gate_.require(!g.bias, "ne.bias", "a run-time kernel with a bias was never seen", "8.5");
    gate_.require(gate_.name("ne.nonlinear") != "LookupTable", "ne.nonlinear",
                  "a run-time kernel with a table was never seen", "8.5");
    gate_.lean(Basis::Supported, "ne.kernel_alignment", "kernel made at run time, 4 records agree", "8.5");
  }

  void check_windows(const model::KernelGeometry& g) {
    if (!gate_.open()) return;
    check_windows(g.width, g.stride_x, plan_.pad_left, s_.in_width, s_.out_width, "common.pad_left",
                  "common.out_width");
    check_windows(g.height, g.stride_y, plan_.pad_top, s_.in_height, s_.out_height, "common.pad_top",
                  "common.out_height");
    const bool known = known_padding(g.width, g.stride_x, plan_.pad_left, s_.in_width, s_.out_width) &&
                       known_padding(g.height, g.stride_y, plan_.pad_top, s_.in_height, s_.out_height) &&
                       (plan_.pad_left == plan_.pad_top || s_.in_width == 1 || s_.in_height == 1);
    if (!known) gate_.lean(Basis::Inferred, "common.pad_left", "this padding, no record", "7.2");
  }
  /// The rows of 7.2: nothing on both sides; a pixel on both; with stride 2 one behind, where the size is
  /// even. What a window does not reach any more is no padding.
  static bool known_padding(std::uint64_t kernel, std::uint64_t stride, std::int64_t before, std::uint64_t in,
                            std::uint64_t out) {
    const auto end = static_cast<std::int64_t>((out - 1) * stride + kernel);
    const std::int64_t behind = end - before - static_cast<std::int64_t>(in);
    const bool rest = behind < 0 && behind > -static_cast<std::int64_t>(stride);
    if (before == 0 && (behind == 0 || rest)) return true;
    if (kernel != 3) return false;
    if (before == 1 && behind == 1) return stride == 1 || in == 1;
    return stride == 2 && before == 0 && behind == 1;
  }
  /// Every window must begin within the padded input: more is not padding that a convolution has.
  void check_windows(std::uint64_t kernel, std::uint64_t stride, std::int64_t pad, std::uint64_t in,
                     std::uint64_t out, const char* pad_field, const char* out_field) {
    gate_.require(pad >= 0 && static_cast<std::uint64_t>(pad) < kernel, pad_field,
                  "padding of a whole kernel or more", "7.2");
    gate_.require((out - 1) * stride < in + static_cast<std::uint64_t>(pad), out_field,
                  "the last window lies outside of the input", "7.2");
  }

  // 6.
  void coefficients() {
    const bool master = gate_.is_set("kernel.enable"), enabled = gate_.is_set("buffer.kernel_enable");
    plan_.kernel_slot = static_cast<std::uint32_t>(gate_.count("buffer.kernel"));
    for (std::uint32_t i = 0; i < kChannels; ++i) {
      if (!gate_.is_set("kernel.channel_enable", i)) continue;
      model::Chunk chunk;
      chunk.core = i;
      chunk.base = gate_.count("kernel.channel_base", i);
      chunk.size = gate_.count("kernel.channel_size", i);
      gate_.require(chunk.base % kChunkAlignment == 0, "kernel.channel_base", "not a multiple of 64", "12",
                    i);
      gate_.require(chunk.size % kChunkAlignment == 0, "kernel.channel_size", "not a multiple of 64", "12",
                    i);
      plan_.chunks.push_back(chunk);
    }
    gate_.require(master == !plan_.chunks.empty(), "kernel.enable",
                  "does not agree with the coefficient channels", "6");
    gate_.require(enabled == !plan_.chunks.empty(), "buffer.kernel_enable",
                  "does not agree with the coefficient channels", "3");
    constexpr const char* kSparse = "KernelDMASrc.MasterCfg.KernelSparseFmt";
    gate_.require(gate_.is_set(kSparse) == plan_.zero_skipping, kSparse,
                  "does not agree with NE.KernelCfg.SparseFmt", "12");
    if (plan_.operation == NeuralPlan::Operation::Convolution) {
      gate_.require(!plan_.chunks.empty(), "kernel.enable", "a convolution without weights", "12");
    } else if (!plan_.chunks.empty()) {
      gate_.require(plan_.kernel_slot == 1, "buffer.kernel",
                    "a table from a buffer other than 1 was never seen", "8.5");
    }
  }

  // 7.3 to 7.5.
  void arithmetic() {
    const std::string_view nonlinear = gate_.name("ne.nonlinear");
    plan_.nonlinear = nonlinear == "ReLU"          ? Nonlinear::ReLU
                      : nonlinear == "LookupTable" ? Nonlinear::Table
                                                   : Nonlinear::None;
    gate_.require(!nonlinear.empty(), "ne.nonlinear", "the function is not known", "7.5");
    plan_.accumulator_bias = gate_.real("ne.accumulator_bias");
    plan_.post_scale = gate_.real("ne.post_scale");
    check_bias();
    gate_.require(std::isfinite(plan_.post_scale), "ne.post_scale", "is no finite number", "7.4");
    gate_.require(plan_.nonlinear != Nonlinear::ReLU || !std::signbit(plan_.post_scale), "ne.post_scale",
                  "the order of a negative scale and ReLU is not known", "7.4");
    if (plan_.nonlinear != Nonlinear::Table) return;
    plan_.geometry.table_bytes = model::LookupTable::kBytes;
    gate_.require(!plan_.chunks.empty(), "ne.nonlinear", "no coefficient channel brings the table", "6");
    if (plan_.post_scale != 1)
      gate_.lean(Basis::Supported, "ne.post_scale", "scale before the table, 2 records agree", "7.4");
    if (plan_.zero_skipping)
      gate_.lean(Basis::Inferred, "ne.nonlinear", "a table before zero-skipping weights, no record",
                 "weights-h13.md 5.6");
  }

  void check_bias() {
    gate_.require(!plan_.geometry.bias || plan_.post_scale == 1, "ne.post_scale",
                  "whether it scales the bias row is not known", "7.3");
    if (plan_.accumulator_bias == 0) return;
    gate_.require(std::isfinite(plan_.accumulator_bias), "ne.accumulator_bias", "is no finite number", "7.3");
    gate_.require(!plan_.geometry.bias, "ne.accumulator_bias", "together with a bias row it was never seen",
                  "7.2");
    gate_.require(plan_.post_scale == 1, "ne.accumulator_bias", "whether it is scaled is not known", "7.3");
    const bool mode0 = gate_.name("ne.operation") == "Convolution";
    gate_.require(mode0, "ne.accumulator_bias", "a bias of a " + task_.operation + " was never seen", "12");
  }

  void operands() {
    const Operands where = plan_operands(gate_, false);
    const bool transposed = gate_.is_set("common.result_transpose");
    if (transposed)
      gate_.lean(Basis::Supported, "common.result_transpose", "transposed result, 13 records agree", "8.2");
    plan_.source.shape = {1, groups_ * s_.in_channels, s_.in_height, s_.in_width};
    plan_.source.port = "source 1";
    plan_.source.field = where.source1_on_chip ? "l2.source1_base" : "source1.base";
    plan_.source.place = place_source1(gate_, where, history_, plan_.source.shape);
    if (where.source1_kept) plan_.source.kept = place_kept(gate_, plan_.source.shape);
    plan_.result.shape = {1, groups_ * s_.out_channels, s_.out_height, s_.out_width};
    plan_.result.port = "result";
    plan_.result.field = where.result_on_chip ? "l2.result_base" : "result.base";
    plan_.result.transposed = transposed;
    plan_.result.place = place_result(gate_, where, stored_shape(plan_.result.shape, transposed));
    if (groups_ > 1) check_groups(where, transposed);
    check_work();
  }

  /// 7.2: groups lie one behind the other.
  void check_groups(const Operands& where, bool transposed) {
    gate_.require(!where.source1_on_chip && !where.source1_kept, "l2.source_type",
                  "groups on chip were never seen", "8.1");
    gate_.require(!where.result_on_chip, "l2.result_type", "groups on chip were never seen", "8.1");
    gate_.require(!transposed, "common.result_transpose", "groups that are transposed were never seen",
                  "8.2");
    gate_.require(plan_.source.place.interleave == 1, "source1.interleave",
                  "interleaved groups were never seen", "8.5");
    gate_.require(plan_.result.place.interleave == 1, "result.interleave",
                  "interleaved groups were never seen", "8.5");
    gate_.require(plan_.source.place.group_stride == s_.in_channels * plan_.source.place.plane_stride,
                  "source1.group_stride", "is not Cin planes", "7.2");
    gate_.require(plan_.result.place.group_stride == s_.out_channels * plan_.result.place.plane_stride,
                  "result.group_stride", "is not Cout planes", "7.2");
  }

  void check_work() {
    gate_.require(plan_.source.shape.elements() <= kMaxElements, "common.in_channels",
                  "more elements than the executor takes on", "12");
    const std::uint64_t out = plan_.result.shape.elements();
    gate_.require(out <= kMaxElements, "common.out_channels", "more elements than the executor takes on",
                  "12");
    if (plan_.operation != NeuralPlan::Operation::Convolution || !gate_.open()) return;
    const std::uint64_t reduction = plan_.geometry.reduction();
    gate_.require(reduction <= kMaxProducts / out, "common.out_channels",
                  "more products than the executor takes on", "12");
  }

  Gate& gate_;
  const History& history_;
  TaskPlan& task_;
  NeuralPlan& plan_;
  Sizes s_;
  std::uint64_t groups_ = 1, unicast_channels_ = 1;
  bool unicast_ = false, runtime_kernel_ = false;
};

}  // namespace

void plan_neural(Gate& gate, const History& history, TaskPlan& plan) {
  NeuralPlanner(gate, history, plan).run();
}

}  // namespace ane::exec
