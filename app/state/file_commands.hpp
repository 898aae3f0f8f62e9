#pragma once
// Files: opening, closing, reading them as something else, copying out of them.
// Each function is that of a row in commands.cpp, which says what follows the command and when it may be
// used.

#include <string_view>
#include <vector>

#include "app/state/commands.hpp"
#include "core/base/result.hpp"

namespace ane::state {

Result<void> open_file(App& app, std::string_view path);
Result<void> open_sample(App& app, std::string_view name);
std::vector<Choice> sample_choices(const App&);
Result<void> close_file(App& app, std::string_view);
Result<void> reload(App& app, std::string_view);
Result<void> ignore_change(App& app, std::string_view);
Result<void> next_file(App& app, std::string_view);
Result<void> previous_file(App& app, std::string_view);
Result<void> quit(App& app, std::string_view);
Result<void> copy(App& app, std::string_view form);
std::vector<Choice> copy_choices(const App&);
Result<void> copy_value(App& app, std::string_view);
Result<void> copy_command(App& app, std::string_view);
Result<void> cancel_jobs(App& app, std::string_view);
Result<void> decode_as(App& app, std::string_view id);
std::vector<Choice> decoding_choices(const App& app);
Result<void> clear_recent(App& app, std::string_view);

}  // namespace ane::state
