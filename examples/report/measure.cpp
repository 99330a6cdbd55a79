#include "measure.hpp"

#include <gan/metrics.hpp>

#include "../train/mixtures.hpp"
#include "agreement.hpp"

namespace fs = std::filesystem;
using namespace gan;

namespace {

using Digit = Image<1, 28, 28>;
constexpr char const* classifier = "the digit classifier";  // as the names in measure.hpp have it

std::vector<int> labels_of(data::Digits const& digits, std::int64_t count, std::int64_t first = 0, std::int64_t step = 1) {
  std::vector<int> out;
  for (std::int64_t i = 0; i < count; ++i) out.push_back(digits.label(static_cast<std::uint64_t>(first + i * step)));
  return out;
}

/// Every second test digit, from `first` on.
metric::Features half_of(metric::Features const& all, std::int64_t first) {
  std::vector<std::int64_t> samples;
  for (std::int64_t i = first; i < all.count(); i += 2) samples.push_back(i);
  return all.select(samples);
}

}  // namespace

struct Meter::Parts {
  std::int64_t half;
  Model<decltype(systems::digit_classifier().gan), Digit> reader;
  data::Digits unseen = data::digits(data::Split::test);
  metric::Features features, probabilities;  // of both halves
  metric::Features real;                     // features of the half that everything is compared with
  metric::GaussianFit real_fit;

  Parts(int n, int threads) : half(n), reader{systems::digit_classifier().gan, Digit{}, Cpu{.threads = threads}, Seed{1}} {}

  /// Frechet distance and the measures of neighbours, which need sets of one size.
  void compare(Numbers& out, metric::Features const& features_of, metric::Features const& probabilities_of) {
    auto& context = reader.context();
    std::int64_t const n = std::min(real.count(), features_of.count());
    auto first = [&](metric::Features set) {
      set.values.resize(static_cast<std::size_t>(n * set.size));
      return set;
    };
    auto const reals = first(real), fakes = first(features_of);
    auto distance = [&](metric::Features const& set) {
      return metric::frechet_distance(context, real_fit, metric::gaussian_fit(context, set)).value;
    };
    auto const spread = metric::bootstrap(
        features_of.count(), [&](std::vector<std::int64_t> const& samples) { return distance(features_of.select(samples)); },
        {.resamples = 100});
    out[measured::samples] = static_cast<double>(features_of.count());
    out[measured::frechet] = spread.value;
    out[measured::frechet_error] = (spread.high - spread.low) / 2;
    out[measured::score] = metric::inception_score(probabilities_of, 1).value;
    auto const near = metric::precision_recall(context, reals, fakes);
    out[measured::precision] = near.precision;
    out[measured::recall] = near.recall;
    out[measured::coverage] = metric::density_coverage(context, reals, fakes).coverage;
  }

  Tensor<float, Cpu> images(metric::Features const& set) {
    require<ShapeError>(set.size == Digit::size, "digits have ", Digit::size, " pixels, but the set '", set.name,
                        "' has samples of ", set.size);
    return from_host(reader.context(), Digit::shape(set.count()), std::vector<float>(set.values.begin(), set.values.end()));
  }
  metric::Features read(Tensor<float, Cpu> const& x) { return metric::class_probabilities(reader, classifier)(x); }
  metric::Features seen(Tensor<float, Cpu> const& x) { return metric::classifier_features(reader, classifier)(x); }

  void measure_samples(Numbers& out, metric::Features const& set) {
    auto const x = images(set);
    auto const probabilities_of = read(x);
    compare(out, seen(x), probabilities_of);
    bool const classes = set.name.find("class i mod 10") != std::string::npos;
    if (!classes && set.name.find("code i mod 10") == std::string::npos) return;
    std::vector<int> wanted;
    for (int i = 0; i < static_cast<int>(set.count()); ++i) wanted.push_back(i % 10);
    out[measured::agreement] = classes ? metric::accuracy(probabilities_of, wanted)
                                       : greedy_agreement(wanted, metric::most_probable(probabilities_of), 10);
  }

