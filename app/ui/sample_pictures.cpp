#include "app/ui/sample_pictures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ane::ui {
namespace {

ImU32 hue(const Ui& ui, std::string_view block) {
  return block_color(ui.c, block).hue;
}

/// A position in a picture of 64 × 48.
struct Canvas {
  const Ui& ui;
  const Rect& area;
  float unit() const { return area.w / 64; }
  ImVec2 at(float x, float y) const { return {area.x + x * unit(), area.y + y * unit()}; }
  Rect box(float x, float y, float w, float h) const {
    const ImVec2 from = at(x, y), to = at(x + w, y + h);
    return {std::round(from.x), std::round(from.y), std::round(to.x) - std::round(from.x),
            std::round(to.y) - std::round(from.y)};
  }
  void node(const Rect& place, std::string_view block) const {
    const BlockColor color = block_color(ui.c, block);
    ui.fill(place, color.tint, 1);
    ui.frame(place, color.hue, 1);
  }
  void wire(ImVec2 from, ImVec2 to) const { ui.list().AddLine(from, to, ui.c.tx3, ui.line()); }
};

void draw_curve(const Canvas& canvas, double (*function)(double), float y_zero, float y_scale, int dots) {
  const Ui& ui = canvas.ui;
  const ImVec2 left = canvas.at(6, y_zero), right = canvas.at(58, y_zero);
  ui.hline(left.x, right.x, std::round(left.y), ui.c.line2);
  ui.vline(std::round(canvas.at(32, 0).x), canvas.at(0, 6).y, canvas.at(0, 42).y, ui.c.line2);
  constexpr int kPoints = 33;
  std::array<ImVec2, kPoints> points;
  for (int i = 0; i < kPoints; ++i) {
    const double x = (i - 16) / 16.0;
    points[static_cast<std::size_t>(i)] =
        canvas.at(32 + static_cast<float>(x) * 26, y_zero - static_cast<float>(function(x)) * y_scale);
  }
  ui.list().AddPolyline(points.data(), kPoints, hue(ui, "NE"), 0, std::max(1.25F, 1.75F * canvas.unit()));
  for (int i = 0; dots > 0 && i < kPoints; i += dots) {
    ui.list().AddCircleFilled(points[static_cast<std::size_t>(i)], 1.75F * canvas.unit(), hue(ui, "NE"));
    ui.list().AddCircleFilled(points[static_cast<std::size_t>(i)], 0.9F * canvas.unit(), ui.c.bg0);
  }
}

// Two planes, element by element, into a third.
void draw_addition(const Canvas& canvas) {
  const Ui& ui = canvas.ui;
  const auto plane = [&](float x, float y, std::string_view block, int shift) {
    for (int i = 0; i < 9; ++i) {
      const float share = 0.25F + 0.75F * static_cast<float>((i * 5 + shift) % 9) / 8;
      ui.fill(canvas.box(x + static_cast<float>(i % 3) * 5, y + static_cast<float>(i / 3) * 5, 4.4F, 4.4F),
              faded(hue(ui, block), share));
    }
  };
  plane(6, 5, "TileDMASrc", 0);
  plane(6, 28, "TileDMASrc", 4);
  const Rect sum = canvas.box(27, 18, 12, 12);
  canvas.wire(canvas.at(21, 12), canvas.at(27, 21));
  canvas.wire(canvas.at(21, 35), canvas.at(27, 27));
  canvas.wire(canvas.at(39, 24), canvas.at(44, 24));
  canvas.node(sum, "PE");
  ui.hline(sum.x + sum.w * 0.25F, sum.x + sum.w * 0.75F, std::floor(sum.y + sum.h / 2), ui.c.tx1);
  ui.vline(std::floor(sum.x + sum.w / 2), sum.y + sum.h * 0.25F, sum.y + sum.h * 0.75F, ui.c.tx1);
  plane(44, 16.5F, "TileDMADst", 2);
}

// The weights that conv1x1 has: one on the diagonal, a half beside it.
void draw_matrix(const Canvas& canvas) {
  const Ui& ui = canvas.ui;
  constexpr int kSide = 12;
  constexpr float kCell = 3;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      const float share = column == row ? 1.0F : column == (row + 1) % kSide ? 0.5F : 0.0F;
      const Rect cell = canvas.box(14 + static_cast<float>(column) * kCell,
                                   6 + static_cast<float>(row) * kCell, 2.4F, 2.4F);
      ui.fill(cell, share > 0 ? faded(hue(ui, "KernelDMASrc"), share) : ui.c.bg3);
    }
  }
}

// Sobel x and y, Laplacian, blur, sharpen and emboss: what is positive in one hue, what is negative in
// another.
void draw_filters(const Canvas& canvas) {
  using Kernel = std::array<float, 9>;
  constexpr std::array<Kernel, 6> kKernels = {{{-1, 0, 1, -2, 0, 2, -1, 0, 1},
                                               {-1, -2, -1, 0, 0, 0, 1, 2, 1},
                                               {0, 1, 0, 1, -4, 1, 0, 1, 0},
                                               {1, 2, 1, 2, 4, 2, 1, 2, 1},
                                               {0, -1, 0, -1, 5, -1, 0, -1, 0},
                                               {-1, -1, 0, -1, 0, 1, 0, 1, 1}}};
  const Ui& ui = canvas.ui;
  for (std::size_t k = 0; k < kKernels.size(); ++k) {
    float largest = 0;
    for (const float weight : kKernels[k]) largest = std::max(largest, std::abs(weight));
    for (std::size_t i = 0; i < 9; ++i) {
      const float weight = kKernels[k][i];
      const float x = 6 + static_cast<float>(k % 3) * 18 + static_cast<float>(i % 3) * 5;
      const float y = 5 + static_cast<float>(k / 3) * 20 + static_cast<float>(i / 3) * 6;
      const ImU32 color = weight == 0 ? ui.c.bg3
                                      : faded(hue(ui, weight > 0 ? "NE" : "TileDMASrc"),
                                              0.35F + 0.65F * std::abs(weight) / largest);
      ui.fill(canvas.box(x, y, 4.4F, 5.4F), color);
    }
  }
}

