#pragma once
/// The matrix product of one thread: c = a b in tiles that stay in registers, from operands packed into panels.
///
/// A tile is a few rows of c by up to three packets of its columns. For every step along the depth it loads the packets of b,
/// broadcasts one value of a per row, multiplies and adds. Each element of c is thus a sum in the order of the depth, cut at blocks
/// that follow from the depth alone: neither the shape nor the place of an element changes its bits. At the edges of c the panels
/// are padded with zeros, and the tile passes through a buffer. Products that are nearly vectors have loops of their own.
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

/// A matrix in memory: element (i, j) at data[i * row + j * column], where one of the strides is 1.
template <class T> struct Strided {
  T* data;
  std::int64_t row, column;
  Strided at(std::int64_t i, std::int64_t j) const { return {data + i * row + j * column, row, column}; }
  Strided transposed() const { return {data, column, row}; }
};

/// A tile of three packets takes 24 of 32 registers, or 12 of 16.
inline constexpr std::int64_t tile_rows = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 8 : 4;
template <class T> inline constexpr std::int64_t tile_columns = 3 * packet_size<T>;

inline constexpr std::int64_t rounded_up(std::int64_t n, std::int64_t step) { return (n + step - 1) / step * step; }

/// How a product is cut into blocks. Their depth follows from k alone. A few rows of a are packed once, and b passes by panel after
/// panel; of many rows a few at a time pass by a block of b. What is packed stays in the second-level cache.
template <class T> struct Blocks {
  std::int64_t depth, rows, columns;
  Blocks(std::int64_t m, std::int64_t n, std::int64_t k) {
    std::int64_t const most_depth = 512, number = (k + most_depth - 1) / most_depth;
    std::int64_t const most_elements = (512 << 10) / static_cast<std::int64_t>(sizeof(T));
    depth = (k + number - 1) / number;
    bool const low = m <= 192;
    rows = low ? rounded_up(m, tile_rows) : 32;
    columns = low ? tile_columns<T> : std::max<std::int64_t>(most_elements / depth / tile_columns<T>, 1) * tile_columns<T>;
    columns = std::min(columns, rounded_up(n, packet_size<T>));
  }
  /// Elements of the packed panels, rounded to whole cache lines.
  std::int64_t memory() const { return rounded_up(depth * (rows + columns), 16); }
};

/// Packs a block of `rows` rows and `depth` columns, padded with zeros to `padded` rows, into panels of `Width` rows (the last one takes
/// what is left): a panel holds its part of the first column, then of the second, and so on.
template <std::int64_t Width, class T>
void pack_panels(Strided<T const> const& from, std::int64_t rows, std::int64_t padded, std::int64_t depth, T* to) {
  using namespace Eigen::internal;
  using P = typename find_best_packet<T, Width>::type;
  constexpr std::int64_t size = unpacket_traits<P>::size;
  static_assert(Width % size == 0);
  std::int64_t const whole = rows / size * size;
  auto width = [&](std::int64_t panel) { return std::min(Width, padded - panel); };
  if (from.row == 1) {
    for (std::int64_t panel = 0; panel < whole; panel += Width) {
      T* row = to + panel * depth;
      for (std::int64_t p = 0; p < depth; ++p, row += width(panel))
        for (std::int64_t e = panel; e < std::min(panel + Width, whole); e += size)
          pstore(row + e - panel, ploadu<P>(from.at(e, p).data));
    }
  } else {
    for (std::int64_t e = 0; e < whole; e += size) {
      std::int64_t const panel = e / Width * Width, step = width(panel);
      T* out = to + panel * depth + e - panel;
      std::int64_t p = 0;
      for (; p + size <= depth; p += size) {
        PacketBlock<P, size> block;
        GAN_UNROLL for (std::int64_t q = 0; q < size; ++q) block.packet[q] = ploadu<P>(from.at(e + q, p).data);
        ptranspose(block);
        GAN_UNROLL for (std::int64_t q = 0; q < size; ++q, out += step) pstore(out, block.packet[q]);
      }
      for (; p < depth; ++p, out += step)
        for (std::int64_t q = 0; q < size; ++q) out[q] = *from.at(e + q, p).data;
    }
  }
  for (std::int64_t e = whole; e < padded; ++e) {
    std::int64_t const panel = e / Width * Width;
    T* out = to + panel * depth + e - panel;
    for (std::int64_t p = 0; p < depth; ++p, out += width(panel)) *out = e < rows ? *from.at(e, p).data : T(0);
  }
}

/// The tile of `tile_rows` rows and `Packets` packets of columns at c, from a panel of a and one of b.
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

/// As much of a tile as lies inside c.
template <int Packets, class T>
void multiply_inside(std::int64_t depth, T const* a, T const* b, T* c, std::int64_t stride, bool add, std::int64_t rows,
                     std::int64_t columns) {
  constexpr std::int64_t width = Packets * packet_size<T>;
  if (rows >= tile_rows && columns >= width) return multiply_tile<Packets>(depth, a, b, c, stride, add);
  alignas(64) T tile[tile_rows * width];
  multiply_tile<Packets>(depth, a, b, tile, width, false);
  for (std::int64_t i = 0; i < std::min(rows, tile_rows); ++i)
    for (std::int64_t j = 0; j < std::min(columns, width); ++j) {
      T& to = c[i * stride + j];
      to = add ? to + tile[i * width + j] : tile[i * width + j];
    }
}

