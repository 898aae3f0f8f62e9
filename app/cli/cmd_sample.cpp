#include "app/cli/command.hpp"
#include "core/base/text.hpp"
#include "core/report/report.hpp"
#include "core/writer/samples.hpp"

namespace ane::cli {
namespace {

void write_list_text(Sink& sink) {
  std::vector<std::vector<std::string>> rows;
  for (const writer::Sample& sample : writer::samples()) {
    rows.push_back({std::string(sample.name), std::string(sample.title), std::string(sample.description)});
  }
  report::write_table(rows, 0, sink);
}

void write_list_json(Sink& sink) {
  report::JsonWriter json(sink);
  json.begin_array();
  for (const writer::Sample& sample : writer::samples()) {
    json.begin_object();
    json.member("name", sample.name);
    json.member("title", sample.title);
    json.member("description", sample.description);
    json.end_object();
  }
  json.end_array();
  json.finish();
}

const writer::Sample* find_sample(std::string_view name) {
  for (const writer::Sample& sample : writer::samples()) {
    if (sample.name == name) return &sample;
  }
  return nullptr;
}

Error unknown_sample(std::string_view name) {
  std::vector<std::string_view> names;
  for (const writer::Sample& sample : writer::samples()) names.push_back(sample.name);
  const std::string_view close = nearest(name, names);
  return {"there is no sample " + std::string(name) +
              (close.empty() ? ", anetool sample lists them" : ", did you mean " + std::string(close) + "?"),
          {}};
}

}  // namespace

int run_sample(const Context& context) {
  if (context.args.positional.empty()) {
    if (context.args.has(kJson.name)) {
      write_list_json(context.streams.out);
    } else {
      write_list_text(context.streams.out);
    }
    return kDone;
  }
  const std::string& name = context.args.positional[0];
  const writer::Sample* sample = find_sample(name);
  if (sample == nullptr) return context.fail("", unknown_sample(name));
  const auto bytes = sample->build();
  if (!bytes) return context.fail(name, bytes.error());
  const auto path = context.args.text("--output");
  if (path && *path != "-") {
    const Result<void> written = write_file(*path, *bytes);
    return written ? kDone : context.fail(*path, written.error());
  }
  if (!path && context.streams.out_is_terminal) {
    return context.fail(
        "", {"a sample is not text: name a file with -o, or -o - for the terminal all the same", {}});
  }
  context.streams.out.write({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  return kDone;
}

}  // namespace ane::cli
