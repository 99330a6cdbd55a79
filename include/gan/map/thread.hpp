#pragma once
/// What one thread of a launched map does (launch.hpp): index arithmetic, loads, the functor and stores. The same code on both sides,
/// so that it is tested without a card.
#include <gan/map/launch.hpp>

namespace gan {

/// Neighbouring values that are loaded and stored together.
template <class T, int N> struct alignas(sizeof(T) * N) Lanes { T value[N]; };

template <class F, class T, int Width> class MapThread {
 public:
  static constexpr int inputs = F::inputs, outputs = F::outputs, operands = inputs + outputs;
  using Arguments = MapArguments<T, operands>;

  /// Evaluates f wherever thread `number` passes; elements are then written, and sums wait for `put`.
  GAN_HD MapThread(F const& f, Arguments const& a, std::uint32_t number) : a_(a) {
    std::uint32_t slow = a.fast.quotient(number), fast = number - slow * a.fast.value;
    std::uint32_t position = a.chunk_is_fast ? slow : fast;
    chunk_ = a.chunk_is_fast ? fast : slow;
    move(at_, position, 0, a.kept_rank);
    GAN_ROLLED() for (std::uint32_t s = chunk_; s < a.summed_size; s += a.chunks) {
      Offsets here = at_;
      move(here, s, a.kept_rank, a.rank);
      evaluate(f, here, std::make_index_sequence<inputs>{}, std::make_index_sequence<outputs>{});
    }
  }

  GAN_HD bool sums(int output) const { return a_.summed >> output & 1; }
  /// The thread's sum of an output that does not vary along the innermost dimension.
  GAN_HD T sum(int output) const {
    T total = sum_[output].value[0];
    for (int i = 1; i < Width; ++i) total += sum_[output].value[i];
    return total;
  }
  /// Writes the sum over this thread and those that it is folded with.
  GAN_HD void put(int output, T sum) const {
    if (chunk_ % a_.fold) return;
    T* to = a_.data[inputs + output] + at_.offset[inputs + output] + chunk_ / a_.fold * a_.chunk_stride;
    *to = a_.accumulate >> output & 1 ? *to + sum : sum;
  }
  /// Writes the sums of an output that varies along the innermost dimension.
  GAN_HD void put(int output) const {
    store(output, at_.offset[inputs + output] + static_cast<std::int32_t>(chunk_) * a_.chunk_stride, sum_[output]);
  }

 private:
  using Values = Lanes<T, Width>;
  struct Offsets {
    std::int32_t offset[operands] = {};
  };

  /// Adds the offsets of a position in the dimensions begin ... end-1.
  GAN_HD void move(Offsets& to, std::uint32_t position, int begin, int end) const {
    GAN_ROLLED() for (int d = end - 1; d >= begin; --d) {
      std::uint32_t slower = d > begin ? a_.size[d].quotient(position) : 0, index = position - slower * a_.size[d].value;
      for (int k = 0; k < operands; ++k) to.offset[k] += static_cast<std::int32_t>(index) * a_.stride[d][k];
      position = slower;
    }
  }

  GAN_HD Values load(int input, std::int32_t at) const {
    Values x{};
    T const* from = a_.data[input];
    if (!from) return x;
    if (a_.along_vector >> input & 1) return *reinterpret_cast<Values const*>(from + at);
    for (int i = 0; i < Width; ++i) x.value[i] = from[at];
    return x;
  }
  GAN_HD void store(int output, std::int32_t at, Values const& y) const {
    Values* to = reinterpret_cast<Values*>(a_.data[inputs + output] + at);
    if (!(a_.accumulate >> output & 1)) *to = y;
    else {
      Values sum = *to;
      for (int i = 0; i < Width; ++i) sum.value[i] += y.value[i];
      *to = sum;
    }
  }

  template <std::size_t... I, std::size_t... J>
  GAN_HD void evaluate(F const& f, Offsets const& at, std::index_sequence<I...>, std::index_sequence<J...>) {
    Values const x[] = {load(I, at.offset[I])...};
    Values y[outputs];
    for (int lane = 0; lane < Width; ++lane) {
      auto const all = as_list(f(Pack<T, 1>(x[I].value[lane])...));
      ((y[J].value[lane] = to_pack<Pack<T, 1>>(get<J>(all)).v), ...);
    }
    (finish<J, std::decay_t<decltype(get<J>(as_list(f(Pack<T, 1>(x[I].value[0])...))))>>(at, y[J]), ...);
  }
  template <std::size_t J, class Output> GAN_HD void finish(Offsets const& at, Values const& y) {
    if constexpr (!is_zero<Output>) {
      if (!a_.data[inputs + J]) return;
      if (!sums(J)) store(J, at.offset[inputs + J], y);
      else
        for (int i = 0; i < Width; ++i) sum_[J].value[i] += y.value[i];
    }
  }

  Arguments const& a_;
  std::uint32_t chunk_;
  Offsets at_;
  Values sum_[outputs] = {};
};

}  // namespace gan
