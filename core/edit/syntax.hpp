#pragma once
// Inside of core/edit: the words of the text, for its reader and its writer.

#include <string_view>

namespace ane::edit {

inline constexpr std::string_view kFormat = "anescope changes";
inline constexpr std::string_view kFirstLine = "anescope changes 1";
inline constexpr std::string_view kFile = "file";
inline constexpr std::string_view kHashName = "fnv1a64:";
inline constexpr std::string_view kSet = "set";
inline constexpr std::string_view kWeight = "weight";
inline constexpr std::string_view kHalf = "half";
inline constexpr std::string_view kArrow = "->";

}  // namespace ane::edit
