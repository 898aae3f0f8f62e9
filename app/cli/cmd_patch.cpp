// Registers and weights of a program changed, into a new file.

#include <filesystem>

#include "app/cli/command.hpp"
#include "core/base/source.hpp"
#include "core/base/text.hpp"
#include "core/edit/apply.hpp"
#include "core/edit/paths.hpp"
#include "core/edit/text.hpp"

namespace ane::cli {
namespace {

namespace fs = std::filesystem;

/// "3:NE.MACCfg.NonlinearMode=1"
struct Setting {
  std::size_t task = 0;
  std::string path, value;
};

Result<Setting> setting_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::size_t equals = text.find('=', colon == std::string::npos ? 0 : colon);
  const auto task = edit::parse_number(std::string_view(text).substr(0, colon), UINT32_MAX);
  if (colon == std::string::npos || equals == std::string::npos || !task || equals == colon + 1)
    return Error{"--set takes TASK:BLOCK.REGISTER.FIELD=VALUE, not \"" + escaped(text) + "\"", {}};
  return Setting{static_cast<std::size_t>(*task), text.substr(colon + 1, equals - colon - 1),
                 text.substr(equals + 1)};
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored);
}

Result<void> check_request(const Context& context) {
  const Arguments& args = context.args;
  const std::string output = args.text("--output").value_or("");
  if (output.empty()) return Error{"nothing to do: -o OUT names the new file", {}};
  if (!args.has("--set") && !args.has("--weights") && !args.has("--apply"))
    return Error{"nothing to do: --set, --weights or --apply say what changes", {}};
  if (output == "-" && context.streams.out_is_terminal)
    return Error{"a program is not text: name a file with -o", {}};
  if (output == "-" && args.has("--list"))
    return Error{"--list and -o - each need standard output for themselves", {}};
  const std::string save = args.text("--save").value_or("");
  if (args.has("--save") && (save.empty() || save == "-"))
    return Error{"--save needs the name of a file", {}};
  for (const std::string& target : {output, save}) {
    if (target == "-") continue;
    std::vector<std::string> sources = args.all("--apply");
    sources.push_back(args.positional[0]);
    for (const std::string& source : sources) {
      if (!target.empty() && (target == source || same_file(target, source)))
        return Error{escaped(target) + " would be overwritten, but it is read: name another file", {}};
    }
  }
  if (!save.empty() && (save == output || same_file(save, output)))
    return Error{"-o and --save name the same file", {}};
  return {};
}

/// Makes the changes in the order apply, set, weights. `file` becomes what an error is about.
Result<void> make_changes(const Context& context, const document::Document& document, edit::Editor& editor,
                          std::string& file) {
  for (const std::string& path : context.args.all("--apply")) {
    file = path;
    ANE_TRY(const SourcePtr source, path == "-" ? read_standard_input() : open_source(path));
    const std::vector<std::uint8_t> bytes = ByteView(*source).bytes();
    ANE_TRY(const edit::ChangeList list,
            edit::parse_changes(std::string(bytes.begin(), bytes.end()), document.generation()));
    file = context.args.positional[0];
    ANE_CHECK(editor.replay(list));
  }
  for (const std::string& text : context.args.all("--set")) {
    file = "patch";
    ANE_TRY(const Setting setting, setting_of(text));
    file = context.args.positional[0];
    ANE_CHECK(editor.set(setting.task, setting.path, setting.value));
  }
  for (const std::string& text : context.args.all("--weights")) {
    file = "patch";
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      return Error{"--weights takes NAME=FILE.npy, not \"" + escaped(text) + "\"", {}};
    file = text.substr(equals + 1);
    ANE_TRY(const SourcePtr source, open_source(file));
    ANE_TRY(const NpyArray array, read_npy(ByteView(*source)));
    ANE_CHECK(editor.set_weights(text.substr(0, equals), array));
  }
  return {};
}

/// The list of changes, written but without its name: it gets that after the program has.
Result<std::unique_ptr<AtomicFile>> prepare_list(const edit::Editor& editor,
                                                 const document::Document& document,
                                                 const std::string& path) {
  ANE_TRY(auto file, AtomicFile::create(path));
  edit::write_changes(editor.changes(), document.generation(), *file);
  return file;
}

void stream(const document::Document& document, Sink& sink) {
  static constexpr std::uint64_t kPiece = 1 << 20;
  for (std::uint64_t at = 0; at < document.file().size(); at += kPiece) {
    const std::vector<std::uint8_t> piece = document.file().clipped(at, kPiece).bytes();
    sink.write(std::string_view(reinterpret_cast<const char*>(piece.data()), piece.size()));
  }
}

int write_all(const Context& context, const document::Document& document, const edit::Editor& editor,
              const document::Document& edited) {
  const std::string output = *context.args.text("--output");
  Sink& out = context.streams.out;
  std::unique_ptr<AtomicFile> list;
  const std::string save = context.args.text("--save").value_or("");
  if (!save.empty()) {
    auto prepared = prepare_list(editor, document, save);
    if (!prepared) return context.fail(save, prepared.error());
    list = std::move(prepared).value();
  }
  if (output == "-") {
    stream(edited, out);
  } else if (const auto written = edit::write_edited(edited, output); !written) {
    return context.fail(output, written.error());
  }
  if (list) {
    if (const auto saved = list->commit(); !saved) return context.fail(save, saved.error());
  }
  if (output == "-") return kDone;
  if (context.args.has("--list")) edit::write_change_lines(editor.changes(), document.generation(), out);
  out.write(escaped(output) + ": " + std::to_string(edited.file().size()) + " bytes, " +
            counted(editor.changes().count(), "change") + "\n");
  return kDone;
}

}  // namespace

int run_patch(const Context& context) {
  if (const auto fine = check_request(context); !fine) return context.fail("patch", fine.error());
  if (context.args.positional[0] == "-" && context.args.text("--apply") == "-")
    return context.fail("patch", {"only one of FILE and --apply can be standard input", {}});
  const document::DocumentPtr document = context.open();
  if (document == nullptr) return kFailed;
  edit::Editor editor(document);
  std::string file;
  if (const auto made = make_changes(context, *document, editor, file); !made)
    return context.fail(file, made.error());
  const auto edited = edit::open_edited(*document, editor);
  if (!edited) return context.fail(context.args.positional[0], edited.error());
  for (const Diagnostic& problem : edited->problems.list())
    context.fail(context.args.positional[0],
                 {std::string(severity_name(problem.severity)) + ": " + problem.message,
                  problem.where.empty() ? std::nullopt : std::optional(problem.where)});
  return write_all(context, *document, editor, *edited->document);
}

}  // namespace ane::cli
