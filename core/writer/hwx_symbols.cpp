// Symbols, stabs and their names (container.md 10).

#include <array>

#include "core/writer/byte_record.hpp"
#include "core/writer/hwx_parts.hpp"

namespace ane::writer {
namespace {

namespace symbol = container::symbol;

// Element types as the compilers define them; type number = index + 1.
constexpr std::array<std::string_view, 15> kTypeStabs = {
    "void:t1=1",
    "int8:t2=r2;0;127",
    "uint8:t3=r1;0;255",
    "int16:t4=r1;-32768;32767",
    "float16:t5=r1;2;0",
    "float:t6=r1;4;0",
    "raw10:t7=r1;-512;511",
    "lut:t8=",
    "uint4:t9=r1;0;15",
    "uint6:t10=r1;0;63",
    "uint1:t11=r1;0,1",
    "uint2:t12=r1;0;3",
    "packed10:t13=r1;-512;511",
    "y10:t14=r1;-512;511",
    "uint16:t15=r1;0;65535",
};
constexpr std::uint32_t kTypesPerTensor = 5;  // the array and its four dimensions
constexpr std::uint32_t kDescModulus = 32;
constexpr std::uint16_t kWeightDesc = 2;

class SymbolBuilder {
 public:
  SymbolBuilder() { strings_.append_name(""); }

  void add(const SymbolSpec& spec) {
    ByteRecord entry(symbol::kSize);
    if (!spec.name.empty()) entry.set(symbol::kName, strings_.append_name(spec.name));
    entry.set(symbol::kType, spec.type);
    entry.set(symbol::kSection, spec.section);
    entry.set(symbol::kDesc, spec.desc);
    entry.set(symbol::kValue, spec.value);
    entries_.append(std::move(entry).take());
    ++count_;
  }
  SymbolTable take() && { return {count_, std::move(entries_).take(), std::move(strings_).take()}; }

 private:
  std::size_t count_ = 0;
  ByteRecord entries_;
  ByteRecord strings_;
};

std::string dimension(char letter, std::uint32_t type, std::uint32_t count, std::uint64_t stride) {
  return "ar1;0;" + std::to_string(count) + ";" + std::to_string(type) + "=s" + std::to_string(stride) +
         letter + ":";
}

std::string tensor_stab(const PlacedTensor& tensor, std::uint32_t type) {
  const Shape& shape = tensor.spec->shape;
  const Strides& strides = tensor.spec->strides;
  return tensor.symbol_name + ":t" + std::to_string(type) + "=" +
         dimension('n', type + 1, shape.n, strides.batch) + dimension('c', type + 2, shape.c, strides.plane) +
         dimension('h', type + 3, shape.h, strides.row) + dimension('w', type + 4, shape.w, strides.element) +
         std::to_string(tensor.spec->element_type);
}

}  // namespace

SymbolTable make_symbols(const Layout& layout) {
  const HwxSpec& spec = *layout.spec;
  SymbolBuilder builder;
  for (const WeightSymbol& weight : spec.weight_symbols) {
    const PlacedSection& constants = layout.weight_section(weight.kernel);
    builder.add({weight.name, symbol::kExternal, static_cast<std::uint8_t>(constants.number), kWeightDesc,
                 constants.address + weight.offset});
  }
  for (const Buffer& buffer : layout.buffers) {
    const PlacedTensor& tensor = layout.tensors[buffer.tensor];
    const std::uint16_t desc = tensor.spec->role == Role::Input ? spec.style.input_desc : std::uint16_t{0};
    builder.add({tensor.symbol_name, symbol::kExternal, static_cast<std::uint8_t>(buffer.section), desc,
                 buffer.address});
  }
  std::uint32_t type = 1;
  for (; type <= spec.style.type_stabs && type <= kTypeStabs.size(); ++type) {
    builder.add({std::string(kTypeStabs[type - 1]), symbol::kStabLocal, 0, 0, 0});
  }
  for (const Buffer& buffer : layout.buffers) {
    builder.add({tensor_stab(layout.tensors[buffer.tensor], type), symbol::kStabBindable, 0,
                 static_cast<std::uint16_t>(type % kDescModulus), 0});
    type += kTypesPerTensor;
  }
  for (const SymbolSpec& extra : spec.extra_symbols) builder.add(extra);
  return std::move(builder).take();
}

}  // namespace ane::writer
