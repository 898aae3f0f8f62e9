#pragma once
// A run, for people and for programs (docs/command-line.md, run).

#include "core/base/file.hpp"
#include "core/report/json_writer.hpp"
#include "core/run/execute.hpp"

namespace ane::run {

void write_report_text(const Report& report, const Tolerance& tolerance, Sink& sink);
void write_report_json(const Report& report, const Tolerance& tolerance, report::JsonWriter& json);

void write_devices_text(const std::vector<device::Probe>& probes, Sink& sink);
void write_devices_json(const std::vector<device::Probe>& probes, report::JsonWriter& json);

}  // namespace ane::run
