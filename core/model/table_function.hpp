#pragma once
// Which function a lookup table holds, found by comparing its samples with known ones.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/model/lookup_table.hpp"

namespace ane::model {

enum class Function {
  Sigmoid,
  Tanh,
  Gelu,
  Silu,
  Exp2,
  Log2,
  Sqrt,
  InverseSqrt,
  Reciprocal,
  LeakyRelu,  ///< parameter: slope of negative inputs
  Maximum,    ///< of x and the parameter
  Minimum,
};
/// "sigmoid", "leaky relu", …
std::string_view function_name(Function function);
/// The function in double precision; NaN where it is not defined.
double exact(Function function, double parameter, double x);

/// What a table was found to be.
struct TableFunction {
  Function function = Function::Sigmoid;
  double parameter = 0;           ///< of the last three functions
  std::size_t compared = 0;       ///< samples; 0 for tables that are straight lines and constants only
  std::size_t exact_samples = 0;  ///< equal to the function rounded to fp16
  double largest_difference = 0;  ///< of any sample from the function
  std::string name() const;       ///< "sigmoid", "leaky relu 0.1", "max(x, 0.5)"
  /// "sigmoid, all 33 samples exact", "gelu, fitted, largest difference of a sample 0.006"
  std::string sentence() const;
};

/// The best match, or nothing where none is close: a sample may differ by at most `kClose`.
std::optional<TableFunction> identify(const LookupTable& table);
/// How the samples of a table compare with a function that somebody chose; nothing where it has none to
/// compare.
std::optional<TableFunction> compare(const LookupTable& table, Function function, double parameter = 0);

/// What a lookup table is in one sentence, whatever is known of it: identify()'s, or "lookup table, function
/// unknown", with the mode where that is unknown as well.
std::string table_sentence(const LookupTable& table);

/// The largest |table - function| over [from, to], the table's output rounded to fp16, found on a grid of
/// `steps` and at the middle of every segment, and the input there. Points at which one of them is infinite
/// or not known are left out.
struct TableError {
  double largest = 0, at = 0;
};
TableError table_error(const LookupTable& table, const TableFunction& function, double from, double to,
                       std::size_t steps = 4096);

/// Gelu and silu of Apple's compiler are fitted: their samples lie up to 0.006 and 0.015 beside the function.
inline constexpr double kClose = 0.02;

/// The functions that a table of this mode can be.
std::span<const Function> functions_of(LookupTable::Mode mode);

}  // namespace ane::model
