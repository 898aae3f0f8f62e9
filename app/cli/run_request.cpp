#include "app/cli/run_request.hpp"

#include <charconv>
#include <cmath>

#include "core/base/text.hpp"
#include "core/run/values.hpp"

namespace ane::cli {
namespace {

struct Assignment {
  std::string name, value;
};

/// "NAME=VALUE"
Result<Assignment> assignment(std::string_view option, const std::string& text, std::string_view wanted) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    return Error{
        std::string(option) + " takes NAME=" + std::string(wanted) + ", not \"" + escaped(text) + "\"", {}};
  return Assignment{text.substr(0, equals), text.substr(equals + 1)};
}

/// A number that is not negative, or `fallback` where the option is not there.
Result<double> real_option(const Arguments& args, std::string_view name, double fallback) {
  const auto text = args.text(name);
  if (!text) return fallback;
  double value = 0;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || stop != text->data() + text->size() || !(value >= 0))
    return Error{std::string(name) + " takes a number from 0 on, not \"" + escaped(*text) + "\"", {}};
  return value;
}

/// Takes the arguments apart. What fails is about a file or about the command as a whole.
class Reader {
 public:
  Reader(const Context& context, const document::DocumentPtr& document, RunError& error)
      : args_(context.args), document_(document), error_(error) {
    request_.request.document = document;
    error_.file = "run";
  }

  Result<RunRequest> read() {
    request_.json = args_.has(kJson.name);
    ANE_CHECK(folders());
    ANE_CHECK(numbers());
    ANE_CHECK(program());
    ANE_CHECK(find_device());
    auto signature = run::signature_of(*document_, request_.request.program);
    if (!signature) return about_program(signature.error());
    request_.signature = std::move(signature).value();
    ANE_CHECK(fills());
    ANE_CHECK(inputs());
    ANE_CHECK(expected());
    return std::move(request_);
  }

 private:
  Result<void> folders() {
    request_.output = args_.text("--output").value_or("");
    request_.dump = args_.text("--dump-tasks").value_or("");
    for (const char* option : {"--output", "--dump-tasks"}) {
      const auto folder = args_.text(option);
      if (folder && (folder->empty() || *folder == "-"))
        return Error{std::string(option) + " needs the name of a folder", {}};
    }
    return {};
  }

  Result<void> numbers() {
    static constexpr double kLongest = 1e6;
    run::Request& request = request_.request;
    ANE_TRY(request.tolerance.absolute, real_option(args_, "--atol", request.tolerance.absolute));
    ANE_TRY(request.tolerance.relative, real_option(args_, "--rtol", request.tolerance.relative));
    ANE_TRY(const double seconds,
            real_option(args_, "--timeout", static_cast<double>(request.timeout.count()) / 1000));
    if (!(seconds > 0 && seconds <= kLongest))
      return Error{"--timeout takes seconds up to 1000000, not " + *args_.text("--timeout"), {}};
    request.timeout = std::chrono::milliseconds(std::max(1LL, std::llround(seconds * 1000)));
    ANE_TRY(const auto repeat, args_.number("--repeat"));
    if (repeat && (*repeat == 0 || *repeat > kMostRepeats))
      return Error{"--repeat takes 1 to " + std::to_string(kMostRepeats) + ", not " + std::to_string(*repeat),
                   {}};
    request.repeat = static_cast<unsigned>(repeat.value_or(1));
    ANE_TRY(const auto seed, args_.number("--seed"));
    seed_ = seed.value_or(0);
    request.allow_inferred = args_.has("--allow-inferred");
    return {};
  }

  Result<void> program() {
    auto program = run::find_program(*document_, args_.text("--program").value_or(""));
    if (!program) return about_program(program.error());
    request_.request.program = *program;
    if (!args_.has("--program") && document_->programs().size() > 1)
      request_.problems.add(Severity::Note, "first-program",
                            "the file has " + std::to_string(document_->programs().size()) +
                                " programs, the first one is run: " + escaped(document_->programs()[0].name));
    return {};
  }

