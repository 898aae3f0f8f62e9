#pragma once
// Inside of core/device: a program in the terms of the Linux driver: which buffer objects it needs, what they
// hold, and the numbers of SUBMIT. Making a plan is the pre-flight check (docs/formats/device.md, 5.3): the
// driver checks almost nothing, and what it does not check ends in wrong numbers or a hung engine.

#include <cstdint>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/model/buffers.hpp"

namespace ane::device {

/// Bytes of the file and where in an object they belong.
struct DriverPart {
  std::uint64_t at = 0;
  Extent file;
};

/// One buffer object, handed to the driver as handles[slot].
struct DriverObject {
  std::uint32_t slot = 0;
  std::uint64_t size = 0;  ///< bytes to ask for, a multiple of the engine's page
  std::uint64_t used = 0;  ///< bytes from its start that hold buffers; behind them are zeros
  std::vector<DriverPart> parts;
};

/// Where a buffer of the program's table lies.
struct DriverPlace {
  std::size_t object = 0;  ///< index into DriverPlan::objects
  std::uint64_t at = 0;    ///< bytes from its start
};

struct DriverPlan {
  std::vector<model::Buffer> table;   ///< of the program; those without bytes are left out
  std::vector<DriverPlace> places;    ///< of each buffer of the table
  std::vector<DriverObject> objects;  ///< by slot; the first is slot 0, tasks and weights
  std::vector<bool> is_read;          ///< by slot: some task names it as a source
  std::uint64_t task_bytes = 0;       ///< tsk_size; the weights lie at the next multiple of 16
  std::uint32_t task_count = 0;
  /// What the bootstrap object holds: the first task with the network number that the driver writes to its
  /// queue (5.1).
  std::vector<std::uint8_t> bootstrap;
  std::uint64_t total = 0;  ///< bytes of all objects, the bootstrap's included
};

/// Fails with the first reason why the program must not be given to the driver.
Result<DriverPlan> plan_for_driver(const document::Document& document, std::size_t program);

}  // namespace ane::device
