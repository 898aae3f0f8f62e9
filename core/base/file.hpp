#pragma once
// Writing files so that a reader sees the old one or the new one, never half of either.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/source.hpp"

namespace ane {

/// Somewhere to put text or bytes, piece by piece.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(std::string_view piece) = 0;
};

/// A sink that collects everything in a string.
class StringSink final : public Sink {
 public:
  void write(std::string_view piece) override { text.append(piece); }
  std::string text;
};

/// Writes to a file beside `path` that has no name until commit() gives it that of `path`. Destroyed without
/// commit(), it leaves nothing behind and an existing `path` as it was. Nor does a killed process leave
/// anything, but for the instant in which commit() replaces an old file, as that takes a temporary name; and
/// where the file system knows no files without a name, the file has a temporary one throughout.
class AtomicFile final : public Sink {
 public:
  static Result<std::unique_ptr<AtomicFile>> create(const std::string& path);
  ~AtomicFile() override;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Errors are kept and reported by read_back() and commit().
  void write(std::string_view piece) override;
  /// What was written so far, read from the file itself, so that it can be checked before it gets its name.
  /// Later writes do not change the source, and it outlives this object; its file_state() means nothing once
  /// the file is committed or gone.
  Result<SourcePtr> read_back();
  /// Flushes to the disk and gives the file its name. Fails with the system's reason, leaving `path`
  /// untouched.
  Result<void> commit();

 private:
  AtomicFile(std::string path, std::string temporary, int fd);
  bool flush();
  void give_name();
  void copy_to_named();
  Error failure() const;

  std::string path_;
  std::string temporary_;  ///< empty while the file has no name
  std::string buffer_;
  int fd_;
  int error_ = 0;
};

/// `bytes` to `path` through an AtomicFile.
Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace ane
