// Convolution as a product of matrices, a tile of pixels at a time. Every sum adds its products in the order
// in which convolve_plain does; since products of fp16 numbers are exact in double precision, a fused
// multiply-add rounds like a product and a sum, so that all ways give the same bits.

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "core/exec/convolution.hpp"
#include "core/exec/convolution_tile.hpp"
#include "core/exec/rounding.hpp"

namespace ane::exec {
namespace {

/// The weights of output channels that share their inputs, in blocks of `rows` channels: per block, reduction
/// index by reduction index, the weights of its channels.
std::unique_ptr<double[]> pack_weights(const Convolution& c, std::uint64_t first, std::uint64_t count,
                                       std::uint64_t rows) {
  const std::uint64_t reduction = c.geometry.reduction(), blocks = (count + rows - 1) / rows;
  auto packed = std::make_unique_for_overwrite<double[]>(blocks * rows * reduction);
  // Block by block, so that what is written lies together.
  for (std::uint64_t block = 0; block < blocks; ++block) {
    const std::uint16_t* from = &c.weights[(first + block * rows) * reduction];
    double* to = &packed[block * rows * reduction];
    const std::uint64_t channels = std::min(rows, count - block * rows);
    for (std::uint64_t k = 0; k < reduction; ++k, to += rows) {
      for (std::uint64_t o = 0; o < channels; ++o) to[o] = widen(from[o * reduction + k]);
      std::fill(to + channels, to + rows, 0.0);
    }
  }
  return packed;
}

/// One group of output channels over all pixels.
class Product {
 public:
  Product(const Convolution& c, const TileKernel& kernel, const std::vector<double>& source,
          std::uint64_t first, std::uint64_t count, std::span<double> sums)
      : c_(c),
        kernel_(kernel),
        source_(source),
        first_(first),
        count_(count),
        blocks_((count + kernel.rows - 1) / kernel.rows),
        weights_(pack_weights(c, first, count, kernel.rows)),
        sums_(sums) {}

  std::uint64_t tiles() const { return (c_.out_plane() + kernel_.columns - 1) / kernel_.columns; }

  /// Tiles from a common counter until there are none.
  void work(std::atomic<std::uint64_t>& next) const {
    std::vector<double> panel(c_.geometry.reduction() * kernel_.columns);
    std::vector<double> tile(blocks_ * kernel_.rows * kernel_.columns);
    for (std::uint64_t i = next++; i < tiles() && !c_.give_up.now(); i = next++) {
      pack(i * kernel_.columns, panel);
      multiply(panel, tile);
      unpack(i * kernel_.columns, tile);
    }
  }

 private:
  /// The inputs of pixels [first, first + columns): a row for each index of the reduction.
  void pack(std::uint64_t first, std::vector<double>& panel) const {
    const model::KernelGeometry& g = c_.geometry;
    const std::uint64_t columns = std::min(kernel_.columns, c_.out_plane() - first);
    double* to = panel.data();
    for (std::uint64_t i = 0; i < g.inputs; ++i) {
      const double* plane =
          &source_[c_.input_channel(first_, i) * c_.source.shape.height * c_.source.shape.width];
      for (std::uint64_t ky = 0; ky < g.height; ++ky) {
        for (std::uint64_t kx = 0; kx < g.width; ++kx, to += kernel_.columns) {
          pack_row(plane, first, columns, ky, kx, to);
          std::fill(to + columns, to + kernel_.columns, 0.0);
        }
      }
    }
  }

  void pack_row(const double* plane, std::uint64_t first, std::uint64_t columns, std::uint64_t ky,
                std::uint64_t kx, double* to) const {
    const auto height = static_cast<std::int64_t>(c_.source.shape.height);
    const auto width = static_cast<std::int64_t>(c_.source.shape.width);
    const auto step = static_cast<std::int64_t>(c_.geometry.stride_x);
    std::uint64_t y = first / c_.out_width, x = first % c_.out_width;
    for (std::uint64_t done = 0; done < columns; ++y, x = 0) {
      const std::uint64_t run = std::min(c_.out_width - x, columns - done);
      const auto row = static_cast<std::int64_t>(y * c_.geometry.stride_y + ky) - c_.pad_top;
      std::int64_t column = static_cast<std::int64_t>(x * c_.geometry.stride_x + kx) - c_.pad_left;
      if (row < 0 || row >= height) {
        std::fill(to + done, to + done + run, 0.0);
      } else {
        copy_run(plane + row * width, width, column, step, run, to + done);
      }
      done += run;
    }
  }

  static void copy_run(const double* from, std::int64_t width, std::int64_t column, std::int64_t step,
                       std::uint64_t count, double* to) {
    const bool inside = column >= 0 && column + static_cast<std::int64_t>(count - 1) * step < width;
    if (inside && step == 1) {
      std::copy_n(from + column, count, to);
      return;
    }
    for (std::uint64_t i = 0; i < count; ++i, column += step)
      to[i] = column >= 0 && column < width ? from[column] : 0.0;
  }

