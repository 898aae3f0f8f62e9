#include "app/desktop/options.hpp"

#include <charconv>

namespace ane::desktop {
namespace {

constexpr int kSmallest = 64, kLargest = 16384;

Result<int> whole(std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size() || value < least || value > most)
    return Error{"\"" + std::string(text) + "\" is not a number from " + std::to_string(least) + " to " +
                     std::to_string(most),
                 {}};
  return value;
}

Result<void> set_size(Options& options, std::string_view text) {
  const std::size_t cross = text.find('x');
  if (cross == std::string_view::npos) return Error{"--size takes WIDTHxHEIGHT, such as 1600x1000", {}};
  ANE_TRY(options.width, whole(text.substr(0, cross), kSmallest, kLargest));
  ANE_TRY(options.height, whole(text.substr(cross + 1), kSmallest, kLargest));
  return {};
}

Result<void> set_scale(Options& options, std::string_view text) {
  float value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size() || !(value >= 0.75F && value <= 3.0F))
    return Error{"--scale takes a number from 0.75 to 3", {}};
  options.scale = value;
  return {};
}

Result<void> set(Options& options, std::string_view name, std::string_view value) {
  if (name == "--script") {
    options.script = value;
  } else if (name == "--screenshot") {
    options.screenshot = value;
  } else if (name == "--size") {
    return set_size(options, value);
  } else if (name == "--scale") {
    return set_scale(options, value);
  } else if (name == "--theme") {
    if (value != "dark" && value != "light") return Error{"--theme takes dark or light", {}};
    options.theme = value;
  } else if (name == "--bench-frames") {
    ANE_TRY(options.bench_frames, whole(value, 1, 1000000));
  } else {
    return Error{"no such option: " + std::string(name), {}};
  }
  return {};
}

}  // namespace

Result<Options> parse_options(std::span<const std::string_view> args) {
  Options options;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string_view arg = args[i];
    if (arg == "--") {
      options.files.insert(options.files.end(), args.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                           args.end());
      break;
    }
    if (arg == "--help" || arg == "-h") {
      options.help = true;
    } else if (arg == "--version") {
      options.version = true;
    } else if (arg == "--diff") {
      options.diff = true;
    } else if (arg.starts_with("-") && arg != "-") {
      const std::size_t equals = arg.find('=');
      if (equals != std::string_view::npos) {
        ANE_CHECK(set(options, arg.substr(0, equals), arg.substr(equals + 1)));
      } else if (i + 1 < args.size()) {
        ANE_CHECK(set(options, arg, args[++i]));
      } else {
        return Error{std::string(arg) + " needs a value, or is no option", {}};
      }
    } else {
      options.files.emplace_back(arg);
    }
  }
  if (options.diff && options.files.size() != 2) return Error{"--diff takes two files", {}};
  return options;
}

std::string_view usage() {
  return "usage: anescope [OPTION…] [FILE…]\n"
         "       anescope [OPTION…] --diff A B\n"
         "\n"
         "  --diff             compare two files\n"
         "  --script FILE      run the commands of FILE, one a line (they are the palette's; also: wait "
         "idle,\n"
         "                     wait SECONDS, expect PATH VALUE, remember PATH, screenshot FILE.png, quit)\n"
         "  --screenshot FILE  write the window as a PNG after the script, and exit\n"
         "  --size WxH         size of the window (default 1600x1000)\n"
         "  --scale S          size of everything, 0.75 to 3 (default: that of the monitor)\n"
         "  --theme NAME       dark or light\n"
         "  --bench-frames N   draw N frames of each view (or of the one that the script shows), print their "
         "times\n"
         "                     as JSON, and exit\n"
         "  --help, --version\n"
         "\n"
         "Without a display, `anetool info FILE` says what there is to say.\n";
}

}  // namespace ane::desktop
