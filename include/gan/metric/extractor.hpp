#pragma once
/// What turns samples into features. An extractor has a `name()` that says all that decides its values, and makes `Features` of
/// a tensor of samples. Own ones need no more than that; those of other programs come in by files (metric/feature_file.hpp).
#include <algorithm>
#include <type_traits>

#include <gan/autodiff/reduce.hpp>
#include <gan/core/sample.hpp>
#include <gan/data/dataset.hpp>
#include <gan/metric/features.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/network.hpp>
#include <gan/nn/sequential.hpp>

namespace gan::metric {

/// The samples themselves, pixels in [-1, 1]. For few dimensions: distances of images are hardly those that people see.
struct RawPixels {
  std::string name() const { return "raw pixels"; }
  template <class T, class Device> Features operator()(Tensor<T, Device> const& samples) const {
    return features(name(), samples);
  }
};

/// Pixels in [0, 1], (x + 1) / 2: what published Parzen likelihoods are measured on.
struct UnitPixels {
  std::string name() const { return "pixels in [0, 1]"; }
  template <class T, class Device> Features operator()(Tensor<T, Device> const& samples) const {
    Features out = features(name(), samples);
    for (double& v : out.values) v = (v + 1) / 2;
    return out;
  }
};

struct RandomConvolutionsOptions {
  int levels = 3;  ///< each halves the image
  int width = 32;  ///< maps of the first level; each level behind it has twice as many
  Seed seed{};
};

/// A convolutional network with random weights that nobody trains: kernel 4, stride 2, leaky ReLU .2, weights N(0, 2 / fan_in),
/// and the mean of every map of the last level, width * 2^(levels - 1) numbers. The weights follow from the seed alone, so it
/// is the same extractor in every program; its name holds the image's shape, the sizes and the seed.
template <class T, class Device, class Sample> class RandomConvolutions {
  static_assert(Sample::is_image, "a convolutional extractor needs images: Image<C, H, W>");
  using Level = Sequential<Conv2dNoBias, LeakyRelu>;

 public:
  RandomConvolutions(Context<Device>& context, Sample, RandomConvolutionsOptions const& options = {})
      : context_(&context),
        options_(options),
        network_(context, levels(options), random::key(options.seed, Stream::initial_parameters)) {}

  std::string name() const {
    return sentence("random convolutions of {", Sample::height, ", ", Sample::width, ", ", Sample::channels, "}, ",
                    options_.levels, " levels, width ", options_.width, ", seed ", options_.seed.value);
  }

  /// Features of images {n, H, W, C}, 256 at a time.
  Features operator()(Tensor<T, Device> const& images) const {
    Shape const& s = images.shape();
    require<ShapeError>(s.rank() == 4 && s[0] > 0 && s == Sample::shape(s[0]), "the extractor '", name(), "' needs images ",
                        Sample::shape(s.rank() ? s[0] : 0), ", not ", s);
    NoRecording<Device> off(*context_);
    Features out{name(), std::int64_t{options_.width} << (options_.levels - 1), {}};
    for (std::int64_t begin = 0; begin < s[0]; begin += 256) {
      auto batch = images.slice(begin, std::min(begin + 256, s[0]));
      if (&batch.context() != context_) batch = from_host(*context_, batch.shape(), to_host(batch));  // of a model, say
      auto const maps = network_(constant<1>(batch), PassMode{});
      double const pixels = static_cast<double>(maps.shape()[1] * maps.shape()[2]);
      auto const means = evaluate(maps * (1 / pixels), Shape{maps.shape()[0], 1, 1, maps.shape()[3]});
      auto const host = to_host(means.value());
      out.values.insert(out.values.end(), host.begin(), host.end());
    }
    return out;
  }

 private:
  static Stack<Level> levels(RandomConvolutionsOptions const& o) {
    constexpr int side = std::min(Sample::height, Sample::width);
    require<OptionError>(o.levels >= 1 && o.levels < 31 && (side >> o.levels) >= 1, "images of side ", side,
                         " can be halved by 1 or more levels until 1 pixel is left, not by ", o.levels);
    require<OptionError>(o.width >= 1, "random convolutions need a width of at least 1, not ", o.width);
    Stack<Level> stack;
    for (int level = 0, in = Sample::channels, out = o.width; level < o.levels; ++level, in = out, out *= 2)
      stack.layers.push_back(Level{Conv2dNoBias{in, out, 4, 2, 1, He{}}, LeakyRelu{}});
    return stack;
  }

  Context<Device>* context_;
  RandomConvolutionsOptions options_;
  Network<T, Device, 1, Stack<Level>> network_;
};

/// RandomConvolutions<float> of a context and an image's shape.
template <class Device, class Sample>
RandomConvolutions<float, Device, Sample> random_convolutions(Context<Device>& context, Sample sample,
                                                              RandomConvolutionsOptions const& options = {}) {
  return {context, sample, options};
}

/// Features of samples first ... first + count - 1 of a data set, 256 at a time. Throws OptionError where it has not so many.
template <class Device, class Extractor, data::DataSet Data>
Features extract(Context<Device>& context, Extractor const& extractor, Data const& data, std::int64_t count,
                 std::int64_t first = 0) {
  using Sample = typename Data::sample;
  std::uint64_t const size = data.size();
  require<OptionError>(count >= 1 && first >= 0 && (size == 0 || static_cast<std::uint64_t>(first + count) <= size),
                       "features of ", count, " samples from sample ", first, " on were asked of a data set of ", size);
  Features out;
  std::vector<float> values;
  for (std::int64_t begin = 0; begin < count; begin += 256) {
    std::int64_t const n = std::min<std::int64_t>(256, count - begin);
    values.resize(static_cast<std::size_t>(n * Sample::size));
    for (std::int64_t i = 0; i < n; ++i)
      data.copy(static_cast<std::uint64_t>(first + begin + i), values.data() + i * Sample::size);
    Features const batch = extractor(from_host(context, Sample::shape(n), values));
    if (begin == 0) out = batch;
    else out.append(batch);
  }
  return out;
}

}  // namespace gan::metric
