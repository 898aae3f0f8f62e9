#pragma once
// How tensors of a run are shown as pictures: which side, which layout, which colours. The commands heat.…
// change it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/run/trace.hpp"

namespace ane::state {

class App;
enum class ShownSide;

/// Ends of the colours: without the outermost thousandth of the values, smallest to largest, as far below
/// zero as above, or two numbers of the user's.
enum class HeatRange { Auto, Fit, Symmetric, Manual };
/// Tiles of all channels, all channels in one picture, or one channel.
enum class HeatLayout { Grid, Strip, Single };

struct HeatEnds {
  HeatRange kind = HeatRange::Auto;
  double low = 0, high = 1;  ///< where it is Manual
  friend bool operator==(const HeatEnds&, const HeatEnds&) = default;
};

/// Part of App.
struct HeatWork {
  HeatEnds range;                             ///< of A and B
  HeatEnds difference{HeatRange::Fit, 0, 1};  ///< of |A − B|
  bool log = true;                            ///< histograms count in powers of two
  bool one_range = true;                      ///< all channels share the colours
  HeatLayout layout = HeatLayout::Grid;
  ShownSide side{};        ///< that tiles show
  int zoom = 0;            ///< half octaves from what fits
  std::string wanted_png;  ///< path for the picture of the channel; the view "sides" takes it

  run::KeptTensorPtr minuend, subtrahend;  ///< of what is worked out or being worked out
  run::KeptTensorPtr worked_out;           ///< |A − B|, or null while a job makes it
};

std::string_view heat_range_name(HeatRange range);
std::string_view heat_layout_name(HeatLayout layout);
std::string_view heat_side_name(ShownSide side);

/// The ends of the colours for values like these; low < high whatever the values are.
struct HeatLimits {
  double low = 0, high = 1;
};
HeatLimits heat_limits(const HeatEnds& ends, const run::KeptTensor& tensor);

/// The tensor that is looked at, as this side has it; null where that side has none, or is being worked out.
run::KeptTensorPtr heat_tensor(const App& app, ShownSide side);
/// Starts a job for |A − B| of the tensor that is looked at. Nothing happens where it is there or under way.
void prepare_difference(App& app);

/// Batch, channel, row and column of the element that is looked at; zeros where none was picked, nothing
/// where no tensor is.
std::optional<run::Shape> heat_place(const App& app);
/// In C order.
std::uint64_t element_of(const run::Shape& shape, const run::Shape& index);
/// "0,9,38,63", as run.element takes it.
std::string index_words(const run::Shape& index);

/// "heat.…" for `expect`, or nothing for an unknown path.
std::optional<std::string> query_heat(const App& app, std::string_view path);

}  // namespace ane::state
