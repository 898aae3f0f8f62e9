#include <array>

#include "app/cli/command.hpp"

namespace ane::cli {
namespace {

constexpr std::array kJsonOptions = {kJson};
constexpr std::array kInfoOptions = {kJson, kGeneration};
constexpr std::array kTreeOptions = {kJson, kGeneration,
                                     Option{"--depth", "", "N", "show N levels below the file"},
                                     Option{"--at", "", "OFFSET", "show only what holds the byte at OFFSET"}};
constexpr std::array kTasksOptions = {
    kJson,
    kGeneration,
    Option{"--task", "", "N", "only task N, counted from 0 over the file"},
    Option{"--state", "", "", "also what every register holds, and where that comes from"},
    Option{"--cost", "", "", "what each computes and moves, with estimates of the time"},
    Option{"--sort", "", "KEY", "with --cost: time, macs, bytes or weights, largest first"}};
constexpr std::array kWeightsOptions = {
    kJson, kGeneration,
    Option{"--npy", "", "DIR", "also write every decoded constant as float16 .npy to DIR"}};
constexpr std::array kGraphOptions = {
    kGeneration, Option{"--format", "", "NAME", "dot (default), json or svg"},
    Option{"--output", "-o", "OUT", "where to write it; - is standard output, as without it"}};
constexpr std::array kDiffOptions = {
    kJson,
    kGeneration,
    Option{"--only", "", "NAMES", "compare and count only tasks, tensors, weights, container, symbols"},
    Option{"--stat", "", "", "the answer and the counts only"},
    Option{"--bytes", "", "", "also which bytes differ; any of them is a difference"},
    Option{"--written", "", "", "compare what tasks write, not what registers then hold"},
    Option{"--pair", "", "A:B", "task A of the first file is task B of the second; may be repeated"},
    Option{"--noise", "", "", "also list the fields that are recognised as noise"},
    Option{"--format", "", "NAME", "text (default), json, md or html"},
    Option{"--output", "-o", "OUT", "where to write it; - is standard output, as without it"}};
constexpr std::array kExportOptions = {
    kJson,
    kGeneration,
    Option{"--output", "-o", "OUT", "write to OUT; - is standard output, for a folder OUT is one too"},
    Option{"--name", "-n", "NAME", "name of the C struct, and with -w of the file; else that of FILE"},
    Option{"--write", "-w", "", "write NAME.anec in the current folder"},
    Option{"--print", "-p", "", "print the header as a C struct"},
    Option{"--force", "-f", "", "with --compat anecc: also where an input's name contains ctx_"},
    Option{"--compat", "", "anecc", "the bytes that anecc would write, refusing what it refuses"},
    Option{"--payload", "", "OFFSET", "0x1000 (default), or 0x800 for the unmodified libane"},
    Option{"--program", "", "NAME", "which program, where the file has several"},
    Option{"--sidecar", "", "", "also write OUT.json, which names every channel"}};
constexpr std::array kRunOptions = {
    kJson,
    kGeneration,
    Option{"--device", "", "ID",
           "cpu, a node as /dev/accel/accel0, or auto (default): hardware that fits, else cpu"},
    Option{"--program", "", "NAME", "which program, by name or number from 0, where the file has several"},
    Option{"--input", "", "NAME=FILE", "values of an input, from .npy or .png; may be repeated"},
    Option{"--fill", "", "NAME=WHAT", "zeros, ones, ramp, random, onehot:INDEX or a number; may be repeated"},
    Option{"--seed", "", "N", "of random fills (default: 0)"},
    Option{"--pixels", "", "RANGE", "what the bytes of a .png become: 0..1 (default), -1..1 or 0..255"},
    Option{"--output", "-o", "DIR", "write outputs to DIR/NAME.npy"},
    Option{"--dump-tasks", "", "DIR", "write what every task makes to DIR/task-000-OPERATION.npy"},
    Option{"--expect", "", "NAME=FILE", "compare an output with an .npy file; exit status 1 where it fails"},
    Option{"--atol", "", "X", "absolute tolerance of --expect (default: 0.001)"},
    Option{"--rtol", "", "X", "relative tolerance of --expect (default: 0.001)"},
    Option{"--repeat", "", "N", "execute N times and tell the times; once more before them to warm up"},
    Option{"--timeout", "", "SECONDS", "give up an execution after so long (default: 10)"},
    Option{"--allow-inferred", "", "", "cpu: also run what is only inferred of the hardware"}};
constexpr std::array kPatchOptions = {
    kGeneration,
    Option{"--set", "", "CHANGE",
           "TASK:BLOCK.REGISTER.FIELD=VALUE, or a whole word TASK:BLOCK.REGISTER=VALUE"},
    Option{"--weights", "", "NAME=FILE", "constants from an .npy file, named as anetool weights names them"},
    Option{"--apply", "", "CHANGES", "replay a list of changes; - is standard input"},
    Option{"--list", "", "", "print the changes, with the values before and after"},
    Option{"--save", "", "CHANGES", "write the changes as a list that --apply replays"},
    Option{"--output", "-o", "OUT", "the new file; - is standard output; never FILE itself"}};
constexpr std::array kSampleOptions = {
    kJson, Option{"--output", "-o", "FILE", "where to write it; - is standard output"}};
constexpr std::array kScanOptions = {
    kGeneration, Option{"--jsonl", "", "", "print one line of JSON a file"},
    Option{"--jobs", "-j", "N", "read N files at a time (default: one a processor)"}};

constexpr std::size_t kAny = SIZE_MAX;

// A new command is one row here, one function, and one line in CMakeLists.txt.
constexpr std::array kCommands = {
    Command{"info", "FILE", "one screen: what the file is", "anetool info model.hwx", 1, 1, kInfoOptions,
            run_info},
    Command{"tree", "FILE", "the structure tree: every field with its byte range",
            "anetool tree model.hwx --at 0x4000", 1, 1, kTreeOptions, run_tree},
    Command{"tasks", "FILE", "task descriptors with decoded register writes; sizes are rows x columns",
            "anetool tasks model.hwx --cost --sort time", 1, 1, kTasksOptions, run_tasks},
    Command{"tensors", "FILE", "inputs, outputs, intermediates and weights with formats and strides",
            "anetool tensors model.hwx --json", 1, 1, kInfoOptions, run_tensors},
    Command{"weights", "FILE", "weights, biases, tables and other constants, in the order of their tensors",
            "anetool weights model.hwx --npy weights/", 1, 1, kWeightsOptions, run_weights},
    Command{"check", "FILE…", "problems found: severity, code, message, byte range", "anetool check *.hwx", 1,
            kAny, kInfoOptions, run_check},
    Command{"graph", "FILE", "tasks and what flows between them, for Graphviz, as JSON or as a picture",
            "anetool graph model.hwx --format svg -o model.svg", 1, 1, kGraphOptions, run_graph},
    Command{"diff", "A B|FOLDER", "two compiles compared, aligned by task; exit status 1 where they differ",
            "anetool diff before.hwx after.hwx --only tasks,weights", 2, 2, kDiffOptions, run_diff},
    Command{"export", "FILE|FOLDER", "write .anec files, read back and checked against their sources",
            "anetool export model.hwx -o model.anec --sidecar", 1, 1, kExportOptions, run_export},
    Command{"devices", "", "where programs can be run on this machine", "anetool devices --json", 0, 0,
            kJsonOptions, run_devices},
    Command{"run", "FILE", "execute a program on the processor or on attached hardware",
            "anetool run conv3x3.hwx --input picture=picture.png -o out/", 1, 1, kRunOptions, run_run},
    Command{"patch", "FILE", "change register fields and weights, into a new file",
            "anetool patch model.hwx --set 0:NE.MACCfg.NonlinearMode=None --list -o changed.hwx", 1, 1,
            kPatchOptions, run_patch},
    Command{"regs", "[GENERATION [NAME]]", "the register database: blocks, fields, meaning, sources",
            "anetool regs h13 Common.ConvCfg", 0, 2, kJsonOptions, run_regs},
    Command{"sample", "[NAME]", "list the built-in samples, or write one",
            "anetool sample conv3x3 -o conv3x3.hwx", 0, 1, kSampleOptions, run_sample},
    Command{"scan", "PATH…", "walk folders, one record a program found", "anetool scan models/ --jsonl -j 2",
            1, kAny, kScanOptions, run_scan},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

}  // namespace ane::cli
