#pragma once
// How well it is known that a task does what the executor does (docs/formats/execution-h13.md, the marks at
// its beginning).

#include <string_view>

namespace ane::exec {

/// Ordered: of several rules that a task needs, the weakest one counts.
enum class Basis {
  Confirmed,  ///< seen on hardware, in the numbers of real files, or in what a compiler wrote
  Supported,  ///< inferred, and two or more recorded programs compute what their source says under the rule
  Inferred,   ///< consistent with everything known, but shown by one recorded program or by none
};
/// "confirmed", "supported", "inferred"
std::string_view basis_name(Basis basis);

inline Basis weaker(Basis a, Basis b) {
  return a < b ? b : a;
}

}  // namespace ane::exec
