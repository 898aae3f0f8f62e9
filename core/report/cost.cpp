// What tasks compute and move, as a table and as JSON.

#include <algorithm>
#include <cstdio>

#include "core/base/text.hpp"
#include "core/model/task_describer.hpp"
#include "core/model/visit.hpp"
#include "core/report/report.hpp"

namespace ane::report {
namespace {

struct Row {
  std::size_t index = 0;
  std::string summary;
  model::Cost cost;
};

double key_of(const model::Cost& cost, CostSort sort) {
  switch (sort) {
    case CostSort::Order:
      return 0;
    case CostSort::Time:
      return cost.seconds().value_or(0);
    case CostSort::MultiplyAdds:
      return static_cast<double>(cost.multiply_adds.value_or(0));
    case CostSort::Bytes:
      return static_cast<double>(cost.bytes());
    case CostSort::Weights:
      return static_cast<double>(cost.bytes_weights);
  }
  return 0;
}

std::string decimal(double value, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string micros(std::optional<double> seconds) {
  return seconds ? decimal(*seconds * 1e6, "%.2f") : "-";
}

std::string share(double part, double whole) {
  return whole > 0 ? decimal(100 * part / whole, "%.1f %%") : "-";
}

std::string work(const model::Cost& cost) {
  if (cost.multiply_adds) return grouped(*cost.multiply_adds);
  return "-";
}

std::string cores(const model::Cost& cost) {
  if (cost.planar) return "planar";
  return cost.cores == 0 ? "?" : std::to_string(cost.cores);
}

std::vector<std::string> cells(const Row& row, const model::CostTotals& totals) {
  const model::Cost& cost = row.cost;
  const auto intensity = cost.intensity();
  const std::string mark = cost.bytes_known ? "" : "+?";
  return {std::to_string(row.index),
          work(cost),
          grouped(cost.bytes_read) + mark,
          grouped(cost.bytes_written),
          grouped(cost.bytes_weights),
          intensity ? decimal(*intensity, "%.2f") : "-",
          cores(cost),
          cost.cycles ? std::to_string(*cost.cycles) : "-",
          micros(cost.seconds()),
          share(cost.seconds().value_or(0), totals.seconds),
          std::string(model::bound_name(cost.bound)),
          row.summary};
}

void write_totals(const document::Document& document, const model::CostTotals& totals, Sink& sink) {
  const regdb::Generation* generation = document.generation();
  sink.write("\ntotal  " + grouped(totals.multiply_adds) + " multiply-adds, " + grouped(totals.bytes_read) +
             " bytes read, " + grouped(totals.bytes_written) + " written, " + grouped(totals.bytes_weights) +
             " of weights");
  if (totals.bytes() != 0) {
    sink.write(
        ", " +
        decimal(static_cast<double>(totals.multiply_adds) / static_cast<double>(totals.bytes()), "%.2f") +
        " multiply-adds a byte");
  }
  sink.write("\n");
  if (totals.incomplete != 0) {
    sink.write("       " + grouped(totals.incomplete) + " of " + grouped(totals.tasks) +
               " tasks have a size, format or operation that is not known: they count with what is\n");
  }
  if (generation == nullptr || !generation->performance) {
    sink.write("       no times: no rates are published for this generation\n");
    return;
  }
  const regdb::Performance& rates = *generation->performance;
  sink.write("estimate  at best " + decimal(totals.seconds * 1e6, "%.1f") + " µs on an " + rates.chip + ": " +
             decimal(rates.operations_per_second / 1e12, "%.1f") + " trillion operations and " +
             decimal(rates.memory_bytes_per_second / 1e9, "%.1f") +
             " GB a second as published, one task after the other, nothing measured\n");
}

}  // namespace

void write_cost_text(const document::Document& document, const TaskOptions& options, CostSort sort,
                     Sink& sink) {
  std::vector<Row> rows;
  model::CostTotals totals;
  Diagnostics ignored;
  model::TaskDescriber describer(document);
  model::visit_tasks(document, ignored, [&](const model::TaskVisit& visit) {
    const model::Cost cost = model::cost_of(visit.facts);
    totals.add(cost);
    if (!options.only || *options.only == visit.index)
      rows.push_back({visit.index, describer.describe(visit.facts, visit.program).summary(), cost});
    return true;
  });
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const Row& a, const Row& b) { return key_of(a.cost, sort) > key_of(b.cost, sort); });
  std::vector<std::vector<std::string>> table = {{"task", "multiply-adds", "read", "written", "weights",
                                                  "MAC/byte", "cores", "cycles", "est. µs", "share",
                                                  "bound by", "operation"}};
  for (const Row& row : rows) table.push_back(cells(row, totals));
  write_table(table, 0, sink);
  write_totals(document, totals, sink);
}

void write_cost_json(const model::Cost& cost, JsonWriter& json) {
  const auto number = [&](const char* name, const auto& value) {
    if (value) {
      json.member(name, *value);
    } else {
      json.key(name).null();
    }
  };
  json.key("cost").begin_object();
  number("multiply_adds", cost.multiply_adds);
  number("element_operations", cost.element_operations);
  json.member("bytes_read", cost.bytes_read);
  json.member("bytes_written", cost.bytes_written);
  json.member("bytes_weights", cost.bytes_weights);
  json.member("bytes_known", cost.bytes_known);
  json.member("on_chip_elements", cost.on_chip_elements);
  json.member("engine", cost.planar ? "planar" : "neural");
  number("cores", cost.cores == 0 ? std::optional<std::uint64_t>() : std::uint64_t{cost.cores});
  number("cycles", cost.cycles);
  number("intensity", cost.intensity());
  number("estimated_compute_seconds", cost.compute_seconds);
  number("estimated_memory_seconds", cost.memory_seconds);
  number("estimated_seconds", cost.seconds());
  json.member("bound_by", model::bound_name(cost.bound));
  json.end_object();
}

}  // namespace ane::report
