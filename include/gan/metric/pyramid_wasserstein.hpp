#pragma once
#include <gan/metric/laplacian_pyramid.hpp>
#include <gan/metric/sliced_wasserstein.hpp>

namespace gan::metric {

struct PyramidWassersteinOptions {
  std::int64_t patches = 128;  ///< of each image and level
  std::int64_t side = 7;       ///< of a patch, in pixels
  std::int64_t smallest = 16;  ///< the least side of a level
  SlicedWassersteinOptions sliced = {};
  Seed seed{};  ///< of the places of the patches
};

/// One level of the pyramid. Published numbers are 1000 times the value.
struct PyramidLevel {
  std::int64_t height = 0, width = 0;
  SlicedWasserstein distance;
};

struct PyramidWasserstein {
  double value = 0;                  ///< mean over the levels
  std::vector<PyramidLevel> levels;  ///< from full size down
  std::string features;              ///< what was compared
};

/// The sliced Wasserstein distance of patches of Laplacian pyramids (Karras et al. 2018, section 5): for each size of structure
/// how unlike real and generated images are. Images {n, height, width, channels} of one shape, with sides of at least `side`.
/// Holds n * patches * side^2 * channels doubles of a level.
template <class T, class Device>
PyramidWasserstein pyramid_wasserstein(Context<Device>& context, Tensor<T, Device> const& real, Tensor<T, Device> const& fake,
                                       PyramidWassersteinOptions const& options = {}) {
  char const* const what = "the sliced Wasserstein distance of pyramids";
  auto const a = laplacian_pyramid(host_images(what, real), options.smallest);
  auto const b = laplacian_pyramid(host_images(what, fake), options.smallest);
  Shape same = fake.shape();
  same[0] = real.shape()[0];
  require<ShapeError>(same == real.shape(), what, " needs images of one size, not ", real.shape(), " and ", fake.shape());
  PyramidWasserstein out;
  out.features = sentence(options.side, "x", options.side, " patches of a Laplacian pyramid");
  for (std::size_t level = 0; level < a.size(); ++level) {
    auto patches = [&](HostImages const& images) {
      return patch_features(sentence(out.features, ", level ", level), images, options.patches, options.side, options.seed);
    };
    out.levels.push_back(
        {a[level].height, a[level].width, sliced_wasserstein(context, patches(a[level]), patches(b[level]), options.sliced)});
    out.value += out.levels.back().distance.value / static_cast<double>(a.size());
  }
  return out;
}

}  // namespace gan::metric
