#pragma once
// Builds the phrases of one task; each method adds what it can read and says so where it cannot. Private to
// the operation files.

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/model/operation.hpp"

namespace ane::model {

class Describer {
 public:
  Describer(const Facts& facts, std::string_view table) : facts_(facts), table_(table) {}

  Operation run();

 private:
  using Concepts = std::initializer_list<const char*>;

  // Concepts that this generation does not have are left out.
  void say(std::string text, Concepts concepts, bool known = true);

  // The number of a concept as text, "?" where nobody knows it.
  std::string digits(const char* name) const;
  bool all_known(Concepts names) const;
  bool exists(const char* name) const { return facts_.generation().by_concept(name).has_value(); }
  // "1" and "1" → "1"; "1" and "2" → "1x2"
  static std::string pair(const std::string& a, const std::string& b) { return a == b ? a : a + "x" + b; }
  // How many times a register counts: 1 where it is not written, 0 or missing.
  std::int64_t at_least_one(const char* name) const;
  // Says "name 5 (unknown)" for an enum value that the database does not name, "name not known" where nobody
  // knows the register.
  void unknown_value(const std::string& what, const char* name);

  // Convolutions always say both counts; elsewhere one number is enough where they agree.
  void channels(bool always_both = false);
  void size();
  void types();
  void placement();

  void neural();
  void convolution();
  void window();
  void without_kernel();
  void bypass(std::string_view nonlinear);
  void groups_phrase();
  void activation();
  void kernel_form();
  void scaling();
  void table_phrase(Concepts concepts);

  void planar(std::string_view type);
  void negations(bool first, bool second);
  void planar_two_sources();
  bool changes_nothing() const;
  bool changes_something() const;
  void planar_one_source();
  void planar_reduction(bool two_sources);
  bool is_mean() const;
  void planar_tail(bool mean);
  void broadcast();

  const Facts& facts_;
  std::string_view table_;  ///< what the task's lookup table does, "" where that is not known
  Operation operation_;
  bool activation_said_ = false;
};

}  // namespace ane::model