  Result<void> find_device() {
    const std::string id = args_.text("--device").value_or("auto");
    ANE_TRY(request_.device, device::find_device(id, *document_, request_.request.program));
    const device::Probe probe = request_.device->probe();
    if (!probe.usable)
      return Error{escaped(probe.id) + " cannot be used: " + probe.reason +
                       (probe.advice.empty() ? "" : "; " + probe.advice),
                   {}};
    if (const auto objection = request_.device->objection(*document_, request_.request.program))
      return about_program({probe.id + " cannot run this: " + *objection, {}});
    if (!request_.dump.empty() && !request_.device->capabilities().intermediates)
      return Error{"--dump-tasks: " + escaped(probe.id) + " does not show what tasks leave behind", {}};
    return {};
  }

  Result<std::size_t> input(std::string_view option, const std::string& name) {
    auto index = run::find_port(request_.signature.inputs, name, "input");
    if (!index) return about_program(index.error());
    if (request_.request.inputs.count(*index) != 0)
      return Error{std::string(option) + ": input " + escaped(name) + " is given twice", {}};
    return *index;
  }

  Result<void> fills() {
    for (const std::string& text : args_.all("--fill")) {
      ANE_TRY(const Assignment fill, assignment("--fill", text, "zeros|ones|ramp|random|onehot:INDEX|VALUE"));
      ANE_TRY(const std::size_t index, input("--fill", fill.name));
      const auto at_option = [&](const Error& error) {
        return Error{"--fill " + escaped(fill.name) + ": " + error.message, {}};
      };
      const auto kind = run::parse_fill(fill.value);
      if (!kind) return at_option(kind.error());
      auto values = run::filled(*kind, request_.signature.inputs[index].layout.count(), seed_, index);
      if (!values) return at_option(values.error());
      request_.request.inputs[index] = std::move(values).value();
    }
    return {};
  }

  Result<void> inputs() {
    const auto pixels = run::parse_pixel_range(args_.text("--pixels").value_or("0..1"));
    if (!pixels) return Error{"--pixels: " + pixels.error().message, {}};
    for (const std::string& text : args_.all("--input")) {
      ANE_TRY(const Assignment given, assignment("--input", text, "FILE.npy|FILE.png"));
      ANE_TRY(const std::size_t index, input("--input", given.name));
      auto values = run::read_values(given.value, request_.signature.inputs[index].layout.shape(), *pixels);
      if (!values) return about_file(given.value, values.error());
      request_.request.inputs[index] = std::move(values).value();
    }
    return {};
  }

  Result<void> expected() {
    for (const std::string& text : args_.all("--expect")) {
      ANE_TRY(const Assignment given, assignment("--expect", text, "FILE.npy"));
      const auto index = run::find_port(request_.signature.outputs, given.name, "output");
      if (!index) return about_program(index.error());
      auto array = run::read_array(given.value, request_.signature.outputs[*index].layout.shape());
      if (!array) return about_file(given.value, array.error());
      const bool first =
          request_.request.expected.emplace(*index, run::Expectation{given.value, std::move(array).value()})
              .second;
      if (!first) return Error{"--expect: output " + escaped(given.name) + " is given twice", {}};
    }
    return {};
  }

  Error about_file(const std::string& file, const Error& error) {
    error_.file = file;
    return error;
  }
  Error about_program(const Error& error) { return about_file(args_.positional[0], error); }

  static constexpr std::uint64_t kMostRepeats = 1'000'000;

  const Arguments& args_;
  const document::DocumentPtr& document_;
  RunError& error_;
  RunRequest request_;
  std::uint64_t seed_ = 0;
};

}  // namespace

std::optional<RunRequest> understand_run(const Context& context, const document::DocumentPtr& document,
                                         RunError& error) {
  auto request = Reader(context, document, error).read();
  if (request) return std::move(request).value();
  error.error = request.error();
  return std::nullopt;
}

}  // namespace ane::cli
