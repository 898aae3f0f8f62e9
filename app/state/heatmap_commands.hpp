#pragma once
// Pictures of tensors, as commands.

#include <span>
#include <string_view>

#include "app/state/commands.hpp"

namespace ane::state {

std::span<const Command> heatmap_commands();

/// Writes the tensor that is looked at, on the side that tiles show, as float16 .npy; asks for a path where
/// there is none.
Result<void> save_heat_npy(App& app, std::string_view path);
/// The channel that is looked at, in its colours; the view "sides" makes the pixels.
Result<void> save_heat_png(App& app, std::string_view path);
/// Encodes and writes RGB pixels, in a job.
void write_heat_png(App& app, const std::string& path, std::uint32_t width, std::uint32_t height,
                    std::vector<std::uint8_t> rgb);

}  // namespace ane::state
