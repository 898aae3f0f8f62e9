#pragma once
// Writing files so that a reader sees the old one or the new one, never half of either.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

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

/// Writes to a temporary file beside `path`; commit() gives it the name. Destroyed without commit(), it
/// leaves nothing behind and an existing `path` as it was.
class AtomicFile final : public Sink {
 public:
  static Result<std::unique_ptr<AtomicFile>> create(const std::string& path);
  ~AtomicFile() override;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Errors are kept and reported by commit().
  void write(std::string_view piece) override;
  /// Flushes to the disk and renames. Fails with the system's reason, leaving `path` untouched.
  Result<void> commit();

 private:
  AtomicFile(std::string path, std::string temporary, int fd);
  bool flush();

  std::string path_;
  std::string temporary_;
  std::string buffer_;
  int fd_;
  int error_ = 0;
};

/// `bytes` to `path` through an AtomicFile.
Result<void> write_file(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace ane
