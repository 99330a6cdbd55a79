#pragma once
#include <gan/backend/cuda/context.cuh>
#include <gan/core/random.hpp>

namespace gan {

namespace detail {
/// The values of one block of random bits, for a uniform distribution on [low, high) ...
template <class T> struct UniformDraw {
  T low, high;
  __device__ void operator()(random::Bits const& bits, T* values) const {
    for (int i = 0; i < random::per_block<T>; ++i) values[i] = low + (high - low) * random::uniform<T>(bits, i);
  }
};
/// ... and for a normal one.
template <class T> struct NormalDraw {
  T mean, deviation;
  __device__ void operator()(random::Bits const& bits, T* values) const {
    for (int i = 0; i < random::per_block<T>; i += 2) {
      T a, b;
      random::normal_pair(random::uniform<T>(bits, i), random::uniform<T>(bits, i + 1), a, b);
      values[i] = mean + deviation * a;
      values[i + 1] = mean + deviation * b;
    }
  }
};

/// One thread draws one block. `offset` is null outside a graph.
template <class T, class Draw>
__global__ void draw_kernel(Draw draw, random::Key key, std::uint32_t const* offset, std::int64_t first, std::int64_t samples,
                            std::int64_t elements, T* out) {
  constexpr std::int64_t size = random::per_block<T>;
  if (offset) key.step += *offset;
  std::int64_t const blocks = (elements + size - 1) / size;
  for (std::int64_t i = first_of_thread(); i < samples * blocks; i += all_threads()) {
    std::int64_t const sample = i / blocks, block = i % blocks;
    T values[size];
    draw(key(static_cast<std::uint32_t>(first + sample), static_cast<std::uint32_t>(block)), values);
    T* to = out + sample * elements + block * size;
    for (int lane = 0; lane < size; ++lane)
      if (block * size + lane < elements) to[lane] = values[lane];
  }
}
template <class T, class Draw>
void fill_by_draws(Context<Cuda>& context, Draw draw, random::Key key, std::int64_t first, std::int64_t samples,
                   std::int64_t elements, T* out) {
  std::int64_t const blocks = samples * ((elements + random::per_block<T> - 1) / random::per_block<T>);
  if (blocks <= 0) return;
  std::uint32_t* const offset = context.capturing() ? context.draw_offset() : nullptr;
  launch(context.stream(), context.blocks(blocks), "draw random numbers", draw_kernel<T, Draw>, draw, key, offset, first,
         samples, elements, out);
}
}  // namespace detail

/// out[s][e] uniform in [low, high), element e of sample first + s under `key`.
template <class T>
void fill_uniform(Context<Cuda>& context, random::Key key, std::int64_t first, std::int64_t samples, std::int64_t elements,
                  T low, T high, T* out) {
  detail::fill_by_draws(context, detail::UniformDraw<T>{low, high}, key, first, samples, elements, out);
}

/// out[s][e] from N(mean, deviation^2), element e of sample first + s under `key`.
template <class T>
void fill_normal(Context<Cuda>& context, random::Key key, std::int64_t first, std::int64_t samples, std::int64_t elements,
                 T mean, T deviation, T* out) {
  detail::fill_by_draws(context, detail::NormalDraw<T>{mean, deviation}, key, first, samples, elements, out);
}

}  // namespace gan