// Convolution, ReLU and two sums, one after the other.
void draw_chain(const Canvas& canvas) {
  constexpr std::array<std::string_view, 4> kEngines = {"NE", "NE", "PE", "PE"};
  for (std::size_t i = 0; i < kEngines.size(); ++i) {
    const float y = 4 + static_cast<float>(i) * 11;
    if (i > 0) canvas.wire(canvas.at(i < 3 ? 28.0F : 26.0F, y - 4), canvas.at(i < 3 ? 28.0F : 26.0F, y));
    // Each sum adds the first half of what lies before it to the second.
    if (i > 1) canvas.wire(canvas.at(38, y - 4), canvas.at(38, y));
    canvas.node(canvas.box(20, y, 24, 7), kEngines[i]);
  }
}

// Every other pixel of a picture, and the smaller picture that they make.
void draw_half(const Canvas& canvas) {
  const Ui& ui = canvas.ui;
  for (int i = 0; i < 36; ++i) {
    const bool kept = i % 6 % 2 == 0 && i / 6 % 2 == 0;
    const Rect cell =
        canvas.box(5 + static_cast<float>(i % 6) * 5, 9 + static_cast<float>(i / 6) * 5, 4.4F, 4.4F);
    ui.fill(cell, faded(hue(ui, "TileDMASrc"), kept ? 1.0F : 0.3F));
  }
  canvas.wire(canvas.at(36, 24), canvas.at(43, 24));
  for (int i = 0; i < 9; ++i) {
    ui.fill(canvas.box(44 + static_cast<float>(i % 3) * 5, 16.5F + static_cast<float>(i / 3) * 5, 4.4F, 4.4F),
            hue(ui, "TileDMADst"));
  }
}

// Shares of one: powers of a few numbers.
void draw_softmax(const Canvas& canvas) {
  constexpr std::array<float, 10> kShares = {0.12F, 0.2F, 0.09F, 0.55F, 1, 0.4F, 0.15F, 0.28F, 0.08F, 0.18F};
  const Ui& ui = canvas.ui;
  for (std::size_t i = 0; i < kShares.size(); ++i) {
    const float height = 34 * kShares[i];
    ui.fill(canvas.box(7 + static_cast<float>(i) * 5, 41 - height, 4.4F, height),
            faded(hue(ui, "NE"), 0.4F + 0.6F * kShares[i]));
  }
  ui.hline(canvas.at(6, 0).x, canvas.at(58, 0).x, std::round(canvas.at(0, 41).y), ui.c.line2);
}

// What the network draws, in few lines: a house before a hill, under a sun.
void draw_ink_drawing(const Canvas& canvas) {
  const Ui& ui = canvas.ui;
  const float thick = std::max(1.25F, 1.75F * canvas.unit());
  constexpr int kPoints = 17;
  std::array<ImVec2, kPoints> hill;
  for (int i = 0; i < kPoints; ++i) {
    const float x = 4 + 3.5F * static_cast<float>(i);
    hill[static_cast<std::size_t>(i)] = canvas.at(x, 26 + (x - 32) * (x - 32) / 60);
  }
  ui.list().AddPolyline(hill.data(), kPoints, hue(ui, "PE"), 0, thick);
  ui.list().AddCircle(canvas.at(50, 13), 6 * canvas.unit(), hue(ui, "TileDMASrc"), 0, thick);
  ui.fill(canvas.box(20, 26, 18, 15), ui.c.bg3);
  const std::array house = {canvas.at(20, 41), canvas.at(20, 26), canvas.at(29, 16),
                            canvas.at(38, 26), canvas.at(38, 41), canvas.at(20, 41)};
  ui.list().AddPolyline(house.data(), static_cast<int>(house.size()), ui.c.tx1, 0, thick);
}

}  // namespace

void draw_sample_picture(const Ui& ui, const Rect& area, std::string_view sample) {
  ui.fill(area, ui.c.dark ? ui.c.bg0 : ui.c.bg2, ui.px(3));
  const Canvas canvas{ui, area};
  if (sample == "add") draw_addition(canvas);
  if (sample == "relu")
    draw_curve(
        canvas, [](double x) { return std::max(0.0, x); }, 36, 26, 0);
  if (sample == "sigmoid")
    draw_curve(
        canvas, [](double x) { return 1 / (1 + std::exp(-6 * x)); }, 40, 32, 4);
  if (sample == "conv1x1") draw_matrix(canvas);
  if (sample == "conv3x3") draw_filters(canvas);
  if (sample == "chain") draw_chain(canvas);
  if (sample == "depthwise-stride2") draw_half(canvas);
  if (sample == "softmax") draw_softmax(canvas);
  if (sample == "picture-network") draw_ink_drawing(canvas);
}

}  // namespace ane::ui
