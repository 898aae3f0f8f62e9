#include "core/export/plan_anecc.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/export/anecc.hpp"
#include "core/export/channel_map.hpp"
#include "core/export/usage.hpp"

namespace ane::exporter {
namespace {

using anec::ChannelUse;

void fill_header(const AneccFile& found, Plan& plan) {
  anec::Anec& header = plan.header;
  header.variant = anec::Variant::Header1000;
  header.payload_bytes = found.payload_bytes;
  header.task_bytes = found.task_bytes;
  header.weight_bytes = found.weight_bytes;
  header.first_task_bytes = found.first_task_bytes;
  header.task_count = found.task_count;
  header.sources = found.sources;
  header.results = found.results;
  for (std::uint32_t i = 0; i < anec::kChannels; ++i) {
    anec::Channel& channel = header.channels[i];
    channel.tiles = found.tiles[i];
    const auto& shape = found.shapes[i];
    channel.shape = {shape[0], shape[1], shape[2], shape[3]};
    channel.plane_stride = shape[4];
    channel.row_stride = shape[5];
  }
}

// The k-th output or input by base register: what the header means by its channels.
std::vector<model::Tensor> tensors_by_slot(const document::Document& document, model::Role role) {
  std::vector<model::Tensor> tensors = model::declared_tensors(document);
  std::erase_if(tensors, [&](const model::Tensor& t) { return t.role != role || !t.buffer; });
  std::stable_sort(tensors.begin(), tensors.end(),
                   [](const auto& a, const auto& b) { return a.buffer < b.buffer; });
  return tensors;
}

void fill_channels(const document::Document& document, Plan& plan) {
  const std::vector<model::Tensor> outputs = tensors_by_slot(document, model::Role::Output);
  const std::vector<model::Tensor> inputs = tensors_by_slot(document, model::Role::Input);
  const anec::Anec& header = plan.header;
  for (std::uint32_t i = 0; i < header.channels_end(); ++i) {
    ChannelPlan channel;
    channel.number = i;
    channel.use = header.use_of(i);
    channel.name = header.name_of(i);
    channel.bytes =
        channel.use == ChannelUse::Weights ? header.weight_bytes : header.channels[i].buffer_bytes();
    if (channel.bytes == 0) continue;
    const auto take = [&](const std::vector<model::Tensor>& tensors, std::uint32_t first) {
      if (i - first >= tensors.size()) return;
      channel.tensor = tensors[i - first];
      channel.slot = channel.tensor->buffer;
    };
    if (channel.use == ChannelUse::Output) take(outputs, anec::kFirstBuffer);
    if (channel.use == ChannelUse::Input) take(inputs, anec::kFirstBuffer + header.results);
    if (i < anec::kFirstBuffer) channel.slot = i;
    plan.channels.push_back(std::move(channel));
  }
}

}  // namespace

void plan_as_anecc(const document::Document& document, Plan& plan, const std::function<bool()>& goes_on) {
  const auto refuse = [&](std::string_view code, std::string message, Extent where) {
    plan.problems.add(Severity::Error, code, std::move(message), where);
  };
  if (plan.options.variant != anec::Variant::Header1000)
    return refuse("export-anecc-payload", "anecc writes the payload at 0x1000 only", {});
  const auto found = search_as_anecc(document.file(), plan.options.force, goes_on);
  if (!found) {
    const bool cancelled = goes_on && !goes_on();
    return refuse(cancelled ? "cancelled" : "export-anecc-refuses", found.error().message,
                  found.error().where.value_or(Extent{}));
  }
  fill_header(*found, plan);
  fill_channels(document, plan);
  constexpr std::uint64_t kBase = anec::payload::kAt1000;
  plan.pieces = {{kBase, found->payload}};
  plan.file_bytes = kBase + found->payload.size;
  const ByteView payload = document.file().clipped(found->payload.offset, found->payload.size);
  plan.text = payload.clipped(0, found->task_bytes).extent();
  plan.weights =
      payload.clipped(round_up(found->task_bytes, anec::payload::kWeightAlignment), found->weight_bytes)
          .extent();
  if (found->payload.size < found->payload_bytes)
    plan.problems.add(Severity::Warning, "export-anecc-cut",
                      "the source ends " + std::to_string(found->payload_bytes - found->payload.size) +
                          " bytes before what anecc announces in the header",
                      found->payload);
  if (document.programs().empty() || document.text().extent().offset != plan.text.offset) return;
  plan.task_count = document.programs()[0].task_count;
  const auto examination = examine(document, 0, plan.task_count, goes_on);
  if (!examination) return refuse("cancelled", "cancelled", {});
  if (contradicts(plan.header, examination->usage))
    plan.problems.add(
        Severity::Warning, "export-anecc-inputs-first",
        "anecc does not renumber tasks that have their inputs first: this file will load, run and compute "
        "nonsense",
        plan.text);
}

}  // namespace ane::exporter
