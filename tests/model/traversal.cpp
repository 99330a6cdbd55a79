/// Walks through the inputs of a generator that gives its input back.
#include <gan/model/traversal.hpp>
#include <gan/network/coded.hpp>

#include "models.hpp"

using namespace test;

namespace {
using Numbers = std::vector<double>;

/// x = z: the walk itself.
struct Echo {
  int latent = 3;
  NoisePrior noise = NormalNoise{};
  template <class Sample> auto layers(Sample) const { return Sequential{Reshape<Sample>{}}; }
};
template <int D> auto echo(auto generator) {
  return Model{Gan{generator, MlpDiscriminator{.hidden = {2}}, NonSaturating{}}, Vector<D>{}, Cpu{}, Seed{1}, 0.0};
}
}  // namespace

TEST_CASE("interpolation goes in equal steps on a line, or on an arc where the noise is normal") {
  auto const flat = echo<3>(Echo{.noise = UniformNoise{}});
  auto const ends = to_host(flat.noise(4, random::key(Seed{7}, Stream::generated_latent)));
  auto const line = to_host(interpolate(flat, 2, 5, Seed{7}));
  REQUIRE(line.size() == 2 * 5 * 3);
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t column = 0; column < 5; ++column)
      for (std::size_t i = 0; i < 3; ++i) {
        double const a = ends[(2 * row) * 3 + i], b = ends[(2 * row + 1) * 3 + i], t = static_cast<double>(column) / 4;
        CHECK(std::abs(line[(row * 5 + column) * 3 + i] - (a + t * (b - a))) < 1e-12);
      }

  auto const round = echo<3>(Echo{});
  auto const arc = to_host(interpolate(round, 1, 9, Seed{2}));
  auto at = [&](std::size_t column, std::size_t i) { return arc[column * 3 + i]; };
  // Equal angles between unit vectors: the slerp of the directions, and lengths between those of the ends when these are equal.
  Numbers cosines;
  for (std::size_t column = 0; column + 1 < 9; ++column) {
    double dot = 0, p = 0, q = 0;
    for (std::size_t i = 0; i < 3; ++i)
      dot += at(column, i) * at(column + 1, i), p += at(column, i) * at(column, i), q += at(column + 1, i) * at(column + 1, i);
    cosines.push_back(std::acos(dot / std::sqrt(p * q)));
  }
  double total = 0, across = 0, first = 0, last = 0;
  for (double c : cosines) total += c;
  for (std::size_t i = 0; i < 3; ++i) across += at(0, i) * at(8, i), first += at(0, i) * at(0, i), last += at(8, i) * at(8, i);
  CHECK(total == Approx(std::acos(across / std::sqrt(first * last))).epsilon(1e-9));  // it stays in the plane of its ends
  auto const rim = to_host(round.noise(2, random::key(Seed{2}, Stream::generated_latent)));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(std::abs(at(0, i) - rim[i]) < 1e-12);
    CHECK(std::abs(at(8, i) - rim[3 + i]) < 1e-12);
  }
  CHECK_THROWS_WITH(interpolate(round, 0, 5), Catch::Contains("not 0 and 5"));
}

TEST_CASE("a traversal changes one code and nothing else") {
  // Inputs: 2 of noise, 3 + 2 of categorical codes, 2 continuous codes.
  auto const model = echo<9>(Coded{Echo{.latent = 2}, Codes{.categorical = {3, 2}, .continuous = 2}});
  auto const start = to_host(model.noise(2, random::key(Seed{4}, Stream::generated_latent)));
  struct Case {
    int code;
    std::size_t first, width;
  };
  for (auto const& c : {Case{0, 2, 3}, {1, 5, 2}, {2, 7, 1}, {3, 8, 1}}) {
    auto const walk = to_host(traverse_code(model, c.code, 2, 4, -1, 1, Seed{4}));
    std::size_t const columns = c.width > 1 ? c.width : 4;
    REQUIRE(walk.size() == 2 * columns * 9);
    for (std::size_t row = 0; row < 2; ++row)
      for (std::size_t column = 0; column < columns; ++column)
        for (std::size_t i = 0; i < 9; ++i) {
          double expected = start[row * 9 + i];
          if (i >= c.first && i < c.first + c.width)
            expected = c.width > 1 ? static_cast<double>(i - c.first == column) : -1 + 2 * static_cast<double>(column) / 3;
          CHECK(walk[(row * columns + column) * 9 + i] == Approx(expected).margin(1e-12));
        }
  }
  CHECK_THROWS_WITH(traverse_code(model, 4, 2), Catch::Contains("code 4"));
}
