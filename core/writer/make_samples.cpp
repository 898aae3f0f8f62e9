// make_samples FOLDER: writes the sample programs and the sample picture into an existing folder.

#include <iostream>
#include <string>

#include "core/base/file.hpp"
#include "core/image/png.hpp"
#include "core/writer/samples.hpp"

namespace {

ane::Result<void> make_samples(const std::string& folder) {
  for (const ane::writer::Sample& sample : ane::writer::samples()) {
    ANE_TRY(const auto bytes, sample.build());
    ANE_CHECK(ane::write_file(folder + "/" + std::string(sample.name) + ".hwx", bytes));
  }
  constexpr std::uint32_t side = ane::writer::kPictureSide;
  ANE_TRY(const auto picture,
          ane::image::write_png(ane::image::PixelFormat::Rgb8, side, side, ane::writer::sample_picture()));
  return ane::write_file(folder + "/picture.png", picture);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_samples FOLDER\n";
    return 2;
  }
  const auto made = make_samples(argv[1]);
  if (made) return 0;
  std::cerr << "make_samples: " << made.error().message << '\n';
  return 1;
}
