#include "core/writer/samples.hpp"

#include <array>

#include "core/writer/sample_parts.hpp"

namespace ane::writer {
namespace {

constexpr std::array kSamples = {
    Sample{"add", "Addition",
           "Adds two tensors element by element on the planar engine; bound in the manner of macOS 11, "
           "outputs first.",
           build_add},
    Sample{"relu", "ReLU", "A copy through the neural engines that leaves out what is negative.", build_relu},
    Sample{"sigmoid", "Sigmoid", "A copy through a lookup table of 33 samples.", build_sigmoid},
    Sample{"conv1x1", "Pointwise convolution",
           "Mixes 64 channels into 64, with a bias: y[o] = x[o] + x[o + 1] / 2 + o / 64. Every core works on "
           "four channels.",
           build_conv1x1},
    Sample{"conv3x3", "Picture filters",
           "Eight 3x3 filters over a picture of 128 x 128: luma, Sobel x and y, Laplacian, blur, sharpen, "
           "emboss, red against blue.",
           build_conv3x3},
    Sample{"chain", "Edge strength",
           "Four tasks through scratch memory: slopes of a picture, their positive parts, and the sums that "
           "make |Sobel x| + |Sobel y|.",
           build_chain},
    Sample{
        "depthwise-stride2", "Half-size picture",
        "Smooths every colour of a picture of 128 x 128 for itself and keeps every other pixel; the weights "
        "are stored without their zeros.",
        build_depthwise_stride2},
    Sample{
        "softmax", "Softmax",
        "Softmax over 64 channels in five tasks on both engines, all intermediate results on chip: greatest "
        "value, difference, power of two by a table, reciprocal of the sum by a table, product.",
        build_softmax},
    Sample{
        "picture-network", "Ink drawing",
        "Twelve tasks make a coloured ink drawing of a picture of 128 x 128: smoothing, slopes of both "
        "signs, their strength, sharper colours, lines, washes through a sigmoid, product. The lines alone "
        "are a second output.",
        build_picture_network},
};

}  // namespace

std::span<const Sample> samples() {
  return kSamples;
}

}  // namespace ane::writer
