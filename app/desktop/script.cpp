#include "app/desktop/script.hpp"

#include <charconv>

#include "core/base/text.hpp"

namespace ane::desktop {
namespace {

/// Frames without anything left to do before the program counts as idle: what one frame starts, the next
/// shows.
constexpr int kQuietFrames = 3;

bool number_of(std::string_view text, double& value) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc{} && end == text.data() + text.size();
}

}  // namespace

bool meets_expectation(const std::string& actual, std::string_view wanted, const std::string* remembered) {
  if (wanted == "same") return remembered != nullptr && *remembered == actual;
  if (wanted.starts_with("~")) return actual.find(wanted.substr(1)) != std::string::npos;
  if (wanted.starts_with("!=")) return actual != wanted.substr(2);
  const bool at_most = wanted.starts_with("<="), at_least = wanted.starts_with(">=");
  if (at_most || at_least) {
    double a = 0, b = 0;
    if (!number_of(actual, a) || !number_of(wanted.substr(2), b)) return false;
    return at_most ? a <= b : a >= b;
  }
  return actual == wanted;
}

void Script::load(std::string_view text) {
  std::size_t number = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    while (line.starts_with(" ")) line.remove_prefix(1);
    while (line.ends_with(" ") || line.ends_with("\r")) line.remove_suffix(1);
    if (!line.empty() && !line.starts_with("#")) lines_.push_back({number, std::string(line)});
  }
}

double Script::wait_left(const state::App& app) const {
  return wait_until_ < 0 ? 0 : std::max(0.0, wait_until_ - app.seconds());
}

Script::Status Script::fail(const std::string& message) {
  error_ = "line " + std::to_string(lines_[at_].number) + ": " + message;
  return Status::Failed;
}

Script::Status Script::wait(state::App& app, const std::string& text) {
  if (text == "idle") {
    quiet_frames_ = app.jobs.idle() ? quiet_frames_ + 1 : 0;
    if (quiet_frames_ < kQuietFrames) return Status::Running;
    quiet_frames_ = 0;
    ++at_;
    return Status::Running;
  }
  double seconds = 0;
  if (!number_of(text, seconds) || seconds < 0) return fail("wait takes idle or a number of seconds");
  if (wait_until_ < 0) wait_until_ = app.seconds() + seconds;
  if (app.seconds() < wait_until_) return Status::Waiting;
  wait_until_ = -1;
  ++at_;
  return Status::Running;
}

Script::Status Script::expect(state::App& app, const std::string& text) {
  const std::size_t space = text.find(' ');
  const std::string path = text.substr(0, space);
  const std::string wanted = space == std::string::npos ? "" : text.substr(space + 1);
  const auto actual = app.query(path);
  if (!actual) return fail("expect: there is nothing called \"" + path + "\"");
  const auto remembered = remembered_.find(path);
  if (!meets_expectation(*actual, wanted, remembered == remembered_.end() ? nullptr : &remembered->second))
    return fail("expected " + path + " to be \"" + wanted + "\", found \"" + *actual + "\"");
  ++at_;
  return Status::Running;
}

Script::Status Script::step(state::App& app) {
  if (ended()) return Status::Done;
  const std::string& line = lines_[at_].text;
  if (line.starts_with("wait ")) return wait(app, line.substr(5));
  if (line.starts_with("expect ")) return expect(app, line.substr(7));
  if (line.starts_with("screenshot ")) {
    picture_ = line.substr(11);
    ++at_;
    return Status::Screenshot;
  }
  if (line.starts_with("remember ")) {
    const std::string path = line.substr(9);
    const auto value = app.query(path);
    if (!value) return fail("remember: there is nothing called \"" + path + "\"");
    remembered_[path] = *value;
    ++at_;
    return Status::Running;
  }
  if (line.starts_with("view ")) shown_view_ = line.substr(5);
  if (const auto done = app.run(line); !done) return fail(done.error().message);
  ++at_;
  return Status::Running;
}

}  // namespace ane::desktop
