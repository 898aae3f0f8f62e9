#pragma once
// Operations with the functions of their lookup tables: what describe() cannot know, since it sees registers
// only.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/model/buffers.hpp"
#include "core/model/operation.hpp"

namespace ane::model {

/// Describes the tasks of one document, which must outlive it. Each table is looked at once. Not for several
/// threads.
class TaskDescriber {
 public:
  explicit TaskDescriber(const document::Document& document) : document_(document) {}

  /// As describe(), for a task of program `program`.
  Operation describe(const Facts& facts, std::size_t program);

 private:
  const std::string& table_name(const Facts& facts, std::size_t program);

  const document::Document& document_;
  std::map<std::size_t, std::vector<Buffer>> buffers_;  ///< by program
  std::map<std::uint64_t, std::string> tables_;  ///< by file offset; "" where the function is not known
  std::string none_;
};

}  // namespace ane::model
