#pragma once
/// What a safetensors file holds: tensors with a name, a type of values and a shape.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <gan/core/error.hpp>
#include <gan/core/shape.hpp>
#include <gan/io/json_cursor.hpp>

namespace gan::io {

static_assert(std::endian::native == std::endian::little,
              "safetensors files are read and written as they lie in memory: little endian");

/// The types of values of the format.
enum class DType { F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL };

struct DTypeFacts {
  char const* name;
  int size;  // bytes of one value
};
inline constexpr DTypeFacts dtype_facts[] = {{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8},
                                             {"I32", 4}, {"I16", 2}, {"I8", 1},  {"U64", 8},  {"U32", 4},
                                             {"U16", 2}, {"U8", 1},  {"BOOL", 1}};

inline DTypeFacts const& facts(DType dtype) { return dtype_facts[static_cast<int>(dtype)]; }

/// The dtype of a C++ type.
template <class T> constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, bool>) return DType::BOOL;
  else if constexpr (std::is_floating_point_v<T> && sizeof(T) == 8) return DType::F64;
  else if constexpr (std::is_floating_point_v<T> && sizeof(T) == 4) return DType::F32;
  else {
    static_assert(std::is_integral_v<T>,
                  "safetensors has no such type of values: float, double, bool or an integer was expected");
    constexpr DType is_signed[] = {DType::I8, DType::I16, DType::I32, DType::I64};
    constexpr DType is_unsigned[] = {DType::U8, DType::U16, DType::U32, DType::U64};
    constexpr int which = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return std::is_signed_v<T> ? is_signed[which] : is_unsigned[which];
  }
}

/// A tensor to be written or in a file that was read: its bytes belong to someone else (the caller, the `SafeTensors`).
struct SafeTensor {
  std::string name;
  DType dtype = DType::F32;
  Shape shape;
  std::span<unsigned char const> bytes;

  /// The values at `data`, shape.count() of them.
  template <class T> static SafeTensor of(std::string name, Shape const& shape, T const* data) {
    auto size = static_cast<std::size_t>(shape.count()) * sizeof(T);
    return {std::move(name), dtype_of<T>(), shape, {reinterpret_cast<unsigned char const*>(data), size}};
  }

  /// Copies the values out. Throws FileError unless they have this type and number.
  template <class T> void copy_to(T* out, std::int64_t count) const {
    constexpr DType wanted = dtype_of<T>();
    require<FileError>(dtype == wanted, "tensor ", quoted(name), " holds ", facts(dtype).name, ", but ", facts(wanted).name,
                       " was expected");
    require<FileError>(shape.count() == count, "tensor ", quoted(name), " has ", shape.count(), " values, but ", count,
                       " were expected");
    if (count > 0) std::memcpy(out, bytes.data(), bytes.size());
  }
};

using Metadata = std::vector<std::pair<std::string, std::string>>;

}  // namespace gan::io
