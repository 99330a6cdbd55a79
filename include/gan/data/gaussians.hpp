#pragma once
/// Mixtures of Gaussians: endless data sets that know their modes, so that the quality and coverage of samples have an exact
/// meaning.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <gan/core/error.hpp>
#include <gan/core/random.hpp>
#include <gan/core/sample.hpp>

namespace gan::data {

/// One component of a mixture: N(center, sigma^2 I), drawn with a probability proportional to `weight`.
template <int D> struct Mode {
  std::array<float, D> center{};
  float sigma = 1;
  float weight = 1;
};

/// Draws from a mixture of Gaussians in D dimensions, endless: sample i is a function of the seed and i alone.
template <int D> class GaussianMixture {
 public:
  using sample = Vector<D>;

  /// Throws OptionError where there is no mode or one has a weight or sigma that is not positive or not finite.
  explicit GaussianMixture(std::vector<Mode<D>> modes, Seed seed = {}) : modes_(std::move(modes)), seed_(seed) {
    require<OptionError>(!modes_.empty(), "a mixture of Gaussians needs at least one mode");
    double total = 0;
    for (std::size_t k = 0; k < modes_.size(); ++k) {
      Mode<D> const& mode = modes_[k];
      require<OptionError>(positive(mode.sigma), "sigma of mode ", k, " is ", mode.sigma, ", but must be positive and finite");
      require<OptionError>(positive(mode.weight), "the weight of mode ", k, " is ", mode.weight,
                           ", but must be positive and finite");
      for (float x : mode.center) require<OptionError>(std::isfinite(x), "the center of mode ", k, " has a coordinate ", x);
      cumulative_.push_back(total += static_cast<double>(mode.weight));
    }
    for (double& c : cumulative_) c /= total;
  }

  /// 0: endless.
  std::uint64_t size() const { return 0; }

  std::vector<Mode<D>> const& modes() const { return modes_; }

  /// The mode that draw `index` comes from.
  int mode(std::uint64_t index) const {
    double u = random::uniform<double>(key(index)(static_cast<std::uint32_t>(index), 0), 0);
    int k = 0;
    while (u >= cumulative_[static_cast<std::size_t>(k)] && k + 1 < static_cast<int>(modes_.size())) ++k;
    return k;
  }

  /// Writes draw `index`: the center of its mode plus sigma times a standard normal vector.
  void copy(std::uint64_t index, float* out) const {
    Mode<D> const& from = modes_[static_cast<std::size_t>(mode(index))];
    random::Key draw = key(index);
    for (int d = 0; d < D; d += 4) {  // block 0 chose the mode, the others give four normal values each
      random::Bits bits = draw(static_cast<std::uint32_t>(index), 1 + static_cast<std::uint32_t>(d) / 4);
      float normal[4];
      random::normal_pair(random::uniform<float>(bits, 0), random::uniform<float>(bits, 1), normal[0], normal[1]);
      random::normal_pair(random::uniform<float>(bits, 2), random::uniform<float>(bits, 3), normal[2], normal[3]);
      for (int lane = 0; lane < 4 && d + lane < D; ++lane)
        out[d + lane] = from.center[static_cast<std::size_t>(d + lane)] + from.sigma * normal[lane];
    }
  }

 private:
  static bool positive(float x) { return x > 0 && x <= std::numeric_limits<float>::max(); }
  random::Key key(std::uint64_t index) const { return random::key(seed_, Stream::data, index >> 32); }

  std::vector<Mode<D>> modes_;
  std::vector<double> cumulative_;  // of the normalised weights; the last one is 1
  Seed seed_;
};

struct RingOptions {
  int modes = 8;
  float radius = 2;
  float sigma = 0.02f;
  Seed seed{};
};

/// `modes` Gaussians of equal weight, evenly spaced on a circle around the origin, the first at (radius, 0): the toy set of
/// Metz et al. 2017, "Unrolled GANs". The authors of WGAN-GP divide it by 1.414: {.radius = 1.414f, .sigma = 0.01414f}.
inline GaussianMixture<2> gaussian_ring(RingOptions const& options) {
  require<OptionError>(options.modes >= 1, "a ring needs at least 1 mode, not ", options.modes);
  require<OptionError>(options.radius >= 0, "the radius of a ring must be at least 0, not ", options.radius);
  std::vector<Mode<2>> modes;
  for (int k = 0; k < options.modes; ++k) {
    double angle = 6.283185307179586 * k / options.modes, radius = static_cast<double>(options.radius);
    modes.push_back(
        {{static_cast<float>(radius * std::cos(angle)), static_cast<float>(radius * std::sin(angle))}, options.sigma, 1});
  }
  return GaussianMixture<2>(std::move(modes), options.seed);
}

struct GridOptions {
  int side = 5;
  float spacing = 2;
  float sigma = 0.05f;
  Seed seed{};
};

/// side x side Gaussians of equal weight on a square grid around the origin. The authors of WGAN-GP divide it by 2.828:
/// {.spacing = 0.7071f, .sigma = 0.01768f}.
inline GaussianMixture<2> gaussian_grid(GridOptions const& options) {
  require<OptionError>(options.side >= 1 && options.side <= 1000, "the side of a grid must be in 1 ... 1000, not ",
                       options.side);
  require<OptionError>(options.spacing >= 0, "the spacing of a grid must be at least 0, not ", options.spacing);
  std::vector<Mode<2>> modes;
  float middle = 0.5f * static_cast<float>(options.side - 1);
  for (int x = 0; x < options.side; ++x)
    for (int y = 0; y < options.side; ++y)
      modes.push_back({{options.spacing * (static_cast<float>(x) - middle), options.spacing * (static_cast<float>(y) - middle)},
                       options.sigma,
                       1});
  return GaussianMixture<2>(std::move(modes), options.seed);
}

template <int D> struct MixtureOptions {
  std::vector<Mode<D>> modes;
  Seed seed{};
};

/// Any mixture of Gaussians: gaussian_mixture<2>({.modes = {{.center = {-1, 0}, .sigma = 0.1f}, {.center = {1, 0}, .sigma =
/// 0.3f}}}).
template <int D> GaussianMixture<D> gaussian_mixture(MixtureOptions<D> options) {
  return GaussianMixture<D>(std::move(options.modes), options.seed);
}

}  // namespace gan::data
