/// Training steps against their definition: the objectives of two small networks written out in plain C++, differentiated by central
/// differences, and moved by plain gradient descent with momentum.
#include <functional>

#include "training.hpp"

using namespace gan;
using namespace test;
using Numbers = std::vector<double>;

namespace {

/// x = z W + b with two inputs and two outputs.
struct AffineGenerator {
  int latent = 2;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{2, 2}}; }
};
/// s = v . tanh(x W + b) + c with three hidden units.
template <bool Mixes = false> struct TanhDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = Mixes;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{2, 3}, Tanh{}, Linear{3, 1}}; }
};

/// weight / 2 * (sum of all squared parameters of both networks), each in its network's own objective.
struct SquaredWeights {
  static constexpr char const* name = "squared weights";
  float weight = .25f;
  template <class Step> auto generator_term(Step& step) const { return half_square(step.model().generator(), step.fake()); }
  template <class Step> auto discriminator_term(Step& step) const {
    return half_square(step.model().discriminator(), step.fake());
  }

 private:
  template <class Network, class V> V half_square(Network const& network, V const& like) const {
    V total = constant<V::order>(zeros<typename V::value_type>(like.context(), Shape{}));
    for (auto const& leaf : network.leaves()) total = V(total + .5f * weight * sum(square(leaf)));
    return total;
  }
};
/// Every input of the discriminator is moved by `by`.
struct Shifted {
  float by = .5f;
  template <class X, class Step> auto discriminator_input(X const& x, Step&) const { return x + by; }
};
/// The library's penalty, with a record of its draws.
struct RecordedPenalty {
  static constexpr bool second_order = true, per_sample = true;
  GradientPenalty penalty;
  std::vector<Numbers>* draws;

  template <class Step> struct Recording {
    Step& step;
    std::vector<Numbers>* draws;
    auto uniform_per_sample() {
      auto e = step.uniform_per_sample();
      draws->push_back(to_host(e.value()));
      return e;
    }
    auto const& real() const { return step.real(); }
    auto const& fake() const { return step.fake(); }
    template <class X> auto differentiable(X const& x) { return step.differentiable(x); }
    template <class X> auto discriminator(X const& x) { return step.discriminator(x); }
  };
  template <class Step> auto discriminator_term(Step& step) const {
    Recording<Step> recording{step, draws};
    return penalty.discriminator_term(recording);
  }
};

struct Point {
  double x, y;
};
Point generate(Numbers const& g, Point z) { return {z.x * g[0] + z.y * g[2] + g[4], z.x * g[1] + z.y * g[3] + g[5]}; }
double hidden(Numbers const& d, Point p, std::size_t j) { return std::tanh(p.x * d[j] + p.y * d[3 + j] + d[6 + j]); }
double score(Numbers const& d, Point p) {
  return d[9] * hidden(d, p, 0) + d[10] * hidden(d, p, 1) + d[11] * hidden(d, p, 2) + d[12];
}
double slope(Numbers const& d, Point p) {
  Point g{0, 0};
  for (std::size_t j = 0; j < 3; ++j) {
    double const h = hidden(d, p, j), s = d[9 + j] * (1 - h * h);
    g.x += s * d[j];
    g.y += s * d[3 + j];
  }
  return std::hypot(g.x, g.y);
}

double softplus(double s) { return std::max(s, 0.) + std::log1p(std::exp(-std::abs(s))); }

/// A game as its definition says it.
struct Game {
  std::function<double(double)> real, fake, generator;
  double squared_weights = 0, penalty = 0, shift = 0;

