// Commands that open one file and print a report of it.

#include "app/cli/command.hpp"
#include "core/base/text.hpp"
#include "core/report/report.hpp"
#include "core/report/weights.hpp"
#include "core/tree/build.hpp"

namespace ane::cli {

int run_info(const Context& context) {
  const document::DocumentPtr document = context.open();
  if (document == nullptr) return kFailed;
  const report::Info info = report::gather_info(document);
  if (!context.args.has(kJson.name)) {
    report::write_info_text(info, context.streams.out);
    return kDone;
  }
  report::JsonWriter json(context.streams.out);
  report::write_info_json(info, json);
  json.finish();
  return kDone;
}

int run_tree(const Context& context) {
  const auto depth = context.args.number("--depth");
  if (!depth) return context.fail("", depth.error());
  const auto at = context.args.number("--at");
  if (!at) return context.fail("", at.error());
  const document::DocumentPtr document = context.open();
  if (document == nullptr) return kFailed;
  if (*at && **at >= document->file().size()) {
    return context.fail(
        document->path(),
        {"--at " + hex(**at) + " lies behind the file's end at " + hex(document->file().size()), {}});
  }
  const report::TreeOptions options{*depth, *at};
  const tree::Node root = tree::build(document);
  if (context.args.has(kJson.name)) {
    report::write_tree_json(root, options, context.streams.out);
  } else {
    report::write_tree_text(root, options, context.streams.out);
  }
  return kDone;
}

namespace {

Result<report::CostSort> cost_sort(const Arguments& args) {
  const auto name = args.text("--sort");
  if (!name) return report::CostSort::Order;
  if (!args.has("--cost")) return Error{"--sort needs --cost", {}};
  if (*name == "time") return report::CostSort::Time;
  if (*name == "macs") return report::CostSort::MultiplyAdds;
  if (*name == "bytes") return report::CostSort::Bytes;
  if (*name == "weights") return report::CostSort::Weights;
  return Error{"--sort takes time, macs, bytes or weights, not " + *name, {}};
}

}  // namespace

int run_tasks(const Context& context) {
  const auto only = context.args.number("--task");
  if (!only) return context.fail("", only.error());
  const Result<report::CostSort> sort = cost_sort(context.args);
  if (!sort) return context.fail("", sort.error());
  const document::DocumentPtr document = context.open();
  if (document == nullptr) return kFailed;
  if (!document->decodes_tasks()) {
    const std::string& name = document->identity().name;
    const std::string who =
        name.empty() ? "cpusubtype " + std::to_string(document->identity().subtype) : name;
    return context.fail(
        document->path(),
        {"tasks of " + who +
             " are not decoded; anetool tree shows the bytes, --generation ID decodes them as another",
         {}});
  }
  if (*only && **only >= document->tasks().size()) {
    return context.fail(document->path(), {"there is no task " + std::to_string(**only) + ", the file has " +
                                               std::to_string(document->tasks().size()),
                                           {}});
  }
  const report::TaskOptions options{*only, context.args.has("--state"), context.args.has("--cost")};
  if (context.args.has(kJson.name)) {
    report::write_tasks_json(*document, options, context.streams.out);
  } else if (options.cost) {
    report::write_cost_text(*document, options, *sort, context.streams.out);
  } else {
    report::write_tasks_text(*document, options, context.streams.out);
  }
  return kDone;
}

int run_tensors(const Context& context) {
  const document::DocumentPtr document = context.open();
  if (document == nullptr) return kFailed;
  if (context.args.has(kJson.name)) {
    report::write_tensors_json(*document, context.streams.out);
  } else {
    report::write_tensors_text(*document, context.streams.out);
  }
  return kDone;
}

int run_weights(const Context& context) {
  const document::DocumentPtr document = context.open();
  if (document == nullptr) return kFailed;
  const report::WeightsOptions options{context.args.text("--npy")};
  const Result<void> done = context.args.has(kJson.name)
                                ? report::write_weights_json(document, options, context.streams.out)
                                : report::write_weights_text(document, options, context.streams.out);
  return done ? kDone : context.fail(document->path(), done.error());
}

}  // namespace ane::cli