  void measure_reconstructions(Numbers& out, metric::Features const& set) {
    auto const y = images(set);
    std::vector<float> values(static_cast<std::size_t>(y.count()));
    for (std::int64_t i = 0; i < set.count(); ++i) unseen.copy(static_cast<std::uint64_t>(i), values.data() + i * Digit::size);
    auto const x = from_host(reader.context(), y.shape(), values);
    out[measured::psnr] = metric::reconstruction(x, y).psnr;
    out[measured::ssim] = metric::structural_similarity(x, y);
    out[measured::kept] = metric::accuracy(read(y), labels_of(unseen, set.count()));
  }
};

Meter::Meter(std::string const& classifier_weights, int half, int threads) : parts_(std::make_unique<Parts>(half, threads)) {
  Parts& p = *parts_;
  load(p.reader, classifier_weights);
  auto& context = p.reader.context();
  p.features = metric::extract(context, metric::classifier_features(p.reader, classifier), p.unseen, 2 * half);
  p.probabilities = metric::extract(context, metric::class_probabilities(p.reader, classifier), p.unseen, 2 * half);
  p.real = half_of(p.features, 0);
  p.real_fit = metric::gaussian_fit(context, p.real);
}
Meter::~Meter() = default;

std::string Meter::digits_name() const { return parts_->unseen.size() > 0 ? "MNIST" : "a drawn set that stands in for MNIST"; }

Numbers Meter::other_test_digits() {
  Numbers out;
  auto const read = half_of(parts_->probabilities, 1);
  parts_->compare(out, half_of(parts_->features, 1), read);
  out[measured::agreement] = metric::accuracy(read, labels_of(parts_->unseen, parts_->half, 1, 2));
  return out;
}

Numbers Meter::training_digits() {
  Numbers out;
  auto const digits = data::digits();
  auto& reader = parts_->reader;
  std::int64_t const half = parts_->half;
  auto const read = metric::extract(reader.context(), metric::class_probabilities(reader, classifier), digits, half);
  parts_->compare(out, metric::extract(reader.context(), metric::classifier_features(reader, classifier), digits, half), read);
  out[measured::agreement] = metric::accuracy(read, labels_of(digits, half));
  return out;
}

Numbers Meter::measure(Run const& run) {
  Numbers out;
  auto load_set = [&](char const* name) { return metric::load_features((run.folder / name).string()); };
  auto has = [&](char const* name) { return fs::exists(run.folder / name); };
  if (is_mixture(run.fact("data"))) {
    auto const set = load_set("generated.safetensors");
    auto const points = from_host(parts_->reader.context(), Shape{set.count(), set.size},
                                  std::vector<float>(set.values.begin(), set.values.end()));
    auto const from = mixture(run.fact("data"));
    auto const found = metric::mode_coverage(points, from);
    out[measured::samples] = static_cast<double>(set.count());
    out[measured::modes] = found.modes;
    out[measured::all_modes] = static_cast<double>(from.modes().size());
    out[measured::quality] = found.high_quality;
    out[measured::uniform] = found.kl_to_uniform;
    return out;
  }
  if (has("generated.safetensors")) parts_->measure_samples(out, load_set("generated.safetensors"));
  if (has("reconstructed.safetensors")) parts_->measure_reconstructions(out, load_set("reconstructed.safetensors"));
  if (has("codes.safetensors")) {
    auto const codes = load_set("codes.safetensors");
    out[measured::read] = greedy_agreement(metric::most_probable(codes), labels_of(parts_->unseen, codes.count()), 10);
  }
  if (has("read.safetensors")) {
    auto const read = load_set("read.safetensors");
    out[measured::read] = metric::accuracy(read, labels_of(parts_->unseen, read.count()));
  }
  return out;
}
