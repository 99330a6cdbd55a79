/// Masks as their policies say, and networks that complete what a mask leaves open.
#include <gan/backend/cpu/backend.hpp>
#include <gan/network/masked.hpp>
#include <gan/nn/network.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
using Numbers = std::vector<double>;
using Picture = Image<3, 8, 10>;
random::Key const key = random::key(Seed{7}, Stream::check);

template <class Sample, class Mask> Numbers masks(Mask const& mask, std::int64_t n) {
  Context<Cpu> context;
  auto const drawn = draw_masks<double>(context, Sample{}, mask, n, key);
  CHECK(drawn.shape() == mask_shape<Sample>(n));
  auto out = to_host(drawn);
  for (double m : out) REQUIRE((m == 0 || m == 1));
  return out;
}
}  // namespace

TEST_CASE("random pixels are given with their probability, each by itself") {
  std::size_t const n = 2000;
  for (float p : {.2f, .5f}) {
    auto const m = masks<Picture>(RandomPixels{p}, n);
    Numbers given(80);
    double both = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < 80; ++j) given[j] += m[80 * i + j] / double(n);
      both += m[80 * i + 3] * m[80 * i + 4] / double(n);
    }
    for (double g : given) CHECK(std::abs(g - double(p)) < 5 * std::sqrt(.25 / double(n)));
    CHECK(std::abs(both - double(p) * double(p)) < 5 * std::sqrt(.25 / double(n)));
  }
  for (double m : masks<Vector<3>>(RandomPixels{0}, 20)) CHECK(m == 0);
  for (double m : masks<Vector<3>>(RandomPixels{1}, 20)) CHECK(m == 1);
  CHECK_THROWS_WITH(masks<Vector<3>>(RandomPixels{1.5f}, 2), Catch::Contains("1.5"));
}

TEST_CASE("the left half is given, of an odd width the smaller one") {
  auto const m = masks<Picture>(LeftHalf{}, 2);
  for (std::size_t i = 0; i < m.size(); ++i) CHECK(m[i] == (i % 10 < 5));
  CHECK(masks<Vector<5>>(LeftHalf{}, 2) == Numbers{1, 1, 0, 0, 0, 1, 1, 0, 0, 0});
}

TEST_CASE("what is missing is one rectangle of the sides asked for, everywhere in the image") {
  using Big = Image<1, 40, 20>;
  std::size_t const n = 400;
  auto const m = masks<Big>(MissingRectangle{.smallest = .25f, .largest = .75f}, n);
  double mean_height = 0, mean_width = 0;
  Numbers corner(4);
  for (std::size_t s = 0; s < n; ++s) {
    int top = 40, bottom = -1, left = 20, right = -1, missing = 0;
    for (int i = 0; i < 40; ++i)
      for (int j = 0; j < 20; ++j)
        if (m[800 * s + std::size_t(20 * i + j)] == 0) {
          top = std::min(top, i), bottom = std::max(bottom, i), left = std::min(left, j), right = std::max(right, j);
          ++missing;
        }
    int const height = bottom - top + 1, width = right - left + 1;
    CHECK(missing == height * width);  // a full rectangle
    CHECK((height >= 9 && height <= 31 && width >= 4 && width <= 16));
    mean_height += height / double(n), mean_width += width / double(n);
    corner[0] += top<3, corner[1] += bottom> 36, corner[2] += left<2, corner[3] += right> 17;
  }
  CHECK(mean_height == Approx(20).epsilon(.05));
  CHECK(mean_width == Approx(10).epsilon(.05));
  for (double c : corner) CHECK(c > 20);
  CHECK_THROWS_WITH(masks<Big>(MissingRectangle{.smallest = .5f, .largest = .25f}, 1), Catch::Contains("0.5 to 0.25"));
}

TEST_CASE("a mask depends on its key and its sample's number alone") {
  Context<Cpu> context;
  MissingRectangle const policy;
  auto const all = draw_masks<double>(context, Picture{}, policy, 6, key),
             rest = draw_masks<double>(context, Picture{}, policy, 4, key, 2);
  CHECK(to_host(all.slice(2, 6)) == to_host(rest));
  auto const other = draw_masks<double>(context, Picture{}, policy, 6, random::key(Seed{8}, Stream::check));
  CHECK(to_host(all) != to_host(other));
}

TEST_CASE("masks stand behind the channels of an image and the dimensions of a vector") {
  Context<Cpu> context;
  auto v = [&](Shape const& shape, Numbers const& values) { return constant<1>(from_host(context, shape, values)); };
  auto const masks = v({1, 2}, {1, 0});
  CHECK(to_host(detail::with_masks(v({2, 2}, {5, 6, 7, 8}), masks).value()) == Numbers{5, 6, 1, 0, 7, 8, 1, 0});
  auto const images = detail::with_masks(v({1, 1, 2, 2}, {1, 2, 3, 4}), masks);
  CHECK(images.shape() == Shape{1, 1, 2, 3});
  CHECK(to_host(images.value()) == Numbers{1, 2, 1, 3, 4, 0});
  CHECK_THROWS_WITH(detail::with_masks(v({3, 1}, {1, 2, 3}), v({2, 1}, {1, 0})), Catch::Contains("batch of 3"));
  // A masked discriminator reads them from the end of the generator's input.
  MaskedD const d{MlpDiscriminator{}};
  CHECK(to_host(d.with_masks(v({1, 2}, {5, 6}), v({1, 4}, {9, 9, 0, 1})).value()) == Numbers{5, 6, 0, 1});
}

TEST_CASE("a masked generator keeps what is given and asks its network for the rest, which sees noise there") {
  Context<Cpu> context;
  MaskedGenerator const generator{Picture{}, DCCompleter{.width = 2}, RandomPixels{}};
  using Small = Image<3, 8, 12>;
  MaskedGenerator const whole{Small{}, DCCompleter{.width = 2}, RandomPixels{}};
  CHECK(latent_size(generator) == 8 * 10 * 4);
  auto const layers = whole.layers(Small{});
  Network<double, Cpu, 1, std::decay_t<decltype(layers)>> const network(context, layers,
                                                                        random::key(Seed{3}, Stream::initial_parameters));
  auto const x = uniform<double>(context, Small::shape(2), random::key(Seed{1}, Stream::check), -1, 1);
  auto const m = draw_masks<double>(context, Small{}, RandomPixels{}, 2, key);
  auto run = [&](double at_missing, double of_samples) {
    // The samples' own values where they are missing must not matter; the noise there must.
    auto values = to_host(x);
    auto const mask = to_host(m);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (mask[i / 3] == 0) values[i] = of_samples;
    auto const noise = full(context, Shape{2, Small::size}, at_missing);
    auto const input = whole.input(constant<1>(from_host(context, x.shape(), values)), constant<1>(m), constant<1>(noise));
    auto const seen = to_host(input.value());
    for (std::size_t n = 0; n < 2; ++n)
      for (std::size_t i = 0; i < 288; ++i) {
        CHECK(seen[384 * n + i] == (mask[96 * n + i / 3] == 1 ? values[288 * n + i] : at_missing));
        if (i < 96) CHECK(seen[384 * n + 288 + i] == mask[96 * n + i]);
      }
    auto const y = to_host(Var<double, Cpu, 1>(evaluate(network(input, {true}))).value());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (mask[i / 3] == 1) CHECK(y[i] == values[i]);
      CHECK(std::abs(y[i]) <= 1);
    }
    return y;
  };
  auto const a = run(.3, 0), b = run(.3, 7), c = run(-.5, 0);
  CHECK(a == b);
  CHECK(a != c);
}