/// c (+)= a b on this thread, for k > 0; `memory` holds the panels of `blocks`, aligned to 64 bytes.
template <class T>
void multiply(std::int64_t m, std::int64_t n, std::int64_t k, Strided<T const> const& a, Strided<T const> const& b,
              Strided<T> const& c, bool accumulate, Blocks<T> const& blocks, T* memory) {
  T *const right = memory, *const left = memory + blocks.depth * blocks.columns;
  for (std::int64_t p = 0; p < k; p += blocks.depth) {
    std::int64_t const depth = std::min(blocks.depth, k - p);
    for (std::int64_t column = 0; column < n; column += blocks.columns) {
      std::int64_t const columns = std::min(blocks.columns, n - column), padded = rounded_up(columns, packet_size<T>);
      pack_panels<tile_columns<T>>(b.at(p, column).transposed(), columns, padded, depth, right);
      for (std::int64_t row = 0; row < m; row += blocks.rows) {
        std::int64_t const rows = std::min(blocks.rows, m - row);
        if (column == 0 || rows < m) pack_panels<tile_rows>(a.at(row, p), rows, rounded_up(rows, tile_rows), depth, left);
        for (std::int64_t i = 0; i < rows; i += tile_rows)
          for (std::int64_t j = 0; j < columns; j += tile_columns<T>) {
            auto tile = padded - j > 2 * packet_size<T> ? multiply_inside<3, T>
                        : padded - j > packet_size<T>   ? multiply_inside<2, T>
                                                        : multiply_inside<1, T>;
            tile(depth, left + i * depth, right + j * depth, c.at(row + i, column + j).data, c.row, accumulate || p > 0,
                 rows - i, columns - j);
          }
      }
    }
  }
}

/// Products with so few rows go row by row; threads may cut these at multiples of few_rows_step.
inline constexpr std::int64_t few_rows = 3;
template <class T> inline constexpr std::int64_t few_rows_step = 4 * packet_size<T>;

/// The product of two vectors.
template <class T> T dot(std::int64_t k, T const* x, T const* y) {
  using namespace Eigen::internal;
  using P = Packet<T>;
  constexpr std::int64_t size = packet_size<T>;
  P sum[4];
  GAN_UNROLL for (P& s : sum) s = pset1<P>(T(0));
  std::int64_t p = 0;
  for (; p + 4 * size <= k; p += 4 * size)
    GAN_UNROLL for (int q = 0; q < 4; ++q) sum[q] = pmadd(ploadu<P>(x + p + q * size), ploadu<P>(y + p + q * size), sum[q]);
  for (; p + size <= k; p += size) sum[0] = pmadd(ploadu<P>(x + p), ploadu<P>(y + p), sum[0]);
  T total = predux(padd(padd(sum[0], sum[1]), padd(sum[2], sum[3])));
  for (; p < k; ++p) total += x[p] * y[p];
  return total;
}

/// The first packets of the sum of the rows of b, each times its element of x.
template <int Packets, class T> void combine_rows(std::int64_t k, T const* x, Strided<T const> const& b, T* out) {
  using namespace Eigen::internal;
  using P = Packet<T>;
  constexpr std::int64_t size = packet_size<T>;
  P sum[Packets];
  GAN_UNROLL for (P& s : sum) s = pset1<P>(T(0));
  for (std::int64_t p = 0; p < k; ++p)
    GAN_UNROLL for (int q = 0; q < Packets; ++q) sum[q] = pmadd(pset1<P>(x[p]), ploadu<P>(b.at(p, q * size).data), sum[q]);
  GAN_UNROLL for (int q = 0; q < Packets; ++q) pstoreu(out + q * size, sum[q]);
}

/// c (+)= a b row by row; `memory` holds k elements.
template <class T>
void multiply_rows(std::int64_t m, std::int64_t n, std::int64_t k, Strided<T const> const& a, Strided<T const> const& b,
                   Strided<T> const& c, bool accumulate, T* memory) {
  for (std::int64_t i = 0; i < m; ++i) {
    T const* x = a.at(i, 0).data;
    if (a.column != 1) {
      for (std::int64_t p = 0; p < k; ++p) memory[p] = *a.at(i, p).data;
      x = memory;
    }
    std::int64_t j = 0;
    T values[few_rows_step<T>];
    auto set = [&](std::int64_t count) {
      for (std::int64_t e = 0; e < count; ++e) {
        T& to = *c.at(i, j + e).data;
        to = accumulate ? to + values[e] : values[e];
      }
    };
    if (b.row == 1) {  // the columns of b lie in a row
      for (; j < n; ++j) values[0] = dot(k, x, b.at(0, j).data), set(1);
      continue;
    }
    for (; j + few_rows_step<T> <= n; j += few_rows_step<T>) combine_rows<4>(k, x, b.at(0, j), values), set(few_rows_step<T>);
    for (; j + packet_size<T> <= n; j += packet_size<T>) combine_rows<1>(k, x, b.at(0, j), values), set(packet_size<T>);
    for (; j < n; ++j) {
      values[0] = 0;
      for (std::int64_t p = 0; p < k; ++p) values[0] += x[p] * *b.at(p, j).data;
      set(1);
    }
  }
}

}  // namespace gan::detail

#undef GAN_UNROLL
