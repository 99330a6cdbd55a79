#include <gan/backend/cpu/backend.hpp>
#include <gan/optim/optimizer.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
template <class Policy>
double after_two_steps(Policy const& policy, std::vector<std::pair<double, double>> const& steps = {{.5, 1}, {-.1, 1}}) {
  Context<Cpu> c;
  auto theta = full<double>(c, {1}, 1.0);
  OptimizerState<double, Cpu, Policy> state(c, policy, theta);
  for (auto [gradient, factor] : steps) state.step(theta, full<double>(c, {1}, gradient), factor);
  CHECK(state.count() == static_cast<std::int64_t>(steps.size()));
  return to_host(theta)[0];
}
std::string message(Optimizer const& o) {
  Context<Cpu> c;
  try {
    OptimizerState<float, Cpu>(c, o, zeros<float>(c, Shape{4}));
  } catch (OptionError const& e) {
    return e.what();
  }
  return "";
}

/// An own optimiser: the sign of the gradient alone.
struct SignDescent {
  float rate = 0.5f;
  static constexpr char const* name = "sign";
  static constexpr std::array moments{"last"};
  void validate() const {}
  std::array<double, 1> scalars(std::int64_t step, double f) const { return {rate * f / static_cast<double>(step)}; }
  template <class T> struct Rule {
    static constexpr int inputs = 4, outputs = 2;
    template <class S> auto operator()(S const& theta, S const& g, S const&, S const& step) const {
      return list(theta - select(g >= 0, step, -step), g);
    }
  };
  template <class T> Rule<T> rule() const { return {}; }
};
}  // namespace

TEST_CASE("two steps from theta = 1 with the gradients .5 and -.1") {
  struct Row {
    char const* source;
    Optimizer optimizer;
    double theta;
  };
  Row const rows[] = {
      {"closed form: momentum .5, rate .1", Sgd{.rate = .1f, .momentum = .5f}, .935},
      {"closed form: no momentum", Sgd{.rate = .1f}, .96},
      {"Duchi et al. 2011, closed form", Adagrad{}, .9919611614},
      {"Tieleman and Hinton 2012, closed form", RmsProp{}, .9995985330},
      {"the same in the convention of TensorFlow 1", RmsProp::tensorflow1(), .9999794829},
      {"Kingma and Ba 2015 with the options of Radford et al. 2016", Adam{.rate = 2e-4f, .beta1 = .5f}, .9997445172},
      {"the same with those of Gulrajani et al. 2017", Adam{.rate = 1e-4f, .beta1 = 0, .beta2 = .9f}, .9999284343},
  };
  for (auto const& row : rows) {
    INFO(row.source);
    CHECK(std::abs(after_two_steps(row.optimizer) - row.theta) < 2e-9);
  }
  // more digits, and the first step alone
  CHECK(std::abs(after_two_steps(Adam{2e-4f, .5f}) - .9997445171743) < 2e-11);
  CHECK(std::abs(after_two_steps(Adam{2e-4f, .5f}, {{.5, 1}}) - .999800000004) < 1e-11);
}

TEST_CASE("the rate factor scales a step - a rising momentum ends where it should") {
  CHECK(after_two_steps(Sgd{.rate = .1f}, {{.5, .5}, {-.1, 0}}) == Approx(1 - .025));
  Sgd const ramp{.rate = .1f, .momentum = .5f, .final_momentum = .7f, .momentum_steps = 4};
  for (auto [step, expected] : {std::pair{1, .5}, {2, .55}, {3, .6}, {5, .7}, {500, .7}})
    CHECK(ramp.momentum_at(step) == Approx(expected));
  CHECK(after_two_steps(ramp) == Approx(1 - .05 + (.55 * -.05 + .01)));
}

