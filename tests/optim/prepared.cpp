/// Optimiser steps whose scalars are on the device before them.
#include <gan/backend/cpu/backend.hpp>
#include <gan/optim/optimizer.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
std::vector<double> const start{1, -2, 3}, slope{.5, -.25, 2};

struct Run {
  Context<Cpu> context;
  Tensor<double, Cpu> parameters = from_host(context, {3}, start), gradients = from_host(context, {3}, slope);
  OptimizerState<double, Cpu> optimizer;
  explicit Run(Optimizer const& policy) : optimizer(context, policy, parameters) {}
  void step(double rate) { optimizer.step(parameters, gradients, rate); }
  std::vector<double> numbers() const {
    auto out = to_host(parameters);
    for (auto const& moment : optimizer.moments())
      for (double x : to_host(moment.values)) out.push_back(x);
    return out;
  }
};
}  // namespace

TEST_CASE("prepared steps are the steps one by one, of every optimiser") {
  Optimizer const optimizers[] = {Adam{.rate = .1f}, RmsProp{.rate = .1f}, Adagrad{.rate = .1f},
                                  Sgd{.rate = .1f, .momentum = .1f, .final_momentum = .9f, .momentum_steps = 5}};
  for (auto const& policy : optimizers) {
    Run one(policy), prepared(policy);
    for (int round = 0; round < 4; ++round) {
      double const rate = 1.0 / (1 + round);
      int const steps = 1 + round % 3;
      for (int i = 0; i < steps; ++i) one.step(rate);
      prepared.optimizer.prepare(steps, rate);
      CHECK(prepared.optimizer.count() == one.optimizer.count());
      for (int i = 0; i < steps; ++i) prepared.step(1e30);  // the rate was said before
      prepared.optimizer.prepare(0, 1);
      CHECK(prepared.numbers() == one.numbers());
      CHECK(prepared.optimizer.count() == one.optimizer.count());
    }
    one.step(1), prepared.step(1);
    CHECK(prepared.numbers() == one.numbers());
  }
}

TEST_CASE("prepared steps can be gone through again, and those that are left over are not taken later") {
  Run once(Adam{.rate = .1f}), again(Adam{.rate = .1f});
  once.optimizer.prepare(2, 1);
  once.step(1), once.step(1);
  again.optimizer.prepare(2, 1);
  auto const before = to_host(again.parameters);
  again.step(1);
  copy_from_host(again.context, before.data(), again.parameters.data(), 3);
  for (auto const& moment : again.optimizer.moments()) fill(again.context, moment.values.data(), 3, 0.0);
  again.optimizer.rewind();
  again.step(1), again.step(1);
  CHECK(again.numbers() == once.numbers());

  Run left(Adam{.rate = .1f}), plain(Adam{.rate = .1f});
  left.optimizer.prepare(5, 1);
  left.optimizer.prepare(0, 1);
  left.optimizer.set_count(0);
  left.step(1), plain.step(1);
  CHECK(left.numbers() == plain.numbers());
}

TEST_CASE("a poisoned optimiser does not move in prepared steps either") {
  Run run(Adam{.rate = .1f});
  run.step(1);
  auto const good = run.numbers();
  fill(run.context, run.optimizer.poison().data(), 1, 1.0);
  run.optimizer.prepare(2, 1);
  run.step(1), run.step(1);
  CHECK(run.numbers() == good);
}
