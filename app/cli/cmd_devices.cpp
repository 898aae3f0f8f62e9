// Where programs can be executed.

#include "app/cli/command.hpp"
#include "core/run/report.hpp"

namespace ane::cli {

int run_devices(const Context& context) {
  std::vector<device::Probe> probes;
  for (const device::DevicePtr& device : device::all_devices()) probes.push_back(device->probe());
  if (!context.args.has(kJson.name)) {
    run::write_devices_text(probes, context.streams.out);
    return kDone;
  }
  report::JsonWriter json(context.streams.out);
  run::write_devices_json(probes, json);
  json.finish();
  return kDone;
}

}  // namespace ane::cli