TEST_CASE("moments have names, and an optimiser that is given moments and count goes on with the same bits") {
  Context<Cpu> c;
  for (Optimizer const& o : {Optimizer{Adam{}}, Optimizer{Sgd{.momentum = .9f}}, Optimizer{RmsProp{}}, Optimizer{Adagrad{}}}) {
    auto theta = randn<float>(c, {1000});
    OptimizerState<float, Cpu> state(c, o, theta);
    std::vector<Tensor<float, Cpu>> gradients;
    for (int i = 0; i < 6; ++i) gradients.push_back(randn<float>(c, {1000}));
    for (int i = 0; i < 3; ++i) state.step(theta, gradients[i]);
    auto again = from_host(c, theta.shape(), to_host(theta));
    OptimizerState<float, Cpu> second(c, o, again);
    REQUIRE(second.moments().size() == state.moments().size());
    for (std::size_t j = 0; j < state.moments().size(); ++j) {
      CHECK(second.moments()[j].name == state.moments()[j].name);
      copy(c, state.moments()[j].values.data(), second.moments()[j].values.data(), 1000);
    }
    second.set_count(state.count());
    for (int i = 3; i < 6; ++i) state.step(theta, gradients[i]), second.step(again, gradients[i]);
    CHECK(to_host(theta) == to_host(again));
  }
  CHECK(OptimizerState<float, Cpu>(c, RmsProp::tensorflow1(), zeros<float>(c, Shape{3})).moments()[0].name == "square");
  CHECK(to_host(OptimizerState<float, Cpu>(c, RmsProp::tensorflow1(), zeros<float>(c, Shape{3})).moments()[0].values) ==
        std::vector<float>{1, 1, 1});
}

TEST_CASE("a step allocates nothing from the system and leaves the gaps of a flat buffer at zero") {
  for (int threads : {1, 3}) {
    Context<Cpu> c(Cpu{.threads = threads}, Seed{});
    auto theta = zeros<float>(c, {70'000}), gradient = zeros<float>(c, {70'000});
    for (Optimizer const& o : {Optimizer{Adam{}}, Optimizer{Sgd{}}, Optimizer{RmsProp{}}, Optimizer{Adagrad{}}}) {
      OptimizerState<float, Cpu> state(c, o, theta);
      state.step(theta, gradient);
      auto before = c.arena().system_allocations();
      for (int i = 0; i < 5; ++i) state.step(theta, gradient);
      CHECK(c.arena().system_allocations() == before);
    }
    for (float v : to_host(theta)) REQUIRE(v == 0);
  }
}

TEST_CASE("an own optimiser is a type of its own") {
  CHECK(after_two_steps(SignDescent{}) == Approx(1 - .5 + .25));
  STATIC_REQUIRE(OptimizerPolicy<SignDescent>);
  STATIC_REQUIRE(OptimizerPolicy<Adam>);
  STATIC_REQUIRE_FALSE(OptimizerPolicy<int>);
}

TEST_CASE("options out of range and tensors that do not fit are refused with a sentence") {
  CHECK(message(Adam{.rate = 0}) == "Adam needs a rate above 0, not 0");
  CHECK(message(Adam{.beta1 = 1}) == "Adam needs a beta1 in [0, 1), not 1");
  CHECK(message(Adam{.beta2 = -.5f}) == "Adam needs a beta2 in [0, 1), not -0.5");
  CHECK(message(Adam{.epsilon = 0}) == "Adam needs an epsilon above 0, not 0");
  CHECK(message(Sgd{.rate = -1}) == "Sgd needs a rate above 0, not -1");
  CHECK(message(Sgd{.momentum = 1}) == "Sgd needs a momentum in [0, 1), not 1");
  CHECK(message(Sgd{.final_momentum = .7f}) == "Sgd{.final_momentum} needs momentum_steps of at least 1");
  CHECK(message(RmsProp{.decay = 1}) == "RmsProp needs a decay in [0, 1), not 1");
  CHECK(message(RmsProp{.initial = -1}) == "RmsProp needs an initial mean square of at least 0, not -1");
  CHECK(message(Adagrad{.epsilon = -1}) == "Adagrad needs an epsilon above 0, not -1");
  CHECK(message(Adam{.rate = std::nanf("")}) == "Adam needs a rate above 0, not nan");
  CHECK(message(Adam{}).empty());
  Context<Cpu> c;
  auto theta = zeros<float>(c, Shape{4});
  OptimizerState<float, Cpu> state(c, Adam{}, theta);
  CHECK_THROWS_AS(state.step(theta, zeros<float>(c, Shape{5})), ShapeError);
  CHECK_THROWS_AS(state.set_count(-1), OptionError);
}
