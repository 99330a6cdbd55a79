/// What regularizers can do in a step beside adding terms: change gradients, and parameters after an update.
#include "training.hpp"

using namespace gan;
using namespace test;

namespace {
struct NoGradients {
  template <class T> void before_update(T const& gradients) const {
    fill(gradients.context(), gradients.data(), gradients.count(), 0.f);
  }
};
struct SetDiscriminator {
  template <class T> void after_discriminator_update(T const& p) const {
    fill(p.values().context(), p.values().data(), p.values().count(), 7.f);
  }
};
struct SetGenerator {
  template <class T> void after_generator_update(T const& p) const {
    fill(p.values().context(), p.values().data(), p.values().count(), 9.f);
  }
};
/// Remembers where training stands in every call.
struct Where {
  std::vector<std::pair<std::int64_t, double>>* log;
  template <class X, class Step> auto discriminator_input(X const& x, Step& step) const {
    log->push_back({step.iteration(), step.progress()});
    return x + 0.f * step.normal_draws(x.shape());
  }
};
/// A term with a value for each sample.
struct Wrong {
  static constexpr char const* name = "wrong";
  template <class Step> auto discriminator_term(Step& step) const { return square(step.real_score()); }
};
/// Asks a step for all of its draws.
struct Draws {
  bool* checked;
  template <class Step> auto discriminator_term(Step& step) const {
    auto e = step.uniform_per_sample(), f = step.uniform_per_sample();
    auto n = step.normal_draws(Shape{8, 1, 2, 1}), m = step.normal_draws(Shape{8, 1, 2, 1});
    CHECK(e.shape() == Shape{8, 1, 1, 1});
    CHECK(to_host(e.value()) != to_host(f.value()));
    CHECK(to_host(n.value()) != to_host(m.value()));
    *checked = true;
    return 0.f * mean(e * f);
  }
};
auto trained_with(auto... regularizers) {
  auto const [generator, discriminator] = mlp();
  Model model{Gan{generator, discriminator, NonSaturating{}, regularizers...}, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, ring(), {.batch = 8, .steps = 2, .generator = Sgd{}, .discriminator = Sgd{}});
  return model;
}
bool all(auto const& network, float value) {
  auto const v = to_host(network.parameters().values());
  return std::count(v.begin(), v.end(), value) == static_cast<std::ptrdiff_t>(v.size());
}
}  // namespace

TEST_CASE("before_update changes the gradients that the optimiser sees") {
  auto const [generator, discriminator] = mlp();
  Model start{Gan{generator, discriminator, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
  CHECK(numbers_of(trained_with(NoGradients{})) == numbers_of(start));
  CHECK(numbers_of(trained_with()) != numbers_of(start));
}

TEST_CASE("after an update a regularizer gets that network's parameters alone") {
  auto const d = trained_with(SetDiscriminator{});
  auto const g = trained_with(SetGenerator{});
  CHECK(all(d.discriminator(), 7));
  CHECK(!all(d.generator(), 7));
  CHECK(all(g.generator(), 9));
  CHECK(!all(g.discriminator(), 9));
}

TEST_CASE("weight clipping holds after every training step, biases included") {
  auto const [generator, discriminator] = mlp();
  Trainer trainer{Model{Gan{generator, discriminator, Wasserstein{}, WeightClipping{.02f}}, Vector<2>{}, Cpu{}, Seed{1}},
                  {.batch = 8, .generator = RmsProp{.rate = .01f}, .discriminator = RmsProp{.rate = .01f}}};
  trainer.run(ring(), 20, [](auto const& event) {
    auto const& parameters = event.model().discriminator().parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i)
      for (float p : to_host(parameters.view(i))) CHECK(std::abs(p) <= .02f);
  });
}

TEST_CASE("a regularizer sees where training stands, once for each input of the discriminator") {
  std::vector<std::pair<std::int64_t, double>> log;
  trained_with(Where{&log});
  // real and fake in the discriminator's step, fake in the generator's; two steps
  CHECK(log == std::vector<std::pair<std::int64_t, double>>{{0, 0}, {0, 0}, {0, 0}, {1, .5}, {1, .5}, {1, .5}});
}

TEST_CASE("a term that is no single value is refused with its name and shape") {
  check_refusal<ShapeError>([] { trained_with(Wrong{}); }, {"single value", "'wrong'", "{8, 1}"});
}

TEST_CASE("draws of a step: uniform_per_sample has one number for each sample and differs from call to call") {
  bool checked = false;
  Model model{Gan{OwnGenerator{}, OwnDiscriminator{}, Wasserstein{}, Draws{&checked}}, Image<1, 1, 2>{}, Cpu{}, Seed{1}};
  train(model, data::in_memory<Image<1, 1, 2>>({.1f, .2f}), {.batch = 8, .steps = 1});
  CHECK(checked);
}
