#pragma once
// Changing programs, as commands.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "app/state/commands.hpp"
#include "app/state/open_file.hpp"

namespace ane::state {

std::span<const Command> edit_commands();

/// The fp16 bits of a decimal number, rounded, or of 0x and hexadecimal digits as they are. Fails where a
/// number is too large for fp16.
Result<std::uint16_t> parse_half(std::string_view text);

/// A register or header word of a task, or a field of one, as something to change.
struct EditTarget {
  std::size_t task = 0;
  std::string word;  ///< "NE.MACCfg"
  std::string path;  ///< "NE.MACCfg.NonlinearMode", or the word again
  WordFacts facts;
};
/// What `selection` means. Fails, with the reason, where it means no word, or one that has no bytes in its
/// task.
Result<EditTarget> edit_target(const OpenFile& file, const Selection& selection);

// Files (edit_files.cpp).
Result<void> save_edited(App& app, std::string_view path);
Result<void> save_change_list(App& app, std::string_view path);
Result<void> load_change_list(App& app, std::string_view path);
Result<void> copy_change_list(App& app, std::string_view);

}  // namespace ane::state
