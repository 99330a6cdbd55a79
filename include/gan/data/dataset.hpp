#pragma once
/// What a data set is, and in which order training reads it.
#include <concepts>
#include <cstdint>

#include <gan/core/error.hpp>
#include <gan/core/random.hpp>

namespace gan::data {

/// A type that knows what it has. `sample` is an `Image` or a `Vector`; `size()` counts the stored samples, and 0 stands for
/// endless: then an index is the counter of a draw. `copy(index, out)` writes `sample::size` floats; of an image {H, W, C} in
/// [-1, 1].
template <class D>
concept DataSet = requires(D const& data, std::uint64_t index, float* out) {
  typename D::sample;
  { D::sample::size } -> std::convertible_to<int>;
  { data.size() } -> std::convertible_to<std::uint64_t>;
  data.copy(index, out);
};

/// What a data set may say besides:
///   static constexpr bool stored = true;
///     Its samples and labels lie in memory and never change, so that a graphics card may keep a copy of them.
///   static constexpr bool one_thread = true;
///     `copy`, `label` and `order` must run on the thread that trains. Otherwise, for a graphics card, another thread calls them
///     ahead of time, while the first may call them too.
template <class D> inline constexpr bool is_stored = requires { requires D::stored; };
template <class D> inline constexpr bool is_one_thread = requires { requires D::one_thread; };

/// A data set whose samples belong to classes 0 ... `classes` - 1. Where `label` gives -1, the sample has no label; a set that
/// may be without any label says how many samples have one by `labelled()`.
template <class D>
concept Labelled = DataSet<D> && requires(D const& data, std::uint64_t index) {
  requires(D::classes > 0);
  { data.label(index) } -> std::convertible_to<int>;
};

/// A data set that knows the modes of its distribution: a range of `Mode`s.
template <class D>
concept WithModes = DataSet<D> && requires(D const& data) {
  data.modes()[0].center[0];
  data.modes()[0].sigma;
  data.modes().size();
};

/// The order in which a training with this seed reads n stored samples: every epoch is another random permutation. It holds no
/// position, so a training goes on exactly where it stopped from one number: `order(g)` is the data set index of global sample
/// g, counted 0, 1, 2, ... over the whole training. An endless data set (n = 0) is read in the order of its counters.
class Order {
 public:
  Order(Seed seed, std::uint64_t n, Stream stream = Stream::data_order) : seed_(seed), n_(n), stream_(stream) {}

  std::uint64_t operator()(std::uint64_t global) const {
    if (n_ == 0) return global;
    return random::Permutation(random::key(seed_, stream_, epoch(global)), n_)(global % n_);
  }
  /// How many times the whole data set was read before global sample `global`; 0 for an endless one.
  std::uint64_t epoch(std::uint64_t global) const { return n_ == 0 ? 0 : global / n_; }

 private:
  Seed seed_;
  std::uint64_t n_;
  Stream stream_;
};

/// The order in which a training reads the batch that begins at global sample `first`: a data set's own, by `order(seed,
/// first)`, where it has one.
template <DataSet D> auto reading_order(D const& data, Seed seed, std::uint64_t first) {
  if constexpr (requires { data.order(seed, first); }) return data.order(seed, first);
  else return Order(seed, data.size());
}

/// Writes `count` samples of the batch that begins at global sample `first`, from its sample `skip` on, one after another:
/// count x `sample::size` floats. Where ranks share a batch, each skips the samples of the ranks before it.
template <DataSet D>
void copy_batch(D const& data, Seed seed, std::uint64_t first, std::uint64_t count, float* out, std::uint64_t skip = 0) {
  auto const order = reading_order(data, seed, first);
  for (std::uint64_t i = 0; i < count; ++i)
    data.copy(order(first + skip + i), out + i * static_cast<std::uint64_t>(D::sample::size));
}

/// Writes the labels of the same samples: `count` numbers.
template <Labelled D>
void copy_labels(D const& data, Seed seed, std::uint64_t first, std::uint64_t count, int* out, std::uint64_t skip = 0) {
  auto const order = reading_order(data, seed, first);
  for (std::uint64_t i = 0; i < count; ++i) out[i] = data.label(order(first + skip + i));
}

/// Whether some sample has a label.
template <Labelled D> bool has_labels(D const& data) {
  if constexpr (requires { data.labelled(); }) return data.labelled() > 0;
  else return true;
}

}  // namespace gan::data
