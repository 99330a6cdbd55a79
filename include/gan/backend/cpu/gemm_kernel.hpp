#pragma once
/// The matrix product of one thread: c = a b in tiles that stay in registers, from operands packed into panels.
///
/// A tile is a few rows of c by up to three packets of its columns. For every step along the depth it loads three packets of b,
/// broadcasts one value of a per row, and multiplies and adds. Each element of c is therefore a sum in the order of the depth, cut at
/// blocks that depend on the depth alone: neither the shape nor the place of an element changes its bits. At the edges of c the
/// panels are padded with zeros, and the tile passes through a buffer.
#include <algorithm>
#include <cstdint>

#include <gan/backend/cpu/pack.hpp>

#if defined(__clang__)
#define GAN_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define GAN_UNROLL _Pragma("GCC unroll 16")
#else
#define GAN_UNROLL
#endif

namespace gan::detail {

/// A matrix in memory: element (i, j) at data[i * row + j * column], one of the strides being 1.
template <class T> struct Strided {
  T const* data;
  std::int64_t row, column;
  Strided at(std::int64_t i, std::int64_t j) const { return {data + i * row + j * column, row, column}; }
  Strided transposed() const { return {data, column, row}; }
};

/// Twelve accumulators of 16 registers, 24 of 32.
inline constexpr std::int64_t tile_rows = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS / 4;
template <class T> inline constexpr std::int64_t tile_columns = 3 * packet_size<T>;

/// The depth of a block: two panels of it stay in the first-level cache, near enough.
inline std::int64_t block_depth(std::int64_t k) {
  std::int64_t const most = 384, blocks = (k + most - 1) / most;
  return (k + blocks - 1) / blocks;
}
/// The columns of a block: its panels stay in the second-level cache while the rows of a pass by.
template <class T> std::int64_t block_columns(std::int64_t depth) {
  std::int64_t const bytes = 512 << 10;
  return std::max<std::int64_t>(bytes / (depth * static_cast<std::int64_t>(sizeof(T))) / tile_columns<T>, 1) * tile_columns<T>;
}
inline std::int64_t rounded_up(std::int64_t n, std::int64_t step) { return (n + step - 1) / step * step; }

/// Elements that multiply() needs for its panels.
template <class T> std::int64_t panel_memory(std::int64_t n, std::int64_t k) {
  std::int64_t const depth = block_depth(k);
  return depth * (tile_rows + std::min(block_columns<T>(depth), rounded_up(n, packet_size<T>)));
}

/// to[p * width + e] = from(e, p): a panel of `width` rows and `depth` columns, of which the last rows are zeros from `rows` on.
template <class Packet, class T>
void pack_panel(Strided<T> const& from, std::int64_t rows, std::int64_t width, std::int64_t depth, T* to) {
  using namespace Eigen::internal;
  constexpr std::int64_t size = unpacket_traits<Packet>::size;
  for (std::int64_t e = 0; e < width; e += size) {
    std::int64_t p = 0;
    Strided<T> const here = from.at(e, 0);
    if (e + size > rows) {
      for (; p < depth; ++p)
        for (std::int64_t q = 0; q < size; ++q) to[p * width + e + q] = e + q < rows ? *here.at(q, p).data : T(0);
    } else if (here.row == 1) {
      for (; p < depth; ++p) pstore(to + p * width + e, ploadu<Packet>(here.at(0, p).data));
    } else {
      for (; p + size <= depth; p += size) {
        PacketBlock<Packet, size> block;
        GAN_UNROLL for (std::int64_t q = 0; q < size; ++q) block.packet[q] = ploadu<Packet>(here.at(q, p).data);
        ptranspose(block);
        GAN_UNROLL for (std::int64_t q = 0; q < size; ++q) pstore(to + (p + q) * width + e, block.packet[q]);
      }
      for (; p < depth; ++p)
        for (std::int64_t q = 0; q < size; ++q) to[p * width + e + q] = *here.at(q, p).data;
    }
  }
}

/// The tile of `tile_rows` rows and `Packets` packets of columns at c, from two panels.
template <int Packets, class T>
void multiply_tile(std::int64_t depth, T const* a, T const* b, T* c, std::int64_t stride, bool add) {
  using namespace Eigen::internal;
  using P = Packet<T>;
  constexpr std::int64_t size = packet_size<T>;
  P sum[tile_rows][Packets];
  GAN_UNROLL for (auto& row : sum) GAN_UNROLL for (P& s : row) s = pset1<P>(T(0));
  for (; depth > 0; --depth, a += tile_rows, b += Packets * size) {
    P right[Packets];
    GAN_UNROLL for (int j = 0; j < Packets; ++j) right[j] = pload<P>(b + j * size);
    GAN_UNROLL for (int i = 0; i < tile_rows; ++i) {
      P const left = pset1<P>(a[i]);
      GAN_UNROLL for (int j = 0; j < Packets; ++j) sum[i][j] = pmadd(left, right[j], sum[i][j]);
    }
  }
  GAN_UNROLL for (int i = 0; i < tile_rows; ++i) GAN_UNROLL for (int j = 0; j < Packets; ++j) {
    T* to = c + i * stride + j * size;
    pstoreu(to, add ? padd(ploadu<P>(to), sum[i][j]) : sum[i][j]);
  }
}

/// The part of a tile that lies inside c.
template <int Packets, class T>
void multiply_edge(std::int64_t depth, T const* a, T const* b, T* c, std::int64_t stride, bool add, std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t width = Packets * packet_size<T>;
  if (rows >= tile_rows && columns >= width) return multiply_tile<Packets>(depth, a, b, c, stride, add);
  alignas(64) T tile[tile_rows * width];
  multiply_tile<Packets>(depth, a, b, tile, width, false);
  for (std::int64_t i = 0; i < std::min(rows, tile_rows); ++i)
    for (std::int64_t j = 0; j < std::min(columns, width); ++j) c[i * stride + j] = tile[i * width + j] + (add ? c[i * stride + j] : T(0));
}

/// c (+)= a b on this thread, with `memory` for panel_memory(n, k) elements; c has rows of `stride` elements.
template <class T>
void multiply(std::int64_t m, std::int64_t n, std::int64_t k, Strided<T> const& a, Strided<T> const& b, T* c, std::int64_t stride,
              bool accumulate, T* memory) {
  using RowPacket = std::conditional_t<tile_rows % packet_size<T> == 0, Packet<T>, typename Eigen::internal::unpacket_traits<Packet<T>>::half>;
  std::int64_t const most_depth = block_depth(k), most_columns = block_columns<T>(most_depth);
  T *const right = memory, *const left = memory + most_depth * std::min(most_columns, rounded_up(n, packet_size<T>));
  for (std::int64_t p = 0; p < k; p += most_depth) {
    std::int64_t const depth = std::min(most_depth, k - p);
    bool const add = accumulate || p > 0;
    for (std::int64_t first = 0; first < n; first += most_columns) {
      std::int64_t const last = std::min(n, first + most_columns);
      auto for_panels = [&](auto body) {
        for (std::int64_t j = first; j < last; j += tile_columns<T>)
          body(j, right + (j - first) * depth, std::min(tile_columns<T>, rounded_up(last - j, packet_size<T>)));
      };
      for_panels([&](std::int64_t j, T* panel, std::int64_t width) {
        pack_panel<Packet<T>>(b.at(p, j).transposed(), std::min(width, last - j), width, depth, panel);
      });
      for (std::int64_t i = 0; i < m; i += tile_rows) {
        pack_panel<RowPacket>(a.at(i, p), std::min(tile_rows, m - i), tile_rows, depth, left);
        for_panels([&](std::int64_t j, T* panel, std::int64_t width) {
          auto tile = width == tile_columns<T> ? multiply_edge<3, T> : width == 2 * packet_size<T> ? multiply_edge<2, T> : multiply_edge<1, T>;
          tile(depth, left, panel, c + i * stride + j, stride, add, m - i, n - j);
        });
      }
    }
  }
}

}  // namespace gan::detail

#undef GAN_UNROLL
