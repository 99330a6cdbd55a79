#pragma once
#include <gan/backend/cpu/context.hpp>
#include <gan/core/random.hpp>

namespace gan {

namespace detail {
/// out[s][e] = draw(bits of sample first + s, lane) for all elements, block by block; `draw` turns one block into per_block values.
template <class T, class Draw>
void fill_by_block(Context<Cpu>& context, random::Key key, std::int64_t first, std::int64_t samples, std::int64_t elements,
                   T* out, Draw draw) {
  constexpr std::int64_t lanes = random::per_block<T>;
  key.step += context.draw_offset();
  context.workers().parallel(samples, [&](std::int64_t s) {
    T* row = out + s * elements;
    for (std::int64_t e = 0; e < elements; e += lanes) {
      T values[lanes];
      draw(key(static_cast<std::uint32_t>(first + s), static_cast<std::uint32_t>(e / lanes)), values);
      for (std::int64_t i = 0; i < lanes && e + i < elements; ++i) row[e + i] = values[i];
    }
  });
}
}  // namespace detail

/// out[s][e] uniform in [low, high), element e of sample first + s under `key`.
template <class T>
void fill_uniform(Context<Cpu>& context, random::Key key, std::int64_t first, std::int64_t samples, std::int64_t elements,
                  T low, T high, T* out) {
  detail::fill_by_block(context, key, first, samples, elements, out, [=](random::Bits const& bits, T* values) {
    for (int i = 0; i < random::per_block<T>; ++i) values[i] = low + (high - low) * random::uniform<T>(bits, i);
  });
}

/// out[s][e] from N(mean, deviation^2), element e of sample first + s under `key`.
template <class T>
void fill_normal(Context<Cpu>& context, random::Key key, std::int64_t first, std::int64_t samples, std::int64_t elements,
                 T mean, T deviation, T* out) {
  detail::fill_by_block(context, key, first, samples, elements, out, [=](random::Bits const& bits, T* values) {
    for (int i = 0; i < random::per_block<T>; i += 2) {
      T a, b;
      random::normal_pair(random::uniform<T>(bits, i), random::uniform<T>(bits, i + 1), a, b);
      values[i] = mean + deviation * a;
      values[i + 1] = mean + deviation * b;
    }
  });
}

}  // namespace gan
