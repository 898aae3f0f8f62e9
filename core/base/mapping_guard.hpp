#pragma once
// A file that shrinks while it is mapped takes its pages with it, and touching one raises SIGBUS. The guard
// turns that into zeros and a flag: on a fault inside a guarded mapping the handler puts a page of zeros
// there. Faults elsewhere go to whatever handler stood before.
//
// Rejected: reading through pread(), which copies every byte and still sees a file change half-way; copying
// the file at start, which a program with hundreds of megabytes of constants does not deserve.

#include <atomic>
#include <cstddef>

namespace ane {

/// Guards [data, data + size), a private read-only mapping, until release() or destruction. Thread-safe. At
/// most 256 mappings are guarded at a time; further ones work but are not protected.
class MappingGuard {
 public:
  MappingGuard(void* data, std::size_t size);
  ~MappingGuard();
  MappingGuard(const MappingGuard&) = delete;
  MappingGuard& operator=(const MappingGuard&) = delete;

  /// Ends the protection; call it before the mapping goes away.
  void release();

  /// True once a page of the mapping was missing.
  bool tripped() const;

 private:
  std::size_t slot_;
};

}  // namespace ane
