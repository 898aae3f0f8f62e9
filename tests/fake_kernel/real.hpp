#pragma once
// The functions of the C library that the fake kernel stands in front of.

#include <sys/types.h>

#include <cstddef>

namespace ane::fake {

struct Real {
  int (*open)(const char*, int, ...);
  int (*openat)(int, const char*, int, ...);
  int (*close)(int);
  int (*ioctl)(int, unsigned long, ...);
  int (*access)(const char*, int);
  void* (*mmap)(void*, std::size_t, int, int, int, off_t);
  int (*munmap)(void*, std::size_t);
};
const Real& real();

}  // namespace ane::fake
