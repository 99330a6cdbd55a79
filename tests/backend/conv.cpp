// Convolution in its three directions against naive loops, as adjoints of one another, and with the same bits on any number of threads.
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include <gan/backend/cpu/backend.hpp>

#include "../catch.hpp"

using namespace gan;
using Values = std::vector<double>;

namespace {

Values random_values(Shape const& shape, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Values out(static_cast<std::size_t>(shape.count()));
  for (auto& x : out) x = normal(random);
  return out;
}

/// Calls body(image index, weight index, output index) for every product of the convolution.
template <class Body> void for_each_product(Convolution const& s, Body body) {
  for (std::int64_t b = 0; b < s.n; ++b)
    for (std::int64_t i = 0; i < s.out_height; ++i)
      for (std::int64_t j = 0; j < s.out_width; ++j)
        for (std::int64_t p = 0; p < s.kernel; ++p)
          for (std::int64_t q = 0; q < s.kernel; ++q) {
            std::int64_t y = i * s.stride + p - s.padding, x = j * s.stride + q - s.padding;
            if (y < 0 || y >= s.height || x < 0 || x >= s.width) continue;
            for (std::int64_t c = 0; c < s.channels; ++c)
              for (std::int64_t o = 0; o < s.out_channels; ++o)
                body(static_cast<std::size_t>(((b * s.height + y) * s.width + x) * s.channels + c),
                     static_cast<std::size_t>(((p * s.kernel + q) * s.channels + c) * s.out_channels + o),
                     static_cast<std::size_t>(((b * s.out_height + i) * s.out_width + j) * s.out_channels + o));
          }
}

struct Results {
  Values outputs, images, weight;
};

template <class T>
Results run(Convolution const& s, Values const& x, Values const& w, Values const& g, bool accumulate, int threads) {
  Context<Cpu> context(Cpu{threads}, Seed{});
  auto cast = [](Values const& v) { return std::vector<T>(v.begin(), v.end()); };
  auto target = [&](Shape const& shape) {
    return std::vector<T>(static_cast<std::size_t>(shape.count()), accumulate ? T(0.25) : std::numeric_limits<T>::quiet_NaN());
  };
  auto xs = cast(x), ws = cast(w), gs = cast(g), outputs = target(s.outputs()), images = target(s.images()),
       weight = target(s.weight());
  conv_forward(context, s, xs.data(), ws.data(), outputs.data(), accumulate);
  conv_backward_images(context, s, gs.data(), ws.data(), images.data(), accumulate);
  conv_backward_weight(context, s, xs.data(), gs.data(), weight.data(), accumulate);
  return {Values(outputs.begin(), outputs.end()), Values(images.begin(), images.end()), Values(weight.begin(), weight.end())};
}

std::size_t differences(Values const& got, Values const& expected, double tolerance) {
  std::size_t wrong = got.size() != expected.size();
  for (std::size_t i = 0; i < expected.size() && !wrong; ++i)
    wrong += !(std::abs(got[i] - expected[i]) <= tolerance * (1 + std::abs(expected[i])));
  return wrong;
}

Results naive(Convolution const& s, Values const& x, Values const& w, Values const& g, double start) {
  Results r{Values(g.size(), start), Values(x.size(), start), Values(w.size(), start)};
  for_each_product(s, [&](std::size_t i, std::size_t k, std::size_t o) {
    r.outputs[o] += x[i] * w[k];
    r.images[i] += g[o] * w[k];
    r.weight[k] += x[i] * g[o];
  });
  return r;
}

double dot(Values const& a, Values const& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

TEST_CASE("three directions of convolutions agree with naive loops") {
  std::mt19937 random(5);
  int const channels[] = {1, 3, 8};
  int tried = 0;
  while (tried < 150) {
    std::int64_t kernel = 1 + random() % 5, height = 1 + random() % 9, width = 1 + random() % 9, c = channels[random() % 3],
                 o = channels[random() % 3];
    int stride = 1 + static_cast<int>(random() % 3), padding = static_cast<int>(random() % 3);
    if (std::min(height, width) + 2 * padding < kernel) continue;
    Convolution s = convolution_of({1 + static_cast<std::int64_t>(random()) % 3, height, width, c}, {kernel, kernel, c, o},
                                   stride, padding);
    INFO("images " << s.images().text() << ", weight " << s.weight().text() << ", stride " << stride << ", padding "
                   << padding);
    auto x = random_values(s.images(), 1), w = random_values(s.weight(), 2), g = random_values(s.outputs(), 3);
    bool accumulate = tried++ % 2;
    auto expected = naive(s, x, w, g, accumulate ? 0.25 : 0);
    auto got = run<double>(s, x, w, g, accumulate, 1);
    CHECK(differences(got.outputs, expected.outputs, 1e-13) == 0);
    CHECK(differences(got.images, expected.images, 1e-13) == 0);
    CHECK(differences(got.weight, expected.weight, 1e-13) == 0);
    auto coarse = run<float>(s, x, w, g, accumulate, 1);
    CHECK(differences(coarse.outputs, expected.outputs, 1e-4) == 0);
    CHECK(differences(coarse.images, expected.images, 1e-4) == 0);
    CHECK(differences(coarse.weight, expected.weight, 1e-4) == 0);
  }
}

TEST_CASE("large convolutions, in several blocks of images and on several threads, give the same bits") {
  for (auto [n, side, c, o, k, stride, padding] : {std::array<std::int64_t, 7>{7, 28, 3, 20, 5, 1, 2},
                                                   {40, 14, 16, 24, 4, 2, 1},
                                                   {9, 28, 1, 64, 4, 2, 1},
                                                   {30, 4, 32, 1, 4, 1, 0},
                                                   {5, 9, 48, 40, 1, 1, 0},
                                                   {3, 40, 40, 8, 3, 1, 1}}) {
    Convolution s = convolution_of({n, side, side, c}, {k, k, c, o}, static_cast<int>(stride), static_cast<int>(padding));
    INFO("images " << s.images().text() << ", weight " << s.weight().text());
    auto x = random_values(s.images(), 1), w = random_values(s.weight(), 2), g = random_values(s.outputs(), 3);
    auto expected = naive(s, x, w, g, 0);
    auto one = run<float>(s, x, w, g, false, 1);
    CHECK(differences(one.outputs, expected.outputs, 1e-3) == 0);
    CHECK(differences(one.images, expected.images, 1e-3) == 0);
    CHECK(differences(one.weight, expected.weight, 1e-3) == 0);
    for (int threads : {2, 3}) {
      auto more = run<float>(s, x, w, g, false, threads);
      CHECK((more.outputs == one.outputs && more.images == one.images && more.weight == one.weight));
    }
  }
}

TEST_CASE("the transposed convolution is the adjoint of the convolution") {
  struct Case {
    Shape in, weight;
    int stride, padding, output_padding;
  };
  Case const cases[] = {{{2, 4, 4, 8}, {4, 4, 3, 8}, 2, 1, 0},
                        {{2, 7, 5, 3}, {5, 5, 2, 3}, 2, 2, 1},
                        {{3, 1, 1, 8}, {4, 4, 5, 8}, 1, 0, 0},
                        {{1, 5, 6, 2}, {3, 3, 1, 2}, 3, 1, 2},
                        {{2, 6, 6, 3}, {3, 3, 3, 3}, 1, 1, 0}};
  for (auto const& c : cases) {
    Convolution s = transposed_convolution_of(c.in, c.weight, c.stride, c.padding, c.output_padding);
    auto x = random_values(s.images(), 1), w = random_values(s.weight(), 2), y = random_values(s.outputs(), 3);
    auto r = run<double>(s, x, w, y, false, 1);
    CHECK(dot(r.outputs, y) == Approx(dot(x, r.images)).epsilon(1e-12));
    CHECK(dot(r.outputs, y) == Approx(dot(w, r.weight)).epsilon(1e-12));
  }
}

TEST_CASE("the specification's convolution and transposed convolution") {
  Values x(16), w(9), z{1, 2, 3, 4};
  for (std::size_t i = 0; i < 16; ++i) x[i] = static_cast<double>(i);
  for (std::size_t i = 0; i < 9; ++i) w[i] = static_cast<double>(i + 1);
  Convolution s = convolution_of({1, 4, 4, 1}, {3, 3, 1, 1}, 2, 1);
  CHECK(transposed_convolution_of(s.outputs(), s.weight(), 2, 1, 1).images() == s.images());
  auto r = run<double>(s, x, w, z, false, 1);
  CHECK(r.outputs == Values{83, 178, 330, 528});
  CHECK(r.images == Values{5, 14, 10, 12, 14, 36, 24, 30, 15, 34, 20, 24, 24, 55, 32, 36});
  CHECK(dot(r.outputs, z) == 3541);
}

TEST_CASE("a convolution of no images") {
  Convolution s = convolution_of({0, 4, 4, 2}, {3, 3, 2, 5}, 1, 1);
  Context<Cpu> context;
  Values nothing(1, 7.0), weight(90, 7.0);
  conv_forward(context, s, nothing.data(), weight.data(), nothing.data(), false);
  conv_backward_images(context, s, nothing.data(), weight.data(), nothing.data(), false);
  CHECK(nothing[0] == 7);
  conv_backward_weight(context, s, nothing.data(), nothing.data(), weight.data(), true);
  CHECK(weight[0] == 7);
  conv_backward_weight(context, s, nothing.data(), nothing.data(), weight.data(), false);
  for (double v : weight) CHECK(v == 0);
}