  double input(Numbers const& d, Point p) const { return score(d, {p.x + shift, p.y + shift}); }
  double squares(Numbers const& theta) const {
    double sum = 0;
    for (double t : theta) sum += t * t;
    return .5 * squared_weights * sum;
  }
  double discriminator_objective(Numbers const& d, Numbers const& g, std::vector<Point> const& x, std::vector<Point> const& z,
                                 Numbers const& e) const {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      Point const y = generate(g, z[i]);
      sum += real(input(d, x[i])) + fake(input(d, y));
      if (penalty > 0) {
        double const excess = slope(d, {e[i] * x[i].x + (1 - e[i]) * y.x, e[i] * x[i].y + (1 - e[i]) * y.y}) - 1;
        sum += penalty * excess * excess;
      }
    }
    return sum / static_cast<double>(x.size()) + squares(d);
  }
  double generator_objective(Numbers const& d, Numbers const& g, std::vector<Point> const& z) const {
    double sum = 0;
    for (Point p : z) sum += generator(input(d, generate(g, p)));
    return sum / static_cast<double>(z.size()) + squares(g);
  }
};

/// By central differences of fourth order.
Numbers gradient(Numbers const& at, std::function<double(Numbers const&)> const& f) {
  Numbers out;
  for (std::size_t i = 0; i < at.size(); ++i) {
    double const h = 2e-4;
    auto moved = [&](double by) {
      Numbers there = at;
      there[i] += by;
      return f(there);
    };
    out.push_back((8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h));
  }
  return out;
}

std::vector<Point> points_of(Numbers const& values) {
  std::vector<Point> out;
  for (std::size_t i = 0; i < values.size(); i += 2) out.push_back({values[i], values[i + 1]});
  return out;
}

/// The parameters of a network, one after another.
template <class Network> Numbers parameters_of(Network const& network) {
  Numbers out;
  for (std::size_t i = 0; i < network.parameters().size(); ++i)
    for (double v : to_host(network.parameters().view(i))) out.push_back(v);
  return out;
}

constexpr float rate = .125f, momentum = .5f;

TrainingOptions options(int k, bool simultaneous) {
  return {.batch = 5,
          .discriminator_steps = k,
          .simultaneous = simultaneous,
          .generator = Sgd{rate},
          .discriminator = Sgd{rate, momentum}};
}

/// Three steps of the library and of the definition, on the same draws.
template <class G>
void check_steps(G const& gan, Game const& game, int k, bool simultaneous, std::vector<Numbers>* draws = nullptr) {
  auto const data = points();
  Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}}, options(k, simultaneous)};
  auto& model = trainer.model();
  Numbers g = parameters_of(model.generator()), d = parameters_of(model.discriminator()), velocity(d.size());
  if (draws) draws->clear();
  trainer.run(data, 3);

  std::uint64_t batches = 0;
  std::size_t penalties = 0;
  auto next_real = [&] {
    std::vector<float> values(10);
    data::copy_batch(data, Seed{3}, 5 * batches++, 5, values.data());
    return points_of({values.begin(), values.end()});
  };
  auto noise = [&](int step, int inner) {
    return points_of(
        to_host(model.noise(5, random::key(Seed{3}, Stream::latent, static_cast<std::uint64_t>(step * (k + 1) + inner)))));
  };
  for (int step = 0; step < 3; ++step) {
    Numbers const g_before = g;
    Numbers d_before = d;
    for (int inner = 0; inner < k; ++inner) {
      auto const x = next_real(), z = noise(step, inner);
      Numbers const e = draws ? (*draws)[penalties++] : Numbers{};
      auto const grad = gradient(d, [&](Numbers const& at) { return game.discriminator_objective(at, g, x, z, e); });
      for (std::size_t i = 0; i < d.size(); ++i) d[i] += velocity[i] = momentum * velocity[i] - rate * grad[i];
    }
    if (!simultaneous) d_before = d;
    auto const z = noise(step, simultaneous ? 0 : k);
    auto const grad = gradient(g, [&](Numbers const& at) { return game.generator_objective(d_before, at, z); });
    for (std::size_t i = 0; i < g.size(); ++i) g[i] = g_before[i] - rate * grad[i];
  }
  auto near = [](Numbers const& got, Numbers const& expected) {
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      INFO("parameter " << i);
      CHECK(std::abs(got[i] - expected[i]) < 1e-8);
    }
  };
  near(parameters_of(model.generator()), g);
  near(parameters_of(model.discriminator()), d);
}

