#pragma once
// Going to places: selecting, stepping, history, bookmarks, finding.
// Each function is that of a row in commands.cpp, which says what follows the command and when it may be
// used.

#include <string_view>
#include <vector>

#include "app/state/commands.hpp"
#include "core/base/result.hpp"

namespace ane::state {

Result<void> select_task(App& app, std::string_view text);
Result<void> next_task(App& app, std::string_view);
Result<void> previous_task(App& app, std::string_view);
Result<void> select_bytes(App& app, std::string_view text);
Result<void> select_field(App& app, std::string_view path);
Result<void> select_none(App& app, std::string_view);
Result<void> select_parent(App& app, std::string_view);
Result<void> follow(App& app, std::string_view);
Result<void> go_back(App& app, std::string_view);
Result<void> go_forward(App& app, std::string_view);
Result<void> bookmark(App& app, std::string_view note);
Result<void> bookmark_note(App& app, std::string_view note);
Result<void> go_bookmark(App& app, std::string_view text);
Result<void> find_here(App& app, std::string_view);
Result<void> find_all(App& app, std::string_view text);
Result<void> next_match(App& app, std::string_view);
Result<void> previous_match(App& app, std::string_view);

}  // namespace ane::state