  void multiply(const std::vector<double>& panel, std::vector<double>& tile) const {
    const std::uint64_t reduction = c_.geometry.reduction(), size = kernel_.rows * kernel_.columns;
    for (std::uint64_t row = 0; row < blocks_ * kernel_.rows; ++row) {
      const double start = row < count_ ? c_.start[first_ + row] : 0.0;
      std::fill_n(&tile[row * kernel_.columns], kernel_.columns, start);
    }
    // A part of the panel at a time, so that it stays in the nearest cache while all channels go over it.
    for (std::uint64_t k = 0; k < reduction; k += kPart) {
      const std::uint64_t part = std::min(kPart, reduction - k);
      for (std::uint64_t block = 0; block < blocks_; ++block) {
        kernel_.run(&weights_[(block * reduction + k) * kernel_.rows], &panel[k * kernel_.columns], part,
                    &tile[block * size]);
      }
    }
  }

  void unpack(std::uint64_t first, const std::vector<double>& tile) const {
    const std::uint64_t columns = std::min(kernel_.columns, c_.out_plane() - first);
    for (std::uint64_t o = 0; o < count_; ++o)
      std::copy_n(&tile[o * kernel_.columns], columns, &sums_[(first_ + o) * c_.out_plane() + first]);
  }

  static constexpr std::uint64_t kPart = 128;

  const Convolution& c_;
  const TileKernel& kernel_;
  const std::vector<double>& source_;
  std::uint64_t first_, count_, blocks_;
  std::unique_ptr<double[]> weights_;
  std::span<double> sums_;
};

/// Convolutions of one output pixel, such as a matrix times a vector: weights are used once, so that putting
/// them in another order first would cost more than it saves.
class OnePixel {
 public:
  OnePixel(const Convolution& c, const std::vector<double>& source, std::span<double> sums)
      : c_(c), source_(source), sums_(sums), window_(c.geometry.reduction()) {}

  /// Output channels [first, first + count), which share their inputs.
  void run(std::uint64_t first, std::uint64_t count) {
    fill_window(first);
    std::uint64_t o = first;
    for (; o + kRows <= first + count; o += kRows) add_rows<kRows>(o);
    for (; o < first + count; ++o) add_rows<1>(o);
  }

 private:
  static constexpr std::size_t kRows = 8;  // sums that do not wait for each other

  void fill_window(std::uint64_t first) {
    const model::KernelGeometry& g = c_.geometry;
    const auto height = static_cast<std::int64_t>(c_.source.shape.height);
    const auto width = static_cast<std::int64_t>(c_.source.shape.width);
    std::size_t k = 0;
    for (std::uint64_t i = 0; i < g.inputs; ++i) {
      const double* plane =
          &source_[c_.input_channel(first, i) * c_.source.shape.height * c_.source.shape.width];
      for (std::uint64_t ky = 0; ky < g.height; ++ky) {
        const std::int64_t row = static_cast<std::int64_t>(ky) - c_.pad_top;
        for (std::uint64_t kx = 0; kx < g.width; ++kx) {
          const std::int64_t column = static_cast<std::int64_t>(kx) - c_.pad_left;
          const bool inside = row >= 0 && row < height && column >= 0 && column < width;
          window_[k++] = inside ? plane[row * width + column] : 0.0;
        }
      }
    }
  }

  template <std::size_t kCount>
  void add_rows(std::uint64_t o) {
    const std::size_t reduction = window_.size();
    const std::uint16_t* weights = &c_.weights[o * reduction];
    double sums[kCount];
    std::copy_n(&c_.start[o], kCount, sums);
    for (std::size_t k = 0; k < reduction; ++k) {
      for (std::size_t r = 0; r < kCount; ++r) sums[r] += widen(weights[r * reduction + k]) * window_[k];
    }
    std::copy_n(sums, kCount, &sums_[o]);
  }

  const Convolution& c_;
  const std::vector<double>& source_;
  std::span<double> sums_;
  std::vector<double> window_;
};

/// Less is done before another thread has begun.
constexpr std::uint64_t kProductsWorthAThread = 1u << 21;

void run(const Product& product, std::uint64_t products, unsigned threads) {
  std::atomic<std::uint64_t> next = 0;
  std::vector<std::thread> helpers;
  if (products >= kProductsWorthAThread) {
    for (unsigned i = 1; i < std::min<std::uint64_t>(threads, product.tiles()); ++i)
      helpers.emplace_back([&] { product.work(next); });
  }
  product.work(next);
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace

void convolve_fast(const Convolution& c, std::span<double> sums, unsigned threads) {
  std::vector<double> source(c.source.bits.size());
  for (std::size_t i = 0; i < source.size(); ++i) source[i] = widen(c.source.bits[i]);
  // Output channels that share their inputs: those of a group; in the depthwise form each has its own.
  const std::uint64_t count = c.geometry.depthwise ? 1 : c.geometry.outputs;
  if (c.out_plane() == 1) {
    OnePixel pixel(c, source, sums);
    for (std::uint64_t first = 0; first < c.out_channels() && !c.give_up.now(); first += count)
      pixel.run(first, count);
    return;
  }
  const TileKernel kernel = best_tile_kernel(count);
  for (std::uint64_t first = 0; first < c.out_channels(); first += count) {
    const Product product(c, kernel, source, first, count, sums);
    run(product, count * c.geometry.reduction() * c.out_plane(), threads);
  }
}

}  // namespace ane::exec