struct Schedule {
  char const* source;
  int k;
  bool simultaneous;
};
Schedule const schedules[] = {{"Goodfellow et al. 2014, algorithm 1, k = 1", 1, false},
                              {"the same with k = 3", 3, false},
                              {"both from one batch at the old parameters (Nowozin et al. 2016, algorithm 1)", 1, true}};

Game const non_saturating{[](double s) { return softplus(-s); }, [](double s) { return softplus(s); },
                          [](double s) { return softplus(-s); }};
Game const least_squares{[](double s) { return (s - 1) * (s - 1) / 2; }, [](double s) { return s * s / 2; },
                         [](double s) { return (s - 1) * (s - 1) / 2; }};
Game const wasserstein{[](double s) { return -s; }, [](double s) { return s; }, [](double s) { return -s; }};

Game with(Game game, double squared_weights, double penalty, double shift) {
  game.squared_weights = squared_weights;
  game.penalty = penalty;
  game.shift = shift;
  return game;
}

}  // namespace

TEST_CASE("steps of a GAN and of an LSGAN are what their definition says") {
  for (auto const& s : schedules) {
    INFO(s.source);
    check_steps(Gan{AffineGenerator{}, TanhDiscriminator{}, NonSaturating{}}, non_saturating, s.k, s.simultaneous);
    check_steps(Gan{AffineGenerator{}, TanhDiscriminator{}, LeastSquares{}}, least_squares, s.k, s.simultaneous);
  }
}

TEST_CASE("steps of a WGAN-GP are what their definition says") {
  std::vector<Numbers> draws;
  for (auto const& s : schedules) {
    INFO(s.source);
    check_steps(
        Gan{AffineGenerator{}, TanhDiscriminator{}, Wasserstein{}, RecordedPenalty{GradientPenalty{.weight = 2}, &draws}},
        with(wasserstein, 0, 2, 0), s.k, s.simultaneous, &draws);
    // One draw per sample, in [0, 1), another in every discriminator step
    REQUIRE(draws.size() == static_cast<std::size_t>(3 * s.k));
    for (auto const& e : draws) {
      CHECK(e.size() == 5);
      CHECK(std::count(draws.begin(), draws.end(), e) == 1);
      for (double u : e) CHECK((u >= 0 && u < 1 && std::count(e.begin(), e.end(), u) == 1));
    }
  }
}

TEST_CASE("several terms are one objective with one backward pass and one update") {
  std::vector<Numbers> draws;
  for (auto const& s : schedules) {
    INFO(s.source);
    check_steps(Gan{AffineGenerator{}, TanhDiscriminator{}, LeastSquares{}, SquaredWeights{}, Shifted{}},
                with(least_squares, .25, 0, .5), s.k, s.simultaneous);
    check_steps(Gan{AffineGenerator{}, TanhDiscriminator{}, NonSaturating{}, SquaredWeights{},
                    RecordedPenalty{GradientPenalty{.weight = .5f}, &draws}, SquaredWeights{.5f}},
                with(non_saturating, .75, .5, 0), s.k, s.simultaneous, &draws);
  }
}

TEST_CASE("real and fake samples as one batch give the gradients of two passes") {
  auto train_with = [](auto discriminator) {
    Trainer trainer{Model{Gan{AffineGenerator{}, discriminator, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{3}, double{}},
                    options(2, false)};
    trainer.run(points(), 5);
    return numbers_of(trainer.model());
  };
  auto const joint = train_with(TanhDiscriminator<false>{}), separate = train_with(TanhDiscriminator<true>{});
  REQUIRE(joint.size() == separate.size());
  for (std::size_t i = 0; i < joint.size(); ++i) CHECK(joint[i] == Approx(separate[i]).epsilon(1e-12).margin(1e-13));
}
