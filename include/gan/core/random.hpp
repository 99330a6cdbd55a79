#pragma once
/// Counter-based random numbers: every draw is a pure function of (seed, stream, step, sample, element), so it does not depend on
/// the number of threads, on what was drawn before, or on the device. Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers:
/// as easy as 1, 2, 3").
#include <cmath>
#include <cstdint>

#include <gan/core/config.hpp>
#include <gan/core/error.hpp>

namespace gan {

/// The number that decides all random draws of a context or model.
struct Seed {
  std::uint64_t value = 0;
};

/// What a draw is for; draws of different streams are independent.
enum class Stream : std::uint32_t {
  user,
  initial_parameters,
  latent,
  generated_latent,
  data_order,
  data,
  penalty,
  dropout,
  instance_noise,
  label,
  mask,
  check
};

namespace random {

struct Bits {
  std::uint32_t word[4];
};

/// 128 random bits of block `block` of sample `sample`. Philox4x32-10 with key = seed and counter = (block, sample, step, stream).
GAN_HD inline Bits bits(std::uint64_t seed, std::uint32_t stream, std::uint32_t step, std::uint32_t sample,
                        std::uint32_t block) {
  std::uint32_t c0 = block, c1 = sample, c2 = step, c3 = stream;
  std::uint32_t k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    std::uint64_t p0 = std::uint64_t{0xD2511F53u} * c0, p1 = std::uint64_t{0xCD9E8D57u} * c2;
    std::uint32_t n0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0, n2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
    c1 = static_cast<std::uint32_t>(p1);
    c3 = static_cast<std::uint32_t>(p0);
    c0 = n0;
    c2 = n2;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {{c0, c1, c2, c3}};
}

/// Where a tensor's draws come from: element e of sample s is a function of this key, s and e.
struct Key {
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;
  std::uint32_t step = 0;
  GAN_HD Bits operator()(std::uint32_t sample, std::uint32_t block) const { return bits(seed, stream, step, sample, block); }
};

inline Key key(Seed seed, Stream stream, std::uint64_t step = 0) {
  return {seed.value, static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(step)};
}

/// How many values of type T one 128-bit block gives: 4 of float, 2 of double.
template <class T> inline constexpr int per_block = 16 / sizeof(T);

/// Value `lane` of a block, uniform in [0, 1): 24 bits for float, 53 for double.
template <class T> GAN_HD inline T uniform(Bits const& b, int lane) {
  if constexpr (sizeof(T) == 4) return static_cast<T>(b.word[lane] >> 8) * static_cast<T>(0x1p-24);
  else return static_cast<T>(((std::uint64_t{b.word[2 * lane]} << 32) | b.word[2 * lane + 1]) >> 11) * static_cast<T>(0x1p-53);
}

/// Two standard normal values from two uniform ones by Box and Muller; u is reflected to (0, 1] so that its logarithm is finite.
template <class T> GAN_HD inline void normal_pair(T u, T v, T& a, T& b) {
  using std::cos, std::log, std::sin, std::sqrt;
  T r = sqrt(T(-2) * log(T(1) - u)), angle = T(6.283185307179586476925286766559) * v;
  a = r * cos(angle);
  b = r * sin(angle);
}

/// Element `element` of sample `sample` drawn uniformly from [0, 1).
template <class T> GAN_HD inline T uniform(Key const& key, std::uint32_t sample, std::uint32_t element) {
  return uniform<T>(key(sample, element / per_block<T>), static_cast<int>(element % per_block<T>));
}

/// Element `element` of sample `sample` drawn from N(0, 1).
template <class T> GAN_HD inline T normal(Key const& key, std::uint32_t sample, std::uint32_t element) {
  Bits b = key(sample, element / per_block<T>);
  int lane = static_cast<int>(element % per_block<T>), even = lane & ~1;
  T first, second;
  normal_pair(uniform<T>(b, even), uniform<T>(b, even + 1), first, second);
  return lane == even ? first : second;
}

/// A random permutation of 0 ... n-1 that is evaluated at single points and stores nothing: a four-round Feistel network on the
/// smallest even number of bits that holds n, walked until it lands inside the range.
class Permutation {
 public:
  Permutation(Key key, std::uint64_t n) : key_(key), n_(n) {
    require<OptionError>(n > 0, "a permutation needs at least one element");
    while ((std::uint64_t{1} << (2 * half_)) < n) ++half_;
  }
  std::uint64_t size() const { return n_; }
  std::uint64_t operator()(std::uint64_t i) const {
    require<OptionError>(i < n_, "index ", i, " is outside a permutation of ", n_, " elements");
    return at(i);
  }
  /// The same for i < n, unchecked, on either side.
  GAN_HD std::uint64_t at(std::uint64_t i) const {
    std::uint64_t mask = (std::uint64_t{1} << half_) - 1;
    do {
      std::uint64_t left = i >> half_, right = i & mask;
      for (std::uint32_t round = 0; round < 4; ++round) {
        std::uint64_t mixed = key_(static_cast<std::uint32_t>(right), round).word[0] & mask;
        std::uint64_t next = left ^ mixed;
        left = right;
        right = next;
      }
      i = (left << half_) | right;
    } while (i >= n_);
    return i;
  }

 private:
  Key key_;
  std::uint64_t n_;
  int half_ = 1;
};

}  // namespace random
}  // namespace gan
